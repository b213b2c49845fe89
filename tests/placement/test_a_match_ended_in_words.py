"""Ending a match: first what follows in words, then done as that was read."""

import pytest
from django.urls import reverse
from django.utils import translation

from hervest.journey.actions import record_milestones
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.vocabulary import MilestoneCode
from hervest.placement.match_models import Match
from hervest.placement.match_state_vocabulary import MatchEvent, MatchStage, MatchState
from hervest.placement.templatetags.matches import match_status
from people import TODAY
from placement.matchmaking import family_and_group
from placement.test_a_question_taken_back import NOT_YET, read_in

EARLY = {"event": "end", "end": "ended_early_neutral", "text": ""}
PLANNED = {"event": "end", "end": "ended_planned", "had_final_review": "on", "text": "Goed zo."}
GONE = "De groep ziet vanaf de volgende klik niets meer van het gezin"
TALK = "wordt gevraagd met gezin en groep te spreken"
CLOSING = "Het afsluitende gesprek blijft daar staan"


@pytest.fixture
def helped(between, begin):
    """A family that is here and has a group."""
    code = between.begun(*begin(family_and_group))
    between.goes_to(MatchEvent.CONFIRM, code)
    arrive(between, code)
    return code


def arrive(between, code):
    days = (MilestoneCode.LANDED, MilestoneCode.ARRIVED)
    records = [MilestoneRecord(one, actual_on=TODAY) for one in days]
    on = {"by": between.world.actor("marieke"), "now": between.world.now, "case": code}
    record_milestones(**on, records=records, source="person")
    between.happens(MatchEvent.ARRIVE)


def page_of(between):
    return reverse("go_on_with_match", args=[between.proposals["De Brug"]])


def test_what_follows_is_read_before_a_match_ends_early(between, helped, log_in):
    there, marieke = page_of(between), log_in("marieke")

    first = marieke.post(there, EARLY).content.decode()

    assert [text for text in (NOT_YET, GONE, TALK) if text not in first] == []
    assert CLOSING not in first
    assert Match.rows.get().ended_on is None
    assert marieke.post(there, EARLY | {"confirm": read_in(first)}).status_code == 303
    assert Match.rows.get().ended_on == TODAY


def test_a_planned_end_leaves_the_closing_talk_and_asks_nobody_to_take_over(between, helped, log_in):
    between.happens(MatchEvent.BEGIN_ENDING)
    there, marieke = page_of(between), log_in("marieke")

    first = marieke.post(there, PLANNED).content.decode()

    assert CLOSING in first
    assert TALK not in first
    assert 'name="text" value="Goed zo."' in first
    assert marieke.post(there, PLANNED | {"confirm": read_in(first)}).status_code == 303
    assert Match.rows.get().stage == MatchStage.ENDED


def test_an_end_without_its_type_stands_in_the_form_and_nothing_follows(between, helped, log_in):
    page = log_in("marieke").post(page_of(between), EARLY | {"end": ""}).content.decode()

    assert GONE not in page
    assert NOT_YET not in page
    assert Match.rows.get().ended_on is None


def test_of_a_group_that_never_began_only_its_work_goes_to_the_guide(between, begin, log_in):
    between.goes_to(MatchEvent.CONFIRM, between.begun(*begin(family_and_group)))
    shown = log_in("marieke").post(page_of(between), EARLY).content.decode()

    assert "Wat de groep nog zou doen, is voor wie het gezin begeleidt." in shown
    assert TALK not in shown


def test_what_was_read_before_the_household_arrived_is_shown_anew(between, begin, log_in):
    code = between.begun(*begin(family_and_group))
    between.goes_to(MatchEvent.CONFIRM, code)
    there, marieke = page_of(between), log_in("marieke")
    read = EARLY | {"confirm": read_in(marieke.post(there, EARLY).content.decode())}
    arrive(between, code)

    again = marieke.post(there, read).content.decode()

    assert "Er gebeurde intussen iets met dit voorstel." in again
    assert TALK in again
    assert Match.rows.get().ended_on is None
    assert marieke.post(there, EARLY | {"confirm": read_in(again)}).status_code == 303


def test_nobody_ends_a_match_that_is_not_theirs_and_reads_nothing_of_it(between, helped, log_in):
    hatice = log_in("hatice")

    answer = hatice.post(page_of(between), EARLY)

    assert answer.status_code == 404
    assert answer.content == hatice.post(reverse("go_on_with_match", args=[9999]), EARLY).content


@pytest.mark.parametrize(
    ("state", "dutch", "english"),
    [
        (MatchState.GROUP_YES, "u en de groep zeiden ja", "you and the group said yes"),
        (MatchState.EXPIRED, "gaat niet door", "not going on"),
        (MatchState.WITHDRAWN, "gaat niet door", "not going on"),
    ],
)
def test_a_household_reads_how_its_match_stands_in_words_that_are_true_whatever_it_answered(state, dutch, english):
    for language, said in (("nl", dutch), ("en", english)):
        with translation.override(language):
            assert said in match_status(state, is_own=True)
