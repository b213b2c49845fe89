"""`hervest match` as a person at a terminal meets it: files, exit statuses, words."""

import json
import subprocess
import sys

import pytest

from hervest.matching import errors, instance
from hervest.matching.__main__ import WORDS, run, worded
from matching.small_worlds import three_families


@pytest.fixture
def here(tmp_path):
    instance.write(three_families(), tmp_path / "in")
    return tmp_path


def solve_into(here, *more):
    return run(["solve", str(here / "in"), "--out", str(here / "out"), *more])


def change_header(here, **fields):
    path = here / "in" / "instance.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def outcome(here):
    return json.loads((here / "out" / "outcome.json").read_text())


def test_solve_then_check_then_explain(here, capsys):
    assert solve_into(here, "--seed", "3", "--time-limit", "20", "--gap", "0") == 0
    assert len(capsys.readouterr().out.splitlines()) == 5
    assert (here / "out" / "placements.csv").read_text() == "household,place\na,y\nb,x\nsmall,\n"
    assert (here / "out" / "prices.csv").read_text().startswith("place,resource,price\nx,homes,")
    shown = outcome(here)
    assert set(shown) == {
        "status", "objective", "bound", "price_bound", "gap", "placed", "seconds", "seed", "version",
    }  # fmt: skip
    assert (shown["status"], shown["objective"], shown["gap"], shown["placed"], shown["seed"]) == (
        "optimal", 5.0, 0.0, 2, 3,
    )  # fmt: skip

    assert run(["check", str(here / "in"), str(here / "out")]) == 0
    assert capsys.readouterr().out.startswith("accepted: optimal")

    assert run(["explain", str(here / "in"), str(here / "out"), "--household", "small", "--why-not", "y"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {
        "household", "place", "for", "against", "binding", "price", "runner_up", "difference", "why_not",
    }  # fmt: skip
    assert [each["place"] for each in told["why_not"]] == ["y"]


def test_check_refuses_a_changed_plan_and_says_where(here, capsys):
    solve_into(here)
    (here / "out" / "placements.csv").write_text("household,place\na,y\nb,x\nsmall,y\n")
    capsys.readouterr()

    assert run(["check", str(here / "in"), str(here / "out")]) == 1
    assert "over_capacity household='small' place='y'" in capsys.readouterr().err


def test_check_refuses_changed_figures(here, capsys):
    solve_into(here)
    untouched = outcome(here)
    for change in ({"objective": 6.0}, {"bound": 4.0}, {"gap": 0.2}, {"price_bound": 9.0}, {"status": "feasible!"}):
        (here / "out" / "outcome.json").write_text(json.dumps(untouched | change))
        assert run(["check", str(here / "in"), str(here / "out")]) == 1
    (here / "out" / "outcome.json").write_text(json.dumps(untouched))
    assert run(["check", str(here / "in"), str(here / "out")]) == 0


@pytest.mark.parametrize("missing", ["placements.csv", "prices.csv", "outcome.json"])
def test_check_of_a_folder_without_a_plan_is_bad_input(here, missing, capsys):
    solve_into(here)
    (here / "out" / missing).unlink()
    assert run(["check", str(here / "in"), str(here / "out")]) == 2
    assert "[not_a_plan]" in capsys.readouterr().err


def test_conflicting_locks_end_in_three_with_the_conflict_named(here, capsys):
    assert solve_into(here) == 0
    change_header(here, lock=[["a", "x"], ["a", "y"], ["b", "x"]])

    assert solve_into(here) == 3
    assert "lock a x, lock a y" in capsys.readouterr().err
    shown = outcome(here)
    assert (shown["status"], shown["objective"]) == ("infeasible", None)
    assert shown["conflict"] == [["lock", "a", "x"], ["lock", "a", "y"]]
    assert not (here / "out" / "placements.csv").exists()
    assert run(["check", str(here / "in"), str(here / "out")]) == 2


@pytest.mark.parametrize("objective", ["worst-off", "fair"])
def test_an_objective_of_a_later_version_is_refused_clearly(here, objective, capsys):
    assert solve_into(here, "--objective", objective) == 2
    assert f"objective '{objective}' is not available in this version" in capsys.readouterr().err
    assert not (here / "out").exists()
    assert solve_into(here, "--objective", "total") == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["solve"],
        ["solve", "in"],
        ["solve", "in", "--out", "o", "--gap", "2"],
        ["solve", "in", "--out", "o", "--time-limit", "-1"],
        ["solve", "in", "--out", "o", "--seed", "x"],
        ["solve", "in", "--out", "o", "--objective", "happiness"],
        ["solve", "nowhere", "--out", "o"],
        ["check", "nowhere", "o"],
        ["simulate", "--households", "0", "--places", "2", "--seed", "1", "--out", "o"],
    ],
)
def test_arguments_that_make_no_sense_are_bad_input_and_never_a_trace(arguments, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    assert capsys.readouterr().err.strip()
    assert list(tmp_path.iterdir()) == []


def test_bad_input_names_file_row_and_column_and_nothing_is_solved(here, capsys):
    (here / "in" / "pairs.csv").write_text("household,place,score\na,x,1\na,y,nan\n")
    assert solve_into(here) == 2
    assert capsys.readouterr().err == "pairs.csv, row 3, column score: 'nan' is not a finite number [not_finite]\n"
    assert not (here / "out").exists()


def test_parquet_without_the_extra_says_that_the_extra_is_missing(here, capsys):
    (here / "in" / "pairs.csv").rename(here / "in" / "pairs.parquet")
    assert solve_into(here) == 2
    assert "needs the extra `parquet`, which is not installed" in capsys.readouterr().err


def test_explaining_somebody_unknown_is_bad_input(here, capsys):
    solve_into(here)
    for more in (["--household", "ghost"], ["--household", "a", "--why-not", "nowhere"]):
        assert run(["explain", str(here / "in"), str(here / "out"), *more]) == 2
        assert "is not known" in capsys.readouterr().err


def test_explaining_a_plan_that_breaks_its_problem_is_refused(here, capsys):
    solve_into(here)
    (here / "out" / "placements.csv").write_text("household,place\na,y\nb,x\nsmall,y\n")
    assert run(["explain", str(here / "in"), str(here / "out"), "--household", "a"]) == 2
    assert "over_capacity" in capsys.readouterr().err


def test_a_simulated_instance_can_be_solved_and_checked(tmp_path, capsys):
    made, out = str(tmp_path / "made"), str(tmp_path / "out")
    assert run(["simulate", "--households", "20", "--places", "6", "--seed", "1", "--out", made]) == 0
    assert capsys.readouterr().out.startswith("sha256 ")
    assert run(["solve", made, "--out", out]) == 0
    assert run(["check", made, out]) == 0


def test_it_runs_as_a_program_of_its_own(here):
    done = subprocess.run(
        [sys.executable, "-m", "hervest.matching", "solve", str(here / "in"), "--out", str(here / "out")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("optimal")


def test_every_complaint_has_words_and_every_word_can_be_said():
    for code, words in WORDS.items():
        names = dict.fromkeys(("because", "extra", "field", "file", "found", "household", "key", "objective"), "x")
        told = worded(errors.BadInput(code, **names, place="p", resource="r"))
        assert f"[{code}]" in told
        assert "{" not in told, words
