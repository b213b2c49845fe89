"""Work that others did not complete, taken over by who goes on: the one is closed, another stands in its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.core.vocabulary import Tier
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.models import Case, Task
from hervest.journey.passing_queries import stand_as_made
from hervest.journey.plan_actions import replan_at_the_end
from hervest.journey.task_actions import extra_task, step_to
from hervest.journey.vocabulary import CLOSED_STATES, TaskState

Passed = tuple[int, int]
"""A task that was not completed, and the one that stands in its place."""


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A task that is not completed by who has it, and what is done instead, by when."""

    task: int
    title: str
    due_on: date
    reason: str


@action(Permission.MILESTONE_RECORD, on=case_subject)
def pass_on(*, by: Actor, now: datetime, case: str, works: Sequence[PassedOn]) -> tuple[Passed, ...]:
    """Each is not needed any more, for its reason, and the coordinator has a task about the same person instead.

    What is closed by now is left as it is. Raises: NotFound for a task of another case.
    """
    row = locked_case(case)
    found = {task.pk: task for task in Task.rows.select_for_update(no_key=True).filter(case=row)}
    if not {work.task for work in works} <= found.keys():
        raise NotFound("no_such_task")
    pairs = tuple(
        (work.task, _instead(by, now, row, found[work.task], work))
        for work in works
        if found[work.task].state not in CLOSED_STATES
    )
    replan_at_the_end(row, now)
    return pairs


@action(Permission.MILESTONE_RECORD, on=case_subject)
def take_passing_back(*, by: Actor, now: datetime, case: str, pairs: Sequence[Passed], reason: str) -> None:
    """What stands instead and nobody touched is gone, and what was not completed stands as it did before.

    `reason`: the one for which it was passed on; what was noted before it stays.
    """
    row = locked_case(case)
    untouched = stand_as_made(row.pk, [instead for _, instead in pairs])
    for task, instead in pairs:
        before = Task.rows.filter(case=row, pk=task, state=TaskState.NOT_NEEDED).first()
        if instead not in untouched or before is None:
            continue
        Task.rows.filter(pk=instead).delete()
        was = TaskState(before.state_before or TaskState.TO_DO)
        step_to(before, TaskState.TO_DO, now, by)
        before.state, before.reason = was, before.reason.removeprefix(reason).strip()
        before.save()
        note("task.taken_back", case_code=case, municipality=row.municipality_id, task=task)
    replan_at_the_end(row, now)


def _instead(by: Actor, now: datetime, row: Case, found: Task, work: PassedOn) -> int:
    was = found.state
    step_to(found, TaskState.NOT_NEEDED, now, by)
    found.state_before, found.reason = was, f"{work.reason} {found.reason}".strip()
    found.save()
    task = extra_task(row, work.title, due_on=work.due_on, person=None, today=clock.day_of(now))
    task.member_no, task.tier = found.member_no, Tier.P1
    task.save()
    note("task.passed_on", case_code=row.code or "", municipality=row.municipality_id, task=found.pk, instead=task.pk)
    return task.pk
