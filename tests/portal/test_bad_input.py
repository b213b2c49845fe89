"""Addresses and forms that no page of ours makes: a clear answer, never a broken page, nothing typed is lost."""

import re

import pytest
from django.urls import get_resolver

from hervest.accounts.route import ROUTES
from hervest.core.written import LARGEST_KEY
from journey.test_actions import family

__all__ = ["family"]

HUGE = "9" * 26


def address_of(name, family, number):
    """The address of a route with this number wherever one stands, and otherwise what there is."""
    known = {"str:code": family, "str:milestone": "LANDED", "str:rule": "language", "slug:carrier": "xlsx"}
    text = re.sub(r"<int:\w+>", str(number), ROUTES[name].pattern)
    return "/" + re.sub(r"<([^>]*)>", lambda found: known.get(found[1], "GM9001"), text)


@pytest.mark.parametrize("number", [2**31, LARGEST_KEY, HUGE], ids=lambda n: f"{str(n)[:20]}")
def test_a_number_in_an_address_that_nothing_has_is_never_a_broken_page(log_in, family, number):
    assert get_resolver().url_patterns, "now every route is known"
    told, numbered = {}, [name for name, found in ROUTES.items() if "<int:" in found.pattern]
    for person in ("marieke", "pieter"):
        client = log_in(person)
        for name in numbered:
            address = address_of(name, family, number)
            told |= {(person, name, how): getattr(client, how)(address).status_code for how in ("get", "post")}

    assert len(told) == 2 * 2 * len(numbered) > 200
    assert {key: status for key, status in told.items() if status not in {200, 302, 303, 404}} == {}


@pytest.mark.parametrize(
    "address", ["/cases/", "/week/", "/dwellings/", "/matching/", "/sponsors/", "/people/", "/log/"]
)
@pytest.mark.parametrize("asked", ["page", "person", "bedrooms", "programme"])
def test_a_number_behind_an_address_that_no_database_can_hold_narrows_nothing(log_in, family, address, asked):
    for person in ("marieke", "pieter"):
        client = log_in(person)
        assert client.get(f"{address}?{asked}={HUGE}").status_code == client.get(address).status_code


@pytest.mark.parametrize("address", ["/cases/H%00/", "/search/?q=a%00", "/dwellings/GM%00/x/"])
def test_an_address_with_a_null_character_is_refused_in_words(log_in, address):
    client = log_in("marieke")

    answer = client.get(address)
    assert answer.status_code == 400
    assert "Ga terug" in answer.content.decode()
    assert client.get("/search/?q=a").status_code == 200


def test_a_form_with_a_null_character_in_its_key_is_refused_in_words(log_in):
    client = log_in("marieke")

    assert client.post("/profile/", {"language": "en", "submission": "a\0b"}).status_code == 400
    assert client.post("/profile/", {"language": "en", "submission": "ab"}).status_code == 303


def test_a_person_that_no_database_can_number_narrows_nothing(log_in):
    assert log_in("marieke").get(f"/week/?person={HUGE}").status_code == 200


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1900-01-02"])
def test_a_day_outside_every_plan_is_refused_at_its_field_and_stays_typed(log_in, family, day):
    page = log_in("marieke").post(
        f"/cases/{family}/milestones/LANDED/0/move/",
        {"on": day, "is_actual": "no", "reason": "gebeld met COA", "seen": "1", "submission": "key"},
    )

    assert page.status_code == 200
    assert page.context["form"].errors["on"]
    assert "gebeld met COA" in page.content.decode()


def test_a_milestone_of_somebody_who_is_not_in_the_household_does_not_exist(log_in, family):
    client = log_in("marieke")

    assert client.get(f"/cases/{family}/milestones/CARD_ISSUED/77/move/").status_code == 404
    assert client.get(f"/cases/{family}/milestones/CARD_ISSUED/1/move/").status_code == 200


def test_what_was_left_empty_is_named_in_the_summary_and_at_its_field(log_in, family):
    address = f"/cases/{family}/tasks/add/"
    page = log_in("marieke").post(address, {"title": "", "due_on": "morgen", "submission": "key"}).content.decode()

    assert page.count("“Wat moet er gebeuren?” is nog niet ingevuld.") == 2
    assert "Dit veld is verplicht" not in page
    assert ">Voor welke dag? " in page, "what is wrong otherwise still stands behind the name of its field"
    assert " required" in page
    assert "novalidate" in page


@pytest.mark.parametrize("address", ["/cases/", "/week/?show=undated", "/log/"])
def test_a_page_beyond_the_last_leads_back_to_the_last(log_in, family, address):
    client = log_in("pieter" if address == "/log/" else "marieke")
    mark = "&" if "?" in address else "?"

    beyond = client.get(f"{address}{mark}page=9999").content.decode()

    assert "Bladzijde 9999 is er niet" in beyond
    assert "Naar de laatste bladzijde" in beyond
    assert "Bladzijde 9999 is er niet" not in client.get(address).content.decode()
