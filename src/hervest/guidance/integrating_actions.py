"""Noting what happens in somebody's civic integration, settling their plan, and whom they want at a talk."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound
from hervest.core.vocabulary import Interpreting, MemberNo, Tier
from hervest.guidance.integrating_models import CompanyWish, IntegrationEvent, IntegrationPlan
from hervest.guidance.integrating_queries import (
    Stored,
    duties_for,
    event_goes_back,
    facts_in,
    integrating_case,
    must_be_theirs,
    people_in,
    stored_of,
    wish_in,
    works_there,
)
from hervest.guidance.integrating_refusal_rules import event_refusal, plan_refusal
from hervest.guidance.integrating_rules import (
    ENDS,
    PLAN_TASK,
    TASK_OF,
    Facts,
    Happened,
    Settled,
    may_take_back,
    part_with_task,
)
from hervest.guidance.integrating_settings import integration_book
from hervest.guidance.integrating_vocabulary import Company, LearningRoute
from hervest.guidance.integrating_vocabulary import IntegrationEventKind as Kind
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case, record_milestones, say_trait, withdraw_milestone
from hervest.journey.carried_queries import open_tasks_of, tasks_finished_at
from hervest.journey.integrating_queries import Duties
from hervest.journey.milestone_rules import MilestoneRecord, must_be_right
from hervest.journey.queries import CaseRef, case_for, facts_said
from hervest.journey.task_actions import Finished, finish_tasks, undo_finish
from hervest.journey.vocabulary import MilestoneCode, TraitCode, TraitSource

PIP, ENDED = MilestoneCode.PIP_SET, MilestoneCode.INTEGRATION_ENDED


@action(Permission.MILESTONE_RECORD, on=case_subject, runs=(finish_tasks, record_milestones, say_trait))
def note_event(
    *,
    by: Actor,
    now: datetime,
    case: str,
    member: MemberNo,
    happened: Happened,
    interpreting: Interpreting | None = None,
    words: str = "",
    because: str,
) -> int:
    """This happened, or the person is invited to it; gives its number. The task of the plan that asks for it is done.

    An extension moves the last day of the term; who complied or is exempt has no term any more, `because` of this.
    Raises: NotFound for who does not work on the case and for nobody who has to integrate; RuleBroken as
    `integrating_refusal_rules.event_refusal`, also for company that the person did not ask for.
    """
    row, duties, stored = _held(by, now, case, member)
    today, facts = clock.day_of(now), facts_in(duties, stored, member)
    wished = stored.wished(member)
    must_be_right(event_refusal(happened, facts, wished=wished, book=integration_book(), today=today))
    doing, ended = _Doing(by, now, row, member, because), duties.own(ENDED, member)
    kept = IntegrationEvent.rows.create(
        case_id=row.id,
        member_no=member,
        kind=happened.kind,
        on=happened.on,
        hours=happened.hours,
        until_on=happened.until_on,
        interpreting=interpreting or "",
        company=sorted(happened.company),
        note=words.strip(),
        end_planned_on=ended.planned_on,
        end_actual_on=ended.actual_on,
        duty_said=_said(doing, TraitCode.INTEGRATION_DUTY),
        noted_at=now,
        noted_by_id=_person(by),
    )
    _move_the_end(doing, happened)
    _finish_what_is_done(doing, happened, replace(facts, happened=(*facts.happened, happened)), today)
    note("integration.noted", case_code=row.code, municipality=row.municipality, member=member, kind=happened.kind)
    return kept.pk


@action(
    Permission.MILESTONE_RECORD, on=case_subject, runs=(undo_finish, record_milestones, withdraw_milestone, say_trait)
)
def take_event_back(*, by: Actor, now: datetime, case: str, entry: int, because: str) -> bool:
    """It never happened; the term and the plan are as they were, `because` of this. Within a day, by who noted it.

    False: it is too long ago, or something rests on it, and it stays. Raises: NotFound for what the actor did not note.
    """
    locked_case(case)
    today = clock.day_of(now)
    row = integrating_case(by, case, Permission.MILESTONE_RECORD, today=today)
    found = IntegrationEvent.rows.filter(case=row.id, pk=entry, noted_by=by.person).first()
    if found is None:
        raise NotFound("no_such_event")
    if not event_goes_back(found, IntegrationEvent.rows.filter(case=row.id, member_no=found.member_no), now):
        return False
    member, kind = MemberNo(found.member_no), Kind(found.kind)
    found.delete()
    doing = _Doing(by, now, row, member, because)
    duties = duties_for(row, today=today)
    _restore_the_end(doing, duties.own(ENDED, member), found)
    _reopen_what_is_not(doing, found, facts_in(duties, stored_of(row.id), member))
    note("integration.taken_back", case_code=row.code, municipality=row.municipality, member=member, kind=kind)
    return True


@action(Permission.MILESTONE_RECORD, on=case_subject, runs=(finish_tasks, record_milestones, say_trait))
def settle_plan(
    *,
    by: Actor,
    now: datetime,
    case: str,
    member: MemberNo,
    settled: Settled,
    support: str,
    agreements: str,
    because: str,
    seen: int,
) -> int:
    """The person's plan (PIP) names this from `settled.decided_on`; gives its number.

    The first one is the milestone from which the term counts, and its task is done; a later one changes it and moves
    no term. The route holds in the plan of the case as well. `seen`: the number of the plan that stood, 0 for none.
    Raises: NotFound as `note_event`; Conflict if another plan was settled meanwhile; RuleBroken as
    `integrating_refusal_rules.plan_refusal`.
    """
    row, duties, stored = _held(by, now, case, member)
    facts, plans = facts_in(duties, stored, member), stored.plans.get(member, ())
    if (plans[-1].pk if plans else 0) != seen:
        raise Conflict("plan_settled_meanwhile")
    must_be_right(plan_refusal(settled, facts, book=integration_book(), today=clock.day_of(now)))
    is_first = facts.pip_on is None or facts.planned is None
    doing = _Doing(by, now, row, member, because)
    kept = IntegrationPlan.rows.create(
        case_id=row.id,
        member_no=member,
        route=settled.route,
        decided_on=settled.decided_on,
        is_first=is_first,
        replaced_on=duties.own(PIP, member).actual_on if is_first else None,
        route_said=_said(doing, TraitCode.ROUTE_B1_OR_Z),
        n_talks=settled.n_talks,
        weekly_hours=settled.weekly_hours,
        pvt_hours=settled.pvt_hours,
        map_hours=settled.map_hours,
        support=support.strip(),
        agreements=agreements.strip(),
        made_at=now,
        made_by_id=_person(by),
    )
    if is_first:
        _record(doing, MilestoneRecord(PIP, member, actual_on=settled.decided_on))
    _say_anew(doing, TraitCode.ROUTE_B1_OR_Z, holds=_has_module(settled.route))
    _finish(doing, PLAN_TASK, settled.decided_on)
    note("integration.planned", case_code=row.code, municipality=row.municipality, member=member)
    return kept.pk


@action(
    Permission.MILESTONE_RECORD, on=case_subject, runs=(undo_finish, record_milestones, withdraw_milestone, say_trait)
)
def take_plan_back(*, by: Actor, now: datetime, case: str, entry: int, because: str) -> bool:
    """The plan is gone, and what stood before it holds again: also the milestone, where this was the first.

    False: it is too long ago, or something came after it, and it stays. Raises: NotFound for what is not the actor's.
    """
    locked_case(case)
    today = clock.day_of(now)
    row = integrating_case(by, case, Permission.MILESTONE_RECORD, today=today)
    found = IntegrationPlan.rows.filter(case=row.id, pk=entry, made_by=by.person).first()
    if found is None:
        raise NotFound("no_such_plan")
    member = MemberNo(found.member_no)
    duties, stored = duties_for(row, today=today), stored_of(row.id)
    if stored.plans[member][-1].pk != entry or not may_take_back(found.made_at, now) or _holds_up(found, stored):
        return False
    found.delete()
    doing = _Doing(by, now, row, member, because)
    if _said(doing, TraitCode.ROUTE_B1_OR_Z) is _has_module(LearningRoute(found.route)):
        _say_anew(doing, TraitCode.ROUTE_B1_OR_Z, holds=found.route_said)
    if found.is_first and _restore_pip(doing, duties, found):
        _reopen(doing, PLAN_TASK, found.made_at)
    note("integration.plan_taken_back", case_code=row.code, municipality=row.municipality, member=member)
    return True


@action(Permission.WISH_RECORD, on=case_subject)
def say_company(
    *, by: Actor, now: datetime, case: str, member: MemberNo, company: Collection[Company], own_words: str, seen: int
) -> None:
    """Whom this person wants with them at talks, from now on; nobody of `company`: they come alone.

    Raises: Conflict if another word was kept since `seen`, the number of the one that stood, 0 for none; NotFound for
    who neither works on the case nor is this person, and for who reads no tier P2.
    """
    locked_case(case)
    today = clock.day_of(now)
    row = case_for(by, case, Permission.WISH_RECORD, today=today)
    must_be_theirs(by, row, member, today)
    row.must_read(Tier.P2)
    stored = stored_of(row.id)
    if by.person is None or member not in people_in(duties_for(row, today=today), stored):
        raise NotFound("no_such_member", member=member)
    if wish_in(stored, member, reads_words=True).id != seen:
        raise Conflict("company_said_meanwhile")
    CompanyWish.rows.create(
        case_id=row.id,
        member_no=member,
        company=sorted(set(company)),
        own_words=own_words.strip(),
        said_by_themselves=not works_there(row),
        said_at=now,
        said_by_id=by.person,
    )
    note("integration.company_said", case_code=row.code, municipality=row.municipality, member=member)


def _held(by: Actor, now: datetime, case: str, member: MemberNo) -> tuple[CaseRef, Duties, Stored]:
    """The case, held until the commit, and what is known of the integration of its people."""
    locked_case(case)
    today = clock.day_of(now)
    row = integrating_case(by, case, Permission.MILESTONE_RECORD, today=today)
    duties, stored = duties_for(row, today=today), stored_of(row.id)
    if member not in people_in(duties, stored):
        raise NotFound("no_such_member", member=member)
    return row, duties, stored


def _person(by: Actor) -> PersonId:
    """Who writes it: nobody does so in the name of the system."""
    if by.person is None:
        raise NotFound("no_such_member")
    return by.person


def _holds_up(plan: IntegrationPlan, stored: Stored) -> bool:
    """Whether something that was noted since rests on the milestone of this plan, which so stays."""
    resting = {Kind.PROGRESS_TALK, Kind.EXTENSION_ASKED, Kind.EXTENSION_GRANTED, Kind.COMPLIED}
    events = stored.events.get(MemberNo(plan.member_no), ())
    return plan.is_first and any(Kind(one.kind) in resting and one.noted_at >= plan.made_at for one in events)


@dataclass(frozen=True, slots=True)
class _Doing:
    """Who does it, when, in which case, about whom, and why the plan of the case says it changed."""

    by: Actor
    now: datetime
    row: CaseRef
    member: MemberNo
    because: str = ""


def _move_the_end(doing: _Doing, happened: Happened) -> None:
    """An extension plans the end of the term anew; who complied or is exempt ends it on that day."""
    if happened.kind is Kind.EXTENSION_GRANTED:
        _record(doing, MilestoneRecord(ENDED, doing.member, planned_on=happened.until_on))
    elif happened.kind in ENDS:
        _record(doing, MilestoneRecord(ENDED, doing.member, actual_on=happened.on))
    if happened.kind is Kind.EXEMPTED:
        _say_anew(doing, TraitCode.INTEGRATION_DUTY, holds=False)


def _restore_the_end(doing: _Doing, stands: MilestoneRecord, found: IntegrationEvent) -> None:
    """The end of the term, and the word on the duty, are as they were; what somebody said since stays theirs."""
    kind = Kind(found.kind)
    is_moved = kind is Kind.EXTENSION_GRANTED and stands.planned_on == found.until_on
    if is_moved or (kind in ENDS and stands.actual_on == found.on):
        _withdraw(doing, ENDED)
        if found.end_planned_on or found.end_actual_on:
            _record(doing, MilestoneRecord(ENDED, doing.member, found.end_planned_on, found.end_actual_on))
    if kind is Kind.EXEMPTED and _said(doing, TraitCode.INTEGRATION_DUTY) is False:
        _say_anew(doing, TraitCode.INTEGRATION_DUTY, holds=found.duty_said)


def _restore_pip(doing: _Doing, duties: Duties, found: IntegrationPlan) -> bool:
    """The milestone is as it was before this plan; a day to which somebody moved it since stays theirs.

    True if no day of a plan stands any more.
    """
    stands = duties.own(PIP, doing.member)
    if stands.actual_on != found.decided_on or stands.actual_on == found.replaced_on:
        return stands.actual_on is None
    _withdraw(doing, PIP)
    if found.replaced_on or stands.planned_on:
        before = MilestoneRecord(PIP, doing.member, planned_on=stands.planned_on, actual_on=found.replaced_on)
        _record(doing, before)
    return found.replaced_on is None


def _record(doing: _Doing, day: MilestoneRecord) -> None:
    record_milestones(
        by=doing.by, now=doing.now, case=doing.row.code, records=(day,), source="person", reason=doing.because
    )


def _withdraw(doing: _Doing, code: MilestoneCode) -> None:
    withdraw_milestone(by=doing.by, now=doing.now, case=doing.row.code, milestone=code, member=doing.member)


def _has_module(route: LearningRoute) -> bool:
    """Whether the plan asks for the labour-market module: not on the route of education."""
    return route is not LearningRoute.EDUCATION


def _say_anew(doing: _Doing, trait: TraitCode, *, holds: bool | None) -> None:
    """This is the word on the trait; None: nobody says. The same word with its reason stays as it is."""
    if _said(doing, trait) is not holds:
        _say(doing, trait, holds=holds)


def _said(doing: _Doing, trait: TraitCode) -> bool | None:
    return facts_said(doing.row.id, TraitSource.PERSON).get(doing.member, {}).get(trait)


def _say(doing: _Doing, trait: TraitCode, *, holds: bool | None) -> None:
    say_trait(
        by=doing.by,
        now=doing.now,
        case=doing.row.code,
        member=doing.member,
        trait=trait.value,
        holds=holds,
        reason=doing.because,
    )


def _finish(doing: _Doing, template: str, on: date) -> None:
    """The first open task of this row for this person is done, where the plan has one."""
    waiting = open_tasks_of(doing.row.id, {template})
    found = {key: task for key, task in waiting.items() if key.member == doing.member}
    if found:
        first = min(found, key=lambda key: key.repeat_no)
        finished = [Finished(found[first], on, reason=doing.because)]
        finish_tasks(by=doing.by, now=doing.now, case=doing.row.code, finished=finished)


def _finish_what_is_done(doing: _Doing, happened: Happened, facts: Facts, today: date) -> None:
    """The task that asks for it is done: of a part with hours once they and its closing are there, on the last day."""
    part = part_with_task(happened.kind, facts, integration_book())
    if part is not None and part.rule.closed_by is not None:
        if part.is_done:
            _finish(doing, TASK_OF[part.rule.closed_by], min(part.last_on or today, today))
    elif happened.kind in TASK_OF:
        _finish(doing, TASK_OF[happened.kind], min(happened.on, today))


def _reopen_what_is_not(doing: _Doing, found: IntegrationEvent, facts: Facts) -> None:
    """The task that was done with what is taken back is open again, unless its part is done without it."""
    part = part_with_task(Kind(found.kind), facts, integration_book())
    if part is None or part.rule.closed_by is None:
        if found.kind in TASK_OF:
            _reopen(doing, TASK_OF[Kind(found.kind)], found.noted_at)
    elif not part.is_done:
        kinds = [kind for kind in (part.rule.hours_of, part.rule.closed_by) if kind]
        rows = IntegrationEvent.rows.filter(case=doing.row.id, member_no=doing.member, kind__in=kinds)
        for at in {found.noted_at, *rows.values_list("noted_at", flat=True)}:
            _reopen(doing, TASK_OF[part.rule.closed_by], at)


def _reopen(doing: _Doing, template: str, at: datetime) -> None:
    """What the actor finished at that instant for this person is open again."""
    if doing.by.person is None:
        return
    finished = tasks_finished_at(doing.row.id, {template}, person=doing.by.person, at=at)
    for task in (task for key, task in finished.items() if key.member == doing.member):
        undo_finish(by=doing.by, now=doing.now, case=doing.row.code, task=task)
