"""From gathered facts to the best plan with its proof and explanations: asks the matching library, writes nothing."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from hervest.core.errors import RuleBroken
from hervest.matching.certificate import Claim, Facts, anything_above, judge
from hervest.matching.explain import WhyNot, explain
from hervest.matching.outcome import TOLERANCE, Infeasible, Outcome, OutOfTime, Solved, scale
from hervest.matching.problem import Problem
from hervest.matching.proof import Answer
from hervest.matching.solver import Progress, solve
from hervest.placement.gather_queries import Gathered
from hervest.placement.problem_rules import RESOURCE, ProblemParts, UnitKey, key_of, place_id, problems, unit_of
from hervest.placement.record_rules import snapshot
from hervest.placement.vocabulary import Fit, PersonsWord, RunProblem

Pair = tuple[str, str]
Fits = Mapping[tuple[str, UnitKey], Fit]


class NoPlanError(Exception):
    """A run that has nothing to propose: why, and what the person must know to mend it."""

    def __init__(self, problem: RunProblem, **params: object) -> None:
        super().__init__(problem, params)
        self.problem = problem
        self.params = params


@dataclass(frozen=True, slots=True)
class ProposalRecord:
    """What a run proposes for one case: a unit or none, with the fit, the second choice and why nothing else."""

    case: str
    case_id: int
    unit: int | None
    fit: Mapping[str, object] = field(default_factory=dict)
    runner_up: Mapping[str, object] = field(default_factory=dict)
    why_not: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run that found a plan says of itself; sums in the solver's units, `seconds` of solving."""

    objective: float
    bound: float
    gap: float
    is_proven: bool
    seconds: float
    proposals: tuple[ProposalRecord, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """One problem to solve, as the solver and as the checker take it."""

    problem: Problem
    prefer: tuple[tuple[float, ...], ...]
    facts: Facts


def all_fits(gathered: Gathered, *, alive: Callable[[], object]) -> Fits:
    """Every pair of a household that waits and a unit, judged today; `alive` is called between households."""
    fits: dict[tuple[str, UnitKey], Fit] = {}
    for case in gathered.waiting:
        alive()
        for unit in gathered.units:
            judged = gathered.fit(case, unit)
            fits[case, key_of(judged)] = judged
    return fits


def n_pairs(fits: Fits) -> int:
    """How many pairs exist at all."""
    return sum(not judged.broken for judged in fits.values())


def variants(gathered: Gathered, fits: Fits) -> tuple[Variant, ...]:
    """The problems whose best plan is the best plan, with every person's word in them.

    Raises: NoPlanError when nobody waits, there is no home, or a lock is on a pair that breaks a hard rule.
    """
    if not gathered.waiting:
        raise NoPlanError(RunProblem.NOBODY_WAITS)
    if not gathered.units:
        raise NoPlanError(RunProblem.NO_HOMES)
    locks, forbids = words_of(gathered, PersonsWord.LOCK), words_of(gathered, PersonsWord.FORBID)
    for case, place in locks:
        if fits[case, unit_of(place)].broken:
            raise NoPlanError(RunProblem.LOCK_DOES_NOT_FIT, case=case, home=place)
    households = [gathered.households[case] for case in gathered.waiting]
    try:
        found = problems(fits.values(), households, empty_shared_houses=gathered.empty_shared_houses())
    except RuleBroken as too_many:
        raise NoPlanError(RunProblem.TOO_MANY_SHARED_HOUSES) from too_many
    whole = tuple(variant for parts in found if (variant := variant_of(parts, locks, forbids)) is not None)
    if not whole:
        raise NoPlanError(RunProblem.LOCKS_CONFLICT, cases=sorted({case for case, _ in locks}))
    return whole


def variant_of(parts: ProblemParts, locks: list[Pair], forbids: list[Pair]) -> Variant | None:
    """One problem with the words in it; None where a lock settles that an empty shared house is for the other sex."""
    score: dict[str, dict[str, float]] = {
        case: {place: points for place, points in zip(parts.place_ids, row, strict=True) if not math.isnan(points)}
        for case, row in zip(parts.household_ids, parts.score, strict=True)
    }
    if any(place not in score[case] for case, place in locks):
        return None
    problem = Problem.from_arrays(
        parts.household_ids,
        parts.place_ids,
        np.array(parts.score),
        np.array(parts.need),
        np.array(parts.capacity),
        parts.resources,
        locks=locks,
        forbids=forbids,
    )
    return Variant(problem, parts.prefer, checked_facts(parts.place_ids, score, locks, forbids))


def words_of(gathered: Gathered, word: PersonsWord) -> list[Pair]:
    """Locks or forbids of households that wait, as (case, place)."""
    places = {unit.id: place_id((unit.facts.code, unit.number)) for unit in gathered.units}
    return [
        (each.case, places[each.unit]) for each in gathered.words if each.word is word and each.case in gathered.waiting
    ]


def checked_facts(
    places: tuple[str, ...], score: dict[str, dict[str, float]], locks: list[Pair], forbids: list[Pair]
) -> Facts:
    """The same problem for the checker, which shares no code with the solver."""
    return Facts(
        resources=(RESOURCE,),
        need={case: {RESOURCE: 1} for case in score},
        capacity={(place, RESOURCE): 1 for place in places},
        places=places,
        score=score,
        must_place=frozenset(),
        unplaced_cost=dict.fromkeys(score, 0.0),
        lock=frozenset(locks),
        forbid=frozenset(forbids),
    )


@dataclass(frozen=True, slots=True)
class Best:
    """The best of the best plans, a bound on all of them, and whether the checker itself proved that bound."""

    plan: Solved
    bound: float
    is_checked: bool


def best_plan(found: tuple[Variant, ...], *, seed: int, time_limit_s: float, progress: Progress) -> Best:
    """Solve every variant and take the best.

    Raises: NoPlanError when words contradict each other, the time ran out without a plan, or the checker refuses.
    """
    start = perf_counter()
    outcomes: list[tuple[Variant, Outcome]] = []
    for at, variant in enumerate(found):
        left = (time_limit_s - (perf_counter() - start)) / (len(found) - at)
        outcome = solve(
            variant.problem,
            time_limit_s=max(left, 0.1),
            seed=seed,
            prefer=np.array(variant.prefer),
            progress=progress,
        )
        outcomes.append((variant, outcome))
    solved = [outcome for _, outcome in outcomes if isinstance(outcome, Solved)]
    if not solved:
        raise no_plan([outcome for _, outcome in outcomes])
    best = max(solved, key=lambda outcome: outcome.objective)
    checked = [is_checked_by_judge(mine, outcome, best) for mine, outcome in outcomes]
    bounds = [outcome.bound for _, outcome in outcomes if isinstance(outcome, (Solved, OutOfTime))]
    return Best(best, max(bounds), all(checked))


def is_checked_by_judge(variant: Variant, outcome: Outcome, best: Solved) -> bool:
    """Whether the checker itself proved that this variant has nothing better than its outcome says.

    Of a variant without a plan it must prove that none in it is better than `best`.
    Raises: NoPlanError when the checker refuses.
    """
    if isinstance(outcome, Solved):
        verdict = judge(variant.facts, claim_of(outcome))
        if not verdict.is_accepted:
            raise NoPlanError(RunProblem.NOT_ACCEPTED)
        return verdict.is_proven
    nothing = dict.fromkeys(variant.facts.capacity, 0.0)
    least = best.objective + TOLERANCE * scale(best.objective, best.bound)
    return anything_above(least, variant.facts, nothing) is Answer.NOTHING_BETTER


def no_plan(outcomes: list[Outcome]) -> NoPlanError:
    """Why none of the variants has a plan: contradicting words are named."""
    if any(isinstance(outcome, OutOfTime) for outcome in outcomes):
        return NoPlanError(RunProblem.OUT_OF_TIME)
    words = {word.household for outcome in outcomes if isinstance(outcome, Infeasible) for word in outcome.conflict}
    return NoPlanError(RunProblem.LOCKS_CONFLICT, cases=sorted(words))


def claim_of(solved: Solved) -> Claim:
    """What the solver says of its plan, for the checker."""
    problem = solved.problem
    places = [problem.place_ids[at] if at >= 0 else "" for at in solved.placement]
    return Claim(
        rows=tuple(zip(problem.household_ids, places, strict=True)),
        prices=tuple(
            (place, resource, float(price))
            for place, row in zip(problem.place_ids, solved.prices, strict=True)
            for resource, price in zip(problem.resources, row, strict=True)
        ),
        status=solved.status.value,
        objective=solved.objective,
        bound=solved.bound,
        price_bound=solved.price_bound,
        gap=solved.gap,
        placed=solved.n_placed,
    )


def result_of(
    gathered: Gathered, fits: Fits, best: Best, *, ids: Mapping[str, int], alive: Callable[[], object]
) -> RunResult:
    """The plan as proposals, each with its runner-up and why not another home; proven only as the checker proved it.

    `ids`: key of each case; `alive` is called between households.
    """
    units = {place_id((unit.facts.code, unit.number)): unit.id for unit in gathered.units}
    plan, proposals = best.plan, []
    for case in plan.problem.household_ids:
        alive()
        proposals.append(proposal_of(case, ids[case], fits, plan, units))
    gap = max(best.bound - plan.objective, 0.0) / scale(plan.objective, best.bound)
    return RunResult(
        objective=plan.objective,
        bound=max(best.bound, plan.objective),
        gap=gap,
        is_proven=gap <= TOLERANCE and best.is_checked,
        seconds=plan.seconds,
        proposals=tuple(proposals),
    )


def proposal_of(case: str, case_id: int, fits: Fits, best: Solved, units: Mapping[str, int]) -> ProposalRecord:
    """What is proposed for one household, and what is to be said of every other home that fits it."""
    judged = {place: fits[case, unit_of(place)] for place in units}
    fitting = [place for place, fit in judged.items() if not fit.broken]
    found = explain(best.problem, best, case, why_not=fitting)
    runner_up: dict[str, object] = {}
    if found.place is not None and found.runner_up is not None:
        difference = judged[found.place].total - judged[found.runner_up].total
        runner_up = {"unit": units[found.runner_up], "difference": round(difference, 2)}
    return ProposalRecord(
        case=case,
        case_id=case_id,
        unit=units[found.place] if found.place is not None else None,
        fit=snapshot(judged[found.place]) if found.place is not None else {},
        runner_up=runner_up,
        why_not={each.place: kept(each) for each in found.why_not},
    )


def kept(found: WhyNot) -> dict[str, object]:
    """One why-not as it is stored: its code, whom it would displace, and what it costs in points."""
    return {"code": found.code, "displaces": dict(found.displaces), "cost": found.cost_at_most}
