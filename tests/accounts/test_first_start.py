"""A real start: a municipality and its first person, a key nobody else reads, and no demo logins outside the demo."""

import importlib
import re
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from hervest.accounts.models import Membership, Municipality, Organisation, Person
from hervest.audit.models import AuditRow
from hervest.cli import home, init, serve
from hervest.cli.__main__ import main

WORDS = ["--municipality", "GM0363", "--name", "Voorbeeld", "--admin", "els@voorbeeld.example"]


def test_init_makes_the_municipality_its_organisation_and_its_first_person(db, capsys):
    assert init.run(WORDS) == 0

    person = Person.rows.get()
    assert Municipality.rows.get().name == "Voorbeeld"
    assert Organisation.rows.get().kind == "municipality"
    assert {row.role for row in Membership.rows.filter(person=person)} == {"platform_admin", "muni_lead"}
    assert not person.has_usable_password()
    assert re.search(r"http://127\.0\.0\.1:8000/welcome/\w+/[\w-]+/", capsys.readouterr().out)
    assert {row.by_name for row in AuditRow.rows.all()} == {"system:init"}


def test_the_link_that_init_prints_leads_to_a_page_that_sets_the_password(db, client, capsys):
    init.run(WORDS)
    link = re.search(r"http://127\.0\.0\.1:8000(\S+)", capsys.readouterr().out)[1]

    answer = client.get(link, follow=True)

    assert answer.status_code == 200
    assert b'type="password"' in answer.content


def test_a_second_init_changes_nothing_and_says_so(db, capsys):
    init.run(WORDS)
    before = [list(model.rows.values()) for model in (Municipality, Organisation, Person, Membership, AuditRow)]
    capsys.readouterr()

    assert init.run([*WORDS[:3], "Anders", "--admin", "anders@voorbeeld.example"]) == 0

    said = capsys.readouterr().out
    assert "nothing was changed" in said
    assert "/welcome/" not in said
    assert [list(model.rows.values()) for model in (Municipality, Organisation, Person, Membership, AuditRow)] == before


@pytest.mark.parametrize(
    ("code", "email", "says"),
    [
        ("Amsterdam", "els@voorbeeld.example", "GM0363"),
        ("GM0363", "els", "e-mail"),
        ("gm036", "els@x.example", "GM0363"),
    ],
)
def test_init_refuses_what_is_no_code_or_no_address_and_says_what_it_should_be(db, capsys, code, email, says):
    assert init.run(["--municipality", code, "--name", "X", "--admin", email]) == 2

    assert says in capsys.readouterr().err
    assert not Municipality.rows.exists()


def test_the_key_is_its_owners_alone_and_is_never_replaced(tmp_path, monkeypatch):
    monkeypatch.setenv("HERVEST_HOME", str(tmp_path / "new"))

    key = home.prepare() / "key"
    first = key.read_text("utf-8")
    home.prepare()

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    assert len(first.strip()) >= 50
    assert key.read_text("utf-8") == first


def test_nothing_is_served_before_there_is_a_key(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HERVEST_HOME", str(tmp_path))

    assert main(["serve"]) == 1
    assert "hervest init" in capsys.readouterr().err


def test_a_start_with_demo_logins_outside_the_demo_is_refused(world, capsys, monkeypatch):
    served = []
    monkeypatch.setattr(serve, "Server", lambda *_, **__: served.append(1) or _Stopped())
    assert serve.run([]) == 0  # the same database without logins of the demo is served

    Person.rows.filter(pk=world.ids["sander"]).update(is_demo=True)

    assert serve.run([]) == 1
    assert "hervest demo" in capsys.readouterr().err
    assert served == [1]


class _Stopped:
    def run(self):
        """A server that stops at once."""


def start():
    """What a web server does when it loads the application."""
    return importlib.reload(importlib.import_module("hervest.config.wsgi"))


def test_another_web_server_is_refused_demo_logins_as_well(world, settings):
    assert start().application
    Person.rows.filter(pk=world.ids["sander"]).update(is_demo=True)

    with pytest.raises(ImproperlyConfigured, match="hervest demo"):
        start()

    settings.DEMO = True
    assert start().application


def test_a_word_that_is_no_command_is_answered_with_the_commands(capsys):
    assert main(["bestaat-niet"]) == 2
    assert "init" in capsys.readouterr().err
    assert main([]) == 0
    assert "import-dossier" in capsys.readouterr().out
