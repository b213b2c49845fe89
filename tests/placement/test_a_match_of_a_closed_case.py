"""What remains of a match once its case is closed: who led it reads that it ended and when, and nobody else does."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from hervest.accounts.vocabulary import Shown
from hervest.audit.models import AuditRow
from hervest.journey.vocabulary import TeamRole
from hervest.placement.jobs import moving_day
from hervest.placement.match_closed_queries import closed_lately
from hervest.placement.match_models import Match, MatchAnswer
from hervest.placement.match_over_queries import TOLD_FOR
from hervest.placement.match_state_vocabulary import MatchEvent
from hervest.placement.transfer_going_queries import taken_lately
from people import TODAY
from placement.matchmaking import family_and_group
from placement.test_transfer_moving import MOVES_ON, live_here
from placement.test_transfers import accept, offer

PAGES = ("match", "check_match", "go_on_with_match")
CLOSED = "Het dossier is gesloten op zondag 13 december 2026."


@pytest.fixture
def accepted(between, begin):
    """A family that is here and has a group, which moves to Havermeer in twenty days."""
    family = between.begun(*begin(family_and_group))
    between.goes_to(MatchEvent.CONFIRM, family)
    live_here(between, family)
    between.happens(MatchEvent.ARRIVE)
    accept(between.waiting, offer(between.waiting), arrival_on=MOVES_ON)
    return family


@pytest.fixture
def moved(between, accepted):
    """The same family, on the evening of the day on which it moved."""
    then = between.world.now + timedelta(days=20)
    assert moving_day(then) == 1
    with time_machine.travel(then, tick=False):
        yield accepted


def read(log_in, key, name, *args):
    return unescape(log_in(key).get(reverse(name, args=args)).content.decode())


def test_who_led_it_reads_that_it_ended_and_when_and_what_happened(between, moved, log_in):
    proposal = between.proposals["De Brug"]
    for key, name in (("marieke", "match"), ("marieke", "go_on_with_match"), ("lena", "check_match")):
        shown = read(log_in, key, name, proposal)
        assert CLOSED in shown
        assert reverse("case", args=[moved]) in shown

    shown = read(log_in, "fenna", "match", proposal)
    assert CLOSED in shown
    assert moved in shown
    assert "De Brug" in shown
    assert reverse("case", args=[moved]) not in shown
    assert "Havermeer" not in shown


def test_who_of_the_household_said_yes_is_named_to_who_works_with_them_and_not_to_the_group(between, accepted, log_in):
    proposal, samir = between.proposals["De Brug"], between.world.person("samir")
    between.joins(accepted, "samir", role=TeamRole.NEWCOMER, member_no=1)
    MatchAnswer.rows.filter(proposal=proposal, event=MatchEvent.NEWCOMER_YES).update(by=samir)
    assert samir.name in read(log_in, "marieke", "match", proposal)
    assert samir.name not in read(log_in, "fenna", "match", proposal)

    assert moving_day(between.world.now + timedelta(days=20)) == 1

    assert samir.name in read(log_in, "marieke", "match", proposal)
    told = read(log_in, "fenna", "match", proposal)
    assert CLOSED in told
    assert "Het gezin zei ja" in told
    assert samir.name not in told


def test_the_log_says_that_words_about_a_household_were_read_of_a_closed_match_and_of_whom_not(between, moved, log_in):
    for key, shown in (("marieke", [Shown.MATCH_CARD.value]), ("fenna", [])):
        read(log_in, key, "match", between.proposals["De Brug"])
        row = AuditRow.rows.filter(by_id=between.world.ids[key], case_code=moved).latest("number")
        assert row.detail["fields"] == shown


def test_nothing_is_recorded_any_more_of_the_match_of_a_closed_case(between, moved, log_in):
    there = reverse("go_on_with_match", args=[between.proposals["De Brug"]])

    def stands():
        proposal = between.proposals["De Brug"]
        return MatchAnswer.rows.count(), Match.rows.values_list("stage", "ended_on").get(proposal=proposal)

    before = stands()

    answer = log_in("marieke").post(there, {"event": "resume"})

    assert CLOSED in unescape(answer.content.decode())
    assert stands() == before


@pytest.mark.parametrize("key", ["hatice", "saskia", "wim"])
def test_to_everybody_else_it_is_as_a_match_that_never_was(between, moved, log_in, key):
    client = log_in(key)
    for name in PAGES:
        answer = client.get(reverse(name, args=[between.proposals["De Brug"]]))
        assert answer.status_code == 404
        assert answer.content == client.get(reverse(name, args=[9999])).content


def test_who_works_on_it_reads_on_their_own_week_that_it_was_accepted_and_when_they_move(accepted, log_in):
    shown = read(log_in, "marieke", "this_week")

    assert f"{accepted}</a>: Havermeer zei ja op maandag 23 november 2026" in shown
    assert "Verhuisdag: zondag 13 december 2026. Tot die dag blijft het dossier hier open." in shown
    assert "Havermeer" not in read(log_in, "fenna", "this_week")
    assert "Havermeer" not in read(log_in, "sanne", "this_week")


def test_after_the_move_their_week_and_the_closed_case_say_where_they_went_and_when(moved, log_in):
    for shown in (read(log_in, "marieke", "this_week"), read(log_in, "marieke", "case", moved)):
        assert "Havermeer zei ja op maandag 23 november 2026" in shown
        assert "Het dossier hier is gesloten." in shown
    assert "Havermeer zei ja" in read(log_in, "lena", "case", moved)


def test_who_coordinates_the_group_reads_in_codes_that_the_match_ended_and_not_where_they_went(between, moved, log_in):
    shown = read(log_in, "fenna", "this_week")

    assert f"{moved} met De Brug" in shown
    assert "deze match eindigde op zondag 13 december 2026" in shown
    assert reverse("match", args=[between.proposals["De Brug"]]) in shown
    assert "Havermeer" not in shown
    assert "deze match eindigde" not in read(log_in, "marieke", "this_week")


def test_after_two_months_it_is_no_news_any_more(between, moved):
    marieke, fenna = between.world.actor("marieke"), between.world.actor("fenna")
    for days, is_news in ((0, True), (1, False)):
        today = MOVES_ON + TOLD_FOR + timedelta(days=days)
        assert bool(closed_lately(fenna, today=today)) is is_news
        assert len(taken_lately(marieke, today=today)) == is_news


def test_while_the_case_is_open_its_coordinator_reads_of_no_match_that_ended(between, accepted):
    assert closed_lately(between.world.actor("fenna"), today=TODAY) == ()
