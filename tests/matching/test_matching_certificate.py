"""The checker accepts what is right, refuses each way of being wrong by name, and knows nothing of the solver."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from hervest.matching import certificate, instance, outcome_files, proof
from hervest.matching.certificate import Proof, claim_of, facts_of, judge
from hervest.matching.simulate import simulate
from hervest.matching.solver import solve
from matching.small_worlds import three_families


@pytest.fixture
def facts():
    return facts_of(three_families())


@pytest.fixture
def claim():
    return claim_of(solve(three_families()))


def rows(**places):
    return tuple(({"a": "a", "b": "b", "small": "small"}[name], place) for name, place in places.items())


def test_an_untouched_claim_is_accepted_with_the_checkers_own_sums(facts, claim):
    verdict = judge(facts, claim)
    assert verdict.is_accepted
    assert verdict.objective == pytest.approx(5.0)
    assert verdict.price_bound == pytest.approx(5.0)
    assert verdict.proof is Proof.PRICES
    assert verdict.is_proven


@pytest.mark.parametrize(
    ("change", "code", "household", "place"),
    [
        ({"rows": rows(a="y", b="x", small="y")}, "over_capacity", "small", "y"),
        ({"rows": rows(a="x", b="y", small="")}, "not_compatible", "b", "y"),
        ({"rows": rows(a="y", b="x")}, "missing_household", "small", ""),
        ({"rows": (*rows(a="y", b="x", small=""), ("a", ""))}, "placed_twice", "a", ""),
        ({"rows": (*rows(a="y", b="x", small=""), ("ghost", "x"))}, "unknown_household", "ghost", "x"),
        ({"rows": rows(a="nowhere", b="x", small="")}, "unknown_place", "a", "nowhere"),
        ({"rows": rows(a="", b="x", small="y")}, "objective_differs", "", ""),
        ({"rows": rows(a="", b="x", small="")}, "placed_differs", "", ""),
        ({"objective": 5.1}, "objective_differs", "", ""),
        ({"bound": 4.9}, "bound_below_objective", "", ""),
        ({"bound": 5.1}, "bound_above_proof", "", ""),
        ({"price_bound": 5.1}, "price_bound_differs", "", ""),
        ({"gap": 0.01}, "gap_differs", "", ""),
        ({"gap": float("nan")}, "gap_differs", "", ""),
        ({"objective": float("nan")}, "objective_differs", "", ""),
        ({"placed": 3}, "placed_differs", "", ""),
        ({"status": "splendid"}, "status_not_proven", "", ""),
        ({"prices": (("x", "homes", -1.0), ("y", "homes", 2.0))}, "negative_price", "", "x"),
        ({"prices": (("x", "homes", float("nan")), ("y", "homes", 2.0))}, "negative_price", "", "x"),
        ({"prices": (("x", "homes", 1.0),)}, "missing_price", "", "y"),
        ({"prices": (("x", "homes", 1.0), ("x", "homes", 1.0))}, "unknown_price", "", "x"),
        ({"prices": (("x", "homes", 90.0), ("y", "homes", 90.0))}, "price_bound_differs", "", ""),
    ],
)
def test_a_claim_that_was_tampered_with_is_refused_by_name(  # noqa: PLR0917 -- a table's columns
    facts, claim, change, code, household, place
):
    assert judge(facts, claim).is_accepted

    broken = judge(facts, replace(claim, **change)).broken
    assert (broken.code, broken.household, broken.place) == (code, household, place)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"forbids": [("a", "y")]}, "forbidden"),
        ({"must_place": [False, False, True]}, "must_be_placed"),
        ({"locks": [("a", "x")]}, "lock_broken"),
    ],
)
def test_a_plan_that_passes_over_a_persons_word_is_refused(claim, words, code):
    problem = three_families(**words)
    assert judge(facts_of(problem), claim).broken.code == code
    assert judge(facts_of(problem), claim_of(solve(problem))).is_accepted


def test_a_worse_plan_that_calls_itself_optimal_is_refused_when_an_exchange_beats_it(facts, claim):
    worse = replace(
        claim,
        rows=rows(a="x", b="", small="y"),
        objective=1.5,
        bound=1.5,
        gap=0.0,
        status="optimal",
    )
    assert judge(facts, worse).broken.code == "better_plan_exists"

    honest = replace(worse, bound=claim.bound, gap=(claim.bound - 1.5) / claim.bound, status="feasible")
    assert judge(facts, honest).is_accepted


def test_optimal_is_not_believed_without_a_proof(facts, claim):
    stated = replace(claim, rows=rows(a="", b="x", small="y"), objective=3.5, gap=1.5 / 5.0, status="optimal")
    assert judge(facts, stated).broken.code == "status_not_proven"
    assert judge(facts, replace(stated, status="feasible")).is_accepted


def test_the_checker_reads_the_folders_by_itself_and_finds_the_same_as_the_arrays(tmp_path):
    problem = simulate(households=40, places=10, seed=3)
    outcome = solve(problem)
    instance.write(problem, tmp_path / "in")
    outcome_files.write(outcome, tmp_path / "out")

    from_files = judge(certificate.facts_in(tmp_path / "in"), certificate.claim_in(tmp_path / "out"))
    from_arrays = judge(facts_of(problem), claim_of(outcome))

    assert from_files.is_accepted
    assert from_arrays.is_accepted
    assert from_files.price_bound == pytest.approx(from_arrays.price_bound)


@pytest.mark.parametrize("part", [certificate, proof])
def test_the_checker_shares_no_code_with_the_solver(part):
    tree = ast.parse(Path(part.__file__).read_text(encoding="utf-8"))
    named = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported = {node.module for node in named} - {"hervest.matching"}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    ours = {name.name for node in named if node.module == "hervest.matching" for name in node.names}
    assert imported
    assert ours <= {"proof"}
    assert not [name for name in imported if name.startswith(("hervest", "highspy", "numpy"))]
