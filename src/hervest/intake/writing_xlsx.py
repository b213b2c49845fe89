"""Writes the empty workbooks that Hervest offers as its templates."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from hervest.core.tables_out import CellOut, SheetOut, xlsx_file
from hervest.intake.layout import Column
from hervest.intake.list_kinds_rules import LISTS
from hervest.intake.rules import DOSSIER_SECTIONS, columns_of
from hervest.intake.running_rules import TASKS_SHEET
from hervest.intake.vocabulary import SHEETS, ImportKind, Kind
from hervest.journey.running_queries import household_tasks

PREPARED_ROWS = 200
DATES = frozenset({Kind.DATE, Kind.BIRTH_DATE})
YES_NO = ("ja", "nee")


def template_workbook() -> bytes:
    """An empty workbook for dossiers, as XLSX: every sheet with its headers, lists of words and dates as dates."""
    return xlsx_file(_sheet(SHEETS[section], columns_of(section)) for section in DOSSIER_SECTIONS)


def dwelling_template_workbook() -> bytes:
    """An empty workbook for dwellings, as XLSX."""
    return xlsx_file([_list_sheet(ImportKind.DWELLINGS)])


def sponsor_template_workbook() -> bytes:
    """An empty workbook for sponsors and their groups, as XLSX."""
    return xlsx_file([_list_sheet(ImportKind.SPONSORS)])


def running_template_workbook(rows: Sequence[Sequence[CellOut]] = ()) -> bytes:
    """A workbook for running cases, as XLSX, empty or with these rows; on a second sheet the tasks there are."""
    tasks = [(one.id, one.title) for one in household_tasks()]
    names = SheetOut(TASKS_SHEET, (_("Task"), _("What it is")), tasks)
    return xlsx_file([replace(_list_sheet(ImportKind.RUNNING), rows=rows), names])


def _list_sheet(kind: ImportKind) -> SheetOut:
    """The empty sheet of a list."""
    return _sheet(SHEETS[LISTS[kind].section], LISTS[kind].columns)


def _sheet(title: str, columns: Sequence[Column]) -> SheetOut:
    return SheetOut(
        title,
        [column.header for column in columns],
        dates=frozenset(place for place, column in enumerate(columns) if column.kind in DATES),
        choices={place: words for place, column in enumerate(columns) if (words := _words(column))},
        n_prepared=PREPARED_ROWS,
    )


def _words(column: Column) -> tuple[str, ...]:
    """A list to choose from, where one word is wanted."""
    if column.kind is Kind.YES_NO:
        return YES_NO
    return tuple(column.words) if column.kind is Kind.WORD else ()
