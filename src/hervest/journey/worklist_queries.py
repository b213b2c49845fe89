"""Work to do, as each person may see it: the worklist across cases, and the plan of one case."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId, Subject
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window
from hervest.core.vocabulary import MemberNo, Tier
from hervest.deadlines.register import all_versions
from hervest.journey.access_rules import Reader, reads_title
from hervest.journey.models import Task
from hervest.journey.plan_queries import key_of, title_of
from hervest.journey.queries import MyTeams, active_team, case_for, my_teams, subject_of, teams_of
from hervest.journey.rules import predecessors
from hervest.journey.task_rules import Because, because_from_json
from hervest.journey.template import PostedMilestone
from hervest.journey.template_defaults import default_template
from hervest.journey.vocabulary import (
    CLOSED_STATES,
    Audience,
    DeadlineKind,
    DoerRole,
    Phase,
    TaskKey,
    TaskState,
    TeamRole,
    Urgency,
)
from hervest.journey.worklist_rules import preferred_day, urgency

SUNDAY = 6
MOST = 1000
"""No group is counted or paged beyond this: who has more narrows the list."""

SHOWN: Mapping[str, tuple[Urgency, ...]] = {
    "week": (Urgency.CRITICAL_LATE, Urgency.LATE, Urgency.THIS_WEEK),
    "later": (Urgency.LATER,),
    "undated": (Urgency.UNDATED,),
}
"""The groups on each of the list's three faces."""

BINDING = [DeadlineKind.LEGAL, DeadlineKind.HARD]


@dataclass(frozen=True, slots=True)
class WorkFilters:
    """What the worklist is narrowed to. `scope`: `cases` (of the actor), `mine`, or `all` that may be seen."""

    scope: str = "cases"
    person: int = 0
    phase: str = ""
    binding_only: bool = False
    show: str = "week"


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A task as a list shows it. `title` and `because` are None for who may not read them ("afspraak")."""

    id: int
    key: TaskKey
    case_code: str
    title: str | None
    because: Because | None
    phase: Phase
    kind: DeadlineKind
    state: TaskState
    urgency: Urgency
    start_on: date | None
    due_on: date | None
    limit_on: date | None
    preferred_on: date | None
    holder: TeamRole
    holder_names: tuple[str, ...]
    is_stand_in: bool
    doer: DoerRole
    waiting_for: str
    waiting_since: date | None
    blocked_by: tuple[str, ...]
    reason: str
    done_on: date | None
    done_by: str
    is_fixed: bool
    is_flagged: bool
    is_mine: bool
    may_do: bool
    may_assign: bool
    may_open: bool
    asks: tuple[PostedMilestone, ...]

    @property
    def member(self) -> MemberNo | None:
        """The person it is about, if one."""
        return self.key.member

    @property
    def person_key(self) -> str:
        """How pages find the name of the person it is about: `H-0123/2`, empty if about nobody."""
        return f"{self.case_code}/{self.key.member}" if self.key.member else ""

    @property
    def is_marked(self) -> bool:
        """Whether something about its state deserves a line of its own."""
        is_moving = self.state in {TaskState.BUSY, TaskState.WAITING_FOR}
        return is_moving or bool(self.blocked_by) or self.is_stand_in or self.is_flagged

    @property
    def is_open(self) -> bool:
        """Whether it asks something of somebody."""
        return self.state not in CLOSED_STATES


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
        """Late or due this week."""
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
    counts = WorkCounts(**{urgency.value: _counted(group) for urgency, group in groups.items()})
    shown = SHOWN.get(filters.show, SHOWN["week"])
    page = list(_page([(groups[urgency], getattr(counts, urgency.value)) for urgency in shown], window(number)))
    for row in page:
        actor.reads.shown(row.case.code or "", row.case.municipality_id)
    n_rows = sum(getattr(counts, urgency.value) for urgency in shown)
    return Worklist(Page(rows=_rows(actor, page, today), number=number, n_rows=n_rows), counts)


def _groups(today: date) -> dict[Urgency, Q]:
    """The groups of the worklist as filters: the same answer as `urgency`."""
    late, sunday = Q(due_on__lt=today), today + timedelta(days=SUNDAY - today.weekday())
    return {
        Urgency.CRITICAL_LATE: late & Q(kind__in=BINDING),
        Urgency.LATE: late & ~Q(kind__in=BINDING),
        Urgency.THIS_WEEK: Q(due_on__gte=today, due_on__lte=sunday),
        Urgency.LATER: Q(due_on__gt=sunday),
        Urgency.UNDATED: Q(due_on__isnull=True),
    }


def _counted(group: QuerySet[Task]) -> int:
    return group.order_by().values("pk")[:MOST].count()


def _page(groups: list[tuple[QuerySet[Task], int]], part: slice) -> Iterator[Task]:
    """The rows of one page out of groups that follow each other, each in order of date."""
    start, stop = part.start, part.stop
    for group, n_rows in groups:
        if start < n_rows and stop > 0:
            rows = group.order_by("due_on", "pk").select_related("case", "assigned_to")
            yield from rows[max(start, 0) : min(stop, n_rows)]
        start, stop = start - n_rows, stop - n_rows


def plan_of(actor: Actor, code: str, *, today: date) -> tuple[WorkRow, ...]:
    """Every task of the case that the actor may see, in order of date; undated ones last."""
    case_for(actor, code, Permission.CASE_READ, today=today)
    tasks = Task.rows.filter(_visible(actor, my_teams(actor, today)), case__code=code)
    rows = tasks.order_by(F("due_on").asc(nulls_last=True), "pk").select_related("case", "assigned_to", "done_by")
    return _rows(actor, list(rows), today)


def task_for(actor: Actor, code: str, task: int, *, today: date) -> WorkRow:
    """One task the actor may see. Raises: NotFound."""
    row = (
        Task.rows.filter(_visible(actor, my_teams(actor, today)), case__code=code, pk=task)
        .select_related("case", "assigned_to", "done_by")
        .first()
    )
    if row is None:
        raise NotFound("no_such_task")
    (found,) = _rows(actor, [row], today)
    tiers = () if found.title is None else (Tier(row.tier),)
    actor.reads.opened(code, row.case.municipality_id, *tiers)
    return found


def readable_task(actor: Actor, code: str, task: int, *, today: date) -> WorkRow:
    """One task whose title the actor may read: nobody changes what they see as "afspraak". Raises: NotFound."""
    row = task_for(actor, code, task, today=today)
    if row.title is None:
        raise NotFound("no_such_task")
    return row


def task_subject(*, case: str, task: int, now: datetime, **_: object) -> Subject:
    """The task as the policy sees it: the case's team, and whose this task is. Raises: NotFound."""
    row = Task.rows.filter(case__code=case, pk=task).select_related("case").first()
    if row is None:
        raise NotFound("no_such_task")
    today = clock.day_of(now)
    holders = active_team(today).filter(case=row.case, role=row.holder).values_list("person_id", flat=True)
    mine = [row.assigned_to_id] if row.assigned_to_id is not None else holders
    return replace(subject_of(row.case, today), assigned=frozenset(PersonId(person) for person in mine))


def _open_tasks(actor: Actor, mine: MyTeams) -> QuerySet[Task]:
    return Task.rows.exclude(state__in=CLOSED_STATES).filter(_visible(actor, mine), case__closed_on__isnull=True)


def _given(person: int, mine: MyTeams) -> Q:
    """Given to the person by name, or to a role that the person has in the case's team."""
    found = Q(assigned_to_id=person)
    for role, cases in mine.by_role.items():
        found |= Q(assigned_to__isnull=True, holder=role, case__in=cases)
    return found


def _visible(actor: Actor, mine: MyTeams) -> Q:
    reach = policy.reach(actor, Permission.TASK_READ)
    if reach.everything:
        return Q()
    return (
        Q(case__municipality__in=reach.municipalities)
        | Q(case__municipality__in=reach.team_in, case__in=mine.cases)
        | (Q(case__municipality__in=reach.assigned_in) & _given(actor.person or 0, mine))
    )


def _scoped(actor: Actor, mine: MyTeams, filters: WorkFilters, today: date) -> Q:
    """Beside what is asked, the few cases it can stand in: they let the database read no other."""
    if filters.scope == "all" and not filters.person:
        return Q()
    person = filters.person or actor.person or 0
    teams = teams_of(person, today) if filters.person else mine
    near = Q(case__in=teams.cases | _with_tasks_of(person))
    if filters.person or filters.scope == "mine":
        return near & _given(person, teams)
    return near & (Q(case__in=teams.cases) | Q(assigned_to_id=person))


def _with_tasks_of(person: int) -> frozenset[int]:
    """The cases in which open work was given to the person by name."""
    rows = Task.rows.filter(assigned_to_id=person).exclude(state__in=CLOSED_STATES)
    return frozenset(rows.values_list("case_id", flat=True))


def _narrowed(filters: WorkFilters) -> Q:
    wanted = Q(phase=filters.phase) if filters.phase else Q()
    return wanted & Q(kind__in=BINDING) if filters.binding_only else wanted


@dataclass(frozen=True, slots=True)
class _Around:
    """What the rows of one page need to know of their cases, gathered once for the page."""

    my_roles: Mapping[int, frozenset[TeamRole]]
    holders: Mapping[tuple[int, str], tuple[str, ...]]
    open_before: Mapping[int, Mapping[str, Mapping[MemberNo | None, TaskKey]]]


def _rows(actor: Actor, tasks: Sequence[Task], today: date) -> tuple[WorkRow, ...]:
    around = _around(actor, tasks, today)
    return tuple(_row(actor, task, around, today) for task in tasks)


def _around(actor: Actor, tasks: Sequence[Task], today: date) -> _Around:
    cases = {task.case_id for task in tasks}
    roles: dict[int, set[TeamRole]] = {}
    holders: dict[tuple[int, str], list[str]] = {}
    team = active_team(today).filter(case__in=cases).order_by("pk")
    for case, role, person, name in team.values_list("case_id", "role", "person_id", "person__name"):
        holders.setdefault((case, role), []).append(name)
        if person == actor.person:
            roles.setdefault(case, set()).add(TeamRole(role))
    return _Around(
        my_roles={case: frozenset(found) for case, found in roles.items()},
        holders={key: tuple(names) for key, names in holders.items()},
        open_before=_open_before(cases, tasks),
    )


def _open_before(cases: Iterable[int], tasks: Sequence[Task]) -> dict[int, dict[str, dict[MemberNo | None, TaskKey]]]:
    by_id = default_template().by_id
    wanted = {before for task in tasks if task.template in by_id for before in by_id[task.template].depends_on}
    rows = Task.rows.filter(case__in=list(cases), template__in=wanted, repeat_no=1).exclude(state__in=CLOSED_STATES)
    found: dict[int, dict[str, dict[MemberNo | None, TaskKey]]] = {}
    for case, template, member_no in rows.values_list("case_id", "template", "member_no"):
        member = MemberNo(member_no) if member_no else None
        found.setdefault(case, {}).setdefault(template, {})[member] = TaskKey(template, member, 1)
    return found


def subject_for(actor: Actor, municipality: str, roles: frozenset[TeamRole], *, is_mine: bool) -> Subject:
    """A case or task as the policy sees it from this actor's own place in it."""
    me: frozenset[PersonId] = frozenset({actor.person}) if actor.person is not None else frozenset()
    return Subject(
        municipality=municipality,
        team=me if roles else frozenset(),
        assigned=me if is_mine else frozenset(),
        named=me if TeamRole.CASE_LEAD in roles else frozenset(),
    )


def _row(actor: Actor, task: Task, around: _Around, today: date) -> WorkRow:
    roles = around.my_roles.get(task.case_id, frozenset())
    is_mine = _is_mine(actor, task, roles)
    subject = subject_for(actor, task.case.municipality_id, roles, is_mine=is_mine)
    may_read = reads_title(
        Reader(
            tiers=policy.readable(actor, Permission.TASK_READ, subject),
            reads_finance=policy.reads_finance(actor, Permission.TASK_READ, subject),
            is_case_lead=TeamRole.CASE_LEAD in roles,
        ),
        tier=Tier(task.tier),
        audience=Audience(task.audience),
        is_finance=task.is_finance,
        is_mine=is_mine,
    )
    kind, state = DeadlineKind(task.kind), TaskState(task.state)
    if state is TaskState.WAITING_START and task.start_on and task.start_on <= today:
        state = TaskState.TO_DO
    return WorkRow(
        id=task.pk,
        key=key_of(task),
        case_code=task.case.code or "",
        title=title_of(task) if may_read else None,
        because=because_from_json(task.because) if may_read and task.because else None,
        phase=Phase(task.phase),
        kind=kind,
        state=state,
        urgency=urgency(task.due_on, kind, today),
        start_on=task.start_on,
        due_on=task.due_on,
        limit_on=task.limit_on,
        preferred_on=_preferred(task, today),
        holder=TeamRole(task.holder),
        holder_names=_holder_names(task, around),
        is_stand_in=task.is_stand_in,
        doer=DoerRole(task.doer),
        waiting_for=task.waiting_for if may_read else "",
        waiting_since=task.waiting_since,
        blocked_by=_blocked_by(task, around) if may_read and state not in CLOSED_STATES else (),
        reason=task.reason if may_read else "",
        done_on=task.done_on,
        done_by=task.done_by.name if state is TaskState.DONE and task.done_by else "",
        is_fixed=task.is_fixed,
        is_flagged=task.gone is not None and state not in CLOSED_STATES,
        is_mine=is_mine,
        may_do=may_read and policy.can(actor, Permission.TASK_DO, subject),
        may_assign=may_read and policy.can(actor, Permission.TASK_ASSIGN, subject),
        may_open=policy.can(actor, Permission.CASE_READ, subject),
        asks=default_template().posted_by(task.template) if may_read else (),
    )


def _is_mine(actor: Actor, task: Task, roles: frozenset[TeamRole]) -> bool:
    if task.assigned_to_id is not None:
        return task.assigned_to_id == actor.person
    return task.holder in roles


def _preferred(task: Task, today: date) -> date | None:
    if task.due_on is None or task.due_on < today:
        return None
    return preferred_day(task.start_on, task.due_on, all_versions().calendar)


def _holder_names(task: Task, around: _Around) -> tuple[str, ...]:
    if task.assigned_to is not None:
        return (task.assigned_to.name,)
    return around.holders.get((task.case_id, task.holder), ())


def _blocked_by(task: Task, around: _Around) -> tuple[str, ...]:
    spec = default_template().by_id.get(task.template)
    if spec is None:
        return ()
    before = around.open_before.get(task.case_id, {})
    member = MemberNo(task.member_no) if task.member_no else None
    return tuple(key.template for key in predecessors(spec, member, before))
