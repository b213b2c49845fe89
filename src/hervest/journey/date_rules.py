"""Which tasks a case's template asks for, and on which day each row's own offsets and terms put them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from hervest.core.vocabulary import MemberNo
from hervest.deadlines.calendar import WorkingDays
from hervest.deadlines.period import Offset
from hervest.deadlines.register import TermRegister
from hervest.deadlines.term import Term
from hervest.journey.first_day_rules import FirstDay, FirstDays, earliest, latest
from hervest.journey.milestone_rules import MilestoneDate, Milestones, started
from hervest.journey.task_rules import Because, PlannedTask
from hervest.journey.template import BOUND_KINDS, OwnMark, TaskSpec
from hervest.journey.trait_rules import Traits
from hervest.journey.vocabulary import (
    CLOSED_STATES,
    Began,
    DeadlineKind,
    LateStart,
    MilestoneCode,
    Per,
    PulledBy,
    TaskKey,
    TraitCode,
)

_PER_TRAIT = {Per.ADULT: TraitCode.ADULT, Per.CHILD: TraitCode.CHILD, Per.EACH_MEMBER: TraitCode.ALWAYS}


@dataclass(frozen=True, slots=True)
class Grounds:
    """What every date of one case is worked out from. `members` in order; `existing` by key.

    `taken_over_on`: the day this municipality took the household over from another one. `begins_anew`: as `CaseFacts`.
    """

    members: tuple[MemberNo, ...]
    traits: Traits
    milestones: Milestones
    existing: Mapping[TaskKey, PlannedTask]
    terms: TermRegister
    today: date
    taken_over_on: date | None = None
    begins_anew: Mapping[str, date] = field(default_factory=dict)

    def concerned(self, spec: TaskSpec, member: MemberNo | None) -> tuple[MemberNo, ...]:
        """The members a task is about: its own, else those who have its trait, else everybody."""
        if member is not None:
            return (member,)
        return (self.traits.having(spec.condition) if spec.condition is not TraitCode.ALWAYS else ()) or self.members

    @property
    def first_days(self) -> FirstDays:
        """The first day of each member."""
        return self.milestones.first_days

    def milestone(self, code: MilestoneCode, spec: TaskSpec, member: MemberNo | None) -> MilestoneDate | None:
        """The day a task of this row counts from `code`: the member's, or the earliest of the members concerned.

        One that lies before the first day on which this can be asked at all gives way to that day, but for what was
        recorded of the very person and for what the row counts from the milestone whatever happens. Decision 38.
        """
        found, first = self._milestone(code, spec, member), self.first_day(spec, member)
        if found is None or first is None or found.on >= first.on or self._stands(found, spec, member, first):
            return found
        return started(code, first)

    def first_day(self, spec: TaskSpec, member: MemberNo | None) -> FirstDay | None:
        """Since when this row can be asked of the member; of the household, since the first of who makes it needed.

        What begins anew for who parted, not before that.
        """
        anew = self.begins_anew.get(spec.id)
        return latest(self._first_day(spec, member), FirstDay(anew, Began.PARTED) if anew is not None else None)

    def _first_day(self, spec: TaskSpec, member: MemberNo | None) -> FirstDay | None:
        if member is not None:
            return self.first_days.of(member, *hangs_on(spec))
        if spec.condition is TraitCode.ALWAYS:
            return None
        return earliest(self.first_days.of(m, spec.condition) for m in self.asked_for(spec))

    def asked_for(self, spec: TaskSpec) -> tuple[MemberNo, ...]:
        """The members whose own trait makes a row of the household needed, without who came too late for it."""
        return tuple(m for m in self.traits.having(spec.condition) if not self.comes_too_late(spec, m))

    def comes_too_late(self, spec: TaskSpec, member: MemberNo) -> bool:
        """Whether this row is about something that was over on the member's first day.

        Where nobody recorded when, it was over with the household's arrival.
        """
        first = self.first_days.of(member, *hangs_on(spec))
        found = self._milestone(spec.anchor, spec, member) or self.milestones.at(MilestoneCode.ARRIVED)
        if first is None or spec.beginnings.of(first.why).how is not LateStart.NEVER:
            return False
        return found is not None and (found.since is not None or found.on < first.on)

    def not_before(self, spec: TaskSpec, member: MemberNo | None, anchor: MilestoneDate | None) -> FirstDay | None:
        """The day before which a task of this row is never due: somebody's first, or that of this municipality.

        Nor before the day on which it was recorded that somebody is there. The law's own terms run on meanwhile.
        """
        first = self.first_day(spec, member)
        if first is not None and anchor is not None and self._stands(anchor, spec, member, first):
            first = None
        if spec.kind is DeadlineKind.LEGAL:
            return first
        known = self._known(spec, member)
        taken = FirstDay(self.taken_over_on, Began.TAKEN_OVER) if self.taken_over_on is not None else None
        return latest(first, known, taken)

    def _known(self, spec: TaskSpec, member: MemberNo | None) -> FirstDay | None:
        """The day it was recorded that the member is there; of the household, the first of who makes the row needed."""
        if member is not None:
            return self.first_days.known(member)
        if spec.condition is TraitCode.ALWAYS:
            return None
        return earliest(self.first_days.known(m) for m in self.asked_for(spec))

    def _milestone(self, code: MilestoneCode, spec: TaskSpec, member: MemberNo | None) -> MilestoneDate | None:
        if member is not None:
            return self.milestones.at(code, member)
        return self.milestones.earliest(code, self.concerned(spec, None))

    def _stands(self, found: MilestoneDate, spec: TaskSpec, member: MemberNo | None, first: FirstDay) -> bool:
        """Whether the milestone counts though the first day comes after it."""
        if spec.beginnings.of(first.why).how is LateStart.MILESTONE:
            return True
        own = member is not None and self.milestones.dates.get((found.code, member)) == found
        return own and found.is_recorded and first.why is not Began.TURNED


def hangs_on(spec: TaskSpec) -> tuple[TraitCode, ...]:
    """The traits a member must have for this row to be about them."""
    kind = _PER_TRAIT.get(spec.per, TraitCode.ALWAYS)
    return tuple(trait for trait in (kind, spec.condition) if trait is not TraitCode.ALWAYS)


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
    offset: Offset
    not_before: FirstDay | None = None
    held_by: Began | None = None
    pulled_by: PulledBy | None = None
    pulled_for: str = ""
    skips_free_days: bool = False

    def cannot_be_by(self, day: date) -> bool:
        """Whether the first day on which the task can be asked comes after `day`."""
        return self.not_before is not None and day < self.not_before.on

    def hold(self) -> None:
        """Let the task be due, and its window open, on the first day at which it can be asked, or after it."""
        if self.not_before is None or self.due_on is None:
            return
        if self.due_on < self.not_before.on:
            self.due_on, self.held_by = self.not_before.on, self.not_before.why
        if self.start_on is not None:
            self.start_on = max(self.start_on, self.not_before.on)
        if self.limit_on is not None and self.spec.kind is DeadlineKind.HARD:
            self.limit_on = max(self.limit_on, self.not_before.on)

    def skip_free_days(self, calendar: WorkingDays) -> None:
        """Let no task whose term counts in working days be due on a free day within that term."""
        if self.term is None or not self.term.counts_working_days or self.due_on is None or self.limit_on is None:
            return
        day = calendar.first_on_or_after(self.due_on)
        if self.due_on < day <= self.limit_on:
            self.due_on, self.skips_free_days = day, True

    def pull(self, due_on: date, by: PulledBy, what: str) -> None:
        """Make the task due on `due_on` at the latest, and remember what asked for it.

        What was due before the first day on which it can be asked does not wait for it; only its own limit may be.
        """
        if by is not PulledBy.LIMIT and self.cannot_be_by(due_on):
            return
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
            offset=str(repeat.at[last_listed] if repeat else self.offset),
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
            row_due_on=self.row_due_on if self.pulled_by or self.held_by or self.skips_free_days else None,
            own_by=self.own.by if self.own else "",
            own_version=self.own.number if self.own else 0,
            own_on=self.own.on if self.own else None,
            since=anchor.since if anchor else None,
            held_by=self.held_by,
            turned=self._turned,
            skips_free_days=self.skips_free_days,
        )

    @property
    def _turned(self) -> TraitCode | None:
        """The trait from whose first day the task counts, or before which it cannot be due."""
        if self.anchor is not None and self.anchor.trait is not None:
            return self.anchor.trait
        return self.not_before.trait if self.not_before is not None and self.held_by is not None else None


class Turn(NamedTuple):
    """One time a task is due: its number, its date, and how often the row's `every` was added."""

    number: int
    due_on: date | None
    times: int = 0


def drafts_of(spec: TaskSpec, grounds: Grounds) -> Iterator[Draft]:
    """Every task this row asks for in this case, dated by its own offsets and terms alone."""
    for member in subjects(spec, grounds):
        anchor = grounds.milestone(spec.anchor, spec, member)
        not_before = grounds.not_before(spec, member, anchor)
        turns = tuple(_turns(spec, member, anchor, grounds))
        for turn in _not_all_at_once(turns, spec, member, not_before, grounds):
            yield _draft(spec, grounds, member=member, anchor=anchor, turn=turn, not_before=not_before)


def subjects(spec: TaskSpec, grounds: Grounds) -> tuple[MemberNo | None, ...]:
    """For whom this row asks a task: None for the case as a whole; nobody if its trait does not hold, or it is over."""
    traits = grounds.traits
    if is_over(spec, grounds):
        return ()
    if spec.per is Per.HOUSEHOLD:
        return (None,) if traits.holds(spec.condition) and not _all_too_late(spec, grounds) else ()
    kind = _PER_TRAIT[spec.per]
    having = (m for m in grounds.members if traits.holds(kind, m) and traits.holds(spec.condition, m))
    return tuple(m for m in having if not grounds.comes_too_late(spec, m))


def is_over(spec: TaskSpec, grounds: Grounds) -> bool:
    """Whether the milestone was recorded from which on this row has lost its sense."""
    return spec.ended_by is not None and grounds.milestones.recorded_on(spec.ended_by, ()) is not None


def is_too_late(spec: TaskSpec, member: MemberNo | None, grounds: Grounds) -> bool:
    """Whether this row asks nothing of `member`, or of the household, only because they came after it was over."""
    return _all_too_late(spec, grounds) if member is None else grounds.comes_too_late(spec, member)


def _all_too_late(spec: TaskSpec, grounds: Grounds) -> bool:
    having = grounds.traits.having(spec.condition) if spec.condition is not TraitCode.ALWAYS else ()
    return bool(having) and not grounds.asked_for(spec)


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
    at = spec.repeat.at if spec.repeat else (_due_offset(spec, anchor),)
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


def _not_all_at_once(
    turns: tuple[Turn, ...], spec: TaskSpec, member: MemberNo | None, not_before: FirstDay | None, grounds: Grounds
) -> tuple[Turn, ...]:
    """The turns, but of those that were over when this could first be asked only the last, unless the law has its say.

    What a person took up stays theirs.
    """
    if not_before is None or spec.kind is DeadlineKind.LEGAL:
        return turns
    over = [turn.number for turn in turns if turn.due_on is not None and turn.due_on <= not_before.on]
    taken_up = {no for no in over if (t := grounds.existing.get(TaskKey(spec.id, member, no))) and t.is_kept}
    skipped = set(over[:-1]) - taken_up
    return tuple(turn for turn in turns if turn.number not in skipped)


def _due_offset(spec: TaskSpec, anchor: MilestoneDate | None) -> Offset:
    """The row's own, or the one it has for who came later."""
    if anchor is None or anchor.since is None:
        return spec.due_offset
    return spec.beginnings.of(anchor.since).due or spec.due_offset


def _has_passed(key: TaskKey, due_on: date, grounds: Grounds) -> bool:
    former = grounds.existing.get(key)
    if former is not None and former.gone is None:
        if former.state in CLOSED_STATES:
            return True
        if former.fixed and former.due_on:
            due_on = former.due_on
    return due_on <= grounds.today


def _draft(
    spec: TaskSpec,
    grounds: Grounds,
    *,
    member: MemberNo | None,
    anchor: MilestoneDate | None,
    turn: Turn,
    not_before: FirstDay | None,
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
        offset=_due_offset(spec, anchor),
        not_before=not_before,
    )
    draft.skip_free_days(grounds.terms.calendar)
    draft.hold()
    if draft.limit_on and spec.kind in BOUND_KINDS:
        # Never later than the term, whatever the row says: a new version of the law may be shorter.
        draft.pull(draft.limit_on, PulledBy.LIMIT, spec.term or "")
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
