"""Booking an interpreter: who pays on that day, which appointments clash, and who is not wished."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.vocabulary import MemberNo
from hervest.guidance.help_settings import help_settings, interpreter_payers
from hervest.guidance.interpreting_rules import (
    Booked,
    booking_refusal,
    cancel_by,
    is_excluded,
    is_taken,
    overlap,
    read_payers,
    words_of,
)
from hervest.guidance.interpreting_vocabulary import BookingState, InterpreterChannel, WishedSex

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
TALK = Booked(
    members=frozenset({MemberNo(1)}),
    language="ar",
    on=TODAY,
    at=time(10, 0),
    minutes=60,
    channel=InterpreterChannel.PHONE,
    wished=WishedSex.WOMAN,
    payer="municipality",
)


def code(booked):
    found = booking_refusal(booked, payers=interpreter_payers(), there={MemberNo(1), MemberNo(2)}, today=TODAY)
    return found.code if found else None


@pytest.mark.parametrize(
    ("booked", "refused"),
    [
        (TALK, None),
        (replace(TALK, members=frozenset()), None),
        (replace(TALK, members=frozenset({MemberNo(9)})), "member_not_there"),
        (replace(TALK, on=TODAY - DAY), "day_has_passed"),
        (replace(TALK, channel=InterpreterChannel.ON_SITE), "place_needed"),
        (replace(TALK, channel=InterpreterChannel.ON_SITE, place="Loket"), None),
        (replace(TALK, payer="nonsense"), "no_such_payer"),
        (replace(TALK, payer="zra"), "payer_until_when"),
        (replace(TALK, payer="zra", paid_until=TODAY), None),
        (replace(TALK, payer="zra", paid_until=TODAY - DAY), "payer_has_ended"),
        (replace(TALK, payer="tolkenvoorziening"), "payer_until_when"),
    ],
)
def test_a_booking_has_people_a_day_a_place_and_somebody_who_pays_on_that_day(booked, refused):
    assert code(booked) == refused


talks = st.builds(
    lambda members, hour, minute, minutes, day, state: replace(
        TALK,
        members=frozenset(map(MemberNo, members)),
        at=time(hour, minute),
        minutes=minutes,
        on=TODAY + day * DAY,
        state=state,
    ),
    st.sets(st.integers(1, 3), max_size=2),
    st.integers(0, 23),
    st.sampled_from((0, 15, 30)),
    st.integers(1, 200),
    st.integers(0, 1),
    st.sampled_from(BookingState),
)


def minutes_of(talk):
    """Every minute of it, counted from the first day."""
    start = (talk.on - TODAY).days * 1440 + talk.at.hour * 60 + talk.at.minute
    return set(range(start, start + talk.minutes))


@given(talks, talks)
def test_two_appointments_clash_when_they_share_a_minute_and_a_person(one, other):
    shared = bool(minutes_of(one) & minutes_of(other))
    everybody = {1, 2, 3}
    together = bool((set(one.members) or everybody) & (set(other.members) or everybody))
    goes_on = other.state in {BookingState.REQUESTED, BookingState.CONFIRMED}

    assert overlap(one, other) is overlap(other, one) is shared
    assert is_taken(one, [other]) is (shared and together and goes_on)


@pytest.mark.parametrize(
    ("entry", "called", "is_meant"),
    [
        ("Olk", ("Tanja Olk",), True),
        ("tanja OLK", ("Tanja Olk", "Tolken Oost"), True),
        ("T-4711", ("t 4711",), True),
        ("Tolken Oost", ("Tanja Olk", "Tolken Oost"), True),
        ("Tanja de Wit", ("Tanja Olk",), False),
        ("Tan", ("Tanja Olk",), False),
        ("José", ("Jose Perez",), True),
        ("--", ("Tanja Olk",), False),
        ("Tanja Oost", ("Tanja Olk", "Tolken Oost"), False),
        ("Olk", (), False),
    ],
)
def test_all_words_of_an_entry_stand_in_one_name(entry, called, is_meant):
    assert is_excluded([entry], called) is is_meant


@given(st.lists(st.text(max_size=8), max_size=3), st.lists(st.text(max_size=12), max_size=3))
def test_an_empty_list_means_nobody_and_a_whole_name_always_its_bearer(entries, called):
    assert not is_excluded([], called)
    for name in called:
        if words_of(name):
            assert is_excluded([*entries, name], called)


def test_cancelling_without_costs_ends_as_many_hours_before_as_the_service_says():
    assert cancel_by(TALK, 24) == datetime(2026, 11, 22, 10)  # noqa: DTZ001  # of the clocks of here
    assert cancel_by(TALK, None) is None


def test_every_payer_says_in_both_languages_what_it_is_and_whence_that_is_known():
    known = {row.key: row for row in interpreter_payers()}

    assert {key for key, row in known.items() if row.asks_until} == {"zra", "tolkenvoorziening"}
    assert help_settings().taken_back == DAY
    with pytest.raises(ValueError, match="payer"):
        read_payers("key,title_nl,title_en,about_nl,about_en,asks_until,source,checked_on\nx,X,X,x,x,no,,2026-11-29\n")
