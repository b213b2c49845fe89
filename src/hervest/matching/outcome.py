"""What solving ends in: a plan that holds, a proof that there is none, or neither in the time given."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hervest.matching.errors import ImpossiblePlan
from hervest.matching.problem import Problem

TOLERANCE = 1e-6
"""Relative: the precision in which sums are compared and optimality is claimed."""


class Status(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    OUT_OF_TIME = "out_of_time"


class Objective(StrEnum):
    """What is made as good as possible."""

    TOTAL = "total"
    WORST_OFF = "worst-off"
    FAIR = "fair"


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """A plan with its proof. Refuses at birth a plan that breaks its own problem, or a bound below the objective.

    `placement` H (row of the place, -1 = not placed); `objective` and `bound` in units of score; `prices` M x R;
    `price_bound` is what the prices alone prove; `bound` is the better of that and what the search proved.
    """

    problem: Problem
    placement: NDArray[np.int64]
    objective: float
    bound: float
    price_bound: float
    prices: NDArray[np.float64]
    seconds: float
    seed: int

    def __post_init__(self) -> None:
        refuse_impossible(self.problem, self.placement)
        if not np.isfinite([self.objective, self.bound, self.price_bound]).all() or (self.prices < 0).any():
            raise ImpossiblePlan("no_number")
        if self.objective > self.bound + TOLERANCE * scale(self.objective, self.bound):
            raise ImpossiblePlan("above_bound", objective=self.objective, bound=self.bound)

    @property
    def gap(self) -> float:
        """How far the plan can be from the best, relative: 0 = nothing better exists."""
        return max(self.bound - self.objective, 0.0) / scale(self.objective, self.bound)

    @property
    def status(self) -> Status:
        """Optimal only when the bound proves it, whatever gap was asked for."""
        return Status.OPTIMAL if self.gap <= TOLERANCE else Status.FEASIBLE

    @property
    def n_placed(self) -> int:
        """Households that have a place."""
        return int((self.placement >= 0).sum())

    def __str__(self) -> str:
        full = fullest(self.problem, self.placement)
        return "\n".join(
            [
                f"{self.status}: {self.n_placed} of {len(self.placement)} households placed",
                f"objective {self.objective:.6g}",
                f"bound {self.bound:.6g} (prices alone prove {self.price_bound:.6g}), gap {self.gap:.2%}",
                f"{full} of {self.problem.room.size} capacities are used up",
                f"{self.seconds:.2f} s, seed {self.seed}",
            ]
        )


@dataclass(frozen=True, slots=True)
class Word:
    """One thing a person insisted on: a lock (with its place) or that the household must be placed."""

    kind: str
    household: str
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No plan exists. `conflict`: words that cannot hold together; with `is_smallest` every one of them is needed."""

    conflict: tuple[Word, ...]
    is_smallest: bool
    seconds: float
    seed: int
    status: Status = Status.INFEASIBLE

    def __str__(self) -> str:
        words = ", ".join(f"{word.kind} {word.household} {word.place or ''}".strip() for word in self.conflict)
        return f"{self.status}: these cannot hold together: {words}"


@dataclass(frozen=True, slots=True)
class OutOfTime:
    """Neither a plan nor a proof in the time given. `bound` is what is proven so far."""

    bound: float
    seconds: float
    seed: int
    status: Status = Status.OUT_OF_TIME

    def __str__(self) -> str:
        return f"{self.status}: no plan after {self.seconds:.1f} s"


Outcome = Solved | Infeasible | OutOfTime


def scale(objective: float, bound: float) -> float:
    """What a difference between the two is measured against."""
    return max(abs(objective), abs(bound), 1e-9)


def objective_of(problem: Problem, placement: NDArray[np.int64]) -> float:
    """Value of a plan: the scores of the placed minus the cost of those not placed."""
    placed = np.flatnonzero(placement >= 0)
    value = problem.score[placed, placement[placed]].astype(np.float64).sum()
    return float(value - problem.unplaced_cost[placement < 0].sum())


def used(problem: Problem, placement: NDArray[np.int64]) -> NDArray[np.int64]:
    """Units that a plan uses, M x R."""
    units = np.zeros_like(problem.capacity)
    placed = placement >= 0
    np.add.at(units, placement[placed], problem.need[placed])
    return units


def fullest(problem: Problem, placement: NDArray[np.int64]) -> int:
    """How many capacities a plan uses to the last unit."""
    return int(((used(problem, placement) == problem.room) & (problem.room > 0)).sum())


def refuse_impossible(problem: Problem, placement: NDArray[np.int64]) -> None:
    """Raise ImpossiblePlan with the first rule that a plan breaks."""
    if placement.shape != (len(problem.household_ids),) or (placement >= len(problem.place_ids)).any():
        raise ImpossiblePlan("wrong_shape")
    placed = np.flatnonzero(placement >= 0)
    wrong = placed[~problem.allowed[placed, placement[placed]]]
    if len(wrong):
        at = int(wrong[0])
        raise ImpossiblePlan("not_allowed", household=problem.household_ids[at], place=problem.place_ids[placement[at]])
    left_out = [int(h) for h in np.flatnonzero(problem.must_place) if placement[h] < 0]
    left_out += [household for household, place in problem.locks if placement[household] != place]
    if left_out:
        raise ImpossiblePlan("left_out", household=problem.household_ids[left_out[0]])
    over = np.argwhere(used(problem, placement) > problem.room)
    if len(over):
        place, resource = over[0]
        raise ImpossiblePlan("over_capacity", place=problem.place_ids[place], resource=problem.resources[resource])
