"""A file that was read, as plain JSON and back: how it leaves the process that opened it, and how it is kept.

Only text, numbers and lists; what a database or a pipe could stumble over (NUL, half characters) is written as hex.
"""

from datetime import date
from typing import Any

from hervest.core.marks import mark
from hervest.intake.text_rules import NOWHERE_STORED
from hervest.intake.vocabulary import (
    Carrier,
    Cell,
    ColumnMap,
    Finding,
    FindingCode,
    NamedMap,
    Row,
    Section,
    SheetMap,
    SourceFile,
    Table,
)

Frame = dict[str, Any]

TEXT, DAY, PROBLEM = "u", "d", "p"


class FrameBrokenError(ValueError):
    """The frame is not one that `framed` makes."""


def framed(source: SourceFile) -> Frame:
    """`source` in what JSON knows."""
    return {
        "carrier": source.carrier.value if source.carrier else None,
        "tables": [_table(table) for table in source.tables],
        "findings": [finding_frame(finding) for finding in source.findings],
        "silent": [[_text(number), sorted(sections)] for number, sections in source.silent.items()],
    }


def unframed(frame: object) -> SourceFile:
    """The file that `frame` was made from. Raises: FrameBrokenError on anything else."""
    try:
        return _source(frame)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise FrameBrokenError from error


def _source(frame: Any) -> SourceFile:
    carrier = frame["carrier"]
    return SourceFile(
        None if carrier is None else Carrier(carrier),
        tuple(_untable(table) for table in frame["tables"]),
        tuple(unframed_finding(finding) for finding in frame["findings"]),
        {_untext(number): frozenset(map(Section, sections)) for number, sections in frame["silent"]},
    )


def _table(table: Table) -> list[Any]:
    rows = [[row.number, [_cell(cell) for cell in row.cells]] for row in table.rows]
    return [_text(table.sheet), [_text(header) for header in table.headers], table.header_row, rows]


def _untable(frame: Any) -> Table:
    sheet, headers, header_row, rows = frame
    return Table(
        _some_text(sheet),
        tuple(_some_text(header) or "" for header in headers),
        tuple(Row(_whole(number), tuple(_uncell(cell) for cell in cells)) for number, cells in rows),
        _whole(header_row),
    )


def _cell(cell: Cell | None) -> Any:
    if cell is None:
        return []
    if cell.problem is not None:
        return [PROBLEM, cell.problem.value]
    if isinstance(cell.value, date):
        return [DAY, cell.value.isoformat()]
    return _text(cell.value) if isinstance(cell.value, str) else cell.value


EMPTY = Cell()


def _uncell(frame: Any) -> Cell | None:
    if frame is None:
        return EMPTY
    if isinstance(frame, str | int | float):
        return Cell(frame)
    if not frame:
        return None
    mark, value = frame
    match mark:
        case "p":
            return Cell(problem=FindingCode(value))
        case "d":
            return Cell(date.fromisoformat(value))
        case _:
            return Cell(_untext(frame))


def finding_frame(finding: Finding) -> list[Any]:
    """One finding in what JSON knows."""
    params = [[_text(name), _text(value) if isinstance(value, str) else value] for name, value in finding.params]
    places = (finding.sheet, finding.row, finding.column, finding.dossier)
    return [finding.code.value, *(_text(place) if isinstance(place, str) else place for place in places), params]


def unframed_finding(frame: Any) -> Finding:
    """The finding that `frame` was made from. Raises: ValueError, TypeError on anything else."""
    code, sheet, row, column, dossier, params = frame
    return Finding(
        FindingCode(code),
        _some_text(sheet),
        _whole(row),
        _some_text(column),
        tuple((_untext(name), value if isinstance(value, int) else _untext(value)) for name, value in params),
        _some_text(dossier),
    )


def mapping_frame(mapping: NamedMap) -> Frame:
    """How a file is read, in what JSON knows; the columns in their order, which an object in a database may lose."""
    sheets = [
        [
            _text(one.sheet),
            one.section.value if one.section else None,
            [[_text(key), to] for key, to in one.columns.items()],
        ]
        for one in mapping.columns.sheets
    ]
    return {"name": mapping.name, "sheets": sheets}


def mapping_mark(mapping: NamedMap) -> str:
    """How a saved mapping stood when somebody looked (`core.marks`)."""
    return mark(mapping_frame(mapping))


def unframed_mapping(frame: Frame) -> NamedMap:
    """The mapping that `frame` was made from; an empty one: the file has our layout."""
    sheets = (
        SheetMap(
            _some_text(sheet), None if section is None else Section(section), {_untext(key): to for key, to in columns}
        )
        for sheet, section, columns in frame.get("sheets", ())
    )
    return NamedMap(frame.get("name", ""), ColumnMap(tuple(sheets)))


def _text(text: str | None) -> Any:
    if text is None or not NOWHERE_STORED.search(text):
        return text
    return [TEXT, text.encode("utf-8", "surrogatepass").hex()]


def _untext(frame: Any) -> str:
    if isinstance(frame, str):
        return frame
    mark, written = frame
    if mark != TEXT:
        raise FrameBrokenError
    return bytes.fromhex(written).decode("utf-8", "surrogatepass")


def _some_text(frame: Any) -> str | None:
    return None if frame is None else _untext(frame)


def _whole(number: Any) -> int | None:
    if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
        raise FrameBrokenError
    return number
