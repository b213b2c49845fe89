"""What every test stands on: a home of its own, seeded randomness, and the cast."""

import gc
import os
import tempfile
from zlib import crc32

os.environ["HERVEST_HOME"] = tempfile.mkdtemp(prefix="hervest-tests-")

import pytest  # what is imported from here on, and every process that a test starts, finds this folder
from django.conf import settings as installed
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from hervest.cli.__main__ import GARBAGE_AFTER
from hervest.core import wall
from locks import watched

settings.register_profile(
    "hervest",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("hervest")

installed.CACHES["default"]["LOCATION"] = f"{os.environ['HERVEST_HOME']}/cache"
"""Of this worker alone: the settings may have been read before, with a folder that all workers share."""

if "sqlite3" in installed.DATABASES["default"]["ENGINE"]:
    installed.DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA reverse_unordered_selects=ON;"
    """Who asks for no order gets the other one: what leans on the order of writing fails here, not one day in ten."""

pytest_plugins = ["people"]

ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")

POSTGRESQL_ONLY = {
    "two_writers": "two writers at the same instant: on PostgreSQL only",
    "second_wall": "the second wall at the municipality's border: SQLite has no policies for rows",
}


@pytest.fixture(autouse=True, scope="session")
def _told_by_the_system():
    """A story asks and acts as the system does; whatever a request or an actor does in it reaches as far as theirs."""
    with wall.everything():
        yield


@pytest.fixture(autouse=True)
def _held_in_order(request):
    """Whatever a test does on PostgreSQL: no action holds rows in an order in which two could wait for each other."""
    if not ON_POSTGRESQL or not asks_a_database(request.node):
        yield
        return
    with watched() as watch:
        yield
    assert watch.crossings() == []


@pytest.fixture(autouse=True)
def _cheap_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_addoption(parser):
    """How much is asked of the enumeration of access (tests/trust), and of the races between two servers."""
    group = parser.getgroup("trust")
    group.addoption(
        "--trust",
        default="usual",
        choices=["usual", "whole", "every"],
        help="tests/trust by relation in turn, each relation in every way and each thing, or each thing in every way",
    )
    group.addoption("--trust-seed", default=1, type=int, help="which things of tests/trust are asked about")
    group = parser.getgroup("database")
    group.addoption("--asks-database", action="store_true", help="only tests that ask a database or start a process")
    group = parser.getgroup("races")
    group.addoption("--races", default="usual", choices=["usual", "whole"], help="some rounds of each race, or all")
    group.addoption("--races-seed", default=1, type=int, help="which rounds are run")


def pytest_collection_finish():
    """What was imported and collected stays: garbage is looked for in the rest, and as rarely as `hervest` does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)


def asks_a_database(item) -> bool:
    """Whether what a test sees can depend on the database."""
    fixtures = getattr(item, "fixturenames", ())
    marked = any(item.get_closest_marker(name) for name in ("django_db", "process", "browser", *POSTGRESQL_ONLY))
    return marked or "db" in fixtures or "transactional_db" in fixtures or item.nodeid.startswith(TOGETHER)


def pytest_collection_modifyitems(config, items):
    """On SQLite nobody runs by hand what cannot be there; `make test` says so."""
    if config.getoption("--asks-database"):
        others = [item for item in items if not asks_a_database(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if asks_a_database(item)]
    if not ON_POSTGRESQL:
        for item in items:
            for marker, why in POSTGRESQL_ONLY.items():
                if item.get_closest_marker(marker):
                    item.add_marker(pytest.mark.skip(reason=why))


TOGETHER = ("tests/processes/", "tests/cli/")
"""Where the tests of one file share what they started: a real server, a demo."""

IN_TOWN = "tests/trust/"
"""Where all tests share one town, which takes half a minute to make: so few workers live in it."""

TOWNS = 2


class SharedFirst(LoadScopeScheduling):
    """One worker runs what shares something, the largest part first; every other test goes to whoever is free."""

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        if file.startswith(IN_TOWN):
            return f"{IN_TOWN}{crc32(nodeid.encode()) % TOWNS}"
        return file if file.startswith(TOGETHER) else nodeid


def pytest_xdist_make_scheduler(config, log):
    """With `--dist loadgroup`: by where a test stands, for this pytest lets nobody write a group into a test's name."""
    return SharedFirst(config, log) if config.getoption("dist") == "loadgroup" else None
