"""The demo lives in a database of its own: it never touches a real installation, and begins anew only itself."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import psycopg
import pytest

from processes.looking import look
from processes.servers import environment, hervest, own_database
from processes.settling import settle

pytestmark = pytest.mark.process

INIT = ("init", "--municipality", "GM0363", "--name", "Voorbeeldstad", "--admin", "els@voorbeeld.example")


@pytest.fixture
def database_url():
    with own_database() as url:
        yield url


@pytest.mark.parametrize("words", [("--no-serve",), ("--no-serve", "--reset")], ids=["demo", "reset"])
def test_the_demo_refuses_a_real_installation_and_leaves_it_as_it_was(tmp_path, database_url, words):
    assert hervest(tmp_path, *INIT, database_url=database_url).returncode == 0
    before = look(tmp_path, database_url)

    refused = hervest(tmp_path, "demo", *words, database_url=database_url)

    assert refused.returncode == 1
    assert "real municipality" in refused.stderr
    assert "hervest serve" in refused.stderr
    assert look(tmp_path, database_url) == before


@pytest.mark.parametrize("words", [("--no-serve",), ("--no-serve", "--reset")], ids=["demo", "reset"])
def test_the_demo_leaves_the_database_of_another_program_alone(tmp_path, database_url, words):
    tables = ("django_session", "shop_order")
    with opened(tmp_path, database_url) as connection:
        for table in tables:
            connection.execute(f"CREATE TABLE {table} (id integer)")
        connection.commit()

    refused = hervest(tmp_path, "demo", *words, database_url=database_url)

    assert refused.returncode == 1
    assert "another program" in refused.stderr
    with opened(tmp_path, database_url) as connection:
        assert [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables] == [0, 0]


def opened(home, database_url):
    """A connection to the database that `hervest` will use."""
    return closing(psycopg.connect(database_url) if database_url else sqlite3.connect(home / "hervest.sqlite3"))


def test_the_demo_begins_anew_in_its_own_database(tmp_path, database_url):
    settle(tmp_path, database_url)
    assert look(tmp_path, database_url)["cases"] == {}

    anew = hervest(tmp_path, "demo", "--no-serve", "--reset", database_url=database_url)

    assert anew.returncode == 0, anew.stderr
    assert len(look(tmp_path, database_url)["cases"]) > 10


def test_a_demo_that_was_killed_while_it_was_filled_is_filled_at_the_next_start(tmp_path, database_url):
    words = [sys.executable, "-m", "hervest.cli", "demo", "--no-serve"]
    env = environment(tmp_path, database_url)
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True) as filling:
        assert filling.stdout is not None
        assert "Making the demo" in filling.stdout.readline()
        time.sleep(1)
        assert filling.poll() is None, "it was filled before it could be killed"
        os.kill(filling.pid, signal.SIGKILL)
    assert look(tmp_path, database_url)["verbs"] == []

    again = hervest(tmp_path, "demo", "--no-serve", database_url=database_url)

    assert again.returncode == 0, again.stderr
    assert len(look(tmp_path, database_url)["cases"]) > 10
