"""Work to do, as each person may see it: the worklist across cases, and the plan of one case."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_rules import is_practice
from hervest.accounts.vocabulary import PersonId, Relation, Shown, Subject
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window
from hervest.core.vocabulary import Tier
from hervest.journey.access_queries import subject_of
from hervest.journey.access_rules import may_leave
from hervest.journey.late_queries import BINDING, critically_late, not_critically_late
from hervest.journey.models import Task, TeamMember
from hervest.journey.plan_queries import spec_of, title_of
from hervest.journey.queries import case_for, team_subject
from hervest.journey.staffing_queries import (
    Teams,
    active_team,
    is_theirs,
    my_teams,
    sittings_of,
    team_shown,
    teams_of,
)
from hervest.journey.told_queries import given_to, visible, visible_tasks
from hervest.journey.vocabulary import Audience, Urgency
from hervest.journey.work_row_queries import WorkRow, titles_read, work_rows
from hervest.journey.worklist_rules import week_until

MOST = 1000
"""No group is counted or paged beyond this: who has more narrows the list."""

SHOWN: Mapping[str, tuple[Urgency, ...]] = {
    "week": (Urgency.CRITICAL_LATE, Urgency.LATE, Urgency.THIS_WEEK),
    "later": (Urgency.LATER,),
    "undated": (Urgency.UNDATED,),
}
"""The groups on each of the list's three faces."""

ORDERS: Mapping[str, tuple[str, ...]] = {"day": ("due_on", "pk"), "case": ("case_id", "due_on", "pk")}
"""How the tasks within a group follow each other."""


@dataclass(frozen=True, slots=True)
class WorkFilters:
    """What the worklist is narrowed to, and how each of its groups is ordered.

    `scope`: `cases` (of the actor), `mine`, or `all` that may be seen. `order`: by `day`, or by `case`.
    """

    scope: str = "cases"
    person: int = 0
    phase: str = ""
    binding_only: bool = False
    show: str = "week"
    order: str = "day"

    @property
    def is_narrowed(self) -> bool:
        """Whether it leaves out some of what is due this week."""
        return self.show != "week" or bool(self.person or self.phase) or self.binding_only


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """How many open tasks there are in each group of the worklist, filters applied; never counted beyond `MOST`."""

    critical_late: int
    late: int
    this_week: int
    later: int
    undated: int

    @property
    def due(self) -> int:
        """Late or due by the last day of this week's group."""
        return self.critical_late + self.late + self.this_week

    @property
    def is_capped(self) -> bool:
        """Whether some group holds more than was counted."""
        return MOST in {self.critical_late, self.late, self.this_week, self.later, self.undated}


@dataclass(frozen=True, slots=True)
class Worklist:
    """One page of work and the size of every group."""

    page: Page[WorkRow]
    counts: WorkCounts

    def of(self, wanted: Urgency) -> tuple[WorkRow, ...]:
        """The rows of this page in one group."""
        return tuple(row for row in self.page.rows if row.urgency is wanted)


def worklist(actor: Actor, *, today: date, filters: WorkFilters, number: int = 1) -> Worklist:
    """The actor's open tasks, gravest first; titles above the actor's tier are None.

    At most 12 queries, however many rows: each group is read in the order of its index and no further than the page.
    """
    mine = my_teams(actor, today)
    tasks = _open_tasks(actor, mine).filter(_scoped(actor, mine, filters, today), _narrowed(filters))
    groups = {urgency: tasks.filter(wanted) for urgency, wanted in _groups(today).items()}
    is_near = filters.scope != "all" or bool(filters.person)
    counts = WorkCounts(**(_counted_at_once(tasks, today) if is_near else _counted_each(groups)))
    shown = SHOWN.get(filters.show, SHOWN["week"])
    order = ORDERS.get(filters.order, ORDERS["day"])
    page = _page(
        [(groups[urgency].order_by(*order), getattr(counts, urgency.value)) for urgency in shown], window(number)
    )
    for row in page:
        actor.reads.shown(row.case.code or "", row.case.municipality_id)
    n_rows = sum(getattr(counts, urgency.value) for urgency in shown)
    return Worklist(Page(rows=work_rows(actor, page, today), number=number, n_rows=n_rows), counts)


def _groups(today: date) -> dict[Urgency, Q]:
    """The groups of the worklist as filters: the same answer as `urgency`."""
    others, last = not_critically_late(today), week_until(today)
    return {
        Urgency.CRITICAL_LATE: critically_late(today),
        Urgency.LATE: Q(due_on__lt=today) & others,
        Urgency.THIS_WEEK: Q(due_on__gte=today, due_on__lte=last) & others,
        Urgency.LATER: Q(due_on__gt=last) & others,
        Urgency.UNDATED: Q(due_on__isnull=True) & others,
    }


def _counted_at_once(tasks: QuerySet[Task], today: date) -> dict[str, int]:
    """The groups of a few cases: one reading of their tasks."""
    counts = {urgency.value: Count("pk", filter=wanted) for urgency, wanted in _groups(today).items()}
    return {name: min(n, MOST) for name, n in tasks.aggregate(**counts).items()}


def _counted_each(groups: Mapping[Urgency, QuerySet[Task]]) -> dict[str, int]:
    """The groups of many cases: each in the order of its index, and no further than anybody reads."""
    return {urgency.value: group.order_by("due_on").values("pk")[:MOST].count() for urgency, group in groups.items()}


def _page(groups: list[tuple[QuerySet[Task], int]], part: slice) -> list[Task]:
    """The rows of one page out of groups that follow each other, each in its own order.

    First which, from an index alone, then the rows: joined to its case at once, a database reads every case.
    """
    wanted = list(_ids(groups, part))
    rows = Task.rows.select_related("case", "assigned_to").in_bulk(wanted)
    return [rows[task] for task in wanted if task in rows]


def _ids(groups: list[tuple[QuerySet[Task], int]], part: slice) -> Iterator[int]:
    start, stop = part.start, part.stop
    for group, n_rows in groups:
        if start < n_rows and stop > 0:
            yield from group.values_list("pk", flat=True)[max(start, 0) : min(stop, n_rows)]
        start, stop = start - n_rows, stop - n_rows


@dataclass(frozen=True, slots=True)
class DueDay:
    """The last day of a task of one's own. `title`: None where it may not stand outside Hervest.

    `is_read`: whether its owner may read the title at all.
    """

    task: int
    case_code: str
    on: date
    title: str | None
    is_read: bool


def own_due(actor: Actor, *, today: date) -> tuple[DueDay, ...]:
    """The days of the actor's own open tasks, for a calendar outside Hervest, the earliest first; of no practice.

    The same tasks as the worklist of `mine`. Each case stands in the log of what was read. At most 4 queries.
    """
    mine = my_teams(actor, today)
    tasks = _open_tasks(actor, mine).filter(_scoped(actor, mine, WorkFilters(scope="mine"), today))
    dated = tasks.filter(due_on__isnull=False).order_by("due_on", "pk").select_related("case")[:MOST]
    rows = [row for row in dated if not is_practice(row.municipality_id)]
    read = titles_read(actor, rows, today)
    return tuple(_due_day(actor, row, is_read=row.pk in read) for row in rows)


def _due_day(actor: Actor, row: Task, *, is_read: bool) -> DueDay:
    code, tier = row.case.code or "", Tier(row.tier)
    leaves = is_read and may_leave(
        tier=tier, audience=Audience(row.audience), is_finance=row.is_finance, is_typed=spec_of(row) is None
    )
    actor.reads.shown(code, row.case.municipality_id)
    if leaves:
        actor.reads.read_at(code, Shown.TASKS, tier)
    assert row.due_on is not None  # only those with a day were asked for
    return DueDay(row.pk, code, row.due_on, title_of(row) if leaves else None, is_read)


def plan_of(actor: Actor, code: str, *, today: date) -> tuple[WorkRow, ...]:
    """Every task of the case that the actor may see, in order of date; undated ones last. Raises: NotFound."""
    case_for(actor, code, Permission.CASE_READ, today=today)
    tasks = visible_tasks(actor, today).filter(case__code=code)
    rows = tasks.order_by(F("due_on").asc(nulls_last=True), "pk").select_related("case", "assigned_to", "done_by")
    return work_rows(actor, list(rows), today)


def work_of(actor: Actor, code: str, rows: Collection[str], *, today: date) -> tuple[WorkRow, ...]:
    """The same of these rows of the template alone, in their order. Raises: NotFound."""
    case_for(actor, code, Permission.CASE_READ, today=today)
    tasks = visible_tasks(actor, today).filter(case__code=code, template__in=list(rows)).order_by("template", "pk")
    return work_rows(actor, list(tasks.select_related("case", "assigned_to", "done_by")), today)


def task_for(actor: Actor, code: str, task: int, *, today: date) -> WorkRow:
    """One task the actor may see; that its case was opened stands in the log. Raises: NotFound."""
    row = (
        visible_tasks(actor, today)
        .filter(case__code=code, pk=task)
        .select_related("case", "assigned_to", "done_by")
        .first()
    )
    if row is None:
        raise NotFound("no_such_task")
    (found,) = work_rows(actor, [row], today)
    standing = my_teams(actor, today).at(row.case_id)
    actor.reads.opened(code, row.case.municipality_id, in_emergency=Relation.EMERGENCY in standing.relations)
    return found


def readable_task(actor: Actor, code: str, task: int, *, today: date) -> WorkRow:
    """One task whose title the actor may read: nobody changes what they see as "afspraak". Raises: NotFound."""
    row = task_for(actor, code, task, today=today)
    if row.title is None:
        raise NotFound("no_such_task")
    return row


def task_to_do(actor: Actor, code: str, task: int, *, now: datetime) -> WorkRow:
    """One task that is the actor's to do: who only reads it is shown no form for it. Raises: NotFound."""
    today = clock.day_of(now)
    row = readable_task(actor, code, task, today=today)
    subject, asked = team_subject(actor, code, today=today), _task_row(code, task)
    subject = _with_doers(subject, asked, team_shown(actor, asked.case, today).seats)
    if not policy.can(actor, Permission.TASK_DO, subject):
        raise NotFound("no_such_task")
    return row


def task_subject(*, case: str, task: int, now: datetime, **_: object) -> Subject:
    """The task as the policy sees it: the case's team, and whose this task is. Raises: NotFound."""
    row, today = _task_row(case, task), clock.day_of(now)
    return _with_doers(subject_of(row.case, today), row, active_team(today).filter(case=row.case_id))


def _task_row(case: str, task: int) -> Task:
    row = Task.rows.filter(case__code=case, pk=task).select_related("case").first()
    if row is None:
        raise NotFound("no_such_task")
    return row


def _with_doers(subject: Subject, row: Task, team: Iterable[TeamMember]) -> Subject:
    return replace(subject, people={**subject.people, Relation.ASSIGNED: _doers(row, team)})


def _doers(row: Task, team: Iterable[TeamMember]) -> frozenset[PersonId]:
    """Whose the task is: by name, or else by a seat from which it is done."""
    if row.assigned_to_id is not None:
        return frozenset({PersonId(row.assigned_to_id)})
    seats = sittings_of(team).get(row.case_id, {})
    return frozenset(person for person, sitting in seats.items() if is_theirs(sitting, row))


def _open_tasks(actor: Actor, mine: Teams) -> QuerySet[Task]:
    return Task.rows.filter(visible(actor, mine), is_open=True)


def _scoped(actor: Actor, mine: Teams, filters: WorkFilters, today: date) -> Q:
    """Beside what is asked, the few cases it can stand in: they let the database read no other."""
    if filters.scope == "all" and not filters.person:
        return Q()
    person = filters.person or actor.person or 0
    teams = teams_of(person, today) if filters.person else mine
    given = _with_tasks_of(person)
    near = Q(case__in=teams.cases | given)
    if filters.person or filters.scope == "mine":
        return near & given_to(person, teams)
    return near if given <= teams.cases else near & (Q(case__in=teams.cases) | Q(assigned_to_id=person))


def _with_tasks_of(person: int) -> frozenset[int]:
    """The cases in which open work was given to the person by name."""
    rows = Task.rows.filter(assigned_to_id=person).filter(is_open=True)
    return frozenset(rows.values_list("case_id", flat=True))


def _narrowed(filters: WorkFilters) -> Q:
    wanted = Q(phase=filters.phase) if filters.phase else Q()
    return wanted & Q(kind__in=BINDING) if filters.binding_only else wanted
