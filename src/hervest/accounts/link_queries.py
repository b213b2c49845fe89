"""Links that set a password: whether one still works, and what may be said of it."""

from dataclasses import dataclass
from datetime import datetime

from hervest.accounts.models import Person
from hervest.accounts.queries import actor_of
from hervest.core import clock


@dataclass(frozen=True, slots=True)
class SpentLink:
    """A link that no longer works, for who holds it: until when it did, and who gave it, if a person did."""

    until: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """Where somebody without a password stands: until when their link works or worked; None if there is none."""

    until: datetime | None
    is_over: bool


def is_open(person: Person, *, now: datetime) -> bool:
    """Whether a link of the person can work: it was given, its hours have not passed, and they have a role today."""
    if person.link_until is None or now >= person.link_until or not person.is_active:
        return False
    return bool(actor_of(person, today=clock.day_of(now)).grants)


def spent_link(person: Person) -> SpentLink | None:
    """What the holder of a link that was not used in time is told."""
    if person.link_until is None:
        return None
    return SpentLink(person.link_until, person.link_by.name if person.link_by else "")


def invitation_of(person: Person, *, now: datetime) -> Invitation | None:
    """How it stands with the link of somebody who has no password; None for who has one."""
    if person.has_usable_password():
        return None
    return Invitation(person.link_until, is_over=person.link_until is not None and now >= person.link_until)
