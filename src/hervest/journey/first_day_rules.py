"""Since when a task can be asked of somebody: since they are there, or since what it hangs on holds of them."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.deadlines.errors import UnreadableOffset
from hervest.deadlines.period import Offset
from hervest.journey.vocabulary import Began, LateStart, TraitCode


@dataclass(frozen=True, slots=True)
class FirstDay:
    """A day before which nothing is asked, and what began on it.

    `known_on`: when it was recorded, if that is known. `trait`: what holds since that day, where a trait began on it.
    """

    on: date
    why: Began
    known_on: date | None = None
    trait: TraitCode | None = None


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a row does for somebody whose first day comes after its milestone. `due`: a due offset of its own then."""

    how: LateStart = LateStart.COUNTS
    due: Offset | None = None


COUNTS = Beginning()


@dataclass(frozen=True, slots=True)
class Beginnings:
    """What a row does by what began: a birth, a joining, or what it hangs on."""

    born: Beginning = COUNTS
    joined: Beginning = COUNTS
    turned: Beginning = COUNTS

    def of(self, why: Began) -> Beginning:
        """What the row does for somebody of whom this began."""
        return {Began.BORN: self.born, Began.JOINED: self.joined, Began.TURNED: self.turned}.get(why, COUNTS)


AS_EVERYBODY = Beginnings()


@dataclass(frozen=True, slots=True)
class FirstDays:
    """The first day of each member, what holds of them, and since when where that is known."""

    members: Mapping[MemberNo, FirstDay] = field(default_factory=dict)
    traits: Mapping[MemberNo, Mapping[TraitCode, date]] = field(default_factory=dict)
    holding: Mapping[MemberNo, frozenset[TraitCode]] = field(default_factory=dict)

    def of(self, member: MemberNo, *hangs_on: TraitCode) -> FirstDay | None:
        """The first day on which all of it is so: the member is there, and has these traits. None where unknown."""
        since = self.traits.get(member, {})
        days = [FirstDay(since[trait], Began.TURNED, trait=trait) for trait in hangs_on if trait in since]
        return latest(self.members.get(member), *days)

    def holds(self, member: MemberNo, trait: TraitCode) -> bool:
        """Whether the member has the trait, since a known day or not."""
        return trait in self.holding.get(member, ())

    def known(self, member: MemberNo) -> FirstDay | None:
        """The day on which it was recorded that the member is there. None where that was no news."""
        found = self.members.get(member)
        return FirstDay(found.known_on, Began.KNOWN) if found and found.known_on else None


NO_FIRST_DAYS = FirstDays()


def latest(*days: FirstDay | None) -> FirstDay | None:
    """The last of these days; of equal ones the first that is named."""
    return max((day for day in days if day is not None), key=lambda day: day.on, default=None)


def earliest(days: Iterable[FirstDay | None]) -> FirstDay | None:
    """The first of these days; None where one of them is unknown, or there are none."""
    found = tuple(days)
    return None if None in found else min((day for day in found if day is not None), key=lambda d: d.on, default=None)


def read_beginnings(text: str) -> Mapping[str, Beginnings]:
    """The table of late starts in CSV, by row of the template; `turned` is empty where nothing of the row ever begins.

    Raises: RuleBroken naming what is not right.
    """
    found: dict[str, Beginnings] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if not row["source"].strip() or row["task"] in found:
            raise RuleBroken("template_without_source", row=row["task"])
        found[row["task"]] = Beginnings(
            **{
                why: _beginning(row["task"], why, row[why])
                for why in ("born", "joined", "turned")
                if row[why] or why != "turned"
            }
        )
    return found


def unknown_rows(beginnings: Iterable[str], rows: Iterable[str]) -> frozenset[str]:
    """The rows named in the table that the template does not have."""
    return frozenset(beginnings) - frozenset(rows)


def _beginning(task: str, column: str, written: str) -> Beginning:
    if written in {how.value for how in LateStart}:
        return Beginning(LateStart(written))
    try:
        return Beginning(LateStart.COUNTS, Offset.parse(written))
    except UnreadableOffset as unreadable:
        raise RuleBroken("template_unknown_value", row=task, column=column, value=written) from unreadable
