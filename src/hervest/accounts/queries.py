"""Who is who: the actor behind a login, colleagues, and what the account pages show."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from hervest.accounts.actor import Actor
from hervest.accounts.models import Membership, Municipality, Organisation, Person, Submission
from hervest.accounts.people_rules import AT
from hervest.accounts.permissions import ACTIONS, Permission
from hervest.accounts.practice_queries import real_places
from hervest.accounts.practice_rules import is_practice
from hervest.accounts.vocabulary import (
    NOT_GIVEN,
    OUTSIDE,
    Grant,
    HeaderStyle,
    OrganisationId,
    OrganisationKind,
    PersonId,
    Role,
    Scope,
    Subject,
    TakenWhy,
)
from hervest.core.errors import NotAllowed, NotFound
from hervest.core.marks import mark


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """A municipality as pages show it."""

    code: str
    name: str
    phone: str
    sponsor_programme: bool
    is_demo: bool
    colour: str
    header: HeaderStyle
    logo_version: str

    @property
    def hex(self) -> str:
        """The colour as an address names it; "" for the look Hervest comes with."""
        return self.colour.removeprefix("#")

    @property
    def look_mark(self) -> str:
        """Tells whether it still looks as somebody saw it."""
        return mark((self.name, self.phone, self.colour, self.header, self.logo_version))


PLACES = "municipalities"
"""Under which a request keeps what it knows of where its actor works."""

COLUMNS = tuple(field.name for field in fields(MunicipalityRow))
"""As stored; the row is made of them in this order."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody work can be given to."""

    id: PersonId
    name: str
    organisation: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """One membership as the person sees it on the own profile."""

    organisation: str
    role: str
    municipalities: tuple[str, ...]
    until_on: date
    is_over: bool

    @property
    def over_since(self) -> date:
        """The first day on which it holds no more."""
        return self.until_on + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person sees of their own account."""

    name: str
    email: str
    language: str
    memberships: tuple[MembershipRow, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """That somebody's second factors were taken away: by whom, when, why."""

    by: str
    at: datetime
    why: TakenWhy


def municipality_subject(*, municipality: str, **_: object) -> Subject:
    """The municipality itself as a subject; a place to practise in is nobody's to fill or to set. Raises: NotFound."""
    if is_practice(municipality):
        return Subject()
    if not Municipality.rows.filter(code=municipality).exists():
        raise NotFound("no_such_municipality", municipality=municipality)
    return Subject(municipality=municipality)


def installation_subject(**_: object) -> Subject:
    """The installation: only `all`, `installation` and the system reach it."""
    return Subject()


def person_subject(*, person: PersonId, **_: object) -> Subject:
    """A person's own account."""
    return Subject(person=person)


def actor_of(person: Person, *, today: date, submission: str = "") -> Actor:
    """`person` as an actor, with the memberships in force today and what is known of where. Always 1 database query."""
    places: dict[str, MunicipalityRow] = {}
    actor = _actor(person, _grants_of([person.pk], places, today=today).get(person.pk, []), submission=submission)
    actor.asked.once(PLACES, lambda: tuple(sorted(places.values(), key=lambda row: row.name)))
    return actor


def actors_of(people: Collection[PersonId], *, today: date) -> tuple[Actor, ...]:
    """Each of them who may log in, as `actor_of` makes them: for working out what somebody else sees. 2 queries."""
    rows = Person.rows.filter(pk__in=people, is_active=True).order_by("pk")
    grants = _grants_of(people, {}, today=today)
    return tuple(_actor(person, grants.get(person.pk, [])) for person in rows)


def staying(people: Collection[PersonId], *, today: date) -> frozenset[PersonId]:
    """Of these, who can log in and has a role that has not ended, if it has begun or not. 1 query."""
    rows = Membership.rows.filter(person__in=people, person__is_active=True, until_on__gte=today)
    return frozenset(PersonId(pk) for pk in rows.values_list("person_id", flat=True))


def _actor(person: Person, grants: Iterable[Grant], *, submission: str = "") -> Actor:
    return Actor(
        person=PersonId(person.pk),
        name=person.name,
        language=person.language,
        grants=tuple(grants),
        submission=submission,
    )


def _grants_of(people: Collection[int], places: dict[str, MunicipalityRow], *, today: date) -> dict[int, list[Grant]]:
    """The memberships in force today, by person; `places` has each municipality of theirs to work for afterwards."""
    memberships = Membership.rows.filter(
        person__in=people, from_on__lte=today, until_on__gte=today, person__is_active=True
    )
    held: dict[tuple[int, int, str, int], set[str]] = {}
    joined = [f"municipalities__{column}" for column in COLUMNS]
    for person, membership, role, organisation, practice_of, *place in memberships.order_by("pk").values_list(
        "person_id", "pk", "role", "organisation_id", "municipalities__practice_of", *joined
    ):
        codes = held.setdefault((person, membership, role, organisation), set())
        if place[0] is not None:
            codes.add(place[0])
            if practice_of is None:
                places[place[0]] = _row_of(place)
    found: dict[int, list[Grant]] = {}
    for (person, _, role, organisation), codes in held.items():
        grant = Grant(Role(role), OrganisationId(organisation), frozenset(codes))
        found.setdefault(person, []).append(grant)
    return found


def actor_by_email(email: str, *, today: date) -> Actor:
    """The actor for `--as E-MAIL` on the command line. Raises: NotFound."""
    person = Person.rows.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise NotFound("no_such_person", email=email)
    return actor_of(person, today=today)


def municipalities_of(actor: Actor) -> tuple[MunicipalityRow, ...]:
    """The municipalities the actor works for, by name; the system actor sees all of the installation.

    A page and the frame around it ask this once.
    """
    theirs = actor.asked.once(PLACES, lambda: _municipalities_of(actor))
    return tuple(row for row in theirs if actor.system or row.code in actor.municipalities)


def _municipalities_of(actor: Actor) -> tuple[MunicipalityRow, ...]:
    rows = Municipality.rows.filter(practice_of__isnull=True)
    theirs = rows if actor.system else rows.filter(code__in=actor.municipalities)
    return tuple(_municipality_row(row) for row in theirs.order_by("name"))


def all_municipalities() -> tuple[MunicipalityRow, ...]:
    """Every municipality of the installation, by name: for who manages all of it."""
    return tuple(_municipality_row(row) for row in Municipality.rows.filter(practice_of__isnull=True).order_by("name"))


def municipality(code: str) -> MunicipalityRow:
    """One municipality's public facts. Raises: NotFound."""
    row = Municipality.rows.filter(code=code).first()
    if row is None:
        raise NotFound("no_such_municipality", municipality=code)
    return _municipality_row(row)


def _municipality_row(row: Municipality) -> MunicipalityRow:
    return _row_of([getattr(row, column) for column in COLUMNS])


def _row_of(columns: Iterable[Any]) -> MunicipalityRow:
    found = MunicipalityRow(*columns)
    return replace(found, header=HeaderStyle(found.header))


def is_caseworker(person: PersonId, municipality: str, *, today: date) -> bool:
    """Whether the person is a caseworker of the municipality today."""
    return Membership.rows.filter(
        person_id=person,
        person__is_active=True,
        role=Role.MUNI_CASEWORKER,
        municipalities=municipality,
        from_on__lte=today,
        until_on__gte=today,
    ).exists()


COLLEAGUES = frozenset(Role) - OUTSIDE - NOT_GIVEN
WORKERS = frozenset(role for role in COLLEAGUES if ACTIONS[Permission.TASK_DO][role] is not Scope.NONE)
"""Colleagues who can have work: not who reads a log, screens, or counts."""


def _workplaces(actor: Actor) -> frozenset[str]:
    """The municipalities for which the actor works: newcomers and volunteers see no list of who does."""
    return frozenset(code for grant in actor.grants if grant.role in COLLEAGUES for code in grant.municipalities)


def colleagues(actor: Actor, municipality: str, *, today: date) -> tuple[Colleague, ...]:
    """Everybody who works for `municipality` today, by name. Raises: NotAllowed for who does not work there."""
    return partners_of(actor, municipality, roles=COLLEAGUES, today=today)


def partners_of(actor: Actor, municipality: str, *, roles: frozenset[Role], today: date) -> tuple[Colleague, ...]:
    """Everybody with one of `roles` for the municipality today, by name. Raises: NotAllowed for who works elsewhere."""
    if municipality not in _workplaces(actor) and not actor.system:
        raise NotAllowed("not_allowed", municipality=municipality)
    there = Membership.rows.filter(
        municipalities=municipality, role__in=roles, from_on__lte=today, until_on__gte=today
    ).select_related("organisation")
    people = Person.rows.filter(is_active=True, memberships__in=there).distinct().order_by("name")
    rows = people.prefetch_related(Prefetch("memberships", queryset=there, to_attr="there"))
    return tuple(_colleague(person) for person in rows)


def _colleague(person: Person) -> Colleague:
    there: list[Membership] = person.there  # type: ignore[attr-defined]
    return Colleague(
        id=PersonId(person.pk),
        name=person.name,
        organisation=there[0].organisation.name,
        roles=tuple(membership.role for membership in there),
    )


def names_of(people: Iterable[PersonId]) -> dict[PersonId, str]:
    """Names of people who work here, for pages that already may show who did something."""
    rows = Person.rows.filter(pk__in=set(people)).values_list("pk", "name")
    return {PersonId(pk): name for pk, name in rows}


def profile(actor: Actor, *, today: date) -> Profile:
    """The actor's own account. Raises: NotFound when nobody is logged in."""
    person = Person.rows.filter(pk=actor.person).first() if actor.person else None
    if person is None:
        raise NotFound("no_such_person")
    return Profile(person.name, person.email, person.language, _membership_rows(person, today=today))


def _membership_rows(person: Person, *, today: date) -> tuple[MembershipRow, ...]:
    rows = Membership.rows.filter(person=person).select_related("organisation").prefetch_related("municipalities")
    return tuple(
        MembershipRow(
            organisation=row.organisation.name,
            role=row.role,
            municipalities=tuple(sorted(place.name for place in real_places(row))),
            until_on=row.until_on,
            is_over=row.until_on < today,
        )
        for row in rows.filter(is_undone=False).order_by("role")
    )


def has_demo_logins() -> bool:
    """Whether people of the demo stand in this database: outside the demo no server may start then."""
    return Person.rows.filter(is_demo=True).exists()


def is_only_demo() -> bool:
    """Whether every municipality and every login here is the demo's; so it is where there are none.

    Who was invited into a municipality of the demo is the demo's too.
    """
    invited = Membership.rows.filter(municipalities__is_demo=True).values("person")
    real = Person.rows.filter(is_demo=False).exclude(pk__in=invited)
    return not (Municipality.rows.filter(is_demo=False).exists() or real.exists())


def is_empty() -> bool:
    """Whether nothing has been set up yet."""
    return not Municipality.rows.exists()


def answer_of(key: str, person_key: str) -> str | None:
    """Where a submission that was done led; None if it was never done, empty if it broke off before answering."""
    return Submission.rows.filter(key=key, person_key=person_key).values_list("answer", flat=True).first()


def demo_personas(*, today: date) -> tuple[Colleague, ...]:
    """The demo's logins with their roles, in the order in which they were made."""
    current = Membership.rows.filter(from_on__lte=today, until_on__gte=today).select_related("organisation")
    rows = (
        Person.rows.filter(is_demo=True, is_active=True, memberships__in=current)
        .distinct()
        .order_by("pk")
        .prefetch_related(Prefetch("memberships", queryset=current.order_by("pk"), to_attr="there"))
    )
    return tuple(_colleague(row) for row in rows)


def demo_login(person: PersonId) -> Person:
    """The login of somebody of the demo. Raises: NotFound for anybody else."""
    found = Person.rows.filter(pk=person, is_demo=True, is_active=True).first()
    if found is None:
        raise NotFound("no_such_person")
    return found


def known_login(email: str) -> Person | None:
    """The login with this address, however it was typed and also when it is closed."""
    return Person.rows.filter(email__iexact=email).first() if email else None


def taken_from(person: PersonId) -> Taken | None:
    """What must still be told to the person of their second factors; nothing once they have one again."""
    row = Person.rows.filter(pk=person, factors_taken_at__isnull=False).select_related("factors_taken_by").first()
    if row is None or row.factors_taken_at is None:
        return None
    by = row.factors_taken_by.name if row.factors_taken_by else "Hervest"
    return Taken(by, row.factors_taken_at, TakenWhy(row.factors_taken_why))


def waits_for_password(email: str) -> PersonId | None:
    """The person with this address if they never set a password. Raises: NotFound."""
    found = Person.rows.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise NotFound("no_such_person", email=email)
    return None if found.has_usable_password() else PersonId(found.pk)


def has_left(email: str) -> bool:
    """Whether this address is of somebody who may no longer log in."""
    return Person.rows.filter(email__iexact=email, is_active=False).exists()


def leads_of(municipality: str, *, today: date) -> frozenset[PersonId]:
    """The municipality's leads today."""
    return people_with({Role.MUNI_LEAD}, municipality, today=today)


def people_with(
    roles: Collection[Role], municipality: str, *, today: date, organisation: OrganisationId | None = None
) -> frozenset[PersonId]:
    """Who has one of these roles for the municipality today; through this organisation only, if one is named."""
    rows = Membership.rows.filter(
        role__in=roles,
        person__is_active=True,
        municipalities=municipality,
        from_on__lte=today,
        until_on__gte=today,
    )
    through = rows if organisation is None else rows.filter(organisation=organisation)
    return frozenset(PersonId(person) for person in through.values_list("person_id", flat=True))


def organisation_for(person: PersonId, municipality: str, *, today: date) -> OrganisationId | None:
    """Through which organisation somebody works for the municipality today."""
    row = (
        Membership.rows.filter(
            person_id=person,
            person__is_active=True,
            municipalities=municipality,
            from_on__lte=today,
            until_on__gte=today,
        )
        .order_by("pk")
        .first()
    )
    return OrganisationId(row.organisation_id) if row else None


def roles_of(person: PersonId, municipality: str, *, today: date) -> frozenset[Role]:
    """The roles somebody has for the municipality today."""
    rows = Membership.rows.filter(
        person_id=person,
        person__is_active=True,
        municipalities=municipality,
        from_on__lte=today,
        until_on__gte=today,
    )
    return frozenset(Role(role) for role in rows.values_list("role", flat=True))


def roles_there(
    people: Iterable[int], municipalities: Iterable[str], *, today: date
) -> Mapping[tuple[int, str], frozenset[Role]]:
    """The roles that each of these people has for each of the municipalities today. 1 query, none for nobody."""
    wanted, found = set(people), dict[tuple[int, str], set[Role]]()
    if not wanted:
        return {}
    rows = Membership.rows.filter(
        person_id__in=wanted, person__is_active=True, from_on__lte=today, until_on__gte=today
    ).filter(municipalities__in=set(municipalities))
    for person, place, role in rows.values_list("person_id", "municipalities", "role"):
        found.setdefault((person, place), set()).add(Role(role))
    return {key: frozenset(roles) for key, roles in found.items()}


@dataclass(frozen=True, slots=True)
class PersonName:
    """Somebody to choose from a list."""

    id: PersonId
    name: str


def colleagues_of(actor: Actor, *, today: date) -> tuple[PersonName, ...]:
    """Everybody the actor works with in any municipality and who can have work, once, by name: 1 query."""
    people = Person.rows.filter(
        is_active=True,
        memberships__municipalities__in=_workplaces(actor),
        memberships__role__in=WORKERS,
        memberships__from_on__lte=today,
        memberships__until_on__gte=today,
    )
    return _names(people)


def left_colleagues(actor: Actor, *, today: date) -> tuple[PersonName, ...]:
    """Who could have work in a municipality of the actor and now can in none of them, once, by name: 1 query."""
    began = Membership.rows.filter(municipalities__in=_workplaces(actor), role__in=WORKERS, from_on__lte=today)
    goes_on = began.filter(until_on__gte=today, person__is_active=True)
    people = Person.rows.filter(pk__in=began.values("person"))
    return _names(people.exclude(pk__in=goes_on.values("person")))


def _names(people: QuerySet[Person]) -> tuple[PersonName, ...]:
    rows = people.order_by("name", "pk").values_list("pk", "name").distinct()
    return tuple(PersonName(PersonId(person), name) for person, name in rows)


def own_organisation(municipality: str) -> OrganisationId:
    """The municipality's own organisation. Raises: NotFound."""
    row = Organisation.rows.filter(kind=OrganisationKind.MUNICIPALITY, municipalities=municipality).first()
    if row is None:
        raise NotFound("no_such_organisation")
    return OrganisationId(row.pk)


def organisation_named(name: str, municipality: str) -> OrganisationId | None:
    """The partner with this name that works for the municipality."""
    row = Organisation.rows.filter(name__iexact=name.strip(), municipalities=municipality).first()
    return OrganisationId(row.pk) if row else None


def is_organisation_there(name: str, kind: OrganisationKind, municipalities: Iterable[str]) -> bool:
    """Whether one of that kind has the name in one of these municipalities, whatever its case and spaces.

    One for no municipality stands beside those for none.
    """
    places = list(municipalities)
    there = Q(municipalities__in=places) if places else Q(municipalities__isnull=True)
    names = Organisation.rows.filter(there, kind=kind).values_list("name", flat=True)
    return _plain(name) in {_plain(each) for each in names}


def _plain(name: str) -> str:
    return "".join(name.casefold().split())


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """An organisation to choose from a list."""

    id: OrganisationId
    name: str


def programme_organisations(municipality: str) -> tuple[OrganisationName, ...]:
    """Who can run a programme of sponsor groups for the municipality: where somebody can coordinate them; by name."""
    kinds = [kind for kind, roles in AT.items() if Role.SPONSOR_COORDINATOR in roles]
    rows = Organisation.rows.filter(kind__in=kinds, municipalities=municipality).order_by("name", "pk")
    return tuple(OrganisationName(OrganisationId(pk), name) for pk, name in rows.values_list("pk", "name"))
