"""How far each topic is with each listener, and when it comes again."""

import tomllib
from dataclasses import replace
from datetime import timedelta
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.deadlines.errors import UnreadableOffset
from hervest.deadlines.period import Offset
from hervest.guidance.explaining_rules import (
    Given,
    Household,
    Kept,
    Planned,
    Said,
    Told,
    given_refusal,
    is_taken,
    lines,
    n_topics,
    narrowed,
    next_proposed,
    plan_refusal,
    proposed_again,
)
from hervest.guidance.settings import guidance_settings, parse_settings
from hervest.guidance.vocabulary import Shows, TimeState, TopicState, Understood
from hervest.journey.contact_vocabulary import ForWhom, TopicKey
from hervest.journey.template_defaults import explanation_topics
from hervest.journey.vocabulary import MilestoneCode
from people import TODAY

AMAL, YUSUF, SHAM = map(MemberNo, (1, 2, 3))
BY_KEY = {topic.key: topic for topic in explanation_topics()}
WEEKLY = tuple(Offset.parse(written) for written in ("+1w", "+4w", "+12w"))
MONEY = replace(BY_KEY["money"], moments=WEEKLY)
HOME = replace(BY_KEY["home"], for_whom=ForWhom.HOUSEHOLD, moments=WEEKLY)
SCHOOL = replace(BY_KEY["school"], moments=WEEKLY)
COUPLE = Household(frozenset({AMAL, YUSUF}), frozenset({AMAL, YUSUF}))
ALONE = Household(frozenset({AMAL}))


def day(n):
    return TODAY + timedelta(days=n)


def told(*kept, household=ALONE, arrived=0, said=(), is_over=False):
    days = {} if arrived is None else {MilestoneCode.ARRIVED: day(arrived)}
    return Told(household, kept, said, days, is_over)


def only(topic, known):
    (line,) = lines([topic], known, today=TODAY)
    return line


def proposed(line):
    return next_proposed(line, Offset.parse("+2w"))


def again(given):
    return proposed_again(given, Offset.parse("+2w"))


def shown(line):
    return [(time.state.value, (time.on - TODAY).days if time.on else None) for time in line.times]


def explained(n, understood=Understood.YES, *, no=1, members=(), moment="", topic=MONEY, **more):
    how = {"given_on": day(n), "understood": understood} | more
    return Kept(no, topic.key, frozenset(members), moment, **how)


def planned(n, *, no=1, members=(), moment="", topic=MONEY):
    return Kept(no, topic.key, frozenset(members), moment, planned_on=day(n))


def in_contact(n, *topics, contact=7, members=()):
    return Said(contact, day(n), frozenset(topic.key for topic in topics), frozenset(members))


def test_nothing_has_to_be_stored_for_a_topic_to_come_on_its_days():
    line = only(MONEY, told(arrived=0))

    assert shown(line) == [("expected", 7), ("expected", 28), ("expected", 84)]
    assert (line.state, line.is_due) == (TopicState.NEVER, False)


def test_the_days_move_along_with_the_arrival_and_wait_for_it():
    assert shown(only(MONEY, told(arrived=10)))[0] == ("expected", 17)
    assert shown(only(MONEY, told(arrived=None))) == [("expected", None)] * 3


def test_what_nobody_explained_in_time_is_late_and_the_next_time_comes_so_long_after_it():
    line = only(MONEY, told(arrived=-60))

    assert shown(line) == [("late", -53), ("expected", 21), ("expected", 77)]
    assert (line.state, line.is_due) == (TopicState.NEVER, True)


def test_a_time_of_today_is_due_and_not_late():
    line = only(MONEY, told(arrived=-7))

    assert shown(line)[0] == ("expected", 0)
    assert line.is_due


def test_who_hears_it_late_hears_it_again_as_long_afterwards():
    line = only(MONEY, told(explained(-3), arrived=-60))

    assert shown(line) == [("given", -3), ("expected", 18), ("expected", 74)]


def test_twice_in_one_week_is_one_of_the_moments_and_a_time_beside_them():
    line = only(MONEY, told(explained(-2, no=1), explained(-1, no=2), arrived=-5))

    assert shown(line) == [("given", -2), ("given", -1), ("expected", 23), ("expected", 79)]


def test_a_telling_after_the_first_moment_is_over_counts_for_the_second():
    line = only(MONEY, told(explained(-28, no=1), explained(-1, no=2), arrived=-30))

    assert shown(line) == [("given", -28), ("given", -1), ("expected", 55)]
    assert [time.moment for time in line.times] == ["+1w", "+4w", "+12w"]


def test_what_was_planned_for_a_moment_stands_in_its_place():
    line = only(MONEY, told(planned(3, moment="+1w"), arrived=0))

    assert shown(line) == [("planned", 3), ("expected", 28), ("expected", 84)]
    assert line.next_time.entry == 1


def test_a_time_that_was_planned_without_a_moment_stands_for_the_first_that_is_open():
    assert shown(only(MONEY, told(planned(2), arrived=-60))) == [("planned", 2), ("expected", 23), ("expected", 79)]

    again = told(explained(-6, Understood.PARTLY), planned(8, no=2), arrived=-10)
    assert shown(only(MONEY, again)) == [("given", -6), ("planned", 8), ("expected", 74)]
    soon = told(explained(-6, Understood.PARTLY), planned(1, no=2), arrived=-4)
    assert shown(only(MONEY, soon)) == [("given", -6), ("planned", 1), ("expected", 24), ("expected", 80)]


def test_a_plan_whose_day_is_over_is_late_until_somebody_says_what_became_of_it():
    assert only(MONEY, told(planned(-1), arrived=0)).is_due
    assert not only(MONEY, told(planned(1), arrived=0)).is_due


def test_what_was_said_in_a_contact_counts_and_was_not_asked():
    line = only(MONEY, told(said=[in_contact(-1, MONEY)], arrived=-3))

    assert shown(line)[0] == ("said", -1)
    assert line.state is TopicState.SAID
    assert only(HOME, told(said=[in_contact(-1, MONEY)], arrived=-3)).state is TopicState.NEVER


def test_once_it_is_recorded_what_was_understood_the_contact_is_told_of_no_more():
    line = only(MONEY, told(explained(-1, contact=7), said=[in_contact(-1, MONEY)], arrived=-3))

    assert shown(line) == [("given", -1), ("expected", 25), ("expected", 81)]
    assert line.state is TopicState.UNDERSTOOD


@pytest.mark.parametrize(
    ("understood", "state"),
    [
        (Understood.YES, TopicState.UNDERSTOOD),
        (Understood.PARTLY, TopicState.AGAIN),
        (Understood.NO, TopicState.AGAIN),
        (None, TopicState.TOLD),
    ],
)
def test_the_last_time_says_how_far_it_is(understood, state):
    first = explained(-9, Understood.NO if understood is Understood.YES else Understood.YES, no=1)

    assert only(MONEY, told(first, explained(-1, understood, no=2), arrived=-10)).state is state


def test_what_was_not_understood_is_proposed_again_until_somebody_plans_it():
    partly = explained(-1, Understood.PARTLY)

    assert proposed(only(MONEY, told(partly, arrived=-2))) == day(13)
    assert proposed(only(MONEY, told(partly, planned(5, no=2), arrived=-2))) is None
    assert proposed(only(MONEY, told(explained(-1), arrived=-2))) is None
    assert proposed(only(MONEY, told(arrived=-2))) is None


def test_what_every_adult_has_to_hear_is_one_line_while_they_are_equally_far():
    (both,) = lines([MONEY], told(household=COUPLE), today=TODAY)
    assert both.listeners == {AMAL, YUSUF}

    amal_heard = told(explained(-1, members=[AMAL]), household=COUPLE, arrived=-2)
    first, second = lines([MONEY], amal_heard, today=TODAY)
    assert (first.listeners, first.state) == ({YUSUF}, TopicState.NEVER)
    assert (second.listeners, second.state) == ({AMAL}, TopicState.UNDERSTOOD)


def test_a_household_knows_what_all_its_adults_heard_and_not_what_one_of_them_did():
    both = told(explained(-1, members=[AMAL, YUSUF], topic=HOME), household=COUPLE, arrived=-2)
    (line,) = lines([HOME], both, today=TODAY)
    assert (line.listeners, line.state) == (frozenset(), TopicState.UNDERSTOOD)

    one = told(explained(-1, members=[AMAL], topic=HOME), household=COUPLE, arrived=-2)
    never, heard = lines([HOME], one, today=TODAY)
    assert (never.listeners, never.state) == (frozenset(), TopicState.NEVER)
    assert (heard.listeners, heard.state, shown(heard)) == ({AMAL}, TopicState.UNDERSTOOD, [("given", -1)])


def test_who_raises_nobody_is_not_asked_about_school_but_what_was_said_stands_there():
    assert lines([SCHOOL], told(household=ALONE), today=TODAY) == ()
    (line,) = lines([SCHOOL], told(explained(-1, topic=SCHOOL), household=ALONE), today=TODAY)
    assert shown(line) == [("given", -1)]


def test_a_child_in_a_contact_about_money_makes_no_line_of_its_own():
    (line,) = lines([MONEY], told(said=[in_contact(-1, MONEY, members=[SHAM])], household=COUPLE), today=TODAY)

    assert (line.listeners, line.state) == ({AMAL, YUSUF}, TopicState.NEVER)


def test_a_household_of_whom_nobody_is_known_yet_is_told_as_a_whole():
    assert only(MONEY, told(household=Household())).listeners == frozenset()


def test_who_joined_later_or_came_of_age_hears_it_as_long_after_their_own_first_day():
    later = replace(COUPLE, adults_since={AMAL: day(-9000), YUSUF: day(-2)})
    amal, yusuf = lines([MONEY], told(household=later, arrived=-60), today=TODAY)

    assert (amal.listeners, shown(amal)[0]) == ({AMAL}, ("late", -53))
    assert (yusuf.listeners, yusuf.is_due) == ({YUSUF}, False)
    assert shown(yusuf) == [("expected", 5), ("expected", 26), ("expected", 82)]
    (both,) = lines([MONEY], told(household=later, arrived=10), today=TODAY)
    assert both.listeners == {AMAL, YUSUF}  # here before the arrival: all of them wait for it
    assert shown(only(MONEY, told(household=replace(ALONE, adults_since={AMAL: day(-2)}), arrived=None)))[0][1] is None


def test_who_became_a_parent_later_hears_of_school_from_then_and_of_money_as_before():
    parents = replace(COUPLE, parents_since={AMAL: day(-3), YUSUF: day(-3)})

    assert shown(only(SCHOOL, told(household=parents, arrived=-60)))[0] == ("expected", 4)
    assert shown(only(MONEY, told(household=parents, arrived=-60)))[0] == ("late", -53)


def test_with_who_is_not_there_any_more_nothing_is_due_and_what_was_told_stays():
    left = replace(ALONE, gone=frozenset({YUSUF}))
    known = told(planned(-5, members=[YUSUF]), household=left, arrived=-6)
    amal, yusuf = lines([MONEY], known, today=TODAY)

    assert (yusuf.listeners, yusuf.is_gone, amal.is_gone) == ({YUSUF}, True, False)
    assert (yusuf.state, yusuf.is_due, shown(yusuf)) == (TopicState.NEEDLESS, False, [("planned", -5)])
    assert lines([MONEY], told(planned(-5, members=[YUSUF]), household=COUPLE, arrived=-6), today=TODAY)[0].is_due

    partly = explained(-5, Understood.PARTLY, members=[YUSUF])
    heard = lines([MONEY], told(partly, planned(3, no=2), household=left, arrived=-6), today=TODAY)[1]
    assert (heard.state, shown(heard), proposed(heard)) == (TopicState.TOLD, [("given", -5)], None)
    said = told(planned(3, members=[YUSUF]), household=left, said=[in_contact(-1, MONEY, members=[YUSUF])])
    assert lines([MONEY], said, today=TODAY)[1].state is TopicState.TOLD


def test_what_is_not_needed_comes_no_more():
    needless = Kept(1, MONEY.key, is_needless=True)
    line = only(MONEY, told(needless, arrived=-60))

    assert (line.state, line.is_due, shown(line)) == (TopicState.NEEDLESS, False, [("needless", None)])


def test_in_a_closed_case_nothing_is_expected_or_late_any_more():
    line = only(MONEY, told(explained(-50), planned(-5, no=2), arrived=-60, is_over=True))

    assert shown(line) == [("given", -50), ("planned", -5)]
    assert not line.is_due


def test_topics_are_counted_and_not_how_many_people_are_how_far_with_them():
    amal_heard = told(explained(-60, Understood.NO, members=[AMAL]), household=COUPLE, arrived=-90)
    found = lines([MONEY, HOME], amal_heard, today=TODAY)

    assert (len(found), n_topics(found)) == (3, 2)
    assert n_topics(narrowed(found, Shows.AGAIN)) == 1


def test_what_was_never_explained_stands_first_and_what_is_due_before_the_rest_of_it():
    topics = explanation_topics()
    known = told(
        Kept(1, TopicKey("money"), given_on=day(-1), understood=Understood.PARTLY),
        Kept(2, TopicKey("post"), given_on=day(-1), understood=Understood.YES),
        arrived=-5,
    )
    found = lines(topics, known, today=TODAY)
    states = [line.state for line in found]

    assert states == sorted(states, key=list(TopicState).index)
    assert found[0].is_due
    assert found[0].state is TopicState.NEVER
    assert [line.topic.key for line in narrowed(found, Shows.AGAIN)] == ["money"]
    assert {line.state for line in narrowed(found, Shows.NEVER)} == {TopicState.NEVER}
    assert all(line.is_due for line in narrowed(found, Shows.DUE))
    assert narrowed(found, Shows.ALL) == found


PLAN = Planned(MONEY.key, on=TODAY)
GIVEN = Given(TODAY, Understood.YES, language="ar", interpreting=Interpreting.PROFESSIONAL)


@pytest.mark.parametrize(
    ("differs", "refused"),
    [
        ({}, None),
        ({"on": day(30)}, None),
        ({"on": None}, ("explanation_without_day", "planned_on")),
        ({"on": day(-1)}, ("explanation_planned_in_the_past", "planned_on")),
        ({"is_needless": True, "on": None}, ("explanation_needless_without_reason", "note")),
        ({"is_needless": True, "on": None, "note": "Zij heeft geen rijbewijs nodig."}, None),
    ],
)
def test_what_can_be_planned(differs, refused):
    assert as_told(plan_refusal(replace(PLAN, **differs), today=TODAY)) == refused


@pytest.mark.parametrize(
    ("differs", "refused"),
    [
        ({}, None),
        ({"on": day(1)}, ("explained_in_the_future", "given_on")),
        ({"language": ""}, ("explained_in_which_language", "language")),
        ({"interpreting": None}, ("explained_who_interpreted", "interpreting")),
        ({"own_words": "Ik bel 112."}, ("own_words_of_whom", "said_back")),
        ({"own_words": "Ik bel 112.", "is_said_back": False}, ("own_words_of_whom", "said_back")),
        ({"own_words": "Ik bel 112.", "is_said_back": True}, None),
    ],
)
def test_what_can_be_recorded(differs, refused):
    assert as_told(given_refusal(replace(GIVEN, **differs), today=TODAY)) == refused


def as_told(refusal):
    return refusal and (refusal.code, refusal.params["field"])


def test_a_next_time_is_proposed_two_weeks_after_what_was_not_all_understood():
    assert again(replace(GIVEN, understood=Understood.NO)) == day(14)
    assert again(replace(GIVEN, understood=Understood.PARTLY)) == day(14)
    assert again(GIVEN) is None


@pytest.mark.parametrize(
    ("moment", "members", "is_so"),
    [
        ("+1w", (AMAL,), True),
        ("+1w", (), True),
        ("+1w", (YUSUF,), False),
        ("+4w", (AMAL,), False),
        ("", (AMAL,), False),
    ],
)
def test_a_moment_is_planned_once_for_each_listener(moment, members, is_so):
    kept = [planned(3, moment="+1w", members=[AMAL])]

    assert is_taken(kept, MONEY.key, moment, members) is is_so
    assert not is_taken(kept, HOME.key, moment, members)


NUMBERS = st.integers(-120, -1)
TELLINGS = st.lists(st.tuples(NUMBERS, st.sampled_from([*Understood])), max_size=6)


@given(TELLINGS, st.lists(NUMBERS, max_size=4), st.integers(-150, 30))
def test_nothing_told_is_lost_or_told_twice_and_one_telling_is_one_moment(tellings, contacts, arrived):
    kept = [explained(n, understood, no=number) for number, (n, understood) in enumerate(tellings)]
    said = [in_contact(n, MONEY, contact=number) for number, n in enumerate(contacts, 100)]
    line = only(MONEY, told(*kept, said=said, arrived=arrived))

    entries = [time.entry for time in line.times if time.state is TimeState.GIVEN]
    assert sorted(entries) == sorted(one.id for one in kept)
    assert sorted(time.contact for time in line.times if time.state is TimeState.SAID) == sorted(
        one.contact for one in said
    )
    moments = [time.moment for time in line.times if time.moment]
    assert sorted(moments) == sorted(map(str, MONEY.moments))
    n_open = sum(time.is_open for time in line.times)
    assert n_open >= len(MONEY.moments) - len(kept) - len(said)
    assert n_open < len(MONEY.moments) or not (kept or said)
    assert sum(time.state is TimeState.LATE for time in line.times) <= 1


@given(TELLINGS, st.lists(NUMBERS, max_size=4), st.integers(-150, 30))
def test_a_topic_was_never_explained_exactly_when_nobody_said_anything(tellings, contacts, arrived):
    kept = [explained(n, understood, no=number) for number, (n, understood) in enumerate(tellings)]
    said = [in_contact(n, MONEY, contact=number) for number, n in enumerate(contacts, 100)]
    state = only(MONEY, told(*kept, said=said, arrived=arrived)).state

    if tellings:
        last = max(n for n, _ in tellings)
        answers = {understood for n, understood in tellings if n == last}
        assert (state is TopicState.UNDERSTOOD) <= (Understood.YES in answers)
        assert (state is TopicState.AGAIN) <= bool(answers - {Understood.YES})
        assert state in {TopicState.UNDERSTOOD, TopicState.AGAIN}
    else:
        assert state is (TopicState.SAID if contacts else TopicState.NEVER)


@given(st.lists(NUMBERS, max_size=5), st.integers(-150, 30))
def test_what_is_still_to_come_comes_in_order_and_never_closer_together_than_the_list_says(tellings, arrived):
    kept = [explained(n, no=number) for number, n in enumerate(tellings)]
    own = sorted(
        (time for time in only(MONEY, told(*kept, arrived=arrived)).times if time.moment),
        key=lambda time: Offset.parse(time.moment).count,
    )
    for before, after, weeks, due in zip(own[:-1], own[1:], (3, 8), (4, 12), strict=True):
        if after.is_open:
            assert after.on >= before.on + timedelta(weeks=weeks)
            assert after.on >= day(arrived) + timedelta(weeks=due)


def test_when_a_next_time_is_proposed_is_a_setting_with_its_source():
    table = tomllib.loads(resources.files("hervest.guidance").joinpath("settings_nl.toml").read_text("utf-8"))

    assert guidance_settings().again_after == Offset.parse("+2w")
    assert table["again"]["source"]
    assert table["again"]["checked_on"]
    assert parse_settings(table | {"again": {"after": "+10d"}}).again_after == Offset.parse("+10d")
    with pytest.raises(UnreadableOffset):
        parse_settings({"again": {"after": "soon"}})
