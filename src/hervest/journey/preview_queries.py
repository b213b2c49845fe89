"""What moving a milestone would do, as the person who considers it may see it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.deadlines.errors import UnknownTerm
from hervest.deadlines.register import all_versions
from hervest.journey.access_queries import reader_for, subject_of
from hervest.journey.access_rules import Reader, milestone_tier, reads_milestone, reads_title, reason_for
from hervest.journey.milestone_rules import MilestoneDate
from hervest.journey.models import Case
from hervest.journey.plan_queries import (
    case_facts,
    facts_with,
    is_finance,
    milestones_of_facts,
    moved_record,
    must_be_by_hand,
    must_fit,
    planned_tasks,
    spec_title,
)
from hervest.journey.queries import CaseRef, case_for
from hervest.journey.rules import MilestoneShift, PlanOutcome, plan, replanned, reschedule, tasks_after
from hervest.journey.task_rules import Because, PlannedTask
from hervest.journey.template import TaskSpec, Template
from hervest.journey.trait_rules import Says
from hervest.journey.vocabulary import ClashCode, DeadlineKind, MilestoneCode, TaskKey, TraitSource, WhyGone, WhyStays
from hervest.journey.workflow_queries import template_of

Specs = Mapping[str, TaskSpec]
NO_SPECS: Specs = {}


@dataclass(frozen=True, slots=True)
class Line:
    """One task in the preview; `title` is None for who may not read it.

    `person_key`: how pages find the name of the person it is about; empty for the household, and without a title.
    """

    key: TaskKey
    title: str | None
    kind: DeadlineKind
    was_on: date | None = None
    becomes_on: date | None = None
    because: Because | None = None
    why_stays: WhyStays | None = None
    why_gone: WhyGone | None = None
    clash: ClashCode | None = None
    bound: date | None = None
    other_title: str | None = None
    person_key: str = ""

    @property
    def days(self) -> int:
        """How many days later (negative: sooner) the task becomes due."""
        return (self.becomes_on - self.was_on).days if self.becomes_on and self.was_on else 0


@dataclass(frozen=True, slots=True)
class Shift:
    """A milestone that moves."""

    code: MilestoneCode
    member: MemberNo | None
    was_on: date | None
    becomes_on: date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What changes, what stays and why, and what conflicts. Nothing is written."""

    shifts: tuple[Shift, ...]
    moves: tuple[Line, ...]
    other_changes: int
    new: tuple[Line, ...]
    falls_away: tuple[Line, ...]
    stays: tuple[Line, ...]
    clashes: tuple[Line, ...]
    is_recorded_so: bool = False

    @property
    def changes_nothing(self) -> bool:
        """Whether the milestone is recorded for this day already, and no date follows from saying it again."""
        return self.is_recorded_so and not (self.shifts or self.n_changes or self.other_changes)

    @property
    def late_at_once(self) -> tuple[Line, ...]:
        """The tasks that are late once this is applied: new ones, and those whose day moves into the past."""
        return tuple(line for line in self.clashes if line.clash is ClashCode.DUE_IN_THE_PAST)

    @property
    def n_changes(self) -> int:
        """How many tasks change."""
        return len(self.moves) + len(self.new) + len(self.falls_away)


@dataclass(frozen=True, slots=True)
class MilestoneNow:
    """A milestone before it is moved."""

    case: CaseRef
    code: MilestoneCode
    member: MemberNo | None
    on: date | None
    is_actual: bool


def milestone_now(
    actor: Actor, code: str, milestone: MilestoneCode, member: MemberNo | None, *, today: date
) -> MilestoneNow:
    """The milestone as it stands, for who may move it.

    Raises: NotFound, also above the actor's tier, or of somebody who is not in the household; RuleBroken if it is
    not recorded by hand.
    """
    case = case_for(actor, code, Permission.MILESTONE_RECORD, today=today)
    if not reads_milestone(case.reader, milestone, member):
        raise NotFound("no_such_case", case=code)
    facts = case_facts(Case.rows.get(pk=case.id), today=today)
    if member not in {None, *facts.members, *(record.member for record in facts.recorded)}:
        raise NotFound("no_such_member", member=member)
    must_be_by_hand(facts, milestone, member)
    actor.reads.read_at(code, Shown.MILESTONES, milestone_tier(milestone))
    found: MilestoneDate | None = milestones_of_facts(facts, today=today).at(milestone, member)
    return MilestoneNow(case, milestone, member, found.on if found else None, bool(found and found.is_actual))


def preview(actor: Actor, now: MilestoneNow, on: date, *, is_actual: bool, today: date) -> Preview:
    """What follows when the milestone falls `on`. Raises: RuleBroken if it cannot."""
    row = Case.rows.get(pk=now.case.id)
    facts = case_facts(row, today=today)
    move = moved_record(facts, now.code, now.member, on, is_actual=is_actual)
    must_fit(facts, (move,), today=today)
    try:
        outcome = reschedule(
            template_of(row), facts, planned_tasks(row), moves=(move,), terms=all_versions(), today=today
        )
    except UnknownTerm as unknown:
        raise RuleBroken("no_term_on_that_day", field="on", term=unknown.params["key"]) from unknown
    found = _for_reader(actor, now.case, row, outcome.outcome, outcome.shifts, today=today)
    return replace(found, is_recorded_so=move in facts.recorded)


def preview_of_facts(
    actor: Actor,
    case: CaseRef,
    says: Mapping[MemberNo, Says],
    *,
    source: TraitSource,
    today: date,
    on: date | None = None,
) -> Preview:
    """What follows for the plan when `source` says this of the household (0) and of each member, and nothing else.

    `on`: the day to come on which it says so; what time alone does to the plan until then is not told, and what does
    not fit is held against that day. Raises: RuleBroken where a term did not hold on a day.
    """
    row, day = Case.rows.get(pk=case.id), on or today
    facts, template = facts_with(row, says, source, today=today), template_of(row)
    try:
        before = planned_tasks(row)
        if day > today:
            before = tasks_after(
                before, plan(template, case_facts(row, today=today), before, terms=all_versions(), today=day)
            )
        shown = replanned if day > today else plan
        outcome = shown(template, facts, before, terms=all_versions(), today=day)
    except UnknownTerm as unknown:
        raise RuleBroken("no_term_on_that_day", field="on", term=unknown.params["key"]) from unknown
    return _for_reader(actor, case, row, outcome, (), today=today)


def preview_of_template(actor: Actor, case: CaseRef, becomes: Template, *, today: date) -> Preview:
    """What follows for the plan when the case is planned by this template from now on. Raises: RuleBroken."""
    row = Case.rows.get(pk=case.id)
    try:
        outcome = replanned(
            becomes, case_facts(row, today=today), planned_tasks(row), terms=all_versions(), today=today
        )
    except UnknownTerm as unknown:
        raise RuleBroken("no_term_on_that_day", term=unknown.params["key"]) from unknown
    return _for_reader(actor, case, row, outcome, (), today=today, known=becomes.known)


def _for_reader(
    actor: Actor,
    case: CaseRef,
    row: Case,
    outcome: PlanOutcome,
    shifts: Iterable[MilestoneShift],
    *,
    today: date,
    known: Specs = NO_SPECS,
) -> Preview:
    """The preview as far as the actor reads the tasks of the case; what it shows stands in the log.

    `known`: rows that come with another template.
    """
    subject = subject_of(row, today)
    reader = reader_for(actor, Permission.TASK_READ, subject, is_case_lead=case.is_case_lead)
    specs = {**template_of(row).known, **known}
    found = _shown(outcome, shifts, _Sight(reader, specs, case.code))
    _note(actor, case.code, found, specs)
    return found


def _note(actor: Actor, code: str, found: Preview, specs: Specs) -> None:
    """What of the case the preview shows, for the log."""
    for shift in found.shifts:
        actor.reads.read_at(code, Shown.MILESTONES, milestone_tier(shift.code))
    for line in (*found.moves, *found.new, *found.falls_away, *found.stays, *found.clashes):
        if line.title is not None:
            actor.reads.read_at(code, Shown.TASKS, specs[line.key.template].tier)


@dataclass(frozen=True, slots=True)
class _Sight:
    """What the reader may read, and the rows that tasks come from."""

    reader: Reader
    specs: Specs
    case_code: str

    def person(self, key: TaskKey) -> str:
        return f"{self.case_code}/{key.member}" if key.member and self.title(key) is not None else ""

    def kind(self, key: TaskKey) -> DeadlineKind:
        return self.specs[key.template].kind

    def title(self, key: TaskKey) -> str | None:
        spec = self.specs[key.template]
        may_read = reads_title(
            self.reader, tier=spec.tier, audience=spec.audience, is_finance=is_finance(spec.id), is_mine=False
        )
        return spec_title(spec) if may_read else None


def _shown(outcome: PlanOutcome, shifts: Iterable[MilestoneShift], sight: _Sight) -> Preview:
    moves = tuple(_moves(outcome, sight))
    return Preview(
        shifts=tuple(_moved(shifts, sight.reader)),
        moves=tuple(sorted(moves, key=lambda line: (line.becomes_on or date.max, line.key.template))),
        other_changes=len(outcome.changes) - len(moves),
        new=tuple(_line(task, sight) for task in outcome.adds),
        falls_away=tuple(
            _line(change.was, sight, why_gone=change.becomes.gone.why if change.becomes.gone else None)
            for change in (*outcome.falls_away, *outcome.flagged)
        ),
        stays=tuple(
            Line(
                kept.key,
                sight.title(kept.key),
                sight.kind(kept.key),
                was_on=kept.due_on,
                becomes_on=kept.would_be,
                why_stays=kept.why,
                person_key=sight.person(kept.key),
            )
            for kept in outcome.stays
        ),
        clashes=tuple(
            Line(
                clash.key,
                sight.title(clash.key),
                sight.kind(clash.key),
                becomes_on=clash.due_on,
                clash=clash.code,
                bound=clash.bound,
                other_title=sight.title(clash.other) if clash.other else None,
                person_key=sight.person(clash.key),
            )
            for clash in outcome.clashes
        ),
    )


def _moved(shifts: Iterable[MilestoneShift], reader: Reader) -> Iterator[Shift]:
    for shift in shifts:
        was_on = shift.was.on if shift.was else None
        becomes_on = shift.becomes.on if shift.becomes else None
        if was_on != becomes_on and reads_milestone(reader, shift.code, shift.member):
            yield Shift(shift.code, shift.member, was_on, becomes_on)


def _moves(outcome: PlanOutcome, sight: _Sight) -> Iterator[Line]:
    for change in (*outcome.changes, *outcome.returns):
        if change.was.due_on != change.becomes.due_on:
            yield Line(
                change.was.key,
                sight.title(change.was.key),
                sight.kind(change.was.key),
                was_on=change.was.due_on,
                becomes_on=change.becomes.due_on,
                because=reason_for(sight.reader, change.becomes.because),
                person_key=sight.person(change.was.key),
            )


def _line(task: PlannedTask, sight: _Sight, *, why_gone: WhyGone | None = None) -> Line:
    return Line(
        task.key,
        sight.title(task.key),
        sight.kind(task.key),
        was_on=task.due_on,
        becomes_on=task.due_on,
        because=reason_for(sight.reader, task.because),
        why_gone=why_gone,
        person_key=sight.person(task.key),
    )
