"""Whatever is wrong around a command, it ends in one sentence that says what to do.

Each of these commands works in a folder of its own, with SQLite there, whatever database the other tests are on.
"""

import signal
import stat
import subprocess
import sys

import pytest

from processes.servers import environment, hervest

pytestmark = [pytest.mark.process, pytest.mark.once]

INIT = ("init", "--municipality", "GM0363", "--name", "Voorbeeldstad", "--admin", "els@voorbeeld.example")
NEXT = ("init", "--municipality", "GM0599", "--name", "Anderstad", "--admin", "els@voorbeeld.example")


def assert_refused(done, words):
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1


READS_A_FILE = [("import-dossier", "x.json"), ("import-dwellings", "x.csv")]


def test_nothing_runs_before_init_and_nothing_pretends_that_it_was_there(tmp_path):
    for words in (*READS_A_FILE, ("serve",)):
        assert_refused(hervest(tmp_path, *words), "run `hervest init` first")
        assert not (tmp_path / "key").exists()

    assert hervest(tmp_path, *INIT).returncode == 0

    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    for words in READS_A_FILE:
        read = hervest(tmp_path, *words)
        assert "run `hervest init` first" not in read.stderr
        assert "x." in read.stderr + read.stdout


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "it looks like postgres://user@host/name"),
        ("postgres://nobody@127.0.0.1:five/nothing", "it looks like postgres://user@host/name"),
        ("postgres://nobody@[::1/nothing", "it looks like postgres://user@host/name"),
        ("postgres:///", "it looks like postgres://user@host/name"),
        ("sqlite://", "it looks like postgres://user@host/name"),
        ("mysql://somebody@here/there", "it looks like postgres://user@host/name"),
        ("postgres://nobody@127.0.0.1:1/nothing", "Check that the database runs"),
        ("sqlite:////no/such/folder/hervest.sqlite3", "Check that the database runs"),
    ],
)
def test_a_database_that_cannot_be_reached_is_named_in_one_sentence(tmp_path, url, words):
    assert_refused(hervest(tmp_path, *INIT, database_url=url), words)


def test_a_key_alone_is_no_installation(tmp_path):
    assert_refused(hervest(tmp_path, *INIT, database_url="sqlite:////no/such/folder/x.sqlite3"), "database runs")
    assert (tmp_path / "key").exists()

    for words in (*READS_A_FILE, ("serve",)):
        assert_refused(hervest(tmp_path, *words), "run `hervest init` first")


def test_a_key_that_is_broken_is_said(tmp_path):
    assert hervest(tmp_path, *INIT).returncode == 0

    for content in (b"", b"\xff\xfe\x00"):
        (tmp_path / "key").write_bytes(content)
        assert_refused(hervest(tmp_path, "import-dossier", "x.json"), "holds no key")


def test_djangos_own_commands_run_without_a_key_and_make_none(tmp_path):
    done = hervest(tmp_path / "new", "manage", "makemigrations", "--check", "--dry-run")

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "new" / "key").exists()
    assert_refused(hervest(tmp_path / "new", "serve"), "run `hervest init` first")


@pytest.fixture
def _heard():
    """Ctrl-C is heard by what a test starts, also where the tests themselves were started out of its hearing."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_heard")
def test_ctrl_c_before_the_server_runs_is_no_trace_either(tmp_path):
    words = [sys.executable, "-m", "hervest.cli", "demo", "--no-serve"]
    with subprocess.Popen(
        words, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as demo:
        assert "Making the demo" in demo.stdout.readline()
        demo.send_signal(signal.SIGINT)
        _, said = demo.communicate(timeout=60)

    assert demo.returncode == 130
    assert said == "\nhervest demo: stopped\n"


def test_whoever_has_a_password_keeps_it_when_another_municipality_is_set_up(tmp_path):
    assert "http" in hervest(tmp_path, *INIT).stdout
    code = "from hervest.accounts.models import Person; p = Person.rows.get(); p.set_password('x' * 20); p.save()"
    assert hervest(tmp_path, "manage", "shell", "-c", code).returncode == 0

    second = hervest(tmp_path, *NEXT)

    assert second.returncode == 0
    assert "logs in with the same password as before" in second.stdout
    assert "http" not in second.stdout
    known = "from hervest.accounts.models import Person; print(Person.rows.get().check_password('x' * 20))"
    assert "True" in hervest(tmp_path, "manage", "shell", "-c", known).stdout


def test_who_may_no_longer_log_in_sets_nothing_up(tmp_path):
    assert hervest(tmp_path, *INIT).returncode == 0
    code = "from hervest.accounts.models import Person; Person.rows.update(is_active=False)"
    assert hervest(tmp_path, "manage", "shell", "-c", code).returncode == 0

    assert_refused(hervest(tmp_path, *NEXT), "give another address")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "postgres://localhost:no/x", "names no database that can be used"),
        ("HERVEST_MAIL_URL", "mail.example", "names no mail server"),
    ],
)
def test_an_address_that_is_none_is_said(tmp_path, name, value, words):
    done = subprocess.run(
        [sys.executable, "-m", "hervest.cli", "manage", "check"],
        env=environment(tmp_path) | {name: value},
        capture_output=True,
        text=True,
        check=False,
    )

    assert_refused(done, words)
