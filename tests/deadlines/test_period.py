"""Offsets and periods: held against the calendar module and day-by-day counting."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hervest.deadlines.errors import EndsBeforeItStarts, UnreadableOffset
from hervest.deadlines.period import Offset, Period, Unit

PROPERTY = settings(derandomize=True, deadline=None)
days = st.dates(date(2015, 1, 1), date(2045, 12, 31))
counts = st.integers(-120, 120)


@pytest.mark.parametrize(
    ("written", "count", "unit"),
    [
        ("-12w", -12, Unit.WEEK),
        ("+3m", 3, Unit.MONTH),
        ("0d", 0, Unit.DAY),
        ("+5y", 5, Unit.YEAR),
        ("28d", 28, Unit.DAY),
        (" 1w ", 1, Unit.WEEK),
    ],
)
def test_an_offset_reads_as_it_is_written(written, count, unit):
    assert Offset.parse(written) == Offset(count, unit)


@pytest.mark.parametrize("written", ["", "3", "m", "+3x", "3 m", "--3d", "1.5w", "3m;6m", "٣d"])
def test_anything_else_is_refused_and_named(written):
    with pytest.raises(UnreadableOffset) as refused:
        Offset.parse(written)
    assert refused.value.params == {"written": written}


@PROPERTY
@given(counts, st.sampled_from(list(Unit)))
def test_an_offset_survives_being_written_down(count, unit):
    assert Offset.parse(str(Offset(count, unit))) == Offset(count, unit)


@PROPERTY
@given(days, counts)
def test_days_and_weeks_are_calendar_days(day, count):
    assert (Offset(count, Unit.DAY).after(day) - day).days == count
    assert (Offset(count, Unit.WEEK).after(day) - day).days == 7 * count


def month_end_by_hand(day: date, months: int) -> date:
    """Walk month by month, then take the same day number or the month's last day."""
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@PROPERTY
@given(days, counts)
def test_months_keep_the_day_number_or_end_with_the_month(day, count):
    assert Offset(count, Unit.MONTH).after(day) == month_end_by_hand(day, count)


@PROPERTY
@given(days, st.integers(-20, 20))
def test_a_year_is_twelve_months(day, count):
    assert Offset(count, Unit.YEAR).after(day) == month_end_by_hand(day, 12 * count)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2027, 5, 31), -3, date(2027, 2, 28)),
    ],
)
def test_month_ends_of_the_law(start, months, end):
    assert Offset(months, Unit.MONTH).after(start) == end


@PROPERTY
@given(days, days, counts, st.sampled_from(list(Unit)))
def test_a_later_start_never_gives_an_earlier_end(one, other, count, unit):
    first, last = sorted((one, other))
    assert Offset(count, unit).after(first) <= Offset(count, unit).after(last)


def test_repeating_in_one_step_does_not_wear_month_ends_away():
    monthly = Offset.parse("1m")
    assert [monthly.times(n).after(date(2027, 1, 31)) for n in (1, 2, 3)] == [
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
    ]


@PROPERTY
@given(days, st.integers(-60, 400), st.integers(-90, 500))
def test_a_period_holds_its_days_and_no_other(start, length, probe):
    end, day = start + timedelta(days=length), start + timedelta(days=probe)
    if length < 0:
        with pytest.raises(EndsBeforeItStarts):
            Period(start, end)
        return
    period = Period(start, end)
    listed = list(period)
    assert len(period) == len(listed) == length + 1
    assert (day in period) == (day in listed)
    assert (listed[0], listed[-1]) == (start, end)
