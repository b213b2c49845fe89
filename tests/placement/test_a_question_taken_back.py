"""Taking back what a household or a group was asked: first what follows in words, then done as that was read."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from hervest.core.errors import Conflict
from hervest.placement.match_models import MatchProposal
from hervest.placement.match_state_vocabulary import MatchEvent, MatchState
from people import TODAY
from placement.matchmaking import MEETS, family_and_group

TAKE_BACK = {"event": "withdraw"}
NOT_YET = "Er is nog niets vastgelegd."
GROUP_WAS_TOLD = "De groep is verteld over het gezin."


@pytest.fixture
def amal(between, begin):
    """A family that wants a group, and one group that suits it, with a login for its coordinator."""
    return between.begun(*begin(family_and_group))


def page_of(between):
    return reverse("match", args=[between.proposals["De Brug"]])


def read_in(page):
    """What the button of this page confirms."""
    return re.search('name="confirm" value="([^"]+)"', page).group(1)


def state(between):
    return MatchState(MatchProposal.rows.get(pk=between.proposals["De Brug"]).state)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            MatchEvent.OFFER_NEWCOMER,
            (("Het gezin is gevraagd", "De groep weet van niets"), (GROUP_WAS_TOLD, "zeg dat af")),
        ),
        (MatchEvent.NEWCOMER_YES, (("Het gezin zei ja", "De groep weet van niets"), (GROUP_WAS_TOLD,))),
        (MatchEvent.OFFER_GROUP, (("Het gezin zei ja", GROUP_WAS_TOLD), ("De groep weet van niets", "zeg dat af"))),
        (MatchEvent.HOLD_INTRO, (("Het gezin zei ja", GROUP_WAS_TOLD), ("zeg dat af",))),
    ],
)
def test_who_was_asked_is_named_before_a_question_is_taken_back(between, amal, log_in, asked, words):
    says, is_silent_on = words
    between.goes_to(asked, amal)
    before, there = state(between), page_of(between)
    marieke = log_in("marieke")

    first = marieke.post(there, TAKE_BACK).content.decode()

    assert NOT_YET in first
    assert [text for text in says if text not in first] == []
    assert [text for text in is_silent_on if text in first] == []
    assert state(between) is before
    assert marieke.post(there, TAKE_BACK | {"confirm": read_in(first)}).status_code == 303
    assert state(between) is MatchState.WITHDRAWN


@pytest.mark.parametrize("so_far", [(), (MatchEvent.CHECK,)])
def test_what_nobody_was_asked_yet_is_taken_back_at_once(between, amal, log_in, so_far):
    between.asked(amal)
    between.propose(amal)
    for event in so_far:
        between.happens(event)

    assert log_in("marieke").post(page_of(between), TAKE_BACK).status_code == 303

    assert state(between) is MatchState.WITHDRAWN


def test_a_day_on_which_they_were_to_meet_is_to_be_called_off(between, amal, log_in):
    between.goes_to(MatchEvent.GROUP_YES, amal)
    between.happens(MatchEvent.PLAN_INTRO, plan=replace(MEETS, meets_on=TODAY + timedelta(days=2)))

    assert "zeg dat af" in log_in("marieke").post(page_of(between), TAKE_BACK).content.decode()


def test_a_question_that_waits_is_named(between, amal, log_in):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    marieke, text = log_in("marieke"), "De vraag van de groep blijft zonder antwoord."
    assert text not in marieke.post(page_of(between), TAKE_BACK).content.decode()

    between.happens(MatchEvent.GROUP_TALK, by="saskia", text="Mag het op zaterdag?")

    assert text in log_in("marieke").post(page_of(between), TAKE_BACK).content.decode()


def test_what_was_read_before_somebody_answered_is_shown_anew(between, amal, log_in):
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    there = page_of(between)
    read = TAKE_BACK | {"confirm": read_in(log_in("marieke").post(there, TAKE_BACK).content.decode())}
    between.happens(MatchEvent.NEWCOMER_YES)

    again = log_in("marieke").post(there, read)

    assert (again.status_code, state(between)) == (200, MatchState.NEWCOMER_YES)
    assert "Het gezin zei ja" in again.content.decode()


def test_a_question_that_was_asked_meanwhile_is_read_before_it_is_taken_back(between, amal, log_in):
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    there, marieke = page_of(between), log_in("marieke")
    read = TAKE_BACK | {"confirm": read_in(marieke.post(there, TAKE_BACK).content.decode())}
    between.happens(MatchEvent.NEWCOMER_TALK)

    again = marieke.post(there, read).content.decode()

    assert "Er gebeurde intussen iets met dit voorstel." in again
    assert "De vraag van het gezin blijft zonder antwoord." in again
    assert state(between) is MatchState.OFFERED_NEWCOMER
    assert marieke.post(there, TAKE_BACK | {"confirm": read_in(again)}).status_code == 303


def test_what_was_read_is_compared_once_more_while_nobody_else_can_answer(between, amal, log_in):
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    seen = read_in(log_in("marieke").post(page_of(between), TAKE_BACK).content.decode())
    between.happens(MatchEvent.NEWCOMER_YES)

    with pytest.raises(Conflict, match="match_changed_meanwhile"):
        between.happens(MatchEvent.WITHDRAW, seen=seen)

    assert state(between) is MatchState.NEWCOMER_YES


def test_what_was_refused_meanwhile_is_answered_in_words(between, amal, log_in):
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    there = page_of(between)
    read = TAKE_BACK | {"confirm": read_in(log_in("marieke").post(there, TAKE_BACK).content.decode())}
    between.happens(MatchEvent.NEWCOMER_NO)

    assert "Dat kan nu niet." in log_in("marieke").post(there, read).content.decode()
    assert state(between) is MatchState.NEWCOMER_NO
