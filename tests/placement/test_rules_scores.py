"""The points of a home: straight lines against an oracle, what is left out, what is unknown, what speaks loudest."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from hervest.households.vocabulary import Bedrooms, NeedKind
from hervest.placement.agreed_rules import Agreed
from hervest.placement.score_rules import strongest, total
from hervest.placement.shown_rules import said, score_line
from hervest.placement.templatetags.fits import sentence
from hervest.placement.vocabulary import Criterion, Fact, Side
from placement.homes_and_families import ALONE, BEDROOMS, CRITERIA, FAMILY, HOME, ROOM, families, homes, judged

fixed = settings(derandomize=True, deadline=None, max_examples=150)
minutes = st.integers(0, 90)


def score(criterion, household=FAMILY, dwelling=HOME, **circumstances):
    found = judged(household, dwelling, **circumstances).scores
    return next((each for each in found if each.criterion == criterion), None)


def line(value, best, worst):
    """The oracle: numpy's interpolation between two points."""
    return np.interp(value, [best, worst], [1.0, 0.0])


@fixed
@given(minutes, minutes, st.integers(0, 4), st.integers(0, 4))
def test_school_is_the_mean_over_the_children_of_two_lines(primary, newcomers, n_primary, n_secondary):
    household = replace(
        FAMILY,
        n_children_primary=n_primary,
        n_children_secondary=n_secondary,
        n_children_4_17=n_primary + n_secondary,
    )
    found = score(
        Criterion.SCHOOL, household, replace(HOME, minutes_primary_school=primary, minutes_newcomers_class=newcomers)
    )
    if not n_primary + n_secondary:
        assert found is None
        return
    each = [line(primary, 10, 30)] * n_primary + [line(newcomers, 20, 60)] * n_secondary
    assert found.value == pytest.approx(np.mean(each))


@fixed
@given(minutes, minutes)
def test_care_and_daily_are_means_of_two_lines(one, other):
    dwelling = replace(HOME, minutes_gp=one, minutes_pharmacy=other, minutes_supermarket=one, minutes_stop=other)
    assert score(Criterion.CARE, dwelling=dwelling).value == pytest.approx(
        (line(one, 10, 30) + line(other, 10, 30)) / 2
    )
    assert score(Criterion.DAILY, dwelling=dwelling).value == pytest.approx(
        (line(one, 10, 30) + line(other, 5, 15)) / 2
    )


@fixed
@given(minutes)
def test_network_is_a_line_and_only_for_who_wishes_it(travel):
    wishing = replace(FAMILY, wishes=frozenset({"near_relatives"}))
    found = score(Criterion.NETWORK, wishing, agreed=Agreed(network={"near_relatives": travel}))
    assert found.value == pytest.approx(line(travel, 15, 60))
    assert dict(found.params) == {"minutes": travel, "wishes": ("near_relatives",)}
    assert score(Criterion.NETWORK, FAMILY, agreed=Agreed(network={"near_relatives": travel})) is None


@fixed
@given(st.integers(30000, 120000))
def test_rent_margin_falls_from_ninety_percent_of_the_fit_limit_to_the_hard_limit(rent):
    dwelling = replace(HOME, basic_rent_cents=rent)
    assert score(Criterion.RENT_MARGIN, dwelling=dwelling).value == pytest.approx(line(rent, 63000, 93000))
    assert score(Criterion.RENT_MARGIN, ALONE, dwelling).value == pytest.approx(line(rent, 58500, 93000))


@pytest.mark.parametrize(
    ("rent", "side", "context", "code"),
    [
        (62000, Side.FOR, "speaks_for", "rent_margin"),
        (76400, Side.NEITHER, "speaks_neither", "rent_margin"),
        (85600, Side.AGAINST, "speaks_against", "rent_margin"),
        (93000, Side.AGAINST, "speaks_against", "rent_margin_gone"),
        (99000, Side.AGAINST, "speaks_against", "rent_margin_gone"),
    ],
)
def test_a_dearer_home_never_reads_as_if_it_were_cheaper(rent, side, context, code):
    found = score(Criterion.RENT_MARGIN, dwelling=replace(HOME, basic_rent_cents=rent))
    told = score_line(found)
    assert (found.side, told.context, told.code) == (side, context, code)
    with translation.override("nl"):
        assert ("boven de passende grens" in sentence(told)) == (side is Side.NEITHER)
        assert ("harde huurgrens" in sentence(told)) == (side is not Side.FOR)


@fixed
@given(st.integers(1, 9), st.integers(1, 5), st.integers(0, 2))
def test_right_size_falls_over_three_bedrooms_too_many_and_to_nothing_below_the_least(bedrooms, needed, spared):
    least = max(needed - spared, 1)
    household = replace(FAMILY, bedrooms=Bedrooms(needed, least, needed, least))
    found = score(Criterion.RIGHT_SIZE, household, replace(HOME, bedrooms=bedrooms))
    right = np.interp(bedrooms, [least - 1, needed, needed + 3], [0.0, 1.0, 0.0])
    assert found.value == pytest.approx(right)


@fixed
@given(families(), homes)
def test_only_a_home_with_the_bedrooms_needed_and_no_more_counts_fully_for_its_size(household, dwelling):
    found = score(Criterion.RIGHT_SIZE, household, dwelling)
    if found is None or found.side is Side.UNKNOWN:
        return
    said = dict(found.params)
    assert (found.value == 1) == (said["bedrooms"] == said["needed"])
    assert said["needed"] >= household.bedrooms.needed_now


@pytest.mark.parametrize(
    ("bedrooms", "side", "code"),
    [
        (1, Side.AGAINST, "right_size_short"),
        (2, Side.AGAINST, "right_size_short"),
        (3, Side.NEITHER, "right_size"),
        (4, Side.FOR, "right_size"),
        (7, Side.AGAINST, "right_size"),
    ],
)
def test_a_home_that_is_too_small_is_never_said_to_be_larger_than_needed(bedrooms, side, code):
    household = replace(FAMILY, bedrooms=Bedrooms(4, 2, 4, 2))
    found = score(Criterion.RIGHT_SIZE, household, replace(HOME, bedrooms=bedrooms))
    assert (found.side, score_line(found).code) == (side, code)


@pytest.mark.parametrize(("bedrooms", "value"), [(2, 0.0), (3, 1 / 3), (4, 2 / 3), (5, 1.0), (6, 1.0)])
def test_room_to_grow_is_full_with_what_is_needed_later_and_nothing_below_the_least(bedrooms, value):
    growing = replace(FAMILY, n_relatives=2, n_later=6, bedrooms=replace(BEDROOMS, needed_later=5, least_later=3))
    found = score(Criterion.ROOM_TO_GROW, growing, replace(HOME, bedrooms=bedrooms))
    assert found.value == pytest.approx(value)
    assert found.side == (Side.FOR if value >= 0.5 else Side.AGAINST)
    assert score(Criterion.ROOM_TO_GROW, FAMILY, replace(HOME, bedrooms=bedrooms)) is None


def test_room_to_grow_applies_only_with_a_birth_that_counts_as_later_or_a_relative():
    as_now = replace(CRITERIA, counts_near_births=True)
    near, far = (replace(FAMILY, births=(born_on,), n_later=5) for born_on in (date(2027, 5, 1), date(2027, 10, 1)))
    for household, criteria, applies in (
        (near, CRITERIA, True),
        (near, as_now, False),
        (far, as_now, True),
        (replace(near, n_relatives=1), as_now, True),
    ):
        found = {each.criterion for each in judged(household, HOME, criteria).scores}
        assert (Criterion.ROOM_TO_GROW in found) is applies


def test_that_bedrooms_are_short_later_is_said_once_to_housing_roles():
    growing = replace(FAMILY, n_relatives=2, n_later=6, bedrooms=replace(BEDROOMS, needed_later=5, least_later=3))
    short, roomy = (judged(growing, replace(HOME, bedrooms=bedrooms)) for bedrooms in (3, 5))

    told = said(short, is_full=False, people={})
    assert [line.code for line in told.warnings] == ["soon_older_undated"]
    assert "room_to_grow_unsaid" not in [line.code for line in told.speaks_against]
    assert "room_to_grow_unsaid" in [line.code for line in said(roomy, is_full=False, people={}).speaks_for]
    unwarned = said(replace(short, warnings=()), is_full=False, people={})
    assert "room_to_grow_unsaid" in [line.code for line in unwarned.speaks_against]
    assert "room_to_grow" in [line.code for line in said(short, is_full=True, people={}).speaks_against]


def test_quiet_counts_only_with_the_need_for_it():
    needing = replace(FAMILY, needs=frozenset({NeedKind.QUIET_AREA}))
    assert score(Criterion.QUIET, needing).value == 1.0
    assert score(Criterion.QUIET, needing, replace(HOME, is_quiet=False)).value == 0.0
    assert score(Criterion.QUIET, FAMILY, replace(HOME, is_quiet=False)) is None


@pytest.mark.parametrize("need", [NeedKind.CARE_FROM_DAY_ONE, NeedKind.HOSPITAL_NEAR])
def test_care_weighs_double_with_a_need_for_it(need):
    assert score(Criterion.CARE, replace(FAMILY, needs=frozenset({need}))).weight == 20
    assert score(Criterion.CARE, FAMILY).weight == 10


def test_wishes_are_the_share_that_is_met_and_what_cannot_be_judged_counts_a_half():
    wishing = replace(FAMILY, wishes=frozenset({"bus_stop", "shops", "ground_floor", "garden"}))
    found = score(Criterion.WISHES, wishing, replace(HOME, minutes_supermarket=11))
    assert found.value == pytest.approx((1 + 0 + 1 + 0.5) / 4)
    assert dict(found.params) == {"met": ("bus_stop", "ground_floor"), "missed": ("shops",)}
    assert found.unknown == (Fact.PLACE_WISHES,)
    assert score(Criterion.WISHES, replace(FAMILY, wishes=frozenset({"garden"}))).side == Side.UNKNOWN
    assert score(Criterion.WISHES, FAMILY) is None


def test_what_is_unknown_counts_a_half_and_is_listed():
    nothing = replace(HOME, minutes_gp=None, minutes_pharmacy=None)
    found = score(Criterion.CARE, dwelling=nothing)
    assert (found.value, found.side, found.unknown) == (0.5, Side.UNKNOWN, (Fact.GP, Fact.PHARMACY))
    half = score(Criterion.CARE, dwelling=replace(HOME, minutes_gp=None))
    assert (half.value, half.side, half.unknown) == (0.75, Side.FOR, (Fact.GP,))


def test_a_room_in_a_shared_house_has_no_points_for_size_or_rent():
    found = {each.criterion for each in judged(ALONE, ROOM).scores}
    assert found == {Criterion.CARE, Criterion.DAILY}
    assert Criterion.RIGHT_SIZE in {each.criterion for each in judged(ALONE, HOME).scores}


@fixed
@given(families(), homes)
def test_the_total_is_the_weighted_mean_over_what_applies(household, dwelling):
    found = judged(household, dwelling)
    weights, values = [each.weight for each in found.scores], [each.value for each in found.scores]
    assert found.total == pytest.approx(100 * np.average(values, weights=weights), abs=0.0051)
    assert all(0 <= value <= 1 for value in values)


def test_without_any_criterion_there_are_no_points():
    assert total(()) == 0.0
    assert total(judged().scores) == pytest.approx(100.0)


@fixed
@given(families(), homes, st.sampled_from(["minutes_gp", "minutes_stop", "minutes_supermarket", "minutes_pharmacy"]))
def test_a_shorter_way_never_costs_points(household, dwelling, name):
    found = getattr(dwelling, name)
    if found:
        nearer = replace(dwelling, **{name: found - 1})
        assert judged(household, nearer).total >= judged(household, dwelling).total


def test_the_heaviest_reasons_come_first_on_each_side():
    dwelling = replace(HOME, minutes_gp=29, minutes_pharmacy=30, minutes_primary_school=30, minutes_newcomers_class=60)
    found = judged(FAMILY, dwelling).scores
    assert [each.criterion for each in strongest(found, Side.AGAINST)] == [Criterion.SCHOOL, Criterion.CARE]
    assert [each.criterion for each in strongest(found, Side.FOR, 1)] == [Criterion.RIGHT_SIZE]


def test_the_weights_of_a_municipality_change_the_total_and_not_the_values():
    weights = dict(CRITERIA.weights) | {Criterion.CARE: 20, Criterion.ROOM_TO_GROW: 10}
    other = replace(CRITERIA, weights=weights)
    far = replace(HOME, minutes_gp=30, minutes_pharmacy=30)
    assert judged(FAMILY, far, other).total < judged(FAMILY, far).total
    assert [each.value for each in judged(FAMILY, far, other).scores] == [
        each.value for each in judged(FAMILY, far).scores
    ]


def test_the_young_have_rent_to_spare_only_up_to_their_own_limit():
    young = replace(ALONE, all_adults_under_rent_age=True)
    assert score(Criterion.RENT_MARGIN, young, replace(HOME, basic_rent_cents=50000)).value == 1.0
    assert score(Criterion.RENT_MARGIN, young, replace(HOME, basic_rent_cents=50001)).value == 0.0


@pytest.mark.parametrize(("travel", "side"), [(10, Side.FOR), (11, Side.AGAINST), (None, Side.UNKNOWN)])
def test_a_single_wish_speaks_for_or_against_or_not_at_all(travel, side):
    wishing = replace(FAMILY, wishes=frozenset({"shops"}))
    assert score(Criterion.WISHES, wishing, replace(HOME, minutes_supermarket=travel)).side == side


@pytest.mark.parametrize(("travel", "side"), [(20, Side.FOR), (21, Side.AGAINST)])
def test_half_and_more_speaks_for_a_home_and_less_against_it(travel, side):
    assert score(Criterion.CARE, dwelling=replace(HOME, minutes_gp=travel, minutes_pharmacy=travel)).side == side


@fixed
@given(families(), homes)
def test_what_housing_is_told_of_the_rest_of_the_points_is_the_same_for_every_household(household, dwelling):
    judged_ = judged(household, dwelling)
    told, full = said(judged_, is_full=False, people={}), said(judged_, is_full=True, people={})

    assert told.counts_unread  # care always counts: that something does tells of nobody
    assert not full.counts_unread
