"""What somebody meets first: the work that is theirs, pages that lead somewhere, words that say what to do."""

import pytest
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.utils.translation import override

from hervest.accounts.models import Person
from portal.test_pages import haddad, text_of

__all__ = ["haddad"]


def test_a_lead_who_works_on_no_case_begins_with_everything_and_others_with_their_own(log_in, haddad):
    lead, caseworker = text_of(log_in("lena").get("/week/")), text_of(log_in("marieke").get("/week/"))

    assert '?scope=all" aria-current="true"' in lead
    assert haddad in lead
    assert '?scope=cases" aria-current="true"' in caseworker
    assert '?scope=cases" aria-current="true"' in text_of(log_in("lena").get("/week/?scope=cases"))


def test_a_lead_of_a_municipality_without_households_is_told_what_to_do_first(log_in, world):
    lead = text_of(log_in("lena").get("/week/"))

    assert "Beginnen in Molenveen" in lead
    assert 'href="/import/"' in lead
    assert 'class="is-done"><a class="utrecht-link" href="/people/add/"' in lead
    assert 'class="is-done"><a class="utrecht-link" href="/dwellings/import/"' not in lead
    assert "Beginnen in" not in text_of(log_in("sander").get("/week/"))


def test_what_to_do_first_is_gone_once_a_household_is_there(log_in, haddad):
    assert "Beginnen in" not in text_of(log_in("lena").get("/week/"))


def test_who_manages_nobody_finds_no_people_in_the_menu(log_in):
    for key in ("lena", "fenna"):  # Fenna manages the people of sponsor groups
        assert 'href="/people/"' in text_of(log_in(key).get("/cases/")), key
    assert 'href="/people/"' not in text_of(log_in("sander").get("/cases/"))


def test_a_planner_comes_from_a_code_to_its_homes_and_a_privacy_officer_to_no_page_of_a_case(log_in, haddad):
    planner, officer = text_of(log_in("joris").get("/cases/")), text_of(log_in("pieter").get("/cases/"))

    assert f'href="/cases/{haddad}/home/"' in planner
    assert log_in("joris").get(f"/cases/{haddad}/home/").status_code == 200
    assert haddad in officer
    assert f'href="/cases/{haddad}' not in officer


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("nl", "minstens 12 tekens"), ("en", "at least 12 characters")])
def test_a_password_that_is_too_short_is_refused_in_ones_own_language(language, words):
    told = []
    with override(language):
        for validator in get_default_password_validators():
            try:
                validator.validate("kort", Person())
            except ValidationError as refused:
                told += refused.messages

    assert [line for line in told if words in line]


def test_that_no_arrival_is_planned_is_told_to_who_would_read_its_day(log_in, world):
    told = {key: "Er is geen aankomst gepland" in text_of(log_in(key).get("/week/")) for key in ("lena", "joris")}

    assert told == {"lena": True, "joris": False}
