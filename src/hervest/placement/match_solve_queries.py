"""From gathered facts to plans of pairs by every rule, each proven by the checker; asks the library, writes nothing."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np

from hervest.core.errors import RuleBroken
from hervest.matching.errors import BadInput
from hervest.matching.outcome import Infeasible
from hervest.matching.pair_certificate import claim_of, facts_of, judge_pairs
from hervest.matching.pair_outcome import Paired, PairRule
from hervest.matching.pair_problem import PairProblem
from hervest.matching.pairs import pair
from hervest.placement.match_gather_queries import MatchGathered
from hervest.placement.match_vocabulary import MatchFit
from hervest.placement.vocabulary import PersonsWord
from hervest.sponsorship.vocabulary import GroupId

Fits = Mapping[tuple[str, GroupId], MatchFit]
DRAWN = 2**16
"""Numbers below this are drawn to settle what waiting does not: a day of waiting outweighs any of them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One rule's plan: who with whom, and its figures as the checker accepted them; scores from 0 to 1."""

    rule: PairRule
    partner: Mapping[str, GroupId]
    served: int
    weakest: float | None
    total: float
    n_blocking: int

    def figures(self) -> dict[str, object]:
        """What the plan says of itself, as it is stored."""
        return {
            "served": self.served,
            "weakest": self.weakest,
            "total": self.total,
            "blocking": self.n_blocking,
        }


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of all rules for the same pairs, and every pair as it was judged."""

    plans: Mapping[PairRule, Plan]
    fits: Fits


def plans_of(gathered: MatchGathered, *, seed: int) -> Plans:
    """The best plan by every rule, with every person's word in it, for the households that want a group.

    Of whom somebody was not asked yet takes no group from who was.

    Raises: RuleBroken if there is nobody to pair, a locked pair does not fit, words contradict each other, or the
    checker does not accept a plan.
    """
    codes = [code for code, one in gathered.waiting.items() if one.wants_a_group]
    if not codes:
        raise RuleBroken("no_household_to_match")
    if not gathered.groups:
        raise RuleBroken("no_group_to_match")
    fits = {(code, group): gathered.fit(code, group) for code in codes for group in gathered.groups}
    problem = problem_of(gathered, codes, fits, seed=seed)
    facts = facts_of(problem)
    found = {}
    for rule in PairRule:
        outcome = pair(problem, rule)
        if isinstance(outcome, Infeasible):
            raise RuleBroken("match_words_conflict", case=outcome.conflict[0].household)
        verdict = judge_pairs(facts, claim_of(outcome))
        if not verdict.is_accepted:
            raise RuleBroken("match_plan_not_accepted", rule=rule.value, broken=verdict.broken)
        found[rule] = plan_of(outcome)
    return Plans(MappingProxyType(found), MappingProxyType(fits))


def problem_of(gathered: MatchGathered, codes: list[str], fits: Fits, *, seed: int) -> PairProblem:
    """The pairs that may be proposed as numbers. Raises: RuleBroken if a locked pair is none of them."""
    groups = list(gathered.groups)
    u, v = np.full((len(codes), len(groups)), np.nan), np.full((len(codes), len(groups)), np.nan)
    for row, code in enumerate(codes):
        for column, group in enumerate(groups):
            fit = fits[code, group]
            if fit.is_possible:
                u[row, column], v[row, column] = fit.u, fit.v
    words = [each for each in gathered.words if each.case in codes and each.group in gathered.groups]
    locks = [(each.case, str(each.group)) for each in words if each.word is PersonsWord.LOCK]
    forbids = [(each.case, str(each.group)) for each in words if each.word is PersonsWord.FORBID]
    tie = ties_of(gathered, codes, len(groups), seed=seed)
    try:
        return PairProblem.from_arrays(
            codes, [str(group) for group in groups], u, v, locks=locks, forbids=forbids, tie=tie
        )
    except BadInput as absent:
        raise RuleBroken("locked_group_does_not_fit", case=absent.params.get("household")) from absent


def ties_of(gathered: MatchGathered, codes: list[str], n_groups: int, *, seed: int) -> np.ndarray:
    """Who waits longest goes first; after that a number drawn with the seed that the run keeps."""
    draw = random.Random(seed)  # noqa: S311  # told apart, never kept secret
    drawn = {code: draw.randrange(DRAWN) for code in sorted(codes)}
    days = {code: days_waited(gathered.waiting[code].waits_since, gathered.today) for code in codes}
    return np.array([[days[code] * DRAWN + drawn[code]] * n_groups for code in codes], dtype=np.int64)


def days_waited(since: date, today: date) -> int:
    """Whole days, none below zero."""
    return max((today - since).days, 0)


def plan_of(outcome: Paired) -> Plan:
    """A plan by case and group."""
    ids = outcome.problem.group_ids
    partner = {
        code: GroupId(int(ids[int(at)]))
        for code, at in zip(outcome.problem.household_ids, outcome.partner, strict=True)
        if at >= 0
    }
    return Plan(
        rule=outcome.rule,
        partner=MappingProxyType(partner),
        served=outcome.n_served,
        weakest=outcome.weakest,
        total=outcome.total,
        n_blocking=outcome.n_blocking,
    )
