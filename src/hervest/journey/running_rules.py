"""A case that ran before it stood here: what its plan is once its milestones stand, and which terms have passed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.deadlines.register import TermRegister
from hervest.journey.milestone_rules import MilestoneRecord, Whose, actual_days
from hervest.journey.rules import plan, tasks_after
from hervest.journey.task_rules import CaseFacts, PlannedTask
from hervest.journey.template import BOUND_KINDS, Template
from hervest.journey.vocabulary import CLOSED_STATES, PER_PERSON_MILESTONES, Asks, MilestoneCode, TaskKey


@dataclass(frozen=True, slots=True)
class DoneBefore:
    """A task that was done before the case stood here: on which day, and by whom as a word."""

    key: TaskKey
    on: date
    by_whom: str = ""


@dataclass(frozen=True, slots=True)
class NotNeededBefore:
    """A task that is not needed, and why."""

    key: TaskKey
    reason: str


@dataclass(frozen=True, slots=True)
class PassedTerm:
    """A task with a binding day that lies behind us, of which nobody said that it was done."""

    key: TaskKey
    on: date


def with_milestones(facts: CaseFacts, records: Iterable[MilestoneRecord]) -> CaseFacts:
    """The facts of the case once these milestones stand in the place of what was recorded of them."""
    recorded = {(one.code, one.member): one for one in (*facts.recorded, *records)}
    return replace(facts, recorded=tuple(recorded.values()))


def tasks_with(
    template: Template, facts: CaseFacts, existing: Sequence[PlannedTask], *, terms: TermRegister, today: date
) -> tuple[PlannedTask, ...]:
    """Every task of the case as planning would leave it. Raises: UnknownTerm, as `plan` does."""
    return tasks_after(existing, plan(template, facts, existing, terms=terms, today=today))


def passed_terms(
    template: Template, tasks: Iterable[PlannedTask], closed: Collection[TaskKey], *, today: date
) -> tuple[PassedTerm, ...]:
    """The legal and hard terms that have run out while their task is open and not among `closed`; the oldest first."""
    found = [
        PassedTerm(task.key, on)
        for task in tasks
        if task.key not in closed
        and task.state not in CLOSED_STATES
        and (spec := template.by_id.get(task.key.template)) is not None
        and spec.kind in BOUND_KINDS
        and (on := task.due_on or task.limit_on) is not None
        and on < today
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.key.template, one.key.member or 0, one.key.repeat_no)))


def missing_milestones(template: Template, key: TaskKey, facts: CaseFacts) -> tuple[MilestoneCode, ...]:
    """The milestones without which this task cannot stand done: finishing it always asks for their day."""
    days: Mapping[Whose, date] = actual_days(facts.recorded)
    return tuple(
        asked.milestone
        for asked in template.posted_by(key.template)
        if asked.asks is Asks.ALWAYS and not _has_happened(days, asked.milestone, key.member)
    )


def _has_happened(days: Mapping[Whose, date], code: MilestoneCode, member: MemberNo | None) -> bool:
    """For the person it is about, else for the household, else (a task of the household) for anybody in it."""
    if code not in PER_PERSON_MILESTONES or member is not None:
        return (code, member) in days or (code, None) in days
    return any(found is code for found, _ in days)
