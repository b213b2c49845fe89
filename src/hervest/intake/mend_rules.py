"""The refused rows of a file, in the layout they came in, each with what is wrong in it.

A dossier is refused whole, so all its rows go back; whoever mends them can import the file as it is. Source:
dossier_format.md, "Rules".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from hervest.intake.csv_rules import WIDE
from hervest.intake.layout import MEND_HEADERS, NUMBER, Column
from hervest.intake.list_kinds_rules import LISTS
from hervest.intake.list_rules import list_table
from hervest.intake.rules import FILE_WIDE, columns_of, headers_said, section_of, wide_table
from hervest.intake.table_rules import records
from hervest.intake.text_rules import composed, folded
from hervest.intake.vocabulary import (
    Carrier,
    Cell,
    CellValue,
    ColumnMap,
    Finding,
    ImportKind,
    Row,
    Section,
    SourceFile,
    Table,
)


@dataclass(frozen=True, slots=True)
class Refusals:
    """What was refused in a file: the numbers or codes, and every error."""

    numbers: frozenset[str]
    errors: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RowToMend:
    """One row as it came in, and what is wrong in it; nothing: another row of its dossier is wrong."""

    cells: tuple[CellValue, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class TableToMend:
    """The refused rows of one sheet under its own headings."""

    sheet: str | None
    headers: tuple[str, ...]
    rows: tuple[RowToMend, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A row that goes back, and the number of the dossier or the code of the home it belongs to."""

    sheet: str | None
    row: Row
    number: str


def carriers_of(n_tables: int) -> tuple[Carrier, ...]:
    """In what the refused rows of so many sheets can go back: CSV has room for one table."""
    if not n_tables:
        return ()
    return (Carrier.XLSX, Carrier.CSV) if n_tables == 1 else (Carrier.XLSX,)


def only_refused(source: SourceFile, mapping: ColumnMap, kind: ImportKind, refusals: Refusals) -> SourceFile:
    """`source` with nothing in it but the refused rows: all that is kept of a file once it was applied."""
    kept = [_kept(source, table, mapping, kind, refusals) for table in source.tables]
    tables = tuple(
        replace(table, rows=tuple(one.row for one in rows))
        for table, rows in zip(source.tables, kept, strict=True)
        if rows
    )
    return replace(source, tables=tables, findings=(), silent={})


def tables_to_mend(
    source: SourceFile, mapping: ColumnMap, kind: ImportKind, refusals: Refusals
) -> tuple[TableToMend, ...]:
    """The refused rows sheet by sheet. Every error stands at its row, else at the first row of its dossier or file."""
    kept = [_kept(source, table, mapping, kind, refusals) for table in source.tables]
    told = _told([one for rows in kept for one in rows], refusals.errors)
    return tuple(_to_mend(table, rows, told) for table, rows in zip(source.tables, kept, strict=True) if rows)


def _kept(source: SourceFile, table: Table, mapping: ColumnMap, kind: ImportKind, refusals: Refusals) -> list[_Kept]:
    """The rows of refused dossiers or homes, and those that are wrong and belong to none."""
    wrong = {finding.row for finding in refusals.errors if finding.row and finding.sheet == table.sheet}
    is_whole = any(_is_of_the_file(finding) for finding in refusals.errors)
    return [
        _Kept(table.sheet, row, number)
        for row, number in _numbered(source, table, mapping, kind)
        if is_whole or number in refusals.numbers or row.number in wrong
    ]


def _is_of_the_file(error: Finding) -> bool:
    return error.code in FILE_WIDE or (error.row is None and error.dossier is None)


def _numbered(source: SourceFile, table: Table, mapping: ColumnMap, kind: ImportKind) -> Iterator[tuple[Row, str]]:
    filled = [row for row in table.rows if any(cell is not None and not cell.is_empty for cell in row.cells)]
    columns, one = _columns(source, table, mapping, kind), LISTS.get(kind)
    if not columns:
        return
    found = records(table, Section.WIDE, columns, mapping=headers_said(table, mapping))
    for row, record in zip(filled, found.rows, strict=True):
        yield row, one.key(record) if one else composed(record.text(NUMBER))


def _columns(source: SourceFile, table: Table, mapping: ColumnMap, kind: ImportKind) -> Sequence[Column]:
    if (one := LISTS.get(kind)) is not None:
        return one.columns if table is list_table(one, source, mapping) else ()
    if table is wide_table(source, mapping):
        return WIDE
    section = section_of(table, mapping)
    return columns_of(section) if section else ()


def _told(kept: Sequence[_Kept], errors: Iterable[Finding]) -> dict[int, list[Finding]]:
    """The place of a row among `kept` (by identity of the row) -> what is said of it."""
    by_row: dict[tuple[str | None, int], _Kept] = {}
    by_sheet: dict[tuple[str | None, str | None], _Kept] = {}
    by_number: dict[str | None, _Kept] = {}
    for one in kept:
        if one.row.number is not None:
            by_row.setdefault((one.sheet, one.row.number), one)
        by_sheet.setdefault((one.sheet, one.number), one)
        by_sheet.setdefault((one.sheet, None), one)
        by_number.setdefault(one.number, one)
    found: dict[int, list[Finding]] = {}
    for error in errors:
        place = (
            by_row.get((error.sheet, error.row or 0))
            or by_sheet.get((error.sheet, error.dossier))
            or by_number.get(error.dossier)
            or (kept[0] if kept and error.dossier is None else None)
        )
        if place is not None:
            found.setdefault(id(place.row), []).append(error)
    return found


def _to_mend(table: Table, kept: Sequence[_Kept], told: dict[int, list[Finding]]) -> TableToMend:
    """The rows under their headings; a column that an earlier file to mend had for what is wrong falls away."""
    places = [place for place, header in enumerate(table.headers) if folded(header) not in MEND_HEADERS]
    rows = tuple(
        RowToMend(tuple(_value(one.row, place) for place in places), tuple(told.get(id(one.row), ()))) for one in kept
    )
    return TableToMend(table.sheet, tuple(table.headers[place] for place in places), rows)


def _value(row: Row, place: int) -> CellValue:
    """What stood there; of a formula nothing. A whole number is written as one."""
    cell: Cell | None = row.cells[place] if place < len(row.cells) else None
    if cell is None or cell.problem is not None:
        return None
    if isinstance(cell.value, float) and cell.value.is_integer():
        return int(cell.value)
    return cell.value
