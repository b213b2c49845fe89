"""How long somebody stays logged in, when they prove again who they are, and who needs a second factor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hervest.accounts.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Visit:
    """One log-in in one browser: since when, when last seen, when last proven, and whether by two factors."""

    since: datetime
    seen: datetime
    proved: datetime
    by_factor: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a visit may stand unused and last at all, how often use is noted, how long a proof holds."""

    idle: timedelta
    longest: timedelta
    noted_every: timedelta
    proof: timedelta


def is_over(visit: Visit, *, now: datetime, limits: Limits) -> bool:
    """Whether the visit stood unused for too long, or has lasted too long. Source: settings_nl.toml, visit."""
    return now - visit.seen >= limits.idle or now - visit.since >= limits.longest


def is_to_note(visit: Visit, *, now: datetime, limits: Limits) -> bool:
    """Whether its last use must be noted again: not at each click, for each note is a write."""
    return now - visit.seen >= limits.noted_every


def is_proven(visit: Visit, *, now: datetime, limits: Limits) -> bool:
    """Whether the last proof is fresh enough for what weighs most. Source: settings_nl.toml, proof."""
    return now - visit.proved < limits.proof


def needs_factor(roles: Iterable[Role], *, without: frozenset[Role]) -> bool:
    """Whether one of the roles asks for a second factor: every role does that is not named as free of it."""
    return any(role not in without for role in roles)


BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_named(user_agent: str) -> str:
    """`Firefox, Windows`: a browser as its user knows it, from what it says of itself; empty if it says nothing known.

    The order tells: every browser also names those that it resembles.
    """
    known = (next((name for mark, name in table if mark in user_agent), "") for table in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in known if name)
