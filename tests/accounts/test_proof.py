"""Before the gravest acts one shows again that it is oneself; what was typed meanwhile is not lost."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.test_login import attempt
from accounts.test_people import EMAIL, form
from accounts.test_second_step import LOGIN, Device, add_app, add_passkey, options
from accounts.test_unsent import OURS, kept_in
from authenticators import code_at
from hervest.accounts.models import Person
from hervest.accounts.settings import access_settings
from hervest.audit.models import AuditRow
from people import HERE, NOW, PASSWORD, let_in

PROOF, CODE, KEY = "/accounts/proof/", "/accounts/proof/code/", "/accounts/proof/passkey/"
INVITE = "/people/add/"
LONG_AGO, OF_LATE = NOW - timedelta(minutes=15), NOW - timedelta(minutes=14)


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def rows(verb):
    return list(AuditRow.rows.filter(verb=verb).order_by("pk"))


def prove(client, next_="", **typed):
    return client.post(PROOF, {"password": PASSWORD, "next": next_} | typed)


@pytest.mark.parametrize(("at", "is_open"), [(LONG_AGO, False), (OF_LATE, True)])
def test_a_grave_page_opens_for_a_quarter_of_an_hour_after_the_last_proof(log_in, at, is_open):
    client = log_in("lena", at=at)

    answer = client.get(INVITE)

    assert (answer.status_code == 200) is is_open
    if not is_open:
        assert answer["Location"] == f"{PROOF}?next={INVITE}"


def test_every_other_page_needs_no_new_proof(log_in):
    client = log_in("lena", at=LONG_AGO)

    assert [client.get(page).status_code for page in ("/week/", "/cases/", "/people/", "/profile/")] == [200] * 4


def test_the_password_opens_it_again_and_leads_back(log_in, world):
    client = log_in("lena", at=LONG_AGO)

    answer = prove(client, INVITE)

    assert (answer.status_code, answer["Location"]) == (302, INVITE)
    assert client.get(INVITE).status_code == 200
    assert [(row.chain, row.by_id) for row in rows("proof.given")] == [(HERE, world.ids["lena"])]


def test_a_wrong_password_opens_nothing_and_stands_in_the_log(log_in, world):
    client = log_in("lena", at=LONG_AGO)

    answer = prove(client, INVITE, password="verkeerd")

    assert answer.status_code == 200
    assert client.get(INVITE).status_code == 302
    assert [row.detail for row in rows("login.failed")] == [{"person": world.ids["lena"]}]
    assert rows("proof.given") == []


def test_the_password_of_a_colleague_proves_nothing(log_in, world):
    other = world.person("sander")
    other.set_password("het wachtwoord van Sander")
    other.save()
    client = log_in("lena", at=LONG_AGO)

    prove(client, INVITE, password="het wachtwoord van Sander")

    assert client.get(INVITE).status_code == 302


def test_proving_it_leads_nowhere_outside(log_in):
    client = log_in("lena", at=LONG_AGO)

    assert prove(client, "https://elsewhere.example/")["Location"] == "/"


def test_what_was_typed_in_a_grave_form_is_kept_and_done_once_after_the_proof(log_in, world):
    client = log_in("lena", at=LONG_AGO)
    typed = form(organisation=world.organisations["gemeente"], submission="k1")

    asked = client.post(INVITE, typed, headers=OURS)

    assert asked.status_code == 403
    assert "Laat daarom eerst opnieuw zien" in asked.content.decode()
    assert f'href="{PROOF}" target="_blank" rel="noopener"' in asked.content.decode()
    assert not Person.rows.filter(email=EMAIL).exists()

    prove(client)
    kept = kept_in(asked) | {"roles": typed["roles"]}
    assert {client.post(INVITE, kept, headers=OURS).status_code for _ in range(2)} == {303}
    assert Person.rows.filter(email=EMAIL).count() == 1


def test_what_another_site_sent_is_not_kept_for_after_the_proof(log_in, world):
    client = log_in("lena", at=LONG_AGO)
    typed = form(organisation=world.organisations["gemeente"])

    asked = client.post(INVITE, typed, headers={"origin": "https://elsewhere.example"})

    assert (asked.status_code, kept_in(asked)) == (403, {})


def test_a_part_of_a_page_makes_place_for_the_whole_question(log_in):
    client = log_in("lena", at=LONG_AGO)

    answer = client.get(INVITE, headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == f"{PROOF}?next={INVITE}"
    assert answer.content == b""


def test_who_may_not_do_it_at_all_is_not_asked_for_proof(log_in):
    assert log_in("sander", at=LONG_AGO).get(INVITE).status_code == 404
    assert log_in("lena", at=LONG_AGO).get(INVITE).status_code == 302


def test_the_session_has_another_key_after_the_proof_and_the_old_one_is_nobodys(log_in):
    client = log_in("lena", at=LONG_AGO)
    was = client.session.session_key

    prove(client)

    assert client.session.session_key != was
    old = Client()
    old.cookies["sessionid"] = was
    assert old.get("/week/").status_code == 302
    assert client.get("/week/").status_code == 200


def test_logging_in_is_a_proof_of_that_moment_and_so_is_a_button_of_the_demo(client, world, settings, clock):
    settings.DEMO = True
    Person.rows.filter(pk=world.ids["lena"]).update(is_demo=True)

    for log_in in (
        lambda: attempt(client, world, key="lena"),
        lambda: client.post("/demo/login/", {"person": world.ids["lena"]}),
    ):
        log_in()
        assert client.get(INVITE).status_code == 200
        clock.shift(timedelta(minutes=15))
        assert client.get(INVITE).status_code == 302
        prove(client)
        assert client.get(INVITE).status_code == 200
        client.post("/accounts/logout/")


def test_only_in_the_demo_the_page_of_proof_names_the_password_of_those_who_stand_ready(log_in, settings):
    client = log_in("lena", at=LONG_AGO)

    assert settings.DEMO_PASSWORD not in client.get(PROOF).content.decode()

    settings.DEMO = True
    assert settings.DEMO_PASSWORD in client.get(PROOF).content.decode()


def test_a_code_of_the_app_opens_it_again_and_is_then_spent(client, world, clock):
    attempt(client, world, key="lena")
    secret = add_app(client)
    clock.shift(timedelta(minutes=20))
    code = code_at(secret, NOW + timedelta(minutes=20))

    assert client.post(CODE, {"code": "000000", "next": INVITE}).status_code == 200
    assert client.get(INVITE).status_code == 302
    assert client.post(CODE, {"code": code, "next": INVITE})["Location"] == INVITE
    assert client.get(INVITE).status_code == 200
    assert [row.detail for row in rows("second_factor.failed")] == [{"person": world.ids["lena"]}]

    clock.shift(timedelta(minutes=20))
    cache.clear()
    client.post(CODE, {"code": code, "next": INVITE})
    assert client.get(INVITE).status_code == 302


def test_a_passkey_opens_it_again(client, world, clock):
    device = Device()
    attempt(client, world, key="lena")
    add_passkey(client, device)
    clock.shift(timedelta(minutes=20))
    assert client.get(INVITE).status_code == 302

    page = client.get(KEY, headers={"host": "localhost"})
    shown = {"credential": device.show(options(page, "request_options")), "next": INVITE}

    assert client.post(KEY, shown, headers={"host": "localhost"})["Location"] == INVITE
    assert client.get(INVITE).status_code == 200


def test_proof_is_only_asked_of_who_is_logged_in(client, db):
    for page in (PROOF, CODE, KEY):
        assert client.get(page)["Location"].startswith(LOGIN)


def test_after_five_wrong_passwords_the_right_one_waits(client, world, clock):
    let_in(client, world.person("lena"), at=LONG_AGO)
    for _ in range(5):
        prove(client, password="verkeerd")

    prove(client)
    assert client.get(INVITE).status_code == 302

    clock.shift(timedelta(minutes=6))
    prove(client)
    assert client.get(INVITE).status_code == 200


def test_the_minutes_are_data():
    assert access_settings().visit.proof == timedelta(minutes=15)
