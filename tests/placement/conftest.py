"""The cast's Monday, with families that wait for homes."""

import pytest
import time_machine

from people import NOW
from placement.families_that_move import settle
from placement.matchmaking import Between, programme_alone
from placement.waiting_families import WHEELCHAIR, Waiting


@pytest.fixture
def waiting(world):
    """Nobody waits and nothing is free yet; the clock stands still, also for jobs."""
    with time_machine.travel(NOW, tick=False):
        yield Waiting(world)


@pytest.fixture
def amal(waiting, begin):
    """A mother in a wheelchair, a father and two daughters; one home for them, one with stairs, one small."""
    waiting.families, waiting.units = begin(family_and_homes)
    return waiting


@pytest.fixture
def settled(amal):
    """Amal's family landed and was given its home, which was free; some of its work is done."""
    settle(amal)
    return amal


def family_and_homes(world):
    """Codes of cases and numbers of units, by the names the stories use."""
    waiting = Waiting(world)
    waiting.family("amal", needs=WHEELCHAIR, n_children=2)
    waiting.home("W-LEVEL", bedrooms=3)
    waiting.home("W-STAIRS", bedrooms=4, floor=2, has_stairs_inside=True)
    waiting.home("W-SMALL", bedrooms=1, max_residents=2)
    return waiting.families, waiting.units


@pytest.fixture
def between(waiting, everybody, begin, retraced):
    """Nobody waits for a group yet, and there is none."""
    return Between(waiting, begin(programme_alone), retraced=retraced)
