"""What is to be paid to and for a household, what was paid, by whom, and on what terms.

Source: KIS 2020, financial bottlenecks; needs.md, B5 and B12.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import count
from typing import TypeVar

from hervest.core.money import NOTHING, Money
from hervest.core.vocabulary import MemberNo
from hervest.deadlines.period import Offset, Unit
from hervest.guidance.money_vocabulary import INCOMES, GuaranteeState, MoneyKind, Nature, Payer, PayRhythm
from hervest.journey.milestone_rules import Refusal
from hervest.journey.vocabulary import MilestoneCode

Days = Mapping[MilestoneCode, date]
"""On which day each milestone of a household falls, or is taken to fall."""

EVERY: Mapping[PayRhythm, Offset] = {
    PayRhythm.WEEKLY: Offset(1, Unit.WEEK),
    PayRhythm.FOUR_WEEKLY: Offset(4, Unit.WEEK),
    PayRhythm.MONTHLY: Offset(1, Unit.MONTH),
    PayRhythm.QUARTERLY: Offset(3, Unit.MONTH),
}
"""How far the times of a rhythm lie apart."""

MOST_TERMS = 240
"""Months in which a loan is paid back: longer is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class When:
    """A day: itself, or so many weeks after a milestone. Neither: nobody knows it yet, or there is none."""

    on: date | None = None
    milestone: MilestoneCode | None = None
    weeks: int = 0

    @property
    def is_said(self) -> bool:
        """Whether somebody said a day, or from what it counts."""
        return self.on is not None or self.milestone is not None

    @property
    def weeks_before(self) -> int:
        """How many weeks before the milestone it is."""
        return -self.weeks

    def day(self, days: Days) -> date | None:
        """The day it is; None as long as nobody knows it."""
        if self.milestone is None:
            return self.on
        anchor = days.get(self.milestone)
        return anchor + timedelta(weeks=self.weeks) if anchor else None


NEVER = When()


@dataclass(frozen=True, slots=True)
class Line:
    """An amount that somebody pays: for the household, or to it. `amount` None: nobody knows yet how much.

    `begins`: the day it is due, or the first of a row of days. `until`: the last of them; a milestone itself is no
    more of them: no advance on the day the benefit is decided, and no rent is lost from the arrival on. `paid_on`: the
    day it was paid; of what comes again and again: up to and including which day. `member`: the adult it is about.
    """

    what: str
    kind: MoneyKind
    amount: Money | None
    payer: Payer
    nature: Nature = Nature.OWN
    rhythm: PayRhythm = PayRhythm.ONCE
    begins: When = NEVER
    until: When = NEVER
    paid_on: date | None = None
    member: MemberNo | None = None
    note: str = ""

    @property
    def is_income(self) -> bool:
        """Whether the household receives it."""
        return self.kind in INCOMES

    def ends_on(self, days: Days) -> date | None:
        """The last day on which it may fall; None for no end, or one that nobody knows."""
        day = self.until.day(days)
        return day - timedelta(days=1) if day and self.until.milestone else day


@dataclass(frozen=True, slots=True)
class Due:
    """One time an amount is due. `on` None: nobody knows the day."""

    line: Line
    on: date | None
    amount: Money
    is_paid: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """What of something is still to be paid, and what was paid."""

    to_pay: Money = NOTHING
    paid: Money = NOTHING

    @property
    def total(self) -> Money:
        """Both together."""
        return self.to_pay + self.paid


@dataclass(frozen=True, slots=True)
class Loan:
    """Money that is to be paid back. `repaid`: how much of it was, as far as somebody noted up to `repaid_on`.

    `first_on`: the day of the first repayment; None: not agreed yet.
    """

    what: str
    lender: Payer
    amount: Money
    monthly: Money
    first_on: date | None = None
    repaid: Money = NOTHING
    repaid_on: date | None = None
    member: MemberNo | None = None
    note: str = ""

    @property
    def rest(self) -> Money:
        """What is still to be paid back."""
        return self.amount - self.repaid


@dataclass(frozen=True, slots=True)
class Guarantee:
    """That somebody stands surety for a household until a day. `released_on`: it was no longer needed from then on."""

    what: str
    guarantor: Payer
    amount: Money
    from_on: date
    expires_on: date
    released_on: date | None = None
    member: MemberNo | None = None
    note: str = ""


def due_days(line: Line, days: Days, *, last: date) -> tuple[date, ...]:
    """The days on which it is due; of what comes again and again those up to `last`. None while nobody knows the first.

    Months are counted from the first day, so that the 31st comes back after a short month.
    """
    first = line.begins.day(days)
    if first is None:
        return ()
    if line.rhythm is PayRhythm.ONCE:
        return (first,)
    end = line.ends_on(days)
    return tuple(_again(first, EVERY[line.rhythm], min(last, end) if end else last))


def _again(first: date, every: Offset, last: date) -> Iterator[date]:
    for n in count():
        day = every.times(n).after(first)
        if day > last:
            return
        yield day


def dues(lines: Iterable[Line], days: Days, *, last: date) -> tuple[Due, ...]:
    """Every time an amount is due up to `last`; what comes once stands there whatever its day, and without one.

    What nobody knows the amount of is left out, and so is what comes again from a day that nobody knows.
    """
    return tuple(due for line in lines if line.amount is not None for due in _dues(line, line.amount, days, last))


def _dues(line: Line, amount: Money, days: Days, last: date) -> Iterator[Due]:
    found = due_days(line, days, last=last)
    if line.rhythm is PayRhythm.ONCE:
        yield Due(line, found[0] if found else None, amount, is_paid=line.paid_on is not None)
        return
    for on in found:
        yield Due(line, on, amount, is_paid=line.paid_on is not None and on <= line.paid_on)


WordT = TypeVar("WordT", bound=StrEnum)


def tallied(found: Iterable[Due], word: Callable[[Line], WordT], order: Iterable[WordT]) -> dict[WordT, Tally]:
    """What is to be paid and was paid, by a word of its lines, in the order of the words; without those of nothing."""
    sums: dict[WordT, Tally] = {}
    for due in found:
        key = word(due.line)
        before = sums.get(key, Tally())
        to_pay, paid = (NOTHING, due.amount) if due.is_paid else (due.amount, NOTHING)
        sums[key] = Tally(before.to_pay + to_pay, before.paid + paid)
    return {key: sums[key] for key in order if key in sums}


def summed(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    found = tuple(tallies)
    return Tally(Money.total(row.to_pay for row in found), Money.total(row.paid for row in found))


def is_followed(line: Line) -> bool:
    """Whether somebody has to see to it that it is paid: what a household pays itself each week nobody ticks off.

    Of what comes again and again an advance is: the law wants it paid each time (Participatiewet, article 52).
    """
    return line.payer is not Payer.HOUSEHOLD and (line.rhythm is PayRhythm.ONCE or line.nature is Nature.ADVANCE)


def late_since(line: Line, happened: Days, *, today: date) -> date | None:
    """The first day on which it was due and nobody noted that it was paid; None where nothing is late.

    `happened`: the milestones that did; what counts from one that is only expected is not late.
    """
    if not is_followed(line):
        return None
    found = (due.on for due in _dues(line, line.amount or NOTHING, happened, today) if not due.is_paid)
    return min((on for on in found if on is not None and on < today), default=None)


def repayments(loan: Loan) -> tuple[tuple[date, Money], ...]:
    """On which day how much is still to be paid back: each month the same, and at last what is left.

    What was noted as paid back is no more of it; the next term is the first after that day. Empty while nobody agreed
    on an amount or a first day.
    """
    if loan.first_on is None or not loan.monthly:
        return ()
    every, rest = EVERY[PayRhythm.MONTHLY], loan.rest
    found: list[tuple[date, Money]] = []
    for n in count():
        if rest <= NOTHING:
            return tuple(found)
        day = every.times(n).after(loan.first_on)
        if loan.repaid_on is None or day > loan.repaid_on:
            term = min(loan.monthly, rest)
            found.append((day, term))
            rest -= term
    return tuple(found)


def guarantee_state(guarantee: Guarantee, warn_before: Offset, *, today: date) -> GuaranteeState:
    """Where it is in its life. `warn_before`: how long before its last day it is said that it ends."""
    if guarantee.released_on is not None and guarantee.released_on <= today:
        return GuaranteeState.RELEASED
    if guarantee.expires_on < today:
        return GuaranteeState.EXPIRED
    if today < guarantee.from_on:
        return GuaranteeState.NOT_YET
    is_soon = warn_before.after(today) >= guarantee.expires_on
    return GuaranteeState.ENDS_SOON if is_soon else GuaranteeState.IN_FORCE


def line_refusal(line: Line, *, today: date) -> Refusal | None:
    """Why this cannot be noted: the first of what is wrong with it."""
    begins, until, is_paid = line.begins, line.until, line.paid_on is not None
    wrong = (
        (not line.what.strip(), Refusal("money_without_name", {"field": "what"})),
        (line.amount is not None and line.amount <= NOTHING, Refusal("amount_of_nothing", {"field": "amount"})),
        (bool(begins.on and begins.milestone), Refusal("money_begins_twice", {"field": "due_on"})),
        (bool(until.on and until.milestone), Refusal("money_ends_twice", {"field": "until_on"})),
        (line.rhythm is PayRhythm.ONCE and until.is_said, Refusal("money_once_has_no_end", {"field": "until_on"})),
        (_ends_first(begins.on, until.on), Refusal("ends_before_it_starts", {"field": "until_on"})),
        (line.paid_on is not None and line.paid_on > today, Refusal("paid_in_future", {"field": "paid_on"})),
        (is_paid and line.amount is None, Refusal("paid_without_amount", {"field": "amount"})),
        (line.is_income and _is_of_household(line), Refusal("income_from_household", {"field": "payer"})),
    )
    return next((refusal for is_wrong, refusal in wrong if is_wrong), None)


def _ends_first(begins: date | None, until: date | None) -> bool:
    return begins is not None and until is not None and until < begins


def _is_of_household(line: Line) -> bool:
    """Whether the household pays it to itself; the cash that it brought is its own."""
    return line.payer is Payer.RELIEF or (line.payer is Payer.HOUSEHOLD and line.kind is not MoneyKind.CASH)


def loan_refusal(loan: Loan, *, today: date) -> Refusal | None:
    """Why this loan cannot be noted."""
    if loan.amount <= NOTHING:
        return Refusal("amount_of_nothing", {"field": "amount"})
    if loan.repaid > loan.amount:
        return Refusal("more_repaid_than_lent", {"field": "repaid"})
    if bool(loan.repaid) != (loan.repaid_on is not None):
        return Refusal("repaid_until_when", {"field": "repaid_on"})
    if loan.repaid_on and loan.repaid_on > today:
        return Refusal("paid_in_future", {"field": "repaid_on"})
    if loan.monthly and loan.amount.cents > loan.monthly.cents * MOST_TERMS:
        return Refusal("loan_never_ends", {"field": "monthly", "years": MOST_TERMS // 12})
    return None


def guarantee_refusal(guarantee: Guarantee) -> Refusal | None:
    """Why this guarantee cannot be noted."""
    if guarantee.amount <= NOTHING:
        return Refusal("amount_of_nothing", {"field": "amount"})
    if guarantee.expires_on < guarantee.from_on:
        return Refusal("ends_before_it_starts", {"field": "expires_on"})
    if guarantee.released_on and guarantee.released_on < guarantee.from_on:
        return Refusal("released_before_it_began", {"field": "released_on"})
    return None
