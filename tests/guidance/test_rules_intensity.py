"""The suggestion and its reasons, the days of reviews, the steps of the chart and the hours."""

import calendar
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.deadlines.period import Offset, Period
from hervest.guidance.assessing_vocabulary import ANSWERS_OF, Answer, ItemKind, Scale
from hervest.guidance.intensity_chart_rules import LEFT, WIDTH, chart_of
from hervest.guidance.intensity_defaults import read_bands, read_moments, review_moments, scheme
from hervest.guidance.intensity_rules import (
    Decision,
    Lived,
    Moment,
    Scheme,
    Step,
    Weighed,
    Worked,
    decided_on,
    decision_refusal,
    hours_in,
    last_months,
    last_weeks,
    reviews,
    spent_refusal,
    steps,
    suggested,
)
from hervest.guidance.intensity_vocabulary import Band, ReviewState

DAY = date(2026, 11, 20)
BY_POINTS = {"light": -100, "middle": 4, "heavy": 10, "very_heavy": 16}
"""The table of bands, written once more by hand."""


def weighed(kind, item="x"):
    scale = Scale.LEVEL if kind is ItemKind.DOMAIN else Scale.STRENGTH
    return st.builds(Weighed, st.just(item), st.just(kind), st.integers(1, 3), st.sampled_from(ANSWERS_OF[scale]))


ANSWERS = st.lists(st.sampled_from(ItemKind).flatmap(weighed), max_size=8)
ADULTS = st.dictionaries(st.integers(1, 4), ANSWERS, max_size=3)


def points_by_hand(said):
    worth = {"strong": 2, "present": 1, "acute": 3, "not": 2, "limited": 1, "full": -1}
    return sum((-1 if one.kind == "protective" else 1) * one.weight * worth.get(one.answer, 0) for one in said)


def band_by_hand(points):
    return [band for band, start in BY_POINTS.items() if points >= start][-1]


@given(ANSWERS, ADULTS)
def test_the_suggestion_is_the_sum_of_the_household_and_of_the_adult_for_whom_it_weighs_heaviest(household, adults):
    found = suggested(household, adults, scheme())

    everything = household + [one for theirs in adults.values() for one in theirs]
    if all(one.answer is Answer.UNKNOWN for one in everything):
        assert found is None
        return
    totals = [points_by_hand(household + theirs) for theirs in adults.values()] or [points_by_hand(household)]
    assert found.points == max(totals) == sum(push.points for push in found.pushes)
    assert found.band == band_by_hand(max(totals))
    assert all(push.points for push in found.pushes)  # each reason did push
    assert [push.points for push in found.pushes] == sorted((push.points for push in found.pushes), reverse=True)
    if found.member:
        assert points_by_hand(household + adults[found.member]) == max(totals)


def height(found):
    return -1 if found is None else found.band.height


@given(ANSWERS, ADULTS, st.data())
def test_another_burden_never_lowers_and_another_strength_never_raises_it(household, adults, data):
    base = [*household, Weighed("known", ItemKind.BURDENING, 1, Answer.ABSENT)]
    before = suggested(base, adults, scheme())
    where = data.draw(st.sampled_from([0, *adults]))

    def with_one(one):
        if where == 0:
            return suggested([*base, one], adults, scheme())
        return suggested(base, adults | {where: [*adults[where], one]}, scheme())

    assert height(with_one(data.draw(weighed(ItemKind.BURDENING)))) >= height(before)
    assert height(with_one(data.draw(weighed(ItemKind.PROTECTIVE)))) <= height(before)


@given(ANSWERS, ADULTS, st.sampled_from(ItemKind), st.integers(1, 3))
def test_what_is_unknown_changes_nothing(household, adults, kind, weight):
    unknown = Weighed("new", kind, weight, Answer.UNKNOWN)

    assert suggested([*household, unknown], adults, scheme()) == suggested(household, adults, scheme())
    with_it = {member: [*theirs, unknown] for member, theirs in adults.items()}
    assert suggested(household, with_it, scheme()) == suggested(household, adults, scheme())


def test_a_lower_level_of_self_reliance_never_lowers_it():
    levels = (Answer.FULL, Answer.SUFFICIENT, Answer.LIMITED, Answer.NOT, Answer.ACUTE)
    found = [suggested([Weighed("finance", ItemKind.DOMAIN, 5, level)], {}, scheme()).points for level in levels]

    assert found == sorted(found)
    assert len(set(found)) == len(found)


def test_the_rule_can_be_told_nothing_but_an_item_its_kind_its_weight_and_the_answer():
    assert {field.name for field in fields(Weighed)} == {"item", "kind", "weight", "answer"}
    with pytest.raises(TypeError):
        Weighed("isolated", ItemKind.BURDENING, 1, Answer.STRONG, sex="female")
    with pytest.raises((AttributeError, TypeError)):
        Weighed("isolated", ItemKind.BURDENING, 1, Answer.STRONG).religion = "any"


def test_bands_and_points_that_cannot_be_stop_the_start():
    known = scheme()
    with pytest.raises(ValueError, match="bands"):
        Scheme(known.points, known.bands[:3])
    with pytest.raises(ValueError, match="bands"):
        Scheme(known.points, (*known.bands[:2], replace(known.bands[2], from_points=4), known.bands[3]))
    with pytest.raises(ValueError, match="points"):
        Scheme(dict(known.points) | {Answer.UNKNOWN: 1}, known.bands)
    header = "band,from_points,hours_per_week,source,mark,checked\n"
    with pytest.raises(ValueError, match="light"):
        read_bands(header + "light,,1,,A,2026-11-29\n")


# Reviews


def months_later(day, months):
    """The same day number, else the month's last: worked out without the library."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


ARRIVALS = st.dates(date(2023, 1, 1), date(2029, 12, 31))


@given(ARRIVALS)
def test_the_days_of_reviews_are_weeks_four_to_six_and_the_months_also_at_the_end_of_a_month(arrived_on):
    lived = Lived(arrived_on, has_arrived=True)
    found = {one.moment.key: one for one in reviews(review_moments(), lived, arrival="ARRIVED", today=arrived_on)}

    assert found["weeks"].opens_on == arrived_on + timedelta(days=28)
    assert found["weeks"].due_on == arrived_on + timedelta(days=42)
    for number in (3, 6, 9, 12, 18):
        assert found[f"month_{number}"].due_on == months_later(arrived_on, number)
        assert found[f"month_{number}"].opens_on <= found[f"month_{number}"].due_on
    assert len(found) == 6


@given(ARRIVALS, st.lists(st.integers(0, 700), max_size=6), st.integers(0, 900))
def test_a_review_is_late_until_the_first_look_since_it_opened(arrived_on, looked, passed):
    today = arrived_on + timedelta(days=passed)
    looked_on = tuple(day for n in looked if (day := arrived_on + timedelta(days=n)) <= today)
    found = reviews(review_moments(), Lived(arrived_on, True, looked_on=looked_on), arrival="ARRIVED", today=today)

    for one in found:
        after = sorted(day for day in looked_on if day >= one.opens_on)
        expected = "done" if after else "coming" if today < one.opens_on else "late" if today > one.due_on else "open"
        assert one.state == expected
        assert one.done_on == (after[0] if after else None)
    assert [one.due_on for one in found] == sorted(one.due_on for one in found)


def states(lived, today):
    found = reviews(review_moments(), lived, arrival="ARRIVED", today=today)
    return {one.moment.key: one.state for one in found}


def test_something_that_happens_asks_for_a_review_that_no_look_before_it_does():
    here = DAY - timedelta(days=100)
    lived = Lived(here, True, (("born", DAY - timedelta(days=20)),), (DAY - timedelta(days=21),))

    assert states(lived, DAY)["birth"] is ReviewState.LATE
    assert states(lived, DAY - timedelta(days=8))["birth"] is ReviewState.OPEN
    seen = replace(lived, looked_on=(DAY - timedelta(days=20),))
    assert states(seen, DAY)["birth"] is ReviewState.DONE


def test_what_happened_before_the_arrival_asks_for_none_and_twice_asks_twice():
    here = DAY - timedelta(days=100)
    before = Lived(here, True, (("born", here), ("KEYS_HANDED", here - timedelta(days=3))))
    assert set(states(before, DAY)) == {"weeks", "month_3", "month_6", "month_9", "month_12", "month_18"}

    twice = Lived(here, True, (("joined", DAY - timedelta(days=30)), ("joined", DAY - timedelta(days=3))))
    found = reviews(review_moments(), twice, arrival="ARRIVED", today=DAY)
    assert [one.state for one in found if one.moment.key == "joining"] == [ReviewState.LATE, ReviewState.OPEN]


def test_nothing_is_late_before_a_household_is_here_before_it_was_taken_over_or_after_it_is_closed():
    here = DAY - timedelta(days=100)
    assert set(states(Lived(here, has_arrived=False), DAY).values()) == {ReviewState.COMING}
    assert states(Lived(), DAY) == {}
    assert "weeks" not in states(Lived(here, True, since=DAY - timedelta(days=30)), DAY)
    assert "month_3" in states(Lived(here, True, since=DAY - timedelta(days=30)), DAY)
    looked = (here + timedelta(days=30),)
    assert states(Lived(here, True, looked_on=looked, is_over=True), DAY) == {"weeks": ReviewState.DONE}


def test_a_table_of_reviews_that_cannot_be_stops_the_start():
    header = "moment,after,opens,due,task,nth,title_nl,title_en,source,mark,checked\n"
    for row in ("a,NEVER,0d,+1w,,,x,y,KIS,A,2026-11-29", "a,born,+2w,+1w,,,x,y,KIS,A,2026-11-29"):
        with pytest.raises(ValueError, match="a"):
            read_moments(f"{header}{row}\n")
    row = "a,born,0d,+1w,,,x,y,KIS,A,2026-11-29\n"
    with pytest.raises(ValueError, match="a"):
        read_moments(header + row + row)
    assert read_moments(header + row) == (Moment("a", "born", Offset.parse("0d"), Offset.parse("+1w"), "x", "y"),)


# What was decided


DECISIONS = st.lists(
    st.builds(
        Decision,
        st.dates(DAY - timedelta(days=60), DAY),
        st.sampled_from(Band),
        st.one_of(st.none(), st.integers(0, 600)),
    ),
    max_size=6,
)


@given(DECISIONS, st.dates(DAY - timedelta(days=70), DAY))
def test_on_each_day_holds_what_was_decided_last_of_what_had_begun(decisions, day):
    begun = [(one.on, number) for number, one in enumerate(decisions) if one.on <= day]

    assert decided_on(decisions, day) == (decisions[max(begun)[1]] if begun else None)


@given(DECISIONS)
def test_the_steps_say_of_each_day_what_held(decisions):
    found = steps(decisions)

    for step, then in pairwise(found):
        assert step.until == then.since
        assert step.band is not then.band
    for step in found:
        assert decided_on(decisions, step.since).band is step.band
    if found:
        assert found[-1].until is None
        assert found[0].since == min(one.on for one in decisions)
        assert found[-1].band is decided_on(decisions, DAY).band


def test_a_decision_needs_a_reason_and_other_hours_theirs():
    def refusal(decision, reason="Omdat.", hours_reason=""):
        found = decision_refusal(decision, reason=reason, hours_reason=hours_reason, today=DAY)
        return found.code if found else None

    assert refusal(Decision(DAY, Band.LIGHT)) is None
    assert refusal(Decision(DAY, Band.LIGHT), reason="  ") == "intensity_without_reason"
    assert refusal(Decision(DAY + timedelta(days=1), Band.LIGHT)) == "intensity_in_the_future"
    assert refusal(Decision(DAY, Band.LIGHT, 30)) == "hours_without_reason"
    assert refusal(Decision(DAY, Band.LIGHT, 30), hours_reason="Veel brieven.") is None
    assert refusal(Decision(DAY, Band.LIGHT, 99999), hours_reason="Veel brieven.") == "hours_beyond"
    assert spent_refusal(0, DAY, noted=0, today=DAY).code == "hours_beyond_a_day"
    assert spent_refusal(30, DAY + timedelta(days=1), noted=0, today=DAY).code == "hours_in_the_future"
    assert spent_refusal(30, DAY, noted=24 * 60 - 30, today=DAY) is None
    assert spent_refusal(30, DAY, noted=24 * 60 - 29, today=DAY).code == "hours_of_a_day_together"


# The chart and the hours


def test_the_chart_begins_at_the_first_day_and_ends_today():
    assert chart_of((), today=DAY) is None
    one = chart_of((Step(Band.LIGHT, DAY),), today=DAY)
    assert one.path == f"M{LEFT} 84 H{WIDTH}"
    found = chart_of(
        (
            Step(Band.VERY_HEAVY, DAY - timedelta(days=10), DAY - timedelta(days=5)),
            Step(Band.LIGHT, DAY - timedelta(days=5)),
        ),
        today=DAY,
    )
    middle = (LEFT + WIDTH) // 2
    assert found.path == f"M{LEFT} 12 H{middle} L{middle} 84 H{WIDTH}"


@given(DECISIONS, st.lists(st.tuples(st.dates(DAY - timedelta(days=60), DAY), st.integers(1, 500)), max_size=8))
def test_months_and_weeks_hold_the_same_hours(decisions, spent):
    worked = Worked(tuple(decisions), tuple(spent), {norm.band: norm.minutes_per_week for norm in scheme().bands})
    start = DAY - timedelta(days=60)

    whole = hours_in(Period(start, DAY), worked)
    days = [hours_in(Period(start + timedelta(days=n), start + timedelta(days=n)), worked) for n in range(61)]

    assert whole.spent == sum(day.spent for day in days) == sum(minutes for _, minutes in spent)
    assert abs(whole.planned - sum(day.planned for day in days)) <= 31  # each day is rounded by itself
    one_week = hours_in(last_weeks(DAY, 1)[0], replace(worked, decisions=(Decision(start, Band.HEAVY),)))
    assert one_week.planned == 5 * 60


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_weeks_and_months_follow_one_another_without_a_gap(today):
    for periods in (last_weeks(today, 6), last_months(today, 8)):
        assert today in periods[0]
        for later, earlier in pairwise(periods):
            assert earlier.end + timedelta(days=1) == later.start
    assert all(period.start.day == 1 for period in last_months(today, 8))
    assert all(period.start.weekday() == 0 for period in last_weeks(today, 6))
