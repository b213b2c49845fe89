"""Nobody who matches meets a dead link: a page links to what its reader may open, and a known pair opens."""

import re

import pytest
from django.urls import reverse

from hervest.core.vocabulary import MemberNo
from hervest.households.vocabulary import Participation
from hervest.placement import match_actions as matches
from hervest.placement.match_state_vocabulary import MatchEvent
from hervest.sponsorship.vocabulary import GroupStage
from placement.matchmaking import SAID, family_and_group


@pytest.fixture
def amal(between, begin):
    """A family that wants a group, and one group that suits it, with a login for its coordinator."""
    return between.begun(*begin(family_and_group))


def pair(between, code):
    return reverse("match_pair", args=[code, between.groups["De Brug"].group])


def wants_none(between, code):
    by, now = between.world.actor("marieke"), between.world.now
    matches.choose_about_group(by=by, now=now, case=code, member=MemberNo(1), answer=Participation.NO, given=SAID)


def links(page):
    return set(re.findall(r'href="(/[^"#]*)', page.content.decode()))


def test_a_proposal_leads_to_the_comparison_only_who_may_open_it(between, amal, log_in):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    there = reverse("match", args=[between.proposals["De Brug"]])
    assert pair(between, amal) in links(log_in("fenna").get(there))

    wants_none(between, amal)

    assert pair(between, amal) not in links(log_in("fenna").get(there))
    assert pair(between, amal) in links(log_in("marieke").get(there))


@pytest.mark.parametrize("somebody", ["fenna", "marieke"])
def test_which_rule_broke_can_be_seen_also_when_the_group_itself_is_ready_no_more(between, amal, log_in, somebody):
    between.goes_to(MatchEvent.CHECK, amal)
    between.groups["De Brug"].stage(GroupStage.PAUSED)
    page = log_in(somebody).get(reverse("match", args=[between.proposals["De Brug"]]))

    assert "Bekijk welke" in page.content.decode()
    assert log_in(somebody).get(pair(between, amal)).status_code == 200


def test_a_group_that_is_not_ready_is_compared_with_no_household_that_it_was_not_proposed_for(between, amal, log_in):
    assert log_in("marieke").get(pair(between, amal)).status_code == 200

    between.groups["De Brug"].stage(GroupStage.PAUSED)

    assert log_in("marieke").get(pair(between, amal)).status_code == 404
