"""A newcomer reads who looked at their own household, and at no other."""

import re
from dataclasses import replace

import pytest

from hervest.core.vocabulary import MemberNo, Route
from hervest.households.actions import save_household
from hervest.journey import actions as journey
from hervest.journey.vocabulary import TeamRole
from households.families import HADDAD


def opened(world, by):
    code = journey.open_case(by=world.actor(by), now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    save_household(by=world.actor(by), now=world.now, case=code, record=replace(HADDAD, dossier_number=code))
    return code


@pytest.fixture
def own(world):
    """The household of Samir, led by Sander, and another one."""
    code = opened(world, "sander")
    world.joins(code, "samir", TeamRole.NEWCOMER, by="sander", member=MemberNo(1))
    return code


def log_of(log_in, code):
    """The log once they have looked at everything themselves; what names them as its reader left out."""
    for path in ("", "household/", "log/"):
        log_in("samir").get(f"/cases/{code}/{path}")
    shown = text_of(log_in("samir").get(f"/cases/{code}/log/")).partition("<main")[2]
    return re.sub(r'<p class="hv-onpaper.*?</p>', "", shown)


def text_of(answer):
    return answer.content.decode()


def test_who_looked_stands_there_with_for_what(log_in, own):
    assert log_in("sander").get(f"/cases/{own}/household/").status_code == 200

    page = text_of(log_in("samir").get(f"/cases/{own}/log/"))

    assert "Sander Bos" in page
    assert "Nieuwkomer 1" not in log_of(log_in, own)  # their own looks are no news
    assert "Wie heeft gekeken" in page
    assert f'href="/cases/{own}/log/"' in text_of(log_in("samir").get(f"/cases/{own}/"))


@pytest.mark.parametrize("key", ["sander", "lena", "pieter", "aad", "hatice", "gijs"])
def test_nobody_else_reads_it_there(log_in, own, key):
    there, nowhere = (log_in(key).get(f"/cases/{code}/log/") for code in (own, "H-9999"))

    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert text_of(there) == text_of(nowhere)


def test_the_log_of_another_household_is_not_theirs(log_in, world, own):
    other = opened(world, "lotte")

    assert log_in("samir").get(f"/cases/{other}/log/").status_code == 404
    assert log_in("samir").get(f"/cases/{own}/log/").status_code == 200


def test_a_newcomer_has_no_log_of_the_municipality_and_who_reads_it_has(log_in, own):
    assert log_in("samir").get("/log/").status_code == 404
    assert 'href="/log/"' not in text_of(log_in("samir").get(f"/cases/{own}/"))
    assert log_in("aad").get("/log/").status_code == 200


def test_the_week_of_a_newcomer_is_their_household_without_the_filters_of_a_professional(log_in, own):
    """They have one household: there is nothing to choose between colleagues, phases and cases."""
    theirs, professional = (text_of(log_in(key).get("/week/")) for key in ("samir", "sander"))

    assert "Ons gezin" in theirs
    assert "Alleen mijn taken" in theirs
    assert "Mijn gezinnen" in professional
    for words in ("Alles wat ik mag zien", "Van collega", "Wie komt wanneer"):
        assert words not in theirs
        assert words in professional
