"""A real start: a municipality and its first person, a key nobody else reads, and no demo logins outside the demo."""

import importlib
import re
import socket
import stat

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured

from hervest.accounts.models import Membership, Municipality, Organisation, Person
from hervest.accounts.queries import is_only_demo
from hervest.audit.models import AuditRow
from hervest.cli import demo, home, init, serve
from hervest.cli.__main__ import main
from processes.servers import free_port

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


@pytest.mark.parametrize("words", [WORDS, ["--new-link", "--admin", "sander@hervest.example"]])
def test_init_is_refused_on_a_database_that_holds_the_demo_and_changes_nothing(world, capsys, words):
    Person.rows.filter(pk=world.ids["sander"]).update(is_demo=True)
    before = (Municipality.rows.count(), Person.rows.count(), AuditRow.rows.count())

    assert init.run(words) == 1

    said = capsys.readouterr()
    assert "holds the demo" in said.err
    assert "HERVEST_HOME" in said.err
    assert "/welcome/" not in said.out
    assert (Municipality.rows.count(), Person.rows.count(), AuditRow.rows.count()) == before

    Person.rows.update(is_demo=False)
    assert init.run(WORDS) == 0


@pytest.mark.parametrize(
    ("code", "email", "says"),
    [
        ("Amsterdam", "els@voorbeeld.example", "GM0363"),
        ("GM0363", "els", "e-mail"),
        ("gm036", "els@x.example", "GM0363"),
        ("GM0363", f"{'e' * 60}@{'x' * 60}.{'y' * 60}.example", "150"),
    ],
)
def test_init_refuses_what_is_no_code_or_no_address_and_says_what_it_should_be(db, capsys, code, email, says):
    assert init.run(["--municipality", code, "--name", "X", "--admin", email]) == 2

    assert says in capsys.readouterr().err
    assert not Municipality.rows.exists()


@pytest.mark.parametrize(
    ("name", "says"), [("", "is empty"), ("   ", "is empty"), ("V" * 500, "at most 100"), ("Voor\nbeeld", "line break")]
)
def test_init_refuses_a_name_that_is_empty_or_does_not_fit_and_says_so(db, capsys, name, says):
    assert init.run([*WORDS[:3], name, *WORDS[4:]]) == 2

    assert says in capsys.readouterr().err
    assert not Municipality.rows.exists()
    assert init.run([*WORDS[:3], "V" * 100, *WORDS[4:]]) == 0


def test_an_init_that_breaks_off_leaves_nothing_and_can_be_done_again(db, monkeypatch):
    def broken(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Membership.rows, "create", broken)
        with pytest.raises(KeyboardInterrupt):
            init.run(WORDS)
    assert not any(model.rows.exists() for model in (Municipality, Organisation, Person, AuditRow))

    assert init.run(WORDS) == 0
    assert Membership.rows.count() == 2


def test_who_lost_the_link_gets_a_new_one_until_the_password_is_set(db, capsys):
    init.run(WORDS)
    capsys.readouterr()
    again = ["--new-link", "--admin", "els@voorbeeld.example"]

    assert init.run(again) == 0
    assert "/welcome/" in capsys.readouterr().out

    person = Person.rows.get()
    person.set_password("een heel goed wachtwoord")
    person.save()
    assert init.run(again) == 1
    assert init.run(["--new-link", "--admin", "niemand@voorbeeld.example"]) == 1
    said = capsys.readouterr()
    assert "has set a password already" in said.err
    assert "nobody here has the address niemand@voorbeeld.example" in said.err
    assert "/welcome/" not in said.out


def test_who_lost_the_phone_and_is_alone_gets_in_again_by_the_command(db, client, capsys):
    init.run(WORDS)
    person = Person.rows.get()
    person.set_password("een heel goed wachtwoord")
    person.save()
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    capsys.readouterr()

    assert init.run(["--lost-phone", "--admin", "els@voorbeeld.example"]) == 0

    link = re.search(r"http://127\.0\.0\.1:8000(\S+)", capsys.readouterr().out)[1]
    assert b'type="password"' in client.get(link, follow=True).content
    assert not Authenticator.objects.exists()
    assert not Person.rows.get().has_usable_password()
    assert AuditRow.rows.get(verb="second_factors.taken").by_name == "system:init"
    assert init.run(["--lost-phone", "--admin", "niemand@voorbeeld.example"]) == 1
    assert "nobody here has the address niemand@voorbeeld.example" in capsys.readouterr().err


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
    assert serve.run(["--port", str(free_port())]) == 0  # the same database without logins of the demo is served

    Person.rows.filter(pk=world.ids["sander"]).update(is_demo=True)

    assert serve.run(["--port", str(free_port())]) == 1
    assert "hervest demo" in capsys.readouterr().err
    assert served == [1]


def test_nothing_is_served_with_the_demos_environment(world, capsys, monkeypatch, settings):
    monkeypatch.setattr(serve, "Server", lambda *_, **__: _Stopped())
    settings.DEMO = True

    assert serve.run(["--port", str(free_port())]) == 1
    assert "HERVEST_DEMO" in capsys.readouterr().err

    settings.DEMO = False
    assert serve.run(["--port", str(free_port())]) == 0


@pytest.mark.parametrize("command", [serve, demo])
@pytest.mark.parametrize("typed", ["99999", "0", "-1", "acht"])
def test_what_is_no_port_is_refused_in_words(capsys, command, typed):
    with pytest.raises(SystemExit) as ended:
        command.run([f"--port={typed}"])

    assert ended.value.code == 2
    assert "from 1 to 65535" in capsys.readouterr().err


def test_a_port_that_is_taken_or_a_host_that_is_not_ours_is_said(db, capsys, monkeypatch):
    monkeypatch.setattr(serve, "Server", lambda *_, **__: _Stopped())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert serve.run(["--port", port]) == 1
    assert f"port {port}" in capsys.readouterr().err

    assert serve.run(["--host", "bestaat-niet.invalid"]) == 1
    assert "bestaat-niet.invalid is no name" in capsys.readouterr().err


def test_a_server_says_which_names_it_answers_to(capsys, settings):
    settings.ALLOWED_HOSTS = ["hervest.example.org"]

    serve.announce("http://0.0.0.0:8000/")

    said = capsys.readouterr().out
    assert "hervest.example.org" in said
    assert "HERVEST_ALLOWED_HOSTS" in said


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


@pytest.fixture
def a_demo(world):
    """The cast, as the demo makes it."""
    Municipality.rows.update(is_demo=True)
    Person.rows.update(is_demo=True)
    return world


def test_who_was_invited_into_the_demo_is_the_demos_and_no_reason_not_to_begin_anew(a_demo):
    assert is_only_demo()

    Person.rows.filter(pk=a_demo.ids["marieke"]).update(is_demo=False)

    assert is_only_demo()


def test_a_login_that_belongs_to_no_municipality_of_the_demo_is_real(a_demo):
    Person.rows.filter(pk=a_demo.ids["marieke"]).update(is_demo=False)
    Membership.rows.filter(person=a_demo.ids["marieke"]).delete()

    assert not is_only_demo()


def test_where_one_municipality_is_real_there_is_no_demo(a_demo):
    Municipality.rows.filter(code="GM9001").update(is_demo=False)

    assert not is_only_demo()
