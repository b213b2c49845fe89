"""Instruments as data, and what was answered to them: which version is asked, what may be answered, what it says.

Source: domain.md 4.1 and 4.2; needs.md, B3.
"""

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.guidance.assessing_vocabulary import (
    ANSWERS_OF,
    About,
    Answer,
    AnswerSource,
    InstrumentKey,
    ItemKey,
    ItemKind,
    Scale,
)
from hervest.journey.milestone_rules import Refusal

THE_HOUSEHOLD = MemberNo(0)
"""Whom an assessment is about that is about the household as a whole."""

KINDS_OF = {
    Scale.STRENGTH: frozenset({ItemKind.PROTECTIVE, ItemKind.BURDENING}),
    Scale.LEVEL: frozenset({ItemKind.DOMAIN}),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that an instrument asks. `plain`: how the person it is about reads it.

    `weight`: how much it counts; `is_finance`: it is about money, and only for who reads that (access.md, money.read).
    """

    key: ItemKey
    about: About
    kind: ItemKind
    weight: int
    is_finance: bool
    title_nl: str
    title_en: str
    plain_nl: str
    plain_en: str

    def __post_init__(self) -> None:
        is_told = all((self.title_nl, self.title_en, self.plain_nl, self.plain_en))
        if self.weight < 1 or not is_told:
            raise ValueError(self.key)


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of an instrument, and the days on which an assessment can begin with it; None: until further notice.

    `mark`: V was read in the source, A is an assumption that the municipality confirms.
    """

    key: InstrumentKey
    version: str
    scale: Scale
    items: tuple[Item, ...]
    title_nl: str
    title_en: str
    about_nl: str
    about_en: str
    valid_from: date
    valid_until: date | None
    source: str
    mark: str
    checked_on: date

    def __post_init__(self) -> None:
        keys = [item.key for item in self.items]
        wrong = {item.kind for item in self.items} - KINDS_OF[self.scale]
        if not keys or len(set(keys)) < len(keys) or wrong or not self.source:
            raise ValueError(self.key, self.version)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What can be answered, in order."""
        return ANSWERS_OF[self.scale]

    def asked(self, about: About, *, with_finance: bool) -> tuple[Item, ...]:
        """What is asked of a person or of a household, of who may read of their money or not."""
        return tuple(item for item in self.items if item.about is about and (with_finance or not item.is_finance))

    def asks_about(self, about: About) -> bool:
        """Whether it has a question about persons, or about households."""
        return any(item.about is about for item in self.items)


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered, who said it, and on which day."""

    answer: Answer
    source: AnswerSource
    on: date


@dataclass(frozen=True, slots=True)
class Asked:
    """One talk in which an instrument was gone through. `source`, `on`: of every answer that is new in it."""

    answers: Mapping[ItemKey, Answer]
    source: AnswerSource
    on: date
    note: str = ""


def read_instruments(instruments: str, items: str) -> tuple[Instrument, ...]:
    """Every version in the two tables in CSV, in their order.

    Raises: ValueError for a version without items, items of no version, a version that stands there twice, one that
    overlaps another of its instrument, and for words that are none.
    """
    by_version: dict[tuple[str, str], list[Item]] = {}
    for row in csv.DictReader(io.StringIO(items)):
        by_version.setdefault((row["instrument"], row["version"]), []).append(_item(row))
    found = [
        _instrument(row, tuple(by_version.pop((row["instrument"], row["version"]), ())))
        for row in csv.DictReader(io.StringIO(instruments))
    ]
    if by_version:
        raise ValueError(sorted(by_version))
    _must_not_overlap(found)
    return tuple(found)


def in_force(versions: Iterable[Instrument], on: date) -> tuple[Instrument, ...]:
    """With which versions an assessment can begin on that day."""
    return tuple(one for one in versions if one.valid_from <= on and (one.valid_until is None or on <= one.valid_until))


def version_of(versions: Iterable[Instrument], key: str, version: str) -> Instrument:
    """The version with which an assessment was made. Raises: KeyError."""
    found = next((one for one in versions if (one.key, one.version) == (key, version)), None)
    if found is None:
        raise KeyError(key, version)
    return found


def about_of(member: MemberNo) -> About:
    """Whether this is asked of a person or of the household."""
    return About.HOUSEHOLD if member == THE_HOUSEHOLD else About.PERSON


def answered(items: Collection[Item], asked: Asked, before: Mapping[ItemKey, Said]) -> Mapping[ItemKey, Said]:
    """What is known after a talk of what was asked in it, and of what was known `before`.

    An answer that stayed the same keeps who said it first and when; what was not asked stays as it was known.
    """
    found = dict(before)
    for item in items:
        answer, old = asked.answers.get(item.key, Answer.UNKNOWN), before.get(item.key)
        if old is None or old.answer is not answer:
            found[item.key] = Said(answer, asked.source, asked.on)
    return found


def n_known(items: Iterable[Item], said: Mapping[ItemKey, Said]) -> int:
    """To how many of them something else than unknown was answered."""
    return sum(1 for item in items if item.key in said and said[item.key].answer is not Answer.UNKNOWN)


def asked_refusal(
    instrument: Instrument, items: Collection[Item], asked: Asked, *, last_on: date | None, today: date
) -> Refusal | None:
    """The first thing for which this talk cannot be kept, with the field to mend; None if it can.

    `last_on`: the day of the last assessment of the same people with the same instrument.
    """
    known = [asked.answers.get(item.key, Answer.UNKNOWN) for item in items]
    wrong = (
        (asked.on > today, Refusal("assessed_in_the_future", {"field": "assessed_on"})),
        (
            last_on is not None and asked.on < last_on,
            Refusal("assessed_before_the_last", {"field": "assessed_on", "last": last_on}),
        ),
        (not set(known) <= set(instrument.answers), Refusal("no_such_answer", {})),
        (not set(known) - {Answer.UNKNOWN}, Refusal("nothing_answered", {})),
    )
    return next((refusal for is_wrong, refusal in wrong if is_wrong), None)


def _item(row: Mapping[str, str]) -> Item:
    return Item(
        key=ItemKey(row["item"]),
        about=About(row["about"]),
        kind=ItemKind(row["kind"]),
        weight=int(row["weight"]),
        is_finance=row["is_finance"] == "yes",
        title_nl=row["title_nl"],
        title_en=row["title_en"],
        plain_nl=row["plain_nl"],
        plain_en=row["plain_en"],
    )


def _instrument(row: Mapping[str, str], items: tuple[Item, ...]) -> Instrument:
    return Instrument(
        key=InstrumentKey(row["instrument"]),
        version=row["version"],
        scale=Scale(row["scale"]),
        items=items,
        title_nl=row["title_nl"],
        title_en=row["title_en"],
        about_nl=row["about_nl"],
        about_en=row["about_en"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        source=row["source"],
        mark=row["mark"],
        checked_on=date.fromisoformat(row["checked"]),
    )


def _must_not_overlap(versions: Iterable[Instrument]) -> None:
    last: dict[InstrumentKey, Instrument] = {}
    for one in sorted(versions, key=lambda one: (one.key, one.valid_from)):
        before = last.get(one.key)
        if before is not None and (before.valid_until is None or before.valid_until >= one.valid_from):
            raise ValueError(one.key, one.version)
        last[one.key] = one
