"""Solving exactly: prices from the relaxation, a plan and its proof from branch and bound, no status ever guessed."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import highspy
import numpy as np
from numpy.typing import NDArray

from hervest.matching.baseline import greedy
from hervest.matching.conflict import smallest_conflict
from hervest.matching.errors import BadInput, ImpossiblePlan, SolverFailed
from hervest.matching.model import (
    Model,
    columns_of,
    engine,
    model_of,
    placement_of,
    price_bound,
    prices_of,
    programme,
)
from hervest.matching.outcome import (
    TOLERANCE,
    Infeasible,
    Objective,
    Outcome,
    OutOfTime,
    Solved,
    objective_of,
    refuse_impossible,
)
from hervest.matching.problem import Problem

Progress = Callable[[float, float], bool]
"""Called with (best value so far or -inf, bound so far); True = stop and use the best so far."""

State = highspy.HighsModelStatus
PROVEN_EMPTY = {State.kInfeasible, State.kUnboundedOrInfeasible}  # every column is bounded, so only the former can be
SINGLE_PRECISION = 2.0**-24
"""Relative: what rounding a score to float32 may have moved; totals that differ by no more are equal."""
STOPPED = {State.kTimeLimit, State.kInterrupt, State.kSolutionLimit}


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """What branch and bound left: the best plan it found, if any, and what it proved."""

    placement: NDArray[np.int64] | None
    bound: float
    is_empty: bool = False


def solve(
    problem: Problem,
    *,
    time_limit_s: float = 300.0,
    gap: float = TOLERANCE,
    seed: int = 0,
    objective: str = Objective.TOTAL,
    prefer: NDArray[np.float64] | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """The plan of greatest total, proven to within `gap` (relative) unless the time runs out first.

    `prefer` (H x M) settles ties exactly: among the plans of greatest total the one with the greatest sum of `prefer`.
    Same problem, seed and enough time: same plan, in whatever order households and places stand.
    Raises: BadInput for an objective this version cannot make; SolverFailed when HiGHS ends in no usable state.
    """
    if objective != Objective.TOTAL:
        raise BadInput("objective_not_available", objective=str(objective))
    start = perf_counter()
    model = model_of(problem)
    prices = relaxed_prices(model, seed=seed, time_limit_s=time_limit_s)
    proven = price_bound(problem, prices)
    found = searched(model, start=start, time_limit_s=time_limit_s, gap=gap, seed=seed, progress=progress)
    if found.is_empty:
        left = time_limit_s - (perf_counter() - start)
        conflict, is_smallest = smallest_conflict(problem, seed=seed, time_limit_s=left)
        return Infeasible(conflict, is_smallest, seconds=perf_counter() - start, seed=seed)
    bound = min(found.bound, proven)
    if found.placement is None:
        return OutOfTime(bound, seconds=perf_counter() - start, seed=seed)
    placement, value = found.placement, objective_of(problem, found.placement)
    if prefer is not None:
        left = time_limit_s - (perf_counter() - start)
        placement = settled(model, placement, prefer, seed=seed, time_limit_s=left)
        value = objective_of(problem, placement)
    return Solved(
        problem=problem,
        placement=placement,
        objective=value,
        bound=rounded_up(bound, value),
        price_bound=proven,
        prices=prices,
        seconds=perf_counter() - start,
        seed=seed,
    )


def rounded_up(bound: float, value: float) -> float:
    """The bound, lifted to the value when only the last digits of the sums keep it below."""
    is_rounding = bound < value <= bound + TOLERANCE * max(abs(bound), abs(value))
    return value if is_rounding else bound


def relaxed_prices(model: Model, *, seed: int, time_limit_s: float) -> NDArray[np.float64]:
    """Prices M x R from the relaxation; zeros when it has no solution (any prices >= 0 prove a bound)."""
    nothing = np.zeros_like(model.problem.capacity, dtype=np.float64)
    if len(model.gain) == 0:
        return nothing
    highs = engine(programme(model, whole=False), seed=seed, time_limit_s=time_limit_s, gap=0.0)
    highs.run()
    if highs.getModelStatus() != State.kOptimal:
        return nothing
    return prices_of(model, np.asarray(highs.getSolution().row_dual, dtype=np.float64))


def searched(
    model: Model, *, start: float, time_limit_s: float, gap: float, seed: int, progress: Progress | None
) -> Search:
    """Branch and bound from the greedy plan on."""
    if len(model.gain) == 0:
        return nothing_to_search(model)
    left = time_limit_s - (perf_counter() - start)
    highs = engine(programme(model, whole=True), seed=seed, time_limit_s=left, gap=gap)
    first = first_plan(model.problem)
    if first is not None:
        highs.setSolution(solution(columns_of(model, first)))
    if progress is not None:
        report_to(highs, progress)
    highs.run()
    found = read(model, highs)
    return found if found.placement is not None or found.is_empty else Search(first, found.bound)


def nothing_to_search(model: Model) -> Search:
    """No pair is allowed: nobody is placed, or somebody had to be."""
    nobody = np.full(len(model.problem.household_ids), -1, dtype=np.int64)
    return Search(nobody, model.constant, is_empty=bool(model.exactly_one.any()))


def first_plan(problem: Problem) -> NDArray[np.int64] | None:
    """The greedy plan, when it keeps every lock and obligation."""
    plan = greedy(problem)
    try:
        refuse_impossible(problem, plan)
    except ImpossiblePlan:
        return None
    return plan


def solution(columns: NDArray[np.float64]) -> highspy.HighsSolution:
    """A plan as HiGHS takes it to start from."""
    start = highspy.HighsSolution()
    start.col_value = columns.tolist()
    return start


def report_to(highs: highspy.Highs, progress: Progress) -> None:
    """Let HiGHS tell `progress` where it stands, and stop when it says so."""

    def tell(event: highspy.highs.HighsCallbackEvent) -> None:
        state = event.data_out
        best = state.mip_primal_bound if abs(state.mip_primal_bound) < highspy.kHighsInf else -np.inf
        if progress(float(best), float(state.mip_dual_bound)):
            event.interrupt()

    highs.cbMipInterrupt += tell


def read(model: Model, highs: highspy.Highs) -> Search:
    """The state of HiGHS, by its own word only. Raises: SolverFailed when that word proves nothing."""
    state, known = highs.getModelStatus(), highs.getInfo()
    if state in PROVEN_EMPTY:
        return Search(None, -np.inf, is_empty=True)
    if state != State.kOptimal and state not in STOPPED:
        raise SolverFailed("no_usable_state", state=highs.modelStatusToString(state))
    if known.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Search(None, float(known.mip_dual_bound))
    columns = np.asarray(highs.getSolution().col_value, dtype=np.float64)
    return Search(placement_of(model, columns), float(known.mip_dual_bound))


def settled(
    model: Model, placement: NDArray[np.int64], prefer: NDArray[np.float64], *, seed: int, time_limit_s: float
) -> NDArray[np.int64]:
    """Among plans worth as much as `placement` the one with the greatest sum of `prefer`; else `placement` itself.

    A second exact step instead of small changes to the scores: those would vanish in float32 or outweigh a real
    difference once there are many households.
    """
    value = objective_of(model.problem, placement)
    highs = engine(programme(model, whole=True), seed=seed, time_limit_s=time_limit_s, gap=0.0)
    every = np.arange(len(model.gain), dtype=np.int32)
    rounding = len(placement) * float(np.abs(model.gain).max(initial=0.0)) * SINGLE_PRECISION
    least = value - model.constant - rounding
    highs.addRow(least, highspy.kHighsInf, len(every), every, model.gain)
    highs.changeColsCost(
        len(every), every, np.ascontiguousarray(prefer[model.household, model.place], dtype=np.float64)
    )
    highs.setSolution(solution(columns_of(model, placement)))
    highs.run()
    if highs.getModelStatus() != State.kOptimal:
        return placement
    return placement_of(model, np.asarray(highs.getSolution().col_value, dtype=np.float64))
