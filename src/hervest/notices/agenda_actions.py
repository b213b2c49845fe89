"""Making, renewing and withdrawing the address of one's agenda, and remembering what a calendar was told."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import person_subject
from hervest.accounts.vocabulary import PersonId
from hervest.core.errors import NotFound
from hervest.notices.agenda_queries import fingerprint, memory_of
from hervest.notices.agenda_rules import AgendaEntry, Memory, ToldLine, told_now
from hervest.notices.models import FeedToken
from hervest.notices.settings import agenda_settings
from hervest.notices.vocabulary import AgendaLevel

SECRET_BYTES = 32
"""256 bits: more than anybody can try."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a calendar was told of each thing, by the name under which it knows it."""

    lines: Mapping[str, ToldLine]
    space: str

    def uid(self, thing: str) -> str:
        """The name of a thing in calendars: the same for as long as its owner has an account, and of no meaning."""
        return f"{sha256(f'{self.space} {thing}'.encode()).hexdigest()[:32]}@hervest"


@action(Permission.PAGE_PUBLIC, on=person_subject)
def make_agenda(*, by: Actor, now: datetime, person: PersonId, level: AgendaLevel) -> str:
    """The person has an agenda that tells this much, at an address with the secret that is given.

    An address that they had before opens nothing any more.
    """
    token = secrets.token_urlsafe(SECRET_BYTES)
    fresh = {"fingerprint": fingerprint(token), "level": level, "made_at": now, "used_at": None, "withdrawn_at": None}
    FeedToken.rows.update_or_create(
        person_id=person, defaults=fresh, create_defaults=fresh | {"space": secrets.token_hex(16)}
    )
    for place in by.chains:
        note("agenda.made", municipality=place, level=level)
    return token


@action(Permission.PAGE_PUBLIC, on=person_subject)
def withdraw_agenda(*, by: Actor, now: datetime, person: PersonId) -> None:
    """The address opens nothing any more. Raises: NotFound if the person has none."""
    if not FeedToken.rows.filter(person=person, withdrawn_at__isnull=True).update(fingerprint=None, withdrawn_at=now):
        raise NotFound("no_agenda")
    for place in by.chains:
        note("agenda.withdrawn", municipality=place)


@action(Permission.PAGE_PUBLIC, on=person_subject)
def tell_agenda(*, by: Actor, now: datetime, person: PersonId, token: str, entries: Iterable[AgendaEntry]) -> Told:
    """What the person's calendar is told of each of these, and of what it was told before and is no more.

    That it was fetched is remembered. Raises: NotFound if the address with this secret was withdrawn meanwhile, or
    another one made in its place.
    """
    row = FeedToken.rows.select_for_update().filter(person=person, fingerprint=fingerprint(token)).first()
    if row is None:
        raise NotFound("no_agenda")
    before = memory_of(row)
    after = told_now(before, entries, now=now, remembered=agenda_settings().remembered)
    row.used_at, row.told, row.floor = now, _kept(after), after.floor
    row.save(update_fields=["used_at"] if after == before else ["used_at", "told", "floor"])
    return Told(after.lines, row.space)


def _kept(memory: Memory) -> dict[str, dict[str, object]]:
    return {
        thing: {
            "on": line.on.isoformat(),
            "mark": line.mark,
            "sequence": line.sequence,
            "at": line.changed_at.isoformat(),
            "work": line.is_work,
            "gone": line.is_gone,
        }
        for thing, line in memory.lines.items()
    }
