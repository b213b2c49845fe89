"""Who of a list of addresses is known already, as far as who lets people in may hear of it (decisions 10 and 31)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models.functions import Lower

from hervest.accounts.actor import Actor
from hervest.accounts.models import Membership, Person
from hervest.accounts.people_queries import may_give_link, seen_by
from hervest.accounts.vocabulary import PersonId, Role


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody has, now or from a later day on."""

    from_on: date
    until_on: date


NOBODY = PersonId(0)


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody whose address is in use. Of who is not seen nothing stands here but that.

    `held`: by organisation and role. `gets_link`: they have no password yet, and the actor may give them a link.
    """

    is_seen: bool = False
    is_self: bool = False
    person: PersonId = NOBODY
    name: str = ""
    gets_link: bool = False
    held: Mapping[tuple[int, Role], HeldRole] = field(default_factory=dict)


NOT_SEEN = KnownPerson()


def people_known(actor: Actor, emails: Iterable[str], *, today: date) -> Mapping[str, KnownPerson]:
    """By address in small letters; an address that nobody has is not in it."""
    rows = {
        person.pk: person
        for person in Person.rows.annotate(address=Lower("email")).filter(address__in=sorted(set(emails)))
    }
    seen = set(Membership.rows.filter(seen_by(actor), person__in=rows).values_list("person", flat=True))
    held: dict[int, dict[tuple[int, Role], HeldRole]] = {}
    for row in Membership.rows.filter(person__in=seen, until_on__gte=today).order_by("until_on", "pk"):
        held.setdefault(row.person_id, {})[row.organisation_id, Role(row.role)] = HeldRole(row.from_on, row.until_on)
    return {
        person.email.lower(): KnownPerson(
            is_seen=True,
            is_self=actor.person == person.pk,
            person=PersonId(person.pk),
            name=person.name,
            gets_link=not person.has_usable_password() and may_give_link(actor, person, today=today),
            held=held.get(person.pk, {}),
        )
        if person.pk in seen
        else NOT_SEEN
        for person in rows.values()
    }
