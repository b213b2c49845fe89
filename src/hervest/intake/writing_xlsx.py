"""Writes the empty workbooks that Hervest offers as its templates."""

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from hervest.intake.dwelling_rules import DWELLING_COLUMNS
from hervest.intake.layout import Column
from hervest.intake.rules import DOSSIER_SECTIONS, columns_of
from hervest.intake.vocabulary import SHEETS, Kind, Section

DATE_FORMAT = "dd-mm-yyyy"
PREPARED_ROWS = 200
NARROWEST = 12
LONGEST_CHOICE = 255
DATES = frozenset({Kind.DATE, Kind.BIRTH_DATE})
YES_NO = ("ja", "nee")


def template_workbook() -> bytes:
    """An empty workbook for dossiers, as XLSX: every sheet with its headers, lists of words and dates as dates."""
    return _workbook({SHEETS[section]: columns_of(section) for section in DOSSIER_SECTIONS})


def dwelling_template_workbook() -> bytes:
    """An empty workbook for dwellings, as XLSX."""
    return _workbook({SHEETS[Section.DWELLING]: DWELLING_COLUMNS})


def _workbook(sheets: Mapping[str, Sequence[Column]]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, columns in sheets.items():
        _fill(workbook.create_sheet(title), columns)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _fill(sheet: Worksheet, columns: Sequence[Column]) -> None:
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        header = sheet.cell(row=1, column=place, value=column.header)
        header.font = Font(bold=True)
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(NARROWEST, len(column.header) + 2)
        if column.kind in DATES:
            _format_dates(sheet, place)
        _offer_words(sheet, letter, column)


def _format_dates(sheet: Worksheet, place: int) -> None:
    for row in range(2, PREPARED_ROWS + 2):
        sheet.cell(row=row, column=place).number_format = DATE_FORMAT


def _offer_words(sheet: Worksheet, letter: str, column: Column) -> None:
    """A list to choose from, where one word is wanted."""
    words = YES_NO if column.kind is Kind.YES_NO else tuple(column.words) if column.kind is Kind.WORD else ()
    choice = ",".join(words)
    if not words or len(choice) > LONGEST_CHOICE:
        return
    offered = DataValidation(type="list", formula1=f'"{choice}"', allow_blank=True)
    offered.add(f"{letter}2:{letter}{PREPARED_ROWS + 1}")
    sheet.add_data_validation(offered)
