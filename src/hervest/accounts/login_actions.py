"""What the log keeps of logging in and of passwords: who came in, who was refused, whose password is another now."""

from collections.abc import Iterable
from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.models import Person
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import person_subject
from hervest.accounts.vocabulary import Closed, PersonId, SecondFactorKind
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
    row.link_until = row.link_by = None
    row.save(update_fields=["password", "link_until", "link_by"])
    for place in by.chains:
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


def record_closed(of: Actor, *, why: Closed, now: datetime) -> None:
    """One row that a visit of the person was ended by Hervest, and why."""
    audit.append(_refusals("visit.closed", of, now, why=why))


def record_proof(by: Actor, *, now: datetime) -> None:
    """One row that the person showed again that it is them."""
    audit.append(_entries("proof.given", by, now))


def record_factor(verb: str, by: Actor, *, kind: SecondFactorKind, now: datetime) -> None:
    """One row of what was done with a second factor of one's own: which kind, and nothing of what it holds."""
    audit.append(_entries(verb, by, now, kind=kind))


def record_failed_factor(of: Actor, *, now: datetime) -> None:
    """One row that somebody who knew the password could not show the person's second factor."""
    audit.append(_refusals("second_factor.failed", of, now))


def _entries(verb: str, by: Actor, now: datetime, **detail: object) -> Iterable[Entry]:
    return [Entry(chain, now, by.person, by.name, verb, detail=detail) for chain in by.chains]


def _refusals(verb: str, of: Actor, now: datetime, **detail: object) -> Iterable[Entry]:
    """Nobody knows who typed: the person stands in the detail, not as the one who acted."""
    whose = {"person": of.person} | detail
    return [Entry(chain, now, None, "", verb, detail=whose) for chain in of.chains]
