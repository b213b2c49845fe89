"""What waits for what in one case: a chain of its open tasks and of the milestones that are still to come."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from hervest.core.vocabulary import MemberNo
from hervest.journey.chain_vocabulary import ChainTie, Pressed
from hervest.journey.first_day_rules import unknown_rows
from hervest.journey.milestone_rules import Milestones
from hervest.journey.task_rules import PlannedTask
from hervest.journey.template import BOUND_KINDS, CaseTemplate, MilestoneRule, PostedMilestone, TaskSpec
from hervest.journey.trait_rules import Traits
from hervest.journey.vocabulary import (
    CLOSED_STATES,
    PER_PERSON_MILESTONES,
    Asks,
    DeadlineKind,
    MilestoneCode,
    TaskKey,
    TraitCode,
)
from hervest.journey.worklist_rules import open_predecessors


class Moment(NamedTuple):
    """A milestone that is still to come, of `member` or (None) of the case."""

    code: MilestoneCode
    member: MemberNo | None


Step = TaskKey | Moment
"""One link of a chain: an open task, or a milestone that is still to come."""


@dataclass(frozen=True, slots=True)
class PracticeTie:
    """How work hangs on a milestone in practice, of those for whom `holds_while` holds.

    `task` or `then`: the row of the template or the other milestone that is meant, exactly one of the two.
    """

    milestone: MilestoneCode
    tie: ChainTie
    task: str
    then: MilestoneCode | None
    holds_while: TraitCode
    note_nl: str
    note_en: str
    source: str


@dataclass(frozen=True, slots=True)
class ChainFacts:
    """All a chain is worked out from. `tasks`: every task of the case; `posted`: what finished rows record.

    `codes`: the milestones that such a case has.
    """

    rows: CaseTemplate
    codes: frozenset[MilestoneCode]
    members: tuple[MemberNo, ...]
    traits: Traits
    milestones: Milestones
    tasks: tuple[PlannedTask, ...]
    posted: tuple[PostedMilestone, ...] = ()
    ties: tuple[PracticeTie, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """What comes directly before each step; nothing comes before itself. `days`: of each that has a day."""

    before: Mapping[Step, frozenset[Step]]
    days: Mapping[Step, date]


def read_chain_ties(text: str, rows: Mapping[str, TaskSpec]) -> tuple[PracticeTie, ...]:
    """The table in CSV, in its order.

    Raises: ValueError for a row of the template that is none, words that are none, no source, or a milestone that
    would speed another one or go before it: only work does.
    """
    found = []
    for row in csv.DictReader(io.StringIO(text)):
        then = MilestoneCode.__members__.get(row["work"])
        tie = ChainTie(row["tie"])
        if not row["source"] or (then is None and unknown_rows([row["work"]], rows)):
            raise ValueError(row["work"])
        if then is not None and tie is not ChainTie.WAITS:
            raise ValueError(row["work"])
        found.append(
            PracticeTie(
                milestone=MilestoneCode(row["milestone"]),
                tie=tie,
                task="" if then else row["work"],
                then=then,
                holds_while=TraitCode(row["holds_while"]),
                note_nl=row["note_nl"],
                note_en=row["note_en"],
                source=row["source"],
            )
        )
    return tuple(found)


def chain_of(facts: ChainFacts) -> Chain:
    """The chain of a case: what is open in it, and what of that comes before what.

    A task waits for what its row depends on, for the milestone it counts from (but not where it begins before that),
    and for what it waits for in practice. A milestone waits for the work that records it, for what brings it nearer,
    and for the milestone from which its day is expected; whoever waits for work that records a milestone waits for
    that milestone. A tie that would close a circle is left out: what comes before a milestone does not wait for it.
    Source: workflow.md, sections 3 and 6.5; needs.md, C6.
    """
    open_tasks = {task.key: task for task in facts.tasks if task.state not in CLOSED_STATES}
    moments = tuple(_moments(facts))
    waits = open_predecessors(facts.rows, facts.tasks)
    before: dict[Step, set[Step]] = {key: set(waits.get(key, ())) for key in open_tasks}
    before |= {moment: set() for moment in moments}
    for moment in moments:
        brings = _bringing(moment, facts)
        before[moment].update(key for key in open_tasks if key.template in brings and _is_first(key, moment))
    for moment in moments:
        earlier = _all_before(before, [moment])
        for step in _after(moment, before, facts):
            if step != moment and step not in earlier:
                before[step].add(moment)
    alone = {moment for moment in moments if not before[moment]} - {
        first for found in before.values() for first in found
    }
    days: dict[Step, date] = {key: task.due_on for key, task in open_tasks.items() if task.due_on}
    days |= {moment: found.on for moment in moments if (found := facts.milestones.at(*moment))}
    return Chain(
        {step: frozenset(found) for step, found in before.items() if step not in alone},
        {step: day for step, day in days.items() if step not in alone},
    )


def seen_of(chain: Chain, seen: frozenset[Step]) -> Chain:
    """The chain of who sees these steps only: one that is not seen leaves no gap, the steps around it hang together."""
    found: dict[Step, frozenset[Step]] = {}

    def through(step: Step) -> frozenset[Step]:
        if step not in found:
            parts = (frozenset({first}) if first in seen else through(first) for first in chain.before[step])
            found[step] = frozenset().union(*parts)
        return found[step]

    before = {step: through(step) for step in chain.before if step in seen}
    tied = {first for firsts in before.values() for first in firsts}
    kept = {step: firsts for step, firsts in before.items() if isinstance(step, TaskKey) or firsts or step in tied}
    return Chain(kept, {step: day for step, day in chain.days.items() if step in kept})


def all_before(chain: Chain, steps: Iterable[Step]) -> frozenset[Step]:
    """Everything open that comes before one of these steps, however far away; none of the steps unless it does."""
    return frozenset(_all_before(chain.before, steps))


def waiting(chain: Chain, steps: Iterable[Step]) -> tuple[frozenset[Step], ...]:
    """What waits for one of these steps, however far away, by how many links at most it stands behind them."""
    held = frozenset(steps) & chain.before.keys()
    far: dict[Step, int] = dict.fromkeys(held, 0)

    def reach(step: Step) -> int:
        if step not in far:
            links = [behind for first in chain.before[step] if (behind := reach(first)) >= 0]
            far[step] = max(links) + 1 if links else -1
        return far[step]

    for step in chain.before:
        reach(step)
    last = max(far.values(), default=0)
    return tuple(frozenset(s for s, behind in far.items() if behind == n) for n in range(1, last + 1))


def holding_up(chain: Chain, steps: Iterable[Step], *, today: date) -> tuple[Step, ...]:
    """The chain that decides when the last of these steps comes, from what can be done first up to that step.

    Of what comes before a step that one decides which is there last: without a day later than any day, a day that has
    passed counts as today. Of equals the one with the longest way before it, then the one on whose way something is
    the longest overdue. Empty without steps.
    """
    ranks: dict[Step, tuple[date, int, int]] = {}

    def rank(step: Step) -> tuple[date, int, int]:
        if step not in ranks:
            own = chain.days.get(step, date.max)
            last, links, overdue = max((rank(first) for first in chain.before[step]), default=(today, 0, 0))
            ranks[step] = (max(own, last), links + 1, max((today - own).days, overdue))
        return ranks[step]

    def worst(found: Iterable[Step]) -> Step:
        return max(sorted(found, key=in_order), key=rank)

    held = frozenset(steps) & chain.before.keys()
    if not held:
        return ()
    way = [worst(held)]
    while firsts := chain.before[way[0]]:
        way.insert(0, worst(firsts))
    return tuple(way)


def longest_behind(chain: Chain, step: Step) -> tuple[Step, ...]:
    """The longest way of what waits for this step, one after the other; empty if nothing does."""
    levels = waiting(chain, [step])
    if not levels:
        return ()
    far = {found: n for n, level in enumerate(levels, start=1) for found in level}
    way = [min(levels[-1], key=in_order)]
    while far[way[0]] > 1:
        way.insert(0, min((f for f in chain.before[way[0]] if far.get(f) == far[way[0]] - 1), key=in_order))
    return tuple(way)


def pressed(task: PlannedTask, kind: DeadlineKind, on: date) -> Pressed | None:
    """What it does to a task that it can be done `on` at the soonest; None if it fits.

    Source: workflow.md, section 5: a legal or hard term is never let pass; any other day is only the plan's.
    """
    if kind in BOUND_KINDS and task.limit_on is not None and task.limit_on < on:
        return Pressed.TERM
    return Pressed.DAY if task.due_on is not None and task.due_on < on else None


def free_since(start_on: date | None, done_on: Iterable[date | None]) -> date | None:
    """Since when a task could begin: its first day, or when the last of what came before it was done."""
    return max((day for day in (start_on, *done_on) if day is not None), default=None)


def days_before(
    spec: TaskSpec, member: MemberNo | None, done: Mapping[str, Mapping[MemberNo | None, date]]
) -> tuple[date, ...]:
    """The days on which what comes before a task of this row was done: of the same people as `rules.predecessors`."""
    days = (done.get(task, {}) for task in spec.depends_on)
    return tuple(
        day
        for found in days
        for whose, day in found.items()
        if whose == member or (member not in found and (whose is None or (member is None and None not in found)))
    )


def is_reached(milestones: Milestones, moment: Moment) -> bool:
    """Whether the milestone has happened, for the member or for the household they came with."""
    found = milestones.at(*moment)
    return found is not None and found.is_actual


def _moments(facts: ChainFacts) -> Iterator[Moment]:
    """Every milestone of the case, of each member where each has their own, that has not happened."""
    for code in MilestoneCode:
        if code not in facts.codes:
            continue
        whose = facts.members if code in PER_PERSON_MILESTONES and facts.members else (None,)
        yield from (moment for member in whose if not is_reached(facts.milestones, moment := Moment(code, member)))


def _concerns(step: Step, moment: Moment) -> bool:
    """Whether a step and a milestone are about the same person, or one of them about all of the household."""
    return step.member is None or moment.member is None or step.member == moment.member


def _bringing(moment: Moment, facts: ChainFacts) -> frozenset[str]:
    """The rows that record the milestone once they are done, or bring it nearer."""
    posts = {row.task for row in facts.posted if row.milestone is moment.code}
    return frozenset(posts | {tie.task for tie in _ties_of(moment, ChainTie.SPEEDS, facts)})


def _is_first(key: TaskKey, moment: Moment) -> bool:
    """Whether it is the first time of a row, about whom the milestone is and the sponsor group of now."""
    return key.repeat_no == 1 and not key.earlier_group and _concerns(key, moment)


def _ties_of(moment: Moment, how: ChainTie, facts: ChainFacts) -> Iterator[PracticeTie]:
    for tie in facts.ties:
        if (tie.milestone, tie.tie) == (moment.code, how) and facts.traits.holds(tie.holds_while, moment.member):
            yield tie


def _after(moment: Moment, before: Mapping[Step, set[Step]], facts: ChainFacts) -> tuple[Step, ...]:
    """What waits directly for this milestone, but for what a circle forbids."""
    ties = tuple(_ties_of(moment, ChainTie.WAITS, facts))
    rows, thens = {tie.task for tie in ties}, {tie.then for tie in ties}
    rules = tuple(rule for rule in facts.rows.milestones if _follows(rule, moment))
    recorders = {row.task for row in facts.posted if row.milestone is moment.code and row.asks is Asks.ALWAYS}

    def waits(step: Step, firsts: set[Step]) -> bool:
        if isinstance(step, Moment):
            expected = any(rule.milestone is step.code and _has(step, rule, facts) for rule in rules)
            return (expected or step.code in thens) and _concerns(step, moment)
        recorded = any(isinstance(first, TaskKey) and first.template in recorders for first in firsts)
        hangs = recorded or step.template in rows or _counts_from(step, moment, facts)
        return hangs and _concerns(step, moment)

    return tuple(step for step, firsts in before.items() if waits(step, firsts))


def _follows(rule: MilestoneRule, moment: Moment) -> bool:
    """Whether a milestone is expected on the day of this one or after it."""
    return rule.counts_from is moment.code and (rule.offset is None or rule.offset.count >= 0)


def _has(moment: Moment, rule: MilestoneRule, facts: ChainFacts) -> bool:
    """Whether whose milestone this is comes under its rule at all."""
    return rule.begins is None or facts.traits.holds(rule.begins, moment.member)


def _counts_from(key: TaskKey, moment: Moment, facts: ChainFacts) -> bool:
    """Whether the task begins on the day of this milestone or after it; one of the household with the first of all."""
    spec = facts.rows.by_id.get(key.template)
    if spec is None or spec.anchor is not moment.code or spec.start_offset.count < 0 or key.earlier_group:
        return False
    if key.member is None and moment.member is not None:
        return not any(is_reached(facts.milestones, Moment(moment.code, member)) for member in facts.members)
    return True


def _all_before(before: Mapping[Step, Iterable[Step]], steps: Iterable[Step]) -> set[Step]:
    found: set[Step] = set()
    ahead = [first for step in steps for first in before.get(step, ())]
    while ahead:
        step = ahead.pop()
        if step not in found:
            found.add(step)
            ahead.extend(before[step])
    return found


def in_order(step: Step) -> tuple[int, str, int, int]:
    """How steps follow each other where nothing else decides: milestones, then rows, each by person."""
    if isinstance(step, Moment):
        return (list(MilestoneCode).index(step.code), "", step.member or 0, 0)
    return (len(MilestoneCode), step.template, step.member or 0, step.repeat_no)
