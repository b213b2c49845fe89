"""What a planned task is: its key, its dates, its state, and why it has that date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hervest.core.vocabulary import MemberNo, Route
from hervest.journey.first_day_rules import FirstDay
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.trait_rules import TraitRow
from hervest.journey.vocabulary import (
    NEVER_LOGS_IN,
    TRAITS_THAT_BEGIN,
    Began,
    CaseKind,
    DoerRole,
    MilestoneCode,
    PulledBy,
    TaskKey,
    TaskState,
    TraitCode,
    WhyGone,
)


@dataclass(frozen=True, slots=True)
class Because:
    """Why a task has its date. Source: workflow.md, section 6.3.

    It counts `offset` from `milestone`, which falls `anchor_on` (None: the task is undated and waits for it);
    `is_actual` tells a recorded day from a planned one, `expected_from` and `expected_offset` name the assumption
    the planned day rests on. A repeat adds `times` times `every`. `term` and `term_version` are what the limit comes
    from, `source` is the row's. `is_provisional`: a legal term that counts from a day not yet recorded.
    `pulled_by` says why the task is due before `row_due_on`, the day of its own row; `pulled_for` names the task
    row, milestone or term that asks it. `own_by`, `own_version`, `own_on`: the municipality whose own way of working
    decided the offset or the limit, in which version, of which day. `since`: the date counts from somebody's first
    day, which is `anchor_on`, in the place of the milestone. `held_by`: it is not due on `row_due_on` already, for
    what began only later. `turned`: the trait that began on that day, if one did. `skips_free_days`: its term counts in
    working days, and `row_due_on` is a free day.
    """

    milestone: MilestoneCode
    anchor_on: date | None
    is_actual: bool
    expected_from: MilestoneCode | None
    expected_offset: str
    offset: str
    every: str
    times: int
    term: str | None
    term_version: str
    term_valid_from: date | None
    term_source: str
    source: str
    is_provisional: bool
    pulled_by: PulledBy | None = None
    pulled_for: str = ""
    row_due_on: date | None = None
    own_by: str = ""
    own_version: int = 0
    own_on: date | None = None
    since: Began | None = None
    held_by: Began | None = None
    turned: TraitCode | None = None
    skips_free_days: bool = False

    @property
    def counts_from(self) -> MilestoneCode | Began | TraitCode:
        """What the date counts from, as a sentence names it: the milestone, or what began in its place."""
        return self._begun(self.since) or self.milestone

    @property
    def waits_for(self) -> Began | TraitCode | None:
        """What had to begin before the task could be due, as a sentence names it."""
        return self._begun(self.held_by)

    def _begun(self, what: Began | None) -> Began | TraitCode | None:
        return self.turned if what is Began.TURNED and self.turned in TRAITS_THAT_BEGIN else what

    @property
    def tells_first_day(self) -> bool:
        """Whether somebody's own first day can be read from it."""
        own = {Began.BORN, Began.JOINED, Began.TURNED, Began.KNOWN, Began.PARTED}
        return self.since in own or self.held_by in own

    @property
    def milestones(self) -> tuple[MilestoneCode, ...]:
        """The milestones whose days the date counts from."""
        return (self.milestone, *((MilestoneCode.ARRIVED,) if self.pulled_by is PulledBy.ARRIVAL else ()))


_DATES = ("anchor_on", "term_valid_from", "row_due_on", "own_on")


def because_as_json(because: Because) -> dict[str, Any]:
    """The reasons as plain words, numbers and ISO dates, to be kept in a column."""
    written = {name: getattr(because, name) for name in Because.__slots__}
    return written | {name: written[name] and written[name].isoformat() for name in _DATES}


def because_from_json(written: dict[str, Any]) -> Because:
    """The reasons as `because_as_json` wrote them."""
    fields = dict(written)
    for name in _DATES:
        fields[name] = date.fromisoformat(fields[name]) if fields.get(name) else None
    fields["milestone"] = MilestoneCode(fields["milestone"])
    fields["expected_from"] = MilestoneCode(fields["expected_from"]) if fields["expected_from"] else None
    for name in ("since", "held_by"):
        fields[name] = Began(fields[name]) if fields.get(name) else None
    fields["turned"] = TraitCode(fields["turned"]) if fields.get("turned") else None
    fields["pulled_by"] = PulledBy(fields["pulled_by"]) if fields["pulled_by"] else None
    return Because(**fields)


@dataclass(frozen=True, slots=True)
class Gone:
    """Why the plan no longer asks for a task; `trait` is the one that turned false, if that is why."""

    why: WhyGone
    trait: TraitCode | None = None


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task as the plan knows it.

    `touched`: a person gave it a state, note, name or date; planning then keeps its state. `fixed`: its due date is
    an appointment or was set by a person; planning keeps it. `gone`: with state `not_needed`, planning let it fall
    away (a person's own `not_needed` has none); with an open state, it is touched and only flagged.
    """

    key: TaskKey
    state: TaskState
    doer: DoerRole
    start_on: date | None
    due_on: date | None
    limit_on: date | None
    because: Because
    touched: bool = False
    fixed: bool = False
    gone: Gone | None = None

    @property
    def is_kept(self) -> bool:
        """Whether a person has had a hand in it, so that planning may flag it but never take it away."""
        return self.touched or self.fixed


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All a plan depends on beside the template, the terms and today.

    `route` is None for the case of a municipality or a sponsor group. `traits` are the rows of all sources except
    `milestone`, which the plan works out itself. `has_sponsor`: an active match with a sponsor group. `first_days`:
    when members were born or joined; `taken_over_on`: when this municipality took the household over from another.
    `begins_anew`: the rows that count from a later day than their milestone, and that day: from when they parted.
    """

    kind: CaseKind
    route: Route | None
    members: tuple[MemberNo, ...] = ()
    traits: tuple[TraitRow, ...] = ()
    recorded: tuple[MilestoneRecord, ...] = ()
    has_sponsor: bool = False
    first_days: Mapping[MemberNo, FirstDay] = field(default_factory=dict)
    taken_over_on: date | None = None
    begins_anew: Mapping[str, date] = field(default_factory=dict)


def first_state(doer: DoerRole, start_on: date | None, today: date) -> TaskState:
    """The state of a task nobody has touched.

    Source: workflow.md, section 6.6: tasks of a doer without login wait for that organisation from the beginning.
    """
    if doer in NEVER_LOGS_IN:
        return TaskState.WAITING_FOR
    return TaskState.WAITING_START if start_on is None or start_on > today else TaskState.TO_DO
