"""The open work of a colleague, for who covers for them; and what was covered before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.actor import Actor
from hervest.accounts.vocabulary import PersonId, Subject
from hervest.core.errors import NotFound, RuleBroken
from hervest.journey.cover_rules import Work
from hervest.journey.models import Cover, CoveredTask
from hervest.journey.staffing_queries import teams_of
from hervest.journey.told_queries import given_to, visible_tasks
from hervest.journey.work_row_queries import WorkRow, work_rows
from hervest.journey.worklist_queries import task_subject

MOST_AT_ONCE = 200
COVERS_SHOWN = 10


def work_subject(*, work: Sequence[Work], now: datetime, **_: object) -> Subject:
    """The first of the tasks; the others are asked one by one. Raises: RuleBroken if there is none; NotFound."""
    if not work:
        raise RuleBroken("nothing_chosen", field="work")
    case, task = work[0]
    return task_subject(case=case, task=task, now=now)


@dataclass(frozen=True, slots=True)
class ColleagueWork:
    """Open work of a colleague that the actor may give away, by case and day; `has_more` beyond `MOST_AT_ONCE`."""

    rows: tuple[WorkRow, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class CoverRow:
    """What was covered: whose work went to whom, how much of it, and until when seats in teams last."""

    id: int
    colleague: str
    person: str
    at: datetime
    until_on: date
    reason: str
    n_tasks: int
    is_undone: bool


def work_of_colleague(actor: Actor, colleague: PersonId, until_on: date, *, today: date) -> ColleagueWork:
    """What is given to the colleague, by name or by their role in a team, and due until that day or late.

    Only what the actor reads and may give: 5 queries, however much it is.
    """
    theirs = given_to(colleague, teams_of(colleague, today))
    tasks = visible_tasks(actor, today).filter(theirs, is_open=True, due_on__lte=until_on)
    found = list(tasks.select_related("case").order_by("case__code", "due_on", "pk")[: MOST_AT_ONCE + 1])
    rows = work_rows(actor, found[:MOST_AT_ONCE], today)
    for row in found[:MOST_AT_ONCE]:
        actor.reads.shown(row.case.code or "", row.municipality_id)
    return ColleagueWork(
        rows=tuple(row for row in rows if row.may_assign and row.title is not None),
        has_more=len(found) > MOST_AT_ONCE,
    )


def covers_by(actor: Actor) -> tuple[CoverRow, ...]:
    """The last ones that the actor did, the latest first."""
    rows = Cover.rows.filter(by_id=actor.person or 0).select_related("colleague", "person").order_by("-at", "-pk")
    return tuple(_cover_row(row) for row in rows.prefetch_related("tasks")[:COVERS_SHOWN])


def _cover_row(row: Cover) -> CoverRow:
    return CoverRow(
        id=row.pk,
        colleague=row.colleague.name,
        person=row.person.name,
        at=row.at,
        until_on=row.until_on,
        reason=row.reason,
        n_tasks=len(row.tasks.all()),
        is_undone=row.undone_at is not None,
    )


def cover_subject(*, cover: int, now: datetime, **_: object) -> Subject:
    """The first task that was covered. Raises: NotFound."""
    row = CoveredTask.rows.filter(cover=cover).select_related("task__case").order_by("pk").first()
    if row is None:
        raise NotFound("no_such_cover")
    return task_subject(case=row.task.case.code or "", task=row.task_id, now=now)
