"""Logging in: password, lock-out, the demo's buttons, the link that sets a password."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache

from hervest.accounts.actor import system
from hervest.accounts.models import Person
from hervest.accounts.people_actions import give_link
from people import NOW, PASSWORD

ADDRESS = "/accounts/login/"
NEW = "een ander goed wachtwoord"


@pytest.fixture(autouse=True)
def _no_earlier_attempts_on_the_casts_monday():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def attempt(client, world, key="sander", password=PASSWORD, **more):
    return client.post(ADDRESS, {"login": world.email(key), "password": password, **more})


def test_the_page_says_whom_to_ask_for_a_new_password_and_the_same_to_everybody(client, world):
    """Nobody comes in by mail alone: security.md, THREAT-T17."""

    def told(page):
        shown = page.content.decode()
        return shown.partition("Wachtwoord vergeten?")[2].partition("</details>")[0]

    before = told(client.get(ADDRESS))
    assert "de leidinggevende van uw gemeente of organisatie" in before
    assert "Vraag het dan aan wie u begeleidt" in before
    known = told(attempt(client, world, password="fout"))
    unknown = told(client.post(ADDRESS, {"login": "niemand@x.example", "password": "fout"}))
    assert known == unknown == before


def is_in(client):
    return client.get("/profile/").status_code == 200


def test_who_chose_english_before_logging_in_goes_on_in_english_until_they_choose_in_their_profile(client, world):
    def language():
        return client.get("/profile/").content.decode().split('<html lang="')[1][:2]

    attempt(client, world)
    assert language() == "nl"
    client.post("/accounts/logout/")

    client.get("/speak/en/")
    attempt(client, world)
    assert language() == "en"
    assert world.person("sander").language == "nl"

    client.post("/profile/", {"language": "nl"})
    assert language() == "nl"
    client.post("/accounts/logout/")
    attempt(client, world)
    assert language() == "nl", "the choice was for one visit"


def test_a_language_that_a_browser_made_up_is_none(client, world):
    client.cookies["django_language"] = "tlh"
    attempt(client, world)

    assert '<html lang="nl"' in client.get("/profile/").content.decode()


def test_the_right_password_lets_in_and_the_wrong_one_does_not(client, world):
    wrong = attempt(client, world, password="verkeerd")
    assert wrong.status_code == 200
    assert "Het e-mailadres of het wachtwoord klopt niet." in wrong.content.decode()
    assert "opgeslagen" not in wrong.content.decode(), "nothing was to be saved"
    assert not is_in(client)

    answer = attempt(client, world)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_in(client)


def test_the_address_may_be_typed_in_capitals(client, world):
    client.post(ADDRESS, {"login": world.email("sander").upper(), "password": PASSWORD})

    assert is_in(client)


def test_one_comes_back_to_the_page_that_was_asked_for_but_never_to_another_site(client, world):
    assert attempt(client, world, next="/cases/")["Location"] == "/cases/"
    client.post("/accounts/logout/")
    assert not is_in(client)

    assert attempt(client, world, next="https://elsewhere.example/")["Location"] == "/"


def test_an_unknown_address_and_a_wrong_password_sound_the_same(client, world):
    known = attempt(client, world, password="verkeerd").content.decode()
    unknown = client.post(ADDRESS, {"login": "wie@hervest.example", "password": "verkeerd"}).content.decode()

    assert problems(known) == problems(unknown) != []


def problems(page):
    return re.findall(
        r"<li[^>]*>(?:<a[^>]*>)?([^<]+)", page.split('<form class="hv-stack"', maxsplit=1)[0].split("<main", 1)[1]
    )


def test_who_logs_in_and_out_is_spoken_to_as_everywhere_else(client, world):
    attempt(client, world)
    page = client.get("/", follow=True).content.decode()
    assert "U bent ingelogd als Sander Bos." in page
    assert "Je bent" not in page

    assert "U bent uitgelogd." in client.post("/accounts/logout/", follow=True).content.decode()


def test_somebody_who_may_no_longer_log_in_does_not(client, world):
    Person.rows.filter(pk=world.ids["sander"]).update(is_active=False)

    attempt(client, world)

    assert not is_in(client)


def test_after_five_wrong_passwords_even_the_right_one_waits_five_minutes(client, world):
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(5):
            attempt(client, world, password="verkeerd")

        locked = attempt(client, world)

        assert problems(locked.content.decode()) != []
        assert not is_in(client)
        clock.shift(timedelta(minutes=6))
        attempt(client, world)
        assert is_in(client)


def test_four_wrong_passwords_lock_nobody_out(client, world):
    with time_machine.travel(NOW, tick=False):
        for _ in range(4):
            attempt(client, world, password="verkeerd")

        attempt(client, world)

        assert is_in(client)


def test_a_whole_office_behind_one_address_can_log_in_within_a_minute(client, world):
    for _ in range(100):
        assert attempt(client, world)["Location"] == "/"
        client.post("/accounts/logout/")
    assert not is_in(client)


def test_locked_is_the_address_that_was_tried_and_not_a_colleague_on_the_same_network(client, world):
    with time_machine.travel(NOW, tick=False):
        for _ in range(5):
            attempt(client, world, password="verkeerd")

        attempt(client, world, key="lotte")

        assert is_in(client)


def test_whoever_tries_address_after_address_is_stopped_too(client, world):
    with time_machine.travel(NOW, tick=False):
        for key in ("marieke", "lena", "sander", "joris", "anouk", "ruben", "fenna", "pieter", "bas", "hatice"):
            attempt(client, world, key=key, password="verkeerd")

        attempt(client, world, key="lotte")

        assert not is_in(client)


def test_nobody_signs_up_by_themselves(client, world):
    before = Person.rows.count()

    client.post("/accounts/signup/", {"email": "nieuw@hervest.example", "password1": NEW})

    assert Person.rows.count() == before
    assert not is_in(client)


def test_the_buttons_of_the_demo_do_not_exist_outside_it(client, world):
    Person.rows.filter(pk=world.ids["sander"]).update(is_demo=True)

    answer = client.post("/demo/login/", {"person": world.ids["sander"]})

    assert answer.status_code == 404
    assert not is_in(client)
    assert "hv-persona" not in client.get(ADDRESS).content.decode()


def test_in_the_demo_a_button_logs_in_and_only_as_somebody_of_the_demo(client, world, settings):
    settings.DEMO = True
    Person.rows.filter(pk=world.ids["sander"]).update(is_demo=True)

    assert client.post("/demo/login/", {"person": world.ids["marieke"]}).status_code == 404
    assert client.get("/demo/login/").status_code == 404
    assert not is_in(client)
    with time_machine.travel(NOW, tick=False):
        assert "hv-persona" in client.get(ADDRESS).content.decode()

    assert client.post("/demo/login/", {"person": world.ids["sander"]}).status_code == 303
    assert is_in(client)


def link_for(world, key):
    return give_link(by=system("test"), now=NOW, person=world.ids[key])


def set_password(client, link, password=NEW):
    """Follow the link and send the form, as a browser does; the last answer."""
    form = client.get(link, follow=True)
    place = form.redirect_chain[-1][0] if form.redirect_chain else link
    return client.post(place, {"new_password1": password, "new_password2": password})


def test_the_link_sets_a_password_logs_in_and_is_then_dead(client, world):
    link = link_for(world, "sander")

    assert set_password(client, link).status_code == 303
    assert is_in(client)

    client.post("/accounts/logout/")
    set_password(client, link, "nog een ander wachtwoord")
    assert not is_in(client)
    assert "is gebruikt" in client.get(link).content.decode()
    attempt(client, world, password=NEW)
    assert is_in(client)


@pytest.mark.parametrize(("hours", "is_alive"), [(23.9, True), (24.1, False)])
def test_the_link_lives_for_24_hours(client, world, hours, is_alive):
    with time_machine.travel(NOW, tick=False) as clock:
        link = link_for(world, "sander")
        clock.shift(timedelta(hours=hours))

        set_password(client, link)

        assert is_in(client) is is_alive


def test_the_link_of_one_is_not_the_link_of_another(client, world):
    uid = link_for(world, "lotte").split("/")[2]
    token = link_for(world, "sander").split("/")[3]

    set_password(client, f"/welcome/{uid}/{token}/")

    assert not is_in(client)


def test_a_weak_password_is_refused_in_words_and_the_link_still_works(client, world):
    link = link_for(world, "sander")

    answer = set_password(client, link, "kort")

    assert answer.status_code == 200
    assert "12" in answer.content.decode()
    assert set_password(client, link).status_code == 303
