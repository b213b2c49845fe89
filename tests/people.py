"""The cast: the same municipalities, professionals and families in every test."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.contrib.auth.hashers import make_password

from hervest.accounts import actions, queries, visit
from hervest.accounts.actor import Actor, system
from hervest.accounts.models import Person
from hervest.accounts.vocabulary import OrganisationKind, PersonId, Role
from hervest.journey.actions import join_team
from hervest.journey.models import Case, TeamMember
from hervest.journey.vocabulary import Disclosure, TeamRole
from kept import Retraced, keep

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
TODAY = date(2026, 11, 23)
PASSWORD = "een heel goed wachtwoord"

HERE, ELSEWHERE = "GM9001", "GM9002"

REGULARS = {
    "marieke": ("Marieke de Wit", "gemeente", HERE, (Role.MUNI_LEAD, Role.MUNI_CASEWORKER)),
    "lena": ("Lena Blok", "gemeente", HERE, (Role.MUNI_LEAD,)),
    "sander": ("Sander Bos", "gemeente", HERE, (Role.MUNI_CASEWORKER,)),
    "lotte": ("Lotte Mulder", "gemeente", HERE, (Role.MUNI_CASEWORKER,)),
    "joris": ("Joris Vos", "gemeente", HERE, (Role.MUNI_PLANNER,)),
    "anouk": ("Anouk Bakker", "wegwijs", HERE, (Role.PARTNER_CASEWORKER,)),
    "ruben": ("Ruben Smit", "veste", HERE, (Role.HOUSING_PARTNER,)),
    "fenna": ("Fenna Stam", "wegwijs", HERE, (Role.SPONSOR_COORDINATOR,)),
    "pieter": ("Pieter Oost", "gemeente", HERE, (Role.PRIVACY_OFFICER,)),
    "bas": ("Bas Groen", "platform", "", (Role.PLATFORM_ADMIN,)),
    "hatice": ("Hatice Kaya", "havermeer", ELSEWHERE, (Role.MUNI_LEAD, Role.MUNI_CASEWORKER)),
    "wim": ("Wim Kok", "havermeer", ELSEWHERE, (Role.PARTNER_CASEWORKER,)),
}
"""Key -> name, organisation, municipality, roles: who is in every story."""

AROUND = {
    "carla": ("Carla Mos", "coa", HERE, (Role.COA_LIAISON,)),
    "gijs": ("Gijs Arts", "praktijk", HERE, (Role.HEALTH_PARTNER,)),
    "sanne": ("Sanne Dijk", "wegwijs", HERE, (Role.SCREENER,)),
    "saskia": ("Saskia Burg", "wegwijs", HERE, (Role.SPONSOR_MEMBER,)),
    "tolk": ("Tanja Olk", "tolken", HERE, (Role.INTERPRETER,)),
    "samir": ("Nieuwkomer 1", "gemeente", HERE, (Role.NEWCOMER_ADULT,)),
    "jamila": ("Nieuwkomer 2", "gemeente", HERE, (Role.NEWCOMER_MINOR,)),
    "aad": ("Aad Kuiper", "gemeente", HERE, (Role.AUDITOR,)),
    "eva": ("Eva Maas", "bureau", HERE, (Role.EVALUATOR,)),
    "rik": ("Rik Wind", "bureau", HERE, (Role.RESEARCHER,)),
    "ria": ("Ria Land", "regio", HERE, (Role.REGION_PLANNER,)),
}
"""The same of who comes in when a story names them: beside the others, somebody of every role of the access matrix."""

CAST = REGULARS | AROUND

SPONSORS = {"saskia": TeamRole.SPONSOR, "fenna": TeamRole.SPONSOR_COORDINATOR}
"""Who sits in a team with a group, and as what."""

ORGANISATIONS = {
    "gemeente": ("Gemeente Molenveen", OrganisationKind.MUNICIPALITY, [HERE]),
    "wegwijs": ("Stichting Wegwijs", OrganisationKind.GUIDANCE, [HERE]),
    "veste": ("Woonstichting De Veste", OrganisationKind.HOUSING_ASSOCIATION, [HERE]),
    "coa": ("COA", OrganisationKind.RECEPTION, [HERE]),
    "praktijk": ("Huisartsen Molenveen", OrganisationKind.HEALTH, [HERE]),
    "tolken": ("Tolken Oost", OrganisationKind.INTERPRETING, [HERE]),
    "regio": ("Regio Oost", OrganisationKind.REGION, [HERE]),
    "bureau": ("Bureau Leerzaam", OrganisationKind.RESEARCH, [HERE]),
    "havermeer": ("Gemeente Havermeer", OrganisationKind.MUNICIPALITY, [ELSEWHERE]),
    "platform": ("Hervest beheer", OrganisationKind.PLATFORM, []),
}


class Made(dict):
    """What is made when it is first asked for."""

    def __init__(self, make):
        super().__init__()
        self.make = make

    def __missing__(self, key):
        self[key] = self.make(key)
        return self[key]


@dataclass
class World:
    """Two municipalities, their partners and their people on one day."""

    ids: dict[str, PersonId] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    password_hash: str = field(default_factory=lambda: make_password(PASSWORD))
    now: datetime = NOW
    today: date = TODAY

    def actor(self, key: str) -> Actor:
        """A fresh actor for somebody of the cast, as a request would make it."""
        return queries.actor_of(Person.rows.get(pk=self.ids[key]), today=self.today)

    def person(self, key: str) -> Person:
        """The login of somebody of the cast."""
        return Person.rows.get(pk=self.ids[key])

    def joins(self, case: str, key: str, role: TeamRole, *, by: str, **how: object) -> None:
        """Somebody of the cast stands to the case in this role, let in by somebody else of it."""
        join_team(by=self.actor(by), now=self.now, case=case, person=self.ids[key], role=role, **how)

    def sponsored(self, case: str, *keys: str) -> None:
        """These of the cast guide the household for a confirmed match: a sponsor, and who coordinates them."""
        for key in keys:
            TeamMember.rows.create(
                case=Case.rows.get(code=case),
                person_id=self.ids[key],
                role=SPONSORS[key],
                disclosure=Disclosure.MATCHED,
                from_on=self.today,
                until_on=self.today + timedelta(days=365),
            )

    def email(self, key: str) -> str:
        """The address somebody logs in with."""
        return f"{key}@hervest.example"


def build_world() -> World:
    """Create the cast through the same actions the product uses."""
    world, by = world_of(World()), system("test")
    for code, name, programme in ((HERE, "Molenveen", True), (ELSEWHERE, "Havermeer", False)):
        actions.create_municipality(by=by, now=NOW, code=code, name=name, sponsor_programme=programme)
    world.ids.update({key: make_person(world, key) for key in REGULARS})
    return world


def world_of(known: World) -> World:
    """The same world, where who is in no story yet is made when a story names them."""
    world = World(organisations=Made(make_organisation), password_hash=known.password_hash)
    world.ids = Made(partial(make_person, world))
    world.organisations.update(known.organisations)
    world.ids.update(known.ids)
    return world


def make_organisation(key: str) -> int:
    """An organisation of the cast."""
    name, kind, places = ORGANISATIONS[key]
    return actions.create_organisation(by=system("test"), now=NOW, name=name, kind=kind, municipalities=places)


def make_person(world: World, key: str) -> PersonId:
    """Somebody of the cast, with their roles."""
    (name, organisation, place, roles), by = CAST[key], system("test")
    person = actions.create_person(by=by, now=NOW, email=world.email(key), name=name, password_hash=world.password_hash)
    for role in roles:
        actions.grant_membership(
            by=by,
            now=NOW,
            person=person,
            organisation=world.organisations[organisation],
            role=role,
            municipalities=[place] if place else [],
            from_on=TODAY - timedelta(days=400),
            until_on=TODAY + timedelta(days=400),
        )
    return person


@pytest.fixture(scope="session")
def _regulars():
    """The tables with the cast in them, once a story has made it."""
    return []


@pytest.fixture
def world(db, _regulars):
    """The cast in a fresh database, Monday 23 November 2026: made by the first story, put back for every other."""
    if _regulars:
        return world_of(_regulars[0].put_back())
    _regulars.append(keep(build_world))
    return world_of(_regulars[0].given)


@pytest.fixture(scope="session")
def _beginnings():
    """What stories began with -> those rows, and who of the cast had come in by then."""
    return {}


@pytest.fixture
def begin(world, _beginnings):
    """Give what a function of the world makes: made by the first story that begins with it, put back for every other.

    It may stand only on the cast and on what was begun with before it, and gives plain values.
    """
    stands = []

    def _begin(make):
        stands.append(f"{make.__module__}.{make.__qualname__}")
        if tuple(stands) in _beginnings:
            kept, ids, organisations = _beginnings[tuple(stands)]
            world.ids.update(ids)
            world.organisations.update(organisations)
            return kept.put_back()
        kept = keep(lambda: make(world))
        _beginnings[tuple(stands)] = kept, dict(world.ids), dict(world.organisations)
        return kept.given

    return _begin


@pytest.fixture(scope="session")
def retraced():
    """Steps of stories that were taken before from the same rows: see `kept.Retraced`."""
    return Retraced()


@pytest.fixture
def everybody(begin):
    """The whole cast: somebody of every role of the access matrix."""
    return begin(whole_cast)


def whole_cast(world):
    """Everybody comes in; key -> number."""
    return {key: world.ids[key] for key in CAST}


@pytest.fixture
def log_in(client, world):
    """Log somebody of the cast in to the test client and stop the clock on the cast's Monday."""
    with time_machine.travel(NOW, tick=False):

        def _log_in(key, **how):
            return let_in(client, world.person(key), **how)

        yield _log_in


def let_in(client, person, *, at=NOW, by_factor=True):
    """The browser as it is after the person logged in at that instant, with or without a second factor."""
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    visit.begin(session, now=at, by_factor=by_factor)
    session.save()
    return client
