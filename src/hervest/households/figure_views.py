"""Pages of figures: numbers of households, the same as a file, and how they are counted."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, today_in
from hervest.accounts.route import route
from hervest.core.tables_out import CellOut, csv_file
from hervest.core.web import page
from hervest.households.figure_queries import FigureRow, FiguresPage, figures_page
from hervest.households.figure_rules import Band

CSV = "text/csv; charset=utf-8"


@route("figures/", permission=Permission.REPORT_COMPOSE)
def figures(request: HttpRequest) -> HttpResponse:
    """How many households arrived, by municipality, year and size."""
    found = figures_page(actor_in(request), today=today_in(request))
    names = [_band(band) for band in found.bands]
    rows = [
        {
            "municipality": row.municipality,
            "year": row.year,
            "cells": zip(names, row.shown.cells, strict=True),
            "total": row.shown.total,
        }
        for row in found.rows
    ]
    return page(request, "households/figures.html", found=found, names=names, rows=rows, today=today_in(request))


@route("figures/how/", permission=Permission.REPORT_COMPOSE)
def how_we_count(request: HttpRequest) -> HttpResponse:
    """What is counted, and what is not shown."""
    found = figures_page(actor_in(request), today=today_in(request))
    return page(request, "households/counting.html", found=found, names=[_band(band) for band in found.bands])


@route("figures/file/", permission=Permission.REPORT_COMPOSE)
def figures_file(request: HttpRequest) -> HttpResponse:
    """The same figures for a spreadsheet."""
    found = figures_page(actor_in(request), today=today_in(request))
    headers = [_("Municipality"), _("Year of arrival"), *map(_band, found.bands), _("In all")]
    answer = HttpResponse(csv_file(headers, [_cells(found, row) for row in found.rows]), content_type=CSV)
    answer["Content-Disposition"] = f'attachment; filename="figures-{today_in(request)}.csv"'
    return answer


def _cells(found: FiguresPage, row: FigureRow) -> list[CellOut]:
    few = _("fewer than %(n)s") % {"n": found.least}
    cells: list[CellOut] = [few if cell is None else cell for cell in row.shown.cells]
    total: CellOut = _("not shown") if row.shown.total is None else row.shown.total
    return [row.municipality, row.year, *cells, total]


def _band(band: Band) -> str:
    if band.last is None:
        return _("%(n)s persons or more") % {"n": band.first}
    if band.first == band.last:
        return _("1 person") if band.first == 1 else _("%(n)s persons") % {"n": band.first}
    return _("%(first)s to %(last)s persons") % {"first": band.first, "last": band.last}
