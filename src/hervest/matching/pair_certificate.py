"""Judges a plan of pairs with nothing of the solver: the standard library only, whole numbers only, proofs by hand."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from hervest.matching.pair_outcome import Paired
from hervest.matching.pair_problem import STEPS, PairProblem

Edge = tuple[str, str]
Plan = Mapping[str, str]
Node = tuple[str, str]
LIMITS = (("limit", ""), ("nothing", ""))


@dataclass(frozen=True, slots=True)
class PairFacts:
    """The problem in whole numbers: per pair that exists the steps of both sides and the tie."""

    households: tuple[str, ...]
    groups: tuple[str, ...]
    sides: Mapping[Edge, tuple[int, int]]
    tie: Mapping[Edge, int]
    locks: frozenset[Edge] = frozenset()
    forbids: frozenset[Edge] = frozenset()


@dataclass(frozen=True, slots=True)
class PairClaim:
    """What is claimed: the plan by rule, and its figures in steps."""

    rule: str
    plan: Plan
    served: int
    weakest: int | None
    total: int


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """`broken`: the first thing that does not hold, None = accepted and proven."""

    broken: str | None
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_accepted(self) -> bool:
        """Whether everything claimed holds."""
        return self.broken is None


@dataclass(frozen=True, slots=True)
class Open:
    """What the rule could choose: without what is locked and forbidden, and the plan's own choice there."""

    facts: PairFacts
    plan: Plan
    edges: frozenset[Edge]

    def worth(self, edge: Edge) -> int:
        """The score of a pair in steps: the smaller side."""
        return min(self.facts.sides[edge])

    @property
    def weakest(self) -> int:
        """The least score that the plan chose by itself."""
        return min(self.worth(edge) for edge in self.plan.items())


def facts_of(problem: PairProblem) -> PairFacts:
    """The problem as the checker reads it."""
    names = [(household, group) for household in problem.household_ids for group in problem.group_ids]
    u, v = problem.u.ravel().tolist(), problem.v.ravel().tolist()
    tie = problem.tie.ravel().tolist()
    exists = [at for at, side in enumerate(u) if side == side]  # noqa: PLR0124 -- NaN is not itself
    return PairFacts(
        households=problem.household_ids,
        groups=problem.group_ids,
        sides={names[at]: (round(u[at] * STEPS), round(v[at] * STEPS)) for at in exists},
        tie={names[at]: tie[at] for at in exists},
        locks=frozenset((problem.household_ids[row], problem.group_ids[at]) for row, at in problem.locks),
        forbids=frozenset((problem.household_ids[row], problem.group_ids[at]) for row, at in problem.forbids),
    )


def claim_of(outcome: Paired) -> PairClaim:
    """What an outcome says of itself."""
    problem = outcome.problem
    found = zip(problem.household_ids, outcome.partner.tolist(), strict=True)
    return PairClaim(
        rule=outcome.rule.value,
        plan={household: problem.group_ids[at] for household, at in found if at >= 0},
        served=outcome.n_served,
        weakest=None if outcome.weakest is None else round(outcome.weakest * STEPS),
        total=round(outcome.total * STEPS),
    )


def judge_pairs(facts: PairFacts, claim: PairClaim) -> PairVerdict:
    """Whether the plan holds, its figures are right, and no plan is better by its rule; else the first that is not.

    The figures are in steps of the solver's grid, so nothing is compared with a tolerance.
    """
    for check in (impossible, wrong_figures):
        verdict = check(facts, claim)
        if verdict is not None:
            return verdict
    held = {household for household, _ in facts.locks}, {group for _, group in facts.locks}
    edges = frozenset(
        edge for edge in facts.sides if edge not in facts.forbids and edge[0] not in held[0] and edge[1] not in held[1]
    )
    chosen = {household: group for household, group in claim.plan.items() if household not in held[0]}
    return PROOFS[claim.rule](Open(facts, chosen, edges)) or PairVerdict(None)


def impossible(facts: PairFacts, claim: PairClaim) -> PairVerdict | None:
    """A pair that does not exist or is forbidden, a group with two households, a lock that was not kept."""
    seen: set[str] = set()
    for edge in claim.plan.items():
        if edge not in facts.sides or edge in facts.forbids:
            return PairVerdict("not_allowed", {"household": edge[0], "group": edge[1]})
        if edge[1] in seen:
            return PairVerdict("group_twice", {"group": edge[1]})
        seen.add(edge[1])
    for household, group in sorted(facts.locks):
        if claim.plan.get(household) != group:
            return PairVerdict("lock_broken", {"household": household})
    return None


def wrong_figures(facts: PairFacts, claim: PairClaim) -> PairVerdict | None:
    """A figure that does not follow from the plan."""
    worth = [min(facts.sides[edge]) for edge in claim.plan.items()]
    found = {"served": len(worth), "weakest": min(worth, default=None), "total": sum(worth)}
    wrong = [name for name, value in found.items() if getattr(claim, name) != value]
    return PairVerdict("wrong_figure", {"figure": wrong[0]}) if wrong else None


def not_worst_off_first(found: Open) -> PairVerdict | None:
    """No cover, a better weakest pair, or no prices: then the plan is not the best by the first rule."""
    if cover(found.plan, found.edges) is None:
        return PairVerdict("more_could_be_served")
    if not found.plan:
        return None
    better = frozenset(edge for edge in found.edges if found.worth(edge) > found.weakest)
    most = grown({h: g for h, g in found.plan.items() if (h, g) in better}, better)
    if len(most) >= len(found.plan) or cover(most, better) is None:
        return PairVerdict("weakest_could_be_better")
    kept = [edge for edge in found.edges if found.worth(edge) >= found.weakest]
    larger = beyond_ties(found, 1)
    weights = {edge: found.worth(edge) * larger + found.facts.tie[edge] for edge in kept}
    return None if are_prices(found, weights, is_exact=True) else PairVerdict("total_could_be_better")


def not_largest(found: Open) -> PairVerdict | None:
    """No prices for total, number and ties together."""
    larger, pairs = beyond_ties(found, 1), min(len(found.facts.households), len(found.facts.groups)) + 1
    weights = {edge: (found.worth(edge) * pairs + 1) * larger + found.facts.tie[edge] for edge in found.edges}
    return None if are_prices(found, weights, is_exact=False) else PairVerdict("total_could_be_better")


def not_stable(found: Open) -> PairVerdict | None:
    """Two who would rather have each other."""
    of_group = {group: household for household, group in found.plan.items()}
    for household, group in sorted(found.edges):
        own, other = found.plan.get(household), of_group.get(group)
        mine, theirs = found.facts.sides[household, group]
        if (own is None or mine > found.facts.sides[household, own][0]) and (
            other is None or theirs > found.facts.sides[other, group][1]
        ):
            return PairVerdict("would_rather_swap", {"household": household, "group": group})
    return None


def beyond_ties(found: Open, least: int) -> int:
    """A whole number that all ties of a plan together cannot reach."""
    largest = max((abs(tie) for tie in found.facts.tie.values()), default=0)
    return least + 2 * largest * (len(found.facts.households) + 1)


def way_to_more(plan: Plan, edges: Iterable[Edge]) -> tuple[dict[str, str], str | None, set[str]]:
    """Ways from households without a group along pairs and plan.

    From whom each group was reached, the first one that is free (None = none), and the households reached.
    """
    of_group = {group: household for household, group in plan.items()}
    groups_of: dict[str, list[str]] = {}
    for household, group in sorted(edges):
        groups_of.setdefault(household, []).append(group)
    queue = [household for household in groups_of if household not in plan]
    reached, came = set(queue), dict[str, str]()
    for household in queue:  # grows while it is read
        for group in groups_of.get(household, []):
            if group in came:
                continue
            came[group] = household
            if group not in of_group:
                return came, group, reached
            if of_group[group] not in reached:
                reached.add(of_group[group])
                queue.append(of_group[group])
    return came, None, reached


def cover(plan: Plan, edges: frozenset[Edge]) -> frozenset[Node] | None:
    """As many households and groups as the plan has pairs, of which every pair touches one: no plan has more pairs.

    None when there is none: then more can be served. Source: Koenig's theorem.
    """
    came, free, reached = way_to_more(plan, edges)
    if free is not None:
        return None
    chosen = {("household", household) for household in plan if household not in reached}
    chosen |= {("group", group) for group in came}
    touches = all(("household", h) in chosen or ("group", g) in chosen for h, g in edges)
    return frozenset(chosen) if touches and len(chosen) == len(plan) else None


def grown(plan: Plan, edges: frozenset[Edge]) -> Plan:
    """A plan with as many pairs as these edges allow, grown from `plan` pair by pair."""
    most = dict(plan)
    while True:
        came, group, _ = way_to_more(most, edges)
        if group is None:
            return most
        while group is not None:
            household = came[group]
            most[household], group = group, most.get(household)


def are_prices(found: Open, weights: Mapping[Edge, int], *, is_exact: bool) -> bool:
    """Whether prices prove that no plan (`is_exact`: of as many pairs) is worth more than the plan is.

    With p, q >= 0 and p[h] + q[g] + extra >= weight for every pair, no plan of n pairs is worth more than
    n extra + sum of p + sum of q. Without `is_exact`, extra is 0.
    """
    if not set(found.plan.items()) <= set(weights):
        return False
    values = settled(constraints(found, weights, is_exact=is_exact))
    if values is None:
        return False
    nothing = values["nothing", ""]
    extra = values["limit", ""] - nothing
    p = {h: values["household", h] - nothing - extra for h in found.facts.households}
    q = {g: nothing - values["group", g] for g in found.facts.groups}
    holds = all(p[h] + q[g] + extra >= weight for (h, g), weight in weights.items())
    bound = len(found.plan) * extra + sum(p.values()) + sum(q.values())
    is_positive = min([*p.values(), *q.values()]) >= 0 and (is_exact or extra == 0)
    return holds and is_positive and bound == sum(weights[edge] for edge in found.plan.items())


def constraints(found: Open, weights: Mapping[Edge, int], *, is_exact: bool) -> list[tuple[Node, Node, int]]:
    """(one, other, most): the value of `other` is at most that of `one` plus `most`.

    A household stands for p + extra, a group for -q; whom the plan leaves out has a price of nothing.
    """
    limit, nothing = LIMITS
    taken = set(found.plan.values())
    rows: list[tuple[Node, Node, int]] = []
    for (h, g), weight in weights.items():
        rows.append((("household", h), ("group", g), -weight))
        if found.plan.get(h) == g:
            rows.append((("group", g), ("household", h), weight))
    for h in found.facts.households:
        rows.append((("household", h), limit, 0))
        if h not in found.plan:
            rows.append((limit, ("household", h), 0))
    for g in found.facts.groups:
        rows.append((nothing, ("group", g), 0))
        if g not in taken:
            rows.append((("group", g), nothing, 0))
    return rows if is_exact else [*rows, (limit, nothing, 0), (nothing, limit, 0)]


def settled(rows: list[tuple[Node, Node, int]]) -> dict[Node, int] | None:
    """Values that keep every constraint, by Bellman and Ford; None when they contradict each other."""
    values = {node: 0 for one, other, _ in rows for node in (one, other)}
    for _ in range(len(values) + 1):
        changed = False
        for one, other, most in rows:
            if values[one] + most < values[other]:
                values[other], changed = values[one] + most, True
        if not changed:
            return values
    return None


PROOFS: Mapping[str, Callable[[Open], PairVerdict | None]] = MappingProxyType(
    {"worst_off_first": not_worst_off_first, "total": not_largest, "stable": not_stable}
)
