"""Pairing households with groups: each has at most one partner, both sides count, and a person's locks stand.

The one file that imports scipy, which takes long to load: only what solves imports this one.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from hervest.matching.errors import BadInput
from hervest.matching.outcome import Infeasible, Word
from hervest.matching.pair_outcome import Difference, Paired, PairRule, difference, paired
from hervest.matching.pair_problem import STEPS, Matrix, PairProblem
from hervest.matching.problem import BoolMatrix, IntMatrix, PairOfIds

Rows = NDArray[np.int64]


def pair(problem: PairProblem, rule: str = PairRule.WORST_OFF_FIRST) -> Paired | Infeasible:
    """The plan by `rule`, or the words of a person that cannot hold together.

    The order of rows and columns decides nothing: where even the ties are equal, the ids do.

    worst_off_first: 1) as many households as possible, 2) the weakest pair as good as possible, 3) the largest total,
    4) the largest sum of ties. total: 1) the largest total, 2) as many households as possible, 3) ties. stable: no
    pair would rather swap, and each household has the best group that any such plan gives it; equal scores are told
    apart by ties, then ids. Locked pairs stand whatever they are worth and do not count in 1) to 4).

    Source: sponsorship.md, section 2.5. Raises: BadInput("unknown_rule").
    """
    if rule not in list(PairRule):
        raise BadInput("unknown_rule", key=rule)
    conflict = contradiction(problem)
    if conflict:
        return Infeasible(conflict=conflict, is_smallest=True, seconds=0.0, seed=0)
    market = Market.of(problem)
    partner = np.full(len(problem.household_ids), -1, dtype=np.int64)
    for household, group in problem.locks:
        partner[household] = group
    if market.allowed.any():
        rows, columns = RULES[PairRule(rule)](market)
        partner[market.rows[rows]] = market.columns[columns]
    return paired(problem, PairRule(rule), partner)


def what_if(
    outcome: Paired, *, lock: Iterable[PairOfIds] = (), forbid: Iterable[PairOfIds] = ()
) -> Difference | Infeasible:
    """What the plan loses with further words of a person, solved anew by the same rule; exact, never an estimate.

    Raises: BadInput for ids unknown, or a lock on a pair that does not exist.
    """
    then = pair(outcome.problem.with_word(lock=lock, forbid=forbid), outcome.rule)
    return then if isinstance(then, Infeasible) else difference(outcome, then)


def contradiction(problem: PairProblem) -> tuple[Word, ...]:
    """Two words that cannot both hold: a pair locked and forbidden, or two locks on one household or group."""

    def word(kind: str, pair: tuple[int, int]) -> Word:
        return Word(kind, problem.household_ids[pair[0]], problem.group_ids[pair[1]])

    for lock in problem.locks:
        if lock in problem.forbids:
            return word("lock", lock), word("forbid", lock)
    for one, other in combinations(problem.locks, 2):
        if one[0] == other[0] or one[1] == other[1]:
            return word("lock", one), word("lock", other)
    return ()


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """What is left to choose, in the order of the ids: who is locked is out, and so is what is forbidden.

    `rows`, `columns`: where they stand in the problem. `u` and `score`: NaN where the pair may not be chosen.
    """

    rows: Rows
    columns: Rows
    u: Matrix
    v: Matrix
    score: Matrix
    tie: IntMatrix

    @classmethod
    def of(cls, problem: PairProblem) -> Self:
        """The market of a problem whose locks hold together."""
        rows = in_order(problem.household_ids, {household for household, _ in problem.locks})
        columns = in_order(problem.group_ids, {group for _, group in problem.locks})
        u = problem.u
        if problem.forbids:
            u = np.where(problem.allowed, u, np.nan)
        u, v, tie = (picked(array, rows, columns) for array in (u, problem.v, problem.tie))
        return cls(rows, columns, u, v, np.minimum(u, v), tie)

    @property
    def allowed(self) -> BoolMatrix:
        """Which pairs may be chosen."""
        return ~np.isnan(self.score)

    @property
    def has_ties(self) -> bool:
        """Whether the ties tell any pairs apart."""
        found = self.tie[self.allowed]
        return bool(len(found)) and bool((found != found[0]).any())


def in_order(ids: Sequence[str], without: set[int]) -> Rows:
    """Numbers of the ids in the order of their names."""
    order = sorted((at for at in range(len(ids)) if at not in without), key=ids.__getitem__)
    return np.array(order, dtype=np.int64)


def picked(array: NDArray[Any], rows: Rows, columns: Rows) -> NDArray[Any]:
    """These rows and columns in this order; the array itself when that is how it stands."""
    n_rows, n_columns = array.shape
    is_whole = np.array_equal(rows, np.arange(n_rows)) and np.array_equal(columns, np.arange(n_columns))
    return array if is_whole else array[rows][:, columns]


def worst_off_first(market: Market) -> tuple[Rows, Rows]:
    """As many as possible, then the weakest pair, then the total, then ties."""
    n_pairs = largest_matching(market.allowed)
    least = best_weakest(market.score, n_pairs)
    return best_of(market, market.score >= least, n_pairs)


def largest(market: Market) -> tuple[Rows, Rows]:
    """The total, then as many as possible, then ties.

    One assignment settles the first two: each pair is worth its steps, so many times over that all pairs together
    cannot outweigh one step, plus one for being a pair. What is no pair is worth nothing, so it needs no column.
    """
    pairs = min(market.score.shape) + 1
    worth = market.score * (STEPS * pairs)
    worth += 1
    worth[np.isnan(worth)] = 0
    rows, columns = linear_sum_assignment(worth, maximize=True)
    is_pair = market.allowed[rows, columns]
    if not market.has_ties:
        return rows[is_pair], columns[is_pair]
    return best_of(market, market.allowed, int(is_pair.sum()))


def stable(market: Market) -> tuple[Rows, Rows]:
    """Households ask in the order of their preference; a group keeps the best that asked so far."""
    order = preferred(market.u, market.tie)
    n_choices = market.allowed.sum(axis=1)
    rank = np.empty_like(market.tie.T)
    np.put_along_axis(rank, preferred(market.v.T, market.tie.T), np.arange(len(order))[None, :], axis=1)
    asked = [0] * len(order)
    held = [-1] * len(rank)
    for first in range(len(order)):
        asking = first
        while asking >= 0 and asked[asking] < n_choices[asking]:
            group = int(order[asking, asked[asking]])
            asked[asking] += 1
            if held[group] < 0 or rank[group, asking] < rank[group, held[group]]:
                held[group], asking = asking, held[group]
    columns = np.array([group for group, household in enumerate(held) if household >= 0], dtype=np.int64)
    return np.array(held, dtype=np.int64)[columns], columns


def preferred(values: Matrix, tie: IntMatrix) -> IntMatrix:
    """For each row its columns, best first: by value, then tie, then place; what has no value comes last."""
    return np.asarray(np.lexsort((-tie, -values), axis=-1), dtype=np.int64)


def largest_matching(allowed: BoolMatrix) -> int:
    """How many pairs can be made at once."""
    return int((maximum_bipartite_matching(csr_matrix(allowed), perm_type="column") >= 0).sum())


def best_weakest(score: Matrix, n_pairs: int) -> float:
    """The largest least score with which `n_pairs` pairs can still be made.

    Few good pairs are tried first, twice as many each time, so that no large graph is searched where a small one
    tells.
    """
    values = np.unique(score[~np.isnan(score)])[::-1]

    def reached(at: int) -> int:
        return largest_matching(score >= values[at])

    reach = 1
    while reach < len(values) and reached(reach - 1) < n_pairs:
        reach *= 2
    return float(values[bisect_left(range(len(values)), n_pairs, reach // 2, min(reach, len(values)), key=reached)])


def best_of(market: Market, allowed: BoolMatrix, n_pairs: int) -> tuple[Rows, Rows]:
    """The plan of exactly `n_pairs` of the allowed pairs with the largest total; of those the one by ties.

    Made square: every household beyond `n_pairs` goes to a column of its own kind, every group beyond it to a row, and
    the two kinds never meet, so exactly `n_pairs` real pairs remain and no large number has to stand for "at all
    costs". A plan is best when it uses only cells that the prices of any best plan leave without loss; the second
    search chooses among those, so no sum of two aims has to be kept exact.
    """
    n_households, n_groups = allowed.shape
    size = n_households + n_groups - n_pairs
    usable = np.ones((size, size), dtype=bool)
    usable[:n_households, :n_groups] = allowed
    usable[n_households:, n_groups:] = False
    cost = np.zeros((size, size))
    cost[:n_households, :n_groups] = -np.where(allowed, market.score, 0.0)
    columns = cheapest(cost, usable)
    if market.has_ties:
        usable &= without_loss(np.where(usable, cost, np.inf), columns)
        cost[:n_households, :n_groups] = -market.tie
        columns = cheapest(cost, usable)
    rows = np.flatnonzero(columns[:n_households] < n_groups)
    return rows, columns[rows]


def cheapest(cost: Matrix, usable: BoolMatrix) -> Rows:
    """The column of each row in the cheapest whole assignment over usable cells."""
    _, columns = linear_sum_assignment(np.where(usable, cost, np.inf))
    return np.asarray(columns, dtype=np.int64)


def without_loss(cost: Matrix, columns: Rows) -> BoolMatrix:
    """The cells that some cheapest assignment may use, from one such assignment.

    Prices of columns are shortest ways in the graph in which a row gives up its column for another; the numbers are
    exact, so the search ends, and a cell without loss has a loss of exactly zero.
    """
    extra = cost - cost[np.arange(len(columns)), columns][:, None]
    price = np.zeros(len(columns))
    row_of = np.argsort(columns)
    moved = np.arange(len(columns))
    while len(moved):
        offer = (price[columns[moved]][:, None] + extra[moved]).min(axis=0)
        is_better = offer < price
        price = np.minimum(price, offer)
        moved = row_of[is_better]
    return np.asarray(extra + price[columns][:, None] - price[None, :] == 0)


RULES: Mapping[PairRule, Callable[[Market], tuple[Rows, Rows]]] = MappingProxyType(
    {PairRule.WORST_OFF_FIRST: worst_off_first, PairRule.TOTAL: largest, PairRule.STABLE: stable}
)
