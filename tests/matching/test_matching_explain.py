"""Every placement has its reasons, and "why not there" is a rule, a displacement or a cost that holds."""

import json

import numpy as np
import pytest
from hypothesis import given, settings

from hervest.matching.errors import BadInput
from hervest.matching.explain import explain, forced, what_if
from hervest.matching.outcome import Infeasible, Solved, refuse_impossible
from hervest.matching.problem import Problem
from hervest.matching.solver import solve
from matching.small_worlds import by_id, problems, three_families

fixed = settings(derandomize=True, deadline=None, max_examples=60)
NEAR = 1e-4


def why(problem, household, place):
    return explain(problem, solve(problem), household, why_not=[place]).why_not[0]


@fixed
@given(problems())
def test_every_placement_has_three_reasons_and_an_answer_for_every_other_place(problem):
    outcome = solve(problem)
    if not isinstance(outcome, Solved):
        return
    for household, place in by_id(outcome).items():
        told = explain(problem, outcome, household)
        assert told.place == place
        assert len(told.speaks_for) >= (3 if place else 0)
        assert {each.place for each in told.why_not} == set(problem.place_ids) - {place}
        assert json.loads(json.dumps(told.as_json()))["household"] == household


@fixed
@given(problems())
def test_the_cost_of_another_place_lies_between_what_is_stated(problem):
    outcome = solve(problem)
    if not isinstance(outcome, Solved):
        return
    for household in problem.household_ids:
        for answer in explain(problem, outcome, household).why_not:
            if answer.code not in {"full", "possible"}:
                continue
            forced_there = what_if(problem, outcome, lock=[(household, answer.place)])
            if isinstance(forced_there, Infeasible):
                assert answer.cost_at_most is None
                continue
            cost = outcome.objective - forced_there.objective
            assert answer.cost_at_least <= cost + NEAR
            assert answer.cost_at_most is None or cost <= answer.cost_at_most + NEAR


@fixed
@given(problems())
def test_the_plan_behind_a_stated_cost_is_a_plan(problem):
    outcome = solve(problem)
    if not isinstance(outcome, Solved):
        return
    for household, place in np.argwhere(problem.allowed):
        plan, moved = forced(problem, outcome.placement, int(household), int(place))
        if plan is not None and (problem.need[household] <= problem.room[place]).all():
            refuse_impossible(problem, plan)
            assert plan[household] == place
            assert all(plan[other] != place for other in moved)


def test_a_full_place_names_who_would_have_to_give_way_and_what_it_costs():
    answer = why(three_families(), "small", "y")

    assert (answer.code, answer.displaces) == ("full", {"a": None})
    assert answer.cost_at_least == pytest.approx(1.5)
    assert answer.cost_at_most == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("words", "household", "place", "code"),
    [
        ({}, "b", "y", "not_compatible"),
        ({"forbids": [("small", "y")]}, "small", "y", "forbidden"),
        ({"locks": [("a", "y")]}, "a", "x", "locked_elsewhere"),
        ({}, "a", "y", "here"),
    ],
)
def test_a_rule_that_keeps_a_pair_apart_is_named(words, household, place, code):
    assert why(three_families(**words), household, place).code == code


def test_a_place_too_small_even_when_empty_says_what_is_short():
    problem = Problem.from_arrays(["a"], ["x", "y"], [[1, 2]], [[3]], [[5], [2]], ["persons"])
    answer = why(problem, "a", "y")
    assert (answer.code, answer.params) == ("too_large", {"resource": "persons", "need": 3, "room": 2})


def test_an_empty_place_of_lower_score_is_possible_at_the_difference():
    problem = Problem.from_arrays(["a"], ["x", "y"], [[1.0, 2.5]], [[1]], [[1], [1]], ["homes"])
    answer = why(problem, "a", "x")
    assert answer.code == "possible"
    assert answer.cost_at_most == pytest.approx(1.5)


def test_a_place_full_of_locked_households_has_no_plan_to_offer():
    answer = why(three_families(locks=[("a", "y")]), "small", "y")
    assert (answer.code, answer.cost_at_most, set(answer.displaces)) == ("full", None, {"a"})


def test_the_runner_up_and_the_difference_follow_from_the_prices():
    problem = three_families()
    outcome = solve(problem)
    told = explain(problem, outcome, "a")

    price = dict(zip(problem.place_ids, outcome.prices[:, 0], strict=True))
    assert told.runner_up == "x"
    assert told.difference == pytest.approx((2 - price["y"]) - (1 - price["x"]))


def test_a_household_left_out_is_told_what_was_scarce():
    problem = three_families()
    told = explain(problem, solve(problem), "small")

    assert told.place is None
    assert told.speaks_for == ()
    assert {reason.code for reason in told.speaks_against} >= {"not_placed"}


def test_a_household_that_may_go_nowhere_is_told_so():
    problem = three_families(forbids=[("small", "x"), ("small", "y")])
    told = explain(problem, solve(problem), "small")
    assert [reason.code for reason in told.speaks_against] == ["no_place_allowed"]
    assert told.runner_up is None
    assert told.binding is None


def test_unknown_names_are_refused():
    problem = three_families()
    outcome = solve(problem)
    for household, place in (("ghost", "x"), ("a", "nowhere")):
        with pytest.raises(BadInput):
            explain(problem, outcome, household, why_not=[place])
    assert explain(problem, outcome, "a", why_not=["x"]).why_not[0].place == "x"


def test_what_if_a_forbidden_place_costs_and_a_locked_optimum_costs_nothing():
    problem = three_families()
    outcome = solve(problem)
    assert what_if(problem, outcome, forbid=[("b", "x")]).objective == pytest.approx(2.5)
    assert what_if(problem, outcome, lock=[("b", "x")]).objective == pytest.approx(5.0)
