"""Taking over a case that ran before it stood here: what happened stands as it did, and the plan goes on from it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.translation import pgettext

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import join_team, locked_case, record_milestones
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, Task
from hervest.journey.plan_actions import replan, replan_at_the_end
from hervest.journey.plan_queries import key_of
from hervest.journey.running_queries import TAKEN_OVER
from hervest.journey.running_rules import DoneBefore, ExtraBefore, NotNeededBefore
from hervest.journey.task_actions import extra_task
from hervest.journey.vocabulary import TaskState, TeamRole


@action(Permission.MILESTONE_RECORD, on=case_subject, runs=(record_milestones, join_team))
def take_over_case(
    *,
    by: Actor,
    now: datetime,
    case: str,
    records: Sequence[MilestoneRecord],
    done: Sequence[DoneBefore] = (),
    not_needed: Sequence[NotNeededBefore] = (),
    extra: Sequence[ExtraBefore] = (),
    lead: PersonId | None = None,
) -> None:
    """The milestones stand with their days, what was done stands done on its own day, and the plan follows.

    Who recorded it here did not do it: a task keeps by whom as a word. Nothing waits for what comes first: it happened.
    An extra task stands as one that was added by hand.
    Raises: RuleBroken if the milestones are out of order, the lead cannot lead, an open extra task is due before today
    or its person cannot do it; NotFound for a task that the plan does not ask for; Conflict for one that is closed
    already.
    """
    row = locked_case(case)
    if lead is not None:
        join_team(by=by, now=now, case=case, person=lead, role=TeamRole.CASE_LEAD)
    if records:
        record_milestones(by=by, now=now, case=case, records=records, source=TAKEN_OVER)
    replan(row, now)
    tasks = {key_of(task): task for task in Task.rows.filter(case=row).exclude(template="")}
    for one in done:
        _done(_open(tasks.get(one.key)), one.on, one.by_whom, now)
    for other in not_needed:
        task = _open(tasks.get(other.key))
        task.state = TaskState.NOT_NEEDED
        _close(task, other.reason)
    for added in extra:
        _take_extra(row, added, now)
    replan_at_the_end(row, now)
    _noted(row, len(records), len(done), len(not_needed), len(extra))


def _take_extra(row: Case, said: ExtraBefore, now: datetime) -> None:
    """The extra task stands as the file says, or the one that stood open here is closed by it."""
    today = clock.day_of(now)
    if said.task is not None:
        task = _open(Task.rows.filter(case=row, template="", pk=said.task).first())
    elif said.state is TaskState.TO_DO and (said.due_on is None or said.due_on < today):
        raise RuleBroken("day_has_passed", field="due_on")
    else:
        task = extra_task(row, said.title, due_on=said.due_on, person=said.person, today=today)
    if said.done_on is not None:
        _done(task, said.done_on, said.by_whom, now)
    elif said.state is TaskState.NOT_NEEDED:
        task.state = TaskState.NOT_NEEDED
        _close(task, said.reason)
    else:
        task.save()


def _open(found: Task | None) -> Task:
    """The task. Raises: NotFound; Conflict if somebody closed it."""
    if found is None:
        raise NotFound("no_such_task")
    if found.state == TaskState.DONE or (found.state == TaskState.NOT_NEEDED and found.gone is None):
        raise Conflict("task_changed_meanwhile", state=TaskState(found.state))
    return found


def _done(task: Task, on: date, by_whom: str, now: datetime) -> None:
    task.state, task.done_on, task.done_at = TaskState.DONE, on, now
    _close(task, pgettext("TaskTakenOver", "done_before") % {"who": by_whom} if by_whom else "")


def _close(task: Task, reason: str) -> None:
    task.is_touched, task.gone, task.reason = True, None, reason
    task.waiting_for, task.waiting_since = "", None
    task.save()


def _noted(row: Case, n_milestones: int, n_done: int, n_not_needed: int, n_extra: int) -> None:
    note(
        "case.taken_over",
        case_code=row.code or "",
        municipality=row.municipality_id,
        n_milestones=n_milestones,
        n_done=n_done,
        n_not_needed=n_not_needed,
        n_extra=n_extra,
    )


def lock_cases(codes: Iterable[str]) -> None:
    """Nobody records in these cases until the commit; in order of code, so that two imports never cross."""
    list(Case.rows.select_for_update(no_key=True).filter(code__in=set(codes)).order_by("code"))
