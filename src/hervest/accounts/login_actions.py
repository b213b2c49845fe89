"""What the log keeps of logging in and of passwords: who came in, who was refused, whose password is another now."""

from collections.abc import Iterable
from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.models import Person
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import person_subject
from hervest.accounts.vocabulary import PersonId
from hervest.audit import actions as audit
from hervest.audit.rules import Entry
from hervest.core.errors import RuleBroken

INSTALLATION = ""
"""The chain for what concerns no municipality."""


@action(Permission.PAGE_PUBLIC, on=person_subject)
def choose_password(*, by: Actor, now: datetime, person: PersonId, password: str) -> None:
    """The person logs in with `password` from now on; links and other sessions of theirs are dead.

    Raises: RuleBroken for anyone else's account.
    """
    if by.person != person:
        raise RuleBroken("own_profile_only")
    row = Person.rows.get(pk=person)
    verb = "password.changed" if row.has_usable_password() else "password.set"
    row.set_password(password)
    row.save(update_fields=["password"])
    for place in _chains_of(by):
        note(verb, municipality=place, person=person)


def record_login(by: Actor, *, now: datetime) -> None:
    """One row that the person came in, in the log of each municipality they work for today."""
    audit.append(_entries("login", by, now))


def record_logout(by: Actor, *, now: datetime) -> None:
    """One row that the person left by themselves."""
    audit.append(_entries("logout", by, now))


def record_failed_login(of: Actor, *, now: datetime) -> None:
    """One row that somebody failed to log in as the person: of whom, and nothing of what was typed."""
    audit.append(_refusals("login.failed", of, now))


def record_lock_out(of: Actor | None, *, now: datetime) -> None:
    """One row that log-ins are refused for a while: of the person, or of addresses that nobody has."""
    entries = _refusals("login.locked", of, now) if of else [Entry(INSTALLATION, now, None, "", "login.locked")]
    audit.append(entries)


def record_unknown_logins(n_today: int, *, now: datetime) -> None:
    """One row with how many log-ins failed today under addresses that nobody has; the addresses are not kept."""
    audit.append([Entry(INSTALLATION, now, None, "", "login.unknown", detail={"n": n_today})])


def _chains_of(actor: Actor) -> tuple[str, ...]:
    """The municipalities in whose log an act of the person stands: theirs today, else the installation's."""
    return tuple(sorted(actor.municipalities)) or (INSTALLATION,)


def _entries(verb: str, by: Actor, now: datetime) -> Iterable[Entry]:
    return [Entry(chain, now, by.person, by.name, verb) for chain in _chains_of(by)]


def _refusals(verb: str, of: Actor, now: datetime) -> Iterable[Entry]:
    """Nobody knows who typed: the person stands in the detail, not as the one who acted."""
    return [Entry(chain, now, None, "", verb, detail={"person": of.person}) for chain in _chains_of(of)]
