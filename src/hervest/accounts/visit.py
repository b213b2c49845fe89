"""Where a session keeps its visit: since when, last seen, last proven, by a second factor or not, and its language."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from hervest.accounts.visit_rules import Visit

KEPT = "visit"
EMERGENCY = "emergency_until"
LANGUAGE = "language"


def visit_in(session: SessionBase | Mapping[str, Any]) -> Visit | None:
    """The visit of this session; None if nobody logged in through the front door."""
    kept = session.get(KEPT)
    if kept is None:
        return None
    since, seen, proved = (datetime.fromtimestamp(kept[name], UTC) for name in ("since", "seen", "proved"))
    return Visit(since, seen, proved, by_factor=kept["by_factor"])


def begin(session: SessionBase, *, now: datetime, by_factor: bool) -> None:
    """Somebody came in, and has proven just now who they are."""
    _keep(session, Visit(since=now, seen=now, proved=now, by_factor=by_factor))


def seen_again(session: SessionBase, visit: Visit, *, now: datetime) -> None:
    """The visit was used just now."""
    _keep(session, replace(visit, seen=now))


def proven_again(session: SessionBase, *, now: datetime, by_factor: bool) -> None:
    """The person has proven just now who they are; what was proven by a second factor stays so."""
    visit = visit_in(session)
    if visit is not None:
        _keep(session, replace(visit, seen=now, proved=now, by_factor=visit.by_factor or by_factor))


def speak(session: SessionBase, language: str) -> None:
    """The visit goes on in this language, whichever the person's own is; with none in their own."""
    if language:
        session[LANGUAGE] = language
    else:
        session.pop(LANGUAGE, None)


def language_in(session: SessionBase | Mapping[str, Any], own: str) -> str:
    """In which language the visit goes on; `own` is the person's."""
    return str(session.get(LANGUAGE, own))


def take_emergency(session: SessionBase, *, until: datetime) -> None:
    """The visit has emergency access until then: nowhere else does the person have it."""
    session[EMERGENCY] = max(until.timestamp(), session.get(EMERGENCY, 0.0))


def has_emergency(session: SessionBase | Mapping[str, Any], *, now: datetime) -> bool:
    """Whether some emergency access that was taken in this visit may be open still."""
    return now.timestamp() < float(session.get(EMERGENCY, 0.0))


def _keep(session: SessionBase, visit: Visit) -> None:
    session[KEPT] = {
        "since": visit.since.timestamp(),
        "seen": visit.seen.timestamp(),
        "proved": visit.proved.timestamp(),
        "by_factor": visit.by_factor,
    }
