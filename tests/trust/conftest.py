"""The town, made once and put back for every test."""

from dataclasses import dataclass

import pytest
import time_machine
from django.db import connection

from kept import keep
from people import NOW
from trust.words_of_town import build_town, finish_town


def whole_town():
    """Made through the actions, on the cast's Monday."""
    with time_machine.travel(NOW, tick=False):
        town = build_town()
        finish_town(town)
    return town


@pytest.fixture(scope="session")
def _kept_town():
    return []


@pytest.fixture
def town(db, _kept_town):
    """The same town for every test; the clock stands still."""
    with time_machine.travel(NOW, tick=False):
        if not _kept_town:
            _kept_town.append(keep(whole_town))
            yield _kept_town[0].given
        else:
            yield _kept_town[0].put_back()


ON = {"sqlite": 1.0, "postgresql": 1 / 3}
"""Which part of the questions is asked on which database."""


@dataclass(frozen=True)
class Share:
    """Which part of the enumeration is asked.

    `each_thing`: about one of each relation in every way, and about each other thing in one; `every_way`: about each
    thing in every way. Else about one of each relation in one way.
    """

    part: float
    seed: int
    each_thing: bool = False
    every_way: bool = False


@pytest.fixture(scope="session")
def trust_share(request):
    """Everybody in every relation, of which a seeded third on PostgreSQL; or every way and each thing, on both."""
    asked, seed = request.config.getoption("--trust"), request.config.getoption("--trust-seed")
    if asked in {"whole", "every"}:
        return Share(1.0, seed, each_thing=True, every_way=asked == "every")
    return Share(ON[connection.vendor], seed)
