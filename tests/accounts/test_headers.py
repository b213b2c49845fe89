"""What every answer says to the browser, and where a hole is reported."""

import re
from datetime import datetime, timedelta

import pytest

from people import NOW, PASSWORD

BLOCKED = re.compile(r"<[^>]+\sstyle=|<style|<script(?![^>]*\ssrc=)|<[^>]+\son\w+=")
PAGES = ["/accounts/login/", "/no/such/page/", "/.well-known/security.txt"]


@pytest.mark.parametrize("address", [*PAGES, "/week/", "/profile/"])
def test_every_answer_carries_the_security_headers(log_in, address):
    answer = log_in("sander").get(address)

    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("address", [*PAGES, "/week/"])
def test_the_content_security_policy_lets_nothing_in_but_our_own_files(log_in, address):
    policy = directives(log_in("sander").get(address)["Content-Security-Policy"])

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["font-src"] == policy["connect-src"] == ["'self'"]
    assert policy["form-action"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert set(policy["img-src"]) == {"'self'", "data:"}
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"} & {
        word for words in policy.values() for word in words
    }


def directives(text):
    return {words[0]: words[1:] for part in text.split(";") if (words := part.split())}


@pytest.mark.parametrize("address", ["/no/such/page/", "/week/", "/profile/"])
def test_no_page_holds_what_the_policy_would_block(log_in, address):
    page = log_in("sander").get(address).content.decode()

    assert "<html" in page
    assert not BLOCKED.search(page)


def test_the_login_page_holds_nothing_the_policy_would_block_either(client, db):
    page = client.get("/accounts/login/").content.decode()

    assert "<html" in page
    assert not BLOCKED.search(page)
    assert BLOCKED.search('<p style="color: red">')


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(client, world):
    client.post("/accounts/login/", {"login": world.email("sander"), "password": PASSWORD})
    cookie = client.cookies["sessionid"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_security_txt_names_a_contact_and_has_not_expired(client, log_in):
    lines = dict(
        line.split(": ", maxsplit=1)
        for line in log_in("sander").get("/.well-known/security.txt").content.decode().splitlines()
    )

    expires = datetime.fromisoformat(lines["Expires"])
    assert NOW < expires < NOW + timedelta(days=365)
    assert lines["Contact"].startswith(("https://", "mailto:"))
    assert set(lines["Preferred-Languages"].split(", ")) == {"nl", "en"}


def test_security_txt_asks_for_no_login(client, db):
    answer = client.get("/.well-known/security.txt")

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain")
