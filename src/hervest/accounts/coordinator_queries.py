"""Who leads the cases that arrive by import, per municipality and route, and who can be chosen for it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.models import DefaultCoordinator, Membership
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import (
    COLLEAGUES,
    Colleague,
    MunicipalityRow,
    colleagues,
    is_caseworker,
    municipalities_of,
)
from hervest.accounts.vocabulary import PersonId, Role, Scope
from hervest.core.errors import NotFound
from hervest.core.marks import mark
from hervest.core.vocabulary import Route


@dataclass(frozen=True, slots=True)
class CoordinatorPage:
    """The choice as it stands, with its mark.

    `lapsed` are routes whose person is no caseworker here any more, with the name.
    """

    municipality: MunicipalityRow
    others: tuple[MunicipalityRow, ...]
    chosen: Mapping[Route, PersonId]
    lapsed: tuple[tuple[Route, str], ...]
    open: tuple[Route, ...]
    caseworkers: tuple[Colleague, ...]
    seen: str


def default_coordinator(municipality: str, route: Route, *, today: date) -> PersonId | None:
    """Who leads an imported case of `route` there: only somebody who is a caseworker of it today (access.md)."""
    default = DefaultCoordinator.rows.filter(municipality=municipality, route=route).first()
    if default is None or not is_caseworker(PersonId(default.person_id), municipality, today=today):
        return None
    return PersonId(default.person_id)


def places_to_set(actor: Actor) -> tuple[MunicipalityRow, ...]:
    """The municipalities whose own settings the actor edits: `installation` is technical only (access.md)."""
    reach = policy.reach(actor, Permission.SETTINGS_EDIT, scopes=frozenset({Scope.MUNI}))
    return tuple(row for row in municipalities_of(actor) if reach.everything or row.code in reach.municipalities)


def place_to_set(actor: Actor, municipality: str) -> MunicipalityRow:
    """The municipality, for who edits its own settings. Raises: NotFound."""
    return _among(places_to_set(actor), municipality)


def _among(places: Iterable[MunicipalityRow], municipality: str) -> MunicipalityRow:
    place = next((row for row in places if row.code == municipality), None)
    if place is None:
        raise NotFound("no_such_municipality", municipality=municipality)
    return place


def may_edit_settings(actor: Actor, municipality: str) -> bool:
    """Whether the municipality's own settings are the actor's to edit."""
    return any(row.code == municipality for row in places_to_set(actor))


def coordinator_page(actor: Actor, municipality: str, *, today: date) -> CoordinatorPage:
    """Who leads new cases of each route in the municipality. Raises: NotFound where its settings are not theirs."""
    places = places_to_set(actor)
    place = _among(places, municipality)
    people = colleagues(actor, municipality, today=today)
    caseworkers = tuple(row for row in people if Role.MUNI_CASEWORKER in row.roles)
    able = {row.id for row in caseworkers}
    rows = list(DefaultCoordinator.rows.filter(municipality=municipality).select_related("person"))
    chosen = {Route(row.route): PersonId(row.person_id) for row in rows if row.person_id in able}
    return CoordinatorPage(
        municipality=place,
        others=tuple(row for row in places if row != place),
        chosen=chosen,
        lapsed=tuple((Route(row.route), row.person.name) for row in rows if row.person_id not in able),
        open=tuple(route for route in Route if route not in chosen),
        caseworkers=caseworkers,
        seen=coordinators_mark(municipality),
    )


def coordinators_mark(municipality: str) -> str:
    """Tells whether the same people lead new cases there as somebody saw."""
    return mark(sorted(DefaultCoordinator.rows.filter(municipality=municipality).values_list("route", "person")))


def routes_led_by_default(person: PersonId, *, municipalities: frozenset[str]) -> tuple[Route, ...]:
    """The routes of these municipalities whose new cases go to the person."""
    rows = DefaultCoordinator.rows.filter(person=person, municipality__in=municipalities)
    return tuple(route for route in Route if route in {row.route for row in rows})


def colleagues_by_email(municipality: str, *, today: date) -> Mapping[str, tuple[PersonId, frozenset[Role]]]:
    """Who works for the municipality, and as what, by the address they log in with, in small letters: for deciding."""
    found: dict[str, tuple[PersonId, frozenset[Role]]] = {}
    for email, person, role in _memberships(municipality, COLLEAGUES, today):
        _, roles = found.get(email.casefold(), (person, frozenset()))
        found[email.casefold()] = PersonId(person), roles | {Role(role)}
    return found


def caseworkers_by_email(municipality: str, *, today: date) -> Mapping[str, PersonId]:
    """The caseworkers of the municipality by the address they log in with, in small letters: for deciding."""
    rows = _memberships(municipality, {Role.MUNI_CASEWORKER}, today)
    return {email.casefold(): PersonId(person) for email, person, _ in rows}


def _memberships(municipality: str, roles: Collection[Role], today: date) -> Iterable[tuple[str, int, str]]:
    """The address, person and role of everybody with one of `roles` there today."""
    rows = Membership.rows.filter(
        role__in=roles,
        person__is_active=True,
        municipalities=municipality,
        from_on__lte=today,
        until_on__gte=today,
    )
    return rows.values_list("person__email", "person_id", "role")
