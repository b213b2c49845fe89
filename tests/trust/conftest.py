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


@dataclass(frozen=True)
class Share:
    """Which part of the whole enumeration is asked: of addresses that somebody's roles have, and of the others."""

    held: float
    others: float
    seed: int

    def of(self, *, is_held: bool) -> float:
        """How probably one thing is asked about."""
        return self.held if is_held else self.others

    def turns(self, *, is_held: bool) -> range:
        """How many ways beside looking."""
        return range(3 if is_held and self.held == WHOLE else 1)


WHOLE = 1.0


@pytest.fixture(scope="session")
def trust_share(request):
    """All of it, or what this run has time for."""
    asked, seed = request.config.getoption("--trust"), request.config.getoption("--trust-seed")
    if asked == "whole":
        return Share(WHOLE, WHOLE, seed)
    less = 3 if connection.vendor == "postgresql" else 1
    return Share(1 / 10 / less, 1 / 40 / less, seed)
