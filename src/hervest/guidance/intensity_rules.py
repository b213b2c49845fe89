"""How much support the answers suggest, which reviews of it are due, what it was over time, and its hours.

The rule of the suggestion knows answers to items of an instrument and nothing else: no sex, faith, origin or
orientation can be handed to it. A person decides (domain.md 0.9; AVG 22).
Source: domain.md 4.1; needs.md, B3 and D1.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from hervest.core.vocabulary import MemberNo
from hervest.deadlines.period import Offset, Period
from hervest.guidance.assessing_rules import THE_HOUSEHOLD
from hervest.guidance.assessing_vocabulary import Answer, ItemKey, ItemKind
from hervest.guidance.intensity_vocabulary import MOST_MINUTES_A_DAY, MOST_MINUTES_A_WEEK, Band, ReviewState
from hervest.journey.milestone_rules import Refusal

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Weighed:
    """One answer as the suggestion sees it: all that it can know of anybody."""

    item: ItemKey
    kind: ItemKind
    weight: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class BandNorm:
    """From how many points a band is suggested, and the minutes of work a week it takes by itself."""

    band: Band
    from_points: int | None
    minutes_per_week: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """What each answer counts, times the weight of its item; and the bands, the lightest first."""

    points: Mapping[Answer, int]
    bands: tuple[BandNorm, ...]

    def __post_init__(self) -> None:
        starts = [norm.from_points for norm in self.bands]
        known = [start for start in starts[1:] if start is not None]
        is_whole = [norm.band for norm in self.bands] == list(Band) and len(known) == len(starts) - 1
        in_order = all(first < then for first, then in pairwise(known))
        if not is_whole or starts[0] is not None or not in_order:
            raise ValueError("bands")
        if set(self.points) != set(Answer) or self.points[Answer.UNKNOWN] != 0:
            raise ValueError("points")

    def band_of(self, points: int) -> Band:
        """The heaviest band that begins at so many points, or below."""
        return next(
            norm.band for norm in reversed(self.bands) if norm.from_points is None or norm.from_points <= points
        )

    def minutes_of(self, band: Band) -> int:
        """The minutes of work that a week of this band takes."""
        return next(norm.minutes_per_week for norm in self.bands if norm.band is band)


@dataclass(frozen=True, slots=True)
class Push:
    """That an answer pushed the suggestion up (more than 0 points) or down; `member` 0: one about the household."""

    item: ItemKey
    member: MemberNo
    answer: Answer
    points: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How much support the answers suggest, and which of them pushed it, what weighs heaviest first.

    `member`: the adult for whom it weighs heaviest; 0: for nobody more than for another.
    """

    band: Band
    points: int
    pushes: tuple[Push, ...]
    member: MemberNo = THE_HOUSEHOLD

    @property
    def up(self) -> tuple[Push, ...]:
        """What makes it heavier."""
        return tuple(push for push in self.pushes if push.points > 0)

    @property
    def down(self) -> tuple[Push, ...]:
        """What makes it lighter."""
        return tuple(push for push in reversed(self.pushes) if push.points < 0)


def suggested(
    household: Sequence[Weighed], adults: Mapping[MemberNo, Sequence[Weighed]], scheme: Scheme
) -> Suggestion | None:
    """How much support is suggested: the household's own answers, with those of the adult for whom it weighs heaviest.

    `adults`: every adult of the household, also one of whom nothing was answered. None while everything is unknown.
    Whoever has another burden is never suggested less, who has another strength never more, and what is unknown counts
    for nothing.
    """
    everything = [*household, *(one for theirs in adults.values() for one in theirs)]
    if all(one.answer is Answer.UNKNOWN for one in everything):
        return None
    shared = list(_pushes(household, THE_HOUSEHOLD, scheme))
    of_each = {member: shared + list(_pushes(theirs, member, scheme)) for member, theirs in sorted(adults.items())}
    totals = {member: sum(push.points for push in pushes) for member, pushes in of_each.items()}
    points = max(totals.values(), default=sum(push.points for push in shared))
    heaviest = [member for member, total in totals.items() if total == points]
    pushes = of_each[heaviest[0]] if heaviest else shared
    return Suggestion(
        band=scheme.band_of(points),
        points=points,
        pushes=tuple(sorted(pushes, key=lambda push: (-push.points, push.item))),
        member=heaviest[0] if len(heaviest) == 1 else THE_HOUSEHOLD,
    )


def _pushes(said: Iterable[Weighed], member: MemberNo, scheme: Scheme) -> Iterator[Push]:
    for one in said:
        sign = -1 if one.kind is ItemKind.PROTECTIVE else 1
        points = sign * one.weight * scheme.points[one.answer]
        if points:
            yield Push(one.item, member, one.answer, points)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided, from which day on. `minutes`: of work a week, where it is not what the band takes."""

    on: date
    band: Band
    minutes: int | None = None


def decision_refusal(decision: Decision, *, reason: str, hours_reason: str, today: date) -> Refusal | None:
    """The first thing for which this cannot be decided, with the field to mend; None if it can."""
    minutes = decision.minutes
    wrong = (
        (not reason.strip(), Refusal("intensity_without_reason", {"field": "reason"})),
        (decision.on > today, Refusal("intensity_in_the_future", {"field": "decided_on"})),
        (minutes is not None and not hours_reason.strip(), Refusal("hours_without_reason", {"field": "hours_reason"})),
        (minutes is not None and not 0 <= minutes <= MOST_MINUTES_A_WEEK, Refusal("hours_beyond", {"field": "hours"})),
    )
    return next((refusal for is_wrong, refusal in wrong if is_wrong), None)


def spent_refusal(minutes: int, on: date, *, noted: int, today: date) -> Refusal | None:
    """The first thing for which these hours cannot be noted; None if they can.

    `noted`: minutes of that day that the worker noted already, of whatever household.
    """
    if not 0 < minutes <= MOST_MINUTES_A_DAY:
        return Refusal("hours_beyond_a_day", {"field": "hours"})
    if noted + minutes > MOST_MINUTES_A_DAY:
        return Refusal("hours_of_a_day_together", {"field": "hours"})
    return Refusal("hours_in_the_future", {"field": "on"}) if on > today else None


def decided_on(decisions: Iterable[Decision], day: date) -> Decision | None:
    """What holds on that day, of decisions in the order in which they were made: the last one from that day or before.

    A later word about the same day stands in the place of an earlier one.
    """
    found: Decision | None = None
    for one in decisions:
        if one.on <= day and (found is None or one.on >= found.on):
            found = one
    return found


@dataclass(frozen=True, slots=True)
class Moment:
    """When support is looked at again: `after` a milestone or something that happened, by code.

    `task`, `nth`: the row of the plan, and its how manieth time, that is done with it; empty: none.
    """

    key: str
    after: str
    opens: Offset
    due: Offset
    title_nl: str
    title_en: str
    task: str = ""
    nth: int = 1

    def __post_init__(self) -> None:
        if not self.opens.is_never_after(self.due) or not self.title_nl or not self.title_en:
            raise ValueError(self.key)


@dataclass(frozen=True, slots=True)
class Review:
    """One time at which support is looked at: from `opens_on` on, by `due_on` at the latest."""

    moment: Moment
    opens_on: date
    due_on: date
    state: ReviewState
    done_on: date | None = None

    @property
    def is_due(self) -> bool:
        """Whether it has to be done now, in time or late."""
        return self.state in {ReviewState.LATE, ReviewState.OPEN}


@dataclass(frozen=True, slots=True)
class Lived:
    """What is known of a household for its reviews: its arrival, what happened since, and when it was looked at.

    `happened`: code of a milestone, or of something in the household, and its day. `since`: before it nothing was due
    here. `is_over`: nothing is looked at any more.
    """

    arrived_on: date | None = None
    has_arrived: bool = False
    happened: tuple[tuple[str, date], ...] = ()
    looked_on: tuple[date, ...] = ()
    since: date | None = None
    is_over: bool = False


def reviews(moments: Iterable[Moment], lived: Lived, *, arrival: str, today: date) -> tuple[Review, ...]:
    """Every review of a household, the earliest due first.

    One is done by the first look at its support since it opened, and stays late until then; one look does all that are
    open on its day. `arrival`: the code of the milestone that is the arrival. Only what happens after it counts.
    """
    found = []
    for moment in moments:
        for day in _days(moment, lived, arrival):
            review = _review(moment, day, lived, today)
            is_ours = lived.since is None or review.due_on >= lived.since
            if is_ours and not (lived.is_over and review.state is not ReviewState.DONE):
                found.append(review)
    return tuple(sorted(found, key=lambda review: (review.due_on, review.opens_on, review.moment.key)))


def _days(moment: Moment, lived: Lived, arrival: str) -> tuple[date, ...]:
    if lived.arrived_on is None:
        return ()
    if moment.after == arrival:
        return (lived.arrived_on,)
    if not lived.has_arrived:
        return ()
    found = {on for code, on in lived.happened if code == moment.after and on > lived.arrived_on}
    return tuple(sorted(found))


def _review(moment: Moment, day: date, lived: Lived, today: date) -> Review:
    opens_on, due_on = moment.opens.after(day), moment.due.after(day)
    done_on = min((on for on in lived.looked_on if on >= opens_on), default=None)
    if done_on is not None:
        state = ReviewState.DONE
    elif not lived.has_arrived or today < opens_on:
        state = ReviewState.COMING
    else:
        state = ReviewState.LATE if due_on < today else ReviewState.OPEN
    return Review(moment, opens_on, due_on, state, done_on)


@dataclass(frozen=True, slots=True)
class Step:
    """From when until when a band held; `until` None: it holds still."""

    band: Band
    since: date
    until: date | None = None


def steps(decisions: Iterable[Decision]) -> tuple[Step, ...]:
    """The bands that held one after another; one that was confirmed goes on in one step."""
    found: list[Step] = []
    made = list(decisions)
    for day in sorted({one.on for one in made}):
        now = decided_on(made, day)
        assert now is not None  # one was made on this very day
        if found and found[-1].band is now.band:
            continue
        if found:
            found[-1] = Step(found[-1].band, found[-1].since, day)
        found.append(Step(now.band, day))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class HoursRow:
    """Minutes of work planned and spent from one day up to another."""

    start: date
    end: date
    planned: int
    spent: int


@dataclass(frozen=True, slots=True)
class Worked:
    """What was planned and spent for one household. `minutes_of`: of work that each band takes in a week."""

    decisions: tuple[Decision, ...] = ()
    spent: tuple[tuple[date, int], ...] = ()
    minutes_of: Mapping[Band, int] = field(default_factory=dict)

    def minutes_on(self, day: date) -> int:
        """The minutes a week that are planned on that day; 0 where nobody decided yet."""
        found = decided_on(self.decisions, day)
        if found is None:
            return 0
        return self.minutes_of[found.band] if found.minutes is None else found.minutes


def hours_in(period: Period, worked: Worked) -> HoursRow:
    """What was planned and spent in a period: of each day a seventh part of its week, rounded once at the end."""
    planned = sum(worked.minutes_on(day) for day in period)
    spent = sum(minutes for on, minutes in worked.spent if on in period)
    return HoursRow(period.start, period.end, round(planned / DAYS_A_WEEK), spent)


def last_weeks(today: date, n: int) -> tuple[Period, ...]:
    """This week and those before it, Monday to Sunday, the last first."""
    monday = today - timedelta(days=today.weekday())
    starts = [monday - timedelta(weeks=back) for back in range(n)]
    return tuple(Period(start, start + timedelta(days=DAYS_A_WEEK - 1)) for start in starts)


def last_months(today: date, n: int) -> tuple[Period, ...]:
    """This month and those before it, the last first."""
    found, first = [], today.replace(day=1)
    for _ in range(n):
        next_first = (first + timedelta(days=31)).replace(day=1)
        found.append(Period(first, next_first - timedelta(days=1)))
        first = (first - timedelta(days=1)).replace(day=1)
    return tuple(found)
