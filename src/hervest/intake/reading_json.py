"""Reads a JSON file of dossiers into the same tables as a workbook; a key that is missing says nothing."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hervest.intake.layout import NUMBER
from hervest.intake.settings import ReadLimits
from hervest.intake.text_decoding import EncodingRefused, decoded
from hervest.intake.text_rules import composed, text_of
from hervest.intake.vocabulary import Carrier, Cell, Finding, FindingCode, Row, Section, SourceFile, Table

ROOT = "dossiers"
SECTIONS = (Section.HOUSEHOLD, Section.PERSON, Section.NEED, Section.RELATIVE, Section.WISH)
LISTS = SECTIONS[1:]
LONGEST_SHOWN = 60
LONGEST_NUMBER = 15
"""Digits of a whole number that no reader of JSON rounds. Source: RFC 8259, section 6."""


class JsonRefused(Exception):
    """The JSON cannot be read: what is to be said of it."""

    def __init__(self, code: FindingCode, where: str | None = None, *, sheet: str | None = None) -> None:
        super().__init__(code, where)
        params = () if where is None else (("where", where[:LONGEST_SHOWN]),)
        self.finding = Finding(code, sheet, params=params)


def _shape(where: str) -> JsonRefused:
    """It is not of the shape that holds dossiers; `where` is the path of the first place that is not."""
    return JsonRefused(FindingCode.JSON_SHAPE, where)


def read(content: bytes, limits: ReadLimits) -> SourceFile:
    """The sections of every dossier in `content` as tables; rows have no number. Unknown sections are reported."""
    try:
        root = json.loads(
            decoded(content, fallback=None),
            parse_constant=_no_constant,
            parse_int=_whole,
            parse_float=_broken_number,
            object_pairs_hook=lambda pairs: _once(pairs, limits),
        )
        dossiers = _dossiers(root)
        tables = tuple(_table(section, dossiers, limits) for section in SECTIONS)
    except EncodingRefused as refused:
        return _unreadable(Finding(refused.code, params=refused.params))
    except JsonRefused as refused:
        return _unreadable(refused.finding)
    except json.JSONDecodeError as error:
        return _unreadable(_broken(error))
    except RecursionError:
        return _unreadable(Finding(FindingCode.JSON_TOO_DEEP))
    if not dossiers:
        return _unreadable(Finding(FindingCode.NOTHING_IN_FILE))
    silent = {_number(dossier): frozenset(set(LISTS) - dossier.keys()) for dossier in dossiers}
    return SourceFile(Carrier.JSON, tables, tuple(_unknown(root, dossiers)), silent)


def _broken(error: json.JSONDecodeError) -> Finding:
    if not error.doc.strip():
        return Finding(FindingCode.NOTHING_IN_FILE)
    return Finding(FindingCode.JSON_BROKEN, params=(("line", str(error.lineno)), ("column", str(error.colno))))


def _no_constant(name: str) -> None:
    raise JsonRefused(FindingCode.JSON_NO_NUMBER, name)


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise JsonRefused(FindingCode.JSON_NO_NUMBER, text)
    return int(text)


def _broken_number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise JsonRefused(FindingCode.JSON_NO_NUMBER, text)
    return number


def _once(pairs: Sequence[tuple[str, Any]], limits: ReadLimits) -> dict[str, Any]:
    """The object; no key stands in it twice, for nobody can tell which holds."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise JsonRefused(FindingCode.JSON_KEY_TWICE, key)
        found[key] = value
    if len(found) > limits.n_columns:
        raise JsonRefused(FindingCode.SHEET_TOO_LARGE)
    return found


def _dossiers(root: object) -> list[dict[str, Any]]:
    if not isinstance(root, dict) or not isinstance(root.get(ROOT), list):
        raise _shape(ROOT)
    for place, dossier in enumerate(root[ROOT]):
        if not isinstance(dossier, dict):
            raise _shape(f"{ROOT}[{place}]")
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
        raise JsonRefused(FindingCode.SHEET_TOO_LARGE, sheet=section)
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
        raise _shape(where)
    if any(NUMBER in entry for entry in entries):
        raise _shape(f"{where}.{NUMBER}")
    return entries


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float):
        return Cell(value)
    return Cell(problem=FindingCode.NOT_TEXT)


def _unreadable(finding: Finding) -> SourceFile:
    return SourceFile(Carrier.JSON, findings=(finding,))
