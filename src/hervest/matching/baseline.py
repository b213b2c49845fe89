"""Plain ways to a plan: greedy, as a start and a yardstick, and trying everything, as the judge of small problems."""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from hervest.matching.errors import BadInput
from hervest.matching.problem import Problem

MOST_TRIALS = 2_000_000


def greedy(problem: Problem) -> NDArray[np.int64]:
    """Locks first, then pair by pair in falling score while there is room; no household is moved again.

    Obligations are served before wishes, yet nothing is promised: the plan may leave one of them out.
    """
    placement = np.full(len(problem.household_ids), -1, dtype=np.int64)
    left = problem.room.copy()
    for household, place in candidates(problem):
        if placement[household] < 0 and (problem.need[household] <= left[place]).all():
            placement[household] = place
            left[place] -= problem.need[household]
    return placement


def candidates(problem: Problem) -> NDArray[np.int64]:
    """Allowed pairs worth making, best first: locked, then obliged, then by score, then by id."""
    household, place = np.nonzero(problem.allowed)
    score = problem.score[household, place].astype(np.float64)
    locked = np.isin(household, [h for h, _ in problem.locks])
    must = problem.must_place[household]
    worth = locked | must | (score >= -problem.unplaced_cost[household])
    ids = np.array(problem.household_ids)[household], np.array(problem.place_ids)[place]
    order = np.lexsort((ids[1], ids[0], -score, ~must, ~locked))
    order = order[worth[order]]
    return np.stack([household[order], place[order]], axis=1)


def brute_force(problem: Problem) -> tuple[float, NDArray[np.int64]] | None:
    """The best plan by trying every one, or None when there is no plan. Raises: BadInput when too large to try."""
    n_places = len(problem.place_ids)
    if (n_places + 1) ** len(problem.household_ids) > MOST_TRIALS:
        raise BadInput("too_large_to_try")
    best: tuple[float, tuple[int, ...]] | None = None
    for plan in product(range(-1, n_places), repeat=len(problem.household_ids)):
        value = value_of(problem, plan)
        if value is not None and (best is None or value > best[0]):
            best = value, plan
    return None if best is None else (best[0], np.array(best[1], dtype=np.int64))


def value_of(problem: Problem, plan: tuple[int, ...]) -> float | None:
    """Value of one plan, read straight from the definition; None when it breaks a rule."""
    left = [[int(units) for units in row] for row in problem.room]
    wanted = dict(problem.locks)
    if len(wanted) < len(problem.locks) or any(plan[household] != place for household, place in problem.locks):
        return None
    total = 0.0
    for household, place in enumerate(plan):
        if place < 0:
            if problem.must_place[household]:
                return None
            total -= float(problem.unplaced_cost[household])
            continue
        score = float(problem.score[household, place])
        if score != score or (household, place) in problem.forbids:  # noqa: PLR0124 -- NaN: not compatible
            return None
        total += score
        for resource, units in enumerate(problem.need[household]):
            left[place][resource] -= int(units)
            if left[place][resource] < 0:
                return None
    return total
