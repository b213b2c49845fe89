"""One field finds cases, pages, homes, groups and people by a part of their name: only what one may see anyway."""

import re

import pytest

from hervest.accounts.actor import system
from hervest.housing.actions import save_dwelling
from people import HERE
from sponsorship.groups import ready


@pytest.fixture(autouse=True)
def _molen(world, everybody):
    """A group and a home that both have molen in their name."""
    ready(world, "De Molenbuurt")
    fields = {"street": "Geheimstraat 3", "postcode": "7431 AB", "town": "Molenveen"}
    save_dwelling(by=system("test"), now=world.now, municipality=HERE, code="MOLEN-1", fields=fields)


def found(client, words):
    text = client.get("/search/", {"q": words}).content.decode()
    [part] = re.findall(r'id="elsewhere".*?</section>', text, re.DOTALL) or [""]
    return {title for title in ("De Molenbuurt", "MOLEN-1", "Matchtafel", "Marieke de Wit") if title in part}


@pytest.mark.parametrize(
    ("who", "words", "titles"),
    [
        ("marieke", "molen", {"De Molenbuurt", "MOLEN-1"}),
        ("marieke", "match", {"Matchtafel"}),
        ("marieke", "marieke", {"Marieke de Wit"}),
        ("joris", "marieke", set()),
        ("fenna", "molen", {"De Molenbuurt"}),
        ("hatice", "molen", set()),
        ("marieke", "geheim", {"MOLEN-1"}),
        ("joris", "geheimstraat 3", {"MOLEN-1"}),
        ("joris", "7431ab", {"MOLEN-1"}),
        ("anouk", "geheim", set()),
        ("hatice", "7431 AB", set()),
    ],
)
def test_a_part_of_the_name_finds_what_one_may_see_anyway(log_in, client, who, words, titles):
    log_in(who)

    assert found(client, words) == titles


def test_what_is_found_nowhere_is_said_with_what_to_try(log_in, client):
    log_in("marieke")

    assert "Niets gevonden" in client.get("/search/", {"q": "qqqq"}).content.decode()


def test_more_homes_than_are_shown_are_spoken_of(log_in, client, world):
    log_in("joris")
    for n in range(2, 6):
        save_dwelling(by=system("test"), now=world.now, municipality=HERE, code=f"MOLEN-{n}", fields={})
    few = client.get("/search/", {"q": "molen-"}).content.decode()
    save_dwelling(by=system("test"), now=world.now, municipality=HERE, code="MOLEN-6", fields={})
    many = client.get("/search/", {"q": "molen-"}).content.decode()

    assert "Er zijn meer woningen gevonden" not in few
    assert "MOLEN-5" in few
    assert "Er zijn meer woningen gevonden: maak uw zoekvraag preciezer." in many
    assert "MOLEN-6" not in many


@pytest.mark.parametrize(("who", "finds"), [("joris", True), ("marieke", True), ("fenna", False), ("anouk", False)])
def test_an_address_is_asked_for_only_where_homes_are_found(log_in, client, who, finds):
    log_in(who)
    text = client.get("/search/", {"q": "qqqq"}).content.decode()

    assert ("Zoek op code, naam of adres" in text) is finds
    assert ("Zoek op code of naam" in text) is not finds
    assert ("code of adres van een woning" in text) is finds
    assert ("het adres van een woning" in text) is finds
