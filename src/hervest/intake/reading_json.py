"""Reads a JSON file of dossiers into the same tables as a workbook; a key that is missing says nothing."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hervest.intake.cell_rules import text_of
from hervest.intake.layout import NUMBER
from hervest.intake.settings import ReadLimits
from hervest.intake.text_decoding import EncodingRefused, decoded
from hervest.intake.text_rules import composed
from hervest.intake.vocabulary import Carrier, Cell, Finding, FindingCode, Row, Section, SourceFile, Table

ROOT = "dossiers"
SECTIONS = (Section.HOUSEHOLD, Section.PERSON, Section.NEED, Section.RELATIVE, Section.WISH)
LISTS = SECTIONS[1:]


class JsonShapeError(Exception):
    """The JSON is not of the shape that holds dossiers; `where` is the path of the first place that is not."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class JsonTooLargeError(Exception):
    """A section holds more rows, or more cells between its rows and keys, than any list can."""

    def __init__(self, section: Section) -> None:
        super().__init__(section)
        self.section = section


def read(content: bytes, limits: ReadLimits) -> SourceFile:
    """The sections of every dossier in `content` as tables; rows have no number. Unknown sections are reported."""
    try:
        root = json.loads(
            decoded(content, fallback=None),
            parse_constant=_no_constant,
            object_pairs_hook=_once,
        )
        dossiers = _dossiers(root)
        tables = tuple(_table(section, dossiers, limits) for section in SECTIONS)
    except EncodingRefused as refused:
        return _unreadable(Finding(refused.code, params=refused.params))
    except JsonTooLargeError as large:
        return _unreadable(Finding(FindingCode.SHEET_TOO_LARGE, large.section))
    except JsonShapeError as wrong:
        return _unreadable(Finding(FindingCode.JSON_SHAPE, params=(("where", wrong.where),)))
    except json.JSONDecodeError as error:
        return _unreadable(_broken(error))
    except (ValueError, RecursionError):
        return _unreadable(Finding(FindingCode.JSON_SHAPE, params=(("where", "{ … }"),)))
    if not dossiers:
        return _unreadable(Finding(FindingCode.NOTHING_IN_FILE))
    silent = {_number(dossier): frozenset(set(LISTS) - dossier.keys()) for dossier in dossiers}
    return SourceFile(Carrier.JSON, tables, tuple(_unknown(root, dossiers)), silent)


def _broken(error: json.JSONDecodeError) -> Finding:
    if not error.doc.strip():
        return Finding(FindingCode.NOTHING_IN_FILE)
    return Finding(FindingCode.JSON_BROKEN, params=(("line", str(error.lineno)), ("column", str(error.colno))))


def _no_constant(name: str) -> None:
    raise JsonShapeError(name)


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise JsonShapeError(next(name for name in names if names.count(name) > 1))
    return found


def _dossiers(root: object) -> list[dict[str, Any]]:
    if not isinstance(root, dict) or not isinstance(root.get(ROOT), list):
        raise JsonShapeError(ROOT)
    for place, dossier in enumerate(root[ROOT]):
        if not isinstance(dossier, dict):
            raise JsonShapeError(f"{ROOT}[{place}]")
    found: list[dict[str, Any]] = root[ROOT]
    return found


def _number(dossier: Mapping[str, Any]) -> str:
    value = dossier.get(NUMBER)
    return composed(text_of(value)) if isinstance(value, str | int | float) else ""


def _unknown(root: Mapping[str, Any], dossiers: Iterable[Mapping[str, Any]]) -> Iterable[Finding]:
    """Keys beside those of the layout: reported once each."""
    for key in root.keys() - {ROOT}:
        yield Finding(FindingCode.UNKNOWN_COLUMN, column=key)
    for key in sorted({key for dossier in dossiers for key in dossier} - {NUMBER, *SECTIONS}):
        yield Finding(FindingCode.UNKNOWN_COLUMN, ROOT, column=key)


def _table(section: Section, dossiers: Sequence[Mapping[str, Any]], limits: ReadLimits) -> Table:
    rows = [(dossier.get(NUMBER), entry) for dossier in dossiers for entry in _entries(section, dossier)]
    keys = dict.fromkeys(key for _, entry in rows for key in entry)
    headers = (NUMBER, *keys)
    if len(rows) > limits.n_rows or len(headers) > limits.n_columns or len(rows) * len(headers) > limits.n_cells:
        raise JsonTooLargeError(section)
    body = [
        Row(None, (_cell(number), *(_cell(entry[key]) if key in entry else None for key in keys)))
        for number, entry in rows
    ]
    return Table(section.value, headers, tuple(body))


def _entries(section: Section, dossier: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The objects of `section` in `dossier`; the household is one, also where nothing is said of it."""
    where = f"{_number(dossier)}.{section}"
    found = dossier.get(section)
    entries = [found or {}] if section is Section.HOUSEHOLD else found or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise JsonShapeError(where)
    if any(NUMBER in entry for entry in entries):
        raise JsonShapeError(f"{where}.{NUMBER}")
    return entries


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float):
        return Cell(value)
    return Cell(problem=FindingCode.NOT_TEXT)


def _unreadable(finding: Finding) -> SourceFile:
    return SourceFile(Carrier.JSON, findings=(finding,))
