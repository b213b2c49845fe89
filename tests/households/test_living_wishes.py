"""What a household itself wishes about living: recorded by its team, kept, and heard by whoever looks for a home."""

from dataclasses import replace

import pytest
from django.urls import reverse

from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.households import actions, queries
from hervest.households.record_queries import facts_of
from hervest.households.vocabulary import PlaceWish
from hervest.intake.stored_rules import as_dossier, as_record
from hervest.journey import actions as journey
from households.families import HADDAD

GIRLS = (MemberNo(3), MemberNo(4))
PARENT_AND_GIRL = (MemberNo(1), MemberNo(3))


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    by = world.actor("sander")
    code = journey.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    actions.save_household(by=by, now=world.now, case=code, record=HADDAD)
    return code


def record(world, family, **said):
    wishes = {"wants_sharing": None, "place_wishes": (), "room_sharers": (), "reason": "Samir, in het Arabisch."} | said
    actions.record_living_wishes(by=world.actor("sander"), now=world.now, case=family, **wishes)


def test_what_they_wish_reaches_whoever_looks_for_a_home(world, family):
    before = facts_of(family, today=world.today)
    record(world, family, wants_sharing=True, place_wishes=(PlaceWish.LIBRARY, PlaceWish.NEAR_RELATIVES))
    after = facts_of(family, today=world.today)

    assert (before.wants_sharing, before.wishes) == (None, frozenset())
    assert (after.wants_sharing, after.wishes) == (True, {"library", "near_relatives"})


def test_who_asks_to_share_a_room_counts_as_one_bedroom(world, family):
    before = facts_of(family, today=world.today).bedrooms
    record(world, family, room_sharers=(*PARENT_AND_GIRL, MemberNo(2)))
    after = facts_of(family, today=world.today).bedrooms
    assert after.needed_now <= before.needed_now
    shown = queries.household_page(world.actor("sander"), family, today=world.today)
    assert shown.record.room_sharers == (*PARENT_AND_GIRL, MemberNo(2))
    assert shown.rooms.advice.bedrooms.needed_now == after.needed_now


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"room_sharers": (MemberNo(3),)}, "sharing_takes_two"),
        ({"wants_sharing": True, "reason": "  "}, "reason_needed"),
        ({}, "nothing_changed"),
    ],
)
def test_half_an_answer_is_refused_and_says_why(world, family, said, code):
    with pytest.raises(RuleBroken) as refused:
        record(world, family, **said)
    assert refused.value.code == code
    record(world, family, room_sharers=GIRLS)


def test_a_later_dossier_touches_none_of_it(world, family):
    record(world, family, wants_sharing=False, place_wishes=(PlaceWish.GARDEN,), room_sharers=GIRLS)
    kept = queries.record_of(family)
    newer = as_dossier(
        replace(kept, remarks="Anders."),
        Route.RESETTLEMENT,
        municipality="GM9001",
        allocated_on=None,
        arrival_on=None,
    )
    again = as_record(newer, kept)
    assert again.remarks == "Anders."
    assert (again.wants_sharing, again.place_wishes, again.room_sharers) == (False, (PlaceWish.GARDEN,), GIRLS)


def test_the_team_records_it_on_a_page_and_a_lead_outside_the_team_has_no_such_page(log_in, family):
    address = reverse("living_wishes", args=[family])
    assert log_in("lena").get(address).status_code == 404
    page = log_in("sander")
    assert "Wat zij wensen van het wonen" in page.get(address).content.decode()

    sent = {
        "wants_sharing": "yes",
        "place_wishes": ["garden"],
        "room_sharers": ["3", "4"],
        "reason": "Samir, Arabisch.",
    }
    assert page.post(address, sent).status_code == 303
    shown = page.get(reverse("household", args=[family])).content.decode()
    assert "ja, dat zeiden zij zelf" in shown
    assert "tuin" in shown.lower()


def test_a_wrong_answer_comes_back_with_what_was_typed(log_in, family):
    sent = {"wants_sharing": "no", "room_sharers": ["3"], "reason": "Samir, in het Arabisch."}
    page = log_in("sander").post(reverse("living_wishes", args=[family]), sent).content.decode()
    assert "Eén persoon deelt geen kamer." in page
    assert "Samir, in het Arabisch." in page
