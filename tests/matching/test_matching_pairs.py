"""Pairs are the best there are by each rule, against every plan written out; and the checker proves or refuses."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hervest.matching.errors import BadInput, ImpossiblePlan
from hervest.matching.outcome import Infeasible, Word
from hervest.matching.pair_certificate import claim_of, facts_of, judge_pairs
from hervest.matching.pair_outcome import Paired, PairRule, paired, runner_up
from hervest.matching.pair_problem import LARGEST_TIE, STEPS, PairProblem
from hervest.matching.pairs import pair, what_if
from matching.small_markets import as_dict, chosen, markets, plans, swaps, worth

fixed = settings(derandomize=True, deadline=None, max_examples=300)
NAN = math.nan


def key_worst_off_first(problem, plan):
    scores = [worth(problem, each) for each in chosen(problem, plan)]
    tie = sum(int(problem.tie[each]) for each in chosen(problem, plan))
    return len(scores), min(scores, default=0.0), sum(scores), tie


def key_total(problem, plan):
    scores = [worth(problem, each) for each in chosen(problem, plan)]
    return sum(scores), len(scores), sum(int(problem.tie[each]) for each in chosen(problem, plan))


@fixed
@given(markets(most=4))
def test_the_worst_off_rule_takes_the_first_of_all_plans_in_its_order(problem):
    found = pair(problem, "worst_off_first")
    best = max(key_worst_off_first(problem, plan) for plan in plans(problem))

    assert key_worst_off_first(problem, as_dict(found)) == best


@fixed
@given(markets(most=4))
def test_the_total_rule_takes_the_largest_sum_then_number_then_ties(problem):
    found = pair(problem, "total")
    best = max(key_total(problem, plan) for plan in plans(problem))

    assert key_total(problem, as_dict(found)) == best


@fixed
@given(markets(most=4))
def test_with_the_stable_rule_nobody_swaps_and_each_household_has_its_best_stable_group(problem):
    found = pair(problem, "stable")
    mine = as_dict(found)
    assert swaps(problem, mine) == []
    assert found.n_blocking == 0

    strict = strictly(problem)
    stable = [plan for plan in plans(strict) if not swaps(strict, plan)]
    assert mine in stable
    for plan in stable:
        for h, g in chosen(problem, plan):
            assert h in mine
            assert strict.u[h, mine[h]] >= strict.u[h, g]


class Strict:
    """The same market with preferences told apart by tie and then by id: a rank instead of a score."""

    def __init__(self, problem):
        self.u, self.v = np.full(problem.u.shape, NAN), np.full(problem.u.shape, NAN)
        self.locks, self.forbids = problem.locks, problem.forbids
        n_h, n_g = problem.u.shape
        for h in range(n_h):
            order = sorted(range(n_g), key=lambda g: (problem.u[h, g], problem.tie[h, g], -g))
            for rank, g in enumerate(order):
                self.u[h, g] = NAN if math.isnan(problem.u[h, g]) else rank
        for g in range(n_g):
            order = sorted(range(n_h), key=lambda h: (problem.v[h, g], problem.tie[h, g], -h))
            for rank, h in enumerate(order):
                self.v[h, g] = NAN if math.isnan(problem.v[h, g]) else rank


def strictly(problem):
    filled = replace(problem, u=np.nan_to_num(problem.u, nan=-1), v=np.nan_to_num(problem.v, nan=-1))
    strict = Strict(filled)
    absent = np.isnan(problem.u)
    strict.u[absent] = strict.v[absent] = NAN
    return strict


@fixed
@given(markets(), st.sampled_from(list(PairRule)))
def test_the_checker_accepts_what_was_found_by_every_rule(problem, rule):
    assert judge_pairs(facts_of(problem), claim_of(pair(problem, rule))).broken is None


@fixed
@given(markets(most=4), st.sampled_from(["worst_off_first", "total"]), st.data())
def test_the_checker_takes_no_other_plan_for_the_best(problem, rule, data):
    plan = data.draw(st.sampled_from(list(plans(problem))))
    key = key_worst_off_first if rule == "worst_off_first" else key_total
    partner = np.array([plan.get(h, -1) for h in range(problem.u.shape[0])])
    claim = claim_of(paired(problem, PairRule(rule), partner))
    best = max(key(problem, each) for each in plans(problem))

    assert judge_pairs(facts_of(problem), claim).is_accepted == (key(problem, plan) == best)


@fixed
@given(markets(most=4), st.data())
def test_the_checker_takes_a_plan_for_stable_only_when_nobody_swaps(problem, data):
    plan = data.draw(st.sampled_from(list(plans(problem))))
    partner = np.array([plan.get(h, -1) for h in range(problem.u.shape[0])])
    outcome = paired(problem, PairRule.STABLE, partner)

    assert judge_pairs(facts_of(problem), claim_of(outcome)).is_accepted == (not swaps(problem, plan))
    assert [tuple(each) for each in outcome.blocking] == swaps(problem, plan)


@fixed
@given(markets(), st.sampled_from(list(PairRule)), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_decides_nothing(problem, rule, chance):
    rows, columns = list(range(problem.u.shape[0])), list(range(problem.u.shape[1]))
    chance.shuffle(rows)
    chance.shuffle(columns)
    households, groups = [problem.household_ids[h] for h in rows], [problem.group_ids[g] for g in columns]
    kept = np.ix_(rows, columns)
    words = {
        "locks": [(problem.household_ids[h], problem.group_ids[g]) for h, g in problem.locks],
        "forbids": [(problem.household_ids[h], problem.group_ids[g]) for h, g in problem.forbids],
    }
    other = PairProblem.from_arrays(
        households, groups, problem.u[kept], problem.v[kept], tie=problem.tie[kept], **words
    )

    assert named(pair(problem, rule)) == named(pair(other, rule))


def named(outcome):
    problem = outcome.problem
    return {
        household: problem.group_ids[at]
        for household, at in zip(problem.household_ids, outcome.partner, strict=True)
        if at >= 0
    }


def market(scores, **words):
    """Both sides see the same; households a, b, c and groups x, y, z."""
    households, groups = "abc"[: len(scores)], "xyz"[: len(scores[0])]
    return PairProblem.from_arrays(list(households), list(groups), scores, scores, **words)


def test_a_family_more_is_worth_a_lower_total_and_a_better_weakest_pair_too():
    thin = market([[1.0, 0.25], [0.5, NAN]])
    assert named(pair(thin, "worst_off_first")) == {"a": "y", "b": "x"}
    assert named(pair(thin, "total")) == {"a": "x"}

    wide = market([[1.0, 0.5], [0.75, 0.125]])
    assert (pair(wide, "total").total, pair(wide, "total").weakest) == (1.25, 0.5)
    skewed = market([[1.0, 0.5], [0.5, 0.125]])
    assert pair(skewed, "total").weakest == 0.125
    assert pair(skewed, "worst_off_first").weakest == 0.5


def test_the_smaller_side_is_what_a_pair_is_worth():
    problem = PairProblem.from_arrays(["a"], ["x", "y"], [[1.0, 0.5]], [[0.25, 0.75]])

    assert problem.score.tolist() == [[0.25, 0.5]]
    assert named(pair(problem)) == {"a": "y"}


def test_who_waits_longest_goes_first_among_equals():
    equal = market([[0.5], [0.5], [0.5]], tie=[[3], [7], [5]])

    for rule in PairRule:
        assert named(pair(equal, rule)) == {"b": "x"}


def test_a_lock_stands_whatever_it_is_worth_and_the_others_are_chosen_as_without_it():
    problem = market([[0.0, 1.0], [0.5, 0.25]], locks=[("a", "x")])
    found = pair(problem)

    assert named(found) == {"a": "x", "b": "y"}
    assert (found.weakest, found.total, found.n_served) == (0.0, 0.25, 2)
    assert judge_pairs(facts_of(problem), claim_of(found)).is_accepted


@pytest.mark.parametrize(
    ("words", "conflict"),
    [
        ({"locks": [("a", "x"), ("a", "y")]}, (Word("lock", "a", "x"), Word("lock", "a", "y"))),
        ({"locks": [("a", "x"), ("b", "x")]}, (Word("lock", "a", "x"), Word("lock", "b", "x"))),
        ({"locks": [("a", "x")], "forbids": [("a", "x")]}, (Word("lock", "a", "x"), Word("forbid", "a", "x"))),
    ],
)
def test_locks_that_contradict_each_other_are_named(words, conflict):
    found = pair(market([[0.5, 0.5], [0.5, 0.5]], **words))

    assert isinstance(found, Infeasible)
    assert found.conflict == conflict


def test_the_runner_up_says_who_has_it_and_what_a_what_if_costs():
    found = pair(market([[1.0, 0.75], [0.5, NAN]]))
    assert named(found) == {"a": "y", "b": "x"}

    other = runner_up(found, "a")
    assert (other.group, other.score, other.difference, other.held_by) == ("x", 1.0, -0.25, "b")
    assert runner_up(found, "b") is None

    costs = what_if(found, lock=[("a", "x")])
    assert (costs.served, costs.total) == (1, 0.25)
    assert costs.moved == {"a": ("y", "x"), "b": ("x", None)}
    assert what_if(found, forbid=[("b", "x")]).served == 1
    assert isinstance(what_if(found, lock=[("a", "x"), ("b", "x")]), Infeasible)


@fixed
@given(markets(most=4), st.sampled_from(["worst_off_first", "total"]))
def test_a_what_if_never_betters_what_the_rule_puts_first(problem, rule):
    assume(not problem.locks)
    found = pair(problem, rule)
    assume(found.n_served)
    row = int(np.flatnonzero(found.partner >= 0)[0])
    forbidden = (problem.household_ids[row], problem.group_ids[found.partner[row]])
    costs = what_if(found, forbid=[forbidden])

    assert named(costs.outcome).get(forbidden[0]) != forbidden[1]
    assert (costs.served if rule == "worst_off_first" else costs.total) >= 0


def test_nobody_can_be_paired_is_a_plan_too():
    found = pair(market([[NAN, NAN]]))

    assert (found.n_served, found.weakest, found.total, found.n_blocking) == (0, None, 0.0, 0)
    assert judge_pairs(facts_of(found.problem), claim_of(found)).is_accepted


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"u": [[1.5]]}, "score_not_a_share"),
        ({"v": [[-0.1]]}, "score_not_a_share"),
        ({"u": [[math.inf]]}, "score_not_a_share"),
        ({"u": [[0.5, 0.5]]}, "wrong_shape"),
        ({"tie": [[0.5]]}, "not_whole"),
        ({"tie": [[LARGEST_TIE + 1]]}, "number_too_large"),
        ({"locks": [("nobody", "x")]}, "unknown_household"),
        ({"forbids": [("a", "nobody")]}, "unknown_group"),
        ({"household_ids": ["a", "a"]}, "repeated_household"),
        ({"u": [[NAN]], "locks": [("a", "x")]}, "lock_on_absent_pair"),
    ],
)
def test_what_is_impossible_is_refused_by_name(change, code):
    given_ = {"household_ids": ["a"], "group_ids": ["x"], "u": [[0.5]], "v": [[0.5]]} | change

    with pytest.raises(BadInput) as refused:
        PairProblem.from_arrays(**given_)
    assert refused.value.code == code


def test_an_unknown_rule_and_an_impossible_plan_are_refused():
    problem = market([[0.5, NAN], [0.5, 0.5]], forbids=[("b", "y")])
    with pytest.raises(BadInput):
        pair(problem, "fairest")
    for partner, code in [
        ([0, 0], "group_twice"),
        ([1, -1], "not_allowed"),
        ([-1, 1], "not_allowed"),
        ([0], "wrong_shape"),
    ]:
        with pytest.raises(ImpossiblePlan) as refused:
            paired(problem, PairRule.TOTAL, np.array(partner))
        assert refused.value.code == code


def test_scores_stand_on_a_grid_on_which_sums_are_exact():
    problem = market([[0.1, 1 / 3], [0.7, 0.2]])

    assert (problem.u * STEPS == np.rint(problem.u * STEPS)).all()
    assert abs(problem.u[0, 1] - 1 / 3) <= 0.5 / STEPS
    assert not problem.u.flags.writeable


@pytest.mark.parametrize("rule", list(PairRule))
def test_a_larger_market_is_proven_by_the_checker(rule):
    for seed in (1, 2, 3):
        draw = np.random.Generator(np.random.PCG64(seed))
        u, v = draw.random((30, 26)), draw.random((30, 26))
        u[draw.random(u.shape) > 0.4] = NAN
        tie = draw.integers(0, 1000, size=u.shape)
        ids = [f"h{n:02d}" for n in range(30)], [f"g{n:02d}" for n in range(26)]
        found = pair(PairProblem.from_arrays(*ids, u, v, tie=tie), rule)

        assert isinstance(found, Paired)
        assert judge_pairs(facts_of(found.problem), claim_of(found)).broken is None


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"served": 1}, "wrong_figure"),
        ({"total": 0}, "wrong_figure"),
        ({"plan": {"a": "y"}, "served": 1, "weakest": STEPS // 4, "total": STEPS // 4}, "more_could_be_served"),
        ({"plan": {"a": "x", "b": "x"}}, "group_twice"),
        ({"plan": {"b": "y"}}, "not_allowed"),
    ],
)
def test_the_checker_names_what_is_wrong(change, broken):
    problem = market([[1.0, 0.25], [0.5, NAN]])
    claim = claim_of(pair(problem))

    assert judge_pairs(facts_of(problem), claim).is_accepted
    assert judge_pairs(facts_of(problem), replace(claim, **change)).broken == broken


def test_the_checker_sees_that_the_weakest_pair_could_be_better_for_a_lower_total():
    problem = market([[1.0, 0.5], [0.5, 0.125]])
    by_total = pair(problem, "total")

    assert judge_pairs(facts_of(problem), replace(claim_of(by_total), rule="total")).is_accepted
    assert judge_pairs(facts_of(problem), replace(claim_of(by_total), rule="worst_off_first")).broken == (
        "weakest_could_be_better"
    )
