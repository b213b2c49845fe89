"""The social map as a table for a spreadsheet, in the reader's language."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hervest.core.names import language_name
from hervest.core.tables_out import CellOut, SheetOut, xlsx_file
from hervest.core.texts import label
from hervest.knowledge.queries import ServiceRow

CHECKED = 14
"""Place of the column with the day of the last check."""


def map_file(rows: Iterable[ServiceRow]) -> bytes:
    """These services as an XLSX file: a row for each, and never a formula."""
    headers = (
        _("Name of the service"),
        _("Themes"),
        _("Place"),
        _("Address"),
        _("When is it open?"),
        _("Languages"),
        _("Interpreter"),
        _("Getting in"),
        _("Waiting (weeks)"),
        _("Costs"),
        _("Telephone"),
        _("E-mail address"),
        _("Website"),
        _("Kept by"),
        _("Last checked"),
        _("What can one get there, and for whom is it?"),
    )
    lines = [_line(row) for row in rows]
    sheet = SheetOut(_("Social map"), headers, lines, dates=frozenset({CHECKED}), ends_in_text=True)
    return xlsx_file([sheet])


def _line(row: ServiceRow) -> tuple[CellOut, ...]:
    facts, here = row.facts, (get_language() or "nl")[:2]
    interpreter = {None: _("not known"), True: _("yes"), False: _("no")}[facts.has_interpreter]
    return (
        facts.name,
        ", ".join(row.themes),
        facts.place,
        facts.address,
        facts.opening,
        ", ".join(language_name(code, here) for code in facts.languages),
        interpreter,
        " · ".join(filter(None, (label(facts.way_in), facts.way_in_note))),
        facts.waiting_weeks,
        " · ".join(filter(None, (label(facts.cost), facts.cost_note))),
        facts.phone,
        facts.email,
        facts.website,
        row.owner,
        row.checked_on,
        facts.about,
    )
