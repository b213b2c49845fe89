"""Reads a CSV file into one table; the separator is found by the headers it yields."""

import csv
import io
from collections.abc import Iterable, Sequence

from hervest.core.formula_text import as_written
from hervest.intake.layout import COLUMNS, CSV_LISTS
from hervest.intake.settings import ReadLimits
from hervest.intake.text_decoding import EncodingRefused, decoded
from hervest.intake.text_rules import folded
from hervest.intake.vocabulary import Carrier, Cell, Finding, FindingCode, Row, SourceFile, Table

SEPARATORS = (";", ",")
SEPARATOR_LINE = "sep="
HEADER_LINES = 2
WINDOWS = "cp1252"
KNOWN_HEADERS = frozenset(folded(column.header) for column in COLUMNS) | frozenset(CSV_LISTS)


class CsvBrokenError(ValueError):
    """The text is no CSV: in the record that begins on `line` a quotation mark is wrong, or a cell is far too long."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class CsvTooLargeError(ValueError):
    """More rows, columns or cells than any list can hold."""


def read(content: bytes, known_headers: frozenset[str], limits: ReadLimits) -> SourceFile:
    """The one table in `content`, row numbers as a spreadsheet shows them.

    `known_headers`: folded, by which the separator is chosen. Text that begins with = + - @ stays text; the apostrophe
    that an export sets before it falls away.
    """
    try:
        text = decoded(content, fallback=WINDOWS)
        rows = _rows(text, known_headers, limits)
    except EncodingRefused as refused:
        return _unreadable(Finding(refused.code, params=refused.params))
    except CsvBrokenError as broken:
        return _unreadable(Finding(FindingCode.CSV_BROKEN, params=(("line", str(broken.line)),)))
    except CsvTooLargeError:
        return _unreadable(Finding(FindingCode.SHEET_TOO_LARGE))
    filled = [(number, cells) for number, cells in enumerate(rows, start=1) if any(cell.strip() for cell in cells)]
    if filled and filled[0][1][0].startswith(SEPARATOR_LINE):
        filled = filled[1:]
    if not filled:
        return _unreadable(Finding(FindingCode.NOTHING_IN_FILE))
    header_row, headers = filled[0]
    body = tuple(Row(number, tuple(Cell(cell or None) for cell in cells)) for number, cells in filled[1:])
    return SourceFile(Carrier.CSV, (Table(None, tuple(headers), body, header_row),))


def _rows(text: str, known_headers: frozenset[str], limits: ReadLimits) -> list[list[str]]:
    """Every record of `text` under the separator by which its first lines hold most headers.

    Raises: CsvBrokenError on a quote that does not close, or a cell longer than any can be; CsvTooLargeError.
    """
    separator = max(SEPARATORS, key=lambda mark: _n_known(_first_lines(text), mark, known_headers))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, begins, n_cells = [], 1, 0
    try:
        for row in reader:
            rows.append([as_written(cell) for cell in row])
            n_cells += len(row)
            if len(rows) > limits.n_rows or len(row) > limits.n_columns or n_cells > limits.n_cells:
                raise CsvTooLargeError
            begins = reader.line_num + 1
    except csv.Error as error:
        raise CsvBrokenError(begins) from error
    return rows


def _first_lines(text: str) -> list[str]:
    """The first lines that hold anything; the file is not taken apart for it."""
    found: list[str] = []
    for line in io.StringIO(text):
        if line.strip():
            found.append(line)
        if len(found) == HEADER_LINES:
            break
    return found


def _n_known(lines: Iterable[str], separator: str, known_headers: frozenset[str]) -> tuple[int, int]:
    """How many headers the best of `lines` holds, then how many cells; nothing if a line is too long to be a row."""
    rows: Iterable[Sequence[str]] = csv.reader(lines, delimiter=separator)
    try:
        return max(((sum(folded(cell) in known_headers for cell in row), len(row)) for row in rows), default=(0, 0))
    except csv.Error:
        return 0, 0


def _unreadable(finding: Finding) -> SourceFile:
    return SourceFile(Carrier.CSV, findings=(finding,))
