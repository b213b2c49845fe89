"""The checker's own proof that no plan is worth more: branch and bound with a knapsack per place, none of the solver.

Standard library only, like the checker itself. docs/matching, "The checker's own proof", has the mathematics.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import le, mul, sub

Options = dict[str, dict[str, float]]
"""Household -> place ("" = none) -> what that is worth."""
Room = dict[str, tuple[int, ...]]
"""Place -> units left per resource."""

MOST_WORK = 300_000_000
"""Cells of knapsack tables and, weighed by `PER_CHOICE`, choices looked at: counted, so that no clock decides."""
PER_CHOICE = 20
ROUNDS_AT_ROOT, ROUNDS_AT_NODE, ROUNDS_BETWEEN_FIXING = 400, 20, 10
PATIENCE = 5
STEP_SHRINKS, SMALLEST_STEP = 0.6, 1e-3


class Answer(StrEnum):
    """How the search for something better ended."""

    NOTHING_BETTER = "nothing_better"
    BETTER = "better"
    UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Question:
    """Is there a plan worth more than `target`? `need`, `prices` and `room` per resource, in one order."""

    need: Mapping[str, tuple[int, ...]]
    prices: Mapping[str, tuple[float, ...]]
    target: float


@dataclass(frozen=True, slots=True)
class Node:
    """Part of the plans: `settled` is worth what the households already fixed bring, `options` the others' choice."""

    settled: float
    options: Options
    room: Room
    worth: dict[str, float]


@dataclass(slots=True)
class Work:
    """Cells computed so far, and how many may be."""

    left: int
    nodes: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """The knapsack of one place: `best[c]` is the most that `c` units can bring; `base` is paid for other resources."""

    base: float
    counted: int
    room: int
    best: list[float]
    gain: dict[str, float]
    chosen: list[str]


@dataclass(frozen=True, slots=True)
class Bound:
    """What a node can be worth at most, at the worths in `worth`; `times` counts how often each is chosen."""

    value: float
    worth: dict[str, float]
    tables: dict[str, Table]
    times: dict[str, int]


@dataclass(slots=True)
class Descent:
    """Lowering a bound (subgradient): pay those more whom several places choose, and those less whom none does."""

    best: Bound
    last: Bound
    step: float = 1.0
    stale: int = 0

    def lower(self, question: Question, node: Node, work: Work) -> bool:
        """One step; whether another may still help."""
        wrong = {household: 1 - self.last.times.get(household, 0) for household in node.options}
        size = sum(each * each for each in wrong.values())
        if not size or self.step < SMALLEST_STEP or work.left <= 0:
            return False
        pace = self.step * (self.last.value - question.target) / size
        worth = {household: self.last.worth[household] - pace * off for household, off in wrong.items()}
        self.last = bound_of(question, node, worth, work)
        self.stale = 0 if self.last.value < self.best.value else self.stale + 1
        self.best = min(self.best, self.last, key=lambda each: each.value)
        if self.stale > PATIENCE:
            self.step, self.stale, self.last = self.step * STEP_SHRINKS, 0, self.best
        return True


def better_than(question: Question, options: Options, room: Room, *, most_work: int = MOST_WORK) -> Answer:
    """Whether a plan is worth more than the target: yes, no, or not known within `most_work` cells.

    `options` holds what each household may have; the answer is exact but for rounding of sums.
    """
    work = Work(most_work)
    open_nodes = [Node(0.0, options, room, starting_worth(question, options))]
    while open_nodes:
        node = tightened(question, open_nodes.pop())
        if node is None:
            continue
        if not node.options and node.settled > question.target:
            return Answer.BETTER
        if not node.options:
            continue
        work.nodes += 1
        rest = narrowed(question, node, work, ROUNDS_AT_ROOT if work.nodes == 1 else ROUNDS_AT_NODE)
        if work.left <= 0:
            return Answer.UNFINISHED
        open_nodes.extend(rest)
    return Answer.NOTHING_BETTER


def starting_worth(question: Question, options: Options) -> dict[str, float]:
    """For each household the best it can have after paying the prices: the start of the descent."""
    return {
        household: max(
            (value - cost(question, household, place) for place, value in choices.items()),
            default=0.0,
        )
        for household, choices in options.items()
    }


def cost(question: Question, household: str, place: str) -> float:
    """What a household pays in a place at the stated prices."""
    return sum(map(mul, question.need[household], question.prices[place])) if place else 0.0


def tightened(question: Question, node: Node) -> Node | None:
    """The node without choices for which there is no room, households with one choice settled; None if impossible."""
    options, room, settled = node.options, dict(node.room), node.settled
    while True:
        options = {household: possible(question, household, own, room) for household, own in options.items()}
        single = [household for household, own in options.items() if len(own) == 1]
        if not all(options.values()):
            return None
        if not single:
            return replace(node, options=options, room=room, settled=settled)
        for household in single:
            [(place, value)] = options.pop(household).items()
            settled += value
            if place:
                room[place] = tuple(map(sub, room[place], question.need[household]))
                if min(room[place]) < 0:
                    return None


def possible(question: Question, household: str, choices: dict[str, float], room: Room) -> dict[str, float]:
    """The choices for which there is room, in every resource."""
    need = question.need[household]
    return {place: value for place, value in choices.items() if not place or all(map(le, need, room[place]))}


def narrowed(question: Question, node: Node, work: Work, rounds: int) -> list[Node]:
    """The parts in which something better may still be: none, or a branch for each choice of one household."""
    best = bound_of(question, node, node.worth, work)
    descent = Descent(best, best)
    for turn in range(1, rounds + 1):
        if best.value <= question.target:
            return []
        if not descent.lower(question, node, work):
            break
        best = descent.best
        if turn % ROUNDS_BETWEEN_FIXING:
            continue
        fixed = tightened(question, without_hopeless(question, node, best))
        if fixed is None or not fixed.options:
            return [fixed] if fixed else []
        if fixed.options != node.options:
            node = fixed
            best = descent.best = descent.last = bound_of(question, node, best.worth, work)
    return [] if best.value <= question.target else branches(question, node, best)


def bound_of(question: Question, node: Node, worth: dict[str, float], work: Work) -> Bound:
    """Every household is paid its worth once; what it brings above that, each place collects as best it can alone."""
    work.left -= PER_CHOICE * sum(map(len, node.options.values()))
    wanted: dict[str, dict[str, float]] = {place: {} for place in node.room}
    total, times = node.settled + sum(worth[household] for household in node.options), dict[str, int]()
    for household, choices in node.options.items():
        for place, value in choices.items():
            if place:
                wanted[place][household] = value - worth[household]
            elif value > worth[household]:
                total += value - worth[household]
                times[household] = 1
    tables = {place: table_of(question, node, place, gains, work) for place, gains in wanted.items() if gains}
    for table in tables.values():
        total += table.base + table.best[-1]
        for household in table.chosen:
            times[household] = times.get(household, 0) + 1
    return Bound(total, worth, tables, times)


def table_of(question: Question, node: Node, place: str, gains: dict[str, float], work: Work) -> Table:
    """The knapsack of a place over its dearest resource; the other resources are paid at their prices."""
    prices, room = question.prices[place], node.room[place]
    counted = max(range(len(room)), key=lambda at: room[at] * prices[at])
    others = [at for at in range(len(room)) if at != counted and prices[at]]
    paid = {
        household: gain - sum(question.need[household][at] * prices[at] for at in others)
        for household, gain in gains.items()
    }
    items = [(question.need[household][counted], gain, household) for household, gain in paid.items() if gain > 0]
    best, chosen = knapsack(items, room[counted], work)
    return Table(sum(room[at] * prices[at] for at in others), counted, room[counted], best, paid, chosen)


def knapsack(items: list[tuple[int, float, str]], room: int, work: Work) -> tuple[list[float], list[str]]:
    """The most that 0..room units can bring, and who brings the most of all; items are (units, gain, name)."""
    size = min(room, sum(units for units, _, _ in items))
    best, rows = [0.0] * (size + 1), []
    for units, gain, _ in items:
        rows.append(best)
        with_it = [value + gain for value in best[: size + 1 - units]]
        best = best[:units] + list(map(max, best[units:], with_it))
        work.left -= size + 1
    work.left -= 1
    chosen, left = [], size
    after = best
    for (units, _, name), before in zip(reversed(items), reversed(rows), strict=True):
        if after[left] > before[left]:
            chosen.append(name)
            left -= units
        after = before
    return best, chosen


def without_hopeless(question: Question, node: Node, bound: Bound) -> Node:
    """The node without the choices that would cost more than there is between the bound and the target."""
    spare = bound.value - question.target
    options = {
        household: {
            place: value for place, value in choices.items() if loss(question, bound, household, place, value) < spare
        }
        for household, choices in node.options.items()
    }
    return replace(node, options=options)


def loss(question: Question, bound: Bound, household: str, place: str, value: float) -> float:
    """By how much the bound falls, at least, when this choice is made."""
    if not place:
        return bound.worth[household] - value
    table = bound.tables[place]
    left = table.room - question.need[household][table.counted]
    return table.best[-1] - table.gain[household] - table.best[min(left, len(table.best) - 1)]


def branches(question: Question, node: Node, bound: Bound) -> list[Node]:
    """A part for each choice of the household that the bound treats least like one household."""
    household = max(
        node.options,
        key=lambda each: (abs(1 - bound.times.get(each, 0)), sum(question.need[each]), each),
    )
    return [
        replace(node, options=node.options | {household: {place: value}}, worth=bound.worth)
        for place, value in sorted(node.options[household].items(), key=lambda choice: choice[1])
    ]
