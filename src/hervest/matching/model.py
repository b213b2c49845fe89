"""The problem as a linear programme (docs/matching): a column per allowed pair, a row per household and capacity."""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from hervest.matching.errors import SolverFailed
from hervest.matching.problem import FloatMatrix, Problem

THREADS = 1
"""One setting for the whole process: HiGHS answers wrongly, and silently, when it changes between solves."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Columns x[h,m] in the order of the ids, so that the order of rows in a file changes nothing.

    Column c stands for `household[c]` in `place[c]` and is worth `gain[c]` = w + U; `constant` = - sum U; `fits[c]`
    says that the place could hold this household if it stood empty.
    Rows: one per household ("at most one place", or "exactly one"), then place by place one per resource.
    """

    problem: Problem
    household: NDArray[np.int64]
    place: NDArray[np.int64]
    gain: NDArray[np.float64]
    fits: NDArray[np.bool_]
    constant: float
    row_of_household: NDArray[np.int64]
    row_of_place: NDArray[np.int64]
    exactly_one: NDArray[np.bool_]


def model_of(problem: Problem) -> Model:
    """The programme of a problem; pairs that are not allowed have no column."""
    household, place = np.nonzero(problem.allowed)
    row_of_household, row_of_place = ranks(problem.household_ids), ranks(problem.place_ids)
    order = np.lexsort((row_of_place[place], row_of_household[household]))
    household, place = household[order], place[order]
    exactly_one = problem.must_place.copy()
    exactly_one[[locked for locked, _ in problem.locks]] = True
    return Model(
        problem=problem,
        household=household,
        place=place,
        gain=problem.score[household, place].astype(np.float64) + problem.unplaced_cost[household],
        fits=np.asarray((problem.need[household] <= problem.room[place]).all(axis=1)),
        constant=-float(problem.unplaced_cost.sum()),
        row_of_household=row_of_household,
        row_of_place=len(problem.household_ids) + row_of_place * len(problem.resources),
        exactly_one=exactly_one,
    )


def ranks(ids: tuple[str, ...]) -> NDArray[np.int64]:
    """For each id its place in the sorted list."""
    rank = np.empty(len(ids), dtype=np.int64)
    rank[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    return rank


def programme(model: Model, *, whole: bool) -> highspy.HighsLp:
    """The model as HiGHS takes it; `whole` asks for placements, otherwise shares of placements (for prices)."""
    problem = model.problem
    n_columns, n_households, n_resources = len(model.gain), len(problem.household_ids), len(problem.resources)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n_columns, n_households + len(problem.place_ids) * n_resources
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.offset_ = model.constant
    lp.col_cost_, lp.col_lower_ = model.gain, np.zeros(n_columns)
    lp.col_upper_ = model.fits.astype(np.float64) if whole else np.full(n_columns, highspy.kHighsInf)
    lp.row_lower_, lp.row_upper_ = row_bounds(model, lp.num_row_)
    rows = np.concatenate(
        [
            model.row_of_household[model.household][:, None],
            model.row_of_place[model.place][:, None] + np.arange(n_resources),
        ],
        axis=1,
    )
    units = np.concatenate([np.ones((n_columns, 1)), problem.need[model.household].astype(np.float64)], axis=1)
    used = units != 0
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(used.sum(axis=1))]).astype(np.int32)
    lp.a_matrix_.index_ = rows[used].astype(np.int32)
    lp.a_matrix_.value_ = units[used]
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * n_columns
    return lp


def row_bounds(model: Model, n_rows: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lower and upper side of each row: (1) of the mathematics for households, (2) for capacities."""
    lower, upper = np.full(n_rows, -highspy.kHighsInf), np.ones(n_rows)
    lower[model.row_of_household[model.exactly_one]] = 1.0
    for place, room in enumerate(model.problem.room):
        first = model.row_of_place[place]
        upper[first : first + len(room)] = room
    return lower, upper


def engine(lp: highspy.HighsLp, *, seed: int, time_limit_s: float, gap: float) -> highspy.Highs:
    """A silent HiGHS that holds the programme, with every setting that could change an answer named here."""
    highs: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    settings = {
        "output_flag": False,
        "threads": THREADS,
        "random_seed": seed,
        "time_limit": max(time_limit_s, 0.0),
        "mip_rel_gap": gap,
        "mip_abs_gap": 0.0,
    }
    for name, value in settings.items():
        if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise SolverFailed("bad_setting", name=name, value=value)
    if highs.passModel(lp) == highspy.HighsStatus.kError:
        raise SolverFailed("model_refused")
    return highs


def prices_of(model: Model, duals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Prices per place and resource, M x R, from the row duals of the relaxation; never negative."""
    n_resources = len(model.problem.resources)
    at = model.row_of_place[:, None] + np.arange(n_resources)
    return np.asarray(np.maximum(duals[at], 0.0))


def placement_of(model: Model, columns: NDArray[np.float64]) -> NDArray[np.int64]:
    """Place of each household, H, from the columns that are switched on; -1 = not placed."""
    placement = np.full(len(model.problem.household_ids), -1, dtype=np.int64)
    on = np.rint(columns) == 1
    placement[model.household[on]] = model.place[on]
    return placement


def columns_of(model: Model, placement: NDArray[np.int64]) -> NDArray[np.float64]:
    """The columns that a plan switches on."""
    return np.asarray(placement[model.household] == model.place, dtype=np.float64)


def price_bound(problem: Problem, prices: FloatMatrix | NDArray[np.float64]) -> float:
    """UB(p): no plan of `problem` is worth more, whatever the non-negative prices (docs/matching, "The bound").

    -inf when a household that must be placed has no place at all: then there is no plan.
    """
    value = problem.score.astype(np.float64) - problem.need.astype(np.float64) @ prices.T
    best = np.where(problem.allowed, value, -np.inf).max(axis=1)
    free = ~problem.must_place
    free[[household for household, _ in problem.locks]] = False
    best[free] = np.maximum(best[free], -problem.unplaced_cost[free])
    return float((problem.room * prices).sum() + best.sum())
