"""Noting what is paid to and for a household, what it lent and who stands surety; removing it, and putting it back."""

from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.texts import in_language
from hervest.core.vocabulary import MemberNo
from hervest.guidance.money_models import Budget, BudgetLine, Guarantee, Loan, MoneyRow
from hervest.guidance.money_queries import (
    MODELS,
    adults_in,
    amounts_for,
    edited_case,
    facts_of_row,
    has_children,
    stored_rows,
)
from hervest.guidance.money_rules import Guarantee as GuaranteeFacts
from hervest.guidance.money_rules import Line, guarantee_refusal, line_refusal, loan_refusal
from hervest.guidance.money_rules import Loan as LoanFacts
from hervest.guidance.money_settings import usual_lines
from hervest.guidance.money_start_rules import lines_to_begin_with
from hervest.guidance.money_vocabulary import FEWEST_WEEKS, MOST_WEEKS, MoneyKind, MoneyPart
from hervest.guidance.ready_queries import answers_of
from hervest.guidance.ready_rules import Payment, furnishing_refusal
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.milestone_rules import Refusal, must_be_right
from hervest.journey.queries import CaseRef

Facts = Line | LoanFacts | GuaranteeFacts


@action(Permission.MONEY_EDIT, on=case_subject)
def add_money(*, by: Actor, now: datetime, case: str, facts: Facts) -> int:
    """The line, loan or guarantee is noted; gives its number.

    Raises: NotFound for who does not write about the household's money, and for an adult who is not in it; RuleBroken
    as `line_refusal`, `loan_refusal` and `guarantee_refusal`.
    """
    row, today = _held(by, now, case), clock.day_of(now)
    _must_be_right(row, facts, today, stood=None)
    _must_be_allowed(row, facts, before=None)
    found = MODELS[_part_of(facts)](case_id=row.id)
    _fill(found, facts)
    _save(found, by, now)
    _noted("money.noted", row, _part_of(facts), found)
    return found.pk


@action(Permission.MONEY_EDIT, on=case_subject)
def change_money(*, by: Actor, now: datetime, case: str, entry: int, facts: Facts, seen: int) -> None:
    """The row is this from now on.

    Raises: as `add_money`; NotFound for none of the case, or one that was removed; Conflict if it was changed since
    `seen`.
    """
    row, today, part = _held(by, now, case), clock.day_of(now), _part_of(facts)
    found = _stored(row, part, entry)
    if found.removed_at is not None:
        raise NotFound("no_such_money")
    if found.n_changed != seen:
        raise Conflict("money_changed_meanwhile")
    if facts_of_row(found) == facts:
        return
    _must_be_right(row, facts, today, stood=MemberNo(found.member_no) if found.member_no else None)
    _must_be_allowed(row, facts, before=facts_of_row(found))
    _fill(found, facts)
    _save(found, by, now)
    _noted("money.changed", row, part, found)


@action(Permission.MONEY_EDIT, on=case_subject)
def remove_money(*, by: Actor, now: datetime, case: str, part: MoneyPart, entry: int, seen: int) -> bool:
    """The row counts no more, and can be put back. False: somebody changed it since `seen`, and it stays."""
    row = _held(by, now, case)
    found = _stored(row, part, entry)
    if found.removed_at is not None:
        return True
    if found.n_changed != seen:
        return False
    found.removed_at = now
    _save(found, by, now)
    _noted("money.removed", row, part, found)
    return True


@action(Permission.MONEY_EDIT, on=case_subject)
def put_money_back(*, by: Actor, now: datetime, case: str, part: MoneyPart, entry: int) -> None:
    """The row counts again as it stood. Raises: NotFound."""
    row = _held(by, now, case)
    found = _stored(row, part, entry)
    if found.removed_at is None:
        return
    found.removed_at = None
    _save(found, by, now)
    _noted("money.put_back", row, part, found)


@action(Permission.MONEY_EDIT, on=case_subject)
def begin_money(*, by: Actor, now: datetime, case: str) -> int:
    """The usual lines of such a household are noted, with the amounts that its municipality knows; how many.

    Raises: Conflict if something is noted already.
    """
    row, today = _held(by, now, case), clock.day_of(now)
    if stored_rows(BudgetLine, row.id):
        raise Conflict("money_begun_meanwhile")
    known = [(one.kind, one.rhythm, one.amount) for one in amounts_for(row, today=today)]
    usual = lines_to_begin_with(usual_lines(), row.route, known, with_children=has_children(row, today=today))
    for one, line in usual:
        found = BudgetLine(case_id=row.id)
        _fill(found, line)
        found.what = in_language(one.what_nl, one.what_en)
        _save(found, by, now)
    note("money.begun", case_code=case, municipality=row.municipality, n=len(usual))
    return len(usual)


@action(Permission.MONEY_EDIT, on=case_subject)
def set_budget(*, by: Actor, now: datetime, case: str, n_weeks: int, message: str, seen: int) -> None:
    """The plan looks so many weeks ahead, and the sheet says this to the household.

    Raises: RuleBroken for too few or too many weeks; Conflict if it was changed since `seen`.
    """
    row = _held(by, now, case)
    if not FEWEST_WEEKS <= n_weeks <= MOST_WEEKS:
        raise RuleBroken("plan_of_other_weeks", field="n_weeks", least=FEWEST_WEEKS, most=MOST_WEEKS)
    found = Budget.rows.filter(case_id=row.id).first() or Budget(case_id=row.id)
    if found.n_changed != seen:
        raise Conflict("budget_changed_meanwhile")
    found.n_weeks, found.message = n_weeks, message.strip()
    found.n_changed, found.changed_at, found.changed_by_id = found.n_changed + 1, now, by.person or 0
    found.save()
    note("money.planned", case_code=case, municipality=row.municipality, weeks=n_weeks)


def _part_of(facts: Facts) -> MoneyPart:
    """Of which kind of row these are the facts."""
    if isinstance(facts, Line):
        return MoneyPart.LINE
    return MoneyPart.LOAN if isinstance(facts, LoanFacts) else MoneyPart.GUARANTEE


def _held(by: Actor, now: datetime, case: str) -> CaseRef:
    """The case, held until the commit. Raises: NotFound for who does not write about its money."""
    locked_case(case)
    row = edited_case(by, case, today=clock.day_of(now))
    if by.person is None:
        raise NotFound("no_such_case", case=case)
    return row


def _stored(row: CaseRef, part: MoneyPart, entry: int) -> BudgetLine | Loan | Guarantee:
    found = MODELS[part].rows.filter(case_id=row.id, pk=entry).first()
    if found is None:
        raise NotFound("no_such_money")
    return found


def _must_be_right(row: CaseRef, facts: Facts, today: date, *, stood: MemberNo | None) -> None:
    """It can be noted, about an adult of the household or about one who `stood` there already."""
    if facts.member not in {None, stood} and facts.member not in adults_in(row, today=today):
        raise NotFound("no_such_member")
    must_be_right(_refusal(facts, today))


def _must_be_allowed(row: CaseRef, facts: Facts, *, before: Facts | None) -> None:
    """Furnishing that the household pays is noted only where it said that something may come. Source: needs.md, B6."""
    payment = _for_furnishing(facts)
    if payment is not None and payment != _for_furnishing(before):
        must_be_right(furnishing_refusal(payment, answers_of(row.id)))


def _for_furnishing(facts: Facts | None) -> Payment | None:
    """Who pays for furnishing, and how; None for money that is for something else."""
    is_furnishing = isinstance(facts, Line) and facts.kind is MoneyKind.FURNISHING
    return Payment(facts.payer, facts.nature) if isinstance(facts, Line) and is_furnishing else None


def _refusal(facts: Facts, today: date) -> Refusal | None:
    if isinstance(facts, Line):
        return line_refusal(facts, today=today)
    return loan_refusal(facts, today=today) if isinstance(facts, LoanFacts) else guarantee_refusal(facts)


def _fill(found: BudgetLine | Loan | Guarantee, facts: Facts) -> None:
    found.what, found.note, found.member_no = facts.what.strip(), facts.note.strip(), facts.member or 0
    if isinstance(found, BudgetLine) and isinstance(facts, Line):
        _fill_line(found, facts)
    elif isinstance(found, Loan) and isinstance(facts, LoanFacts):
        found.lender, found.amount_cents, found.monthly_cents = facts.lender, facts.amount.cents, facts.monthly.cents
        found.first_on, found.repaid_cents, found.repaid_on = facts.first_on, facts.repaid.cents, facts.repaid_on
    elif isinstance(found, Guarantee) and isinstance(facts, GuaranteeFacts):
        found.guarantor, found.amount_cents = facts.guarantor, facts.amount.cents
        found.from_on, found.expires_on, found.released_on = facts.from_on, facts.expires_on, facts.released_on


def _fill_line(found: BudgetLine, line: Line) -> None:
    found.kind, found.payer, found.nature, found.rhythm = line.kind, line.payer, line.nature, line.rhythm
    found.amount_cents = line.amount.cents if line.amount is not None else None
    found.due_on, found.due_after = line.begins.on, line.begins.milestone or ""
    found.due_weeks = line.begins.weeks if line.begins.milestone else 0
    found.until_on, found.until_after = line.until.on, line.until.milestone or ""
    found.paid_on = line.paid_on


def _save(found: MoneyRow, by: Actor, now: datetime) -> None:
    found.n_changed = found.n_changed + 1 if found.pk else 0
    found.changed_at, found.changed_by_id = now, by.person or 0
    found.save()


def _noted(verb: str, row: CaseRef, part: MoneyPart, found: BudgetLine | Loan | Guarantee) -> None:
    """A row about one adult names whom it is about: the other does not read it."""
    about = {"part": part.value, "number": found.pk, "member": found.member_no}
    note(verb, case_code=row.code, municipality=row.municipality, **about)
