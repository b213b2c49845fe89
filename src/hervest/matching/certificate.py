"""The independent checker: judges a plan from the definition, by its own reading, with nothing of the solver.

Plain dictionaries and plain sums on purpose: the checker is to be read in one sitting and believed. What the prices do
not prove it proves by a search of its own (`proof`), or says that it did not.
"""

import csv
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from pathlib import Path
from typing import Any

from hervest.matching import proof

RELATIVE = 1e-6
MOST_FOR_EXCHANGES = 1500
Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """The problem by id. `capacity` by (place, resource) holds what may be used, agreed over-run included."""

    resources: tuple[str, ...]
    need: dict[str, dict[str, int]]
    capacity: dict[Cell, int]
    places: tuple[str, ...]
    score: dict[str, dict[str, float]]
    must_place: frozenset[str]
    unplaced_cost: dict[str, float]
    lock: frozenset[Cell]
    forbid: frozenset[Cell]

    def may_have(self, household: str) -> dict[str, float]:
        """Places that the household may have, with their score."""
        locked = {place for name, place in self.lock if name == household}
        return {
            place: score
            for place, score in self.score[household].items()
            if (household, place) not in self.forbid and locked <= {place}
        }

    def must_have(self, household: str) -> bool:
        """Whether leaving this household out is no plan."""
        return household in self.must_place or any(name == household for name, _ in self.lock)

    def choices(self, household: str) -> dict[str, float]:
        """What the household may have, and what that is worth; "" stands for no place."""
        without = {} if self.must_have(household) else {"": -self.unplaced_cost[household]}
        return self.may_have(household) | without


@dataclass(frozen=True, slots=True)
class Claim:
    """What an outcome says of itself. `rows`: (household, place or empty) as they stand."""

    rows: tuple[Cell, ...]
    prices: tuple[tuple[str, str, float], ...]
    status: str
    objective: float
    bound: float
    price_bound: float
    gap: float
    placed: int


@dataclass(frozen=True, slots=True)
class Broken:
    """The first rule that a claim breaks."""

    code: str
    household: str = ""
    place: str = ""
    detail: str = ""


class Proof(StrEnum):
    """What the stated bound rests on, by the checker's own work."""

    PRICES = "prices"
    SEARCH = "search"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The checker's word. `objective` and `price_bound` are its own sums, not the claim's.

    `proof` says how the checker proved the stated bound by itself; with NONE it is the claim's word alone, and all
    that is proven is `price_bound`.
    """

    broken: Broken | None
    objective: float = math.nan
    price_bound: float = math.nan
    proof: Proof = Proof.NONE

    @property
    def is_accepted(self) -> bool:
        """Whether nothing is broken; the bound may still be unproven."""
        return self.broken is None

    @property
    def is_proven(self) -> bool:
        """Whether nothing is broken and the checker itself proved the stated bound."""
        return self.is_accepted and self.proof is not Proof.NONE


def judge(facts: Facts, claim: Claim, *, most_work: int = proof.MOST_WORK) -> Verdict:
    """Accept a claim or name the first rule it breaks: plan, then sums, then proof.

    `most_work` limits the checker's own search, in steps (`proof.MOST_WORK`), so that the verdict never depends on a
    clock.
    """
    broken = next(broken_in_rows(facts, claim), None)
    if broken:
        return Verdict(broken)
    plan = dict(claim.rows)
    broken = next(broken_in_plan(facts, plan), None) or next(broken_in_prices(facts, claim), None)
    if broken:
        return Verdict(broken)
    price = {(place, resource): price for place, resource, price in claim.prices}
    objective, proven = value_of(facts, plan), upper_bound(facts, price)
    broken = next(broken_in_figures(claim, plan, objective, proven), None)
    if broken or same(claim.bound, proven):
        return Verdict(broken, objective, proven, Proof.PRICES)
    broken = next(better_than_bound(facts, plan, objective, claim.bound), None)
    if broken:
        return Verdict(broken, objective, proven)
    target = max(claim.bound, objective) + slack(claim.bound, objective) / 2
    found = anything_above(target, facts, price, most_work=most_work)
    if found is proof.Answer.BETTER:
        return Verdict(Broken("better_plan_exists", detail=f"worth more than {claim.bound!r}"), objective, proven)
    by_search = Proof.SEARCH if found is proof.Answer.NOTHING_BETTER else Proof.NONE
    return Verdict(None, objective, proven, by_search)


def anything_above(
    value: float, facts: Facts, price: dict[Cell, float], *, most_work: int = proof.MOST_WORK
) -> proof.Answer:
    """Whether a plan is worth more than `value`, by the checker's own search; any prices >= 0 help, good ones more."""
    question = proof.Question(
        need={household: tuple(need[name] for name in facts.resources) for household, need in facts.need.items()},
        prices={place: tuple(price[place, name] for name in facts.resources) for place in facts.places},
        target=value,
    )
    room = {place: tuple(facts.capacity[place, name] for name in facts.resources) for place in facts.places}
    options = {household: facts.choices(household) for household in facts.need}
    return proof.better_than(question, options, room, most_work=most_work)


def broken_in_rows(facts: Facts, claim: Claim) -> Iterator[Broken]:
    """Rows that name nobody, nothing, or somebody twice; households without a row."""
    seen: set[str] = set()
    for household, place in claim.rows:
        if household not in facts.need:
            yield Broken("unknown_household", household, place)
        if household in seen:
            yield Broken("placed_twice", household, place)
        if place and place not in facts.places:
            yield Broken("unknown_place", household, place)
        seen.add(household)
    yield from (Broken("missing_household", household) for household in sorted(set(facts.need) - seen))


def broken_in_plan(facts: Facts, plan: dict[str, str]) -> Iterator[Broken]:
    """Rules (2), (3), (4) of docs/matching, each from its definition."""
    for household, place in plan.items():
        if place and place not in facts.score[household]:
            yield Broken("not_compatible", household, place)
        if (household, place) in facts.forbid:
            yield Broken("forbidden", household, place)
        if not place and household in facts.must_place:
            yield Broken("must_be_placed", household)
    for household, place in sorted(facts.lock):
        if plan[household] != place:
            yield Broken("lock_broken", household, place)
    used: defaultdict[Cell, int] = defaultdict(int)
    for household, place in plan.items():
        for resource in facts.resources if place else ():
            used[place, resource] += facts.need[household][resource]
            if used[place, resource] > facts.capacity[place, resource]:
                yield Broken("over_capacity", household, place, resource)


def broken_in_prices(facts: Facts, claim: Claim) -> Iterator[Broken]:
    """Every place and resource has one price, and none is negative."""
    seen: set[Cell] = set()
    for place, resource, price in claim.prices:
        if (place, resource) not in facts.capacity or (place, resource) in seen:
            yield Broken("unknown_price", place=place, detail=resource)
        if not (math.isfinite(price) and price >= 0):
            yield Broken("negative_price", place=place, detail=resource)
        seen.add((place, resource))
    yield from (Broken("missing_price", place=p, detail=r) for p, r in sorted(set(facts.capacity) - seen))


def broken_in_figures(claim: Claim, plan: dict[str, str], objective: float, proven: float) -> Iterator[Broken]:
    """Figures that differ from the checker's own, or from each other."""
    if claim.placed != sum(bool(place) for place in plan.values()):
        yield Broken("placed_differs", detail=f"stated {claim.placed}")
    if not same(claim.objective, objective):
        yield Broken("objective_differs", detail=f"stated {claim.objective!r}, found {objective!r}")
    if not same(claim.price_bound, proven):
        yield Broken("price_bound_differs", detail=f"stated {claim.price_bound!r}, found {proven!r}")
    if claim.bound < objective - slack(claim.bound, objective):
        yield Broken("bound_below_objective", detail=f"stated {claim.bound!r}, found {objective!r}")
    if claim.bound > proven + slack(claim.bound, proven):
        yield Broken("bound_above_proof", detail=f"stated {claim.bound!r}, proven {proven!r}")
    gap = max(claim.bound - objective, 0.0) / max(abs(objective), abs(claim.bound), 1e-9)
    if not abs(claim.gap - gap) <= 2 * RELATIVE:
        yield Broken("gap_differs", detail=f"stated {claim.gap!r}, found {gap!r}")
    if claim.status not in {"optimal", "feasible"} or (claim.status == "optimal" and gap > 2 * RELATIVE):
        yield Broken("status_not_proven", detail=claim.status)


def value_of(facts: Facts, plan: dict[str, str]) -> float:
    """The objective: scores of the placed minus the cost of those left out."""
    return math.fsum(
        facts.score[household][place] if place else -facts.unplaced_cost[household] for household, place in plan.items()
    )


def upper_bound(facts: Facts, price: dict[Cell, float]) -> float:
    """UB(p) of docs/matching: what all room is worth at these prices, plus what each household gains at best."""
    best = [math.fsum(units * price[cell] for cell, units in facts.capacity.items())]
    for household, need in facts.need.items():
        gains = [
            score - math.fsum(need[resource] * price[place, resource] for resource in facts.resources)
            for place, score in facts.may_have(household).items()
        ]
        if not facts.must_have(household):
            gains.append(-facts.unplaced_cost[household])
        best.append(max(gains, default=-math.inf))
    return math.fsum(best)


def better_than_bound(facts: Facts, plan: dict[str, str], objective: float, bound: float) -> Iterator[Broken]:
    """A move of one household, or an exchange of two, that beats the stated bound shows that it is no bound."""
    if len(plan) > MOST_FOR_EXCHANGES:
        return
    left = dict(facts.capacity)
    for household, place in plan.items():
        for resource in facts.resources if place else ():
            left[place, resource] -= facts.need[household][resource]
    allowed = {household: facts.choices(household) for household in plan}
    least = bound - objective + slack(bound, objective)

    def fits(household: str, place: str, leaving: str = "") -> bool:
        """Whether there is room, once `leaving` has left that place."""
        freed = facts.need.get(leaving, {})
        return not place or all(
            facts.need[household][resource] <= left[place, resource] + freed.get(resource, 0)
            for resource in facts.resources
        )

    for household, now in plan.items():
        for place, score in allowed[household].items():
            if score - allowed[household][now] > least and place != now and fits(household, place):
                yield Broken("better_plan_exists", household, place)
    for one, other in combinations(plan, 2):
        here, there = plan[one], plan[other]
        if here == there or there not in allowed[one] or here not in allowed[other]:
            continue
        gain = allowed[one][there] - allowed[one][here] + allowed[other][here] - allowed[other][there]
        if gain > least and fits(one, there, other) and fits(other, here, one):
            yield Broken("better_plan_exists", one, there, other)


def same(one: float, other: float) -> bool:
    """Equal within the precision of sums; never for something that is no number."""
    return abs(one - other) <= slack(one, other)


def slack(one: float, other: float) -> float:
    """The difference that rounding may make."""
    return 2 * RELATIVE * max(abs(one), abs(other), 1.0)


def facts_in(folder: Path) -> Facts:
    """The instance in a folder, by the checker's own reading. Raises: OSError, ValueError, KeyError if unreadable."""
    header = json.loads((folder / "instance.json").read_text(encoding="utf-8-sig"))
    resources = tuple(header["resources"])
    households, places = table(folder / "households.csv"), table(folder / "places.csv")
    extra = header.get("over_run", {})
    score: dict[str, dict[str, float]] = {row["household"]: {} for row in households}
    for row in table(folder / "pairs.csv"):
        score[row["household"]][row["place"]] = float(row["score"])
    return Facts(
        resources=resources,
        need={row["household"]: {name: int(row[f"need_{name}"]) for name in resources} for row in households},
        capacity={
            (row["place"], name): int(row[f"capacity_{name}"]) + extra.get(row["place"], {}).get(name, 0)
            for row in places
            for name in resources
        },
        places=tuple(row["place"] for row in places),
        score=score,
        must_place=frozenset(
            row["household"] for row in households if row.get("must_place", "").strip().lower() == "true"
        ),
        unplaced_cost={row["household"]: float(header.get("unplaced_cost", 0)) for row in households},
        lock=frozenset((household, place) for household, place in header.get("lock", [])),
        forbid=frozenset((household, place) for household, place in header.get("forbid", [])),
    )


def claim_in(folder: Path) -> Claim:
    """The outcome in a folder. Raises: OSError, ValueError or KeyError when it holds no plan or cannot be read."""
    shown = json.loads((folder / "outcome.json").read_text(encoding="utf-8-sig"))
    return Claim(
        rows=tuple((row["household"], row["place"]) for row in table(folder / "placements.csv")),
        prices=tuple((row["place"], row["resource"], float(row["price"])) for row in table(folder / "prices.csv")),
        status=str(shown["status"]),
        objective=number(shown, "objective"),
        bound=number(shown, "bound"),
        price_bound=number(shown, "price_bound"),
        gap=number(shown, "gap"),
        placed=int(number(shown, "placed")),
    )


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by column; a row of another length is no row."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = [cells for cells in csv.reader(file, strict=True) if cells]
    return [dict(zip(header, cells, strict=True)) for cells in rows]


def number(shown: dict[str, Any], field: str) -> float:
    """A finite number of outcome.json."""
    value = shown[field]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(field)
    return float(value)


def facts_of(problem: Any) -> Facts:
    """The arrays of a Problem by id, for a plan that never was a file."""
    households, places, resources = problem.household_ids, problem.place_ids, problem.resources
    named = (
        [(households[h], places[m]) for h, m in problem.locks],
        [(households[h], places[m]) for h, m in problem.forbids],
    )
    return Facts(
        resources=resources,
        need={
            h: dict(zip(resources, row.tolist(), strict=True)) for h, row in zip(households, problem.need, strict=True)
        },
        capacity={
            (place, name): int(problem.capacity[m, d]) + int(problem.over_run[m, d])
            for m, place in enumerate(places)
            for d, name in enumerate(resources)
        },
        places=places,
        score={
            household: {p: float(w) for p, w in zip(places, row, strict=True) if not math.isnan(w)}
            for household, row in zip(households, problem.score, strict=True)
        },
        must_place=frozenset(h for h, must in zip(households, problem.must_place, strict=True) if must),
        unplaced_cost={h: float(cost) for h, cost in zip(households, problem.unplaced_cost, strict=True)},
        lock=frozenset(named[0]),
        forbid=frozenset(named[1]),
    )


def claim_of(outcome: Any) -> Claim:
    """What a Solved says of itself, by id."""
    problem = outcome.problem
    return Claim(
        rows=tuple(
            (household, problem.place_ids[at] if at >= 0 else "")
            for household, at in zip(problem.household_ids, outcome.placement, strict=True)
        ),
        prices=tuple(
            (place, resource, float(outcome.prices[m, d]))
            for m, place in enumerate(problem.place_ids)
            for d, resource in enumerate(problem.resources)
        ),
        status=str(outcome.status),
        objective=outcome.objective,
        bound=outcome.bound,
        price_bound=outcome.price_bound,
        gap=outcome.gap,
        placed=outcome.n_placed,
    )
