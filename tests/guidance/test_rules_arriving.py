"""Which lines stand on a sheet, who reads them, and which of two ticks counts."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.vocabulary import Route, Tier
from hervest.guidance.arriving_queries import listed_lines
from hervest.guidance.arriving_rules import (
    HandOverSaid,
    Holds,
    HouseholdThen,
    LateTick,
    LinePlan,
    Order,
    Reading,
    counts,
    hand_over_refusal,
    holds,
    in_order,
    is_read,
    n_for,
    plan_refusal,
    read_follow_ups,
    read_lines,
    tick_refusal,
    told_at,
)
from hervest.guidance.arriving_vocabulary import LineReaders, Sheet
from hervest.guidance.hand_over_queries import follow_ups
from hervest.households.vocabulary import NeedKind
from hervest.journey.template_defaults import default_template
from hervest.journey.vocabulary import TraitCode

LINES = {line.key: line for line in listed_lines()}
TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
BABY = HouseholdThen(ages=(34, 30, 1), route=Route.RESETTLEMENT)
INSTANTS = st.integers(0, 10**6).map(lambda minutes: NOON + timedelta(minutes=minutes))


def titles(household, sheet=Sheet.ARRIVAL):
    return {key for key, line in LINES.items() if line.sheet is sheet and holds(line, household)}


def test_every_line_has_a_source_and_names_only_work_that_the_plan_has():
    rows = set(default_template().by_id)
    assert {task for line in LINES.values() for task in line.tasks} <= rows
    assert follow_ups().keys() <= rows
    assert all(line.source for line in LINES.values())


def test_a_baby_asks_for_nappies_a_cot_and_a_seat_and_a_household_of_adults_for_none_of_it():
    for_a_baby = {"nappies", "cot", "child_seats"}
    assert for_a_baby <= titles(BABY)
    assert titles(replace(BABY, ages=(34, 30))) == titles(BABY) - for_a_baby


@pytest.mark.parametrize(("age", "seat", "nappies"), [(2, 1, 1), (3, 1, 0), (11, 1, 0), (12, 0, 0)])
def test_a_line_counts_for_whom_it_is(age, seat, nappies):
    household = replace(BABY, ages=(34, age))
    assert (n_for(LINES["child_seats"], household), n_for(LINES["nappies"], household)) == (seat, nappies)


def test_what_somebody_needs_stands_on_the_sheet_and_for_nobody_else():
    wheelchair = replace(BABY, needs=frozenset({NeedKind.WHEELCHAIR}))
    assert titles(wheelchair) - titles(BABY) == {"wheelchair_travel", "aids"}
    assert titles(replace(BABY, needs=frozenset({NeedKind.AID}))) - titles(BABY) == {"aids"}
    assert titles(replace(BABY, traits=frozenset({TraitCode.INTERPRETER_NEEDED}))) - titles(BABY) == {"interpreter"}


def test_only_who_lands_at_schiphol_is_brought_from_there():
    assert "travel" in titles(BABY)
    assert "move" not in titles(BABY)
    moved = titles(replace(BABY, route=Route.STATUS_HOLDER))
    assert "move" in moved
    assert "travel" not in moved


def test_teachers_are_met_where_a_child_goes_to_school():
    assert "teachers" not in titles(BABY, Sheet.ROUND)
    assert "teachers" in titles(replace(BABY, traits=frozenset({TraitCode.CHILD_4_17})), Sheet.ROUND)


@given(
    tiers=st.frozensets(st.sampled_from(Tier)),
    tier=st.sampled_from(Tier),
    readers=st.sampled_from(LineReaders),
    is_inner=st.booleans(),
)
def test_a_line_is_read_by_whom_it_is_for_and_never_above_their_tiers(tiers, tier, readers, is_inner):
    allowed = {LineReaders.EVERYBODY: {True, False}, LineReaders.TEAM: {True}}[readers]
    assert is_read(tier, readers, Reading(tiers, is_inner)) is (tier in tiers and is_inner in allowed)


@given(ticks=st.lists(st.tuples(st.booleans(), INSTANTS), min_size=1, unique_by=lambda tick: tick[1]))
def test_however_ticks_come_in_the_one_that_was_made_last_stands(ticks):
    stands, since = False, None
    for is_done, at in ticks:
        if counts(LateTick(is_done, at), stands_since=since):
            stands, since = is_done, at
    assert stands is max(ticks, key=lambda tick: tick[1])[0]


@given(said=INSTANTS, now=INSTANTS)
def test_no_tick_is_made_ahead_of_our_clock(said, now):
    assert told_at(said, now=now) == min(said, now)
    assert told_at(None, now=now) == now


DAYS = st.dates(date(2026, 11, 1), date(2026, 11, 5))
TIMES = st.one_of(st.just(time.max), st.times())


@given(st.lists(st.builds(Order, on=DAYS, at=TIMES, place=st.integers(0, 20))))
def test_lines_stand_in_the_order_of_the_day(orders):
    found = [orders[n] for n in in_order(orders)]
    assert sorted(in_order(orders)) == list(range(len(orders)))
    for one, then in pairwise(found):
        assert one.on < then.on or (one.on == then.on and (one.at, one.place) <= (then.at, then.place))


def test_a_line_of_ones_own_says_something_and_nobody_is_met_before_the_arrival():
    refused = plan_refusal(LinePlan(text=" "), is_own=True, sheet=Sheet.ARRIVAL, arrives_on=TODAY)
    assert (refused.code, refused.params["field"]) == ("line_says_nothing", "text")
    early = LinePlan(text="Buren", on=TODAY - timedelta(days=1))
    refused = plan_refusal(early, is_own=True, sheet=Sheet.ROUND, arrives_on=TODAY)
    assert (refused.code, refused.params["field"]) == ("before_they_arrive", "on")
    assert plan_refusal(replace(early, on=TODAY), is_own=True, sheet=Sheet.ROUND, arrives_on=TODAY) is None
    assert plan_refusal(early, is_own=True, sheet=Sheet.ARRIVAL, arrives_on=TODAY) is None
    assert plan_refusal(LinePlan(), is_own=False, sheet=Sheet.ROUND, arrives_on=None) is None


def test_a_hand_over_has_been_and_somebody_gave_it():
    said = HandOverSaid(NOON, "Yara, COA", 1)
    asked = {"on": TODAY, "now": NOON, "landed_on": TODAY}
    assert hand_over_refusal(said, **asked) is None
    assert hand_over_refusal(replace(said, at=NOON + timedelta(minutes=1)), **asked).params["field"] == "time"
    assert hand_over_refusal(replace(said, given_by=" "), **asked).params["field"] == "given_by"
    early = asked | {"on": TODAY - timedelta(days=1)}
    assert hand_over_refusal(said, **early).code == "handed_over_before_landing"
    assert hand_over_refusal(said, **early | {"landed_on": None}) is None


def test_a_tick_of_weeks_ago_is_nobodys_word_any_more():
    within = timedelta(days=14)
    assert tick_refusal(LateTick(True, NOON - within), now=NOON, within=within) is None
    assert tick_refusal(LateTick(True, NOON - within - timedelta(seconds=1)), now=NOON, within=within) is not None


@pytest.mark.parametrize("written", ["", "trait:nonsense", "need:nonsense", "under:x", "sometimes"])
def test_a_condition_that_is_none_is_refused(written):
    with pytest.raises(ValueError, match=r".*"):
        Holds.parse(written)


HEAD = "key,sheet,title_nl,title_en,tasks,holds,tier,readers,routes,source,mark,checked\n"
LINE = "a,arrival,A,A,,always,P0,everybody,,KIS,V,2026-11-29\n"


OTHER = LINE.replace("a,", "b,", 1)


@pytest.mark.parametrize("wrong", [LINE, LINE.replace("a,", "own-1,", 1), OTHER.replace("KIS", " ")])
def test_a_list_with_a_line_twice_or_without_a_source_is_refused(wrong):
    assert len(read_lines(HEAD + LINE + OTHER)) == 2
    with pytest.raises(ValueError, match=wrong.partition(",")[0]):
        read_lines(HEAD + LINE + wrong)


def test_what_follows_from_a_missing_thing_has_a_text_and_a_source():
    head = "task,title_nl,title_en,follow_up_nl,follow_up_en,due,source,mark,checked\n"
    row = "D02,A,A,B,B,+5d,KIS,V,2026-11-29\n"
    assert read_follow_ups(head + row).keys() == {"D02"}
    for wrong in (row + row, row.replace("KIS", "")):
        with pytest.raises(ValueError, match="D02"):
            read_follow_ups(head + wrong)
