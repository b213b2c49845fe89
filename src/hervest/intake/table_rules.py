"""From tables as they stand in a file to records with named fields, each cell knowing where it stood.

Headers are matched on their text; what is not known is reported. Source: dossier_format.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hervest.intake.cell_rules import CellRefused, Reading, value_of
from hervest.intake.layout import MEND_HEADERS, Column
from hervest.intake.text_rules import DIRECTION, INVISIBLE, folded, text_of, without_formats
from hervest.intake.vocabulary import Cell, ColumnMap, Finding, FindingCode, Row, Section, SheetMap, Table, Written

MOST_FINDINGS = 5_000
"""Errors after which reading stops: more is no list that a person mends, and a file full of them is one error."""

UNSEEN = {FindingCode.DIRECTION_CHARACTERS: DIRECTION, FindingCode.INVISIBLE_CHARACTERS: INVISIBLE}


@dataclass(frozen=True, slots=True)
class Record:
    """One row of one section; `cells` by key, `headers` as written. A key that is not there was not spoken of."""

    section: Section
    sheet: str | None
    row: int | None
    cells: Mapping[str, Cell]
    headers: Mapping[str, str]

    def text(self, key: str) -> str:
        """What stands under `key`, as text; empty when it is not there or may not be taken."""
        cell = self.cells.get(key)
        return "" if cell is None or cell.problem else text_of(cell.value)

    def finding(self, code: FindingCode, key: str, *params: tuple[str, str | int], dossier: str | None) -> Finding:
        """A finding about the cell under `key`; the column is named as the file names it."""
        return Finding(code, self.sheet, self.row, self.headers.get(key, key), params, dossier)


def as_written(rows: Sequence[Record], columns: Iterable[Column]) -> Written | None:
    """The sheet of `rows` and those of `columns` as the file calls them; of a column it lacks, as ours. None: no rows.

    In JSON, where rows have no number, columns go by their key.
    """
    if not rows:
        return None
    first = rows[0]
    ours = {column.key: column.key if first.row is None else column.header for column in columns}
    return Written(first.sheet, tuple((key, first.headers.get(key, name)) for key, name in ours.items()))


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one section, and what was found on the way."""

    rows: tuple[Record, ...] = ()
    findings: tuple[Finding, ...] = ()


def sheet_map(columns: ColumnMap, table: Table) -> SheetMap | None:
    """What is said of this sheet, by its name."""
    wanted = folded(table.sheet or "")
    return next((one for one in columns.sheets if folded(one.sheet or "") == wanted), None)


def records(
    table: Table, section: Section, columns: Sequence[Column], *, mapping: Mapping[str, str] | None = None
) -> Records:
    """The rows of `table` under the keys of `columns`; empty rows fall away, unknown columns are reported.

    `mapping`: headers of another layout to keys of this one; empty: not read, and reported as such. A column that
    stands twice is an error, for nobody can tell which holds.
    """
    places, findings = _places(table, columns, mapping or {})
    headers = {key: table.headers[place] for key, place in places.items()}
    keys = frozenset(column.key for column in columns if column.is_key)
    seen = _Unseen(table.sheet, headers)
    rows = [
        Record(section, table.sheet, row.number, seen.taken_out(_cells(row, places), row.number, keys), headers)
        for row in table.rows
        if any(cell is not None and not cell.is_empty for cell in row.cells)
    ]
    return Records(tuple(rows), (*findings, *seen.findings(), *_missing(table, columns, places)))


class _Unseen:
    """Takes characters out of cells that turn the reading direction or are not seen at all, and remembers where."""

    def __init__(self, sheet: str | None, headers: Mapping[str, str]) -> None:
        self._sheet, self._headers = sheet, headers
        self._found: dict[tuple[FindingCode, str], list[int | None]] = {}

    def taken_out(self, cells: dict[str, Cell], row: int | None, keys: frozenset[str]) -> dict[str, Cell]:
        """`cells` without them; in a key nothing unseen stays, for two keys that look the same must be the same."""
        for key, cell in cells.items():
            if not isinstance(cell.value, str) or cell.value.isascii():
                continue
            left = cell.value
            for code, letters in UNSEEN.items():
                left = self._without(code, key, row, left, letters.sub("", left))
            if key in keys:
                left = self._without(FindingCode.INVISIBLE_CHARACTERS, key, row, left, without_formats(left))
            if left != cell.value:
                cells[key] = Cell(left or None)
        return cells

    def _without(self, code: FindingCode, key: str, row: int | None, text: str, left: str) -> str:
        if left != text:
            self._found.setdefault((code, key), []).append(row)
        return left

    def findings(self) -> Iterable[Finding]:
        """One a column: where the first stood, and in how many cells."""
        for (code, key), rows in self._found.items():
            yield Finding(code, self._sheet, rows[0], self._headers[key], (("n", len(rows)),))


def _places(
    table: Table, columns: Sequence[Column], mapping: Mapping[str, str]
) -> tuple[dict[str, int], list[Finding]]:
    keys = {folded(name): column.key for column in columns for name in (column.header, column.key)}
    mapped = {folded(theirs): ours for theirs, ours in mapping.items()}
    own = {column.key for column in columns}
    places: dict[str, int] = {}
    findings = []
    for place, header in enumerate(table.headers):
        name = folded(header)
        key = mapped.get(name, keys.get(name))
        key = key if key in own else None
        if name in MEND_HEADERS:
            continue
        if key is not None and key not in places:
            places[key] = place
        elif header.strip():
            code = FindingCode.UNKNOWN_COLUMN if key is None else FindingCode.DUPLICATE_COLUMN
            findings.append(Finding(code, table.sheet, table.header_row, header.strip()))
    return places, findings


def _missing(table: Table, columns: Sequence[Column], places: Mapping[str, int]) -> Iterable[Finding]:
    """The columns that must be there and are not; in JSON, where rows have no number, they are keys."""
    if not table.rows:
        return
    is_json = table.rows[0].number is None
    for column in columns:
        if column.is_required and column.key not in places and is_json:
            yield Finding(FindingCode.MISSING_KEY, table.sheet, None, column.key)
        elif column.is_required and column.key not in places:
            yield Finding(FindingCode.MISSING_COLUMN, table.sheet, table.header_row, column.header)


def _cells(row: Row, places: Mapping[str, int]) -> dict[str, Cell]:
    cells = {}
    for key, place in places.items():
        cell = row.cells[place] if place < len(row.cells) else Cell()
        if cell is not None:
            cells[key] = cell
    return cells


def values(
    record: Record, columns: Iterable[Column], reading: Reading, *, dossier: str | None
) -> tuple[dict[str, Any], list[Finding]]:
    """Every value of `record` that can be read, by key, and every finding about the others."""
    found: dict[str, Any] = {}
    findings = []
    for column in columns:
        cell = record.cells.get(column.key)
        if cell is None and (not column.is_required or column.key not in record.headers):
            continue  # a required column that the table lacks was reported once, for the whole table
        try:
            found[column.key] = value_of(cell or Cell(), column, reading)
        except CellRefused as refused:
            findings.append(record.finding(refused.code, column.key, *refused.params, dossier=dossier))
    return found, findings
