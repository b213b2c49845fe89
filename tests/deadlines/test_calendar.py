"""Dutch working days: held against a hand-made list of holidays and counting day by day."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter
from hypothesis import given, settings
from hypothesis import strategies as st

from hervest.deadlines.calendar import WorkingDays, public_holidays

PROPERTY = settings(derandomize=True, deadline=None)
days = st.dates(date(2015, 1, 1), date(2045, 12, 31))
DECREED = date(2027, 5, 7)
CALENDAR = WorkingDays(frozenset({DECREED}))


def is_free_by_hand(day: date) -> bool:
    """The list of the Algemene termijnenwet, worked out from Easter and fixed days."""
    sunday = easter(day.year)
    kings_day = date(day.year, 4, 27)
    moving = {sunday + timedelta(days=n) for n in (-2, 1, 39, 50)}
    fixed = {(1, 1), (5, 5), (12, 25), (12, 26)}
    return (
        day.weekday() >= 5
        or day in moving
        or (day.month, day.day) in fixed
        or day == (kings_day if kings_day.weekday() != 6 else date(day.year, 4, 26))
        or day == DECREED
    )


@PROPERTY
@given(days)
def test_free_days_are_those_of_the_law(day):
    assert CALENDAR.is_working_day(day) is not is_free_by_hand(day)


def test_every_fifth_of_may_counts_though_employers_give_it_once_in_five_years():
    assert all(date(year, 5, 5) in public_holidays(year) for year in range(2024, 2034))
    assert not CALENDAR.is_working_day(date(2026, 5, 5))
    assert CALENDAR.is_working_day(date(2026, 5, 6))


def test_a_decree_day_is_free_only_because_the_data_says_so():
    assert not CALENDAR.is_working_day(DECREED)
    assert WorkingDays().is_working_day(DECREED)


@PROPERTY
@given(days)
def test_the_last_working_day_before_is_found_by_stepping_back(day):
    found = CALENDAR.last_on_or_before(day)
    skipped = [found + timedelta(days=n) for n in range(1, (day - found).days + 1)]
    assert found <= day
    assert not is_free_by_hand(found)
    assert all(is_free_by_hand(free) for free in skipped)


@PROPERTY
@given(days)
def test_the_first_working_day_after_is_found_by_stepping_on(day):
    found = CALENDAR.first_on_or_after(day)
    skipped = [day + timedelta(days=n) for n in range((found - day).days)]
    assert found >= day
    assert not is_free_by_hand(found)
    assert all(is_free_by_hand(free) for free in skipped)


@PROPERTY
@given(days, st.integers(-30, 900))
def test_working_days_between_are_those_counted_one_by_one(start, length):
    end = start + timedelta(days=length)
    one_by_one = sum(not is_free_by_hand(start + timedelta(days=n)) for n in range(length + 1))
    assert CALENDAR.count_between(start, end) == one_by_one


@PROPERTY
@given(days, st.integers(-25, 25))
def test_stepping_passes_exactly_that_many_working_days(day, count):
    there = CALENDAR.step(day, count)
    one_day = timedelta(days=1)
    if count == 0:
        assert there == day
        return
    passed = (day + one_day, there) if count > 0 else (there, day - one_day)
    assert CALENDAR.count_between(*passed) == abs(count)
    assert CALENDAR.is_working_day(there)


@pytest.mark.parametrize(
    ("due", "prefer"),
    [
        (date(2026, 11, 22), date(2026, 11, 20)),
        (date(2027, 3, 29), date(2027, 3, 25)),
        (date(2027, 5, 9), date(2027, 5, 4)),
        (date(2027, 1, 4), date(2027, 1, 4)),
    ],
)
def test_last_working_days_a_person_would_name(due, prefer):
    assert CALENDAR.last_on_or_before(due) == prefer
