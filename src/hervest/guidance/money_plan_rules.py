"""The bridging plan: week by week from the arrival what comes in and goes out, and what is short when.

Source: KIS 2020, financial bottlenecks; needs.md, B5: a bridging budget under a permit-delay what-if.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hervest.core.money import NOTHING, Money
from hervest.core.vocabulary import MemberNo
from hervest.guidance.money_rules import Days, Line, Loan, When, due_days, repayments
from hervest.guidance.money_vocabulary import FROM_THE_PURSE, MoneyKind, PayRhythm
from hervest.journey.vocabulary import MilestoneCode

WEEK = timedelta(weeks=1)
SPAN = 100
"""Units of a chart from its lowest to its highest point."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that comes into the household's purse on a day, or goes out of it (below zero)."""

    on: date
    amount: Money
    kind: MoneyKind | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the plan, from Monday on. `lowest`: the least that is in the purse at the end of one of its days.

    `opening`: what the week begins with; `top_up`: what has to come in during it, on top of everything before, so that
    the purse is never empty.
    """

    begins: date
    opening: Money
    incoming: Money
    outgoing: Money
    lowest: Money
    closing: Money
    top_up: Money
    flows: tuple[Flow, ...]

    @property
    def is_short(self) -> bool:
        """Whether there is less than nothing on one of its days."""
        return self.lowest < NOTHING


@dataclass(frozen=True, slots=True)
class Bridging:
    """The plan. `short_on`: the first day on which there is too little. `lowest`: the least there ever is, on its day.

    `needed`: what has to come in altogether so that the purse is never empty.
    """

    weeks: tuple[Week, ...]
    short_on: date | None
    lowest: Money
    lowest_on: date
    needed: Money


@dataclass(frozen=True, slots=True)
class Extra:
    """What is needed in a week on top of what the plan needs already."""

    begins: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Behind:
    """What waits for a milestone that is still to come: other milestones (itself among them), and rows of the plan."""

    milestones: frozenset[MilestoneCode] = frozenset()
    tasks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Bar:
    """One week in the chart: where its bar begins and how long it is, in units; `is_short`: it lies below nothing."""

    begins: date
    y: int
    height: int
    is_short: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The lowest amounts of the weeks as bars; `zero`: where nothing lies, in units from the top."""

    bars: tuple[Bar, ...]
    zero: int
    top: Money
    bottom: Money


def monday(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def supposed(days: Days, card: MilestoneCode, behind: Behind, *, today: date) -> dict[MilestoneCode, date]:
    """The days with which a plan counts.

    A residence card that is still to come never comes before today, nor before the arrival: where nobody knows its
    day, it is taken to come then. What waits for it comes no sooner, and with it where it has no day. Whoever shows
    the plan says so.
    """
    arrived = days.get(MilestoneCode.ARRIVED, today)
    found = dict(days)
    if card in behind.milestones:
        found[card] = max(days.get(card, arrived), arrived, today)
        for code in behind.milestones - {card}:
            found[code] = max(days.get(code, found[card]), found[card])
    return found


def delayed(line: Line, behind: Behind, waits_with: Mapping[MoneyKind, str], weeks: int) -> Line:
    """The line where what it waits for comes so many weeks later. Costs stay: they do not wait.

    An income that counts from a milestone moves with it, and one on a day of its own with the work without which it is
    not there, as long as that is not done (`waits_with`: kind -> row of the plan). What ends with a milestone goes on
    until it comes. What was paid has come.
    """
    if not line.is_income or (line.rhythm is PayRhythm.ONCE and line.paid_on):
        return line
    waits = waits_with.get(line.kind, "") in behind.tasks
    return replace(
        line,
        begins=_later(line.begins, behind, weeks, day_too=waits),
        until=_later(line.until, behind, weeks, day_too=False),
    )


def _later(when: When, behind: Behind, weeks: int, *, day_too: bool) -> When:
    if when.milestone in behind.milestones:
        return replace(when, weeks=when.weeks + weeks)
    if day_too and when.on is not None:
        return replace(when, on=when.on + timedelta(weeks=weeks))
    return when


def flows(lines: Iterable[Line], loans: Iterable[Loan], days: Days, *, last: date) -> tuple[Flow, ...]:
    """What goes through the household's purse up to `last`, in order of the days.

    What others pay does not; what came or went once counts on the day it did.
    """
    found = [flow for line in lines for flow in _flows(line, days, last)]
    found += [Flow(on, -term, None, loan.what) for loan in loans for on, term in repayments(loan) if on <= last]
    return tuple(sorted(found, key=lambda flow: (flow.on, -flow.amount.cents, flow.what)))


def _flows(line: Line, days: Days, last: date) -> Iterable[Flow]:
    if line.amount is None or not touches_purse(line):
        return ()
    signed = line.amount if line.is_income else -line.amount
    is_over = line.rhythm is PayRhythm.ONCE and line.paid_on is not None
    on_days = (line.paid_on,) if is_over and line.paid_on else due_days(line, days, last=last)
    return (Flow(on, signed, line.kind, line.what) for on in on_days if on <= last)


def bridging(found: Sequence[Flow], *, begins: date, n_weeks: int) -> Bridging:
    """The plan of so many weeks from the Monday of `begins` on.

    What fell before counts on the first day; money that comes in on a day can be spent on it.
    """
    first = monday(begins)
    by_day: dict[date, list[Flow]] = {}
    for flow in found:
        by_day.setdefault(max(flow.on, first), []).append(flow)
    weeks: list[Week] = []
    balance = deepest = NOTHING
    short_on, lowest, lowest_on = None, None, first
    for n in range(n_weeks):
        week, opening, least, before = first + n * WEEK, balance, None, deepest
        for day in (week + timedelta(days=d) for d in range(7)):
            balance += Money.total(flow.amount for flow in by_day.get(day, ()))
            least = balance if least is None else min(least, balance)
            if lowest is None or balance < lowest:
                lowest, lowest_on = balance, day
            if balance < NOTHING and short_on is None:
                short_on = day
        deepest = max(deepest, -(least or NOTHING))
        own = tuple(flow for d in range(7) for flow in by_day.get(week + timedelta(days=d), ()))
        weeks.append(
            Week(
                begins=week,
                opening=opening,
                incoming=Money.total(flow.amount for flow in own if flow.amount > NOTHING),
                outgoing=-Money.total(flow.amount for flow in own if flow.amount < NOTHING),
                lowest=least or NOTHING,
                closing=balance,
                top_up=deepest - before,
                flows=own,
            )
        )
    return Bridging(tuple(weeks), short_on, lowest or NOTHING, lowest_on, deepest)


def extra_needed(plan: Bridging, later: Bridging) -> tuple[Extra, ...]:
    """What has to come in when, on top of what `plan` needs already, so that the purse is never empty in `later`.

    The least that does it, and as late as it can be. Holds: both plans have the same weeks.
    """
    given = extra = NOTHING
    found = []
    for was, becomes in zip(plan.weeks, later.weeks, strict=True):
        given += was.top_up
        short = -(becomes.lowest + given + extra)
        if short > NOTHING:
            found.append(Extra(becomes.begins, short))
            extra += short
    return tuple(found)


def undated(lines: Iterable[Line], days: Days) -> tuple[Line, ...]:
    """The lines of which nobody knows the day, and which are so in no plan."""
    return tuple(line for line in lines if line.begins.day(days) is None and line.paid_on is None)


def chart_of(plan: Bridging, *others: Bridging) -> Chart:
    """The weeks' lowest amounts as bars, on a scale that `others` fit as well."""
    amounts = [week.lowest.cents for one in (plan, *others) for week in one.weeks]
    top, bottom = max(0, *amounts, 0), min(0, *amounts, 0)
    span = max(top - bottom, 1)

    def at(cents: int) -> int:
        return SPAN * (top - cents) // span

    zero = at(0)
    bars = tuple(
        Bar(week.begins, min(at(week.lowest.cents), zero), max(abs(at(week.lowest.cents) - zero), 1), week.is_short)
        for week in plan.weeks
    )
    return Chart(bars, zero, Money(top), Money(bottom))


def of_person(member: MemberNo | None, readers: frozenset[MemberNo] | None) -> bool:
    """Whether what is about the household, or one adult in it, is for a reader who reads of these; None: of all."""
    return member is None or readers is None or member in readers


def touches_purse(line: Line) -> bool:
    """Whether it comes into the household's purse, or is paid out of it."""
    return line.is_income or line.payer in FROM_THE_PURSE


def per_month(lines: Iterable[Line]) -> Money:
    """What comes each month of these as a whole: twelve months are fifty-two weeks, four quarters. Rounded down.

    Of what comes once nothing does.
    """
    times = {PayRhythm.WEEKLY: 52, PayRhythm.FOUR_WEEKLY: 13, PayRhythm.MONTHLY: 12, PayRhythm.QUARTERLY: 4}
    year = sum(line.amount.cents * times.get(line.rhythm, 0) for line in lines if line.amount is not None)
    return Money(year // 12)
