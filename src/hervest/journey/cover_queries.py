"""The open work of a colleague, for who covers for them; and what was covered before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from hervest.accounts.actor import Actor
from hervest.accounts.queries import PersonName, colleagues_of, left_colleagues
from hervest.accounts.vocabulary import PersonId, Subject
from hervest.core.errors import NotFound, RuleBroken
from hervest.journey.cover_rules import Work
from hervest.journey.models import Cover, CoveredTask
from hervest.journey.settings import journey_settings
from hervest.journey.staffing_queries import active_team, teams_of
from hervest.journey.told_queries import given_to, visible_tasks
from hervest.journey.vocabulary import WhyNotBack
from hervest.journey.work_row_queries import WorkRow, may_give_any, work_rows
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
    """Who left and still has open work that the actor reads and may give: by name, or by a role that they alone have.

    What somebody else does in the same role waits for nobody. At most 5 queries, whatever they left.
    """
    left = left_colleagues(actor, today=today)
    if not left:
        return ()
    names = {row.id for row in left}
    seats = _seats_of(names, today)
    with_work: set[int] = set()
    tasks = visible_tasks(actor, today).filter(_of_any(names, seats), is_open=True).select_related("case")
    for task in may_give_any(actor, tasks, today):
        named = {task.assigned_to_id} if task.assigned_to_id else seats.get((task.case_id, task.holder), set())
        with_work |= named
    return tuple(row for row in left if row.id in with_work)


def can_be_covered(actor: Actor, *, today: date) -> frozenset[int]:
    """Whom the page for covering offers to choose: everybody who has work, and who left and still has some."""
    rows = (*colleagues_of(actor, today=today), *left_with_work(actor, today=today))
    return frozenset(row.id for row in rows)


def _seats_of(people: Collection[int], today: date) -> Mapping[tuple[int, str], set[int]]:
    """Who of them has which role in the team of which open case, where nobody else has it."""
    held = active_team(today).filter(person_id__in=people, case__closed_on=None)
    seats: dict[tuple[int, str], set[int]] = {}
    for case, role, person in held.values_list("case_id", "role", "person_id"):
        seats.setdefault((case, role), set()).add(person)
    there = active_team(today).filter(case__in={case for case, _ in seats}).exclude(person_id__in=people)
    for seat in there.values_list("case_id", "role"):
        seats.pop(seat, None)
    return seats


def _of_any(people: Collection[int], seats: Iterable[tuple[int, str]]) -> Q:
    """The same as `given_to`, for several people and the roles they have in teams."""
    found, cases = Q(assigned_to__in=people), dict[str, list[int]]()
    for case, role in seats:
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
