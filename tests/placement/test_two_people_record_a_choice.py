"""Two people record what somebody of a household says: a no never waits, and none is taken back unseen (ADR 26)."""

from dataclasses import replace

import pytest
from django.urls import reverse

from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.households.choice_actions import tick_health_help
from hervest.households.choice_models import HealthHelpChoice, ParticipationChoice, SharingChoice
from hervest.households.vocabulary import HealthHelp, Participation, ShareItem
from hervest.placement import match_actions, transfer_say_actions
from hervest.placement.match_models import MatchEnquiry, MatchProposal
from hervest.placement.match_state_vocabulary import MatchEvent, MatchState
from hervest.placement.match_vocabulary import ConflictOfInterest
from hervest.placement.talk_actions import record_match_talk
from hervest.placement.talk_models import MatchTalk
from hervest.placement.transfer_models import TransferSay
from hervest.placement.transfer_vocabulary import TransferAnswer
from hervest.sponsorship.vocabulary import Interest
from people import NOW, TODAY
from placement.matchmaking import ASKED, SAID, TOLD, family_and_group
from placement.test_transfers import offer
from portal.test_two_people_edit import opened, sent

HOW = {"said_on": str(TODAY), "language": "nl", "interpreting": "professional", "how": "oral"}


@pytest.fixture
def amal(between, begin):
    """A family that wants a group, and one group that suits it, with a login for its coordinator."""
    return between.begun(*begin(family_and_group))


def said_first(between, amal, act, **what):
    """What somebody else records of the first adult while the page of the second is open."""
    act(by=between.world.actor("marieke"), now=NOW, case=amal, member=MemberNo(1), given=SAID, **what)


def ticks():
    return [row.items for row in HealthHelpChoice.rows.order_by("pk")]


def differences(response):
    assert response.status_code == 200
    return [(row.now, row.typed) for row in response.context["form"].differences]


def test_a_tick_that_somebody_took_away_does_not_come_back_unseen(between, amal, log_in):
    browser, address = log_in("marieke"), reverse("tick_health_help", args=[amal, 1])
    said_first(between, amal, tick_health_help, items=[HealthHelp.GP_COMPANY])
    page = opened(browser, address)
    said_first(between, amal, tick_health_help, items=[])

    both = browser.post(address, page | HOW | {"items": ["gp_company", "minding_children"]})

    assert differences(both) == [
        ("niets", "meegaan naar huisarts, tandarts of apotheek, oppassen tijdens een afspraak")
    ]
    assert ticks() == [["gp_company"], []]
    assert browser.post(address, sent(both.context["form"])).status_code == 303
    assert ticks()[-1] == ["gp_company", "minding_children"]


def test_a_tick_taken_away_is_away_at_once_though_somebody_changed_another(between, amal, log_in):
    browser, address = log_in("marieke"), reverse("tick_health_help", args=[amal, 1])
    said_first(between, amal, tick_health_help, items=[HealthHelp.GP_COMPANY])
    page = opened(browser, address)
    said_first(between, amal, tick_health_help, items=[HealthHelp.GP_COMPANY, HealthHelp.MINDING_CHILDREN])

    both = browser.post(address, HOW | {"seen": page["seen"]})

    assert ticks()[-1] == ["minding_children"]  # what was not on the page is not taken away unseen
    assert differences(both) == [("oppassen tijdens een afspraak", "niets")]
    assert "Het nee telt al" in both.content.decode()
    assert browser.post(address, sent(both.context["form"])).status_code == 303
    assert ticks()[-1] == []


def test_who_takes_away_everything_that_stands_waits_for_nobody(between, amal, log_in):
    browser, address = log_in("marieke"), reverse("tick_health_help", args=[amal, 1])
    said_first(between, amal, tick_health_help, items=[HealthHelp.GP_COMPANY, HealthHelp.MINDING_CHILDREN])
    page = opened(browser, address)
    said_first(between, amal, tick_health_help, items=[HealthHelp.GP_COMPANY])

    assert browser.post(address, HOW | {"seen": page["seen"]}).status_code == 303
    assert ticks()[-1] == []


def test_a_no_said_meanwhile_stands_until_both_were_seen(between, amal, log_in):
    browser, address = log_in("marieke"), reverse("choose_about_group", args=[amal, 1])
    page = opened(browser, address)
    no = {"answer": Participation.NO, "shares": {ShareItem.ADDRESS: False}}
    said_first(between, amal, match_actions.choose_about_group, **no)

    both = browser.post(address, page | HOW | {"answer": "yes", "share_address": "yes"})

    assert differences(both) == [("nee", "ja"), ("nee", "ja")]
    assert "Er is nog niets opgeslagen" in both.content.decode()
    assert newest() == (Participation.NO, False)
    assert browser.post(address, sent(both.context["form"])).status_code == 303
    assert newest() == (Participation.YES, True)


def newest():
    answer = ParticipationChoice.rows.filter(member_no=1).order_by("pk").last().answer
    return answer, SharingChoice.rows.filter(member_no=1, item=ShareItem.ADDRESS).order_by("pk").last().may_see


@pytest.mark.parametrize("answer", ["no", "later"])
def test_a_no_goes_through_at_once_and_ends_what_was_asked_whatever_changed(between, amal, log_in, answer):
    browser, address = log_in("marieke"), reverse("choose_about_group", args=[amal, 1])
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    page = opened(browser, address)
    shared = {"answer": Participation.YES, "shares": {ShareItem.ADDRESS: True}}
    said_first(between, amal, match_actions.choose_about_group, **shared)

    assert browser.post(address, page | HOW | {"answer": answer, "share_address": "no"}).status_code == 303

    assert newest() == (answer, False)
    assert MatchProposal.rows.get().state == MatchState.NEWCOMER_NO


def test_what_is_refused_counts_at_once_though_the_rest_of_the_page_waits(between, amal, log_in):
    browser, address = log_in("marieke"), reverse("choose_about_group", args=[amal, 1])
    page = opened(browser, address)
    said_first(between, amal, match_actions.choose_about_group, answer=Participation.NO)

    both = browser.post(address, page | HOW | {"answer": "yes", "share_address": "no"})

    assert differences(both) == [("nee", "ja")]
    assert "Het nee telt al" in both.content.decode()
    assert newest() == (Participation.NO, False)


def test_a_later_on_an_older_page_does_not_take_back_a_no(between, amal, log_in):
    browser, address = log_in("marieke"), reverse("choose_about_group", args=[amal, 1])
    page = opened(browser, address)
    said_first(between, amal, match_actions.choose_about_group, answer=Participation.NO)

    assert differences(browser.post(address, page | HOW | {"answer": "later"})) == [("nee", "later")]
    assert ParticipationChoice.rows.filter(member_no=1).order_by("pk").last().answer == Participation.NO


def test_the_language_in_which_something_was_said_is_asked_and_never_filled_in(between, amal, log_in):
    browser, address = log_in("marieke"), reverse("choose_about_group", args=[amal, 1])
    form = browser.get(address).context["form"]

    assert (form["language"].value(), form.fields["language"].choices[0]) == (None, ("", "kies de taal"))
    page = {name: value for name, value in HOW.items() if name != "language"} | {"answer": "no"}
    assert browser.post(address, page).status_code == 200
    assert browser.post(address, page | {"language": "nl"}).status_code == 303


def test_what_somebody_else_told_in_the_conversation_is_not_lost(between, amal, log_in):
    browser, address = log_in("marieke"), reverse("record_talk", args=[amal])
    page = opened(browser, address)
    by = {"by": between.world.actor("marieke"), "now": NOW, "case": amal, "given": SAID}
    record_match_talk(**by, told=replace(TOLD, interests=frozenset({Interest.COOKING, Interest.FOOTBALL})))
    n_talks = MatchTalk.rows.count()

    both = browser.post(address, page | HOW | {"interests": ["cooking", "gardening"]})

    assert differences(both) == [("koken, voetbal", "koken, tuinieren")]
    assert MatchTalk.rows.count() == n_talks
    assert browser.post(address, sent(both.context["form"])).status_code == 303
    assert MatchTalk.rows.order_by("pk").last().interests == ["cooking", "gardening"]


def test_what_somebody_else_found_out_of_a_pair_is_not_lost(between, amal, log_in):
    group = between.groups["De Brug"].group
    browser, address = log_in("marieke"), reverse("find_out", args=[amal, group])
    form = browser.get(reverse("match_pair", args=[amal, group])).context["enquiry"]
    page = sent(form)
    between.asked(amal, found=replace(ASKED, conflicts=frozenset({ConflictOfInterest.LANDLORD})))

    both = browser.post(address, page | {"conflicts": ["none"]})

    assert ("niets", "nee, niemand is dat") not in [(row.now, row.typed) for row in both.context["enquiry"].differences]
    assert MatchEnquiry.rows.order_by("pk").last().conflicts == [ConflictOfInterest.LANDLORD]
    assert browser.post(address, sent(both.context["enquiry"])).status_code == 303
    assert MatchEnquiry.rows.order_by("pk").last().conflicts == []


def test_a_no_to_a_transfer_never_waits_and_none_is_taken_back_unseen(between, amal, log_in):
    offer(between.waiting)
    browser, address = log_in("marieke"), reverse("say_of_transfer", args=[amal, 1])
    page = opened(browser, address)
    by = {"by": between.world.actor("marieke"), "now": NOW, "case": amal, "member": MemberNo(1), "language": "ar"}
    by["interpreting"] = Interpreting.PROFESSIONAL
    transfer_say_actions.say_of_transfer(**by, answer=TransferAnswer.TALK, text="Mijn zoon zit op school.")

    both = browser.post(address, page | HOW | {"answer": "yes"})

    assert ("Mijn zoon zit op school.", "niets") in differences(both)
    assert newest_word() == TransferAnswer.TALK
    assert browser.post(address, page | HOW | {"answer": "no"}).status_code == 303
    assert newest_word() == TransferAnswer.NO
    assert len(differences(browser.post(address, page | HOW | {"answer": "talk"}))) == 1
    assert browser.post(address, opened(browser, address) | HOW | {"answer": "yes"}).status_code == 303
    assert newest_word() == TransferAnswer.YES


def newest_word():
    return TransferSay.rows.order_by("pk").last().answer
