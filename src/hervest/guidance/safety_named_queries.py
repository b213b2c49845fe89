"""Where somebody is named, and which concerns nobody reads any more: told by the code of the case and nothing else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId, Relation, Subject
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.guidance.models import ConcernReader, ProtectionConcern
from hervest.guidance.safety_rules import readers_today
from hervest.journey.access_queries import case_subject
from hervest.journey.named_queries import Nameable, nameable

ROLE = Permission.PROTECTION_READ


@dataclass(frozen=True, slots=True)
class Orphan:
    """A concern that nobody reads any more: its number and case, and nothing of it; who can be named on it."""

    id: int
    code: str
    municipality: str
    can_be_named: tuple[Nameable, ...]


@dataclass(frozen=True, slots=True)
class NamedOn:
    """A concern that somebody reads, by its number and the code of its case, and nothing of it."""

    id: int
    code: str


def named_on_any(actor: Actor, *, today: date) -> tuple[NamedOn, ...]:
    """The open concerns that the actor reads, of whatever case. 4 queries, however many; 1 for none."""
    if not policy.holds(actor, ROLE) or actor.person is None:
        return ()
    mine = ConcernReader.rows.filter(person=actor.person, ended_at__isnull=True, concern__closed_at__isnull=True)
    rows = [row.concern for row in mine.select_related("concern__case")]
    able = nameable({row.case_id for row in rows}, ROLE, today=today) if rows else {}
    found = []
    for row in rows:
        readers = readers_today([actor.person], {one.person for one in able.get(row.case_id, ())})
        subject = Subject(municipality=row.case.municipality_id, people={Relation.NAMED: readers})
        if policy.can(actor, ROLE, subject):
            found.append(NamedOn(row.pk, row.case.code or ""))
    return tuple(sorted(found, key=lambda one: (one.code, one.id)))


def orphans(actor: Actor, *, today: date) -> tuple[Orphan, ...]:
    """The open concerns that nobody reads, where the actor leads the municipality: to name somebody, unread."""
    places = policy.reach(actor, Permission.TEAM_MANAGE).municipalities
    if not places:
        return ()
    rows = ProtectionConcern.rows.filter(case__municipality__in=places, closed_at__isnull=True)
    return _orphans(list(rows.select_related("case")), today=today)


def orphan(actor: Actor, concern: int, *, today: date) -> Orphan:
    """One of them. Raises: NotFound."""
    found = next((one for one in orphans(actor, today=today) if one.id == concern), None)
    if found is None:
        raise NotFound("no_such_concern")
    return found


def all_orphans(*, today: date) -> tuple[Orphan, ...]:
    """Every open concern that nobody reads: for telling who leads there."""
    rows = ProtectionConcern.rows.filter(closed_at__isnull=True).select_related("case")
    return _orphans(list(rows), today=today)


def orphan_subject(*, concern: int, now: datetime, **_: object) -> Subject:
    """The case of a concern that nobody reads any more, as the policy sees that case. Raises: NotFound for others."""
    row = ProtectionConcern.rows.filter(pk=concern, closed_at__isnull=True).select_related("case").first()
    if row is None or not _orphans([row], today=clock.day_of(now)):
        raise NotFound("no_such_concern")
    return case_subject(case=row.case.code or "", now=now)


def _orphans(rows: Collection[ProtectionConcern], *, today: date) -> tuple[Orphan, ...]:
    if not rows:
        return ()
    named: dict[int, set[PersonId]] = {row.pk: set() for row in rows}
    kept = ConcernReader.rows.filter(concern__in=list(named), ended_at__isnull=True)
    for concern, person in kept.values_list("concern_id", "person_id"):
        named[concern].add(PersonId(person))
    able = nameable({row.case_id for row in rows}, ROLE, today=today)
    found = []
    for row in sorted(rows, key=lambda one: one.pk):
        can_be_named = able.get(row.case_id, ())
        if not readers_today(named[row.pk], {one.person for one in can_be_named}):
            found.append(Orphan(row.pk, row.case.code or "", row.case.municipality_id, can_be_named))
    return tuple(found)
