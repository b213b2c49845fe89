"""A page of a match speaks to who reads it: to the group, or to who coordinates it and may lose the case."""

from html import unescape

import pytest
from django.urls import reverse

from hervest.placement.match_state_vocabulary import MatchEvent
from placement.matchmaking import family_and_group

AS_THE_GROUP = ("U mag nee zeggen.", "Waarom u wordt gevraagd", "Uw antwoord")
OF_THE_GROUP = (
    "Bespreek het met de groep en leg hier vast wat de groep antwoordt",
    "De groep mag nee zeggen.",
    "Zo leest de groep waarom zij is gevraagd",
    "Het antwoord van de groep",
)
END = {"event": "end", "end": "ended_early_neutral", "text": ""}
HOLD = {"event": "put_on_hold", "text": ""}


@pytest.fixture
def amal(between, begin):
    """A family that wants a group, and one group that suits it, with a login for its coordinator."""
    return between.begun(*begin(family_and_group))


def read(log_in, key, name, proposal):
    return unescape(log_in(key).get(reverse(name, args=[proposal])).content.decode())


def test_who_coordinates_a_group_and_is_not_in_it_is_not_spoken_to_as_the_group(between, amal, log_in):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    ours, theirs = (read(log_in, key, "answer_for_group", between.proposals["De Brug"]) for key in ("saskia", "fenna"))

    assert [text for text in OF_THE_GROUP if text not in theirs] == []
    assert [text for text in AS_THE_GROUP if text in theirs] == []
    assert [text for text in OF_THE_GROUP if text in ours] == []
    assert [text for text in AS_THE_GROUP if text not in ours] == []
    assert "uw groep" not in theirs.lower()
    assert "uw groep" in ours.lower()


def test_who_is_in_no_group_reads_that_and_nothing_of_a_group_of_theirs(between, amal, log_in):
    ours, theirs = (log_in(key).get(reverse("our_match")).content.decode() for key in ("saskia", "fenna"))

    assert "Er is nu geen gezin voor uw groep" in ours
    assert "U zit nu in geen sponsorgroep" in theirs
    assert "uw groep" not in theirs.lower()


def test_of_an_introduction_the_group_reads_that_it_is_theirs_and_who_coordinates_it_that_it_is_planned(
    between, amal, log_in
):
    between.goes_to(MatchEvent.PLAN_INTRO, amal)
    ours, theirs = (read(log_in, key, "answer_for_group", between.proposals["De Brug"]) for key in ("saskia", "fenna"))

    assert "Uw kennismaking" in ours
    assert "Uw kennismaking" not in theirs
    assert "Gezin en groep zeiden allebei ja." in theirs


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (END, "Ook wie de groep coördineert, heeft het dossier van het gezin dan niet meer"),
        (HOLD, "Tot het verdergaat, heeft ook wie de groep coördineert het dossier van het gezin niet"),
    ],
)
def test_before_a_match_ends_or_is_on_hold_it_is_said_that_its_coordinator_has_the_case_no_more(
    between, amal, log_in, typed, said
):
    between.goes_to(MatchEvent.CONFIRM, amal)
    there, case = reverse("go_on_with_match", args=[between.proposals["De Brug"]]), reverse("case", args=[amal])
    fenna = log_in("fenna")
    assert fenna.get(case).status_code == 200

    first = fenna.post(there, typed).content.decode()
    assert said in first
    seen = first.split('name="confirm" value="')[1].split('"')[0]
    assert fenna.post(there, typed | {"confirm": seen}).status_code == 303

    assert fenna.get(case).status_code == 404
    assert fenna.get(there).status_code == 200
