"""The people whom the actor manages: who they are, what they may do until when, and what may be changed of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Q, QuerySet

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.factor_queries import has_factor
from hervest.accounts.link_queries import Invitation, invitation_of
from hervest.accounts.models import Membership, Municipality, Organisation, Person
from hervest.accounts.people_rules import NEVER_WITHOUT, VOLUNTEERS, roles_given, roles_managed
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_queries import real_places
from hervest.accounts.settings import access_settings, membership_term
from hervest.accounts.vocabulary import NEWCOMERS, OrganisationId, OrganisationKind, PersonId, Role, Subject
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window

MANAGE = Permission.PEOPLE_MANAGE


@dataclass(frozen=True, slots=True)
class PeopleFilters:
    """What the list of people is narrowed to; `show` is `current`, `ended` or `all`, `order` is `name` or `until`."""

    words: str = ""
    role: str = ""
    show: str = "current"
    order: str = "name"


@dataclass(frozen=True, slots=True)
class ManagedMembership:
    """One membership as who manages people sees it. `is_undone`: it ended before its first day was over."""

    id: int
    person: PersonId
    name: str
    email: str
    organisation: str
    role: Role
    municipalities: tuple[str, ...]
    from_on: date
    until_on: date
    is_over: bool
    is_undone: bool
    is_to_come: bool
    may_change: bool
    invitation: Invitation | None

    @property
    def over_since(self) -> date:
        """The first day on which it holds no more: that of the act, if somebody ended it."""
        return self.until_on + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ManagedPerson:
    """One person with the memberships that the actor sees."""

    id: PersonId
    name: str
    email: str
    has_password: bool
    may_have_link: bool
    may_have_role: bool
    invitation: Invitation | None
    has_factor: bool
    memberships: tuple[ManagedMembership, ...]


@dataclass(frozen=True, slots=True)
class Workplace:
    """An organisation whose people the actor manages, and the roles to give there."""

    id: OrganisationId
    name: str
    roles: tuple[Role, ...]


def is_everywhere(actor: Actor) -> bool:
    """Whether the actor manages the people of the whole installation."""
    return policy.reach(actor, MANAGE).everything


def seen_by(actor: Actor) -> Q:
    """The memberships that the actor may know of: of the own organisation, for the own municipality.

    Who keeps the installation knows no newcomer (access_tiers.csv: no tier of a household is theirs).
    """
    reach = policy.reach(actor, MANAGE)
    found = ~Q(role__in=NEWCOMERS) if reach.everything else Q(pk__in=())
    for organisation, municipality in sorted(reach.organisations):
        found |= Q(organisation=organisation, municipalities=municipality)
    for organisation, municipality in sorted(reach.volunteers):
        found |= Q(organisation=organisation, municipalities=municipality, role__in=VOLUNTEERS)
    return found


def people_page(actor: Actor, filters: PeopleFilters, *, now: datetime, number: int) -> Page[ManagedMembership]:
    """One page of memberships by name or by last day: 5 queries, however many rows."""
    rows = _rows(actor).filter(_narrowed(filters, clock.day_of(now)))
    first = ["until_on"] if filters.order == "until" else []
    part = rows.order_by(*first, "person__name", "person", "role", "pk")[window(number)]
    return Page(tuple(_row(actor, row, now) for row in part), number=number, n_rows=rows.count())


def n_people(actor: Actor, filters: PeopleFilters, *, now: datetime) -> int:
    """How many people have these memberships: somebody with two roles stands in the list twice. 1 query."""
    rows = _rows(actor).filter(_narrowed(filters, clock.day_of(now)))
    return int(rows.aggregate(n=Count("person", distinct=True))["n"])


def _narrowed(filters: PeopleFilters, today: date) -> Q:
    wanted = {"current": Q(until_on__gte=today), "ended": Q(until_on__lt=today)}.get(filters.show, Q())
    if filters.role:
        wanted &= Q(role=filters.role)
    for word in filters.words.split():
        wanted &= Q(person__name__icontains=word) | Q(person__email__icontains=word)
    return wanted


def managed_person(actor: Actor, person: PersonId, *, now: datetime) -> ManagedPerson:
    """The person as far as the actor sees them. Raises: NotFound for people of other organisations."""
    rows = list(_rows(actor).filter(person=person).order_by("-until_on", "role", "pk"))
    if not rows:
        raise NotFound("no_such_person")
    found, today = rows[0].person, clock.day_of(now)
    return ManagedPerson(
        id=PersonId(found.pk),
        name=found.name,
        email=found.email,
        has_password=found.has_usable_password(),
        may_have_link=may_give_link(actor, found, today=today),
        may_have_role=actor.person != found.pk,
        invitation=invitation_of(found, now=now),
        has_factor=has_factor(PersonId(found.pk)),
        memberships=tuple(_row(actor, row, now) for row in rows),
    )


def managed_membership(actor: Actor, membership: int, *, now: datetime) -> ManagedMembership:
    """A membership the actor may change. Raises: NotFound, also where it is over already."""
    row = _rows(actor).filter(pk=membership, until_on__gte=clock.day_of(now)).first()
    if row is None or not manages(actor, row):
        raise NotFound("no_such_membership")
    return _row(actor, row, now)


def _rows(actor: Actor) -> QuerySet[Membership]:
    seen = Membership.rows.filter(seen_by(actor)).values("pk")
    related = Membership.rows.filter(pk__in=seen).select_related("person", "organisation")
    return related.prefetch_related("municipalities")


def _row(actor: Actor, row: Membership, now: datetime) -> ManagedMembership:
    today = clock.day_of(now)
    return ManagedMembership(
        id=row.pk,
        person=PersonId(row.person_id),
        name=row.person.name,
        email=row.person.email,
        organisation=row.organisation.name,
        role=Role(row.role),
        municipalities=tuple(sorted(place.name for place in real_places(row))),
        from_on=row.from_on,
        until_on=row.until_on,
        is_over=row.until_on < today,
        is_undone=row.is_undone,
        is_to_come=row.from_on > today and not row.is_undone,
        may_change=row.until_on >= today and manages(actor, row),
        invitation=invitation_of(row.person, now=now),
    )


def is_seen(actor: Actor, person: PersonId) -> bool:
    """Whether the actor sees a membership of the person."""
    return _rows(actor).filter(person=person).exists()


def manages(actor: Actor, row: Membership) -> bool:
    """Whether the actor may change the membership: all its municipalities are theirs, and so is the role."""
    given = roles_managed(OrganisationKind(row.organisation.kind), everywhere=is_everywhere(actor))
    places = [place.code for place in real_places(row)]
    subjects = [_role_subject(row, code) for code in places] or [Subject()]
    return Role(row.role) in given and all(policy.can(actor, MANAGE, subject) for subject in subjects)


def may_give_link(actor: Actor, person: Person, *, today: date) -> bool:
    """Whether the actor may hand out a way to log in as the person.

    Only if everything the person may do, now or later, was the actor's to give: else the link would open more than
    is theirs. Never for oneself: the own password is changed on the profile.
    """
    rows = Membership.rows.filter(person=person, until_on__gte=today).select_related("organisation")
    held = list(rows.prefetch_related("municipalities"))
    if not person.is_active or actor.person == person.pk:
        return False
    return is_everywhere(actor) or (bool(held) and all(manages(actor, row) for row in held))


def workplaces(actor: Actor) -> tuple[Workplace, ...]:
    """Where the actor can give roles, by name."""
    everywhere, reach = is_everywhere(actor), policy.reach(actor, MANAGE)
    whole = {place for place, _ in reach.organisations}
    rows = Organisation.rows.order_by("name", "pk")
    if not everywhere:
        rows = rows.filter(pk__in=whole | {place for place, _ in reach.volunteers})
    found = (
        Workplace(
            OrganisationId(row.pk),
            row.name,
            roles_given(
                OrganisationKind(row.kind),
                everywhere=everywhere,
                volunteers_only=not everywhere and row.pk not in whole,
            ),
        )
        for row in rows
    )
    return tuple(place for place in found if place.roles)


def places_at(actor: Actor, organisation: int) -> list[str]:
    """The municipalities for which the actor can give roles at the organisation."""
    return places_by_organisation(actor, [organisation]).get(organisation, [])


def places_by_organisation(actor: Actor, organisations: Iterable[int]) -> dict[int, list[str]]:
    """The same of several; one where the actor can give roles for no municipality is not in it."""
    reach = policy.reach(actor, MANAGE)
    rows = Organisation.rows.filter(pk__in=list(organisations), municipalities__isnull=False)
    found: dict[int, list[str]] = {}
    for organisation, code in rows.values_list("pk", "municipalities__code").order_by("municipalities__code"):
        if reach.everything or (organisation, code) in reach.organisations | reach.volunteers:
            found.setdefault(organisation, []).append(code)
    return found


def organisation_subject(
    *, by: Actor, organisation: OrganisationId, role: Role | None = None, roles: Iterable[Role] = (), **_: object
) -> Subject:
    """The organisation as a place to give the role, or all of the roles, at. Raises: NotFound."""
    if not Organisation.rows.filter(pk=organisation).exists():
        raise NotFound("no_such_organisation")
    given = {role} if role else set(roles)
    place = next(iter(places_at(by, organisation)), "")
    return replace(_subject(organisation, place), is_volunteer=bool(given) and given <= VOLUNTEERS)


def membership_subject(*, by: Actor, membership: int, **_: object) -> Subject:
    """The membership, for who may change it; a subject that only the whole installation reaches for others.

    Raises: NotFound.
    """
    row = Membership.rows.filter(pk=membership).select_related("organisation").first()
    if row is None:
        raise NotFound("no_such_membership")
    places = sorted(place.code for place in real_places(row))
    return _role_subject(row, places[0]) if places and manages(by, row) else Subject()


def seen_person_subject(*, by: Actor, person: PersonId, **_: object) -> Subject:
    """The person, for who sees a membership of theirs. Raises: NotFound for everybody else."""
    row = _rows(by).filter(person=person).first()
    if row is None and not (by.system and Person.rows.filter(pk=person).exists()):
        raise NotFound("no_such_person")
    reach = policy.reach(by, MANAGE)
    codes = [place.code for place in real_places(row)] if row else []
    theirs = reach.organisations | reach.volunteers
    places = [code for code in codes if row and (row.organisation_id, code) in theirs]
    return _role_subject(row, places[0]) if row and places else Subject()


def _subject(organisation: int, municipality: str) -> Subject:
    return Subject(municipality=municipality, organisations=frozenset({OrganisationId(organisation)}))


def _role_subject(row: Membership, municipality: str) -> Subject:
    return replace(_subject(row.organisation_id, municipality), is_volunteer=row.role in VOLUNTEERS)


def is_last(row: Membership, *, on: date) -> bool:
    """Whether from `on` nobody would have the role if this membership were over.

    A lead counts for each municipality, a manager of the installation for the whole of it. Who has no password lets
    nobody in.
    """
    if Role(row.role) not in NEVER_WITHOUT:
        return False
    others = Membership.rows.exclude(person=row.person).filter(
        role=row.role, person__is_active=True, from_on__lte=on, until_on__gte=on
    )
    others = others.exclude(person__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    if row.role == Role.PLATFORM_ADMIN:
        return not others.exists()
    return any(not others.filter(municipalities=place).exists() for place in real_places(row))


def remaining_roles(actor: Actor, membership: ManagedMembership, *, today: date) -> tuple[Role, ...]:
    """What else the person may do today, as far as the actor sees it."""
    rows = _rows(actor).filter(person=membership.person, from_on__lte=today, until_on__gte=today)
    return tuple(sorted({Role(row.role) for row in rows.exclude(pk=membership.id)}))


def roles_left(membership: int, *, today: date) -> Mapping[str, frozenset[Role]]:
    """What the person may do today without this membership, in each municipality that it names."""
    row = Membership.rows.get(pk=membership)
    others = Membership.rows.filter(person=row.person, from_on__lte=today, until_on__gte=today).exclude(pk=membership)
    return {
        code: frozenset(Role(role) for role in others.filter(municipalities=code).values_list("role", flat=True))
        for code in (place.code for place in real_places(row))
    }


def known_here(actor: Actor, email: str) -> bool | None:
    """Whether somebody has this address: None for nobody, True if the actor sees them, False if not."""
    person = Person.rows.filter(email__iexact=email.strip()).first()
    if person is None:
        return None
    return _rows(actor).filter(person=person).exists() or is_everywhere(actor)


def overlaps(person: PersonId, organisation: int, role: Role, *, today: date) -> bool:
    """Whether the person has the role there already, now or later."""
    rows = Membership.rows.filter(person=person, organisation=organisation, role=role, until_on__gte=today)
    return rows.exists()


def proposed_last_day(today: date) -> date:
    """Until when a role is proposed to last."""
    return membership_term().proposed(today)


def longest_last_day(today: date) -> date:
    """The last day that a membership which begins today can have."""
    return membership_term().longest(today)


def link_hours() -> int:
    """How many hours a link to set a password works."""
    return access_settings().link_hours


def roles_in_list(actor: Actor) -> tuple[Role, ...]:
    """Every role that somebody in the list has or had, or that the actor can give, once, in the order of the roles."""
    there = {Role(role) for role in _rows(actor).values_list("role", flat=True).distinct().order_by()}
    return tuple(role for role in Role if role in there.union(roles_for_filter(workplaces(actor))))


def roles_for_filter(rows: Iterable[Workplace]) -> tuple[Role, ...]:
    """Every role that people of these places can have, once."""
    return tuple(dict.fromkeys(role for row in rows for role in row.roles))


def chains_of_person(person: PersonId) -> list[str]:
    """The municipalities in whose log it stands what is done to the person's account; else the installation's."""
    rows = Municipality.rows.filter(memberships__person=person, practice_of__isnull=True)
    codes = rows.values_list("code", flat=True).distinct()
    return sorted(codes) or [""]
