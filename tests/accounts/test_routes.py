"""Addresses: who has not logged in goes to the login, and what is not yours looks like what does not exist."""

import re

import pytest
from django.test import Client

from hervest.accounts.models import Person, Submission
from hervest.audit.models import AuditRow
from hervest.core.vocabulary import Route
from hervest.journey import actions as journey
from people import ELSEWHERE, HERE, NOW

NO_CASE = "/cases/H-9999/"


@pytest.fixture
def cases(world):
    """One case here, led by Sander; one elsewhere, led by Hatice."""
    return {
        "here": journey.open_case(by=world.actor("sander"), now=NOW, municipality=HERE, route=Route.RESETTLEMENT).code,
        "elsewhere": journey.open_case(
            by=world.actor("hatice"), now=NOW, municipality=ELSEWHERE, route=Route.RESETTLEMENT
        ).code,
    }


@pytest.mark.parametrize("address", ["/week/", "/cases/", "/profile/", "/people/", "/log/", NO_CASE])
def test_who_has_not_logged_in_goes_to_the_login_and_comes_back_after_it(client, db, address):
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={address}"


def test_the_start_leads_to_the_login_or_to_ones_work(client, log_in):
    assert client.get("/")["Location"] == "/accounts/login/"
    assert log_in("sander").get("/")["Location"] == "/week/"


@pytest.mark.parametrize("key", ["sander", "anouk", "ruben"])
def test_a_case_of_another_municipality_answers_exactly_as_one_that_does_not_exist(log_in, cases, key):
    client = log_in(key)

    foreign, missing = client.get(f"/cases/{cases['elsewhere']}/"), client.get(NO_CASE)

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.content == missing.content
    assert headers(foreign) == headers(missing)


def test_ones_own_case_opens(log_in, cases):
    assert log_in("sander").get(f"/cases/{cases['here']}/").status_code == 200


def test_a_colleague_outside_the_team_gets_what_a_missing_case_gets_and_the_lead_gets_the_case(log_in, cases):
    address = f"/cases/{cases['here']}/"

    assert log_in("lotte").get(address).content == log_in("lotte").get(NO_CASE).content
    assert log_in("lena").get(address).status_code == 200


@pytest.mark.parametrize(
    ("key", "address"),
    [("bas", "/cases/"), ("bas", "/week/"), ("sander", "/people/"), ("sander", "/log/"), ("aad", "/cases/")],
)
def test_a_page_for_other_roles_answers_exactly_as_one_that_does_not_exist(log_in, key, address):
    client = log_in(key)

    answer = client.get(address)

    assert answer.status_code == 404
    assert answer.content == client.get("/no/such/page/").content


@pytest.mark.parametrize(
    ("key", "address"), [("bas", "/people/"), ("pieter", "/log/"), ("sander", "/week/"), ("ruben", "/cases/")]
)
def test_a_page_for_ones_own_role_opens(log_in, key, address):
    assert log_in(key).get(address).status_code == 200


def test_posting_to_a_case_elsewhere_changes_nothing_and_answers_as_if_it_were_not_there(log_in, cases):
    client = log_in("sander")
    before = AuditRow.rows.filter(chain=ELSEWHERE).count()

    answer = client.post(f"/cases/{cases['elsewhere']}/tasks/1/finish/", {"done_on": "2026-11-23"})

    assert answer.status_code == 404
    assert answer.content == client.post("/cases/H-9999/tasks/1/finish/", {"done_on": "2026-11-23"}).content
    assert AuditRow.rows.filter(chain=ELSEWHERE).count() == before


def test_the_same_form_sent_twice_is_done_once_and_led_to_the_same_place(log_in, world):
    client = log_in("sander")

    first = client.post("/profile/", {"language": "en", "submission": "k1"})
    second = client.post("/profile/", {"language": "nl", "submission": "k1"})

    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"] == "/profile/"
    assert world.person("sander").language == "en"
    assert Submission.rows.get().answer == "/profile/"


def test_another_form_is_done(log_in, world):
    client = log_in("sander")

    client.post("/profile/", {"language": "en", "submission": "k1"})
    client.post("/profile/", {"language": "nl", "submission": "k2"})

    assert world.person("sander").language == "nl"


def test_a_form_without_a_token_from_our_page_is_refused_in_words(client, log_in, world):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = log_in("sander").cookies

    answer = strict.post("/profile/", {"language": "en"})

    assert answer.status_code == 403
    assert "formulier" in answer.content.decode()
    assert Person.rows.get(pk=world.ids["sander"]).language == "nl"


def test_a_page_keeps_its_own_language_choice_through_every_redirect(log_in):
    client = log_in("sander")

    page = client.post("/profile/", {"language": "en", "submission": "k3"}, follow=True).content.decode()

    assert '<html lang="en"' in page
    assert (
        '<html lang="nl"'
        in client.post("/profile/", {"language": "nl", "submission": "k4"}, follow=True).content.decode()
    )


def test_a_language_we_do_not_speak_is_refused_and_said_so(log_in, world):
    answer = log_in("sander").post("/profile/", {"language": "tlh"})

    assert answer.status_code == 200
    assert re.search(r'aria-invalid="true"', answer.content.decode())
    assert world.person("sander").language == "nl"


def test_before_login_one_reads_dutch_and_may_choose_english(client, db):
    assert '<html lang="nl"' in client.get("/accounts/login/").content.decode()

    client.get("/speak/en/")

    assert '<html lang="en"' in client.get("/accounts/login/").content.decode()
    assert client.get("/speak/xx/").status_code == 404


def headers(answer):
    return {name: value for name, value in answer.items() if name not in {"Content-Length", "Set-Cookie"}}
