"""The open work of a colleague, for who covers for them; and what was covered before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from hervest.accounts.actor import Actor
from hervest.accounts.queries import PersonName, colleagues_of, left_colleagues
from hervest.accounts.vocabulary import PersonId, Subject
from hervest.core.errors import NotFound, RuleBroken
from hervest.journey.cover_rules import Work
from hervest.journey.models import Cover, CoveredTask, Task
from hervest.journey.seat_rules import ALL_OF_THEM, Sitting
from hervest.journey.settings import journey_settings
from hervest.journey.staffing_queries import active_team, is_theirs, sittings_of, teams_of
from hervest.journey.told_queries import given_to, visible_tasks
from hervest.journey.vocabulary import TeamRole, WhyNotBack
from hervest.journey.work_row_queries import WorkRow, may_give_any, work_rows
from hervest.journey.worklist_queries import task_subject

Teams = Mapping[int, Mapping[PersonId, Sitting]]
"""Who sits where, by case and person."""

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
    """Open work of a colleague that the actor may give away, by case and day; `has_more` beyond `MOST_AT_ONCE`.

    `seat_until`: how long whoever takes it over sits in the teams, unless the actor says otherwise.
    """

    rows: tuple[WorkRow, ...]
    has_more: bool
    seat_until: date


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


@dataclass(frozen=True, slots=True)
class Stayed:
    """A task that did not go back when a cover was undone: why, and whose it was ("" its role's).

    `title` is None for who may not read it ("afspraak").
    """

    case_code: str
    title: str | None
    why: WhyNotBack
    before: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of undoing a cover: how many tasks went back, which stayed, where `person` keeps a seat for them."""

    person: str
    n_back: int
    stayed: tuple[Stayed, ...]
    seats: tuple[str, ...]


def work_of_colleague(actor: Actor, colleague: PersonId, until_on: date | None, *, today: date) -> ColleagueWork:
    """What is given to the colleague, by name or by their role in a team, and due until that day or late.

    Without a day all of it, undated work too. Only what the actor reads and may give: 6 queries, however much it is.
    """
    theirs = given_to(colleague, teams_of(colleague, today))
    tasks = visible_tasks(actor, today).filter(theirs, is_open=True)
    due = tasks if until_on is None else tasks.filter(due_on__lte=until_on)
    in_order = due.order_by("case__code", F("due_on").asc(nulls_last=True), "pk")
    found = list(in_order.select_related("case")[: MOST_AT_ONCE + 1])
    rows = work_rows(actor, found[:MOST_AT_ONCE], today)
    for row in found[:MOST_AT_ONCE]:
        actor.reads.shown(row.case.code or "", row.municipality_id)
    return ColleagueWork(
        rows=tuple(row for row in rows if row.may_assign and row.title is not None),
        has_more=len(found) > MOST_AT_ONCE,
        seat_until=until_on or today + journey_settings().longest_in_team,
    )


def left_with_work(actor: Actor, *, today: date) -> tuple[PersonName, ...]:
    """Who left and still has open work that the actor reads and may give: by name, or by a seat of theirs alone.

    What somebody else does in the same role for whom it is about waits for nobody. At most 5 queries, whatever they
    left.
    """
    left = left_colleagues(actor, today=today)
    if not left:
        return ()
    names = {row.id for row in left}
    teams = _teams_with(names, today)
    with_work: set[int] = set()
    tasks = visible_tasks(actor, today).filter(_of_any(names, teams), is_open=True).select_related("case")
    for task in may_give_any(actor, tasks, today):
        with_work |= {task.assigned_to_id} if task.assigned_to_id else _alone_with(task, names, teams)
    return tuple(row for row in left if row.id in with_work)


def can_be_covered(actor: Actor, *, today: date) -> frozenset[int]:
    """Whom the page for covering offers to choose: everybody who has work, and who left and still has some."""
    rows = (*colleagues_of(actor, today=today), *left_with_work(actor, today=today))
    return frozenset(row.id for row in rows)


def _teams_with(people: Collection[int], today: date) -> Teams:
    """The teams of open cases in which one of them sits. At most 2 queries."""
    theirs = active_team(today).filter(person_id__in=people, case__closed_on=None)
    return sittings_of(active_team(today).filter(case__in=theirs.values("case")))


def _alone_with(task: Task, people: Collection[int], teams: Teams) -> set[int]:
    """Who of them have the task by their seats; nobody, where somebody else has it too."""
    doers: set[int] = {who for who, sitting in teams.get(task.case_id, {}).items() if is_theirs(sitting, task)}
    return doers if doers <= set(people) else set()


def _of_any(people: Collection[int], teams: Teams) -> Q:
    """What one of them may have alone: by name, or by a role that nobody else has for a whole household."""
    found, cases = Q(assigned_to__in=people), dict[TeamRole, list[int]]()
    for case, team in teams.items():
        theirs = {role for who, sitting in team.items() if who in people for role in sitting.roles}
        for role in theirs:
            if not any(ALL_OF_THEM in sitting.about(role) for who, sitting in team.items() if who not in people):
                cases.setdefault(role, []).append(case)
    for role, there in cases.items():
        found |= Q(assigned_to__isnull=True, holder=role, case__in=there)
    return found


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
