"""What is to be paid for a household and to it, as who works on its case may see it: lines, loans, guarantees, sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.policy import BY_MUNICIPALITY
from hervest.accounts.queries import municipality
from hervest.accounts.vocabulary import Relation, Shown
from hervest.core.errors import NotFound
from hervest.core.money import Money
from hervest.core.vocabulary import MemberNo, Tier
from hervest.guidance.money_models import BudgetLine, Guarantee, Loan, MoneyRow, OwnAmount
from hervest.guidance.money_rules import (
    NEVER,
    Days,
    Line,
    Tally,
    When,
    dues,
    guarantee_state,
    is_followed,
    late_since,
    repayments,
    summed,
    tallied,
)
from hervest.guidance.money_rules import Guarantee as GuaranteeFacts
from hervest.guidance.money_rules import Loan as LoanFacts
from hervest.guidance.money_settings import money_settings, usual_lines
from hervest.guidance.money_term_queries import TermLine, days_of, happened_on, term_lines
from hervest.guidance.money_vocabulary import GuaranteeState, MoneyKind, MoneyPart, Nature, Payer, PayRhythm
from hervest.households.talk_queries import listeners_in
from hervest.journey.queries import CaseRef, case_for, may
from hervest.journey.staffing_queries import my_teams
from hervest.journey.vocabulary import MilestoneCode

RowT = TypeVar("RowT", BudgetLine, Loan, Guarantee)
TO_LOOK_AT = frozenset({GuaranteeState.ENDS_SOON, GuaranteeState.EXPIRED})
"""A guarantee in one of these asks something of somebody."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What every row has: its number, its adult as pages find the name, and who changed it last."""

    id: int
    person_key: str
    n_changed: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line. `on`: its day, or its first; `late_on`: since when it is late. `ends_on`: the last day, where known.

    `asks_paid`: somebody has to note that it was paid.
    """

    kept: Kept
    line: Line
    on: date | None
    ends_on: date | None
    late_on: date | None
    asks_paid: bool


@dataclass(frozen=True, slots=True)
class LoanRow:
    """A loan. `n_terms`: months in which the rest is paid back, `ends_on`: the last of them; None: nothing agreed."""

    kept: Kept
    loan: LoanFacts
    n_terms: int
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class GuaranteeRow:
    """A guarantee, and where it is in its life."""

    kept: Kept
    guarantee: GuaranteeFacts
    state: GuaranteeState


@dataclass(frozen=True, slots=True)
class RemovedRow:
    """A row that counts no more and can be put back."""

    part: MoneyPart
    id: int
    what: str
    amount: Money | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MoneyPage:
    """The money of one household. Sums hold what comes once and what comes again up to `last`, of costs.

    `has_usual`: there are usual lines to begin with. `lent`: how much the lines say was lent to the household, where
    the loans say otherwise. `sets_amounts`: the reader says what amounts its municipality knows.
    """

    case: CaseRef
    costs: tuple[LineRow, ...]
    incomes: tuple[LineRow, ...]
    by_payer: Mapping[Payer, Tally]
    by_kind: Mapping[MoneyKind, Tally]
    by_nature: Mapping[Nature, Tally]
    total: Tally
    received: Tally
    loans: tuple[LoanRow, ...]
    guarantees: tuple[GuaranteeRow, ...]
    terms: tuple[TermLine, ...]
    removed: tuple[RemovedRow, ...]
    last: date
    n_without_amount: int
    has_usual: bool
    lent: Money | None
    may_edit: bool
    sets_amounts: bool

    @property
    def n_late(self) -> int:
        """Lines that should have been paid."""
        return sum(row.late_on is not None for row in (*self.costs, *self.incomes))

    @property
    def n_guarantees(self) -> int:
        """Guarantees that ended, or soon do."""
        return sum(row.state in TO_LOOK_AT for row in self.guarantees)

    @property
    def rest(self) -> Money:
        """What is still to be paid back of all loans."""
        return Money.total(row.loan.rest for row in self.loans)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is noted yet."""
        return not (self.costs or self.incomes or self.loans or self.guarantees)


@dataclass(frozen=True, slots=True)
class Stored:
    """A row with its facts, for the form that changes it."""

    kept: Kept
    facts: Line | LoanFacts | GuaranteeFacts


def reads_money(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the case has the pages of its money for the actor: for offering them."""
    if not may(actor, code, Permission.MONEY_READ, today=today):
        return False
    return _works_there(case_for(actor, code, Permission.MONEY_READ, today=today))


def reads_own_money(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the case has a sheet on its money for the actor as one of the household: for offering it."""
    if not may(actor, code, Permission.MONEY_READ, today=today):
        return False
    return is_own_money(actor, case_for(actor, code, Permission.MONEY_READ, today=today), today=today)


def is_own_money(actor: Actor, case: CaseRef, *, today: date) -> bool:
    """Whether the actor reads this case's money as one of its household."""
    return not case.is_inner and Relation.SELF in my_teams(actor, today).at(case.id).relations


def money_case(actor: Actor, code: str, *, today: date) -> CaseRef:
    """The case, for who works on it and reads its money; that it was read stands in the log. Raises: NotFound."""
    case = case_for(actor, code, Permission.MONEY_READ, today=today)
    if not _works_there(case):
        raise NotFound("no_such_case", case=code)
    actor.reads.read(code, Shown.MONEY)
    return case


def edited_case(actor: Actor, code: str, *, today: date) -> CaseRef:
    """The case, for who writes about its money. Raises: NotFound; Conflict if it is closed."""
    case = case_for(actor, code, Permission.MONEY_EDIT, today=today)
    case.must_read(Tier.P2)
    actor.reads.read(code, Shown.MONEY)
    return case


def money_page(actor: Actor, code: str, *, last: date, today: date) -> MoneyPage:
    """All of the household's money, with sums up to `last`. Raises: NotFound."""
    case = money_case(actor, code, today=today)
    days, happened = days_of(actor, code, today=today), happened_on(actor, code, today=today)
    rows = [_line_row(case, row, days, happened, today) for row in stored_rows(BudgetLine, case.id)]
    loans = tuple(_loan_row(case, row) for row in stored_rows(Loan, case.id))
    costs = tuple(row for row in rows if not row.line.is_income)
    incomes = tuple(row for row in rows if row.line.is_income)
    of_costs = dues((row.line for row in costs), days, last=last)
    by_payer = tallied(of_costs, lambda line: line.payer, Payer)
    given = dues((row.line for row in rows if row.line.nature is not Nature.OWN), days, last=last)
    lent = Money.total(due.amount for due in given if due.line.nature is Nature.LOAN)
    return MoneyPage(
        case=case,
        costs=costs,
        incomes=incomes,
        by_payer=by_payer,
        by_kind=tallied(of_costs, lambda line: line.kind, MoneyKind),
        by_nature=tallied(given, lambda line: line.nature, Nature),
        total=summed(by_payer.values()),
        received=summed(tallied(dues((r.line for r in incomes), days, last=last), _kind, MoneyKind).values()),
        loans=loans,
        guarantees=tuple(_guarantee_row(case, row, today) for row in stored_rows(Guarantee, case.id)),
        terms=term_lines(actor, code, [row.line for row in rows], today=today),
        removed=_removed(case),
        last=last,
        n_without_amount=sum(row.line.amount is None for row in rows),
        has_usual=any(case.route in one.routes for one in usual_lines()),
        lent=lent if lent != Money.total(row.loan.amount for row in loans) else None,
        may_edit=may(actor, code, Permission.MONEY_EDIT, today=today),
        sets_amounts=sets_amounts(actor, case.municipality),
    )


def n_due_money(actor: Actor, code: str, *, today: date) -> int:
    """How many lines are late and guarantees end, of an open case, for who works on it; 0 for others."""
    if not reads_money(actor, code, today=today):
        return 0
    case = case_for(actor, code, Permission.MONEY_READ, today=today)
    if case.closed_on is not None:
        return 0
    lines = [as_line(row) for row in stored_rows(BudgetLine, case.id)]
    happened = happened_on(actor, code, today=today) if lines else {}
    states = [_guarantee_row(case, row, today).state for row in stored_rows(Guarantee, case.id)]
    n_late = sum(late_since(line, happened, today=today) is not None for line in lines)
    return n_late + sum(state in TO_LOOK_AT for state in states)


MODELS: Mapping[MoneyPart, type[BudgetLine] | type[Loan] | type[Guarantee]] = {
    MoneyPart.LINE: BudgetLine,
    MoneyPart.LOAN: Loan,
    MoneyPart.GUARANTEE: Guarantee,
}


def stored_money(actor: Actor, case: CaseRef, part: MoneyPart, entry: int) -> Stored:
    """One row of the case, as `edited_case` gave it. Raises: NotFound, also for one that was removed."""
    rows = MODELS[part].rows.filter(case_id=case.id, pk=entry, removed_at=None)
    row = rows.select_related("changed_by").first()
    if row is None:
        raise NotFound("no_such_money")
    actor.reads.read(case.code, Shown.MONEY)
    return Stored(_kept(case, row), facts_of_row(row))


def adults_in(case: CaseRef, *, today: date) -> tuple[MemberNo, ...]:
    """Of whom something may be noted apart: the adults of the household."""
    return tuple(sorted(listeners_in(case.id, today=today).adults))


def has_children(case: CaseRef, *, today: date) -> bool:
    """Whether somebody in the household is not grown up."""
    found = listeners_in(case.id, today=today)
    return bool(found.everybody - found.adults)


@dataclass(frozen=True, slots=True)
class AmountRow:
    """An amount that a municipality knows. `is_in_force`: it holds today."""

    id: int
    kind: MoneyKind
    for_whom: str
    amount: Money
    rhythm: PayRhythm
    valid_from: date
    valid_until: date | None
    source: str
    checked_on: date
    by: str
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class AmountsPage:
    """The amounts of one municipality: those of now and later first."""

    municipality: str
    name: str
    rows: tuple[AmountRow, ...]


def sets_amounts(actor: Actor, place: str) -> bool:
    """Whether the actor says what amounts a municipality knows: its lead, and nobody who keeps the installation."""
    return place in policy.reach(actor, Permission.SETTINGS_EDIT, scopes=BY_MUNICIPALITY).municipalities


def amounts_page(actor: Actor, place: str, *, today: date) -> AmountsPage:
    """The amounts of a municipality, for who sets them. Raises: NotFound."""
    if not sets_amounts(actor, place):
        raise NotFound("no_such_municipality", municipality=place)
    rows = sorted(amounts_of(place, today=today), key=lambda row: (not row.is_in_force, row.kind))
    return AmountsPage(place, municipality(place).name, tuple(rows))


def amounts_for(case: CaseRef, *, today: date) -> tuple[AmountRow, ...]:
    """The amounts that hold today in the municipality of a case that `edited_case` gave."""
    return tuple(row for row in amounts_of(case.municipality, today=today) if row.is_in_force)


def amounts_of(place: str, *, today: date) -> tuple[AmountRow, ...]:
    """Every amount of a municipality, by kind and day: for this room. 1 query."""
    rows = OwnAmount.rows.filter(municipality=place).select_related("by").order_by("kind", "-valid_from", "pk")
    return tuple(
        AmountRow(
            id=row.pk,
            kind=MoneyKind(row.kind),
            for_whom=row.for_whom,
            amount=Money(row.amount_cents),
            rhythm=PayRhythm(row.rhythm),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            source=row.source,
            checked_on=row.checked_on,
            by=row.by.name,
            is_in_force=row.valid_from <= today and (row.valid_until is None or today <= row.valid_until),
        )
        for row in rows
    )


def stored_rows(model: type[RowT], case: int) -> list[RowT]:
    """The rows of a case that count, in the order in which they were noted: for this room. 1 query."""
    rows = model.rows.filter(case_id=case, removed_at=None).select_related("changed_by")
    return list(rows.order_by("pk"))


def facts_of_row(row: BudgetLine | Loan | Guarantee) -> Line | LoanFacts | GuaranteeFacts:
    """A stored row as the rules know it."""
    if isinstance(row, BudgetLine):
        return as_line(row)
    return as_loan(row) if isinstance(row, Loan) else as_guarantee(row)


def as_line(row: BudgetLine) -> Line:
    """A stored line as the rules know it."""
    return Line(
        what=row.what,
        kind=MoneyKind(row.kind),
        amount=Money(row.amount_cents) if row.amount_cents is not None else None,
        payer=Payer(row.payer),
        nature=Nature(row.nature),
        rhythm=PayRhythm(row.rhythm),
        begins=_when(row.due_on, row.due_after, row.due_weeks),
        until=_when(row.until_on, row.until_after, 0),
        paid_on=row.paid_on,
        member=MemberNo(row.member_no) if row.member_no else None,
        note=row.note,
    )


def as_loan(row: Loan) -> LoanFacts:
    """A stored loan as the rules know it."""
    return LoanFacts(
        what=row.what,
        lender=Payer(row.lender),
        amount=Money(row.amount_cents),
        monthly=Money(row.monthly_cents),
        first_on=row.first_on,
        repaid=Money(row.repaid_cents),
        repaid_on=row.repaid_on,
        member=MemberNo(row.member_no) if row.member_no else None,
        note=row.note,
    )


def as_guarantee(row: Guarantee) -> GuaranteeFacts:
    """A stored guarantee as the rules know it."""
    return GuaranteeFacts(
        what=row.what,
        guarantor=Payer(row.guarantor),
        amount=Money(row.amount_cents),
        from_on=row.from_on,
        expires_on=row.expires_on,
        released_on=row.released_on,
        member=MemberNo(row.member_no) if row.member_no else None,
        note=row.note,
    )


def _works_there(case: CaseRef) -> bool:
    return case.is_household and case.is_inner and Tier.P2 in case.tiers


def _kind(line: Line) -> MoneyKind:
    return line.kind


def _when(on: date | None, after: str, weeks: int) -> When:
    if after:
        return When(milestone=MilestoneCode(after), weeks=weeks)
    return When(on) if on else NEVER


def _kept(case: CaseRef, row: MoneyRow) -> Kept:
    key = f"{case.code}/{row.member_no}" if row.member_no else ""
    return Kept(row.pk, key, row.n_changed, row.changed_by.name, row.changed_at)


def _line_row(case: CaseRef, row: BudgetLine, days: Days, happened: Days, today: date) -> LineRow:
    line = as_line(row)
    asks_paid = is_followed(line) and (line.paid_on is None or line.rhythm is not PayRhythm.ONCE)
    late_on = late_since(line, happened, today=today) if case.closed_on is None else None
    return LineRow(_kept(case, row), line, line.begins.day(days), line.ends_on(days), late_on, asks_paid)


def _loan_row(case: CaseRef, row: Loan) -> LoanRow:
    loan = as_loan(row)
    terms = repayments(loan)
    return LoanRow(_kept(case, row), loan, len(terms), terms[-1][0] if terms else None)


def _guarantee_row(case: CaseRef, row: Guarantee, today: date) -> GuaranteeRow:
    guarantee = as_guarantee(row)
    state = guarantee_state(guarantee, money_settings().warn_before, today=today)
    return GuaranteeRow(_kept(case, row), guarantee, state)


def _removed(case: CaseRef) -> tuple[RemovedRow, ...]:
    found: list[RemovedRow] = []
    for part, model in MODELS.items():
        rows: Iterable[BudgetLine | Loan | Guarantee] = model.rows.filter(case_id=case.id, removed_at__isnull=False)
        for row in rows.select_related("changed_by"):  # type: ignore[attr-defined]  # one of three managers
            amount = Money(row.amount_cents) if row.amount_cents is not None else None
            found.append(RemovedRow(part, row.pk, row.what, amount, row.changed_by.name, row.changed_at))
    return tuple(sorted(found, key=lambda row: row.at, reverse=True))
