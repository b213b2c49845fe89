"""The solver agrees with trying everything, and its proofs hold."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hervest.matching import certificate, solver
from hervest.matching.baseline import brute_force, greedy
from hervest.matching.errors import BadInput, ImpossiblePlan, SolverFailed
from hervest.matching.model import price_bound
from hervest.matching.outcome import Infeasible, OutOfTime, Solved, Status, objective_of, refuse_impossible
from hervest.matching.problem import Problem
from hervest.matching.simulate import simulate
from hervest.matching.solver import solve
from matching.small_worlds import by_id, problems, reordered, three_families

fixed = settings(derandomize=True, deadline=None, max_examples=60)
NEAR = 1e-5


def verdict(outcome):
    return certificate.judge(certificate.facts_of(outcome.problem), certificate.claim_of(outcome))


@settings(fixed, max_examples=150)
@given(problems())
def test_solving_agrees_with_trying_everything(problem):
    best = brute_force(problem)
    outcome = solve(problem)

    if best is None:
        assert isinstance(outcome, Infeasible)
        return
    assert isinstance(outcome, Solved)
    assert outcome.status == Status.OPTIMAL
    assert outcome.objective == pytest.approx(best[0], abs=NEAR)
    assert outcome.bound >= best[0] - NEAR
    assert outcome.price_bound >= best[0] - NEAR


@fixed
@given(problems())
def test_every_plan_is_accepted_by_the_independent_checker(problem):
    outcome = solve(problem)
    if isinstance(outcome, Solved):
        judged = verdict(outcome)
        assert judged.broken is None
        assert judged.objective == pytest.approx(outcome.objective, abs=NEAR)
        assert judged.price_bound == pytest.approx(outcome.price_bound, abs=NEAR)


@fixed
@given(problems(most_households=12, most_places=6, with_words=False))
def test_greedy_is_below_the_optimum_and_the_optimum_below_every_bound(problem):
    plan = greedy(problem)
    refuse_impossible(problem, plan)
    outcome = solve(problem)

    assert objective_of(problem, plan) <= outcome.objective + NEAR
    assert outcome.objective <= outcome.bound + NEAR
    assert outcome.bound <= outcome.price_bound + NEAR


@fixed
@given(problems(), st.lists(st.floats(0, 5), min_size=12, max_size=12))
def test_any_prices_of_zero_or_more_prove_a_bound(problem, prices):
    best = brute_force(problem)
    some = np.resize(np.array(prices), problem.capacity.shape)
    if best is not None:
        assert price_bound(problem, some) >= best[0] - NEAR


@fixed
@given(problems(with_words=False), st.sampled_from([0.25, 2.0, 64.0]))
def test_scaling_every_score_scales_the_objective_and_nothing_else(problem, factor):
    scaled = Problem.from_arrays(
        problem.household_ids,
        problem.place_ids,
        problem.score * np.float32(factor),
        problem.need,
        problem.capacity,
        problem.resources,
    )
    assert solve(scaled).objective == pytest.approx(factor * solve(problem).objective, rel=1e-5, abs=NEAR)


@fixed
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_never_matters(problem, random):
    households, places = list(range(len(problem.household_ids))), list(range(len(problem.place_ids)))
    random.shuffle(households)
    random.shuffle(places)
    one, other = solve(problem), solve(reordered(problem, households, places))

    assert type(one) is type(other)
    if isinstance(one, Solved):
        assert by_id(one) == by_id(other)
        assert one.objective == pytest.approx(other.objective)


@fixed
@given(problems(with_words=False), st.data())
def test_forbidding_never_helps(problem, data):
    pair = data.draw(st.tuples(st.sampled_from(problem.household_ids), st.sampled_from(problem.place_ids)))
    forbidden = solve(problem.with_word(forbid=[pair]))

    assert forbidden.objective <= solve(problem).objective + NEAR
    assert by_id(forbidden)[pair[0]] != pair[1]


@fixed
@given(problems())
def test_locking_the_optimum_changes_nothing(problem):
    outcome = solve(problem)
    if isinstance(outcome, Solved):
        kept = [(household, place) for household, place in by_id(outcome).items() if place]
        locked = solve(problem.with_word(lock=kept))
        assert locked.objective == pytest.approx(outcome.objective, abs=NEAR)
        assert {pair for pair in by_id(locked).items() if pair[1]} == set(kept)


@fixed
@given(problems())
def test_a_conflict_is_impossible_and_leaving_out_any_word_makes_it_possible(problem):
    outcome = solve(problem)
    if not isinstance(outcome, Infeasible):
        return
    assert outcome.is_smallest

    def is_possible(words):
        must = np.zeros(len(problem.household_ids), dtype=bool)
        must[[problem.household_no(word.household) for word in words if word.kind == "must_place"]] = True
        locks = [
            (problem.household_no(word.household), problem.place_no(word.place))
            for word in words
            if word.kind == "lock"
        ]
        return brute_force(problem.given(locks=locks, must_place=must)) is not None

    assert not is_possible(outcome.conflict)
    for fewer in combinations(outcome.conflict, len(outcome.conflict) - 1):
        assert is_possible(fewer)


def test_the_best_plan_of_three_families_is_found_and_read_aloud():
    outcome = solve(three_families())

    assert by_id(outcome) == {"a": "y", "b": "x", "small": None}
    assert (outcome.objective, outcome.bound, outcome.gap) == (5.0, 5.0, 0.0)
    assert len(str(outcome).splitlines()) == 5
    assert str(outcome).startswith("optimal: 2 of 3 households placed")


def test_a_must_place_household_displaces_a_better_one():
    outcome = solve(three_families(must_place=[False, False, True]))
    assert by_id(outcome) == {"a": None, "b": "x", "small": "y"}


def test_an_agreed_over_run_is_room_like_any_other():
    outcome = solve(three_families(over_run={"y": {"homes": 1}}))
    assert by_id(outcome) == {"a": "y", "b": "x", "small": "y"}


def test_a_cost_of_leaving_out_counts_against_every_household_without_a_place():
    assert solve(three_families(unplaced_cost=2.0)).objective == pytest.approx(3.0)


def test_a_household_worth_less_than_nothing_is_left_out_unless_it_must_be_placed():
    words = (["a"], ["x"], [[-1.0]], [[1]], [[1]], ["homes"])
    assert solve(Problem.from_arrays(*words)).n_placed == 0
    assert solve(Problem.from_arrays(*words, must_place=[True])).n_placed == 1


@pytest.mark.parametrize(
    ("locks", "named"),
    [
        ([("a", "x"), ("a", "y")], {("lock", "a", "x"), ("lock", "a", "y")}),
        ([("a", "x"), ("b", "x"), ("small", "y")], {("lock", "a", "x"), ("lock", "b", "x")}),
    ],
)
def test_conflicting_locks_are_named_and_never_dropped(locks, named):
    outcome = solve(three_families(locks=locks))

    assert isinstance(outcome, Infeasible)
    assert {(word.kind, word.household, word.place) for word in outcome.conflict} == named
    assert "cannot hold together" in str(outcome)


def test_a_lock_on_a_forbidden_pair_is_a_conflict_of_its_own():
    outcome = solve(three_families(locks=[("a", "x")], forbids=[("a", "x")]))
    assert [(word.household, word.place) for word in outcome.conflict] == [("a", "x")]


def test_three_that_must_be_placed_in_two_homes_are_all_named():
    outcome = solve(three_families(must_place=[True, True, True]))
    assert [word.household for word in outcome.conflict] == ["a", "b", "small"]


def test_ties_are_settled_exactly_by_preference_and_never_at_the_cost_of_the_total():
    even = Problem.from_arrays(["a", "b"], ["x", "y"], [[2, 2], [2, 2]], [[1], [1]], [[1], [1]], ["homes"])
    for wanted in ("x", "y"):
        prefer = np.zeros((2, 2))
        prefer[0, even.place_no(wanted)] = 1.0
        assert by_id(solve(even, prefer=prefer))["a"] == wanted

    against = np.zeros((3, 2))
    against[2, :] = 100.0
    assert solve(three_families(), prefer=against).objective == pytest.approx(5.0, rel=1e-5)


def test_without_time_the_greedy_plan_comes_back_with_an_honest_bound():
    problem = simulate(households=120, places=30, seed=1, slack=1.05)
    outcome = solve(problem, time_limit_s=1e-6)

    assert isinstance(outcome, Solved)
    assert outcome.status == Status.FEASIBLE
    assert outcome.objective <= outcome.bound
    assert verdict(outcome).is_accepted


def test_without_time_and_without_a_first_plan_nothing_is_claimed():
    problem = Problem.from_arrays(
        [f"h{i}" for i in range(60)],
        [f"m{i}" for i in range(20)],
        np.random.default_rng(3).random((60, 20)),
        np.random.default_rng(4).integers(1, 9, (60, 3)),
        np.full((20, 3), 17),
        ["p", "q", "r"],
        must_place=[True] * 60,
    )
    outcome = solve(problem, time_limit_s=1e-6)
    assert isinstance(outcome, OutOfTime | Infeasible)
    if isinstance(outcome, Infeasible):
        pytest.fail("a proof cannot be had in a millionth of a second")
    assert outcome.status == Status.OUT_OF_TIME


def test_progress_is_told_and_may_stop_the_search():
    problem = simulate(households=60, places=15, seed=2, slack=1.05)
    heard = []

    def stop_soon(best, bound):
        heard.append((best, bound))
        return len(heard) > 2

    outcome = solve(problem, progress=stop_soon, time_limit_s=60)

    assert heard
    assert isinstance(outcome, Solved)
    assert verdict(outcome).is_accepted
    assert all(best <= bound + NEAR for best, bound in heard)


def test_a_solver_state_that_proves_nothing_is_an_error_and_never_a_guess(monkeypatch):
    class Lost:
        def getModelStatus(self):  # noqa: N802 -- the name HiGHS gives it
            return solver.State.kUnknown

        def getInfo(self):  # noqa: N802
            return None

        def modelStatusToString(self, state):  # noqa: N802
            return str(state)

    with pytest.raises(SolverFailed) as raised:
        solver.read(solver.model_of(three_families()), Lost())
    assert raised.value.code == "no_usable_state"


def test_only_the_total_is_made_in_this_version():
    with pytest.raises(BadInput) as raised:
        solve(three_families(), objective="fair")
    assert raised.value.code == "objective_not_available"
    assert solve(three_families(), objective="total").status == Status.OPTIMAL


@pytest.mark.parametrize(
    ("placement", "code"),
    [
        ([1, 0, 1], "over_capacity"),
        ([0, 1, -1], "not_allowed"),
        ([0, 5, -1], "wrong_shape"),
        ([0, -1], "wrong_shape"),
    ],
)
def test_a_solved_outcome_refuses_at_birth_a_plan_that_breaks_its_problem(placement, code):
    with pytest.raises(ImpossiblePlan) as raised:
        born(three_families(), placement)
    assert raised.value.code == code
    assert born(three_families(), [1, 0, -1]).n_placed == 2


def test_a_solved_outcome_refuses_at_birth_a_broken_word_of_a_person():
    with pytest.raises(ImpossiblePlan):
        born(three_families(must_place=[False, False, True]), [1, 0, -1])
    with pytest.raises(ImpossiblePlan):
        born(three_families(locks=[("a", "x")]), [-1, 0, -1])
    assert born(three_families(locks=[("a", "x")]), [0, -1, -1]).n_placed == 1


def test_a_solved_outcome_refuses_at_birth_a_bound_below_its_value():
    with pytest.raises(ImpossiblePlan):
        born(three_families(), [1, 0, -1], bound=4.0)
    assert born(three_families(), [1, 0, -1], bound=6.0).status == Status.FEASIBLE


def born(problem, placement, bound=5.0):
    at = np.array(placement)
    return Solved(
        problem=problem,
        placement=at,
        objective=5.0,
        bound=bound,
        price_bound=6.0,
        prices=np.zeros((2, 1)),
        seconds=0.0,
        seed=0,
    )
