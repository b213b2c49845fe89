"""Why there is no plan: the fewest locks and obligations that cannot hold together."""

from collections.abc import Sequence
from time import perf_counter

import highspy
import numpy as np

from hervest.matching.errors import SolverFailed
from hervest.matching.model import engine, model_of, programme
from hervest.matching.outcome import Word
from hervest.matching.problem import Problem

LOCK = "lock"
MUST_PLACE = "must_place"
Demand = tuple[int, int]
"""Household and the place it is locked to; place -1: it must be placed somewhere."""


class OutOfPatience(Exception):
    """The time for finding a smaller conflict is over."""


def smallest_conflict(problem: Problem, *, seed: int, time_limit_s: float) -> tuple[tuple[Word, ...], bool]:
    """Demands of an infeasible problem that cannot hold together, and whether each of them is needed for that.

    Single demands and pairs that are impossible in themselves come first; else the set is halved and tried
    (a deletion filter in QuickXplain's order), so that what stays is irreducible: without any one of them a plan
    exists.
    """
    demands = sorted(problem.locks) + [(int(h), -1) for h in np.flatnonzero(problem.must_place)]
    plain = impossible_by_itself(problem, demands) or impossible_pair(problem)
    if plain:
        return words(problem, plain), True
    until = perf_counter() + max(time_limit_s, 1.0)
    try:
        return words(problem, needed_of(problem, [], [], demands, seed=seed, until=until)), True
    except OutOfPatience:
        return words(problem, demands), False


def impossible_by_itself(problem: Problem, demands: Sequence[Demand]) -> list[Demand]:
    """The first demand that no plan can meet even alone."""
    alone = problem.given(locks=(), must_place=np.zeros_like(problem.must_place))
    fits = alone.allowed & (problem.need[:, None, :] <= problem.room[None, :, :]).all(axis=2)
    for household, place in demands:
        if not (fits[household].any() if place < 0 else fits[household, place]):
            return [(household, place)]
    return []


def impossible_pair(problem: Problem) -> list[Demand]:
    """The first two locks that exclude each other: one household in two places, or two too large for one place."""
    for at, one in enumerate(problem.locks):
        for other in problem.locks[:at]:
            is_too_much = one[1] == other[1] and bool(
                (problem.need[one[0]] + problem.need[other[0]] > problem.room[one[1]]).any()
            )
            if one[0] == other[0] or is_too_much:
                return [other, one]
    return []


def needed_of(
    problem: Problem, kept: list[Demand], new: list[Demand], rest: list[Demand], *, seed: int, until: float
) -> list[Demand]:
    """Those of `rest` that make `kept` impossible; `new` are the ones just added to `kept`."""
    if new and not has_plan(problem, kept, seed=seed, until=until):
        return []
    if len(rest) == 1:
        return rest
    half = len(rest) // 2
    first, second = rest[:half], rest[half:]
    from_second = needed_of(problem, kept + first, first, second, seed=seed, until=until)
    from_first = needed_of(problem, kept + from_second, from_second, first, seed=seed, until=until)
    return from_first + from_second


def has_plan(problem: Problem, demands: Sequence[Demand], *, seed: int, until: float) -> bool:
    """Whether a plan meets these demands alone. Raises: OutOfPatience at `until`."""
    must = np.zeros_like(problem.must_place)
    must[[household for household, place in demands if place < 0]] = True
    given = problem.given(locks=[demand for demand in demands if demand[1] >= 0], must_place=must)
    lp = programme(model_of(given), whole=True)
    lp.col_cost_ = np.zeros(lp.num_col_)  # any plan will do
    highs = engine(lp, seed=seed, time_limit_s=until - perf_counter(), gap=1.0)
    highs.run()
    state = highs.getModelStatus()
    if state in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
        return False
    if state == highspy.HighsModelStatus.kOptimal:
        return True
    if perf_counter() >= until or state == highspy.HighsModelStatus.kTimeLimit:
        raise OutOfPatience
    raise SolverFailed("no_usable_state", state=highs.modelStatusToString(state))


def words(problem: Problem, demands: Sequence[Demand]) -> tuple[Word, ...]:
    """Demands by id."""
    return tuple(
        Word(MUST_PLACE, problem.household_ids[household])
        if place < 0
        else Word(LOCK, problem.household_ids[household], problem.place_ids[place])
        for household, place in sorted(demands)
    )
