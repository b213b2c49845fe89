"""How a task stands today: urgency, who has it, whether it can start, and which state may follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from hervest.core.marks import mark
from hervest.deadlines.calendar import WorkingDays
from hervest.journey.rules import open_by_row, predecessors
from hervest.journey.task_rules import PlannedTask
from hervest.journey.template import BOUND_KINDS, CaseTemplate, TaskSpec
from hervest.journey.vocabulary import (
    CLOSED_STATES,
    MAY_LOG_IN,
    NEVER_LOGS_IN,
    DeadlineKind,
    DoerRole,
    TaskKey,
    TaskState,
    TeamRole,
    Urgency,
)

_SUNDAY = 6
AHEAD = timedelta(days=3)
"""How far the nearest group of the worklist reaches at least: whoever looks on Friday sees what is due on Monday."""
_TEAM_ROLE = {doer: TeamRole(doer.value) for doer in DoerRole if doer not in NEVER_LOGS_IN}
_OPEN = frozenset({TaskState.TO_DO, TaskState.BUSY, TaskState.WAITING_FOR})

MAY_FOLLOW: Mapping[TaskState, frozenset[TaskState]] = {
    TaskState.WAITING_START: _OPEN | CLOSED_STATES,
    TaskState.TO_DO: _OPEN - {TaskState.TO_DO} | CLOSED_STATES,
    TaskState.BUSY: _OPEN - {TaskState.BUSY} | CLOSED_STATES,
    TaskState.WAITING_FOR: _OPEN | CLOSED_STATES,  # for somebody else, too
    TaskState.DONE: frozenset({TaskState.TO_DO}),
    TaskState.NOT_NEEDED: frozenset({TaskState.TO_DO}),
}
"""Which states a person may give a task after which. Source: workflow.md, section 6.6."""

NEEDS_REASON = frozenset(
    {(state, TaskState.NOT_NEEDED) for state in TaskState} | {(state, TaskState.TO_DO) for state in CLOSED_STATES}
)
"""Steps a person gives a reason for: calling a task not needed, and opening a closed one again."""


def state_mark(state: TaskState, waiting_for: str, reason: str) -> str:
    """How a task stood when somebody looked (`core.marks`); that its start came in the night changes nothing."""
    is_begun = state not in {TaskState.WAITING_START, TaskState.TO_DO}
    return mark((state.value if is_begun else "", waiting_for, reason))


@dataclass(frozen=True, slots=True)
class Holder:
    """Which role has a task on its list.

    `records`: that role marks what another did; `is_stand_in`: nobody holds the role for whom it is about, and the case
    lead has the task.
    """

    role: TeamRole
    records: bool = False
    is_stand_in: bool = False


def may_become(state: TaskState, to: TaskState) -> bool:
    """Whether a person may set a task from `state` to `to`."""
    return to in MAY_FOLLOW[state]


def state_on(task: PlannedTask, today: date) -> TaskState:
    """The state shown today: a task whose start has come is to be done, also before the plan is worked out again."""
    if task.state is TaskState.WAITING_START and task.start_on is not None and task.start_on <= today:
        return TaskState.TO_DO
    return task.state


def urgency(due_on: date | None, limit_on: date | None, kind: DeadlineKind, today: date) -> Urgency:
    """How grave an open task's date is; a legal or hard term that has passed is critical, and before it merely late.

    Of a task that is due sooner than its term asks, the term counts (ux.md, section 3.1). The calendar date counts, a
    free day or not; how far the week reaches: `week_until`.
    """
    last = limit_on or due_on
    if kind in BOUND_KINDS and last is not None and last < today:
        return Urgency.CRITICAL_LATE
    if due_on is None:
        return Urgency.UNDATED
    if due_on < today:
        return Urgency.LATE
    return Urgency.THIS_WEEK if due_on <= week_until(today) else Urgency.LATER


def end_of_week(today: date) -> date:
    """The Sunday of the week of `today`, or `today` itself."""
    return today + timedelta(days=_SUNDAY - today.weekday())


def week_until(today: date) -> date:
    """The last day of what stands under this week: its Sunday, or three days from today if that is later.

    So nobody first sees on a Monday what is due that day. It never goes back as days pass.
    """
    return max(end_of_week(today), today + AHEAD)


def is_before_its_day(spec: TaskSpec, start_on: date | None, on: date) -> bool:
    """Whether `on` comes before the one day on which a task of this row makes sense, which may not be known yet.

    A warm meal is of the day of arrival (`own_days_nl.csv`). Others may be done before they start (workflow.md, section
    6.6: from waiting to done).
    """
    return spec.is_of_a_day and (start_on is None or on < start_on)


def preferred_day(start_on: date | None, due_on: date, calendar: WorkingDays) -> date | None:
    """The last working day before `due_on`, if that is a free day and the task may start by then; else None.

    Source: workflow.md, section 5: a term may run on to the next working day, but never rely on it.
    """
    day = calendar.last_on_or_before(due_on)
    return day if day != due_on and (start_on is None or start_on <= day) else None


def open_predecessors(rows: CaseTemplate, tasks: Iterable[PlannedTask]) -> dict[TaskKey, tuple[TaskKey, ...]]:
    """Of each open task of one case, the open tasks that come before it; a task that can start is left out.

    It warns and names them; a person may go on with a reason (workflow.md, sections 6.5 and 6.6).
    """
    case = tuple(tasks)
    by_row = open_by_row(case)
    found = {}
    for task in case:
        spec = rows.by_id.get(task.key.template)
        if spec is None or task.key.earlier_group or task.state in CLOSED_STATES:
            continue
        if before := tuple(predecessors(spec, task.key.member, by_row)):
            found[task.key] = before
    return found


def team_role_of(doer: DoerRole) -> TeamRole | None:
    """As what whoever does a task sits in the team; None for whom nobody logs in."""
    return _TEAM_ROLE.get(doer)


def holder(doer: DoerRole, recorded_by: DoerRole | None, filled: frozenset[TeamRole]) -> Holder:
    """Which role of the case team has the task on its list.

    `filled`: the roles that somebody holds today for whom the task is about (`seat_rules.filled_for`).
    The doer's own role; for a doer without login the role that records it; for an empty role the case lead.
    Source: workflow.md, section 2.
    """
    own = _TEAM_ROLE.get(doer)
    if own in filled:
        return Holder(_TEAM_ROLE[doer])
    recorder = _TEAM_ROLE.get(recorded_by) if recorded_by and doer in MAY_LOG_IN | NEVER_LOGS_IN else None
    if recorder in filled and recorder is not None:
        return Holder(recorder, records=True)
    return Holder(TeamRole.CASE_LEAD, records=recorder is not None, is_stand_in=True)
