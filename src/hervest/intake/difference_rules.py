"""What a newer dossier changes, field by field, and what it leaves alone.

Absence is not deletion; a person's own change is kept; the same file twice changes nothing. Source: dossier_format.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from hervest.core.vocabulary import MemberNo
from hervest.households.vocabulary import LanguageFacts, MemberRole, NeedKind, WishTopic
from hervest.intake.layout import HOUSEHOLD_FIELDS, MEMBER_FIELDS, NEED_WORDS, TOPIC_WORDS
from hervest.intake.text_rules import composed
from hervest.intake.vocabulary import DossierData, MemberData, NeedData, RelativeData, Section, WishData

NEED_NAMES = {kind: name for name, kind in NEED_WORDS.items()}
TOPIC_NAMES = {topic: name for name, topic in TOPIC_WORDS.items()}
UNKNOWN = "onbekend"
NO_PATHS: frozenset[str] = frozenset()


class ChangeKind(StrEnum):
    """What happens to a path when the newer dossier is applied."""

    SET = "set"
    CLEARED = "cleared"
    ADDED = "added"
    REMOVED = "removed"
    KEPT = "kept"
    ABSENT = "absent"


WRITTEN = frozenset({ChangeKind.SET, ChangeKind.CLEARED, ChangeKind.ADDED, ChangeKind.REMOVED})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One path of a dossier, what it was and what the file says: canonical text, None = empty or not there."""

    path: str
    kind: ChangeKind
    was: str | None
    becomes: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Every change, in the order of the dossier; an empty one means unchanged."""

    changes: tuple[FieldChange, ...] = ()

    @property
    def written(self) -> tuple[FieldChange, ...]:
        """What is written when this is applied."""
        return tuple(change for change in self.changes if change.kind in WRITTEN)

    @property
    def kept(self) -> tuple[str, ...]:
        """Paths where a person's own change stays though the file says otherwise."""
        return tuple(change.path for change in self.changes if change.kind is ChangeKind.KEPT)

    @property
    def absent(self) -> tuple[str, ...]:
        """Persons, needs, relatives and wishes that the file no longer holds: shown and asked, never removed."""
        return tuple(change.path for change in self.changes if change.kind is ChangeKind.ABSENT)


@dataclass(frozen=True, slots=True)
class _Words:
    """What persons wrote since, and of that what the file may take back."""

    corrected: frozenset[str]
    overwrite: frozenset[str]

    def keep(self, path: str) -> bool:
        return path in self.corrected and path not in self.overwrite


ENTITY_FIELDS: Mapping[Section, Mapping[str, str]] = MappingProxyType(
    {
        Section.PERSON: MEMBER_FIELDS,
        Section.NEED: {"toelichting": "explanation"},
        Section.RELATIVE: {"roepnaam": "first_name", "nareis_gewenst": "is_reunification_wanted"},
        Section.WISH: {"": "text"},
    }
)
"""Fields of what a dossier holds several of; a wish is its text, so its path is the field's."""

Entity = MemberData | NeedData | RelativeData | WishData


def difference(
    stored: DossierData,
    new: DossierData,
    corrected: frozenset[str] = NO_PATHS,
    *,
    overwrite: frozenset[str] = NO_PATHS,
) -> Difference:
    """What applying `new` would do to `stored`.

    `corrected`: paths that a person wrote, added or took away since; they are kept, unless `overwrite` names them.
    What the file does not speak of stays. An empty cell clears only what came from a file. A need, relative or wish
    that the file no longer holds goes only when `overwrite` names it, a person never.
    """
    new, words = aligned(stored, new), _Words(corrected, overwrite)
    changes = [
        _field_change(
            f"{Section.HOUSEHOLD}.{key}", getattr(stored.household, name), getattr(new.household, name), words
        )
        for key, name in HOUSEHOLD_FIELDS.items()
        if f"{Section.HOUSEHOLD}.{key}" in new.said
    ]
    found = [change for change in changes if change is not None]
    for section in ENTITY_FIELDS:
        if section.value in new.said:
            found += _section_changes(section, stored, new, words)
    return Difference(tuple(found))


def merged(stored: DossierData, new: DossierData, changes: Difference) -> DossierData:
    """`stored` with everything in `changes` that is written; the rest stays as it was."""
    new = aligned(stored, new)
    written = {change.path: change.kind for change in changes.written}
    household = {
        name: getattr(new.household, name)
        for key, name in HOUSEHOLD_FIELDS.items()
        if f"{Section.HOUSEHOLD}.{key}" in written
    }
    sections = {section: tuple(_merged(section, stored, new, written)) for section in ENTITY_FIELDS}
    return replace(
        stored,
        household=replace(stored.household, **household),
        members=sections[Section.PERSON],
        needs=sections[Section.NEED],
        relatives=sections[Section.RELATIVE],
        wishes=sections[Section.WISH],
        said=stored.said | new.said,
    )


def aligned(stored: DossierData, new: DossierData) -> DossierData:
    """`new` with the needs and wishes of the head given to whom `stored` has them, where the file cannot tell (CSV)."""
    if not new.is_head_ambiguous:
        return new
    heads = frozenset(member.no for member in new.members if member.role is MemberRole.HEAD)
    needs = {(need.member, need.kind) for need in stored.needs}
    wishes = {(wish.member, wish.topic) for wish in stored.wishes}
    return replace(
        new,
        needs=tuple(replace(need, member=_owner(need.member, need.kind, heads, needs)) for need in new.needs),
        wishes=tuple(replace(wish, member=_owner(wish.member, wish.topic, heads, wishes)) for wish in new.wishes),
    )


def _owner(
    member: MemberNo | None,
    what: NeedKind | WishTopic,
    heads: frozenset[MemberNo],
    known: set[Any],
) -> MemberNo | None:
    if (member, what) in known or not (member is None or member in heads):
        return member
    owners: list[MemberNo | None] = [None, *heads]
    return next((owner for owner in owners if (owner, what) in known), member)


def entities(dossier: DossierData, section: Section) -> dict[str, Entity]:
    """Everything of `section` by its path: `personen[2]`, `behoeften[2:rolstoel]`, `familie_elders[moeder:ER]`.

    What would share a path is numbered in the order of the dossier: `wensen[1:werk#2]`.
    """
    rows: Mapping[Section, Sequence[Entity]] = {
        Section.PERSON: dossier.members,
        Section.NEED: dossier.needs,
        Section.RELATIVE: dossier.relatives,
        Section.WISH: dossier.wishes,
    }
    found: dict[str, Entity] = {}
    for entity in rows[section]:
        name, n = _name(entity), 1
        while (path := f"{section}[{name if n == 1 else f'{name}#{n}'}]") in found:
            n += 1
        found[path] = entity
    return found


def _name(entity: Entity) -> str:
    if isinstance(entity, MemberData):
        return str(entity.no)
    if isinstance(entity, NeedData):
        return f"{entity.member or ''}:{NEED_NAMES[entity.kind]}"
    if isinstance(entity, WishData):
        return f"{entity.member or ''}:{TOPIC_NAMES[entity.topic]}"
    return composed(f"{entity.relation}:{entity.country or ''}")


def _section_changes(section: Section, stored: DossierData, new: DossierData, words: _Words) -> Iterator[FieldChange]:
    before, after = entities(stored, section), entities(new, section)
    for path, entity in after.items():
        known = before.get(path)
        if known is None:
            is_kept = words.keep(path)
            yield FieldChange(path, ChangeKind.KEPT if is_kept else ChangeKind.ADDED, None, shown(entity))
        else:
            yield from _entity_changes(section, path, (known, entity), new.said, words)
    for path, known in before.items():
        if path in after or words.keep(path):
            continue
        may_go = path in words.overwrite and section is not Section.PERSON
        yield FieldChange(path, ChangeKind.REMOVED if may_go else ChangeKind.ABSENT, shown(known), None)


def _entity_changes(
    section: Section,
    path: str,
    pair: tuple[Entity, Entity],
    said: frozenset[str],
    words: _Words,
) -> Iterator[FieldChange]:
    known, entity = pair
    for key, name in ENTITY_FIELDS[section].items():
        where = f"{path}.{key}" if key else path
        if key and where not in said and f"{section}.{key}" not in said:
            continue
        change = _field_change(where, getattr(known, name), getattr(entity, name), words)
        if change is not None:
            yield change


def _field_change(path: str, was: object, becomes: object, words: _Words) -> FieldChange | None:
    before, after = _text(path, was), _text(path, becomes)
    if before == after:
        return None
    if words.keep(path):
        return FieldChange(path, ChangeKind.KEPT, before, after) if after is not None else None
    return FieldChange(path, ChangeKind.SET if after is not None else ChangeKind.CLEARED, before, after)


def _text(path: str, value: object) -> str | None:
    """Canonical text; a birth date that is not known was said, so it is a value."""
    if value is None and path.endswith(".geboortedatum"):
        return UNKNOWN
    return canonical(value)


def canonical(value: object) -> str | None:
    """A value as text to compare and show: ISO dates and codes, ja or nee, lists with semicolons; None = empty."""
    if value is None or value in ("", ()):
        return None
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, LanguageFacts):
        return f"{value.code}:{value.level.value}"
    if isinstance(value, tuple):
        return "; ".join(canonical(part) or "" for part in value)
    return composed(str(value))


def shown(entity: Entity) -> str:
    """What names an entity to a person: a name, a need's word, a relative's name or a wish."""
    if isinstance(entity, MemberData):
        return " ".join(name for name in (entity.first_name, entity.last_name) if name)
    if isinstance(entity, NeedData):
        return NEED_NAMES[entity.kind]
    return entity.text if isinstance(entity, WishData) else entity.first_name or entity.relation


def _merged(
    section: Section, stored: DossierData, new: DossierData, written: Mapping[str, ChangeKind]
) -> Iterator[Any]:
    before, after = entities(stored, section), entities(new, section)
    for path, entity in before.items():
        if written.get(path) is ChangeKind.REMOVED:
            continue
        names = {
            name: getattr(after[path], name)
            for key, name in ENTITY_FIELDS[section].items()
            if path in after and (f"{path}.{key}" if key else path) in written
        }
        yield replace(entity, **names)
    yield from (entity for path, entity in after.items() if written.get(path) is ChangeKind.ADDED)
