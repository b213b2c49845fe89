"""Relatives elsewhere and wishes by what names them, and what a person's word about one of them changes.

A dossier has no numbers for them: it names a relative by relation and country, a wish by person and topic, and
numbers those alike in their order. Source: dossier_format.md.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Generic, TypeVar

from hervest.core.vocabulary import MemberNo
from hervest.households.record_rules import SENSITIVE_TOPICS, RelativeRecord, WishRecord
from hervest.households.search_rules import folded

Row = TypeVar("Row", bound=RelativeRecord | WishRecord)
RELATIVES, WISHES = "relatives[", "wishes["


@dataclass(frozen=True, slots=True)
class Changed(Generic[Row]):
    """The rows as they stand afterwards, and the paths that are a person's word from then on."""

    rows: tuple[Row, ...]
    paths: tuple[str, ...]


def paths_of(rows: Sequence[RelativeRecord | WishRecord]) -> tuple[str, ...]:
    """The path of each: `relatives[moeder:SY]`, `wishes[2:work]`; of those alike the second is `wishes[2:work#2]`."""
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        name = _name(row)
        seen[name] = seen.get(name, 0) + 1
        found.append(f"{name}]" if seen[name] == 1 else f"{name}#{seen[name]}]")
    return tuple(found)


def is_for_named_readers(path: str) -> bool:
    """Whether the path itself tells what only named readers may know: there is such a relative, or such a wish."""
    topic = path.partition(":")[2].partition("#")[0].rstrip("]")
    return path.startswith(RELATIVES) or (path.startswith(WISHES) and topic in SENSITIVE_TOPICS)


def stands(rows: Sequence[RelativeRecord | WishRecord], row: RelativeRecord | WishRecord) -> bool:
    """Whether the same relative or wish is among `rows`, however it is written."""
    return any(_same(row) == _same(other) for other in rows)


def with_added(rows: Sequence[Row], row: Row) -> Changed[Row]:
    """`rows` with one more."""
    after = (*rows, row)
    return Changed(after, paths_of(after)[-1:])


def with_corrected(rows: Sequence[Row], at: int, becomes: Row) -> Changed[Row]:
    """`rows` with another word on the one at this place; under another name it is taken away and added."""
    known = rows[at]
    if _name(known) != _name(becomes):
        gone = with_removed(rows, at)
        added = with_added(gone.rows, becomes)
        return Changed(added.rows, gone.paths + added.paths)
    path = paths_of(rows)[at]
    other = [field.name for field in fields(known) if getattr(known, field.name) != getattr(becomes, field.name)]
    paths = tuple(path if name == "text" else f"{path}.{name}" for name in other)
    return Changed((*rows[:at], becomes, *rows[at + 1 :]), paths)


def with_removed(rows: Sequence[Row], at: int) -> Changed[Row]:
    """`rows` without the one at this place; those alike after it move up, so their paths are a person's word too."""
    paths = paths_of(rows)
    alike = tuple(paths[n] for n in range(at, len(rows)) if _name(rows[n]) == _name(rows[at]))
    return Changed((*rows[:at], *rows[at + 1 :]), alike)


def kept(before: Mapping[int, Row], after: Sequence[Row]) -> tuple[int | None, ...]:
    """For each row afterwards the key of the one before that it is: the very same first, then the same path."""
    left, paths = dict(before), dict(zip(paths_of(list(before.values())), before, strict=True))
    found: list[int | None] = []
    for row in after:
        same = next((key for key, known in left.items() if known == row), None)
        left.pop(same or 0, None)
        found.append(same)
    for n, path in enumerate(paths_of(after)):
        if found[n] is None and paths.get(path) in left:
            found[n] = paths[path]
            del left[paths[path]]
    return tuple(found)


def key_of_wish(number: int, *, is_sensitive: bool) -> str:
    """What an address calls a wish: the two kinds are kept apart, each with numbers of its own."""
    return f"{'named' if is_sensitive else 'wish'}-{number}"


def _name(row: RelativeRecord | WishRecord) -> str:
    if isinstance(row, WishRecord):
        return f"{WISHES}{row.member or ''}:{row.topic.value}"
    return unicodedata.normalize("NFC", f"{RELATIVES}{row.relation}:{row.country}")


def _same(row: RelativeRecord | WishRecord) -> tuple[str, ...]:
    if isinstance(row, WishRecord):
        return (_name(row), folded(row.text))
    return (folded(row.relation), row.country, folded(row.first_name))


def about_one(*members: MemberNo | None) -> Mapping[str, int]:
    """Whom a row of the log is about, 0: the household; of what went from one person to another it does not say."""
    found = {member or 0 for member in members}
    return {"member": found.pop()} if len(found) == 1 else {}
