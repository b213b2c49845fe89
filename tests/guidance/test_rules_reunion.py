"""Until when somebody can apply for reunification, and on which days that is told: against plain arithmetic."""

import calendar
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hervest.core.vocabulary import MemberNo
from hervest.deadlines.errors import UnreadableOffset
from hervest.deadlines.period import Offset
from hervest.deadlines.register import all_versions
from hervest.guidance.reunion_rules import (
    Application,
    Warnings,
    application_refusal,
    decision_refusal,
    holder_since,
    holders,
    is_settled,
    last_day,
    line_of,
    n_to_get,
    nearness,
    papers_for,
    read_papers,
    warned_on,
)
from hervest.guidance.reunion_settings import parse_warnings, reunion_papers, reunion_terms, reunion_warnings
from hervest.guidance.reunion_vocabulary import Nearness, Outcome, PaperState, ReunionState
from hervest.households.vocabulary import RelativeKind

TERMS, HOW = all_versions(), reunion_warnings()
HEAD = MemberNo(1)
APPLIED = Application(date(2026, 9, 1), "Steunpunt Oost")
PERMITS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
DAYS = st.integers(-100, 200)

FREE_BY_HAND = {
    date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29),
    date(2027, 4, 27), date(2027, 5, 5), date(2027, 5, 6), date(2027, 5, 7), date(2027, 5, 17),
}  # fmt: skip
"""Days on which the Algemene termijnenwet rests around the turn of 2027, read from a calendar; 7 May by decree."""


def three_months_after(day):
    """The same number three months on, else the last of that month: written without the library's arithmetic."""
    months = day.year * 12 + day.month - 1 + 3
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_told(safe_on, limit_on, until):
    """Every day on which something is told, worked out one day after the other."""
    told = {safe_on - timedelta(days=7 * weeks) for weeks in (6, 4, 2, 1)}
    day = safe_on - timedelta(days=6)
    while day <= limit_on:
        told.add(day)
        day += timedelta(days=1)
    told.add(limit_on + timedelta(days=1))
    day = limit_on + timedelta(days=7)
    while day <= min(until, limit_on + timedelta(days=56)):
        told.add(day)
        day += timedelta(days=7)
    return told


def line(permit_on=date(2026, 9, 1), application=None, today=date(2026, 11, 1), **how):
    facts = {"is_not_wanted": False, "is_told_elsewhere": False, "begun_on": date(2026, 10, 1)} | how
    return line_of(HEAD, permit_on, application, **facts, terms=TERMS, answers=reunion_terms(), today=today)


@given(PERMITS)
@example(date(2026, 11, 30))  # no 30 February
@example(date(2027, 11, 30))  # a leap year
@example(date(2026, 1, 31))  # no 31 April
@example(date(2027, 2, 5))  # 5 May, Ascension Day and a decree day
@example(date(2026, 9, 26))  # Boxing Day on a Saturday
def test_the_last_day_is_three_months_after_the_permit_and_the_safe_one_a_working_day_not_after_it(permit_on):
    last = last_day(permit_on, TERMS)

    assert last.limit_on == three_months_after(permit_on)
    assert last.safe_on <= last.limit_on
    assert last.safe_on.weekday() < 5
    assert last.limit_on - last.safe_on <= timedelta(days=5)
    assert last == last_day(permit_on, TERMS)


@pytest.mark.parametrize(
    ("permit_on", "limit_on", "safe_on"),
    [
        (date(2026, 11, 30), date(2027, 2, 28), date(2027, 2, 26)),  # a Sunday
        (date(2026, 9, 25), date(2026, 12, 25), date(2026, 12, 24)),  # Christmas
        (date(2026, 9, 27), date(2026, 12, 27), date(2026, 12, 24)),  # the Sunday after it
        (date(2026, 12, 29), date(2027, 3, 29), date(2027, 3, 25)),  # Easter Monday, and before it Good Friday
        (date(2027, 2, 7), date(2027, 5, 7), date(2027, 5, 4)),  # by decree, after Ascension and 5 May
        (date(2027, 1, 27), date(2027, 4, 27), date(2027, 4, 26)),  # King's Day
        (date(2026, 9, 1), date(2026, 12, 1), date(2026, 12, 1)),
    ],
)
def test_the_safe_day_is_read_from_a_calendar(permit_on, limit_on, safe_on):
    last = last_day(permit_on, TERMS)

    assert (last.limit_on, last.safe_on) == (limit_on, safe_on)
    between = [safe_on + timedelta(days=n) for n in range(1, (limit_on - safe_on).days + 1)]
    assert all(day in FREE_BY_HAND or day.weekday() >= 5 for day in between)


@given(PERMITS, DAYS)
@example(date(2027, 2, 7), 0)
def test_a_warning_holds_on_the_latest_day_that_one_is_due_and_on_no_other(permit_on, away):
    last = last_day(permit_on, TERMS)
    today = last.safe_on + timedelta(days=away)
    told = days_told(last.safe_on, last.limit_on, today)

    assert warned_on(last, today, HOW) == max((day for day in told if day <= today), default=None)


@given(PERMITS)
def test_whoever_looks_every_day_is_told_on_exactly_the_days_that_are_due_and_once_on_each(permit_on):
    last = last_day(permit_on, TERMS)
    days = [last.permit_on + timedelta(days=n) for n in range(150)]
    found = list(dict.fromkeys(day for today in days if (day := warned_on(last, today, HOW))))

    assert found == sorted(day for day in days_told(last.safe_on, last.limit_on, days[-1]) if day <= days[-1])


def test_warnings_come_six_four_two_and_one_weeks_before_and_then_every_day():
    last = last_day(date(2026, 9, 1), TERMS)
    days = [date(2026, 9, 1) + timedelta(days=n) for n in range(92)]
    found = list(dict.fromkeys(day for today in days if (day := warned_on(last, today, HOW))))

    assert last.safe_on == date(2026, 12, 1)
    assert found == [
        date(2026, 10, 20),
        date(2026, 11, 3),
        date(2026, 11, 17),
        *(date(2026, 11, 24) + timedelta(days=n) for n in range(8)),
    ]


def test_eight_weeks_after_the_last_day_it_is_told_for_the_last_time():
    last = last_day(date(2026, 9, 1), TERMS)
    days = [last.limit_on + timedelta(days=n) for n in range(50, 1000)]

    assert {warned_on(last, day, HOW) for day in days if day >= date(2027, 1, 26)} == {date(2027, 1, 26)}


def test_who_comes_of_age_beside_a_grown_up_applies_from_then_on_and_others_from_the_beginning():
    old, own, came = date(1986, 1, 1), date(2026, 6, 1), date(2026, 12, 1)

    assert holder_since(HEAD, {HEAD: own, MemberNo(2): old}, {}) == own
    assert holder_since(MemberNo(2), {HEAD: own, MemberNo(2): old}, {}) is None
    assert holder_since(HEAD, {HEAD: own, MemberNo(2): old}, {MemberNo(2): came}) is None  # who came too late for them
    assert holder_since(HEAD, {HEAD: own, MemberNo(2): date.min}, {}) == own
    assert holder_since(HEAD, {HEAD: own}, {}) is None
    assert holder_since(HEAD, {MemberNo(2): old}, {}) is None


def test_a_permit_that_is_entered_late_brings_one_warning_at_once_and_none_of_those_that_were_missed():
    last = last_day(date(2026, 9, 1), TERMS)

    assert warned_on(last, date(2026, 11, 10), HOW) == date(2026, 11, 3)
    assert warned_on(last, date(2026, 12, 2), HOW) == date(2026, 12, 2)
    assert warned_on(last, date(2026, 12, 7), HOW) == date(2026, 12, 2)
    assert warned_on(last, date(2026, 12, 30), HOW) == date(2026, 12, 29)


def test_a_day_is_near_since_the_first_warning_and_at_its_end_since_the_last_but_one():
    last = last_day(date(2026, 9, 1), TERMS)
    found = [
        nearness(last, day, HOW)
        for day in (date(2026, 10, 19), date(2026, 10, 20), date(2026, 11, 16), date(2026, 11, 17), date(2026, 12, 2))
    ]

    assert found == [Nearness.FAR, Nearness.NEAR, Nearness.NEAR, Nearness.LAST, Nearness.OVER]
    assert nearness(last, date(2026, 12, 1), replace(HOW, before=())) is Nearness.FAR


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ({}, ReunionState.RUNNING),
        ({"today": date(2026, 12, 1)}, ReunionState.RUNNING),
        ({"today": date(2026, 12, 2)}, ReunionState.PASSED),
        ({"permit_on": None}, ReunionState.UNDATED),
        ({"permit_on": date(2010, 1, 1)}, ReunionState.UNDATED),  # before any version of the term
        ({"today": date(2026, 12, 2), "begun_on": date(2026, 12, 1)}, ReunionState.PASSED),
        ({"today": date(2026, 12, 2), "begun_on": date(2026, 12, 2)}, ReunionState.OVER_BEFORE),
        ({"today": date(2026, 12, 2), "holder_since": date(2026, 12, 1)}, ReunionState.PASSED),
        ({"today": date(2026, 12, 2), "holder_since": date(2026, 12, 2)}, ReunionState.OVER_BEFORE),
        ({"today": date(2026, 12, 1), "holder_since": date(2026, 11, 2)}, ReunionState.RUNNING),
        ({"is_not_wanted": True}, ReunionState.NOT_WANTED),
        ({"is_told_elsewhere": True}, ReunionState.TOLD_ELSEWHERE),
        ({"application": APPLIED, "is_not_wanted": True}, ReunionState.FILED),
        ({"application": replace(APPLIED, outcome=Outcome.GRANTED)}, ReunionState.GRANTED),
        ({"application": replace(APPLIED, outcome=Outcome.REFUSED)}, ReunionState.REFUSED),
        (
            {"application": replace(APPLIED, outcome=Outcome.REFUSED, objected_on=date(2026, 10, 1))},
            ReunionState.OBJECTED,
        ),
    ],
)
def test_how_far_it_is_follows_from_what_is_recorded_and_else_from_the_day(how, state):
    found = line(**how)

    assert found.state is state
    assert found.asks == (state in {ReunionState.RUNNING, ReunionState.PASSED})
    assert is_settled([found]) == (not found.asks and state is not ReunionState.UNDATED)


def test_the_answer_comes_within_three_months_or_six_and_on_an_objection_within_19_weeks_or_25():
    refused = replace(
        APPLIED, outcome=Outcome.REFUSED, decided_on=date(2026, 10, 1), objection_until=date(2026, 10, 29)
    )
    filed, objected = line(application=APPLIED), line(application=replace(refused, objected_on=date(2026, 10, 5)))

    assert (filed.answer.by, filed.answer.longer) == (date(2026, 12, 1), date(2027, 3, 1))
    assert objected.answer.by == date(2026, 10, 29) + timedelta(weeks=19)
    assert objected.answer.longer == date(2026, 10, 29) + timedelta(weeks=25)
    assert line(application=refused).answer is None


def test_whoever_is_of_age_applies_and_where_nobody_is_everybody():
    assert holders({MemberNo(2), MemberNo(1)}, {MemberNo(1), MemberNo(2), MemberNo(3)}) == (1, 2)
    assert holders(set(), {MemberNo(3), MemberNo(1)}) == (1, 3)


TODAY = date(2026, 11, 1)
GRANTED = replace(APPLIED, outcome=Outcome.GRANTED, decided_on=date(2026, 10, 1))
REFUSED = replace(GRANTED, outcome=Outcome.REFUSED)


@pytest.mark.parametrize(
    ("application", "code"),
    [
        (APPLIED, "decided_on_which_day"),
        (replace(GRANTED, decided_on=None), "decided_on_which_day"),
        (replace(GRANTED, decided_on=date(2026, 11, 2)), "decided_in_the_future"),
        (replace(GRANTED, decided_on=date(2026, 8, 31)), "decided_before_it_was_filed"),
        (replace(GRANTED, objected_on=date(2026, 10, 2)), "no_objection_when_granted"),
        (replace(GRANTED, objection_until=date(2026, 10, 2)), "no_objection_when_granted"),
        (replace(GRANTED, expected_on=date(2026, 9, 30)), "expected_before_the_decision"),
        (replace(REFUSED, objection_until=date(2026, 9, 30)), "objection_before_the_decision"),
        (replace(REFUSED, objected_on=date(2026, 9, 30)), "objected_on_no_such_day"),
        (replace(REFUSED, objected_on=date(2026, 11, 2)), "objected_on_no_such_day"),
        (replace(REFUSED, expected_on=date(2026, 12, 1)), "nobody_comes_when_refused"),
        (replace(GRANTED, expected_on=date(2027, 2, 1)), None),
        (replace(REFUSED, objection_until=date(2026, 10, 29), objected_on=date(2026, 10, 5)), None),
    ],
)
def test_a_decision_that_cannot_be_is_refused_with_what_to_mend(application, code):
    refusal = decision_refusal(application, today=TODAY)

    assert (refusal.code if refusal else None) == code
    assert refusal is None or refusal.params["field"] in {"decided_on", "objected_on", "objection_until", "expected_on"}


def test_nobody_applies_tomorrow_or_before_the_permit_but_what_stands_may_stand():
    permit = date(2026, 9, 2)

    assert application_refusal(replace(APPLIED, applied_on=date(2026, 11, 2)), None, today=TODAY).code == (
        "filed_in_the_future"
    )
    assert application_refusal(APPLIED, permit, today=TODAY).code == "filed_before_the_permit"
    assert application_refusal(APPLIED, permit, today=TODAY, was=APPLIED) is None
    decided = replace(APPLIED, outcome=Outcome.GRANTED, decided_on=date(2026, 10, 1))
    later = replace(APPLIED, applied_on=date(2026, 10, 2))
    assert application_refusal(later, None, today=TODAY, was=decided).code == "filed_after_the_decision"
    assert application_refusal(APPLIED, date(2026, 9, 1), today=TODAY) is None
    assert application_refusal(APPLIED, None, today=TODAY) is None


def test_the_days_of_warnings_are_data_and_name_what_is_missing():
    found = parse_warnings({"before": ["-3w"], "daily": "-2d", "after": "+1m", "until": "+3m"})

    assert found == Warnings((Offset.parse("-3w"),), Offset.parse("-2d"), Offset.parse("+1m"), Offset.parse("+3m"))
    with pytest.raises(KeyError):
        parse_warnings({"before": [], "daily": "-1w"})
    with pytest.raises(UnreadableOffset):
        parse_warnings({"before": ["soon"], "daily": "-1w", "after": "+1w", "until": "+8w"})


HEADER = "key,title_nl,title_en,for_whom,source,valid_from,checked\n"


def test_papers_are_data_some_for_all_and_some_for_who_is_named():
    papers = read_papers(
        f"{HEADER}identity,Paspoort,Passport,,IND,2020-01-01,2026-11-29\n"
        "marriage,Akte,Certificate,partner,IND,2020-01-01,2026-11-29\n"
        "later,Later,Later,,IND,2030-01-01,2026-11-29\n"
    )

    assert [paper.key for paper in papers_for(papers, RelativeKind.PARTNER, today=TODAY)] == ["identity", "marriage"]
    assert [paper.key for paper in papers_for(papers, RelativeKind.CHILD, today=TODAY)] == ["identity"]
    assert n_to_get({}, papers) == 3
    assert n_to_get({"identity": PaperState.NOT_OBTAINABLE, "marriage": PaperState.HAVE}, papers) == 1
    assert {paper.key for paper in reunion_papers()} == {"identity", "family_tie"}


@pytest.mark.parametrize("row", ["a,A,A,,IND,2020-01-01,2026-11-29\na,A,A,,IND,2020-01-01,2026-11-29", "a,A,A,,,x,y"])
def test_a_paper_that_stands_there_twice_or_has_no_source_stops_the_list(row):
    with pytest.raises(ValueError, match="a"):
        read_papers(f"{HEADER}{row}\n")
