"""Relatives elsewhere and wishes as a person may read, correct and take them away, each with whose word it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.texts import called
from hervest.core.vocabulary import MemberNo, Tier
from hervest.households.extent_queries import extent_for
from hervest.households.extent_rules import EVERYTHING, Extent
from hervest.households.models import Household
from hervest.households.own_word_rules import key_of_wish, paths_of
from hervest.households.record_queries import CONTENT, as_record
from hervest.households.record_rules import (
    SENSITIVE_TOPICS,
    Correction,
    HouseholdRecord,
    RelativeRecord,
    WishRecord,
)
from hervest.households.vocabulary import WishTopic
from hervest.journey.queries import CaseRef, case_for


@dataclass(frozen=True, slots=True)
class RelativeLine:
    """A relative as pages show them. `noted` is a person's word, None: the dossier's."""

    id: int
    record: RelativeRecord
    noted: Correction | None


@dataclass(frozen=True, slots=True)
class WishLine:
    """A wish as pages show it; `who` is empty for the household. `noted`: a person's word, for who reads tier P2."""

    key: str
    record: WishRecord
    who: str
    noted: Correction | None


@dataclass(frozen=True, slots=True)
class WishesToCorrect:
    """The wishes a person may change, the topics they may choose, and the first names of who is there.

    `is_own`: it is their own household.
    """

    lines: tuple[WishLine, ...]
    topics: tuple[WishTopic, ...]
    people: Mapping[MemberNo, str]
    is_own: bool


def relatives_to_correct(actor: Actor, code: str, *, today: date) -> tuple[RelativeLine, ...]:
    """The relatives elsewhere, for the forms that add, correct or take one away.

    Raises: NotFound, also without a household and for who reads no tier P3.
    """
    case = case_for(actor, code, Permission.HOUSEHOLD_EDIT, today=today)
    case.must_read(Tier.P3)
    row = Household.rows.filter(case_id=case.id).prefetch_related(*CONTENT).first()
    if row is None:
        raise NotFound("no_such_household", case=code)
    actor.reads.read(code, Shown.RELATIVES)
    return relative_lines(row, as_record(row))


def relatives_read(actor: Actor, case: CaseRef, *, today: date) -> tuple[RelativeLine, ...]:
    """The relatives elsewhere as the reader of `case`, which `case_for` gave them, may read them; none without one.

    Raises: NotFound for who reads no tier P3.
    """
    case.must_read(Tier.P3)
    row = Household.rows.filter(case_id=case.id).prefetch_related(*CONTENT).first()
    if row is None:
        return ()
    record = as_record(row)
    actor.reads.read(case.code, Shown.RELATIVES)
    return relative_lines(row, record, extent_for(case, record, today))


def wishes_to_correct(actor: Actor, code: str, *, today: date) -> WishesToCorrect:
    """What the forms need that add, correct or take away a wish. Raises: NotFound, also without a household."""
    case = case_for(actor, code, Permission.WISH_RECORD, today=today)
    case.must_read(Tier.P1)
    row = Household.rows.filter(case_id=case.id).prefetch_related(*CONTENT).first()
    if row is None:
        raise NotFound("no_such_household", case=code)
    actor.reads.read(code, Shown.NAMES, Shown.WISHES, Shown.SENSITIVE_WISHES, within=case.tiers)
    record, reads_p3 = as_record(row), Tier.P3 in case.tiers
    extent = extent_for(case, record, today)
    ordinary, sensitive = wish_lines(row, record, case.tiers, extent)
    return WishesToCorrect(
        lines=(*ordinary, *(sensitive or ())),
        topics=tuple(topic for topic in WishTopic if reads_p3 or topic not in SENSITIVE_TOPICS),
        people={
            person.no: called(person.no, person.first_name, person.last_name)
            for person in record.present
            if extent.reads(person.no)
        },
        is_own=case.is_own,
    )


def wishes_about(actor: Actor, case: CaseRef, topic: WishTopic, *, today: date) -> tuple[WishLine, ...]:
    """The wishes on one ordinary topic that the reader of `case` reads, in the order in which they came. 7 queries."""
    row = Household.rows.filter(case_id=case.id).prefetch_related(*CONTENT).first()
    if row is None or Tier.P1 not in case.tiers:
        return ()
    actor.reads.read(case.code, Shown.WISHES)
    record = as_record(row)
    ordinary, _ = wish_lines(row, record, case.tiers, extent_for(case, record, today))
    return tuple(line for line in ordinary if line.record.topic is topic)


def wish_lines(
    row: Household, record: HouseholdRecord, tiers: frozenset[Tier], extent: Extent = EVERYTHING
) -> tuple[tuple[WishLine, ...], tuple[WishLine, ...] | None]:
    """The ordinary wishes of a stored household, and the sensitive ones: None for who reads no tier P3.

    Of each only those within `extent`.
    """
    keys = [key_of_wish(key, is_sensitive=False) for key in sorted(wish.pk for wish in row.wishes.all())]
    keys += [key_of_wish(key, is_sensitive=True) for key in sorted(wish.pk for wish in row.sensitive_wishes.all())]
    people = {person.no: called(person.no, person.first_name, person.last_name) for person in record.members}
    lines = tuple(
        WishLine(
            key=key,
            record=wish,
            who=people.get(wish.member, "") if wish.member else "",
            noted=_word(record.corrected, path) if Tier.P2 in tiers else None,
        )
        for key, wish, path in zip(keys, record.wishes, paths_of(record.wishes), strict=True)
        if extent.reads(wish.member)
    )
    sensitive = tuple(line for line in lines if line.record.topic in SENSITIVE_TOPICS)
    ordinary = tuple(line for line in lines if line.record.topic not in SENSITIVE_TOPICS)
    return ordinary, sensitive if Tier.P3 in tiers else None


def relative_lines(row: Household, record: HouseholdRecord, extent: Extent = EVERYTHING) -> tuple[RelativeLine, ...]:
    """Every relative elsewhere of a stored household, in the order in which they were noted.

    Why somebody noted them is for who reads all of the household: another of it may have said so in confidence.
    """
    keys = sorted(relative.pk for relative in row.relatives.all())
    paths = paths_of(record.relatives)
    return tuple(
        RelativeLine(key, relative, _word(record.corrected, path) if extent is EVERYTHING else None)
        for key, relative, path in zip(keys, record.relatives, paths, strict=True)
    )


def _word(corrected: Mapping[str, Correction], path: str) -> Correction | None:
    """The last word on what stands at the path, or on a field of it."""
    words: Iterable[Correction] = (
        word for known, word in corrected.items() if known == path or known.startswith(f"{path}.")
    )
    return max(words, key=lambda word: word.on, default=None)
