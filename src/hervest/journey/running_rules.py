"""A case that ran before it stood here: what its plan is once its milestones stand, and which terms have passed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from unicodedata import normalize

from hervest.accounts.vocabulary import PersonId
from hervest.core.vocabulary import MemberNo
from hervest.deadlines.register import TermRegister
from hervest.journey.milestone_rules import MilestoneRecord, Whose, actual_days
from hervest.journey.rules import plan, tasks_after
from hervest.journey.task_rules import CaseFacts, PlannedTask
from hervest.journey.template import BOUND_KINDS, Template
from hervest.journey.vocabulary import CLOSED_STATES, PER_PERSON_MILESTONES, Asks, MilestoneCode, TaskKey, TaskState


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
class ExtraTask:
    """A task that somebody added to the case, as it stands; `person`: to whom it was given."""

    id: int
    title: str
    state: TaskState
    due_on: date | None
    done_on: date | None
    person: PersonId | None

    @property
    def is_open(self) -> bool:
        """Whether it asks something of somebody."""
        return self.state not in CLOSED_STATES


@dataclass(frozen=True, slots=True)
class ExtraBefore:
    """A task that somebody added to the case before it stood here: open, done `done_on`, or not needed (`reason`).

    `task`: the one that stands here already and is closed by it; None: it is added.
    """

    title: str
    due_on: date | None = None
    person: PersonId | None = None
    done_on: date | None = None
    by_whom: str = ""
    reason: str = ""
    task: int | None = None

    @property
    def state(self) -> TaskState:
        """What it stands as afterwards."""
        if self.done_on is not None:
            return TaskState.DONE
        return TaskState.NOT_NEEDED if self.reason else TaskState.TO_DO


def same_title(one: str, other: str) -> bool:
    """Whether two titles are one to who reads them: their case and their spaces do not count."""
    return _spaced(one) == _spaced(other)


def _spaced(title: str) -> str:
    return " ".join(normalize("NFC", title).casefold().split())


def standing_extra(tasks: Iterable[ExtraTask], said: ExtraBefore) -> ExtraTask | None:
    """Which of `tasks` the file means by this title: one that stands as it says, else an open one, else any."""
    found = sorted((one for one in tasks if same_title(one.title, said.title)), key=lambda one: one.id)
    fits = (one for one in found if stands_so(one, said))
    return next(fits, None) or next((one for one in found if one.is_open), None) or next(iter(found), None)


def stands_so(task: ExtraTask, said: ExtraBefore) -> bool:
    """Whether nothing changes: the same state with the same day, and given to whom it says, if it says so."""
    if said.state is TaskState.TO_DO:
        return task.is_open and task.due_on == said.due_on and said.person in {None, task.person}
    return task.state is said.state and task.done_on == said.done_on


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
        and (on := task.limit_on or task.due_on) is not None
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
