"""Planning a case: which tasks it asks for, when each is due, and what a changed milestone does to them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hervest.core.vocabulary import MemberNo
from hervest.deadlines.register import TermRegister
from hervest.journey.date_rules import Draft, Grounds, drafts_of, ended_on, is_over, is_too_late, missing_trait
from hervest.journey.first_day_rules import FirstDays
from hervest.journey.milestone_rules import MilestoneDate, MilestoneRecord, Milestones, actual_days, expected_milestones
from hervest.journey.task_rules import CaseFacts, Gone, PlannedTask, first_state
from hervest.journey.template import BOUND_KINDS, WHY_ENDED, CaseTemplate, TaskSpec, Template
from hervest.journey.trait_rules import Traits, effective_traits, milestone_traits
from hervest.journey.vocabulary import (
    CLOSED_STATES,
    ClashCode,
    DoerRole,
    MilestoneCode,
    Phase,
    PulledBy,
    TaskKey,
    TaskState,
    WhyGone,
    WhyStays,
)

_DAY = timedelta(days=1)
_BEFORE_ARRIVAL = frozenset({Phase.ALLOCATION, Phase.PREPARATION})
OpenTasks = Mapping[str, Mapping[MemberNo | None, TaskKey]]


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task that is already there, before and after planning."""

    was: PlannedTask
    becomes: PlannedTask

    @property
    def moves(self) -> bool:
        """Whether a date of the task changes, and not only its state or the reasons given."""
        before, after = self.was, self.becomes
        return (before.start_on, before.due_on, before.limit_on) != (after.start_on, after.due_on, after.limit_on)


@dataclass(frozen=True, slots=True)
class Stays:
    """A task that keeps its due date though the plan would put it on `would_be`."""

    key: TaskKey
    why: WhyStays
    due_on: date | None
    would_be: date | None


@dataclass(frozen=True, slots=True)
class Clash:
    """Something that does not fit: the task is due on `due_on`, against `bound` (of the task `other`, if one)."""

    key: TaskKey
    code: ClashCode
    due_on: date
    bound: date
    other: TaskKey | None = None


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """What planning would do. Nothing is written; recording it and planning again changes nothing.

    `adds`: new tasks. `changes`: open tasks whose dates, state, doer or reasons change. `falls_away`: untouched tasks
    the plan no longer asks for, to become `not_needed`. `returns`: those it asks for again. `flagged`: touched tasks
    it no longer asks for; only their flag changes. `stays` and `clashes` are to be shown, not recorded.
    """

    adds: tuple[PlannedTask, ...] = ()
    changes: tuple[TaskChange, ...] = ()
    falls_away: tuple[TaskChange, ...] = ()
    returns: tuple[TaskChange, ...] = ()
    flagged: tuple[TaskChange, ...] = ()
    stays: tuple[Stays, ...] = ()
    clashes: tuple[Clash, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to record."""
        return not (self.adds or self.changes or self.falls_away or self.returns or self.flagged)


@dataclass(frozen=True, slots=True)
class MilestoneShift:
    """A milestone whose day changes, itself or because another one did."""

    code: MilestoneCode
    member: MemberNo | None
    was: MilestoneDate | None
    becomes: MilestoneDate | None


@dataclass(frozen=True, slots=True)
class Reschedule:
    """The preview of moving milestones: which milestones follow, and what it does to the plan."""

    shifts: tuple[MilestoneShift, ...]
    outcome: PlanOutcome


def plan(
    template: Template, case: CaseFacts, existing: Iterable[PlannedTask], *, terms: TermRegister, today: date
) -> PlanOutcome:
    """What the plan of `case` asks for beside its `existing` tasks (all of them, closed ones too).

    Done tasks keep everything, fixed ones their due date, touched ones their state. Legal and hard dates are never
    pulled forward; what does not fit is a clash.
    Source: workflow.md, section 6.
    Raises: UnknownTerm if a row names a term that has no version on its milestone's day.
    """
    rows = template.rows_for(case.kind, case.route)
    grounds = _grounds(rows, case, existing, terms, today)
    drafts = {draft.key: draft for spec in rows.specs for draft in drafts_of(spec, grounds)}
    open_tasks = _open(drafts, grounds)
    _pull_forward(rows, drafts, open_tasks, grounds)
    outcome = _compare(rows, template, case, drafts, grounds)
    return replace(outcome, clashes=tuple(_clashes(drafts, outcome, open_tasks, grounds)))


def reschedule(
    template: Template,
    case: CaseFacts,
    existing: Iterable[PlannedTask],
    *,
    moves: Iterable[MilestoneRecord],
    terms: TermRegister,
    today: date,
) -> Reschedule:
    """What follows when `moves` take the place of what was recorded of those milestones.

    Only the clashes of tasks that change, or wait for one that does, are told.
    Raises: UnknownTerm, as `plan` does.
    """
    tasks = tuple(existing)
    recorded = {(record.code, record.member): record for record in case.recorded}
    moved = recorded | {(move.code, move.member): move for move in moves}
    rows, becomes = template.rows_for(case.kind, case.route), replace(case, recorded=tuple(moved.values()))
    before = milestones_of(rows, case, terms=terms, today=today)
    after = milestones_of(rows, becomes, terms=terms, today=today)
    outcome = replanned(template, becomes, tasks, terms=terms, today=today)
    return Reschedule(tuple(_shifts(before, after)), outcome)


def replanned(
    template: Template, case: CaseFacts, existing: Iterable[PlannedTask], *, terms: TermRegister, today: date
) -> PlanOutcome:
    """What planning by another template does; only the clashes of what it changes, or what waits for that, are told."""
    outcome = plan(template, case, existing, terms=terms, today=today)
    touched = _touched_by(outcome)
    clashes = tuple(clash for clash in outcome.clashes if clash.key in touched or clash.other in touched)
    return replace(outcome, clashes=clashes)


def tasks_after(existing: Iterable[PlannedTask], outcome: PlanOutcome) -> tuple[PlannedTask, ...]:
    """The tasks of the case once `outcome` is recorded: the existing ones in their order, then the new ones."""
    changed = {
        change.was.key: change.becomes
        for changes in (outcome.changes, outcome.falls_away, outcome.returns, outcome.flagged)
        for change in changes
    }
    return (*(changed.get(task.key, task) for task in existing), *outcome.adds)


def traits_of(case: CaseFacts) -> Traits:
    """The traits that hold of the case: by what its sources say, and by its route and milestones alone."""
    members = tuple(sorted(case.members))
    by_milestone = milestone_traits(case.route, members, actual_days(case.recorded), case.first_days)
    return effective_traits((*case.traits, *by_milestone), members)


def milestones_of(rows: CaseTemplate, case: CaseFacts, *, terms: TermRegister, today: date) -> Milestones:
    """The day of every milestone of the case, for each member as far as it is theirs. Raises: UnknownTerm."""
    traits = traits_of(case)
    first_days = FirstDays(case.first_days, traits.since, traits.members)
    return expected_milestones(rows.milestones, case.recorded, terms=terms, today=today, first_days=first_days)


def predecessors(spec: TaskSpec, member: MemberNo | None, open_tasks: OpenTasks) -> Iterator[TaskKey]:
    """The open tasks that come before a task of this row: the same member's first, else the household's.

    A task of the household waits for every member's. One that is not in the plan counts as done; of a task that
    repeats, the first time counts.
    Source: workflow.md, section 6.5.
    """
    for task in spec.depends_on:
        found = open_tasks.get(task)
        if not found:
            continue
        if member in found:
            yield found[member]
        elif None in found:
            yield found[None]
        elif member is None:
            yield from found.values()


def open_by_row(tasks: Iterable[PlannedTask]) -> OpenTasks:
    """The open tasks others may wait for, by row and member."""
    found: dict[str, dict[MemberNo | None, TaskKey]] = {}
    for task in tasks:
        if task.key.repeat_no == 1 and not task.key.earlier_group and task.state not in CLOSED_STATES:
            found.setdefault(task.key.template, {})[task.key.member] = task.key
    return found


def _grounds(
    rows: CaseTemplate, case: CaseFacts, existing: Iterable[PlannedTask], terms: TermRegister, today: date
) -> Grounds:
    return Grounds(
        members=tuple(sorted(case.members)),
        traits=traits_of(case),
        milestones=milestones_of(rows, case, terms=terms, today=today),
        existing={task.key: task for task in existing},
        terms=terms,
        today=today,
        taken_over_on=case.taken_over_on,
        begins_anew=case.begins_anew,
    )


def _is_asked(task: PlannedTask | None) -> bool:
    """Whether a task the template asks for is open, or would be once the plan is recorded."""
    if task is None:
        return True
    return task.state is not TaskState.DONE and (task.state is not TaskState.NOT_NEEDED or task.gone is not None)


def _open(drafts: Mapping[TaskKey, Draft], grounds: Grounds) -> OpenTasks:
    """The tasks that will be open once the plan is recorded, flagged ones too, by row and member."""
    found: dict[str, dict[MemberNo | None, TaskKey]] = {}
    for key in drafts:
        if key.repeat_no == 1 and _is_asked(grounds.existing.get(key)):
            found.setdefault(key.template, {})[key.member] = key
    for key, task in grounds.existing.items():
        is_left = key not in drafts and not key.earlier_group and task.is_kept and task.state not in CLOSED_STATES
        if key.repeat_no == 1 and is_left:
            found.setdefault(key.template, {})[key.member] = key
    return found


def _pull_forward(rows: CaseTemplate, drafts: Mapping[TaskKey, Draft], open_tasks: OpenTasks, grounds: Grounds) -> None:
    """Let no soft or norm task be due after a task that waits for it, nor the preparation after arrival.

    Source: workflow.md, section 6.4. The last rows come first, so each is settled before it pulls another.
    """
    arrived = grounds.milestones.at(MilestoneCode.ARRIVED)
    by_row: dict[str, list[Draft]] = {}
    for draft in drafts.values():
        by_row.setdefault(draft.spec.id, []).append(draft)
    for spec in rows.last_first:
        for draft in by_row.get(spec.id, ()):
            if arrived and spec.phase in _BEFORE_ARRIVAL and spec.anchor is MilestoneCode.ALLOCATED:
                _pull(draft, arrived.on - _DAY, PulledBy.ARRIVAL, MilestoneCode.ARRIVED)
            due_on = _due_on(draft, grounds)
            if due_on is None or not spec.depends_on or not _is_asked(grounds.existing.get(draft.key)):
                continue
            for key in predecessors(spec, draft.key.member, open_tasks):
                if (before := drafts.get(key)) is not None:
                    _pull(before, due_on, PulledBy.WAITING_TASK, spec.id)


def _pull(draft: Draft, due_on: date, by: PulledBy, what: str) -> None:
    if draft.spec.kind not in BOUND_KINDS:
        draft.pull(due_on, by, what)


def _due_on(draft: Draft, grounds: Grounds) -> date | None:
    """When the task will really be due: a fixed one on its own date."""
    task = grounds.existing.get(draft.key)
    return task.due_on if task is not None and task.fixed else draft.due_on


def _compare(
    rows: CaseTemplate, template: Template, case: CaseFacts, drafts: Mapping[TaskKey, Draft], grounds: Grounds
) -> PlanOutcome:
    adds, stays = [], []
    changes: list[TaskChange] = []
    returns: list[TaskChange] = []
    for key, draft in drafts.items():
        task = grounds.existing.get(key)
        if task is None:
            adds.append(_new(draft, case, grounds.today))
            continue
        if (kept := _stays(task, draft)) is not None:
            stays.append(kept)
        if not _is_asked(task):
            continue
        becomes = _follows(task, draft, case, grounds.today)
        if becomes != task:
            (returns if task.state is TaskState.NOT_NEEDED else changes).append(TaskChange(task, becomes))
    gone = [
        change
        for key, task in grounds.existing.items()
        if key not in drafts and (change := _gone(task, rows, template, case, grounds)) is not None
    ]
    return PlanOutcome(
        adds=tuple(adds),
        changes=tuple(changes),
        falls_away=tuple(change for change in gone if not change.was.is_kept),
        returns=tuple(returns),
        flagged=tuple(change for change in gone if change.was.is_kept),
        stays=tuple(stays),
    )


def _doer(draft: Draft, case: CaseFacts) -> DoerRole:
    """Source: workflow.md, section 2: without an active sponsor match, the guide does the sponsors' tasks."""
    doer = draft.spec.doer
    return DoerRole.GUIDE if doer is DoerRole.SPONSOR and not case.has_sponsor else doer


def _new(draft: Draft, case: CaseFacts, today: date) -> PlannedTask:
    doer = _doer(draft, case)
    return PlannedTask(
        key=draft.key,
        state=first_state(doer, draft.start_on, today),
        doer=doer,
        start_on=draft.start_on,
        due_on=draft.due_on,
        limit_on=draft.limit_on,
        because=draft.because(),
    )


def _follows(task: PlannedTask, draft: Draft, case: CaseFacts, today: date) -> PlannedTask:
    """The open or fallen task with what the plan now says of it; a person's state, doer and date stay theirs."""
    fresh = _new(draft, case, today)
    if not task.is_kept:
        return fresh
    if task.state is TaskState.NOT_NEEDED:
        return replace(fresh, touched=task.touched, fixed=task.fixed)
    return replace(
        task,
        start_on=task.start_on if task.fixed else fresh.start_on,
        due_on=task.due_on if task.fixed else fresh.due_on,
        limit_on=fresh.limit_on,
        because=fresh.because,
        gone=None,
    )


def _stays(task: PlannedTask, draft: Draft) -> Stays | None:
    if task.due_on == draft.due_on:
        return None
    if task.state is TaskState.DONE:
        return Stays(task.key, WhyStays.DONE, task.due_on, draft.due_on)
    if task.fixed and task.state is not TaskState.NOT_NEEDED:
        return Stays(task.key, WhyStays.FIXED, task.due_on, draft.due_on)
    return None


def _gone(
    task: PlannedTask, rows: CaseTemplate, template: Template, case: CaseFacts, grounds: Grounds
) -> TaskChange | None:
    """What becomes of an open task the plan no longer asks for; None if that was settled before.

    What is about an earlier sponsor group is done or closed by people alone. Source: decision 41.
    """
    if task.state in CLOSED_STATES or task.key.earlier_group:
        return None
    gone = _why_gone(task.key, rows, template, case, grounds)
    becomes = replace(task, gone=gone, state=task.state if task.is_kept else TaskState.NOT_NEEDED)
    return TaskChange(task, becomes) if becomes != task else None


def _why_gone(key: TaskKey, rows: CaseTemplate, template: Template, case: CaseFacts, grounds: Grounds) -> Gone:
    if key.template not in template.by_id:
        return Gone(WhyGone.TEMPLATE)
    spec = rows.by_id.get(key.template)
    if spec is None:
        return Gone(WhyGone.ROUTE)
    if key.member is not None and key.member not in case.members:
        return Gone(WhyGone.MEMBER)
    return _why_not_asked(spec, key.member, grounds)


def _why_not_asked(spec: TaskSpec, member: MemberNo | None, grounds: Grounds) -> Gone:
    """Why a row of this case asks nothing of somebody who is in it."""
    if (trait := missing_trait(spec, member, grounds.traits)) is not None:
        return Gone(WhyGone.TRAIT, trait)
    if spec.ended_by is not None and is_over(spec, grounds):
        return Gone(WHY_ENDED[spec.ended_by])
    if is_too_late(spec, member, grounds):
        return Gone(WhyGone.FIRST_DAY)
    if ended_on(spec, member, grounds) is not None:
        return Gone(WhyGone.REPEATS_ENDED)
    return Gone(WhyGone.REPEAT_TOO_EARLY if spec.repeat else WhyGone.TEMPLATE)


def _clashes(
    drafts: Mapping[TaskKey, Draft], outcome: PlanOutcome, open_tasks: OpenTasks, grounds: Grounds
) -> Iterator[Clash]:
    """Everything that does not fit in the plan once recorded. Source: workflow.md, section 6.9."""
    after = {task.key: task for task in tasks_after(grounds.existing.values(), outcome)}
    yield from _past(outcome, grounds.today)
    for key, draft in drafts.items():
        task = after[key]
        if task.state in CLOSED_STATES or task.due_on is None:
            continue
        due_on, start_on, limit_on = task.due_on, task.start_on, task.limit_on
        if start_on and due_on < start_on:
            yield Clash(key, ClashCode.DUE_BEFORE_START, due_on, start_on)
        if limit_on and due_on > limit_on:
            yield Clash(key, ClashCode.DUE_AFTER_LIMIT, due_on, limit_on)
        if task.fixed and (bound := _outside(due_on, draft)):
            yield Clash(key, ClashCode.FIXED_OUTSIDE_WINDOW, due_on, bound)
        for before in predecessors(draft.spec, key.member, open_tasks):
            first = after[before].due_on
            if first and due_on < first and not (before in drafts and drafts[before].cannot_be_by(due_on)):
                yield Clash(key, ClashCode.DUE_BEFORE_PREDECESSOR, due_on, first, before)


def _outside(due_on: date, draft: Draft) -> date | None:
    """The end of the row's own window that a fixed date lies beyond."""
    if draft.start_on and due_on < draft.start_on:
        return draft.start_on
    return draft.row_due_on if draft.row_due_on and due_on > draft.row_due_on else None


def _past(outcome: PlanOutcome, today: date) -> Iterator[Clash]:
    """New dates that lie in the past; a task that was late already is late, no clash."""
    moved = (change.becomes for change in (*outcome.changes, *outcome.returns) if change.moves)
    for task in (*outcome.adds, *moved):
        if task.due_on and task.due_on < today and not task.fixed:
            yield Clash(task.key, ClashCode.DUE_IN_THE_PAST, task.due_on, today)


def _touched_by(outcome: PlanOutcome) -> set[TaskKey]:
    changed = {change.was.key for change in (*outcome.changes, *outcome.returns) if change.moves}
    return changed | {task.key for task in outcome.adds} | {kept.key for kept in outcome.stays}


def _shifts(before: Milestones, after: Milestones) -> Iterator[MilestoneShift]:
    whose = {**before.dates, **after.dates}
    for code, member in whose:
        was, becomes = (_no_stand_in(found.dates.get((code, member))) for found in (before, after))
        if was != becomes:
            yield MilestoneShift(code, member, was, becomes)


def _no_stand_in(found: MilestoneDate | None) -> MilestoneDate | None:
    """The milestone, if it is one: a first day in the place of one is nobody's registration or permit."""
    return found if found is not None and found.since is None else None
