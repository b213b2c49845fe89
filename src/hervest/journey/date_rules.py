"""Which tasks a case's template asks for, and on which day each row's own offsets and terms put them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from hervest.core.vocabulary import MemberNo
from hervest.deadlines.register import TermRegister
from hervest.deadlines.term import Term
from hervest.journey.milestone_rules import MilestoneDate, Milestones
from hervest.journey.task_rules import Because, PlannedTask
from hervest.journey.template import BOUND_KINDS, OwnMark, TaskSpec
from hervest.journey.trait_rules import Traits
from hervest.journey.vocabulary import (
    CLOSED_STATES,
    DeadlineKind,
    MilestoneCode,
    Per,
    PulledBy,
    TaskKey,
    TraitCode,
)

_PER_TRAIT = {Per.ADULT: TraitCode.ADULT, Per.CHILD: TraitCode.CHILD, Per.EACH_MEMBER: TraitCode.ALWAYS}


@dataclass(frozen=True, slots=True)
class Grounds:
    """What every date of one case is worked out from. `members` in order; `existing` by key."""

    members: tuple[MemberNo, ...]
    traits: Traits
    milestones: Milestones
    existing: Mapping[TaskKey, PlannedTask]
    terms: TermRegister
    today: date

    def concerned(self, spec: TaskSpec, member: MemberNo | None) -> tuple[MemberNo, ...]:
        """The members a task is about: its own, else those who have its trait, else everybody."""
        if member is not None:
            return (member,)
        return (self.traits.having(spec.condition) if spec.condition is not TraitCode.ALWAYS else ()) or self.members

    def milestone(self, code: MilestoneCode, spec: TaskSpec, member: MemberNo | None) -> MilestoneDate | None:
        """The day a task of this row counts from `code`: the member's, or the earliest of the members concerned."""
        if member is not None:
            return self.milestones.at(code, member)
        return self.milestones.earliest(code, self.concerned(spec, None))


@dataclass(slots=True)
class Draft:
    """A task the plan asks for, while its date is being worked out."""

    key: TaskKey
    spec: TaskSpec
    anchor: MilestoneDate | None
    times: int
    start_on: date | None
    due_on: date | None
    limit_on: date | None
    term: Term | None
    row_due_on: date | None
    own: OwnMark | None
    pulled_by: PulledBy | None = None
    pulled_for: str = ""

    def pull(self, due_on: date, by: PulledBy, what: str) -> None:
        """Make the task due on `due_on` at the latest, and remember what asked for it."""
        if self.due_on is not None and due_on < self.due_on:
            self.due_on, self.pulled_by, self.pulled_for = due_on, by, what

    def because(self) -> Because:
        """Why the task has its date."""
        spec, anchor, term = self.spec, self.anchor, self.term
        is_actual = anchor is not None and anchor.is_actual
        repeat = spec.repeat
        listed = len(repeat.at) if repeat else 1
        last_listed = min(self.key.repeat_no, listed) - 1
        return Because(
            milestone=spec.anchor,
            anchor_on=anchor.on if anchor else None,
            is_actual=is_actual,
            expected_from=anchor.expected_from if anchor else None,
            expected_offset=anchor.offset if anchor else "",
            offset=str(repeat.at[last_listed] if repeat else spec.due_offset),
            every=str(repeat.every) if repeat and repeat.every and self.times else "",
            times=self.times,
            term=spec.term,
            term_version=term.version if term else "",
            term_valid_from=term.valid_from if term else None,
            term_source=f"{term.source}, {term.article}".rstrip(", ") if term else "",
            source=spec.source,
            is_provisional=spec.kind is DeadlineKind.LEGAL and not is_actual,
            pulled_by=self.pulled_by,
            pulled_for=self.pulled_for,
            row_due_on=self.row_due_on if self.pulled_by else None,
            own_by=self.own.by if self.own else "",
            own_version=self.own.number if self.own else 0,
            own_on=self.own.on if self.own else None,
        )


class Turn(NamedTuple):
    """One time a task is due: its number, its date, and how often the row's `every` was added."""

    number: int
    due_on: date | None
    times: int = 0


def drafts_of(spec: TaskSpec, grounds: Grounds) -> Iterator[Draft]:
    """Every task this row asks for in this case, dated by its own offsets and terms alone."""
    for member in subjects(spec, grounds):
        anchor = grounds.milestone(spec.anchor, spec, member)
        for turn in _turns(spec, member, anchor, grounds):
            yield _draft(spec, grounds, member=member, anchor=anchor, turn=turn)


def subjects(spec: TaskSpec, grounds: Grounds) -> tuple[MemberNo | None, ...]:
    """For whom this row asks a task: None for the case as a whole, nobody if its trait does not hold."""
    traits = grounds.traits
    if spec.per is Per.HOUSEHOLD:
        return (None,) if traits.holds(spec.condition) else ()
    kind = _PER_TRAIT[spec.per]
    return tuple(m for m in grounds.members if traits.holds(kind, m) and traits.holds(spec.condition, m))


def missing_trait(spec: TaskSpec, member: MemberNo | None, traits: Traits) -> TraitCode | None:
    """The trait for want of which this row asks nothing of `member`, if that is why."""
    if member is not None and not traits.holds(_PER_TRAIT.get(spec.per, TraitCode.ALWAYS), member):
        return _PER_TRAIT[spec.per]
    return None if traits.holds(spec.condition, member) else spec.condition


def ended_on(spec: TaskSpec, member: MemberNo | None, grounds: Grounds) -> date | None:
    """The day the milestone was recorded that ends this row's repeats; None if it has none or is still open."""
    if spec.repeat is None or spec.repeat.until is None:
        return None
    return grounds.milestones.recorded_on(spec.repeat.until, grounds.concerned(spec, member))


def _turns(spec: TaskSpec, member: MemberNo | None, anchor: MilestoneDate | None, grounds: Grounds) -> Iterator[Turn]:
    """Each time the task is planned now: a list at once, `every` one ahead.

    The next of `every` comes when the former is closed or its date has come, until its milestone is recorded.
    Source: workflow.md, section 6.7.
    """
    at = spec.repeat.at if spec.repeat else (spec.due_offset,)
    if anchor is None:
        yield from (Turn(number, None) for number in range(1, len(at) + 1))
        return
    ended = ended_on(spec, member, grounds) or date.max
    listed = [Turn(number, offset.after(anchor.on)) for number, offset in enumerate(at, start=1)]
    yield from (turn for turn in listed if turn.due_on and turn.due_on <= ended)
    if spec.repeat is None or spec.repeat.every is None:
        return
    number, base, _ = listed[-1]
    assert base is not None
    due_on, times = base, 0
    while due_on <= ended and _has_passed(TaskKey(spec.id, member, number + times), due_on, grounds):
        times += 1
        due_on = spec.repeat.every.times(times).after(base)
        if due_on <= ended:
            yield Turn(number + times, due_on, times)


def _has_passed(key: TaskKey, due_on: date, grounds: Grounds) -> bool:
    former = grounds.existing.get(key)
    if former is not None and former.gone is None:
        if former.state in CLOSED_STATES:
            return True
        if former.fixed and former.due_on:
            due_on = former.due_on
    return due_on <= grounds.today


def _draft(
    spec: TaskSpec, grounds: Grounds, *, member: MemberNo | None, anchor: MilestoneDate | None, turn: Turn
) -> Draft:
    limit_on, term = _limit(spec, member, turn.due_on, grounds)
    draft = Draft(
        key=TaskKey(spec.id, member, turn.number),
        spec=spec,
        anchor=anchor,
        times=turn.times,
        start_on=_start(spec, anchor, turn.due_on),
        due_on=turn.due_on,
        limit_on=limit_on,
        term=term,
        row_due_on=turn.due_on,
        own=spec.own,
    )
    if limit_on and spec.kind in BOUND_KINDS:
        # Never later than the term, whatever the row says: a new version of the law may be shorter.
        draft.pull(limit_on, PulledBy.LIMIT, spec.term or "")
    return draft


def _start(spec: TaskSpec, anchor: MilestoneDate | None, due_on: date | None) -> date | None:
    """The first day it makes sense; a repeat keeps the length of the first one's window."""
    if anchor is None or due_on is None:
        return None
    start_on = spec.start_offset.after(anchor.on)
    if spec.repeat is None:
        return start_on
    return due_on - (spec.due_offset.after(anchor.on) - start_on)


def _limit(
    spec: TaskSpec, member: MemberNo | None, due_on: date | None, grounds: Grounds
) -> tuple[date | None, Term | None]:
    """The last day of the row's term, and the version it comes from; a repeat's limit is its own due date.

    A municipality's own term counts where it ends sooner, and never where it ends later.
    Source: workflow.md, section 6.3. Raises: UnknownTerm if no version is in force on the milestone's day.
    """
    if spec.term is None:
        return None, None
    code = MilestoneCode(grounds.terms.anchor_for(spec.term, spec.anchor))
    anchor = grounds.milestone(code, spec, member)
    if anchor is None:
        return None, None
    term = grounds.terms.version_on(spec.term, anchor.on)
    if spec.repeat is not None:
        return due_on, term
    limit_on = term.limit_on(anchor.on, grounds.terms.calendar, code)
    if spec.limit_offset is None:
        return limit_on, term
    own = spec.limit_offset.after(limit_on if term.distance is None else anchor.on)
    return min(limit_on, own), term
