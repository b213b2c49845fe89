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


WHOLE, FIFTH, THIRD = 1.0, 1 / 5, 1 / 3


@dataclass(frozen=True)
class Share:
    """Which part of the whole enumeration is asked, and whether about each thing in every way."""

    part: float
    seed: int
    every_way: bool = False


@pytest.fixture(scope="session")
def trust_share(request):
    """All of it, also in every way, or what every run has time for: a fifth, and on PostgreSQL a third of that."""
    asked, seed = request.config.getoption("--trust"), request.config.getoption("--trust-seed")
    if asked in {"whole", "every"}:
        return Share(WHOLE, seed, every_way=asked == "every")
    return Share(FIFTH * (THIRD if connection.vendor == "postgresql" else 1), seed)
