"""An exception to a hard rule: a case lead asks with the household's yes, another person decides, either withdraws."""

from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality_subject
from hervest.accounts.vocabulary import PersonId, Relation, Subject
from hervest.core import clock
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.journey.access_queries import case_subject
from hervest.journey.queries import case_of
from hervest.placement.actions import lock_rows, locked_and_judged, person_of, refuse_in_use
from hervest.placement.agreed_models import LIVE, AgreedByTwo, Exemption
from hervest.placement.exception_rules import GROUNDS, changed_grounds
from hervest.placement.gather_queries import Gathered
from hervest.placement.vocabulary import EXEMPT_BY_TWO, ExemptionState, Fit, HardRule


@action(Permission.PLACEMENT_DECIDE, on=case_subject)
def ask_exemption(
    *,
    by: Actor,
    now: datetime,
    case: str,
    unit: int,
    rule: HardRule,
    reason: str,
    household_agrees: bool,
    language: str,
    with_interpreter: bool,
    said_on: date,
) -> int:
    """An exception waits for a second person; until then the rule counts. A no of the household changes nothing.

    Raises: NotAllowed for who does not lead the case; RuleBroken for a rule that never gives way so, one that is not
    broken, without a reason or the household's yes; Conflict if it has a home.
    Source: home_criteria.md, section 2, "Override".
    """
    person = person_of(by)
    if rule not in EXEMPT_BY_TWO:
        raise RuleBroken("rule_never_exempt", rule=rule)
    if not _leads(by, case, now):
        raise NotAllowed("not_allowed", permission=Permission.PLACEMENT_DECIDE.value)
    _check_said(reason, said_on, clock.day_of(now), household_agrees=household_agrees)
    gathered, judged = locked_and_judged(case, unit, clock.day_of(now))
    if case in gathered.residents.values():
        raise Conflict("case_has_home")
    _must_be_broken(judged, rule)
    found = gathered.unit(unit)
    assert found is not None
    pair, row = gathered.pair(case, found), case_of(case).id
    live = Exemption.rows.filter(case_id=row, unit_id=unit, rule=rule, state__in=LIVE).first()
    if live is not None and not changed_grounds(pair, rule, live.rests_on):
        raise RuleBroken("exemption_asked_already")
    if live is not None:  # what it rested on has changed: the new one takes its place
        end_exemption(live, by=by, now=now)
    new = Exemption.rows.create(
        case_id=row,
        unit_id=unit,
        rule=rule,
        state=ExemptionState.ASKED,
        rests_on=dict(GROUNDS[rule](pair)),
        reason=reason.strip(),
        language=language,
        with_interpreter=with_interpreter,
        said_on=said_on,
        asked_by_id=person,
        asked_at=now,
    )
    note("exemption.asked", case_code=case, municipality=found.facts.municipality, unit=unit, rule=rule)
    return new.pk


def _leads(by: Actor, case: str, now: datetime) -> bool:
    """Whether the actor leads the case; where nobody does, whether they lead the municipality."""
    return case_subject(case=case, now=now).has(by.person, Relation.NAMED)


def _check_said(reason: str, said_on: date, today: date, *, household_agrees: bool) -> None:
    """Go on only with a reason and a yes that was said by today. Raises: RuleBroken."""
    if not household_agrees:
        raise RuleBroken("household_says_no", field="household_agrees")
    if not reason.strip():
        raise RuleBroken("reason_needed", field="reason")
    if said_on > today:
        raise RuleBroken("day_still_to_come", field="said_on")


def _must_be_broken(judged: Fit, rule: HardRule) -> None:
    """Go on only if there is something to except. Raises: RuleBroken."""
    if rule not in {each.code for each in judged.broken}:
        raise RuleBroken("rule_not_broken", rule=rule)


def _in_municipality(*, exemption: int, **_: object) -> Subject:
    """Only who may decide in the whole municipality decides: the lead. No team stands in this subject."""
    row = _exemption(exemption)
    return municipality_subject(municipality=row.case.municipality_id)


def _of_case(*, exemption: int, now: datetime, **_: object) -> Subject:
    return case_subject(case=_exemption(exemption).case.code or "", now=now)


def _exemption(exemption: int) -> Exemption:
    row = Exemption.rows.filter(pk=exemption).select_related("case").first()
    if row is None:
        raise NotFound("no_such_exemption")
    return row


@action(Permission.PLACEMENT_DECIDE, on=_in_municipality)
def answer_exemption(*, by: Actor, now: datetime, exemption: int, confirms: bool, answer: str = "") -> None:
    """The lead allows the exception, or not; from then on the pair exists by it. Who asked never answers.

    Raises: RuleBroken for the asker; Conflict if it was answered or withdrawn, or if what it rests on has changed.
    """
    person, row = person_of(by), _exemption(exemption)
    if row.asked_by_id == person:
        raise RuleBroken("other_person_confirms")
    gathered, judged = locked_and_judged(row.case.code or "", row.unit_id, clock.day_of(now))
    read_again(row, ExemptionState.ASKED)
    if confirms:
        _must_stand(gathered, judged, row)
    decide_exemption(row, person, now=now, confirms=confirms, answer=answer)
    if confirms:
        _noted("exemption.confirmed", row)
    else:
        _noted("exemption.declined", row)


def _noted(verb: str, row: Exemption) -> None:
    place = row.case.municipality_id
    note(verb, case_code=row.case.code or "", municipality=place, unit=row.unit_id, rule=row.rule)


def _must_stand(gathered: Gathered, judged: Fit, row: Exemption) -> None:
    """Go on only while the exception is about what it was asked for. Raises: Conflict."""
    found, rule = gathered.unit(row.unit_id), HardRule(row.rule)
    is_broken = rule in {each.code for each in judged.broken}
    if found is None or not is_broken or changed_grounds(gathered.pair(row.case.code or "", found), rule, row.rests_on):
        raise Conflict("exemption_outdated")


@action(Permission.PLACEMENT_DECIDE, on=_of_case)
def withdraw_exemption(*, by: Actor, now: datetime, exemption: int) -> None:
    """The exception is over and the rule counts again. Case lead and lead may, until the home is decided on it.

    Raises: NotAllowed for others; Conflict if it is over already; RuleBroken once the home is decided.
    """
    row = _exemption(exemption)
    case = row.case.code or ""
    whole = policy.can(by, Permission.PLACEMENT_DECIDE, municipality_subject(municipality=row.case.municipality_id))
    if not (_leads(by, case, now) or whole):
        raise NotAllowed("not_allowed", permission=Permission.PLACEMENT_DECIDE.value)
    person_of(by)
    lock_rows(case, row.unit_id)
    read_again(row, *LIVE)
    refuse_in_use(case, row.unit_id, today=clock.day_of(now))
    end_exemption(row, by=by, now=now)
    _noted("exemption.withdrawn", row)


def read_again(row: AgreedByTwo, *states: ExemptionState) -> None:
    """The row as it is now that its case is held. Raises: Conflict if it is in none of these states any more."""
    row.refresh_from_db()
    if row.state not in states:
        raise Conflict("exemption_answered_before")


def decide_exemption(row: AgreedByTwo, person: PersonId, *, now: datetime, confirms: bool, answer: str) -> None:
    """The row as answered by the second person."""
    row.state = ExemptionState.CONFIRMED if confirms else ExemptionState.DECLINED
    row.decided_by_id, row.decided_at, row.answer = person, now, answer.strip()
    row.save()


def end_exemption(row: AgreedByTwo, *, by: Actor, now: datetime) -> None:
    """The row as withdrawn."""
    row.state, row.withdrawn_by_id, row.withdrawn_at = ExemptionState.WITHDRAWN, by.person, now
    row.save()
