"""Who logs in, fails to, leaves or has another password stands in the log; what was typed never does."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import Error

from accounts.test_login import ADDRESS, NEW, attempt, is_in, link_for, set_password
from hervest.accounts.models import Person
from hervest.audit import actions as audit
from hervest.audit import queries as audit_queries
from hervest.audit.models import AuditRow
from people import HERE, NOW, PASSWORD

UNKNOWN = "wie@hervest.example"
WRONG = "Geheim!Verkeerd"


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def rows(*verbs):
    return list(AuditRow.rows.filter(verb__in=verbs).order_by("pk"))


def test_a_login_and_a_logout_leave_a_row_each_in_the_log_of_the_municipality(client, world):
    attempt(client, world)
    client.post("/accounts/logout/")

    found = rows("login", "logout")
    assert [(row.verb, row.chain, row.by_id) for row in found] == [
        ("login", HERE, world.ids["sander"]),
        ("logout", HERE, world.ids["sander"]),
    ]
    assert audit_queries.broken_at(HERE) is None


def test_who_works_for_no_municipality_is_in_the_log_of_the_installation(client, world):
    attempt(client, world, key="bas")

    assert [(row.chain, row.by_id) for row in rows("login")] == [("", world.ids["bas"])]


def test_a_login_that_cannot_be_logged_does_not_happen(client, world, monkeypatch):
    def broken(_entries):
        raise Error("no log")

    with monkeypatch.context() as patched:
        patched.setattr(audit, "append", broken)
        with pytest.raises(Error, match="no log"):
            attempt(client, world)
    assert not is_in(client)
    assert Person.rows.get(pk=world.ids["sander"]).last_login is None

    attempt(client, world)
    assert is_in(client)


def test_a_button_of_the_demo_is_a_login_too(client, world, settings):
    settings.DEMO = True
    Person.rows.filter(pk=world.ids["sander"]).update(is_demo=True)

    client.post("/demo/login/", {"person": world.ids["sander"]})

    assert [row.by_id for row in rows("login")] == [world.ids["sander"]]


def test_a_failed_login_of_a_known_address_says_whose_and_not_what_was_typed(client, world):
    client.post(ADDRESS, {"login": world.email("sander").upper(), "password": WRONG})

    (row,) = rows("login.failed")
    assert (row.chain, row.by_id, row.by_name, row.detail) == (HERE, None, "", {"person": world.ids["sander"]})
    assert rows("login") == []
    assert not_in_the_log(WRONG, "SANDER@")


def not_in_the_log(*words):
    everything = str(list(AuditRow.rows.values()))
    return not any(word in everything for word in words)


def test_failed_logins_of_unknown_addresses_are_counted_without_the_address(client, world, clock):
    for number in range(12):
        client.post(ADDRESS, {"login": f"{number}{UNKNOWN}", "password": WRONG})
        clock.shift(timedelta(minutes=2))

    assert [(row.chain, row.by_id, row.detail) for row in rows("login.unknown")] == [
        ("", None, {"n": 1}),
        ("", None, {"n": 10}),
    ]
    assert rows("login.failed") == []
    assert not_in_the_log(UNKNOWN, WRONG)


def test_the_right_password_of_somebody_who_may_no_longer_log_in_is_a_failed_login(client, world):
    Person.rows.filter(pk=world.ids["sander"]).update(is_active=False)

    attempt(client, world)

    assert rows("login") == []
    assert [row.detail["person"] for row in rows("login.failed")] == [world.ids["sander"]]


def test_while_locked_out_the_log_grows_by_one_row_however_often_it_is_tried(client, world, clock):
    for _ in range(5):
        attempt(client, world, password=WRONG)
    assert len(rows("login.failed")) == 5
    assert rows("login.locked") == []
    before = AuditRow.rows.count()

    for _ in range(30):
        attempt(client, world, password=WRONG)
        attempt(client, world)

    assert AuditRow.rows.count() == before + 1
    (row,) = rows("login.locked")
    assert (row.chain, row.by_id, row.detail) == (HERE, None, {"person": world.ids["sander"]})
    clock.shift(timedelta(minutes=6))
    attempt(client, world)
    assert is_in(client)


def test_a_second_lock_out_is_said_again(client, world, clock):
    for _ in range(2):
        for _ in range(8):
            attempt(client, world, password=WRONG)
        clock.shift(timedelta(minutes=6))

    assert len(rows("login.locked")) == 2


def test_a_cache_that_forgets_breaks_no_log_in(client, world, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    answer = client.post(ADDRESS, {"login": UNKNOWN, "password": WRONG})

    assert answer.status_code == 200
    assert [row.detail for row in rows("login.unknown")] == [{"n": 1}]


def test_who_tries_one_unknown_address_after_another_does_not_fill_the_log(client, world):
    for number in range(60):
        client.post(ADDRESS, {"login": f"{number}{UNKNOWN}", "password": WRONG})

    assert [row.detail for row in rows("login.unknown")] == [{"n": 1}, {"n": 10}]
    assert [(row.chain, row.detail) for row in rows("login.locked")] == [("", {})]


def test_the_first_password_and_a_changed_one_leave_a_row_each(client, world):
    Person.rows.filter(pk=world.ids["sander"]).update(password="!never")

    set_password(client, link_for(world, "sander"))
    client.post(
        "/accounts/password/change/",
        {"oldpassword": NEW, "password1": PASSWORD, "password2": PASSWORD, "submission": "once"},
    )

    found = rows("password.set", "password.changed", "login")
    assert [row.verb for row in found] == ["password.set", "login", "password.changed"]
    assert {(row.chain, row.by_id) for row in found} == {(HERE, world.ids["sander"])}
    assert is_in(client)
    assert not_in_the_log(NEW, PASSWORD)
    client.post("/accounts/logout/")
    attempt(client, world)
    assert is_in(client)


def test_a_password_that_was_refused_leaves_no_row(client, world):
    attempt(client, world)

    client.post(
        "/accounts/password/change/", {"oldpassword": WRONG, "password1": NEW, "password2": NEW, "submission": "x"}
    )
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "kort", "password2": "kort"})

    assert rows("password.set", "password.changed") == []
    assert Person.rows.get(pk=world.ids["sander"]).check_password(PASSWORD)
