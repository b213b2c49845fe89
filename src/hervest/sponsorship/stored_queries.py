"""Groups and sponsors of a programme as they are stored: for deciding what an import adds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.sponsorship.models import SPONSOR_COLUMNS, Sponsor, SponsorGroup, SponsorMembership
from hervest.sponsorship.queries import in_force, programmes_for
from hervest.sponsorship.settings import sponsorship_settings
from hervest.sponsorship.vocabulary import Demands, GroupId, GroupRole


@dataclass(frozen=True, slots=True)
class StoredSponsor:
    """A sponsor with every column that describes them, and the roles they hold today, by group."""

    sponsor: int
    name: str
    email: str
    fields: Mapping[str, Any]
    roles: Mapping[int, frozenset[GroupRole]]


@dataclass(frozen=True, slots=True)
class StoredGroup:
    """A group; `coordinator`: the sponsor who coordinates it today."""

    group: GroupId
    name: str
    capacity_persons: int | None
    coordinator: int | None


@dataclass(frozen=True, slots=True)
class StoredElsewhere:
    """What stands in another programme: each group and each sponsor by name, with the name of that programme."""

    groups: tuple[tuple[str, str], ...]
    sponsors: tuple[tuple[str, str, str], ...]


def stored_elsewhere(actor: Actor, programme: int) -> StoredElsewhere:
    """Groups (name, programme) and sponsors (name, e-mail, programme) of the actor's other programmes. 3 queries."""
    others = {row.id: row.name for row in programmes_for(actor, Permission.GROUP_EDIT) if row.id != programme}
    groups = SponsorGroup.rows.filter(programme__in=others).order_by("pk").values_list("name", "programme")
    people = Sponsor.rows.filter(programme__in=others).order_by("pk").values_list("name", "email", "programme")
    return StoredElsewhere(
        tuple((name, others[number]) for name, number in groups),
        tuple((name, email, others[number]) for name, email, number in people),
    )


def demands() -> Demands:
    """What is asked of groups and sponsors in this version, for rooms above."""
    return sponsorship_settings().demands


def stored_groups(programme: int, *, today: date) -> tuple[StoredGroup, ...]:
    """Every group of the programme, by name. 2 queries."""
    rows = SponsorGroup.rows.filter(programme=programme).order_by("name")
    held = SponsorMembership.rows.filter(in_force(today), group__programme=programme, role=GroupRole.COORDINATOR)
    leads = dict(held.values_list("group", "sponsor"))
    return tuple(StoredGroup(GroupId(row.pk), row.name, row.capacity_persons, leads.get(row.pk)) for row in rows)


def stored_sponsors(programme: int, *, today: date) -> tuple[StoredSponsor, ...]:
    """Every sponsor of the programme, by number. 2 queries."""
    roles: dict[int, dict[int, set[GroupRole]]] = {}
    for row in SponsorMembership.rows.filter(in_force(today), group__programme=programme):
        roles.setdefault(row.sponsor_id, {}).setdefault(row.group_id, set()).add(GroupRole(row.role))
    return tuple(
        StoredSponsor(
            sponsor=row.pk,
            name=row.name,
            email=row.email,
            fields={name: getattr(row, name) for name in sorted(SPONSOR_COLUMNS)},
            roles={group: frozenset(found) for group, found in roles.get(row.pk, {}).items()},
        )
        for row in Sponsor.rows.filter(programme=programme).order_by("pk")
    )
