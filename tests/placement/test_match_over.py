"""What a group reads when its match ends: that it ended, and nothing of the household."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hervest.notices.models import OutboxMessage
from hervest.notices.vocabulary import NoticeKind
from hervest.placement.match_over_queries import TOLD_FOR, matches_over
from hervest.placement.match_state_vocabulary import MatchEvent
from people import NOW, TODAY
from placement.matchmaking import family_and_group

OVER = "De match van De Brug is geëindigd."


@pytest.fixture
def amal(between, begin, settings):
    """A family that wants a group, and one group that suits it, with a login for its coordinator."""
    settings.SENDS_MAIL = True
    return between.begun(*begin(family_and_group))


def told(between):
    """Key of the cast -> the kind of the one message that has not gone out yet."""
    keys = {number: key for key, number in between.world.ids.items()}
    rows = OutboxMessage.rows.filter(sent_at=None).values_list("person", "kind", "case_code")
    return {keys[person]: (kind, code) for person, kind, code in rows}


def pages(log_in, key):
    client = log_in(key)
    return [client.get(reverse(name)).content.decode() for name in ("this_week", "our_match")]


def test_a_group_reads_that_its_match_ended_and_nothing_of_the_household(between, amal, log_in):
    between.goes_to(MatchEvent.CONFIRM, amal)
    assert [page for page in pages(log_in, "saskia") if OVER in page] == []
    OutboxMessage.rows.update(sent_at=NOW)

    between.happens(MatchEvent.NEWCOMER_NO)

    assert [page for page in pages(log_in, "saskia") if OVER not in page or amal in page] == []
    assert told(between) == {"saskia": (NoticeKind.MATCH_ASKED, "")}
    assert OVER not in log_in("marieke").get(reverse("this_week")).content.decode()


def test_after_two_months_it_is_no_news_any_more(between, amal):
    between.goes_to(MatchEvent.CONFIRM, amal)
    between.happens(MatchEvent.NEWCOMER_NO)
    saskia = between.world.actor("saskia")

    assert matches_over(saskia, today=TODAY + TOLD_FOR) == ("De Brug",)
    assert matches_over(saskia, today=TODAY + TOLD_FOR + timedelta(days=1)) == ()


def test_a_group_that_was_only_asked_hears_nothing_of_a_no(between, amal):
    between.goes_to(MatchEvent.GROUP_YES, amal)
    OutboxMessage.rows.update(sent_at=NOW)

    between.happens(MatchEvent.NEWCOMER_NO)

    assert matches_over(between.world.actor("saskia"), today=TODAY) == ()
    assert told(between) == {}


def test_once_the_group_is_asked_about_another_household_that_is_what_it_reads(between, amal):
    between.goes_to(MatchEvent.CONFIRM, amal)
    between.happens(MatchEvent.NEWCOMER_NO)
    other = between.family("bea", home="W-2")
    del between.proposals["De Brug"]

    between.goes_to(MatchEvent.NEWCOMER_YES, other)
    before = matches_over(between.world.actor("saskia"), today=TODAY)
    between.happens(MatchEvent.OFFER_GROUP)

    assert before == ("De Brug",)  # it knows of no other household yet
    assert matches_over(between.world.actor("saskia"), today=TODAY) == ()
