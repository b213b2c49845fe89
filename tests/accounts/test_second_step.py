"""The second step of logging in: codes of an app, passkeys, reserve codes, and who must have one."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from accounts.test_login import attempt, link_for, set_password
from authenticators import SECRET, Device, code_at
from hervest.accounts import actions, visit_rules
from hervest.accounts.actor import system
from hervest.accounts.models import Membership
from hervest.accounts.settings import access_settings
from hervest.accounts.vocabulary import Role
from hervest.audit.models import AuditRow
from people import HERE, NOW, PASSWORD, TODAY, let_in

LOGIN, STEP, OWN = "/accounts/login/", "/accounts/login/step/", "/second-step/"
ADD_APP, ADD_KEY, PASSKEY = "/second-step/app/add/", "/second-step/passkeys/add/", "/accounts/login/passkey/"
DATA = re.compile(r'<script id="passkey-data" type="application/json">(.*?)</script>')


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def rows(*verbs):
    return list(AuditRow.rows.filter(verb__in=verbs).order_by("pk"))


def verbs(word):
    return [row.verb for row in AuditRow.rows.filter(verb__startswith=word).order_by("pk")]


def add_app(client, now=NOW):
    """Set up an app as somebody does by hand; gives its secret."""
    secret = SECRET.search(client.get(ADD_APP).content.decode())[1]
    answer = client.post(ADD_APP, {"code": code_at(secret, now)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def log_out(client):
    client.post("/accounts/logout/")


def is_in(client):
    return client.get("/week/").status_code == 200


def options(page, name):
    return json.loads(DATA.search(page.content.decode())[1])[name]


def add_passkey(client, device):
    page = client.get(ADD_KEY, headers={"host": "localhost"})
    sent = {"name": "Mijn telefoon", "passwordless": "on", "credential": device.make(options(page, "creation_options"))}
    answer = client.post(ADD_KEY, sent, headers={"host": "localhost"})
    assert answer.status_code == 302, answer.content.decode()


def log_in_by_passkey(client, device, **how):
    asked = client.get(PASSKEY, headers={"accept": "application/json", "host": "localhost"}).json()
    sent = {"credential": device.show(asked["request_options"], **how)}
    return client.post(PASSKEY, sent, headers={"host": "localhost"})


# --- who must ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["sander", "lena", "anouk", "ruben", "fenna", "pieter", "bas", "joris"])
def test_whoever_has_a_role_here_sets_up_a_second_step_before_anything_else(client, world, key):
    attempt(client, world, key=key)

    assert client.get("/", follow=True).request["PATH_INFO"] == OWN
    for page in ("/week/", "/cases/", "/cases/H-0001/", "/people/", "/log/", "/search/?q=a"):
        assert client.get(page)["Location"] == OWN
    assert 'class="hv-nav"' not in client.get(OWN).content.decode()


def test_what_stays_open_before_that_is_the_own_account_and_the_way_out(client, world):
    attempt(client, world)

    assert [client.get(page).status_code for page in (OWN, "/profile/", ADD_APP, ADD_KEY)] == [200] * 4
    assert client.post("/profile/", {"language": "en", "submission": "k1"}).status_code == 303
    log_out(client)
    assert client.get(OWN)["Location"].startswith(LOGIN)


def test_no_action_can_be_done_before_the_second_step(client, world):
    attempt(client, world, key="lena")
    before = AuditRow.rows.count()

    answer = client.post("/people/add/", {"name": "X", "email": "x@y.example", "submission": "k1"})

    assert answer["Location"] == OWN
    assert AuditRow.rows.count() == before


def test_a_newcomer_may_do_without(world, client):
    Membership.rows.filter(person=world.ids["sander"]).update(role=Role.NEWCOMER_ADULT)

    attempt(client, world)

    assert client.get("/week/").get("Location") != OWN
    assert "niet verplicht" in client.get(OWN).content.decode()
    add_app(client)
    log_out(client)
    assert attempt(client, world)["Location"] == STEP


def test_one_role_that_asks_for_it_is_enough(world, client):
    actions.grant_membership(
        by=system("test"),
        now=NOW,
        person=world.ids["sander"],
        organisation=world.organisations["gemeente"],
        role=Role.NEWCOMER_ADULT,
        municipalities=[HERE],
        from_on=TODAY,
        until_on=TODAY,
    )
    attempt(client, world)

    assert client.get("/week/")["Location"] == OWN


def test_every_role_asks_for_one_but_those_of_newcomers():
    without = access_settings().without_factor

    free = {role for role in Role if not visit_rules.needs_factor([role], without=without)}

    assert free == {Role.NEWCOMER_ADULT, Role.NEWCOMER_MINOR}
    assert not visit_rules.needs_factor([], without=without)
    assert visit_rules.needs_factor(Role, without=without)


def test_in_the_demo_it_is_offered_and_not_required(client, world, settings):
    settings.DEMO = True

    attempt(client, world)

    assert is_in(client)
    assert "niet verplicht" in client.get(OWN).content.decode()
    add_app(client)
    log_out(client)
    assert attempt(client, world)["Location"] == STEP


# --- an app with codes ---------------------------------------------------------------------------------------------


def test_an_app_is_set_up_and_opens_the_work_in_the_same_visit(client, world):
    attempt(client, world)
    assert not is_in(client)

    add_app(client)

    assert is_in(client)
    assert [(row.verb, row.chain, row.by_id, row.detail) for row in rows("second_factor.added")] == [
        ("second_factor.added", HERE, world.ids["sander"], {"kind": "totp"})
    ]


def test_a_wrong_code_sets_up_nothing(client, world):
    attempt(client, world)
    secret = SECRET.search(client.get(ADD_APP).content.decode())[1]
    right = code_at(secret, NOW)

    answer = client.post(ADD_APP, {"code": f"{(int(right) + 1) % 10**6:06}"})

    assert answer.status_code == 200
    assert "klopt niet" in answer.content.decode()
    assert secret in answer.content.decode()  # the same secret: who scanned it need not scan again
    assert not Authenticator.objects.exists()
    assert not is_in(client)


def test_a_password_alone_no_longer_lets_in_and_a_code_does(client, world, clock):
    attempt(client, world)
    secret = add_app(client)
    log_out(client)
    clock.shift(timedelta(minutes=2))

    assert attempt(client, world)["Location"] == STEP
    assert client.get("/profile/").status_code == 302
    assert client.post(STEP, {"code": "000000"}).status_code == 200
    assert client.get("/profile/").status_code == 302

    assert client.post(STEP, {"code": code_at(secret, NOW + timedelta(minutes=2))})["Location"] == "/"
    assert is_in(client)
    assert [row.detail for row in rows("second_factor.failed")] == [{"person": world.ids["sander"]}]
    assert verbs("second_factor.used") == ["second_factor.used"]
    assert secret not in str(list(AuditRow.rows.values()))


def test_a_code_counts_once_also_for_a_server_process_that_never_saw_it(client, world, clock):
    attempt(client, world)
    secret = add_app(client)
    log_out(client)
    clock.shift(timedelta(minutes=2))
    code = code_at(secret, NOW + timedelta(minutes=2))
    attempt(client, world)
    assert client.post(STEP, {"code": code})["Location"] == "/"
    log_out(client)
    cache.clear()  # what another process knows of it: nothing

    attempt(client, world)

    assert client.post(STEP, {"code": code}).status_code == 200
    assert not is_in(client)
    clock.shift(timedelta(minutes=1))
    assert client.post(STEP, {"code": code_at(secret, NOW + timedelta(minutes=3))})["Location"] == "/"


def test_the_code_that_set_up_the_app_is_spent(client, world):
    attempt(client, world)
    secret = add_app(client)
    log_out(client)

    attempt(client, world)

    assert client.post(STEP, {"code": code_at(secret, NOW)}).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize(("seconds", "is_taken"), [(-90, False), (-30, True), (30, True), (90, False)])
def test_the_clock_of_a_phone_may_be_half_a_minute_off(client, world, clock, seconds, is_taken):
    attempt(client, world)
    secret = add_app(client)
    log_out(client)
    clock.shift(timedelta(minutes=10))
    attempt(client, world)

    client.post(STEP, {"code": code_at(secret, NOW + timedelta(minutes=10, seconds=seconds))})

    assert is_in(client) is is_taken


def test_after_five_wrong_codes_even_the_right_one_waits_and_the_log_says_so_once(client, world, clock):
    attempt(client, world)
    secret = add_app(client)
    log_out(client)
    clock.shift(timedelta(minutes=6))
    attempt(client, world)

    for _ in range(9):
        client.post(STEP, {"code": "000000"})
    client.post(STEP, {"code": code_at(secret, NOW + timedelta(minutes=6))})

    assert not is_in(client)
    assert len(rows("second_factor.failed")) == 5
    assert [row.detail for row in rows("login.locked")] == [{"person": world.ids["sander"]}]
    clock.shift(timedelta(minutes=6))
    attempt(client, world)
    client.post(STEP, {"code": code_at(secret, NOW + timedelta(minutes=12))})
    assert is_in(client)


def test_the_second_step_of_one_is_not_that_of_another(client, world, clock):
    attempt(client, world)
    secret = add_app(client)
    log_out(client)
    attempt(client, world, key="lotte")
    add_app(client)
    log_out(client)
    clock.shift(timedelta(minutes=2))

    attempt(client, world, key="lotte")
    client.post(STEP, {"code": code_at(secret, NOW + timedelta(minutes=2))})

    assert not is_in(client)


def test_the_second_step_cannot_be_taken_without_the_first(client, world):
    assert client.get(STEP)["Location"] == LOGIN
    assert client.post(STEP, {"code": "123456"})["Location"] == LOGIN


def test_secrets_are_not_readable_in_the_database(client, world):
    attempt(client, world)
    secret = add_app(client)

    stored = str(list(Authenticator.objects.values()))

    assert "secret" in stored
    assert secret not in stored
    assert all(code not in stored for code in reserve_codes(client))


def test_another_browser_that_never_took_the_step_is_logged_out(client, world):
    other = Client()
    attempt(other, world)
    attempt(client, world)
    assert other.get("/profile/").status_code == 200

    add_app(client)

    assert other.get("/profile/").status_code == 302
    assert is_in(client)


def test_a_session_that_slipped_through_is_ended_once_there_is_a_second_step(client, world):
    attempt(client, world)
    add_app(client)
    late = let_in(Client(), world.person("sander"), by_factor=False)

    assert late.get("/week/")["Location"].startswith(LOGIN)
    assert late.get("/profile/").status_code == 302
    assert [row.detail["why"] for row in rows("visit.closed")] == ["no_factor"]


# --- reserve codes -------------------------------------------------------------------------------------------------


def reserve_codes(client):
    return re.findall(r"<li><code>(\d{8})</code>", client.get("/second-step/codes/").content.decode())


def test_reserve_codes_come_with_the_first_step_and_each_lets_in_once(client, world):
    attempt(client, world)
    add_app(client)
    first, second, *_ = codes = reserve_codes(client)
    assert len(codes) == len(set(codes)) == 10

    for code, is_taken in ((first, True), (first, False), (second, True)):
        log_out(client)
        attempt(client, world)
        client.post(STEP, {"code": code})
        assert is_in(client) is is_taken
    assert len(reserve_codes(client)) == 8
    assert [row.detail["kind"] for row in rows("second_factor.used")] == ["recovery_codes", "recovery_codes"]


def test_new_reserve_codes_make_the_old_ones_worthless(client, world):
    attempt(client, world)
    add_app(client)
    old = reserve_codes(client)

    client.post("/second-step/codes/new/")

    assert not set(old) & set(reserve_codes(client))
    log_out(client)
    attempt(client, world)
    client.post(STEP, {"code": old[0]})
    assert not is_in(client)
    assert verbs("second_factor.codes") == ["second_factor.codes"]


def test_reserve_codes_can_be_kept_as_a_file(client, world):
    attempt(client, world)
    add_app(client)

    file = client.get("/second-step/codes/file/")

    assert file.content.decode().split() == reserve_codes(client)
    assert file["Content-Type"].startswith("text/plain")


# --- taking it off -------------------------------------------------------------------------------------------------


def test_the_last_one_stays_where_it_must_and_goes_where_it_need_not(client, world, settings):
    attempt(client, world)
    add_app(client)
    remove = "/second-step/app/remove/"

    assert "Voeg eerst een andere toe" in client.get(remove).content.decode()
    client.post(remove)
    assert Authenticator.objects.filter(type="totp").exists()

    settings.DEMO = True
    client.post(remove)
    assert not Authenticator.objects.exists()
    assert verbs("second_factor.removed") == ["second_factor.removed"]


def test_with_a_passkey_beside_it_the_app_may_go_but_not_both(client, world):
    attempt(client, world)
    add_app(client)
    add_passkey(client, Device())
    key = Authenticator.objects.get(type="webauthn").pk

    client.post("/second-step/app/remove/")
    assert not Authenticator.objects.filter(type="totp").exists()

    answer = client.post(f"/second-step/passkeys/{key}/remove/")
    assert answer.status_code == 400
    assert "Voeg eerst een andere toe" in answer.content.decode()
    assert Authenticator.objects.filter(pk=key).exists()

    add_app(client, NOW)
    client.post(f"/second-step/passkeys/{key}/remove/")
    assert not Authenticator.objects.filter(pk=key).exists()


def test_nobody_removes_the_passkey_of_another(client, world):
    attempt(client, world)
    add_passkey(client, Device())
    key = Authenticator.objects.get(type="webauthn").pk
    log_out(client)
    attempt(client, world, key="lotte")
    add_app(client)

    assert client.post(f"/second-step/passkeys/{key}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=key).exists()


# --- passkeys ------------------------------------------------------------------------------------------------------


def test_a_passkey_is_made_opens_the_work_and_later_logs_in_by_itself(client, world):
    device = Device()
    attempt(client, world)
    add_passkey(client, device)
    assert is_in(client)
    log_out(client)

    assert log_in_by_passkey(client, device)["Location"] == "/"

    assert is_in(client)
    assert [row.detail["kind"] for row in rows("second_factor.added", "second_factor.used")] == ["webauthn", "webauthn"]
    assert "Mijn telefoon" in client.get(OWN).content.decode()


def test_a_passkey_serves_as_the_second_step_too(client, world):
    device = Device()
    attempt(client, world)
    add_passkey(client, device)
    log_out(client)

    assert attempt(client, world)["Location"] == STEP
    page = client.get(STEP, headers={"host": "localhost"})
    shown = {"credential": device.show(options(page, "request_options"))}
    assert client.post(STEP, shown, headers={"host": "localhost"})["Location"] == "/"
    assert is_in(client)


def test_an_answer_to_an_older_question_of_ours_lets_nobody_in(client, world):
    device = Device()
    attempt(client, world)
    add_passkey(client, device)
    log_out(client)
    asked = client.get(PASSKEY, headers={"accept": "application/json", "host": "localhost"}).json()
    old = asked["request_options"]["publicKey"]["challenge"]

    assert log_in_by_passkey(client, device, challenge=old)["Location"] == LOGIN

    assert not is_in(client)
    assert [row.detail for row in rows("login.unknown")] == [{"n": 1}]
    log_in_by_passkey(client, device)
    assert is_in(client)


def test_a_passkey_that_we_do_not_know_or_of_another_address_lets_nobody_in(client, world):
    device, false, elsewhere = Device(), Device(), Device(origin="https://hervest.elsewhere.example")
    attempt(client, world)
    add_passkey(client, device)
    log_out(client)
    false.user = elsewhere.user = device.user
    elsewhere.key = device.key

    for one in (false, elsewhere):
        log_in_by_passkey(client, one)
        assert not is_in(client)

    log_in_by_passkey(client, device)
    assert is_in(client)


# --- the link that sets a password -----------------------------------------------------------------------------------


def test_a_new_password_by_link_does_not_get_past_the_second_step(client, world, clock):
    attempt(client, world)
    secret = add_app(client)
    log_out(client)
    clock.shift(timedelta(minutes=2))
    link = link_for(world, "sander")

    assert set_password(client, link)["Location"] == STEP

    assert not is_in(client)
    client.post(STEP, {"code": code_at(secret, NOW + timedelta(minutes=2))})
    assert is_in(client)


def test_the_password_can_be_changed_with_a_second_step_and_all_stays_as_it_was(client, world):
    attempt(client, world)
    add_app(client)
    new = "een ander goed wachtwoord"

    client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new, "submission": "k"}
    )

    assert is_in(client)
    log_out(client)
    assert attempt(client, world, password=new)["Location"] == STEP
