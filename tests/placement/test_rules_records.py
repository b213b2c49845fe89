"""What is kept of a fit, how inputs are told apart, what a home says of traits, and how a fit is told to housing."""

from dataclasses import replace

import pytest
from hypothesis import given

from hervest.households.vocabulary import NeedKind
from hervest.housing.vocabulary import SanitaryState
from hervest.placement.record_rules import (
    fingerprint,
    fit_word,
    is_toss_up,
    snapshot,
    traits_of_home,
)
from hervest.placement.shown_rules import said, why_not_line
from hervest.placement.vocabulary import SHOWN_CODES, FitWord
from placement.homes_and_families import CRITERIA, FAMILY, HOME, ROOM, families, homes, judged

WHEELCHAIR = replace(FAMILY, needs=frozenset({NeedKind.WHEELCHAIR}))
BATHROOM = replace(FAMILY, needs=frozenset({NeedKind.ADAPTED_BATHROOM}))


@pytest.mark.parametrize(
    ("household", "home", "expected"),
    [
        (FAMILY, HOME, None),
        (WHEELCHAIR, HOME, False),
        (BATHROOM, HOME, False),
        (WHEELCHAIR, replace(HOME, has_stairs_inside=True), None),
        (WHEELCHAIR, replace(HOME, door_width_cm=None), None),
        (BATHROOM, replace(HOME, sanitary=SanitaryState.ADAPTABLE), None),
    ],
)
def test_a_home_takes_the_adaptation_off_the_plan_only_when_it_has_everything(household, home, expected):
    assert traits_of_home(household, home, CRITERIA).get("adapted_home") is expected


@pytest.mark.parametrize(
    ("home", "expected"), [(HOME, True), (ROOM, False), (replace(HOME, kind=None), None)], ids=["whole", "room", "open"]
)
def test_a_home_is_rented_when_it_is_let_whole(home, expected):
    assert traits_of_home(FAMILY, home, CRITERIA).get("rented_home") is expected


@pytest.mark.parametrize(
    ("shop", "school", "expected"),
    [(25, 25, False), (26, 10, True), (10, 26, True), (None, 26, True), (10, None, None)],
)
def test_a_home_is_rural_beyond_a_long_walk_and_open_when_nobody_measured(shop, school, expected):
    home = replace(HOME, minutes_supermarket=shop, minutes_primary_school=school)

    assert traits_of_home(FAMILY, home, CRITERIA).get("rural_home") is expected


@pytest.mark.parametrize(
    ("points", "word"),
    [(100, FitWord.GOOD), (70, FitWord.GOOD), (69.9, FitWord.FAIR), (50, FitWord.FAIR), (49.9, FitWord.POOR)],
)
def test_points_become_the_words_of_the_criteria(points, word):
    assert fit_word(points, CRITERIA.limits) is word


def test_a_close_call_is_one_within_the_noise():
    assert [is_toss_up(value, CRITERIA.limits) for value in (None, 0.0, 4.9, -4.9, 5.0, -5.0)] == [
        False,
        True,
        True,
        True,
        False,
        False,
    ]


def test_equal_facts_have_one_fingerprint_in_whatever_order_sets_stand():
    needs = [NeedKind.LIFT, NeedKind.QUIET_AREA, NeedKind.HOSPITAL_NEAR]
    households = [replace(FAMILY, needs=frozenset(order)) for order in (needs, reversed(needs))]

    assert fingerprint(households[0], HOME) == fingerprint(households[1], HOME)
    assert fingerprint(FAMILY) != fingerprint(replace(FAMILY, n_now=5))
    assert len(fingerprint(FAMILY)) == 64


def test_a_snapshot_keeps_what_was_broken_and_why():
    kept = snapshot(judged(WHEELCHAIR, replace(HOME, has_stairs_inside=True)))

    assert kept["outcome"] == "fits_not"
    assert kept["broken"] == [{"code": "stairs_inside", "params": []}]
    assert kept["dwelling"] == "W-001"


@given(families(), homes)
def test_every_sentence_of_a_fit_has_its_code_in_the_catalogue(household, home):
    fit = judged(household, home)
    for is_full in (True, False):
        told = said(fit, is_full=is_full, people={})
        lines = (*told.broken, *told.warnings, *told.speaks_for, *told.speaks_against)
        assert all(line.code in SHOWN_CODES[line.context] for line in lines)
        assert len(told.speaks_for) <= 3


@given(families(), homes)
def test_housing_is_told_every_broken_rule_but_no_cause(household, home):
    fit = judged(household, home)
    full, housing = said(fit, is_full=True, people={}), said(fit, is_full=False, people={})
    codes = {line.code for line in (*housing.broken, *housing.warnings)}

    assert len(housing.broken) == len(full.broken)
    assert not codes & {"small_after_birth", "small_after_reunion", "shared_unfit"}
    assert all(
        "reason" not in line.params and "born_on" not in line.params for line in housing.broken + housing.warnings
    )
    assert not {row.criterion.value for row in housing.measures} & {"care", "quiet", "school", "network", "wishes"}


def test_what_it_costs_others_is_told_by_code_only_to_who_may_know_them():
    kept = {"code": "full", "displaces": {"H-0002": None}, "cost": 12.34}

    assert why_not_line(kept, frozenset({"H-0002"})).params == {"cases": ("H-0002",), "points": 12.3}
    hidden = why_not_line(kept, frozenset())
    assert (hidden.code, hidden.params) == ("full_unseen", {"n": 1})


@pytest.mark.parametrize(
    ("kept", "code"),
    [
        (None, "not_in_run"),
        ({"code": "possible", "displaces": {}, "cost": 3.0}, "possible"),
        ({"code": "possible", "displaces": {}, "cost": 0.0}, "gain"),
        ({"code": "forbidden", "displaces": {}, "cost": None}, "forbidden"),
        ({"code": "not_compatible", "displaces": {}, "cost": None}, "rules"),
    ],
)
def test_every_reason_not_to_choose_a_home_has_its_sentence(kept, code):
    assert why_not_line(kept, frozenset()).code == code
