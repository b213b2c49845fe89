"""Writes refused rows as a file to mend: as they came in, with one column that says what is wrong, in words."""

from django.utils.translation import gettext as _

from hervest.core.tables_out import CellOut, SheetOut, csv_file, xlsx_file
from hervest.intake.list_kinds_rules import LISTS
from hervest.intake.mend_queries import ToMend
from hervest.intake.mend_rules import RowToMend
from hervest.intake.templatetags.intake import message, remedy
from hervest.intake.vocabulary import SHEETS, Carrier, Finding, ImportKind

DOSSIERS_SHEET = "Dossiers"
"""What the sheet of a file is called that came as CSV, holds whole dossiers, and goes back as a workbook."""


def mend_file(found: ToMend, carrier: Carrier) -> bytes:
    """The file in the reader's language; XLSX with every sheet, CSV with the one there is."""
    if carrier is Carrier.CSV:
        (table,) = found.tables
        return csv_file((*table.headers, _("What is wrong?")), [_cells(row) for row in table.rows])
    return xlsx_file(
        SheetOut(
            _only_sheet(found.kind) if table.sheet is None else table.sheet,
            (*table.headers, _("What is wrong?")),
            [_cells(row) for row in table.rows],
        )
        for table in found.tables
    )


def _only_sheet(kind: ImportKind) -> str:
    one = LISTS.get(kind)
    return SHEETS[one.section] if one else DOSSIERS_SHEET


def _cells(row: RowToMend) -> tuple[CellOut, ...]:
    return (*row.cells, " ".join(_in_words(finding) for finding in row.findings))


def _in_words(finding: Finding) -> str:
    said = f"{message(finding)} {remedy(finding)}"
    return f"{finding.column}: {said}" if finding.column else said
