"""Recording an application for reunification, what was decided on it, and that somebody wants none."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound
from hervest.core.vocabulary import MemberNo, Tier
from hervest.guidance.reunion_line_queries import (
    application_of,
    holders_in,
    lines_of,
    permit_facts,
    says_something,
)
from hervest.guidance.reunion_models import Reunification
from hervest.guidance.reunion_queries import must_speak_for, reunion_case
from hervest.guidance.reunion_rules import (
    FILING,
    IS_FILED,
    Application,
    application_refusal,
    decision_refusal,
    is_settled,
    told_as,
)
from hervest.guidance.reunion_vocabulary import Outcome, ReunionState
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case, record_milestones, say_trait, withdraw_milestone
from hervest.journey.milestone_rules import MilestoneRecord, must_be_right
from hervest.journey.permit_queries import Permits, plan_task, word_stands
from hervest.journey.queries import CaseRef, case_for, facts_said
from hervest.journey.task_actions import finish_task, undo_finish
from hervest.journey.vocabulary import MilestoneCode, TraitCode, TraitSource
from hervest.notices.outbox_actions import tell_no_more

HOUSEHOLD = MemberNo(0)
"""What is said of the household as a whole."""

DECIDED = MilestoneCode.REUNIFICATION_DECIDED


@action(Permission.MILESTONE_RECORD, on=case_subject, runs=(finish_task, say_trait))
def record_application(
    *,
    by: Actor,
    now: datetime,
    case: str,
    member: MemberNo,
    applied_on: date,
    support_point: str,
    because: str,
    seen: int,
) -> None:
    """The person applied on that day, with the help of whom; a word that they want none rests until it is taken back.

    Once nobody of the household has to act any more the plan's own task is done, `because` of this. Nobody is warned of
    the person's last day any more.
    Raises: NotFound for who does not work on the case, and for nobody of it; RuleBroken as
    `reunion_rules.application_refusal`; Conflict if it changed since it was `seen`.
    """
    row, found = _held(by, now, case, member, seen)
    today, wanted = clock.day_of(now), Application(applied_on, support_point.strip())
    permits = permit_facts(row.id, today=today)
    permit, before = permits.of(member), application_of(found, permits.decided_on)
    since = permit.on if permit and permit.is_actual else None  # an expected day refuses nothing
    must_be_right(application_refusal(wanted, since, today=today, was=before))
    found.applied_on, found.support_point = wanted.applied_on, wanted.support_point
    _save(found, by, now)
    _take_word_back(by, now, row)
    _follow(by, now, row, member, because)
    _noted("reunification.applied", row, member)


@action(Permission.MILESTONE_RECORD, on=case_subject, runs=(record_milestones, withdraw_milestone))
def record_decision(
    *, by: Actor, now: datetime, case: str, member: MemberNo, decided: Application, because: str, seen: int
) -> None:
    """What was decided on the person's application is this; of `decided` the day of applying stays as it was.

    The first that is granted is the milestone of the case, unless a day stands there that somebody else recorded: that
    one stays, and the application keeps its own. Where it is no grant any more, the next that was granted is the
    milestone. A refusal leaves the milestone alone, for the plan prepares an arrival from it.
    Raises: as `record_application`; RuleBroken as `reunion_rules.decision_refusal`; Conflict if nobody applied.
    """
    row, found = _held(by, now, case, member, seen)
    if found.applied_on is None:
        raise Conflict("nobody_applied_yet")
    stands = replace(decided, applied_on=found.applied_on, support_point=found.support_point)
    must_be_right(decision_refusal(stands, today=clock.day_of(now)))
    stood = permit_facts(row.id, today=clock.day_of(now)).decided
    was_ours, is_free = _is_ours(found, stood), stood is None or stood.actual_on is None
    _fill_decision(found, stands, may_be_milestone=is_free or was_ours)
    _save(found, by, now)
    if found.is_of_milestone:
        _record_day(by, now, row, MilestoneRecord(DECIDED, actual_on=stands.decided_on), because)
    elif was_ours:
        _pass_on(by, now, row, stood, because)
    _noted("reunification.decided", row, member)


@action(
    Permission.MILESTONE_RECORD,
    on=case_subject,
    runs=(record_milestones, withdraw_milestone, undo_finish, finish_task, say_trait),
)
def take_reunification_back(*, by: Actor, now: datetime, case: str, member: MemberNo, because: str, seen: int) -> bool:
    """What was recorded last of the person is gone: the decision, else the application; the plan and the term follow.

    A word that they apply for nobody holds again if one stood before the application. A day of the milestone that
    somebody else recorded stays; where another was granted too, theirs is the milestone, `because` of this.
    False: somebody changed it since `seen`, and it stays as it is. Raises: NotFound, also if nothing is recorded.
    """
    locked_case(case)
    row = reunion_case(by, case, Permission.MILESTONE_RECORD, today=clock.day_of(now))
    found = _stored(row, member)
    if found is None or found.applied_on is None:
        raise NotFound("no_such_application")
    if found.n_changed != seen:
        return False
    if found.outcome:
        _forget_decision(by, now, row, found, because)
    else:
        _forget_application(by, now, row, found, because)
    _noted("reunification.taken_back", row, member)
    return True


@action(Permission.WISH_RECORD, on=case_subject, runs=(say_trait, finish_task))
def say_not_wanted(
    *, by: Actor, now: datetime, case: str, member: MemberNo, own_words: str, because: str, seen: int
) -> None:
    """The person applies for nobody, by their own word: nobody is warned of their last day any more.

    Where that holds of everybody, the plan asks for no application, `because` of this. Raises: NotFound for who neither
    works on the case nor is this person; Conflict if they applied, if it changed since it was `seen`, and where a word
    stands for who may not read it.
    """
    row, found = _held_to_say(by, now, case, member)
    if found.n_changed != seen:
        raise Conflict("reunification_changed_meanwhile")
    if found.applied_on is not None:
        raise Conflict("applied_already")
    if found.not_wanted_on is not None and Tier.P3 not in row.tiers:
        raise Conflict("word_stands_already")  # nobody writes over a sentence that they do not read
    found.not_wanted_on, found.own_words = clock.day_of(now), own_words.strip()
    _save(found, by, now)
    _follow(by, now, row, member, because)
    _noted("reunification.not_wanted", row, member)


@action(Permission.WISH_RECORD, on=case_subject, runs=(say_trait, undo_finish))
def say_wanted_again(*, by: Actor, now: datetime, case: str, member: MemberNo, seen: int) -> bool:
    """The person may apply after all: their last day holds again, and warnings go on.

    False: somebody changed it since `seen`, and it stays as it is. Raises: as `say_not_wanted`.
    """
    row, found = _held_to_say(by, now, case, member)
    if found.not_wanted_on is None or found.applied_on is not None:
        raise NotFound("no_such_application")
    if found.n_changed != seen:
        return False
    found.not_wanted_on, found.own_words = None, ""
    _save(found, by, now)
    _take_word_back(by, now, row)
    _reopen(by, now, row, {each.applied_on for each in _applied(row)})
    _noted("reunification.wanted_again", row, member)
    return True


def _held(by: Actor, now: datetime, case: str, member: MemberNo, seen: int) -> tuple[CaseRef, Reunification]:
    """The case, held until the commit, and what is stored of this person in it, as it was seen."""
    locked_case(case)
    today = clock.day_of(now)
    row = reunion_case(by, case, Permission.MILESTONE_RECORD, today=today)
    found = _found_or_begun(by, row, member, permit_facts(row.id, today=today))
    if found.n_changed != seen:
        raise Conflict("reunification_changed_meanwhile")
    return row, found


def _held_to_say(by: Actor, now: datetime, case: str, member: MemberNo) -> tuple[CaseRef, Reunification]:
    locked_case(case)
    today = clock.day_of(now)
    row = case_for(by, case, Permission.WISH_RECORD, today=today)
    must_speak_for(by, row, member, today)
    return row, _found_or_begun(by, row, member, permit_facts(row.id, today=today))


def _stored(row: CaseRef, member: MemberNo) -> Reunification | None:
    return Reunification.rows.filter(case_id=row.id, member_no=member).first()


def _found_or_begun(by: Actor, row: CaseRef, member: MemberNo, permits: Permits) -> Reunification:
    """What is stored of this person, else a beginning. A row is emptied and never deleted: its number counts on."""
    found = _stored(row, member)
    if found is not None and says_something(found):
        return found
    if member not in holders_in(permits) or by.person is None:
        raise NotFound("no_such_member", member=member)
    return found or Reunification(case_id=row.id, member_no=member)


def _save(found: Reunification, by: Actor, now: datetime) -> None:
    found.n_changed += 1
    found.changed_at, found.changed_by_id = now, by.person or 0
    found.save()


def _fill_decision(found: Reunification, stands: Application, *, may_be_milestone: bool) -> None:
    others = Reunification.rows.filter(case=found.case_id, is_of_milestone=True).exclude(pk=found.pk)
    found.outcome, found.expected_on = stands.outcome or "", stands.expected_on
    found.objection_until, found.objected_on = stands.objection_until, stands.objected_on
    found.is_of_milestone = stands.outcome is Outcome.GRANTED and may_be_milestone and not others.exists()
    found.decided_on = stands.decided_on


def _is_ours(found: Reunification, stood: MilestoneRecord | None) -> bool:
    """Whether the milestone is as this application left it: what somebody moved since is theirs."""
    is_moved = stood is not None and stood.actual_on not in (None, found.decided_on)
    return found.is_of_milestone and not is_moved


def _pass_on(by: Actor, now: datetime, row: CaseRef, stood: MilestoneRecord | None, because: str) -> None:
    """The milestone is that of the first other grant; without one, only the day stands on which it was planned."""
    granted = Reunification.rows.filter(case_id=row.id, outcome=Outcome.GRANTED, decided_on__isnull=False)
    following = granted.order_by("decided_on", "pk").first()
    if following is not None:
        following.is_of_milestone = True
        following.save()
        _record_day(by, now, row, MilestoneRecord(DECIDED, actual_on=following.decided_on), because)
        return
    withdraw_milestone(by=by, now=now, case=row.code, milestone=DECIDED)
    if stood is not None and stood.planned_on is not None:
        _record_day(by, now, row, MilestoneRecord(DECIDED, planned_on=stood.planned_on), because)


def _record_day(by: Actor, now: datetime, row: CaseRef, day: MilestoneRecord, because: str) -> None:
    record_milestones(by=by, now=now, case=row.code, records=(day,), source="person", reason=because)


def _noted(verb: str, row: CaseRef, member: MemberNo) -> None:
    note(verb, case_code=row.code, municipality=row.municipality, member=member)


def _follow(by: Actor, now: datetime, row: CaseRef, member: MemberNo, because: str) -> None:
    """Nobody is told of the person's last day; the plan's task ends once nobody of the household has to act."""
    tell_no_more(told_as(row.code, member), now=now, municipality=row.municipality)
    today = clock.day_of(now)
    lines = lines_of([row.id], today=today).get(row.id, ())
    if not is_settled(lines):
        return
    filed = [line for line in lines if line.state in IS_FILED]
    task = plan_task(row.id, FILING)
    if filed and task is not None and task.is_open and row.is_inner:  # the household closes no work of ours
        done_on = min(found.applied_on or today for found in _applied(row))
        finish_task(by=by, now=now, case=row.code, task=task.id, done_on=done_on, reason=because)
    elif all(line.state is ReunionState.NOT_WANTED for line in lines) and _holds(row):
        _say(by, now, row, holds=False, because=because)
        mark = word_stands(row.id, TraitCode.REUNIFICATION_WANTED)
        Reunification.rows.filter(case_id=row.id, member_no=member).update(plan_mark=mark)


def _applied(row: CaseRef) -> list[Reunification]:
    return list(Reunification.rows.filter(case_id=row.id, applied_on__isnull=False))


def _say(by: Actor, now: datetime, row: CaseRef, *, holds: bool | None, because: str) -> None:
    trait = TraitCode.REUNIFICATION_WANTED.value
    say_trait(by=by, now=now, case=row.code, member=HOUSEHOLD, trait=trait, holds=holds, reason=because)


def _holds(row: CaseRef) -> bool:
    """Whether the household is known to want it, and nobody's own word says so already."""
    said = facts_said(row.id, TraitSource.PERSON).get(HOUSEHOLD, {})
    derived = facts_said(row.id, TraitSource.HOUSEHOLD).get(HOUSEHOLD, {})
    trait = TraitCode.REUNIFICATION_WANTED
    return trait not in said and bool(derived.get(trait))


def _take_word_back(by: Actor, now: datetime, row: CaseRef) -> None:
    """The plan asks for an application again, where it did not because nobody wanted one; a colleague's word stays."""
    marked = Reunification.rows.filter(case_id=row.id).exclude(plan_mark="")
    ours = set(marked.values_list("plan_mark", flat=True))
    marked.update(plan_mark="")
    if word_stands(row.id, TraitCode.REUNIFICATION_WANTED) in ours:
        _say(by, now, row, holds=None, because="")


def _forget_decision(by: Actor, now: datetime, row: CaseRef, found: Reunification, because: str) -> None:
    stood = permit_facts(row.id, today=clock.day_of(now)).decided
    was_ours = _is_ours(found, stood)
    found.outcome, found.is_of_milestone, found.decided_on = "", False, None
    found.objection_until, found.objected_on, found.expected_on = None, None, None
    _save(found, by, now)
    if was_ours:
        _pass_on(by, now, row, stood, because)


def _forget_application(by: Actor, now: datetime, row: CaseRef, found: Reunification, because: str) -> None:
    days = {each.applied_on for each in _applied(row)}
    found.applied_on, found.support_point = None, ""
    _save(found, by, now)
    _reopen(by, now, row, days)
    if found.not_wanted_on is not None:
        _follow(by, now, row, MemberNo(found.member_no), because)


def _reopen(by: Actor, now: datetime, row: CaseRef, days: Collection[date | None]) -> None:
    """The plan's task is open again, if it was done with an application of one of these days."""
    task = plan_task(row.id, FILING)
    if task is not None and not task.is_open and task.done_on is not None and task.done_on in days and row.is_inner:
        undo_finish(by=by, now=now, case=row.code, task=task.id)
