"""The checker proves by itself what it calls proven, refuses what is beaten, and says so when it has no proof."""

import json

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hervest.matching import instance
from hervest.matching.__main__ import run
from hervest.matching.baseline import brute_force
from hervest.matching.certificate import Claim, Proof, claim_of, facts_of, judge, upper_bound, value_of
from hervest.matching.outcome import Solved
from hervest.matching.problem import Problem
from hervest.matching.simulate import simulate
from hervest.matching.solver import solve
from matching.small_worlds import problems

fixed = settings(derandomize=True, deadline=None, max_examples=150)
NEAR = 1e-5


def three_in_a_ring():
    """a, b, c may go on to the next place for 5 each or stay for 1 each; no two of them can gain by exchanging."""
    score = [[1, 5, np.nan], [np.nan, 1, 5], [5, np.nan, 1]]
    return Problem.from_arrays(["a", "b", "c"], ["x", "y", "z"], score, [[1]] * 3, [[1]] * 3, ["homes"])


def said_to_be_optimal(problem, placement, prices):
    """A claim by hand: this plan, these prices, and the word that nothing is better."""
    facts = facts_of(problem)
    rows = tuple(
        (household, problem.place_ids[at] if at >= 0 else "")
        for household, at in zip(problem.household_ids, placement, strict=True)
    )
    price = dict(zip(sorted(facts.capacity), prices, strict=False))
    value, bound = value_of(facts, dict(rows)), upper_bound(facts, price)
    listed = tuple((place, resource, each) for (place, resource), each in price.items())
    return Claim(rows, listed, "optimal", value, value, bound, 0.0, sum(bool(place) for _, place in rows))


def test_a_ring_of_three_that_no_exchange_betters_is_not_taken_for_the_best():
    problem = three_in_a_ring()
    facts = facts_of(problem)

    assert judge(facts, said_to_be_optimal(problem, [0, 1, 2], [5.0] * 3)).broken.code == "better_plan_exists"
    best = judge(facts, said_to_be_optimal(problem, [1, 2, 0], [4.0] * 3))
    assert (best.is_proven, best.proof, best.objective, best.price_bound) == (True, Proof.PRICES, 15.0, 15.0)
    poor_prices = judge(facts, said_to_be_optimal(problem, [1, 2, 0], [9.0] * 3))
    assert (poor_prices.is_proven, poor_prices.proof) == (True, Proof.SEARCH)


def some_plan(problem, wanted):
    """Everybody where they are said to want to be, if they may and there is room; else nowhere."""
    left = problem.room.copy()
    placement = np.full(len(problem.household_ids), -1)
    for household, place in enumerate(wanted[: len(placement)]):
        need = problem.need[household]
        if place < len(left) and problem.allowed[household, place] and (need <= left[place]).all():
            placement[household], left[place] = place, left[place] - need
    return placement


@fixed
@given(problems(with_words=False), st.lists(st.integers(0, 3), min_size=6), st.lists(st.floats(0, 9), min_size=12))
def test_no_plan_below_the_best_is_ever_taken_for_the_best(problem, wanted, prices):
    claim = said_to_be_optimal(problem, some_plan(problem, wanted), prices)
    verdict = judge(facts_of(problem), claim)

    assert verdict.is_proven == (claim.objective >= brute_force(problem)[0] - NEAR)
    assert verdict.is_accepted == verdict.is_proven


@fixed
@given(problems(), st.lists(st.floats(0, 9), min_size=12))
def test_the_best_plan_is_proven_whatever_the_prices(problem, prices):
    best = brute_force(problem)
    assume(best is not None)
    assert judge(facts_of(problem), said_to_be_optimal(problem, best[1], prices)).is_proven


@pytest.mark.parametrize(("households", "places", "slack"), [(20, 4, 1.3), (30, 5, 1.05)])
def test_what_the_solver_proves_in_seven_resources_the_checker_proves_too(households, places, slack):
    for seed in (1, 2, 3):
        outcome = solve(simulate(households=households, places=places, seed=seed, slack=slack))
        assert isinstance(outcome, Solved)
        assert judge(facts_of(outcome.problem), claim_of(outcome)).is_proven


def hard_to_prove():
    """Twelve households of 2 to 5 persons for three places where something always remains."""
    sizes = [2, 3, 5, 4, 3, 2, 5, 3, 4, 2, 5, 3]
    score = [[size + 0.1 * ((7 * h + 3 * m) % 5) for m in range(3)] for h, size in enumerate(sizes)]
    names = [f"h{n:02d}" for n in range(len(sizes))]
    return Problem.from_arrays(names, ["x", "y", "z"], score, [[n] for n in sizes], [[9], [10], [11]], ["persons"])


def test_a_search_that_was_not_finished_proves_nothing_and_says_so():
    outcome = solve(hard_to_prove())
    facts = facts_of(outcome.problem)
    claim = said_to_be_optimal(outcome.problem, outcome.placement, [0.0] * len(facts.capacity))
    cut_short = judge(facts, claim, most_work=1)

    assert (cut_short.is_accepted, cut_short.is_proven, cut_short.proof) == (True, False, Proof.NONE)
    assert judge(facts, claim).proof is Proof.SEARCH


def test_the_command_refuses_the_ring_and_has_a_status_of_its_own_for_no_proof(tmp_path, capsys, monkeypatch):
    problem = three_in_a_ring()
    instance.write(problem, tmp_path / "in")
    (tmp_path / "out").mkdir()

    def check(plan, value, price):
        rows = "".join(f"{household},{place}\n" for household, place in zip("abc", plan, strict=True))
        (tmp_path / "out" / "placements.csv").write_text(f"household,place\n{rows}")
        lines = "".join(f"{place},homes,{price}\n" for place in "xyz")
        (tmp_path / "out" / "prices.csv").write_text(f"place,resource,price\n{lines}")
        shown = {"status": "optimal", "objective": value, "bound": value, "price_bound": 3.0 * price, "gap": 0}
        (tmp_path / "out" / "outcome.json").write_text(json.dumps(shown | {"placed": 3, "seconds": 0, "seed": 0}))
        return run(["check", str(tmp_path / "in"), str(tmp_path / "out")])

    assert check("xyz", 3, 5.0) == 1
    assert "better_plan_exists" in capsys.readouterr().err
    assert check("yzx", 15, 9.0) == 0
    assert "the checker's own search" in capsys.readouterr().out
    monkeypatch.setitem(judge.__kwdefaults__, "most_work", 1)
    assert check("yzx", 15, 9.0) == 4
    said = capsys.readouterr().out
    assert "feasible" in said
    assert "optimality not proven by the checker" in said
    assert "prices prove 27" in said
