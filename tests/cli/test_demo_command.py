"""The demo lives in a database of its own: it never touches a real installation, and begins anew only itself."""

import pytest

from processes.looking import look
from processes.servers import hervest, own_database
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


def test_the_demo_begins_anew_in_its_own_database(tmp_path, database_url):
    settle(tmp_path, database_url)
    assert look(tmp_path, database_url)["cases"] == {}

    anew = hervest(tmp_path, "demo", "--no-serve", "--reset", database_url=database_url)

    assert anew.returncode == 0, anew.stderr
    assert len(look(tmp_path, database_url)["cases"]) > 10
