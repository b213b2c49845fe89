"""The one place that writes tables for a spreadsheet: every cell is text, a true number or a date, never a formula.

Text that a spreadsheet program would take for a formula keeps its letters and loses its power: in CSV an apostrophe
stands before it, in XLSX the cell is marked as text. Source: security.md, section 4, "CSV out".
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from hervest.core.formula_text import QUOTE, harmless, is_risky

CellOut = str | int | float | bool | date | None

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ESCAPE_IN_XLSX = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
TEXT_FORMAT, DATE_FORMAT = "@", "dd-mm-yyyy"
SEPARATOR = ";"
NARROWEST, WIDEST, OF_SENTENCES = 12, 60, 90
LONGEST_TITLE, LONGEST_CHOICE, LONGEST_CELL = 31, 255, 32_767
NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
NO_TITLE = "Blad"


@dataclass(frozen=True, slots=True)
class SheetOut:
    """A sheet to be written: its headers and rows.

    `dates`: places (from 0) of columns that hold dates; `choices`: the words offered in a column; both also for so many
    rows that are still empty (`n_prepared`). `ends_in_text`: the last column holds sentences, which are wide and wrap.
    """

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[CellOut]] = ()
    dates: frozenset[int] = frozenset()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    n_prepared: int = 0
    ends_in_text: bool = False


def csv_file(headers: Sequence[str], rows: Iterable[Sequence[CellOut]]) -> bytes:
    """A CSV file in UTF-8 with its mark, semicolons, every text in quotation marks; dates as dd-mm-yyyy."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=SEPARATOR, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    for row in (headers, *rows):
        writer.writerow([_in_csv(value) for value in row])
    return written.getvalue().encode("utf-8-sig", "replace")


def _in_csv(value: CellOut) -> str | int | float:
    if isinstance(value, bool) or value is None:
        return harmless(spoken(value))
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return harmless(spoken(value))


def spoken(value: CellOut) -> str:
    """A value as a person would type it into a cell of our layout."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nee"
        case date():
            return value.strftime("%d-%m-%Y")
        case _:
            return str(value)


def xlsx_file(sheets: Iterable[SheetOut]) -> bytes:
    """A workbook with these sheets, the headers in bold and always in view."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in sheets:
        _fill(workbook.create_sheet(_title(sheet.title)), sheet)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _title(wanted: str) -> str:
    """`wanted` without what no sheet may be called."""
    return NOT_IN_TITLES.sub(" ", NOT_IN_XML.sub(" ", wanted)).strip().strip(QUOTE)[:LONGEST_TITLE] or NO_TITLE


def _fill(sheet: Worksheet, content: SheetOut) -> None:
    sheet.freeze_panes = "A2"
    for place, text in enumerate(content.headers, start=1):
        header = sheet.cell(row=1, column=place)
        _put(header, text)
        header.font = Font(bold=True)
        width = min(max(NARROWEST, len(text) + 2), WIDEST)
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, row in enumerate(content.rows, start=2):
        for place, value in enumerate(row, start=1):
            _put(sheet.cell(row=number, column=place), value)
    if content.ends_in_text:
        _wrap(sheet, content)
    last = len(content.rows) + content.n_prepared + 1
    for place in content.dates:
        for number in range(2, last + 1):
            sheet.cell(row=number, column=place + 1).number_format = DATE_FORMAT
    for place, words in content.choices.items():
        _offer(sheet, get_column_letter(place + 1), words, last)


def _wrap(sheet: Worksheet, content: SheetOut) -> None:
    """The last column as wide as a sentence, everything at the top of its row, the others as wide as their words."""
    for place in range(1, len(content.headers)):
        longest = max((len(spoken(row[place - 1])) for row in content.rows), default=0)
        column = sheet.column_dimensions[get_column_letter(place)]
        column.width = min(max(column.width, longest + 2), WIDEST)
    sheet.column_dimensions[get_column_letter(len(content.headers))].width = OF_SENTENCES
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=cell.column == len(content.headers))


def _put(cell: Cell, value: CellOut) -> None:
    """The value as what it is; a text is a text whatever it begins with."""
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        value = spoken(value)
    if isinstance(value, str):
        _put_text(cell, value)
    elif isinstance(value, date):
        cell.value, cell.number_format = value, DATE_FORMAT
    elif value is not None:
        cell.value = value


def _put_text(cell: Cell, text: str) -> None:
    if not text:
        return
    plain = NOT_IN_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    cell.value = ESCAPE_IN_XLSX.sub("_x005F_", plain[:LONGEST_CELL])
    cell.data_type = "s"  # the library takes a text that begins with = for a formula, and #N/A for an error
    if is_risky(text):
        cell.number_format = TEXT_FORMAT
        cell.quotePrefix = True


def _offer(sheet: Worksheet, letter: str, words: Sequence[str], last: int) -> None:
    """A list to choose from, where it fits in what a workbook can hold: a comma would part a word in two."""
    choice = ",".join(words)
    is_whole = not any({",", '"'} & set(word) for word in words)
    if not choice or not is_whole or len(choice) > LONGEST_CHOICE or last == 1:
        return
    offered = DataValidation(type="list", formula1=f'"{choice}"', allow_blank=True)
    offered.add(f"{letter}2:{letter}{last}")
    sheet.add_data_validation(offered)
