"""What pairing ends in: who is paired with whom, what that is worth, and who would rather swap."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hervest.matching.errors import ImpossiblePlan
from hervest.matching.pair_problem import PairProblem


class PairRule(StrEnum):
    """By what the pairs are chosen."""

    WORST_OFF_FIRST = "worst_off_first"
    TOTAL = "total"
    STABLE = "stable"


@dataclass(frozen=True, slots=True, eq=False)
class Paired:
    """A plan of pairs. Refuses at birth a plan that breaks its own problem.

    `partner` H: column of the group, -1 = none. `weakest`: the least score of a pair, locked ones too; None without
    pairs. `total`: the sum of the scores. `blocking` N x 2: pairs (household, group) in which both would rather have
    each other than what they have; who is held by a lock does not count.
    """

    problem: PairProblem
    rule: PairRule
    partner: NDArray[np.int64]
    weakest: float | None
    total: float
    blocking: NDArray[np.int64]

    def __post_init__(self) -> None:
        refuse_impossible(self.problem, self.partner)

    @property
    def n_served(self) -> int:
        """Households that have a group."""
        return int((self.partner >= 0).sum())

    @property
    def n_blocking(self) -> int:
        """Pairs that would rather swap."""
        return len(self.blocking)

    def __str__(self) -> str:
        weakest = "none" if self.weakest is None else f"{self.weakest:.4f}"
        return "\n".join(
            [
                f"{self.rule}: {self.n_served} of {len(self.partner)} households have a group",
                f"weakest pair {weakest}",
                f"total {self.total:.4f}",
                f"{self.n_blocking} pairs would rather swap",
                f"{len(self.problem.locks)} locked, {len(self.problem.forbids)} forbidden",
            ]
        )


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The best other group of a household: by score, then tie, then id.

    `difference`: the score of its pair minus that of the runner-up; below 0 when the plan gave it less than its best.
    `held_by`: the household that has that group in the plan.
    """

    group: str
    score: float
    difference: float
    held_by: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """What one more word of a person changes. Positive = the plan loses it.

    `moved`: household -> (group before, group then), None = no group.
    """

    outcome: Paired
    served: int
    weakest: float
    total: float
    moved: Mapping[str, tuple[str | None, str | None]]


def paired(problem: PairProblem, rule: PairRule, partner: NDArray[np.int64]) -> Paired:
    """The plan with its figures, worked out from the problem alone."""
    own = partner.copy()
    own.setflags(write=False)
    served = np.flatnonzero(own >= 0)
    scores = problem.score[served, own[served]]
    return Paired(
        problem=problem,
        rule=rule,
        partner=own,
        weakest=float(scores.min()) if len(scores) else None,
        total=float(scores.sum()),
        blocking=blocking_pairs(problem, own),
    )


def blocking_pairs(problem: PairProblem, partner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pairs that would both rather have each other, N x 2, in the order of rows and columns."""
    served = np.flatnonzero(partner >= 0)
    of_household, of_group = np.full(len(problem.household_ids), -1.0), np.full(len(problem.group_ids), -1.0)
    of_household[served] = problem.u[served, partner[served]]
    of_group[partner[served]] = problem.v[served, partner[served]]
    for household, group in problem.locks:
        of_household[household] = of_group[group] = np.inf
    rather = (problem.u > of_household[:, None]) & (problem.v > of_group[None, :]) & problem.allowed
    return np.argwhere(rather)


def runner_up(outcome: Paired, household: str) -> RunnerUp | None:
    """The best other group of `household`, taken or not; None when it has no pair or no other group is possible."""
    problem, row = outcome.problem, outcome.problem.household_no(household)
    at = int(outcome.partner[row])
    if at < 0:
        return None
    score = problem.score[row]
    others = [int(group) for group in np.flatnonzero(problem.allowed[row]) if group != at]
    if not others:
        return None
    best = min(others, key=lambda group: (-score[group], -problem.tie[row, group], problem.group_ids[group]))
    holder = np.flatnonzero(outcome.partner == best)
    return RunnerUp(
        group=problem.group_ids[best],
        score=float(score[best]),
        difference=float(score[at] - score[best]),
        held_by=problem.household_ids[holder[0]] if len(holder) else None,
    )


def difference(before: Paired, then: Paired) -> Difference:
    """What changes from one plan to the other."""
    problem = before.problem

    def named(at: int) -> str | None:
        return problem.group_ids[at] if at >= 0 else None

    moved = np.flatnonzero(before.partner != then.partner)
    return Difference(
        outcome=then,
        served=before.n_served - then.n_served,
        weakest=(before.weakest or 0.0) - (then.weakest or 0.0),
        total=before.total - then.total,
        moved={
            problem.household_ids[row]: (named(int(before.partner[row])), named(int(then.partner[row])))
            for row in moved
        },
    )


def refuse_impossible(problem: PairProblem, partner: NDArray[np.int64]) -> None:
    """Raise ImpossiblePlan with the first rule that a plan breaks."""
    n_households, n_groups = problem.u.shape
    if partner.shape != (n_households,) or (partner >= n_groups).any() or (partner < -1).any():
        raise ImpossiblePlan("wrong_shape")
    served = np.flatnonzero(partner >= 0)
    wrong = served[~problem.allowed[served, partner[served]]]
    if len(wrong):
        at = int(wrong[0])
        raise ImpossiblePlan("not_allowed", household=problem.household_ids[at], group=problem.group_ids[partner[at]])
    times = np.bincount(partner[served], minlength=n_groups)
    if (times > 1).any():
        raise ImpossiblePlan("group_twice", group=problem.group_ids[int(times.argmax())])
    for household, group in problem.locks:
        if partner[household] != group:
            raise ImpossiblePlan("lock_broken", household=problem.household_ids[household])
