"""Whose agenda an address opens, and what its owner reads of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from hervest.accounts.actor import Actor
from hervest.accounts.vocabulary import PersonId
from hervest.notices.agenda_rules import Memory, ToldLine
from hervest.notices.models import FeedToken
from hervest.notices.settings import AgendaSettings, agenda_settings
from hervest.notices.vocabulary import AgendaLevel


@dataclass(frozen=True, slots=True)
class OwnAgenda:
    """How it stands with the address that somebody made: what it tells, since when, and when it was fetched last."""

    level: AgendaLevel
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose agenda an address opens, and what it tells."""

    person: PersonId
    level: AgendaLevel

    @property
    def names_cases(self) -> bool:
        """Whether anything of a case is told at all."""
        return self.level is AgendaLevel.CODE


def how_agendas_are_told() -> AgendaSettings:
    """How often a calendar fetches, how long it is told of what was cancelled, and how much is refused."""
    return agenda_settings()


def own_agenda(actor: Actor) -> OwnAgenda | None:
    """The address that the actor has; None if they made none, or withdrew it."""
    row = FeedToken.rows.filter(person=actor.person, withdrawn_at__isnull=True).first()
    return OwnAgenda(AgendaLevel(row.level), row.made_at, row.used_at) if row else None


def opened_by(token: str) -> Opened | None:
    """What the address with this secret opens; None for one that nobody has. 1 query."""
    row = FeedToken.rows.filter(fingerprint=fingerprint(token)).only("person_id", "level").first()
    return Opened(PersonId(row.person_id), AgendaLevel(row.level)) if row else None


def fingerprint(token: str) -> str:
    """What is kept of a secret: from it nobody finds the secret, which is drawn from 256 bits."""
    return sha256(token.encode()).hexdigest()


def memory_of(row: FeedToken) -> Memory:
    """What its calendar was told before."""
    return Memory({thing: _line(kept) for thing, kept in row.told.items()}, row.floor)


def _line(kept: Mapping[str, Any]) -> ToldLine:
    return ToldLine(
        on=date.fromisoformat(kept["on"]),
        mark=kept["mark"],
        sequence=kept["sequence"],
        changed_at=datetime.fromisoformat(kept["at"]),
        is_work=kept["work"],
        is_gone=kept["gone"],
    )
