"""Who carries the hours of a household, in which parts, and where they are too many."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.guidance.caseload_rules import CarriedPart, Load, available_refusal, carried, forecast, shared
from hervest.guidance.caseload_vocabulary import HoursFrom
from hervest.guidance.intensity_defaults import intensity_settings
from hervest.journey.vocabulary import TeamRole

TODAY = date(2026, 11, 25)  # a Wednesday
MONDAY = date(2026, 11, 23)
PARTS = intensity_settings().carried_by
LOADS = st.lists(
    st.builds(
        Load,
        st.just("H-0001"),
        st.integers(0, 600),
        st.sampled_from(HoursFrom),
        st.one_of(st.none(), st.dates(TODAY, TODAY + timedelta(days=300))),
    ),
    max_size=8,
)


def test_who_guides_carries_most_and_the_coordinator_the_rest_and_where_one_is_missing_all():
    lead, guides = {TeamRole.CASE_LEAD: [1]}, {TeamRole.GUIDE: [5, 3], TeamRole.GUIDE_COORDINATOR: [3, 4]}

    assert carried(150, lead | guides, PARTS) == {1: 30, 3: 40, 4: 40, 5: 40}
    assert carried(150, lead | {TeamRole.SPONSOR: [7]}, PARTS) == {1: 150}
    assert carried(150, guides, PARTS) == {3: 50, 4: 50, 5: 50}
    assert carried(150, {TeamRole.SPONSOR: [7]}, PARTS) == {}
    both = {TeamRole.CASE_LEAD: [3], TeamRole.GUIDE: [3, 5]}
    assert carried(100, both, PARTS) == {3: 60, 5: 40}


SEATS = st.dictionaries(
    st.sampled_from([TeamRole.CASE_LEAD, TeamRole.GUIDE, TeamRole.GUIDE_COORDINATOR, TeamRole.SPONSOR]),
    st.lists(st.integers(1, 9), unique=True, max_size=4),
)


@given(st.integers(0, 4000), SEATS)
def test_all_hours_are_carried_by_who_works_with_the_household_or_by_nobody(minutes, seats):
    found = carried(minutes, seats, PARTS)

    workers = {person for role, people in seats.items() if role is not TeamRole.SPONSOR for person in people}
    assert set(found) == workers
    assert sum(found.values()) == (minutes if workers else 0)


def test_a_part_of_nobody_or_of_nothing_stops_the_start():
    with pytest.raises(ValueError, match="0"):
        CarriedPart((TeamRole.GUIDE,), 0)
    with pytest.raises(ValueError, match="80"):
        CarriedPart((), 80)


@given(st.integers(0, 4000), st.lists(st.integers(1, 50), unique=True, max_size=6))
def test_the_parts_are_all_of_it_and_differ_by_a_minute_at_most(minutes, people):
    found = shared(minutes, people)

    assert set(found) == set(people)
    assert sum(found.values()) == (minutes if people else 0)
    assert not found or max(found.values()) - min(found.values()) <= 1


@given(LOADS, st.one_of(st.none(), st.integers(0, 2400)))
def test_each_week_holds_who_is_here_and_who_came_by_its_sunday(loads, available):
    found = forecast(loads, available, today=TODAY, n_weeks=26)

    assert [week.monday for week in found.weeks] == [MONDAY + timedelta(days=7 * n) for n in range(26)]
    for week in found.weeks:
        sunday = week.monday + timedelta(days=6)
        expected = sum(load.minutes for load in loads if load.begins_on is None or load.begins_on <= sunday)
        assert week.minutes == expected
        assert week.is_over == (available is not None and expected > available)
    over = [week for week in found.weeks if week.is_over]
    assert found.first_over == (over[0] if over else None)
    assert found.peak.minutes == max(week.minutes for week in found.weeks)
    assert found.now == found.weeks[0].minutes


def test_nobody_has_more_hours_than_a_week():
    assert available_refusal(None) is None
    assert available_refusal(36 * 60) is None
    assert available_refusal(90 * 60).code == "hours_beyond"
