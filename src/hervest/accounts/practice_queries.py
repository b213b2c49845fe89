"""Where somebody may practise, and with whom: one place for each of their organisations. 2 queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.models import Membership, Municipality, Organisation
from hervest.accounts.practice_rules import TAKES_PART, is_practice, practice_place
from hervest.accounts.vocabulary import OUTSIDE, OrganisationId, Role
from hervest.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class PracticePlace:
    """Where an organisation practises. `takes_part`: the actor does.

    `people`: its staff who take part today, by name; None for a sponsor, who sees no list of who works here.
    """

    organisation: OrganisationId
    name: str
    code: str
    people: tuple[str, ...] | None
    takes_part: bool


def practice_places(actor: Actor, *, today: date) -> tuple[PracticePlace, ...]:
    """One for each organisation at which the actor has a role to practise in, by name."""
    mine = {grant.organisation for grant in actor.grants if grant.role in TAKES_PART}
    inside = {grant.organisation for grant in actor.grants if grant.role in TAKES_PART - OUTSIDE}
    names = Organisation.rows.filter(pk__in=mine).order_by("name", "pk").values_list("pk", "name") if mine else ()
    people = _people([practice_place(organisation) for organisation in inside], today) if inside else {}
    return tuple(
        PracticePlace(
            OrganisationId(pk),
            name,
            code := practice_place(OrganisationId(pk)),
            people.get(code, ()) if pk in inside else None,
            takes_part=code in actor.municipalities,
        )
        for pk, name in names
    )


def _people(codes: list[str], today: date) -> Mapping[str, tuple[str, ...]]:
    rows = Membership.rows.filter(
        municipalities__in=codes,
        role__in=TAKES_PART - OUTSIDE,
        person__is_active=True,
        from_on__lte=today,
        until_on__gte=today,
    )
    found: dict[str, list[str]] = {}
    for code, name in rows.order_by("person__name").values_list("municipalities", "person__name").distinct():
        found.setdefault(code, []).append(name)
    return {code: tuple(names) for code, names in found.items()}


def place_to_practise(actor: Actor, organisation: int, *, today: date) -> PracticePlace:
    """The place of this organisation. Raises: NotFound for who has no role there to practise in."""
    found = next((row for row in practice_places(actor, today=today) if row.organisation == organisation), None)
    if found is None:
        raise NotFound("no_such_organisation")
    return found


def own_practice(actor: Actor, organisation: int, *, today: date) -> PracticePlace:
    """The same, for who takes part. Raises: NotFound."""
    found = place_to_practise(actor, organisation, today=today)
    if not found.takes_part:
        raise NotFound("no_such_organisation")
    return found


def roles_there(actor: Actor, place: str) -> frozenset[Role]:
    """In which roles the actor takes part."""
    return frozenset(grant.role for grant in actor.grants if place in grant.municipalities)


def real_places(row: Membership) -> list[Municipality]:
    """The municipalities that a membership is for; where its person practises is no part of it."""
    return [place for place in row.municipalities.all() if not is_practice(place.code)]
