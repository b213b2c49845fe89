"""The bridging plan of a household, what a later residence card would do to it, and the sheet that tells the family."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.money import NOTHING, Money
from hervest.core.vocabulary import MemberNo, Tier
from hervest.guidance.money_models import Budget, BudgetLine, Loan
from hervest.guidance.money_plan_rules import (
    WEEK,
    Behind,
    Bridging,
    Chart,
    Extra,
    bridging,
    chart_of,
    delayed,
    extra_needed,
    flows,
    monday,
    of_person,
    per_month,
    supposed,
    touches_purse,
    undated,
)
from hervest.guidance.money_queries import as_line, as_loan, is_own_money, money_case, stored_rows
from hervest.guidance.money_rules import Days, Line, repayments
from hervest.guidance.money_rules import Loan as LoanFacts
from hervest.guidance.money_settings import money_settings, waits_with
from hervest.guidance.money_term_queries import days_of
from hervest.guidance.money_vocabulary import FROM_THE_PURSE, Nature, Payer, PayRhythm
from hervest.journey.chain_delay_queries import waits_for
from hervest.journey.queries import CaseRef, case_for, may
from hervest.journey.staffing_queries import my_teams
from hervest.journey.vocabulary import MilestoneCode

CARD = MilestoneCode.CARD_ISSUED


@dataclass(frozen=True, slots=True)
class BudgetFacts:
    """How the plan is made: so many weeks, the words on the sheet, and how often that was changed."""

    n_weeks: int
    message: str
    n_changed: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """What a card that comes so many weeks later does: the plan then, what is needed on top, and what moves.

    `was_on`, `becomes_on`: the day of the card with which is counted.
    """

    weeks: int
    plan: Bridging
    chart: Chart
    extra: tuple[Extra, ...]
    moves: tuple[tuple[Line, date | None, date | None], ...]
    milestones: tuple[MilestoneCode, ...]
    was_on: date
    becomes_on: date

    @property
    def total(self) -> Money:
        """All that is needed on top."""
        return Money.total(one.amount for one in self.extra)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The bridging plan. `plan` None: nobody knows when the household arrives, or nothing is noted.

    `card_on`: the day with which is counted for the residence card, where it is still to come; `is_supposed`: nobody
    planned it. `missing`: lines without an amount; `undated`: without a day.
    """

    case: CaseRef
    budget: BudgetFacts
    plan: Bridging | None
    chart: Chart | None
    card_on: date | None
    is_supposed: bool
    missing: tuple[Line, ...]
    undated: tuple[Line, ...]
    later: Later | None
    arrives_on: date | None
    may_edit: bool


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line on the sheet, and its day, or its first, as the plan counts with it."""

    line: Line
    on: date | None


@dataclass(frozen=True, slots=True)
class SheetLoan:
    """A loan on the sheet: what is left, how much goes back each month, and the last month."""

    what: str
    rest: Money
    monthly: Money
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the family reads: what comes in, what it pays itself, what others pay, what it lent, and when to take care.

    `relieved`: what the municipality pays for it from its benefit. `once`: what still comes or goes once, by day.
    `income`, `costs`, `left_over`: of a month as a whole, once everything runs: an advance stops. `short_on`: the week
    in which there is too little first, and `short`: how much then; `worst_on`, `worst`: a later week with less still.

    `leaves_out`: something about another adult is left out that comes into the purse or goes out of it. Then there are
    no such sums, and nobody is told to be short: half of the money says nothing of the whole.
    """

    case: CaseRef
    member: MemberNo | None
    incomes: tuple[SheetLine, ...]
    own_costs: tuple[SheetLine, ...]
    relieved: tuple[SheetLine, ...]
    paid_by_others: tuple[SheetLine, ...]
    once: tuple[SheetLine, ...]
    loans: tuple[SheetLoan, ...]
    income: Money
    costs: Money
    repaid: Money
    short_on: date | None
    short: Money
    worst_on: date | None
    worst: Money
    message: str
    n_unknown: int
    leaves_out: bool

    @property
    def member_key(self) -> str:
        """How pages find the name of the adult."""
        return f"{self.case.code}/{self.member}"

    @property
    def left_over(self) -> Money:
        """What of a month is left when everything was paid; below zero: so much is short."""
        return self.income - self.costs - self.repaid


def budget_of(case: CaseRef) -> BudgetFacts:
    """How the plan of the case is made; as usual, where nobody said otherwise."""
    row = Budget.rows.filter(case_id=case.id).select_related("changed_by").first()
    if row is None:
        return BudgetFacts(money_settings().weeks, "", 0)
    return BudgetFacts(row.n_weeks, row.message, row.n_changed, row.changed_by.name)


def last_day(actor: Actor, code: str, *, today: date) -> date:
    """The last day of the plan: so many weeks from the week of the arrival on. Raises: NotFound."""
    case = money_case(actor, code, today=today)
    begins = days_of(actor, code, today=today).get(MilestoneCode.ARRIVED, today)
    return _last(begins, budget_of(case).n_weeks)


def plan_page(actor: Actor, code: str, weeks_later: int | None, *, today: date) -> PlanPage:
    """The plan, and what a card that comes so many weeks later would do to it. Nothing is written. Raises: NotFound."""
    case = money_case(actor, code, today=today)
    gathered = _gathered(actor, case, None, today)
    budget, arrives_on = budget_of(case), gathered.known.get(MilestoneCode.ARRIVED)
    has_any = bool(gathered.lines or gathered.loans) and arrives_on is not None
    plan = _plan(gathered, gathered.lines, budget.n_weeks) if has_any else None
    later = _later(gathered, plan, weeks_later, budget.n_weeks) if plan and weeks_later is not None else None
    is_to_come = CARD in gathered.behind.milestones
    return PlanPage(
        case=case,
        budget=budget,
        plan=plan,
        chart=chart_of(plan, *([later.plan] if later else [])) if plan else None,
        card_on=gathered.days[CARD] if is_to_come else None,
        is_supposed=is_to_come and gathered.known.get(CARD) != gathered.days[CARD],
        missing=tuple(line for line in gathered.lines if line.amount is None),
        undated=undated(gathered.lines, gathered.days),
        later=later,
        arrives_on=arrives_on,
        may_edit=may(actor, code, Permission.MONEY_EDIT, today=today),
    )


def sheet(actor: Actor, code: str, member: MemberNo | None, *, today: date) -> Sheet:
    """What the family reads of its money; of what is about one adult only theirs. Raises: NotFound.

    One of the household reads its own, whatever was asked; who works on the case prints it for the household, or for
    one adult of it as well.
    """
    case = case_for(actor, code, Permission.MONEY_READ, today=today)
    if is_own_money(actor, case, today=today):
        readers = my_teams(actor, today).at(case.id).about
    else:
        case = money_case(actor, code, today=today)
        readers = frozenset({member}) if member else frozenset()
    case.must_read(Tier.P2)
    actor.reads.read(code, Shown.MONEY)
    gathered = _gathered(actor, case, readers, today)
    budget = budget_of(case)
    plan = _plan(gathered, gathered.lines, budget.n_weeks)
    return _sheet(case, gathered, plan, member=None if case.is_own else member, message=budget.message)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """`known`: the days as they are; `days`: as the plan counts with them. `leaves_out`: as in `Sheet`."""

    lines: tuple[Line, ...]
    loans: tuple[LoanFacts, ...]
    known: Days
    days: Days
    behind: Behind
    today: date
    leaves_out: bool


def _gathered(actor: Actor, case: CaseRef, readers: frozenset[MemberNo] | None, today: date) -> _Gathered:
    lines = [as_line(row) for row in stored_rows(BudgetLine, case.id)]
    loans = [as_loan(row) for row in stored_rows(Loan, case.id)]
    waits = waits_for(actor, case.code, CARD, today=today)
    behind, known = Behind(waits.milestones, waits.rows), dict(days_of(actor, case.code, today=today))
    if waits.on is not None:
        known[CARD] = waits.on
    return _Gathered(
        lines=tuple(line for line in lines if of_person(line.member, readers)),
        loans=tuple(loan for loan in loans if of_person(loan.member, readers)),
        known=known,
        days=supposed(known, CARD, behind, today=today),
        behind=behind,
        today=today,
        leaves_out=any(touches_purse(line) and not of_person(line.member, readers) for line in lines)
        or any(not of_person(loan.member, readers) for loan in loans),
    )


def _last(begins: date, n_weeks: int) -> date:
    return monday(begins) + n_weeks * WEEK - timedelta(days=1)


def _plan(gathered: _Gathered, lines: Sequence[Line], n_weeks: int) -> Bridging:
    begins = gathered.days.get(MilestoneCode.ARRIVED, gathered.today)
    found = flows(lines, gathered.loans, gathered.days, last=_last(begins, n_weeks))
    return bridging(found, begins=begins, n_weeks=n_weeks)


def _later(gathered: _Gathered, plan: Bridging, weeks: int, n_weeks: int) -> Later | None:
    """None where the card is there already."""
    if CARD not in gathered.behind.milestones:
        return None
    lines = tuple(delayed(line, gathered.behind, waits_with(), weeks) for line in gathered.lines)
    later = _plan(gathered, lines, n_weeks)
    moved = (
        (was, was.begins.day(gathered.days), now.begins.day(gathered.days)) for was, now in _pairs(gathered, lines)
    )
    return Later(
        weeks=weeks,
        plan=later,
        chart=chart_of(later, plan),
        extra=extra_needed(plan, later),
        moves=tuple(moved),
        milestones=tuple(code for code in MilestoneCode if code in gathered.behind.milestones - {CARD}),
        was_on=gathered.days[CARD],
        becomes_on=gathered.days[CARD] + weeks * WEEK,
    )


def _pairs(gathered: _Gathered, lines: Sequence[Line]) -> list[tuple[Line, Line]]:
    return [(was, now) for was, now in zip(gathered.lines, lines, strict=True) if was.begins != now.begins]


def _sheet(case: CaseRef, gathered: _Gathered, plan: Bridging, *, member: MemberNo | None, message: str) -> Sheet:
    today = gathered.today
    known = [line for line in gathered.lines if line.amount is not None and not _is_over(line, gathered.days, today)]
    rows = [SheetLine(line, line.begins.day(gathered.days)) for line in known]
    again = [row for row in rows if row.line.rhythm is not PayRhythm.ONCE]
    incomes = [row for row in again if row.line.is_income]
    costs = [row for row in again if not row.line.is_income and row.line.payer in FROM_THE_PURSE]
    loans = tuple(_sheet_loan(loan) for loan in gathered.loans if loan.rest > NOTHING)
    is_income_known = all(line.amount is not None for line in gathered.lines if line.is_income)
    is_whole = not gathered.leaves_out and is_income_known
    ahead = [week for week in plan.weeks if is_whole and week.begins + WEEK > today and week.is_short]
    worst = min(ahead, key=lambda week: week.lowest, default=None)
    return Sheet(
        case=case,
        member=member,
        incomes=tuple(incomes),
        own_costs=tuple(row for row in costs if row.line.payer is Payer.HOUSEHOLD),
        relieved=tuple(row for row in costs if row.line.payer is Payer.RELIEF),
        paid_by_others=tuple(row for row in rows if not touches_purse(row.line)),
        once=tuple(sorted((row for row in rows if _is_own_once(row.line)), key=lambda row: row.on or date.max)),
        loans=loans,
        income=per_month(row.line for row in incomes if is_whole and row.line.nature is not Nature.ADVANCE),
        costs=per_month(row.line for row in costs if is_whole),
        repaid=Money.total(loan.monthly for loan in loans if is_whole and loan.ends_on),
        short_on=ahead[0].begins if ahead else None,
        short=-ahead[0].lowest if ahead else NOTHING,
        worst_on=worst.begins if worst and worst.begins != ahead[0].begins else None,
        worst=-worst.lowest if worst else NOTHING,
        message=message,
        n_unknown=sum(line.amount is None for line in gathered.lines),
        leaves_out=gathered.leaves_out,
    )


def _is_own_once(line: Line) -> bool:
    return line.rhythm is PayRhythm.ONCE and line.paid_on is None and touches_purse(line)


def _is_over(line: Line, days: Days, today: date) -> bool:
    """Whether it was paid, or comes no more."""
    ends_on = line.ends_on(days)
    is_paid = line.rhythm is PayRhythm.ONCE and line.paid_on is not None
    return is_paid or (ends_on is not None and ends_on < today)


def _sheet_loan(loan: LoanFacts) -> SheetLoan:
    terms = repayments(loan)
    return SheetLoan(loan.what, loan.rest, loan.monthly, terms[-1][0] if terms else None)
