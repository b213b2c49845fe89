"""What people do with tasks: take, finish, wait, postpone, hand over, call not needed, open again, add."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.marks import mark
from hervest.core.vocabulary import MemberNo, Tier
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case, record_milestones
from hervest.journey.asked_queries import DaysAsked, days_asked, days_for
from hervest.journey.giving_rules import can_be_given, works_in
from hervest.journey.models import Case, Task
from hervest.journey.own_day_queries import own_day
from hervest.journey.plan_actions import replan_at_the_end
from hervest.journey.plan_queries import has_open_before, has_posted, record_for
from hervest.journey.task_rules import first_state
from hervest.journey.team_queries import stands_in, telling
from hervest.journey.template_defaults import team_relations
from hervest.journey.vocabulary import (
    PER_PERSON_MILESTONES,
    Asks,
    Audience,
    DeadlineKind,
    DoerRole,
    MilestoneCode,
    TaskState,
    TeamRole,
)
from hervest.journey.work_row_queries import holds_title, titles_before
from hervest.journey.worklist_queries import task_subject
from hervest.journey.worklist_rules import NEEDS_REASON, may_become, state_mark


@dataclass(frozen=True, slots=True)
class Finished:
    """A task that was done, on which day, with the days of the milestones it asks for, and why before others."""

    task: int
    done_on: date
    dates: Mapping[MilestoneCode, date] = field(default_factory=dict)
    reason: str = ""


@action(Permission.TASK_DO, on=task_subject, runs=(record_milestones,))
def finish_task(
    *,
    by: Actor,
    now: datetime,
    case: str,
    task: int,
    done_on: date,
    dates: Mapping[MilestoneCode, date] | None = None,
    reason: str = "",
) -> None:
    """The task is done; the milestones it asks for are recorded, and what waited for it can start.

    A day that is recorded stays as it is unless another one is given by who may read it; one that follows from a
    decision is not asked.

    Raises: RuleBroken if the day lies ahead, a milestone's date is asked for and missing or not asked and given, or a
    person gives no reason though others come first, or finishes before its day what belongs to one
    (`own_day_queries.own_day`); Conflict if closed.
    """
    _finish(by, now, *_locked_task(by, now, case, task), Finished(task, done_on, dates or {}, reason))


def _finish(by: Actor, now: datetime, row: Case, found: Task, how: Finished) -> None:
    _may_step(found, TaskState.DONE)
    if how.done_on > clock.day_of(now):
        raise RuleBroken("done_in_the_future", field="done_on")
    given, reason = dict(how.dates), how.reason
    _as_asked(days_asked(found) if by.person is None else days_for(by, found, today=clock.day_of(now)), given)
    _on_its_day(by, found, how, clock.day_of(now))
    if by.person is not None and not reason.strip() and has_open_before(row, found):
        if first := titles_before(by, found, clock.day_of(now)):
            raise RuleBroken("others_come_first", field="reason", tasks=first)
        raise RuleBroken("something_comes_first", field="reason")
    step_to(found, TaskState.DONE, now, by)
    found.done_on, found.reason = how.done_on, reason
    found.save()
    if given:
        member = MemberNo(found.member_no) if found.member_no else None
        records = [
            record_for(code, member if code in PER_PERSON_MILESTONES else None, on, is_actual=True)
            for code, on in given.items()
        ]
        source = f"task:{found.template}"
        record_milestones(by=by, now=now, case=row.code or "", records=records, source=source)
    else:
        replan_at_the_end(row, now)
    _noted("task.finished", row, found)


@action(Permission.TASK_ASSIGN, on=case_subject, runs=(record_milestones,))
def finish_tasks(*, by: Actor, now: datetime, case: str, finished: Sequence[Finished]) -> None:
    """All of them are done, or none; the plan is worked out once, on what they leave behind.

    For who may give the work of the whole case. Raises: as `finish_task` does for one of them.
    """
    row, found = locked_tasks(by, now, case, {how.task for how in finished})
    for how in finished:
        _finish(by, now, row, found[how.task], how)


@action(Permission.TASK_DO, on=task_subject)
def set_task_state(
    *,
    by: Actor,
    now: datetime,
    case: str,
    task: int,
    state: TaskState,
    reason: str = "",
    waiting_for: str = "",
    seen: str = "",
) -> None:
    """The task is busy, waits for somebody since today, is not needed, or is open again.

    One that waits may wait for somebody else; who waits for the same one goes on doing so since the same day.

    Raises: RuleBroken if a reason or a name is missing; Conflict if the task cannot go there any more, or no longer is
    as it was `seen` (`worklist_rules.state_mark`).
    """
    row, found = _locked_task(by, now, case, task)
    if seen and seen != state_mark(TaskState(found.state), found.waiting_for, found.reason):
        raise Conflict("task_edited_meanwhile")
    if state is TaskState.DONE:
        raise RuleBroken("finish_instead", field="state")
    if (TaskState(found.state), state) in NEEDS_REASON and not reason.strip():
        raise RuleBroken("reason_needed", field="reason")
    if state is TaskState.WAITING_FOR and not waiting_for.strip():
        raise RuleBroken("waiting_for_whom", field="waiting_for")
    step_to(found, state, now, by)
    found.reason = reason
    _waits(found, waiting_for.strip() if state is TaskState.WAITING_FOR else "", clock.day_of(now))
    found.save()
    replan_at_the_end(row, now)
    _noted(f"task.{state.value}", row, found)


@action(Permission.TASK_DO, on=task_subject)
def undo_finish(*, by: Actor, now: datetime, case: str, task: int) -> None:
    """The task that was just finished stands as it did before; one that waited still waits, since the same day.

    Raises: Conflict if it is not done; RuleBroken if a milestone that was recorded with it stands still: that is moved,
    not undone.
    """
    row, found = _locked_task(by, now, case, task)
    if found.state != TaskState.DONE:
        raise Conflict("task_not_done")
    if has_posted(found):
        raise RuleBroken("milestone_recorded_with_it")
    known = found.state_before or (TaskState.WAITING_FOR if found.waiting_since else "")
    before = known or first_state(DoerRole(found.doer), found.start_on, clock.day_of(now))
    found.state, found.state_before = before, ""
    found.done_on, found.done_at, found.done_by = None, None, None
    found.save()
    replan_at_the_end(row, now)
    _noted("task.finish_undone", row, found)


@action(Permission.TASK_DO, on=task_subject)
def postpone_task(*, by: Actor, now: datetime, case: str, task: int, due_on: date, reason: str, seen: str = "") -> None:
    """The task is due on a day set by a person; planning keeps it.

    Raises: RuleBroken without a reason, before today, or after the limit of a legal or hard term; Conflict if its day
    is no longer the one that was `seen` (`core.marks`).
    """
    row, found = _locked_task(by, now, case, task)
    if seen and seen != mark(found.due_on):
        raise Conflict("task_edited_meanwhile")
    if not reason.strip():
        raise RuleBroken("reason_needed", field="reason")
    if due_on < clock.day_of(now):
        raise RuleBroken("day_has_passed", field="due_on")
    if found.limit_on is not None and due_on > found.limit_on:
        raise RuleBroken("after_the_limit", field="due_on", limit=found.limit_on)
    found.due_on, found.is_fixed, found.is_touched, found.reason = due_on, True, True, reason
    found.save()
    replan_at_the_end(row, now)
    _noted("task.postponed", row, found, due_on=due_on)


@action(Permission.TASK_ASSIGN, on=task_subject)
def assign_task(*, by: Actor, now: datetime, case: str, task: int, person: PersonId | None, seen: str = "") -> None:
    """The task is this person's from now on; None gives it back to its role.

    Raises: RuleBroken for an outsider, and for who may not be told of it; Conflict if it is no longer whose it was
    `seen` to be.
    """
    row, found = _locked_task(by, now, case, task)
    if seen and seen != mark(found.assigned_to_id):
        raise Conflict("task_edited_meanwhile")
    if person is not None:
        _can_take(row, person, found, clock.day_of(now))
    found.assigned_to_id, found.is_touched = person, True
    found.save()
    _noted("task.assigned", row, found, person=person)


@action(Permission.TASK_ASSIGN, on=case_subject)
def add_task(*, by: Actor, now: datetime, case: str, title: str, due_on: date, person: PersonId | None = None) -> int:
    """A task of one's own stands in the plan; it hangs on no milestone and stays where it is. Gives its number."""
    row = locked_case(case)
    if due_on < clock.day_of(now):
        raise RuleBroken("day_has_passed", field="due_on")
    found = extra_task(row, title, due_on=due_on, person=person, today=clock.day_of(now))
    found.save()
    _noted("task.added", row, found)
    return found.pk


def extra_task(row: Case, title: str, *, due_on: date | None, person: PersonId | None, today: date) -> Task:
    """A task that stands in no template, not saved yet: the case lead's, or this person's. Raises: RuleBroken."""
    found = Task(
        case=row,
        municipality_id=row.municipality_id,
        title=title.strip(),
        tier=Tier.P2,
        audience=Audience.MUNICIPALITY,
        phase=row.phase,
        kind=DeadlineKind.SOFT,
        doer=DoerRole.CASE_LEAD,
        holder=TeamRole.CASE_LEAD,
        state=TaskState.TO_DO,
        start_on=today,
        due_on=due_on,
        is_fixed=True,
        is_touched=True,
        assigned_to_id=person,
    )
    if person is not None:
        _can_take(row, person, found, today)
    return found


def _locked_task(by: Actor, now: datetime, case: str, task: int) -> tuple[Case, Task]:
    """The case and its task, held until the commit. Raises: NotFound, also above the tiers that `by` reads."""
    row, found = locked_tasks(by, now, case, {task})
    return row, found[task]


def locked_tasks(by: Actor, now: datetime, case: str, tasks: set[int]) -> tuple[Case, dict[int, Task]]:
    """The case and these tasks of it by number, held until the commit. Raises: NotFound as for one of them."""
    row = locked_case(case)
    found = {task.pk: task for task in Task.rows.select_for_update(no_key=True).filter(case=row, pk__in=tasks)}
    if found.keys() != tasks:
        raise NotFound("no_such_task")
    for task in found.values():
        task.case = row
        if not holds_title(by, task, clock.day_of(now)):
            raise NotFound("no_such_task")
    return row, found


def _can_take(row: Case, person: PersonId, found: Task, today: date) -> None:
    """Go on only if this person could open and do the task, and may be told of it. Raises: RuleBroken."""
    held, sits_as = stands_in(person, row, today=today)
    if not held:
        raise RuleBroken("not_of_this_municipality", field="person")
    if not policy.could(held, Permission.TASK_DO, in_team=works_in([seat.role for seat in sits_as], team_relations())):
        raise RuleBroken("cannot_do_tasks_here", field="person")
    if not can_be_given(held, sits_as, telling(found), relations=team_relations()):
        raise RuleBroken("may_not_be_told_of_it", field="person", case=row.code)


def _as_asked(days: DaysAsked, given: Mapping[MilestoneCode, date]) -> None:
    """Go on only if the dates given are those that the task asks for. Raises: RuleBroken."""
    if unseen := sorted(set(given) & days.unseen):
        raise RuleBroken("milestone_known_unseen", field="date", milestone=unseen[0])
    if stands := sorted(set(given) & set(days.stands)):
        raise RuleBroken("milestone_stands", milestone=stands[0])
    if not set(given) <= {asked.milestone for asked in days.asked}:
        raise RuleBroken("milestone_not_asked", field="date")
    for asked in days.asked:
        if asked.asks is Asks.ALWAYS and asked.milestone not in {*given, *days.known}:
            raise RuleBroken("milestone_date_needed", field="date", milestone=asked.milestone)


def _on_its_day(by: Actor, found: Task, how: Finished, today: date) -> None:
    """Go on unless the task belongs to a day still to come; who may move that day says why. Raises: RuleBroken."""
    day = own_day(by, found, done_on=how.done_on, today=today) if by.person is not None else None
    if day is None or (day.may_go_on and how.reason.strip()):
        return
    if day.may_go_on:
        raise RuleBroken("why_before_its_day", field="reason")
    if day.on is None:
        raise RuleBroken("its_day_is_not_known", field="done_on")
    raise RuleBroken("before_its_day", field="done_on", on=day.on)


def _may_step(found: Task, state: TaskState) -> None:
    """Go on only if the task can go there from where it is. Raises: Conflict."""
    if not may_become(TaskState(found.state), state):
        raise Conflict("task_changed_meanwhile", state=TaskState(found.state))


def step_to(found: Task, state: TaskState, now: datetime, by: Actor) -> None:
    """The task, which the caller saves, is there by a person's word. Raises: Conflict if it cannot go there."""
    _may_step(found, state)
    is_done = state is TaskState.DONE
    found.state_before = found.state if is_done else ""
    found.state, found.is_touched, found.gone = state, True, None
    found.done_at, found.done_by_id = (now, by.person) if is_done else (None, None)
    if not is_done:
        found.done_on = None


def _waits(found: Task, whom: str, today: date) -> None:
    """The task waits for this one, for nobody if empty."""
    if found.waiting_for != whom or not whom:
        found.waiting_for, found.waiting_since = whom, today if whom else None


def _noted(verb: str, row: Case, found: Task, **detail: object) -> None:
    note(verb, case_code=row.code or "", municipality=row.municipality_id, task=found.pk, **detail)
