"""When household and group meet stands in the calendars of those who meet and who arranged it, and of nobody else."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.core.cache import cache
from icalendar import Calendar

from hervest.core.clock import AMSTERDAM
from hervest.journey.vocabulary import TeamRole
from hervest.notices.vocabulary import AgendaLevel
from hervest.placement.match_models import Introduction
from hervest.placement.match_state_vocabulary import MatchEvent
from hervest.placement.match_waiting_queries import meetings_to_come
from people import CAST, TODAY
from placement.matchmaking import MEETS, family_and_group
from portal.test_agenda import fetch, make

IN_THREE_DAYS = TODAY + timedelta(days=3)
PLAN = replace(MEETS, meets_on=IN_THREE_DAYS)
AS_MOTHER = {"role": TeamRole.NEWCOMER, "member_no": 1}
WORDS = "Kennismaking van gezin en groep"


@pytest.fixture
def amal(between, begin):
    """A family of which the mother has a login, and a group whose coordinator has one, that are to meet."""
    cache.clear()
    code = between.begun(*begin(family_and_group))
    between.joins(code, "samir", **AS_MOTHER)
    between.goes_to(MatchEvent.GROUP_YES, code)
    between.happens(MatchEvent.PLAN_INTRO, plan=PLAN)
    return code


def met(address):
    """Of each introduction in the calendar: state, number, words, and its hours in the Netherlands."""
    events = Calendar.from_ical(fetch(address).content).walk("VEVENT")
    found = [event for event in events if WORDS in str(event["SUMMARY"]) or event["STATUS"] == "CANCELLED"]
    return [(str(e["STATUS"]), e["SEQUENCE"], str(e["SUMMARY"]), e["DTSTART"].dt) for e in found]


def test_those_who_meet_and_who_arranges_it_have_the_hour_and_only_who_knows_the_case_its_code(between, amal):
    world, at = between.world, datetime.combine(IN_THREE_DAYS, time(15, 30), AMSTERDAM)

    for key in ("marieke", "fenna", "samir"):
        assert met(make(world, key)) == [("CONFIRMED", 0, f"{WORDS} · {amal}", at)], key
    group = make(world, "saskia")
    assert met(group) == [("CONFIRMED", 0, WORDS, at)]
    assert amal not in fetch(group).content.decode()
    assert b"TZID:Europe/Amsterdam" in fetch(group).content


def test_the_address_at_which_they_meet_and_who_joins_stand_in_no_calendar(between, amal):
    Introduction.rows.update(directions="Stadhuis, kamer 4")

    assert "kamer 4" not in fetch(make(between.world, "marieke")).content.decode()


def test_nobody_else_has_it(between, amal):
    told = {key for key in CAST if meetings_to_come(between.world.actor(key), today=TODAY)}

    assert told == {"marieke", "fenna", "samir", "saskia"}


def test_another_hour_has_a_higher_number_and_a_day_that_is_past_is_told_of_no_more(between, amal):
    address = make(between.world, "marieke")
    met(address)
    later = replace(PLAN, meets_at=time(16))
    between.happens(MatchEvent.PLAN_INTRO, plan=later, seen=Introduction.rows.latest("pk").pk)

    ((state, number, _, at),) = met(address)
    assert (state, number, at.hour) == ("CONFIRMED", 1, 16)
    assert WORDS not in fetch(make(between.world, "fenna", AgendaLevel.BUSY)).content.decode()
    Introduction.rows.update(meets_on=TODAY - timedelta(days=1))
    assert meetings_to_come(between.world.actor("marieke"), today=TODAY) == ()


def test_once_the_match_is_off_the_hour_is_struck(between, amal):
    address = make(between.world, "saskia")
    assert [state for state, *_ in met(address)] == ["CONFIRMED"]
    between.happens(MatchEvent.WITHDRAW, text="Toch niet.")

    assert [(state, number, words) for state, number, words, _ in met(address)] == [("CANCELLED", 1, "Vervallen")]
