"""What happens if a milestone comes later than it is expected now, as whoever works on the case may see it."""

from dataclasses import dataclass
from datetime import date, timedelta

from hervest.accounts.actor import Actor
from hervest.core.errors import RuleBroken
from hervest.deadlines.errors import UnknownTerm
from hervest.deadlines.register import all_versions
from hervest.journey.chain_queries import ChainLine, Sight, sight_of, whole_chain
from hervest.journey.chain_rules import Moment, in_order, pressed, waiting
from hervest.journey.chain_vocabulary import Pressed
from hervest.journey.plan_queries import moved_record, must_fit, planned_tasks
from hervest.journey.rules import PlanOutcome, reschedule, tasks_after
from hervest.journey.task_rules import PlannedTask
from hervest.journey.template import BOUND_KINDS
from hervest.journey.vocabulary import DeadlineKind, MilestoneCode, TaskKey
from hervest.journey.workflow_queries import template_of


@dataclass(frozen=True, slots=True)
class DelayLine:
    """A row of the plan whose day is pressed or moves, with everybody for whom that is so in the same way.

    `was_on`, `becomes_on`: when the first of them is due now and then. `limit_on`: the last day of its term then.
    """

    line: ChainLine
    kind: DeadlineKind
    was_on: date | None
    becomes_on: date | None
    limit_on: date | None


@dataclass(frozen=True, slots=True)
class Delay:
    """What follows if the milestone comes `on`, so many weeks after `than` (None: from today on). Nothing is written.

    `in_danger`: its legal or hard term would have passed before it can be done, legal ones first; `too_late`: it could
    not be done by its day; `moves`: its day moves along.
    """

    on: date
    than: date | None
    in_danger: tuple[DelayLine, ...]
    too_late: tuple[DelayLine, ...]
    moves: tuple[DelayLine, ...]

    @property
    def n_moves(self) -> int:
        """How many tasks get another day and fit."""
        return sum(len(found.line.tasks) for found in self.moves)

    @property
    def has_none(self) -> bool:
        """Whether nothing follows that the reader sees."""
        return not (self.in_danger or self.too_late or self.moves)


def delay(actor: Actor, code: str, milestone: MilestoneCode, weeks: int, *, today: date) -> Delay | None:
    """What follows if a milestone that is still to come comes so many weeks later; None if it is not to come.

    It counts from the last day on which it is expected now, or from today if that has passed or nobody knows it.
    Raises: NotFound for whoever does not work on the case; RuleBroken where it cannot be so late.
    """
    sight = sight_of(actor, code, today=today)
    moments = sight.moments(milestone)
    if not moments:
        return None
    than = max((day for moment in moments if (day := sight.chain.days.get(moment))), default=None)
    on = max(than or today, today) + timedelta(weeks=weeks)
    outcome = _outcome(sight, moments, on, today)
    after = {task.key: task for task in tasks_after(planned_tasks(sight.row), outcome)}
    held = {step for level in waiting(sight.chain, moments) for step in level if isinstance(step, TaskKey)}
    how = {key: pressed(after[key], sight.rows[key].kind, on) for key in held}
    late = {key for key, found in how.items() if found is Pressed.TERM} | _beyond(outcome, sight)
    behind = {key for key, found in how.items() if found is Pressed.DAY} - late
    moves = {key for key in sight.rows if key in after and _moves(sight, after[key])} - late - behind
    return Delay(
        on=on,
        than=than,
        in_danger=_lines(sight, late, after),
        too_late=_lines(sight, behind, after),
        moves=_lines(sight, moves, after),
    )


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for a milestone that is still to come, however far behind it: other milestones, and rows of the plan.

    `milestones`: the milestone itself among them; empty if it is not to come. `on`: the last day on which it is
    expected; None if nobody knows.
    """

    milestones: frozenset[MilestoneCode]
    rows: frozenset[str]
    on: date | None


def waits_for(actor: Actor, code: str, milestone: MilestoneCode, *, today: date) -> Waits:
    """What waits for it in a case that `case_for` gave in this request: for deciding, never for showing."""
    chain = whole_chain(actor, code, today=today)
    moments = tuple(step for step in chain.before if isinstance(step, Moment) and step.code is milestone)
    steps = {step for level in waiting(chain, moments) for step in level}
    return Waits(
        milestones=frozenset({step.code for step in {*steps, *moments} if isinstance(step, Moment)}),
        rows=frozenset(step.template for step in steps if isinstance(step, TaskKey)),
        on=max((day for moment in moments if (day := chain.days.get(moment))), default=None),
    )


def _outcome(sight: Sight, moments: tuple[Moment, ...], on: date, today: date) -> PlanOutcome:
    moves = tuple(moved_record(sight.facts, *moment, on, is_actual=False) for moment in _to_move(sight, moments))
    must_fit(sight.facts, moves, today=today)
    try:
        return reschedule(
            template_of(sight.row),
            sight.facts,
            planned_tasks(sight.row),
            moves=moves,
            terms=all_versions(),
            today=today,
        ).outcome
    except UnknownTerm as unknown:
        raise RuleBroken("no_term_on_that_day", term=unknown.params["key"]) from unknown


def _to_move(sight: Sight, moments: tuple[Moment, ...]) -> tuple[Moment, ...]:
    """The household's own, where nobody has one apart: what is expected of each follows it."""
    code = moments[0].code
    apart = any(record.code is code and record.member for record in sight.facts.recorded)
    return moments if apart else (Moment(code, None),)


def _beyond(outcome: PlanOutcome, sight: Sight) -> set[TaskKey]:
    """The tasks that would come to be due after the last day of their term."""
    return {
        change.was.key
        for change in outcome.changes
        if change.was.key in sight.rows
        and sight.rows[change.was.key].kind in BOUND_KINDS
        and _is_beyond(change.becomes)
        and not _is_beyond(change.was)
    }


def _is_beyond(task: PlannedTask) -> bool:
    return task.due_on is not None and task.limit_on is not None and task.due_on > task.limit_on


def _moves(sight: Sight, task: PlannedTask) -> bool:
    """Whether it comes to be due on another day, and not on an earlier one.

    Where nobody knows the day of the milestone, what if it comes so many weeks from today may be sooner than the plan
    takes for granted: no delay brings work forward.
    """
    was_on = sight.rows[task.key].due_on
    return task.due_on != was_on and (task.due_on is None or was_on is None or task.due_on > was_on)


def _lines(sight: Sight, keys: set[TaskKey], after: dict[TaskKey, PlannedTask]) -> tuple[DelayLine, ...]:
    """The tasks by row, of a row those that move as far: legal ones first, then by the day that presses."""
    kinds: dict[tuple[str, int], list[TaskKey]] = {}
    for key in sorted(keys, key=lambda key: (after[key].due_on or date.max, in_order(key))):
        kinds.setdefault((key.template, _shift(sight.rows[key].due_on, after[key].due_on)), []).append(key)
    return tuple(sorted((_line(sight, found, after[found[0]]) for found in kinds.values()), key=_pressing))


def _shift(was_on: date | None, becomes_on: date | None) -> int:
    return (becomes_on - was_on).days if was_on and becomes_on else 0


def _line(sight: Sight, keys: list[TaskKey], task: PlannedTask) -> DelayLine:
    rows = tuple(sight.rows[key] for key in keys)
    line = ChainLine(None, rows, (), rows[0].due_on)
    return DelayLine(line, rows[0].kind, rows[0].due_on, task.due_on, task.limit_on)


def _pressing(line: DelayLine) -> tuple[bool, date]:
    return (line.kind is not DeadlineKind.LEGAL, line.limit_on or line.becomes_on or date.max)
