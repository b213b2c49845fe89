"""Why a household stands where it stands, and why not elsewhere: codes and numbers from the plan and its prices."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
from numpy.typing import NDArray

from hervest.matching.outcome import TOLERANCE, Outcome, Solved, objective_of, used
from hervest.matching.problem import PairOfIds, Problem
from hervest.matching.solver import solve

Plan = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with its parameters; the words belong to whoever shows it."""

    code: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a household is not in `place`.

    Codes: `here` · a broken rule: `not_compatible`, `forbidden`, `locked_elsewhere`, `too_large` · `full` (it would
    displace: household -> place or None) · `possible`. Costs are in units of the objective. `cost_at_most` belongs to a
    plan that was worked out in full (None = none was found), `cost_at_least` is proven by the prices.
    """

    place: str
    code: str
    params: dict[str, object] = field(default_factory=dict)
    displaces: dict[str, str | None] = field(default_factory=dict)
    cost_at_least: float | None = None
    cost_at_most: float | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """The resource that a household pays most for, where it stands or would stand best; `price` per unit."""

    place: str
    resource: str
    price: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that can be said of one household's place; `place` None = not placed.

    `runner_up` is the best other place after prices and `difference` by how much the plan's own choice beats it there;
    a negative one means that the household would rather stand there, and others need the room more.
    """

    household: str
    place: str | None
    speaks_for: tuple[Reason, ...]
    speaks_against: tuple[Reason, ...]
    binding: Binding | None
    runner_up: str | None
    difference: float | None
    why_not: tuple[WhyNot, ...]

    def as_json(self) -> dict[str, object]:
        """The explanation with the names that the command line prints."""
        shown = asdict(self)
        return {
            "household": self.household,
            "place": self.place,
            "for": shown["speaks_for"],
            "against": shown["speaks_against"],
            "binding": shown["binding"],
            "price": self.binding.price if self.binding else 0.0,
            "runner_up": self.runner_up,
            "difference": self.difference,
            "why_not": shown["why_not"],
        }


def explain(problem: Problem, outcome: Solved, household: str, *, why_not: Sequence[str] | None = None) -> Explanation:
    """Why `household` stands where it stands; `why_not` names places to go into (default: every other one).

    Raises: BadInput for a household or place that the problem does not hold.
    """
    at = problem.household_no(household)
    asked = [problem.place_no(place) for place in why_not] if why_not is not None else others(problem, outcome, at)
    here = int(outcome.placement[at])
    after_prices = worth_after_prices(problem, outcome)[at]
    rival = runner_up(after_prices, here)
    own = after_prices[here] if here >= 0 else -problem.unplaced_cost[at]
    return Explanation(
        household=household,
        place=problem.place_ids[here] if here >= 0 else None,
        speaks_for=reasons_for(problem, outcome, at, here),
        speaks_against=reasons_against(problem, outcome, at, here),
        binding=binding(problem, outcome, at, here if here >= 0 else rival),
        runner_up=None if rival is None else problem.place_ids[rival],
        difference=None if rival is None else float(own - after_prices[rival]),
        why_not=tuple(why_not_there(problem, outcome, at, place) for place in asked),
    )


def what_if(
    problem: Problem,
    outcome: Solved,
    *,
    lock: Sequence[PairOfIds] = (),
    forbid: Sequence[PairOfIds] = (),
    time_limit_s: float = 60.0,
) -> Outcome:
    """The best plan with these further words of a person, proven as `solve` proves."""
    return solve(problem.with_word(lock=lock, forbid=forbid), time_limit_s=time_limit_s, seed=outcome.seed)


def others(problem: Problem, outcome: Solved, household: int) -> list[int]:
    """Every place but the household's own."""
    return [place for place in range(len(problem.place_ids)) if place != outcome.placement[household]]


def worth_after_prices(problem: Problem, outcome: Solved) -> NDArray[np.float64]:
    """H x M: score minus what the needed units cost at the plan's prices; -inf where not allowed."""
    value = problem.score.astype(np.float64) - problem.need.astype(np.float64) @ outcome.prices.T
    return np.where(problem.allowed, value, -np.inf)


def runner_up(after_prices: NDArray[np.float64], here: int) -> int | None:
    """The best place but `here`, or None when there is no other."""
    rest = after_prices.copy()
    if here >= 0:
        rest[here] = -np.inf
    best = int(rest.argmax())
    return None if np.isneginf(rest[best]) else best


def binding(problem: Problem, outcome: Solved, household: int, place: int | None) -> Binding | None:
    """The resource of `place` that this household pays most for; None when nothing there is scarce."""
    if place is None:
        return None
    toll = problem.need[household] * outcome.prices[place]
    most = int(toll.argmax())
    if toll[most] <= 0:
        return None
    return Binding(problem.place_ids[place], problem.resources[most], float(outcome.prices[place, most]))


def reasons_for(problem: Problem, outcome: Solved, household: int, here: int) -> tuple[Reason, ...]:
    """What speaks for the place: its score and rank, what it gains, the room it leaves, a person's word."""
    if here < 0:
        return ()
    score = problem.score[household].astype(np.float64)
    rank = int(np.nansum(score > score[here])) + 1
    left = problem.room[here] - used(problem, outcome.placement)[here]
    reasons = [
        Reason("score", {"score": float(score[here]), "rank": rank, "of": int((~np.isnan(score)).sum())}),
        Reason("better_than_unplaced", {"difference": float(score[here] + problem.unplaced_cost[household])}),
        Reason("room", {name: int(units) for name, units in zip(problem.resources, left, strict=True)}),
    ]
    if (household, here) in problem.locks:
        reasons.append(Reason("locked"))
    if worth_after_prices(problem, outcome)[household].argmax() == here:
        reasons.append(Reason("best_after_prices"))
    return tuple(reasons)


def reasons_against(problem: Problem, outcome: Solved, household: int, here: int) -> tuple[Reason, ...]:
    """What speaks against it: a place of higher score, the price of the scarce room it takes; or why there is none."""
    score = np.where(problem.allowed[household], problem.score[household].astype(np.float64), -np.inf)
    if np.isneginf(score).all():
        return (Reason("no_place_allowed"),)
    own = score[here] if here >= 0 else -problem.unplaced_cost[household]
    reasons = []
    best = int(score.argmax())
    if best != here and score[best] > own:
        params: dict[str, object] = {"place": problem.place_ids[best], "difference": float(score[best] - own)}
        reasons.append(Reason("higher_score_elsewhere" if here >= 0 else "not_placed", params))
    scarce = binding(problem, outcome, household, here if here >= 0 else best)
    if scarce:
        units = int(problem.need[household][problem.resources.index(scarce.resource)])
        reasons.append(Reason("scarce", {"resource": scarce.resource, "units": units, "price": scarce.price}))
    return tuple(reasons)


def why_not_there(problem: Problem, outcome: Solved, household: int, place: int) -> WhyNot:
    """A broken rule, a full place with what would have to give way, or a possibility with its cost."""
    name = problem.place_ids[place]
    if outcome.placement[household] == place:
        return WhyNot(name, "here")
    broken = broken_rule(problem, household, place)
    if broken:
        return WhyNot(name, broken.code, broken.params)
    plan, moved = forced(problem, outcome.placement, household, place)
    return WhyNot(
        name,
        "full" if moved else "possible",
        displaces={
            problem.household_ids[other]: problem.place_ids[plan[other]]
            if plan is not None and plan[other] >= 0
            else None
            for other in moved
        },
        cost_at_least=proven_cost(problem, outcome, household, place),
        cost_at_most=None if plan is None else outcome.objective - objective_of(problem, plan),
    )


def broken_rule(problem: Problem, household: int, place: int) -> Reason | None:
    """The rule that keeps the pair apart whatever the others do."""
    if np.isnan(problem.score[household, place]):
        return Reason("not_compatible")
    if (household, place) in problem.forbids:
        return Reason("forbidden")
    if any(name == household and locked != place for name, locked in problem.locks):
        return Reason("locked_elsewhere")
    short = np.flatnonzero(problem.need[household] > problem.room[place])
    if len(short):
        first = int(short[0])
        params: dict[str, object] = {
            "resource": problem.resources[first],
            "need": int(problem.need[household, first]),
            "room": int(problem.room[place, first]),
        }
        return Reason("too_large", params)
    return None


def proven_cost(problem: Problem, outcome: Solved, household: int, place: int) -> float:
    """What the move costs at least: no plan with it is worth more than the prices allow."""
    after_prices = worth_after_prices(problem, outcome)[household]
    must = problem.must_place[household] or any(name == household for name, _ in problem.locks)
    free = after_prices.max() if must else max(after_prices.max(), -problem.unplaced_cost[household])
    most = min(outcome.price_bound - free + after_prices[place], outcome.bound)
    cost = outcome.objective - float(most)
    return 0.0 if abs(cost) <= TOLERANCE * max(abs(outcome.objective), 1.0) else cost


def forced(problem: Problem, placement: Plan, household: int, place: int) -> tuple[Plan | None, list[int]]:
    """A full plan with the household in `place`, and who had to leave there; None when no such plan was found."""
    plan = placement.copy()
    plan[household] = place
    moved: list[int] = []
    while (used(problem, plan)[place] > problem.room[place]).any():
        leaving = cheapest_to_leave(problem, plan, household, place)
        if leaving is None:
            return None, moved or [int(h) for h in np.flatnonzero(placement == place)]
        plan[leaving] = -1
        moved.append(leaving)
    waiting = moved + [int(h) for h in np.flatnonzero(placement < 0) if h != household]
    for other in waiting:
        plan[other] = best_free_place(problem, plan, other)
    is_kept = all(plan[h] >= 0 for h in np.flatnonzero(problem.must_place))
    return (plan if is_kept else None), moved


def cheapest_to_leave(problem: Problem, plan: Plan, household: int, place: int) -> int | None:
    """Who leaves `place` at the least loss per unit of what is short; nobody who is locked there."""
    short = np.maximum(used(problem, plan)[place] - problem.room[place], 0)
    best: tuple[float, int] | None = None
    for other in np.flatnonzero(plan == place):
        relief = float(np.minimum(problem.need[other], short).sum())
        if other == household or relief == 0 or (int(other), place) in problem.locks:
            continue
        without = plan.copy()
        without[other] = -1
        elsewhere = best_free_place(problem, without, int(other), but=place)
        if elsewhere < 0 and problem.must_place[other]:
            continue
        value = problem.score[other, elsewhere] if elsewhere >= 0 else -problem.unplaced_cost[other]
        loss = float(problem.score[other, place] - value) / relief
        if best is None or loss < best[0]:
            best = loss, int(other)
    return None if best is None else best[1]


def best_free_place(problem: Problem, plan: Plan, household: int, *, but: int = -1) -> int:
    """The allowed place of highest score with room left and worth more than none; -1 when there is none."""
    left = problem.room - used(problem, plan)
    fits = (problem.need[household] <= left).all(axis=1) & problem.allowed[household]
    if but >= 0:
        fits[but] = False
    value = np.where(fits, problem.score[household].astype(np.float64), -np.inf)
    best = int(value.argmax())
    least = -np.inf if problem.must_place[household] else -problem.unplaced_cost[household]
    return best if value[best] > least or (value[best] == least and np.isfinite(least)) else -1
