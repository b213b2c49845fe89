"""An exception to a hard rule of a match: who makes it asks with a reason, another person decides, either withdraws."""

from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Subject
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.queries import case_of
from hervest.placement.actions import person_of
from hervest.placement.agreed_models import LIVE
from hervest.placement.exemption_actions import decide_exemption, end_exemption, read_again
from hervest.placement.match_access_queries import pair_subject
from hervest.placement.match_exception_rules import MATCH_GROUNDS, changed_match, may_give_way
from hervest.placement.match_gather_queries import gather_pair
from hervest.placement.match_models import Match, MatchExemption
from hervest.placement.match_rules import MatchPair
from hervest.placement.match_run_queries import going_on
from hervest.placement.match_vocabulary import MatchRule
from hervest.placement.vocabulary import ExemptionState
from hervest.sponsorship.queries import lock_group
from hervest.sponsorship.vocabulary import GroupId


@action(Permission.MATCH_PROPOSE, on=pair_subject)
def ask_match_exemption(*, by: Actor, now: datetime, case: str, group: GroupId, rule: MatchRule, reason: str) -> int:
    """An exception waits for a second person; until then the rule counts.

    Raises: RuleBroken for a rule that never gives way, one that is not broken, asked already, or without a reason;
    Conflict if the household has a group. Source: sponsorship.md, section 6.4, "Manual override".
    """
    person = person_of(by)
    if rule not in MATCH_GROUNDS:
        raise RuleBroken("match_rule_never_exempt", rule=rule)
    if not reason.strip():
        raise RuleBroken("reason_needed", field="reason")
    pair = _held_pair(case, group, now)
    row = case_of(case)
    if Match.rows.filter(case=row.id, ended_on__isnull=True).exists():
        raise Conflict("household_has_a_group")
    if rule not in may_give_way(pair):
        raise RuleBroken("match_rule_not_broken", rule=rule)
    live = MatchExemption.rows.filter(case=row.id, group=group, rule=rule, state__in=LIVE).first()
    if live is not None and not changed_match(pair, rule, live.rests_on):
        raise RuleBroken("exemption_asked_already")
    if live is not None:  # what it rested on has changed: the new one takes its place
        end_exemption(live, by=by, now=now)
    new = MatchExemption.rows.create(
        case_id=row.id,
        group_id=group,
        rule=rule,
        state=ExemptionState.ASKED,
        rests_on=dict(MATCH_GROUNDS[rule](pair)),
        reason=reason.strip(),
        asked_by_id=person,
        asked_at=now,
    )
    _noted("match.exception_asked", new, case)
    return new.pk


def _held_pair(case: str, group: GroupId, now: datetime) -> MatchPair:
    """The pair as it is today, with case and group held until the commit, in this order. Raises: NotFound."""
    locked_case(case)
    lock_group(group)
    gathered = gather_pair(case, group, today=clock.day_of(now))
    if case not in gathered.waiting:
        raise NotFound("no_such_group")
    return gathered.pair(case, group)


def _of_case(*, exemption: int, now: datetime, **_: object) -> Subject:
    """The household without the group's organisation: who answers reads the reason, which is about both."""
    return case_subject(case=_exemption(exemption).case.code or "", now=now)


def _of_pair(*, exemption: int, now: datetime, **_: object) -> Subject:
    row = _exemption(exemption)
    return pair_subject(case=row.case.code or "", group=GroupId(row.group_id), now=now)


def _exemption(exemption: int) -> MatchExemption:
    row = MatchExemption.rows.filter(pk=exemption).select_related("case").first()
    if row is None:
        raise NotFound("no_such_exemption")
    return row


@action(Permission.MATCH_CHECK, on=_of_case)
def answer_match_exemption(*, by: Actor, now: datetime, exemption: int, confirms: bool, answer: str = "") -> None:
    """A second person allows the exception, or not; from then on the pair may be proposed by it.

    Raises: RuleBroken for who asked, or for a no without words; Conflict if it was answered or withdrawn, or if what it
    rests on has changed.
    """
    person, row = person_of(by), _exemption(exemption)
    if row.asked_by_id == person:
        raise RuleBroken("other_person_confirms")
    if not confirms and not answer.strip():
        raise RuleBroken("reason_needed", field="answer")
    case, rule = row.case.code or "", MatchRule(row.rule)
    pair = _held_pair(case, GroupId(row.group_id), now)
    read_again(row, ExemptionState.ASKED)
    if confirms and (rule not in may_give_way(pair) or changed_match(pair, rule, row.rests_on)):
        raise Conflict("match_exemption_outdated")
    decide_exemption(row, person, now=now, confirms=confirms, answer=answer)
    if confirms:
        _noted("match.exception_confirmed", row, case)
    else:
        _noted("match.exception_declined", row, case)


@action(Permission.MATCH_CHECK, on=_of_case)
def end_match_exemption(*, by: Actor, now: datetime, exemption: int) -> None:
    """Who may decide on it withdraws the exception: the rule counts again. Raises: as `take_match_exemption_back`."""
    _withdraw(by, now, exemption)


@action(Permission.MATCH_PROPOSE, on=_of_pair)
def take_match_exemption_back(*, by: Actor, now: datetime, exemption: int) -> None:
    """Who may ask for it withdraws the exception: the rule counts again.

    Raises: Conflict if it is over already; RuleBroken while the group is proposed for the household or supports it.
    """
    _withdraw(by, now, exemption)


def _withdraw(by: Actor, now: datetime, exemption: int) -> None:
    person_of(by)
    row = _exemption(exemption)
    case = row.case.code or ""
    locked_case(case)
    read_again(row, *LIVE)
    if row.state == ExemptionState.CONFIRMED and any(each.group_id == row.group_id for each in going_on(case)):
        raise RuleBroken("match_exemption_in_use")
    end_exemption(row, by=by, now=now)
    _noted("match.exception_withdrawn", row, case)


def _noted(verb: str, row: MatchExemption, case: str) -> None:
    note(verb, case_code=case, municipality=case_of(case).municipality, group=row.group_id, rule=row.rule)
