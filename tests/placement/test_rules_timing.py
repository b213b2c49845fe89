"""From when a home is needed by who is still to arrive, and by who lives in the municipality already."""

from dataclasses import replace
from datetime import timedelta

from hervest.households.vocabulary import NeedKind
from hervest.housing.vocabulary import SanitaryState
from hervest.placement.agreed_rules import Agreed, Bridged
from hervest.placement.fit_rules import Pair
from hervest.placement.vocabulary import HardRule, Taken
from placement.homes_and_families import ARRIVAL, CRITERIA, FAMILY, HOME, judged

DAY = timedelta(days=1)
HERE = replace(FAMILY, has_arrived=True)
LATER = ARRIVAL + 400 * DAY
"""More than a year after the arrival."""


def home(**changes):
    return replace(HOME, **changes)


def fitted(household, dwelling, *, today=LATER, **more):
    return {rule.code for rule in judged(household, dwelling, today=today, **more).broken}


def test_a_home_that_is_free_later_is_in_time_for_who_lives_here_and_not_for_who_is_to_arrive():
    free_later = home(available_from=LATER + 60 * DAY)

    assert HardRule.NOT_IN_TIME not in fitted(HERE, free_later)
    assert HardRule.NOT_IN_TIME in fitted(FAMILY, free_later)
    assert HardRule.NOT_IN_TIME in fitted(HERE, free_later, today=ARRIVAL - DAY)  # recorded for a day still to come


def test_who_lives_here_needs_a_home_from_today_and_moves_in_once_it_is_furnished():
    free_later = Pair(HERE, home(available_from=LATER + 60 * DAY), CRITERIA, today=LATER)
    free_long = Pair(HERE, home(), CRITERIA, today=LATER)

    assert free_later.timing.needed_from == free_long.timing.needed_from == free_long.moves_in_on == LATER
    assert free_later.moves_in_on == LATER + (60 + CRITERIA.limits.furnishing_days) * DAY
    assert Pair(FAMILY, home(), CRITERIA, today=LATER).timing.needed_from == ARRIVAL


def test_a_stay_with_an_end_is_a_last_day_for_who_lives_here_too_while_it_lasts():
    stay = Agreed(bridged=Bridged(ARRIVAL, LATER + 30 * DAY))
    too_late, in_time = home(available_from=LATER + 25 * DAY), home(available_from=LATER + 20 * DAY)

    assert HardRule.NOT_IN_TIME in fitted(HERE, too_late, agreed=stay)
    assert HardRule.NOT_IN_TIME not in fitted(HERE, in_time, agreed=stay)
    assert HardRule.NOT_IN_TIME not in fitted(HERE, too_late, agreed=stay, today=LATER + 31 * DAY)


def test_a_tenancy_and_a_rent_are_measured_from_moving_in_by_who_lives_here():
    ends_soon = home(rented_until=LATER + 300 * DAY)
    (found,) = judged(HERE, ends_soon, today=LATER).broken

    assert (found.code, found.text_code) == (HardRule.NOT_IN_TIME, "not_in_time_too_short_here")
    assert fitted(HERE, home(rented_until=LATER + 400 * DAY)) == set()
    assert Pair(HERE, home(), CRITERIA, today=LATER).rent_year == LATER.year


def test_a_bathroom_is_adapted_before_who_lives_here_moves_in():
    adaptable = home(sanitary=SanitaryState.ADAPTABLE, adaptation_ready_on=LATER + 40 * DAY)
    here = replace(HERE, needs=frozenset({NeedKind.ADAPTED_BATHROOM}))
    pair = Pair(here, adaptable, CRITERIA, today=LATER)

    assert HardRule.BATHROOM_UNFIT not in fitted(here, adaptable)
    assert pair.moves_in_on == LATER + 41 * DAY
    assert HardRule.BATHROOM_UNFIT in fitted(replace(here, has_arrived=False), adaptable)


def test_a_home_taken_for_a_time_is_moved_into_by_who_lives_here_once_it_is_free():
    taken = Taken(until=LATER + 10 * DAY)

    assert HardRule.TAKEN not in fitted(HERE, HOME, taken=taken)
    assert HardRule.TAKEN in fitted(FAMILY, HOME, taken=taken)
    assert HardRule.TAKEN in fitted(HERE, HOME, taken=Taken())
