"""Planning the day of arrival and the round after it, ticking what is done, and recording the hand-over."""

from datetime import date, datetime

from django.db import transaction

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.texts import in_language
from hervest.core.vocabulary import Route
from hervest.guidance.arriving_models import HandOver, RunLine
from hervest.guidance.arriving_queries import arriving_case, finishable, line_to_tick, must_see
from hervest.guidance.arriving_rules import (
    HandOverSaid,
    LateTick,
    LinePlan,
    counts,
    hand_over_refusal,
    plan_refusal,
    tick_refusal,
    told_at,
)
from hervest.guidance.arriving_vocabulary import Sheet
from hervest.guidance.hand_over_queries import ended_work, ending_work, follow_ups, hand_over_of, open_work
from hervest.guidance.settings import guidance_settings
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case, record_milestones
from hervest.journey.milestone_rules import must_be_right
from hervest.journey.passing_actions import PassedOn, pass_on, take_passing_back
from hervest.journey.plan_queries import arrival_of, here_since
from hervest.journey.queries import CaseRef
from hervest.journey.task_actions import finish_task, undo_finish
from hervest.journey.team_queries import who_explains


@action(Permission.TASK_ASSIGN, on=case_subject)
def add_run_line(*, by: Actor, now: datetime, case: str, sheet: Sheet, plan: LinePlan) -> int:
    """A line of one's own stands on the sheet; gives its number. Raises: NotFound; RuleBroken as `plan_refusal`."""
    row = _planner(by, now, case)
    must_be_right(plan_refusal(plan, is_own=True, sheet=sheet, arrives_on=_arrives(row, now)))
    found = RunLine(case_id=row.id, sheet=sheet)
    _fill(found, plan)
    found.text = plan.text.strip()
    found.save()
    _noted("arrival.line_added", row, found)
    return found.pk


@action(Permission.TASK_ASSIGN, on=case_subject)
def plan_run_line(*, by: Actor, now: datetime, case: str, slot: str, plan: LinePlan, seen: int) -> None:
    """The line is planned so from now on, or left out.

    Raises: as `add_run_line`; Conflict if it changed since `seen`.
    """
    row = _planner(by, now, case)
    found = must_see(by, row, slot, today=clock.day_of(now))
    if found.n_changed != seen:
        raise Conflict("line_changed_meanwhile")
    is_own = not found.key
    must_be_right(plan_refusal(plan, is_own=is_own, sheet=Sheet(found.sheet), arrives_on=_arrives(row, now)))
    _fill(found, plan)
    if is_own:
        found.text = plan.text.strip()
    found.n_changed += 1
    found.save()
    _noted("arrival.line_planned", row, found)


@action(Permission.TASK_DO, on=case_subject, runs=(finish_task, record_milestones))
def tick_run_line(*, by: Actor, now: datetime, case: str, slot: str, is_done: bool, at: datetime | None = None) -> bool:
    """The line is done, or not after all; whether that counts. The task with it is done where nothing is in its way.

    `at`: when it was ticked, on a telephone that was out of reach: what was ticked later already stands.
    Raises: NotFound for a line that is not for them, and for the household itself.
    """
    locked_case(case)
    today = clock.day_of(now)
    row, found = line_to_tick(by, case, slot, today=today)
    if by.person is None:
        raise NotFound("no_such_line")
    tick = LateTick(is_done, told_at(at, now=now))
    must_be_right(tick_refusal(tick, now=now, within=guidance_settings().ticks_taken))
    if not is_done and found.is_done and not row.is_inner and found.ticked_by_id != by.person:
        raise RuleBroken("tick_of_somebody_else")
    if not counts(tick, stands_since=found.ticked_at):
        _noted("arrival.tick_too_late", row, found)
        return False
    found.is_done, found.ticked_at, found.ticked_by_id = tick.is_done, tick.at, by.person
    found.save()
    if not is_done:
        _noted("arrival.unticked", row, found)
        return True
    _noted("arrival.ticked", row, found)
    _finish_with_it(by, now, case, slot, clock.day_of(tick.at))
    return True


@action(Permission.MILESTONE_RECORD, on=case_subject, runs=(pass_on, finish_task, record_milestones))
def record_hand_over(*, by: Actor, now: datetime, case: str, said: HandOverSaid) -> int:
    """The responsibility passed to the municipality then; how much was not completed and is work of its own now.

    Raises: NotFound for a household that does not land, and for who takes it over and does not work on it; RuleBroken
    as `hand_over_refusal`; Conflict if it was recorded already.
    """
    held, today = locked_case(case), clock.day_of(now)
    row = arriving_case(by, case, today=today)
    if row.route is not Route.RESETTLEMENT or by.person is None:
        raise NotFound("no_such_case", case=case)
    if hand_over_of(held.pk) is not None:
        raise Conflict("handed_over_already")
    on = clock.day_of(said.at)
    must_be_right(hand_over_refusal(said, on=on, now=now, landed_on=here_since(held.pk, today=today)))
    if said.taken_by not in who_explains(by, case, today=today):
        raise NotFound("no_such_person")
    pairs = pass_on(by=by, now=now, case=case, works=_missing(held.pk, now))
    ends = ending_work(held.pk)
    if ends is not None:
        _end(by, now, case, ends, on)
    HandOver.rows.create(
        case=held,
        at=said.at,
        given_by=said.given_by.strip(),
        taken_by_id=said.taken_by,
        place=said.place.strip(),
        passed_on=[list(pair) for pair in pairs],
        ends=ends,
        noted_at=now,
        noted_by_id=by.person,
    )
    note("arrival.handed_over", case_code=case, municipality=row.municipality, passed_on=len(pairs))
    return len(pairs)


@action(Permission.MILESTONE_RECORD, on=case_subject, runs=(take_passing_back, undo_finish))
def take_hand_over_back(*, by: Actor, now: datetime, case: str) -> bool:
    """No hand-over is recorded, and what was not completed is asked for again; False if none was.

    What somebody did meanwhile with the work that followed stays.
    """
    held = locked_case(case)
    row = arriving_case(by, case, today=clock.day_of(now))
    found = hand_over_of(held.pk)
    if found is None:
        return False
    pairs = [(task, instead) for task, instead in found.passed_on]
    take_passing_back(by=by, now=now, case=case, pairs=pairs, reason=guidance_settings().not_completed)
    if found.ends is not None and found.ends == ended_work(held.pk):
        undo_finish(by=by, now=now, case=case, task=found.ends)
    found.delete()
    note("arrival.hand_over_taken_back", case_code=case, municipality=row.municipality)
    return True


def _planner(by: Actor, now: datetime, case: str) -> CaseRef:
    """The case, held until the commit, for who works on it. Raises: NotFound."""
    locked_case(case)
    row = arriving_case(by, case, today=clock.day_of(now))
    if not row.is_inner:
        raise NotFound("no_such_line")
    return row


def _arrives(row: CaseRef, now: datetime) -> date | None:
    return arrival_of(row.id, today=clock.day_of(now))


def _fill(found: RunLine, plan: LinePlan) -> None:
    found.readers, found.on, found.at = plan.readers, plan.on, plan.at
    found.place, found.who, found.is_left_out = plan.place.strip(), plan.who.strip(), plan.is_left_out


def _finish_with_it(by: Actor, now: datetime, case: str, slot: str, done_on: date) -> None:
    for task in finishable(by, case, slot, today=clock.day_of(now)):
        try:
            with transaction.atomic():
                finish_task(by=by, now=now, case=case, task=task, done_on=done_on)
        except (RuleBroken, Conflict):
            continue  # it stands open beside the line, for who can say what it still asks


def _end(by: Actor, now: datetime, case: str, task: int, on: date) -> None:
    """The work that ends with the hand-over is done; that it was recorded is the reason where others come first."""
    try:
        with transaction.atomic():
            finish_task(by=by, now=now, case=case, task=task, done_on=on)
    except RuleBroken:
        finish_task(by=by, now=now, case=case, task=task, done_on=on, reason=guidance_settings().handed_over)


def _missing(case: int, now: datetime) -> tuple[PassedOn, ...]:
    today, known = clock.day_of(now), follow_ups()
    return tuple(
        PassedOn(
            row.id,
            in_language(known[row.row].follow_up_nl, known[row.row].follow_up_en),
            known[row.row].due.after(today),
            guidance_settings().not_completed,
        )
        for row in open_work(case)
    )


def _noted(verb: str, row: CaseRef, found: RunLine) -> None:
    note(verb, case_code=row.code, municipality=row.municipality, line=found.pk)
