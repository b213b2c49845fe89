"""How many hours of work a worker carries, now and in the weeks to come, and where that is more than they have.

Source: needs.md, D9; domain.md 4.1.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hervest.accounts.vocabulary import PersonId
from hervest.guidance.caseload_vocabulary import HoursFrom
from hervest.guidance.intensity_vocabulary import MOST_MINUTES_A_WEEK
from hervest.journey.milestone_rules import Refusal
from hervest.journey.vocabulary import TeamRole


@dataclass(frozen=True, slots=True)
class CarriedPart:
    """How much of a household's hours those in these roles carry together, in hundredths."""

    roles: tuple[TeamRole, ...]
    percent: int

    def __post_init__(self) -> None:
        if not self.roles or self.percent < 1:
            raise ValueError(self.roles, self.percent)


@dataclass(frozen=True, slots=True)
class Load:
    """The part of one household's hours that a worker carries; `begins_on`: the day it arrives, if it is not here."""

    code: str
    minutes: int
    hours_from: HoursFrom
    begins_on: date | None = None

    def is_carried(self, week: date) -> bool:
        """Whether it is carried in the week that begins on that Monday: in the whole of the week of arrival too."""
        return self.begins_on is None or self.begins_on < week + timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """What a worker carries in a week, in minutes. `is_over`: it is more than they have."""

    monday: date
    minutes: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """This week and those after it. `available`: the minutes of a week that a worker has; None: nobody said."""

    weeks: tuple[WeekLoad, ...]
    available: int | None

    @property
    def now(self) -> int:
        """The minutes of this week."""
        return self.weeks[0].minutes

    @property
    def peak(self) -> WeekLoad:
        """The fullest week, the first of them."""
        return max(self.weeks, key=lambda week: week.minutes)

    @property
    def first_over(self) -> WeekLoad | None:
        """The first week with more than they have."""
        return next((week for week in self.weeks if week.is_over), None)


def carried(
    minutes: int, seats: Mapping[TeamRole, Iterable[PersonId]], parts: Sequence[CarriedPart]
) -> Mapping[PersonId, int]:
    """The minutes of a household over those who work with it; together they are all of them.

    A part that nobody has is carried by the others; nothing is carried where nobody has any.
    """
    groups = [(sorted({person for role in part.roles for person in seats.get(role, ())}), part) for part in parts]
    there = [(people, part.percent) for people, part in groups if people]
    whole, found = sum(percent for _, percent in there), dict[PersonId, int]()
    before, so_far = 0, 0
    for people, percent in there:
        so_far += percent
        up_to = minutes * so_far // whole
        for person, theirs in shared(up_to - before, people).items():
            found[person] = found.get(person, 0) + theirs
        before = up_to
    return found


def shared(minutes: int, people: Sequence[PersonId]) -> Mapping[PersonId, int]:
    """The minutes in parts as equal as whole minutes can be; together they are all of them, the first have one more."""
    if not people:
        return {}
    each, rest = divmod(minutes, len(people))
    return {person: each + (1 if number < rest else 0) for number, person in enumerate(people)}


def forecast(loads: Sequence[Load], available: int | None, *, today: date, n_weeks: int) -> Forecast:
    """What a worker carries week by week.

    The hours of a household stay as they are until somebody decides otherwise; one that is expected counts from the
    week of its arrival.
    """
    monday = today - timedelta(days=today.weekday())
    weeks = []
    for number in range(n_weeks):
        week = monday + timedelta(weeks=number)
        minutes = sum(load.minutes for load in loads if load.is_carried(week))
        weeks.append(WeekLoad(week, minutes, available is not None and minutes > available))
    return Forecast(tuple(weeks), available)


def available_refusal(minutes: int | None) -> Refusal | None:
    """Why somebody cannot have so many minutes a week; None if they can, or if nothing is said of it any more."""
    if minutes is None or 0 <= minutes <= MOST_MINUTES_A_WEEK:
        return None
    return Refusal("hours_beyond", {"field": "hours"})
