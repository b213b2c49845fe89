"""What is no problem is refused by name, in arrays and in files, and nothing is solved."""

import json
import math
import shutil

import numpy as np
import pytest
from hypothesis import given, settings

from hervest.matching import instance
from hervest.matching.errors import BadInput
from hervest.matching.problem import Problem
from hervest.matching.simulate import simulate
from matching.small_worlds import problems, three_families

GOOD = {
    "household_ids": ["a", "b"],
    "place_ids": ["x", "y"],
    "score": [[1.0, math.nan], [2.0, 3.0]],
    "need": [[1], [2]],
    "capacity": [[2], [2]],
    "resources": ["persons"],
}


def test_a_problem_that_holds_together_is_accepted_and_cannot_be_changed():
    problem = Problem.from_arrays(**GOOD)
    assert problem.score.dtype == np.float32
    assert problem.allowed.tolist() == [[True, False], [True, True]]
    with pytest.raises(ValueError, match="read-only"):
        problem.need[0, 0] = 9


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"household_ids": [], "score": np.zeros((0, 2)), "need": np.zeros((0, 1), int)}, "no_households"),
        ({"place_ids": [], "score": np.zeros((2, 0)), "capacity": np.zeros((0, 1), int)}, "no_places"),
        ({"resources": [], "need": np.zeros((2, 0), int), "capacity": np.zeros((2, 0), int)}, "no_resources"),
        ({"household_ids": ["a", "a"]}, "repeated_household"),
        ({"place_ids": ["x", "x"]}, "repeated_place"),
        ({"household_ids": ["a", ""]}, "empty_household"),
        ({"household_ids": ["a", 7]}, "empty_household"),
        ({"score": [[1.0], [2.0]]}, "wrong_shape"),
        ({"score": [[math.inf, 1], [1, 1]]}, "score_too_large"),
        ({"score": [[1e30, 1], [1, 1]]}, "score_too_large"),
        ({"need": [[-1], [2]]}, "negative_need"),
        ({"need": [[0.5], [2]]}, "not_whole"),
        ({"need": [[10**12], [2]]}, "number_too_large"),
        ({"capacity": [[-2], [2]]}, "negative_capacity"),
        ({"capacity": [[True], [False]]}, "not_whole"),
        ({"unplaced_cost": math.nan}, "bad_unplaced_cost"),
        ({"unplaced_cost": [0.0, math.inf]}, "bad_unplaced_cost"),
        ({"must_place": [True]}, "wrong_shape"),
        ({"groups": ["g"]}, "wrong_shape"),
        ({"locks": [("nobody", "x")]}, "unknown_household"),
        ({"locks": [("a", "nowhere")]}, "unknown_place"),
        ({"locks": [("a", "y")]}, "lock_on_absent_pair"),
        ({"forbids": [("a", "nowhere")]}, "unknown_place"),
        ({"over_run": {"nowhere": {"persons": 1}}}, "unknown_place"),
        ({"over_run": {"x": {"beds": 1}}}, "unknown_resource"),
        ({"over_run": {"x": {"persons": -1}}}, "bad_over_run"),
        ({"over_run": {"x": {"persons": 1.5}}}, "bad_over_run"),
    ],
)
def test_arrays_that_cannot_be_a_problem_are_refused_by_name(change, code):
    with pytest.raises(BadInput) as raised:
        Problem.from_arrays(**(GOOD | change))
    assert raised.value.code == code


def test_a_negative_need_says_where_it_stands():
    with pytest.raises(BadInput) as raised:
        Problem.from_arrays(**(GOOD | {"need": [[1], [-2]]}))
    assert raised.value.params == {"array": "need", "row": 1, "column": 0}


@settings(derandomize=True, deadline=None, max_examples=40)
@given(problems())
def test_a_problem_written_and_read_is_the_same(tmp_path_factory, problem):
    folder = tmp_path_factory.mktemp("instance")
    instance.write(problem, folder)
    read = instance.read(folder)

    assert read.household_ids == problem.household_ids
    assert read.place_ids == problem.place_ids
    assert read.resources == problem.resources
    assert set(read.locks) == set(problem.locks)
    assert set(read.forbids) == set(problem.forbids)
    for name in ("score", "need", "capacity", "over_run", "must_place", "unplaced_cost"):
        np.testing.assert_array_equal(getattr(read, name), getattr(problem, name))


@pytest.fixture
def folder(tmp_path):
    instance.write(three_families(), tmp_path)
    return tmp_path


def complaint(folder):
    with pytest.raises(BadInput) as raised:
        instance.read(folder)
    return raised.value.code, raised.value.params


@pytest.mark.parametrize(
    ("file", "text", "code", "where"),
    [
        ("households.csv", "household,need_homes\na,1\na,1\n", "repeated_key", (3, "household")),
        ("households.csv", "household,need_homes\na,-1\n", "negative", (2, "need_homes")),
        ("households.csv", "household,need_homes\na,1.5\n", "not_whole", (2, "need_homes")),
        ("households.csv", "household,need_homes\na,\n", "not_whole", (2, "need_homes")),
        ("households.csv", "household,need_homes\na,99999999999\n", "number_too_large", (2, "need_homes")),
        ("households.csv", "household,need_homes\n,1\n", "empty_key", (2, "household")),
        ("households.csv", "household,need_homes\na\n", "ragged_row", (2, "need_homes")),
        ("households.csv", "household,need_homes\na,1,2\n", "ragged_row", (2, "need_homes")),
        ("households.csv", "household,must_place,need_homes\na,perhaps,1\n", "not_true_or_false", (2, "must_place")),
        ("households.csv", "household,need_beds\na,1\n", "missing_column", (1, "need_homes")),
        ("households.csv", "household,need_homes,need_homes\na,1,1\n", "repeated_column", (1, "need_homes")),
        ("households.csv", "household,need_homes,must_palce\na,1,true\n", "unknown_column", (1, "must_palce")),
        ("households.csv", "household,need_homes\n", "no_households", None),
        ("households.csv", "", "empty_file", None),
        ("places.csv", "place,capacity_homes\n", "no_places", None),
        ("places.csv", "place,capacity_homes\nx,1\nx,1\n", "repeated_key", (3, "place")),
        ("places.csv", "place,capacity_homes\nx,-3\n", "negative", (2, "capacity_homes")),
        ("pairs.csv", "household,place,score\na,x,nan\n", "not_finite", (2, "score")),
        ("pairs.csv", "household,place,score\na,x,-inf\n", "not_finite", (2, "score")),
        ("pairs.csv", "household,place,score\na,x,1e999\n", "number_too_large", (2, "score")),
        ("pairs.csv", "household,place,score\na,x,1e40\n", "number_too_large", (2, "score")),
        ("pairs.csv", "household,place,score\na,x,much\n", "not_a_number", (2, "score")),
        ("pairs.csv", "household,place,score\na,x,1\nghost,x,1\n", "unknown_household", (3, "household")),
        ("pairs.csv", "household,place,score\na,nowhere,1\n", "unknown_place", (2, "place")),
        ("pairs.csv", "household,place,score\na,x,1\na,x,1\n", "repeated_pair", (3, "place")),
        ("pairs.csv", "household,place\na,x\n", "missing_column", (1, "score")),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_file_row_and_column(folder, file, text, code, where):
    (folder / file).write_text(text, encoding="utf-8")
    found, params = complaint(folder)

    assert found == code
    assert params["file"] == file
    if where:
        assert (params["row"], params["column"]) == where


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("[]", "bad_field"),
        ("{", "unreadable_file"),
        ("{}", "bad_field"),
        ('{"resources": []}', "bad_field"),
        ('{"resources": "homes"}', "bad_field"),
        ('{"resources": ["homes", "homes"]}', "repeated_resource"),
        ('{"resources": ["homes"], "resources": ["homes"]}', "repeated_key"),
        ('{"resources": ["homes"], "locks": []}', "unknown_field"),
        ('{"resources": ["homes"], "lock": [["a"]]}', "bad_field"),
        ('{"resources": ["homes"], "lock": [["ghost", "x"]]}', "unknown_household"),
        ('{"resources": ["homes"], "lock": [["b", "y"]]}', "lock_on_absent_pair"),
        ('{"resources": ["homes"], "forbid": [["a", "nowhere"]]}', "unknown_place"),
        ('{"resources": ["homes"], "unplaced_cost": "much"}', "bad_field"),
        ('{"resources": ["homes"], "unplaced_cost": NaN}', "bad_field"),
        ('{"resources": ["homes"], "over_run": {"x": 2}}', "bad_field"),
        ('{"resources": ["homes"], "over_run": {"x": {"homes": -2}}}', "bad_over_run"),
    ],
)
def test_an_instance_json_that_is_wrong_is_refused_by_name(folder, header, code):
    (folder / "instance.json").write_text(header, encoding="utf-8")
    found, params = complaint(folder)
    assert (found, params["file"]) == (code, "instance.json")


def test_a_missing_folder_and_a_missing_file_are_named(folder, tmp_path):
    assert complaint(tmp_path / "nowhere")[0] == "missing_folder"
    (folder / "places.csv").unlink()
    assert complaint(folder) == ("missing_file", {"file": "places.csv"})


def test_a_file_that_is_no_text_is_refused(folder):
    (folder / "pairs.csv").write_bytes(b"household,place,score\n\xff\xfe\x00")
    assert complaint(folder)[0] == "unreadable_file"


def test_pairs_in_parquet_ask_for_the_extra_while_the_csv_beside_it_would_do(folder):
    shutil.copy(folder / "pairs.csv", folder / "pairs.parquet")
    assert instance.read(folder).household_ids == ("a", "b", "small")
    (folder / "pairs.csv").unlink()
    assert complaint(folder) == ("needs_extra", {"file": "pairs.parquet", "extra": "parquet"})


def test_everything_is_joined_by_key_whatever_the_order_of_rows_and_columns(folder):
    (folder / "pairs.csv").write_text("score,place,household\n3,x,b\n2,y,a\n1,x,a\n.5,y,small\n5e-1,x,small\n")
    (folder / "instance.json").write_text(json.dumps({"resources": ["homes"], "source": "by hand"}))
    np.testing.assert_array_equal(instance.read(folder).score, three_families().score)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(folder):
    text = (folder / "households.csv").read_text().replace("\n", "\r\n")
    (folder / "households.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert instance.read(folder).household_ids == ("a", "b", "small")


def test_the_same_seed_gives_the_same_instance_and_another_seed_another(tmp_path):
    prints = []
    for name, seed in (("one", 7), ("again", 7), ("other", 8)):
        instance.write(simulate(households=30, places=8, seed=seed), tmp_path / name)
        prints.append(instance.fingerprint(tmp_path / name))
    assert prints[0] == prints[1] != prints[2]
    assert prints[0] == "6d9d22c27ffa1e253a242f34533f926efd18f9fa9e48c43dba59f332da29fefa"


def test_a_simulated_instance_keeps_what_its_description_promises():
    problem = simulate(households=400, places=50, seed=1, slack=1.3)
    persons, home_1, *_ = problem.need.T

    assert (persons == 1).tolist() == (home_1 == 1).tolist()
    assert (problem.need[:, 1:5].sum(axis=1) == 1).all()
    assert (problem.need[:, 5] < persons).all()
    assert (problem.capacity[:, 0] >= 1).all()
    assert problem.capacity[:, 0].sum() == pytest.approx(1.3 * persons.sum(), rel=0.05)
    assert np.nanmin(problem.score) > 0
    assert np.isnan(problem.score).any()


@pytest.mark.parametrize("wrong", [{"households": 0}, {"places": 0}, {"slack": 0.0}, {"seed": -1}])
def test_nothing_can_be_simulated_out_of_nothing(wrong):
    with pytest.raises(BadInput) as raised:
        simulate(**({"households": 3, "places": 2, "seed": 1, "slack": 1.1} | wrong))
    assert raised.value.code == "cannot_simulate"
