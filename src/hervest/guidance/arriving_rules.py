"""What stands on the sheet of the day of arrival and of the acquaintance round, and what a hand-over leaves to do."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol

from hervest.core.vocabulary import Route, Tier
from hervest.deadlines.period import Offset
from hervest.guidance.arriving_vocabulary import LineReaders, Sheet
from hervest.households.vocabulary import NeedKind
from hervest.journey.milestone_rules import Refusal
from hervest.journey.vocabulary import TraitCode

OWN = "own-"
"""What the slot of a line begins with that a person added; those of the list are called by their key."""


@dataclass(frozen=True, slots=True)
class Holds:
    """When a line of the list stands on the sheet: always, for a trait, a need, or somebody younger than so many years.

    None of the three: always. Of several needs one is enough.
    """

    trait: TraitCode | None = None
    needs: frozenset[NeedKind] = frozenset()
    under: int = 0

    @classmethod
    def parse(cls, written: str) -> "Holds":
        """`always`, `trait:child_4_17`, `need:wheelchair;need:aid` or `under:12`. Raises: ValueError."""
        if written == "always":
            return cls()
        kind, _, word = written.partition(":")
        match kind:
            case "trait":
                return cls(trait=TraitCode(word))
            case "need":
                return cls(needs=frozenset(NeedKind(one.removeprefix("need:")) for one in written.split(";")))
            case "under":
                return cls(under=int(word))
        raise ValueError(written)


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line that every sheet begins with, where it holds; `tasks`: rows of the plan that are done with it."""

    key: str
    sheet: Sheet
    title_nl: str
    title_en: str
    tasks: tuple[str, ...]
    holds: Holds
    tier: Tier
    readers: LineReaders
    routes: frozenset[Route]
    source: str


@dataclass(frozen=True, slots=True)
class HouseholdThen:
    """What of a household decides over the lines: ages in years on the day of arrival, needs, traits of anybody."""

    ages: tuple[int, ...] = ()
    needs: frozenset[NeedKind] = frozenset()
    traits: frozenset[TraitCode] = frozenset()
    route: Route | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader may have of a sheet: tiers, and whether they work on the case."""

    tiers: frozenset[Tier]
    is_inner: bool


@dataclass(frozen=True, slots=True)
class LinePlan:
    """What a person says of a line: when, where, who does it. `text` only of a line of their own."""

    text: str = ""
    readers: LineReaders = LineReaders.EVERYBODY
    on: date | None = None
    at: time | None = None
    place: str = ""
    who: str = ""
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is to be done by the municipality when something of the first 48 hours was not completed."""

    task: str
    title_nl: str
    title_en: str
    follow_up_nl: str
    follow_up_en: str
    due: Offset
    source: str


@dataclass(frozen=True, slots=True)
class HandOverSaid:
    """How the responsibility passed from COA to the municipality: when, by whom, to whom, where."""

    at: datetime
    given_by: str
    taken_by: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class LateTick:
    """A tick that came in: what it says and when it was made on the telephone."""

    is_done: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """Where a line stands on its sheet."""

    on: date
    at: time = field(default=time.max)
    place: int = 0


def read_lines(text: str) -> tuple[ListLine, ...]:
    """The list in CSV, in its order.

    Raises: ValueError for a key twice, a text or source missing, or a word unknown.
    """
    found: dict[str, ListLine] = {}
    for row in csv.DictReader(io.StringIO(text)):
        key = row["key"]
        if key in found or key.startswith(OWN) or not all(row[name].strip() for name in NEEDED):
            raise ValueError(key)
        found[key] = ListLine(
            key=key,
            sheet=Sheet(row["sheet"]),
            title_nl=row["title_nl"],
            title_en=row["title_en"],
            tasks=tuple(one for one in row["tasks"].split(";") if one),
            holds=Holds.parse(row["holds"]),
            tier=Tier(row["tier"]),
            readers=LineReaders(row["readers"]),
            routes=frozenset(Route(one) for one in row["routes"].split(";") if one),
            source=row["source"],
        )
    return tuple(found.values())


NEEDED = ("title_nl", "title_en", "source", "mark", "checked")


def read_follow_ups(text: str) -> Mapping[str, FollowUp]:
    """What follows from each row of the first 48 hours, by row. Raises: ValueError for one without text or source."""
    found: dict[str, FollowUp] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["task"] in found or not all(row.values()):
            raise ValueError(row["task"])
        found[row["task"]] = FollowUp(
            row["task"],
            row["title_nl"],
            row["title_en"],
            row["follow_up_nl"],
            row["follow_up_en"],
            Offset.parse(row["due"]),
            row["source"],
        )
    return found


class Listed(Protocol):
    """Something of a list that is for some households, or for some persons of them."""

    @property
    def holds(self) -> Holds:
        """When it is."""

    @property
    def routes(self) -> frozenset[Route]:
        """Of which routes; none: of all."""


def n_for(line: Listed, household: HouseholdThen) -> int | None:
    """For how many persons a line counts; 0: it does not hold, None: it is of the household as a whole."""
    if line.routes and household.route not in line.routes:
        return 0
    if line.holds.under:
        return sum(age < line.holds.under for age in household.ages)
    if line.holds.trait is not None:
        return None if line.holds.trait in household.traits else 0
    if line.holds.needs:
        return None if line.holds.needs & household.needs else 0
    return None


def holds(line: ListLine, household: HouseholdThen) -> bool:
    """Whether the line stands on the sheet of this household."""
    return n_for(line, household) != 0


def is_read(tier: Tier, readers: LineReaders, reading: Reading) -> bool:
    """Whether somebody sees a line. Source: access.md: its tier, and for whom it is written."""
    return tier in reading.tiers and (readers is LineReaders.EVERYBODY or reading.is_inner)


def plan_refusal(plan: LinePlan, *, is_own: bool, sheet: Sheet, arrives_on: date | None) -> Refusal | None:
    """Why a line cannot be planned so: one's own says what; nobody is met before the household is there."""
    if is_own and not plan.text.strip():
        return Refusal("line_says_nothing", {"field": "text"})
    if sheet is Sheet.ROUND and plan.on is not None and arrives_on is not None and plan.on < arrives_on:
        return Refusal("before_they_arrive", {"field": "on", "on": arrives_on})
    return None


def hand_over_refusal(said: HandOverSaid, *, on: date, now: datetime, landed_on: date | None) -> Refusal | None:
    """Why a hand-over cannot have been so: it lies ahead, before the day on which they landed, or nobody gave it.

    `on`: the day of the hand-over; `landed_on`: the day on which they landed or are expected to, None where not known.
    """
    if said.at > now:
        return Refusal("handed_over_in_the_future", {"field": "time"})
    if landed_on is not None and on < landed_on:
        return Refusal("handed_over_before_landing", {"field": "on", "on": landed_on})
    return None if said.given_by.strip() else Refusal("handed_over_by_whom", {"field": "given_by"})


def tick_refusal(tick: LateTick, *, now: datetime, within: timedelta) -> Refusal | None:
    """Why a tick is not taken: it was made so long ago that nobody means it any more."""
    return Refusal("tick_too_old", {}) if tick.at < now - within else None


def counts(tick: LateTick, *, stands_since: datetime | None) -> bool:
    """Whether a tick that comes in is newer than what stands: telephones send late, and not in order."""
    return stands_since is None or tick.at >= stands_since


def told_at(said: datetime | None, *, now: datetime) -> datetime:
    """When a tick was made, as far as a telephone's clock can be believed: never ahead of ours."""
    return now if said is None or said > now else said


def in_order(orders: Sequence[Order]) -> tuple[int, ...]:
    """The places of the lines in the order of the day: those without a time after those with one, then as listed."""
    return tuple(sorted(range(len(orders)), key=lambda n: (orders[n].on, orders[n].at, orders[n].place)))
