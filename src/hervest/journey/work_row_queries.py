"""One task as a list shows it to somebody: what they may read of it, why its date, and what they may do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial

from django.db.models import BooleanField, ExpressionWrapper, Q

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_rules import is_practice_case
from hervest.accounts.queries import roles_there
from hervest.accounts.vocabulary import PersonId, Relation, Shown, Subject
from hervest.core.vocabulary import MemberNo, Tier
from hervest.deadlines.register import all_versions
from hervest.journey.access_queries import own_subject, reader_for
from hervest.journey.access_rules import Reader, reads_title, reason_for
from hervest.journey.models import Task
from hervest.journey.own_day_queries import OwnDay, is_early
from hervest.journey.plan_queries import key_of, note_of, posted_by, title_of
from hervest.journey.rules import predecessors
from hervest.journey.seat_rules import Sitting
from hervest.journey.staffing_queries import (
    Standing,
    Team,
    Teams,
    is_theirs,
    my_teams,
    my_teams_now,
    sittings_of,
    teams_shown,
)
from hervest.journey.task_rules import Because, because_from_json
from hervest.journey.template import PostedMilestone
from hervest.journey.template_defaults import default_template
from hervest.journey.told_queries import visible
from hervest.journey.vocabulary import (
    CLOSED_STATES,
    Audience,
    CaseKind,
    DeadlineKind,
    DoerRole,
    Phase,
    TaskKey,
    TaskState,
    TeamRole,
    Urgency,
    WhyGone,
)
from hervest.journey.workflow_queries import template_of
from hervest.journey.worklist_rules import preferred_day, urgency


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A task as a list shows it. `title` and `because` are None for who may not read them ("afspraak").

    `blocked_by`: the titles of what comes first, and None last for all of it that they may not read.
    `note`: what the municipality explains to it.
    `holders_left`: who has it and does it no more, where nobody else has it.
    `why_gone`: why the plan does not ask for it any more.
    `is_reason_locked`: the title may be read, but not the days that its date counts from.
    `own_day`: while it is open, the day to which it belongs and that is still to come.
    """

    id: int
    key: TaskKey
    case_code: str
    title: str | None
    because: Because | None
    is_reason_locked: bool
    phase: Phase
    kind: DeadlineKind
    state: TaskState
    urgency: Urgency
    start_on: date | None
    own_day: OwnDay | None
    due_on: date | None
    limit_on: date | None
    preferred_on: date | None
    holder: TeamRole
    holder_names: tuple[str, ...]
    holders_left: tuple[str, ...]
    is_stand_in: bool
    assigned_to: PersonId | None
    doer: DoerRole
    waiting_for: str
    waiting_since: date | None
    blocked_by: tuple[str | None, ...]
    note: str
    reason: str
    why_gone: WhyGone | None
    done_on: date | None
    done_by: str
    is_fixed: bool
    is_flagged: bool
    is_of_household: bool
    is_mine: bool
    may_do: bool
    may_assign: bool
    may_open: bool
    asks: tuple[PostedMilestone, ...]

    @property
    def is_practice(self) -> bool:
        """Whether nobody lives behind it."""
        return is_practice_case(self.case_code)

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
        return is_moving or bool(self.blocked_by or self.own_day) or self.is_stand_in or self.is_flagged

    @property
    def is_open(self) -> bool:
        """Whether it asks something of somebody."""
        return self.state not in CLOSED_STATES

    @property
    def may_finish(self) -> bool:
        """Whether the actor may say today that it is done."""
        return self.may_do and self.is_open and (self.own_day is None or self.own_day.may_go_on)

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in its way: neither what comes first, nor a day that is still to come."""
        return not self.blocked_by and self.own_day is None


@dataclass(frozen=True, slots=True)
class _Place:
    """The actor's place in the case of a task: all that their rights to it hang on."""

    municipality: str
    standing: Standing
    leads: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class _Rights:
    """What the actor may read of a case's tasks and do to one of them."""

    reader: Reader
    may_do: bool
    may_assign: bool
    may_open: bool
    may_record: bool


@dataclass(slots=True)
class _Before:
    """What of one case is open and comes before others; `tasks` are those the actor is told of."""

    keys: dict[str, dict[MemberNo | None, TaskKey]] = field(default_factory=dict)
    tasks: dict[TaskKey, Task] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Doer:
    """Somebody in the team of a case, and where they sit in it."""

    name: str
    sitting: Sitting


@dataclass(frozen=True, slots=True)
class _Around:
    """What the rows of one page need to know of their cases, gathered once for the page.

    `left`: who sits in a role and is in it no more; `gone`: who has a task by name and can have none in a municipality.
    """

    me: PersonId | None
    mine: Teams
    holders: Mapping[tuple[int, str], Mapping[PersonId, _Doer]]
    left: Mapping[tuple[int, str], Mapping[PersonId, _Doer]]
    gone: frozenset[tuple[int, str]]
    open_before: Mapping[int, _Before]


def work_rows(actor: Actor, tasks: Sequence[Task], today: date) -> tuple[WorkRow, ...]:
    """The tasks, whose cases are joined, as far as the actor may read and change each of them: at most 4 queries.

    The tier of each title stands in the log.
    """
    around = _around(actor, tasks, today)
    rights = cache(partial(_rights, actor))  # many tasks, few places in a case: the policy is asked once for each
    rows = tuple(_row(task, around, rights, today) for task in tasks)
    for task, row in zip(tasks, rows, strict=True):
        if row.title is not None:
            actor.reads.read_at(row.case_code, Shown.TASKS, Tier(task.tier))
    return rows


def holds_title(actor: Actor, task: Task, today: date) -> bool:
    """Whether the actor may read the title of the task, whose case is joined: for deciding. At most 1 query."""
    place = _place(task, actor.person, my_teams_now(actor, today))
    return _reads_title(task, place, _rights(actor, place))


def titles_read(actor: Actor, tasks: Iterable[Task], today: date) -> frozenset[int]:
    """Those of the tasks, whose cases are joined, whose title the actor may read: for deciding. At most 1 query."""
    me, mine, rights = actor.person, my_teams(actor, today), cache(partial(_rights, actor))
    places = ((task, _place(task, me, mine)) for task in tasks)
    return frozenset(task.pk for task, place in places if _reads_title(task, place, rights(place)))


def titles_before(actor: Actor, task: Task, today: date) -> tuple[str, ...]:
    """The titles that the actor may read of what comes before a task, whose case is joined: for an error. 5 queries."""
    (row,) = work_rows(actor, [task], today)
    return tuple(dict.fromkeys(title for title in row.blocked_by if title))


def may_give_any(actor: Actor, tasks: Iterable[Task], today: date) -> tuple[Task, ...]:
    """Those of the tasks, whose cases are joined, that the actor reads and may give to somebody: at most 1 query.

    The same answer as `work_rows`; nothing is shown, so nothing stands in the log.
    """
    me, mine, rights = actor.person, my_teams(actor, today), cache(partial(_rights, actor))
    places = ((task, _place(task, me, mine)) for task in tasks if task.case.closed_on is None)
    return tuple(
        task for task, place in places if rights(place).may_assign and _reads_title(task, place, rights(place))
    )


def _around(actor: Actor, tasks: Sequence[Task], today: date) -> _Around:
    cases = {task.case_id: task.case for task in tasks}
    holders: dict[tuple[int, str], dict[PersonId, _Doer]] = {}
    left: dict[tuple[int, str], dict[PersonId, _Doer]] = {}
    teams = teams_shown(actor, cases, today)
    sittings = sittings_of(seat for team in teams.values() for seat in team.seats)
    for team in teams.values():
        for seat in team.seats:
            doers, person = holders if team.takes(seat) else left, PersonId(seat.person_id)
            doer = _Doer(seat.person.name, sittings[seat.case_id][person])
            doers.setdefault((seat.case_id, seat.role), {})[person] = doer
    return _Around(
        me=actor.person,
        mine=my_teams(actor, today),
        holders=holders,
        left=left,
        gone=_gone(tasks, teams, today),
        open_before=_open_before(actor, cases, tasks, today),
    )


def _gone(tasks: Sequence[Task], teams: Mapping[int, Team], today: date) -> frozenset[tuple[int, str]]:
    """Who has one of these tasks by name and no role in its municipality. 1 query, none if all sit in its team."""
    found, elsewhere = set(), set()
    for task in tasks:
        if task.assigned_to_id is None:
            continue
        key, roles = (task.assigned_to_id, task.case.municipality_id), teams[task.case_id].roles
        if task.assigned_to_id not in roles:
            elsewhere.add(key)
        elif not roles[task.assigned_to_id]:
            found.add(key)
    there = roles_there({person for person, _ in elsewhere}, {place for _, place in elsewhere}, today=today)
    return frozenset(found | {key for key in elsewhere if not there.get(key)})


def _open_before(actor: Actor, cases: Iterable[int], tasks: Sequence[Task], today: date) -> dict[int, _Before]:
    by_id = default_template().by_id
    wanted = {before for task in tasks if task.template in by_id for before in by_id[task.template].depends_on}
    told = ExpressionWrapper(Q(pk__isnull=False) & visible(actor, my_teams(actor, today)), BooleanField())
    rows = Task.rows.filter(case__in=list(cases), template__in=wanted, repeat_no=1, earlier_group=0, is_open=True)
    found: dict[int, _Before] = {}
    for row in rows.annotate(is_told=told):
        before, key = found.setdefault(row.case_id, _Before()), key_of(row)
        before.keys.setdefault(row.template, {})[key.member] = key
        if row.is_told:
            before.tasks[key] = row
    return found


def _subject(actor: Actor, place: _Place) -> Subject:
    """A task as the policy sees it from this actor's own place in its case."""
    given = {Relation.ASSIGNED} if place.is_mine else set()
    return own_subject(actor, place.municipality, place.standing.relations | given, leads=place.leads)


def _rights(actor: Actor, place: _Place) -> _Rights:
    subject = _subject(actor, place)
    return _Rights(
        reader=reader_for(actor, Permission.TASK_READ, subject, is_case_lead=place.leads, standing=place.standing),
        may_do=policy.can(actor, Permission.TASK_DO, subject),
        may_assign=policy.can(actor, Permission.TASK_ASSIGN, subject),
        may_open=policy.can(actor, Permission.CASE_READ, subject),
        may_record=policy.can(actor, Permission.MILESTONE_RECORD, subject),
    )


def _row(task: Task, around: _Around, rights: Callable[[_Place], _Rights], today: date) -> WorkRow:
    place = _place(task, around.me, around.mine)
    mine = rights(place)
    may_read = _reads_title(task, place, mine)
    because = _reason(task, mine.reader) if may_read else None
    kind, state = DeadlineKind(task.kind), TaskState(task.state)
    if state is TaskState.WAITING_START and task.start_on and task.start_on <= today:
        state = TaskState.TO_DO
    return WorkRow(
        id=task.pk,
        key=key_of(task),
        case_code=task.case.code or "",
        title=title_of(task) if may_read else None,
        because=because,
        is_reason_locked=may_read and because is None and bool(task.because),
        phase=Phase(task.phase),
        kind=kind,
        state=state,
        urgency=urgency(task.due_on, task.limit_on, kind, today),
        start_on=task.start_on,
        own_day=_own_day(task, state, mine, today) if may_read else None,
        due_on=task.due_on,
        limit_on=task.limit_on,
        preferred_on=_preferred(task, today),
        holder=TeamRole(task.holder),
        holder_names=_holder_names(task, around),
        holders_left=_holders_left(task, around),
        is_stand_in=task.is_stand_in,
        assigned_to=PersonId(task.assigned_to_id) if task.assigned_to_id is not None else None,
        doer=DoerRole(task.doer),
        waiting_for=task.waiting_for if may_read else "",
        waiting_since=task.waiting_since,
        blocked_by=_blocked_by(task, around, rights) if may_read and state not in CLOSED_STATES else (),
        note=note_of(task) if may_read else "",
        reason=task.reason if may_read else "",
        why_gone=WhyGone(task.gone["why"]) if task.gone and may_read else None,
        done_on=task.done_on,
        done_by=_done_by(task, around, place) if state is TaskState.DONE else "",
        is_fixed=task.is_fixed,
        is_flagged=task.gone is not None and state not in CLOSED_STATES,
        is_of_household=task.case.kind == CaseKind.HOUSEHOLD,
        is_mine=place.is_mine,
        may_do=may_read and mine.may_do and task.case.closed_on is None,
        may_assign=may_read and mine.may_assign and task.case.closed_on is None,
        may_open=mine.may_open,
        asks=posted_by(task) if may_read else (),
    )


def _place(task: Task, me: PersonId | None, mine: Teams) -> _Place:
    standing, place = mine.at(task.case_id), task.case.municipality_id
    is_given = task.assigned_to_id is not None
    is_mine = task.assigned_to_id == me if is_given else is_theirs(standing.sitting, task)
    return _Place(place, standing, leads=mine.leads(task.case_id, place), is_mine=is_mine)


def _reads_title(task: Task, place: _Place, rights: _Rights) -> bool:
    return reads_title(
        rights.reader,
        tier=Tier(task.tier),
        audience=Audience(task.audience),
        is_finance=task.is_finance,
        is_mine=place.is_mine,
        member=MemberNo(task.member_no) if task.member_no else None,
    )


def _reason(task: Task, reader: Reader) -> Because | None:
    return reason_for(reader, because_from_json(task.because)) if task.because else None


def _own_day(task: Task, state: TaskState, rights: _Rights, today: date) -> OwnDay | None:
    """The same answer as `own_day`, from what the page has gathered already."""
    if state in CLOSED_STATES or not is_early(task, today):
        return None
    return OwnDay(task.start_on, may_go_on=rights.may_record)


def _preferred(task: Task, today: date) -> date | None:
    if task.due_on is None or task.due_on < today:
        return None
    return preferred_day(task.start_on, task.due_on, all_versions().calendar)


def _holder_names(task: Task, around: _Around) -> tuple[str, ...]:
    if _is_of_others(task):
        return ()
    if task.assigned_to is not None:
        is_gone = (task.assigned_to_id, task.case.municipality_id) in around.gone
        return () if is_gone else (task.assigned_to.name,)
    return _names(task, around.holders)


def _names(task: Task, doers: Mapping[tuple[int, str], Mapping[PersonId, _Doer]]) -> tuple[str, ...]:
    """Of those in its role: who sits there for whom the task is about."""
    found = doers.get((task.case_id, task.holder), {})
    return tuple(doer.name for doer in found.values() if is_theirs(doer.sitting, task))


def _done_by(task: Task, around: _Around, place: _Place) -> str:
    """Who finished it; who is here for a match reads no name of somebody who is here no more: another group's (41)."""
    if task.done_by is None or place.standing.relations != frozenset({Relation.MATCH}):
        return task.done_by.name if task.done_by else ""
    here = {doer.name for (case, _), doers in around.holders.items() if case == task.case_id for doer in doers.values()}
    return task.done_by.name if task.done_by.name in here else ""


def _is_of_others(task: Task) -> bool:
    """Whether it was done by nobody who is known here, before this case or Hervest: then nobody of its team did it."""
    return task.state == TaskState.DONE and task.done_by_id is None


def _holders_left(task: Task, around: _Around) -> tuple[str, ...]:
    if _is_of_others(task):
        return ()
    if task.assigned_to is not None:
        is_gone = (task.assigned_to_id, task.case.municipality_id) in around.gone
        return (task.assigned_to.name,) if is_gone else ()
    return () if _names(task, around.holders) else _names(task, around.left)


def _blocked_by(task: Task, around: _Around, rights: Callable[[_Place], _Rights]) -> tuple[str | None, ...]:
    """What of the same case comes first, by the title of each that may be read itself."""
    spec, before = template_of(task.case).by_id.get(task.template), around.open_before.get(task.case_id)
    if spec is None or before is None or task.earlier_group:
        return ()
    first = tuple(predecessors(spec, MemberNo(task.member_no) if task.member_no else None, before.keys))
    titles = []
    for row in (before.tasks[key] for key in first if key in before.tasks):
        row.case = task.case
        place = _place(row, around.me, around.mine)
        if _reads_title(row, place, rights(place)):
            titles.append(title_of(row))
    return tuple(titles) if len(titles) == len(first) else (*titles, None)
