"""From fits to a problem: who may have which unit, ties, and the sexes of an empty shared house."""

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from hervest.core.errors import RuleBroken
from hervest.housing.vocabulary import DwellingCode, UnitNo
from hervest.matching.problem import Problem
from hervest.matching.solver import solve
from hervest.placement.problem_rules import place_id, problems, tie_order, unit_of
from placement.homes_and_families import ALONE, CRITERIA, FAMILY, HOME, ROOM, judged


def home(code, **changes):
    return replace(HOME, code=DwellingCode(code), **changes)


def family(code, **changes):
    return replace(FAMILY, case_code=code, **changes)


def fits_of(households, dwellings, units=1):
    return [
        judged(household, dwelling, CRITERIA, unit=UnitNo(unit))
        for household in households
        for dwelling in dwellings
        for unit in range(1, units + 1)
    ]


def best_of(found):
    """The best plan over all variants, as case code -> place."""
    outcomes = [
        solve(
            Problem.from_arrays(
                each.household_ids, each.place_ids, each.score, each.need, each.capacity, each.resources
            ),
            prefer=np.array(each.prefer),
        )
        for each in found
    ]
    best = max(outcomes, key=lambda outcome: outcome.objective)
    names = best.problem.place_ids
    return {
        case: names[at] if at >= 0 else None
        for case, at in zip(best.problem.household_ids, best.placement, strict=True)
    }


def test_a_pair_with_a_broken_rule_does_not_exist_and_the_others_are_worth_a_hundred_and_their_points():
    households, dwellings = [family("H-1")], [home("W-1"), home("W-2", bedrooms=1)]
    (found,) = problems(fits_of(households, dwellings), households)
    assert found.place_ids == ("W-1#1", "W-2#1")
    assert found.score[0][0] == pytest.approx(200.0)
    assert math.isnan(found.score[0][1])
    assert (found.need, found.capacity, found.resources) == (((1,),), ((1,), (1,)), ("unit",))


def test_placing_somebody_beats_a_better_fit_for_somebody_else():
    """`H-1` fits both homes, `H-2` only the one that `H-1` likes better."""
    households = [family("H-1"), family("H-2", needs=frozenset({"step_free"}))]
    dwellings = [home("W-1"), home("W-2", floor=2, minutes_gp=30, minutes_pharmacy=30)]
    plan = best_of(problems(fits_of(households, dwellings), households))
    assert plan == {"H-1": "W-2#1", "H-2": "W-1#1"}


@pytest.mark.parametrize(
    "earlier",
    [
        {"arrival_on": date(2027, 2, 1)},
        {"allocated_on": date(2026, 9, 1)},
        {"case_code": "A-0"},
    ],
)
def test_ties_go_to_the_earlier_arrival_then_allocation_then_case_code(earlier):
    first = replace(family("H-9"), **earlier)
    households = [family("H-5"), first]
    plan = best_of(problems(fits_of(households, [home("W-1")]), households))
    assert plan == {first.case_code: "W-1#1", "H-5": None}


def test_when_all_are_placed_the_earlier_household_has_the_better_of_two_equal_plans():
    dwellings = [home("W-1", minutes_gp=20), home("W-2")]
    households = [family("H-5"), family("H-9", arrival_on=date(2027, 2, 1))]
    plan = best_of(problems(fits_of(households, dwellings), households))
    assert plan == {"H-9": "W-2#1", "H-5": "W-1#1"}


def test_a_tie_is_never_settled_at_the_cost_of_a_hundredth_of_a_point():
    """The earlier household would like `W-2` better; together they are better off by a hair the other way round."""
    households = [
        family("H-9", arrival_on=date(2027, 2, 1)),
        family("H-5", n_children_4_17=0, n_children_primary=0, n_children_secondary=0),
    ]
    dwellings = [home("W-1", minutes_gp=12), home("W-2", minutes_gp=11)]
    (found,) = problems(fits_of(households, dwellings), households)
    plan = best_of([found])
    total = sum(found.score[row][found.place_ids.index(plan[case])] for row, case in enumerate(found.household_ids))
    swapped = sum(
        found.score[row][1 - found.place_ids.index(plan[case])] for row, case in enumerate(found.household_ids)
    )
    assert total > swapped
    assert plan["H-9"] == "W-1#1"


def test_an_unknown_day_comes_last():
    households = [family("H-1", arrival_on=None), family("H-2"), family("H-3", allocated_on=None)]
    assert [each.case_code for each in sorted(households, key=tie_order)] == ["H-2", "H-3", "H-1"]


WOMEN = [replace(ALONE, case_code=f"V-{at}", sharing_sex="female") for at in range(2)]
MEN = [replace(ALONE, case_code=f"M-{at}", sharing_sex="male") for at in range(3)]


def test_an_empty_shared_house_is_given_to_one_sex_and_the_better_choice_wins():
    households = WOMEN + MEN
    found = problems(fits_of(households, [ROOM], units=3), households, empty_shared_houses={ROOM.code})
    assert {each.sex_of_house for each in found} == {((ROOM.code, "female"),), ((ROOM.code, "male"),)}
    placed = {case for case, place in best_of(found).items() if place}
    assert placed == {"M-0", "M-1", "M-2"}


def test_a_house_with_residents_or_a_single_unit_needs_no_choice():
    households = WOMEN + MEN
    assert len(problems(fits_of(households, [ROOM], units=3), households)) == 1
    assert len(problems(fits_of(households, [ROOM], units=1), households, empty_shared_houses={ROOM.code})) == 1
    assert len(problems(fits_of(WOMEN, [ROOM], units=3), WOMEN, empty_shared_houses={ROOM.code})) == 1


def test_who_may_not_have_the_house_takes_no_part_in_the_choice():
    households = [WOMEN[0], replace(MEN[0], wants_sharing=False)]
    dwellings = [ROOM, home("W-1")]
    assert len(problems(fits_of(households, dwellings, units=2), households, empty_shared_houses={ROOM.code})) == 1
    willing = [WOMEN[0], MEN[0]]
    assert len(problems(fits_of(willing, dwellings, units=2), willing, empty_shared_houses={ROOM.code})) == 2


def test_somebody_of_unknown_sex_shares_only_an_otherwise_empty_house():
    households = [replace(ALONE, case_code=f"X-{at}", sharing_sex="unknown") for at in range(2)]
    found = problems(fits_of(households, [ROOM], units=3), households, empty_shared_houses={ROOM.code})
    assert len([place for place in best_of(found).values() if place]) == 1


def test_more_choices_than_can_be_tried_are_refused_by_name():
    houses = [replace(ROOM, code=DwellingCode(f"S-{at}")) for at in range(7)]
    households = [WOMEN[0], MEN[0]]
    fits = fits_of(households, houses, units=2)
    with pytest.raises(RuleBroken) as raised:
        problems(fits, households, empty_shared_houses={house.code for house in houses})
    assert raised.value.code == "too_many_shared_houses"
    assert len(problems(fits, households, empty_shared_houses={house.code for house in houses[:6]})) == 64


def test_a_unit_and_its_word_belong_to_each_other():
    for unit in ((DwellingCode("W-1"), UnitNo(1)), (DwellingCode("W#1"), UnitNo(12))):
        assert unit_of(place_id(unit)) == unit
