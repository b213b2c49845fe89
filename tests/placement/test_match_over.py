"""What a group reads when its match ends or is on hold: that it is so, and nothing of the household."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hervest.notices.models import OutboxMessage
from hervest.notices.vocabulary import NoticeKind
from hervest.placement.match_ending_queries import stands
from hervest.placement.match_models import Match, MatchProposal
from hervest.placement.match_over_queries import BACK_FOR, TOLD_FOR, group_news
from hervest.placement.match_state_vocabulary import MatchEnd, MatchEvent, MatchStage
from people import NOW, TODAY
from placement.matchmaking import family_and_group

OVER = "De match van De Brug is geëindigd."
HELD = "De match van De Brug staat voorlopig in de wacht."
BACK = "De match van De Brug gaat weer verder sinds maandag 23 november 2026"


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

    assert group_news(saskia, today=TODAY + TOLD_FOR).over == ("De Brug",)
    assert group_news(saskia, today=TODAY + TOLD_FOR + timedelta(days=1)).over == ()


def test_a_group_that_was_only_asked_hears_nothing_of_a_no(between, amal):
    between.goes_to(MatchEvent.GROUP_YES, amal)
    OutboxMessage.rows.update(sent_at=NOW)

    between.happens(MatchEvent.NEWCOMER_NO)

    assert group_news(between.world.actor("saskia"), today=TODAY).over == ()
    assert told(between) == {}


def test_once_the_group_is_asked_about_another_household_that_is_what_it_reads(between, amal):
    between.goes_to(MatchEvent.CONFIRM, amal)
    between.happens(MatchEvent.NEWCOMER_NO)
    other = between.family("bea", home="W-2")
    del between.proposals["De Brug"]

    between.goes_to(MatchEvent.NEWCOMER_YES, other)
    before = group_news(between.world.actor("saskia"), today=TODAY).over
    between.happens(MatchEvent.OFFER_GROUP)

    assert before == ("De Brug",)  # it knows of no other household yet
    assert group_news(between.world.actor("saskia"), today=TODAY).over == ()


def test_a_group_reads_that_its_match_is_on_hold_and_when_it_goes_on_and_nothing_of_the_household_meanwhile(
    between, amal, log_in
):
    between.goes_to(MatchEvent.CONFIRM, amal)
    assert [page for page in pages(log_in, "saskia") if HELD in page or BACK in page] == []

    between.happens(MatchEvent.PUT_ON_HOLD, text="Het gezin wil even rust.")
    held = pages(log_in, "saskia")
    between.happens(MatchEvent.SEEK_OTHER)
    sought = pages(log_in, "saskia")
    between.happens(MatchEvent.RESUME)
    back = pages(log_in, "saskia")

    assert all(HELD in page for page in (*held, *sought))
    assert not any(word in page for page in (*held, *sought) for word in (amal, "even rust", BACK, "geen gezin"))
    assert all(BACK in page and HELD not in page for page in back)
    assert amal in back[0] + back[1]
    assert [page for page in pages(log_in, "marieke")[:1] if HELD in page or BACK in page] == []


def test_that_a_match_goes_on_is_news_for_two_weeks_and_not_after_its_end(between, amal):
    between.goes_to(MatchEvent.CONFIRM, amal)
    between.happens(MatchEvent.PUT_ON_HOLD)
    between.happens(MatchEvent.RESUME)
    saskia = between.world.actor("saskia")

    assert [row.name for row in group_news(saskia, today=TODAY + BACK_FOR).resumed] == ["De Brug"]
    assert group_news(saskia, today=TODAY + BACK_FOR + timedelta(days=1)).resumed == ()
    between.happens(MatchEvent.NEWCOMER_NO)
    assert group_news(saskia, today=TODAY).resumed == ()


def test_putting_a_match_on_hold_says_first_what_follows_and_is_done_as_that_was_read(between, amal, log_in):
    between.goes_to(MatchEvent.CONFIRM, amal)
    address = reverse("go_on_with_match", args=[between.proposals["De Brug"]])
    client = log_in("marieke")

    first = client.post(address, {"event": "put_on_hold", "text": "Rust."})
    assert first.status_code == 200
    assert "ziet de groep niets meer van het gezin" in first.content.decode()
    assert "werkdag" not in first.content.decode()
    assert Match.rows.get().stage == MatchStage.CONFIRMED
    seen = first.content.decode().split('name="confirm" value="')[1].split('"')[0]

    between.happens(MatchEvent.MAKE_CONTACT)  # somebody else was first
    typed = {"event": "put_on_hold", "text": "Rust.", "confirm": seen}
    again = client.post(address, typed)
    assert again.status_code == 200
    assert Match.rows.get().stage == MatchStage.PRE_DEPARTURE_CONTACT
    seen = again.content.decode().split('name="confirm" value="')[1].split('"')[0]
    assert client.post(address, typed | {"confirm": seen}).status_code == 303
    assert Match.rows.get().stage == MatchStage.ON_HOLD


def test_a_match_is_put_on_hold_also_when_how_it_ends_was_chosen_first(between, amal, log_in):
    between.goes_to(MatchEvent.CONFIRM, amal)
    address = reverse("go_on_with_match", args=[between.proposals["De Brug"]])
    client = log_in("marieke")
    typed = {"event": "put_on_hold", "text": "Rust.", "end": "ended_planned", "had_final_review": "on"}

    first = client.post(address, typed).content.decode()
    seen = first.split('name="confirm" value="')[1].split('"')[0]
    assert 'name="end" value="ended_planned"' in first  # what was typed comes along, and counts for nothing

    assert client.post(address, typed | {"confirm": seen}).status_code == 303
    assert Match.rows.get().stage == MatchStage.ON_HOLD
    assert Match.rows.get().end == ""


def test_an_end_that_was_said_with_another_event_changes_nothing_of_how_the_match_stands(between, amal):
    between.goes_to(MatchEvent.CONFIRM, amal)
    row = MatchProposal.rows.get()
    seen, how = stands(row, today=TODAY), {"end": MatchEnd.ENDED_EARLY_NEUTRAL, "had_final_review": True}
    assert seen != stands(row, end=how["end"], today=TODAY)

    between.happens(MatchEvent.PUT_ON_HOLD, seen=seen, **how)

    assert Match.rows.get().stage == MatchStage.ON_HOLD
