"""Reads a workbook into tables: values by calamine, what it does not tell by a scan of the XML."""

import io
import math
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from hervest.intake.archive_check import WorkbookRefused, check_workbook
from hervest.intake.settings import ReadLimits
from hervest.intake.sheet_scan import BROKEN, Corners, SheetFacts, scan
from hervest.intake.text_rules import folded
from hervest.intake.vocabulary import Carrier, Cell, CellValue, Finding, FindingCode, Row, SourceFile, Table


def read(content: bytes, limits: ReadLimits) -> SourceFile:
    """The sheets of the workbook in `content`, hidden ones too, each with a warning that names it.

    The header is the first row that holds anything; rows keep the numbers that the spreadsheet shows. A cell with a
    formula has a problem, never a value: its stored result is not taken.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_workbook(archive, content, limits)
            facts, beside = scan(archive, limits), tuple(_beside(archive.namelist()))
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in facts}
        states = {
            sheet.name: sheet.visible for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet
        }
    except WorkbookRefused as refused:
        return _unreadable(Finding(refused.code, refused.sheet, params=refused.params))
    except PasswordError:
        return _unreadable(Finding(FindingCode.PROTECTED_FILE))
    except (CalamineError, ValueError, *BROKEN):
        return _unreadable(Finding(FindingCode.UNREADABLE_FILE))
    tables = tuple(_table(name, grids[name], facts[name]) for name in facts if _is_filled(grids[name]))
    if not tables:
        return _unreadable(Finding(FindingCode.NOTHING_IN_FILE))
    if twice := _called_alike(tables):
        return _unreadable(twice)
    return SourceFile(Carrier.XLSX, tables, (*beside, *_hidden(tables, facts, states), *_merged(tables, facts)))


def _called_alike(tables: Iterable[Table]) -> Finding | None:
    """Two sheets whose names are read as one name: nobody can tell which is meant, and neither is left out unsaid."""
    known: dict[str, str] = {}
    for table in tables:
        name = table.sheet or ""
        first = known.setdefault(folded(name), name)
        if first != name:
            return Finding(FindingCode.DUPLICATE_SHEET, name, params=(("value", first),))
    return None


def _beside(parts: Iterable[str]) -> Iterator[Finding]:
    """What a workbook carries beside its cells: it is named, never run and never followed."""
    names = [part.casefold() for part in parts]
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        yield Finding(FindingCode.MACROS)
    if any(name.startswith(("xl/externallinks/", "xl/connections.xml", "xl/querytables/")) for name in names):
        yield Finding(FindingCode.EXTERNAL_LINKS)
    if any(name.startswith("xl/embeddings/") for name in names):
        yield Finding(FindingCode.EMBEDDED_FILES)
    if any(name.startswith(("xl/comments", "xl/threadedcomments/")) for name in names):
        yield Finding(FindingCode.NOTES)


def _is_filled(grid: Sequence[Sequence[Any]]) -> bool:
    return any(value not in ("", None) for row in grid for value in row)


def _table(name: str, grid: Sequence[Sequence[Any]], facts: SheetFacts) -> Table:
    rows = [Row(number, _cells(number, row, facts)) for number, row in enumerate(grid, start=1)]
    first = next(place for place, row in enumerate(rows) if any(not cell.is_empty for cell in row.cells if cell))
    headers = tuple("" if cell is None or cell.value is None else str(cell.value) for cell in rows[first].cells)
    return Table(name, headers, tuple(rows[first + 1 :]), rows[first].number)


def _cells(number: int, row: Sequence[Any], facts: SheetFacts) -> tuple[Cell, ...]:
    return tuple(_cell(value, (number, column), facts) for column, value in enumerate(row, start=1))


def _cell(value: object, place: tuple[int, int], facts: SheetFacts) -> Cell:
    if place in facts.formulas:
        return Cell(problem=FindingCode.FORMULA)
    if place in facts.errors:
        return Cell(problem=FindingCode.CELL_ERROR)
    return Cell(_plain(value))


def _plain(value: object) -> CellValue:
    """Calamine's value as one of ours; a time of day stays as its text."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, str | int | float | bool | date):
        return value or None if isinstance(value, str) else value
    return str(value)


def _hidden(
    tables: Sequence[Table], facts: Mapping[str, SheetFacts], states: Mapping[str, SheetVisibleEnum]
) -> Iterator[Finding]:
    """Hidden sheets, rows and columns that hold something."""
    for table in tables:
        name = table.sheet or ""
        if states.get(name, SheetVisibleEnum.Visible) is not SheetVisibleEnum.Visible:
            yield Finding(FindingCode.HIDDEN_SHEET, name)
        if table.header_row in facts[name].hidden_rows:
            yield Finding(FindingCode.HIDDEN_ROW, name, table.header_row)
        for row in table.rows:
            is_filled = any(cell is not None and not cell.is_empty for cell in row.cells)
            if row.number in facts[name].hidden_rows and is_filled:
                yield Finding(FindingCode.HIDDEN_ROW, name, row.number)
        for column, header in enumerate(table.headers, start=1):
            if column in facts[name].hidden_columns and header.strip():
                yield Finding(FindingCode.HIDDEN_COLUMN, name, table.header_row, header)


def _merged(tables: Sequence[Table], facts: Mapping[str, SheetFacts]) -> Iterator[Finding]:
    """Cells that hold something under another one that was spread over them: they are read, and nobody sees them."""
    for table in tables:
        spread: dict[int, list[Corners]] = {}
        for area in facts[table.sheet or ""].merged:
            for number in range(area[0], min(area[2], facts[table.sheet or ""].last_row) + 1):
                spread.setdefault(number, []).append(area)
        for row in table.rows:
            areas = spread.get(row.number or 0, ())
            for column, cell in enumerate(row.cells if areas else (), start=1):
                is_filled = cell is not None and not cell.is_empty
                if is_filled and any(_is_under((row.number or 0, column), area) for area in areas):
                    header = table.headers[column - 1] if column <= len(table.headers) else ""
                    yield Finding(FindingCode.MERGED_CELLS, table.sheet, row.number, header or None)


def _is_under(place: tuple[int, int], area: Corners) -> bool:
    top, first, bottom, last = area
    return top <= place[0] <= bottom and first <= place[1] <= last and place != (top, first)


def _unreadable(finding: Finding) -> SourceFile:
    return SourceFile(Carrier.XLSX, findings=(finding,))
