"""The people of the demo: three invented municipalities and their partners; newcomers come with their household."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from hervest.accounts import actions
from hervest.accounts.actor import Actor, system
from hervest.accounts.look_actions import set_look
from hervest.accounts.queries import municipality
from hervest.accounts.vocabulary import HeaderStyle, OrganisationId, OrganisationKind, PersonId, Role
from hervest.core import clock
from hervest.core.vocabulary import Route

DAYS_OF_MEMBERSHIP = 730


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demo: name, roles, organisation; the address is made from the name."""

    name: str
    organisation: str
    roles: tuple[Role, ...]
    municipalities: tuple[str, ...]

    @property
    def email(self) -> str:
        """`first.last@hervest.example`: a domain that never exists (RFC 2606)."""
        return f"{self.name.lower().replace(' ', '.')}@hervest.example"


MUNICIPALITIES = (
    ("GM9001", "Molenveen", "014 0900", True),
    ("GM9002", "Havermeer", "014 0901", False),
    ("GM9003", "Zandrijk", "014 0902", False),
)
LOOKS = (("GM9002", "#1f4f8f", HeaderStyle.WHITE), ("GM9003", "#6c2f62", HeaderStyle.COLOURED))
"""Who has colours of their own; the first municipality keeps those that Hervest comes with."""

ORGANISATIONS = (
    ("Gemeente Molenveen", OrganisationKind.MUNICIPALITY, ("GM9001",)),
    ("Gemeente Havermeer", OrganisationKind.MUNICIPALITY, ("GM9002",)),
    ("Gemeente Zandrijk", OrganisationKind.MUNICIPALITY, ("GM9003",)),
    ("Stichting Wegwijs", OrganisationKind.GUIDANCE, ("GM9001",)),
    ("Welkom Havermeer", OrganisationKind.GUIDANCE, ("GM9002",)),
    ("Steunpunt Zandrijk", OrganisationKind.GUIDANCE, ("GM9003",)),
    ("Woonstichting De Veste", OrganisationKind.HOUSING_ASSOCIATION, ("GM9001",)),
    ("Woningbouw Havermeer", OrganisationKind.HOUSING_ASSOCIATION, ("GM9002",)),
    ("Zandrijk Wonen", OrganisationKind.HOUSING_ASSOCIATION, ("GM9003",)),
    ("Opvang Oost", OrganisationKind.RECEPTION, ("GM9001", "GM9002", "GM9003")),
    ("Huisartsen De Wiek", OrganisationKind.HEALTH, ("GM9001",)),
    ("Tolkendienst Oost", OrganisationKind.INTERPRETING, ("GM9001", "GM9002")),
    ("Regio Oost", OrganisationKind.REGION, ("GM9001", "GM9002", "GM9003")),
    ("Bureau Leerzaam", OrganisationKind.RESEARCH, ("GM9001", "GM9002")),
    ("Hervest beheer", OrganisationKind.PLATFORM, ()),
)
LEAD = (Role.MUNI_LEAD, Role.MUNI_CASEWORKER)
CASEWORKER, PARTNER, PLANNER = (Role.MUNI_CASEWORKER,), (Role.PARTNER_CASEWORKER,), (Role.MUNI_PLANNER,)
PEOPLE = (
    DemoPerson("Marieke de Wit", "Gemeente Molenveen", LEAD, ("GM9001",)),
    DemoPerson("Sander Bos", "Gemeente Molenveen", CASEWORKER, ("GM9001",)),
    DemoPerson("Joris Vos", "Gemeente Molenveen", PLANNER, ("GM9001",)),
    DemoPerson("Anouk Bakker", "Stichting Wegwijs", PARTNER, ("GM9001",)),
    DemoPerson("Ruben Smit", "Woonstichting De Veste", (Role.HOUSING_PARTNER,), ("GM9001",)),
    DemoPerson("Fenna Stam", "Stichting Wegwijs", (Role.SPONSOR_COORDINATOR,), ("GM9001",)),
    DemoPerson("Pieter Oost", "Gemeente Molenveen", (Role.PRIVACY_OFFICER,), ("GM9001",)),
    DemoPerson("Bas Groen", "Hervest beheer", (Role.PLATFORM_ADMIN,), ()),
    DemoPerson("Carla Mos", "Opvang Oost", (Role.COA_LIAISON,), ("GM9001", "GM9002", "GM9003")),
    DemoPerson("Gijs Arts", "Huisartsen De Wiek", (Role.HEALTH_PARTNER,), ("GM9001",)),
    DemoPerson("Tanja Olk", "Tolkendienst Oost", (Role.INTERPRETER,), ("GM9001", "GM9002")),
    DemoPerson("Sanne Dijk", "Stichting Wegwijs", (Role.SCREENER,), ("GM9001",)),
    DemoPerson("Saskia Burg", "Stichting Wegwijs", (Role.SPONSOR_MEMBER,), ("GM9001",)),
    DemoPerson("Aad Kuiper", "Gemeente Molenveen", (Role.AUDITOR,), ("GM9001",)),
    DemoPerson("Ria Land", "Regio Oost", (Role.REGION_PLANNER,), ("GM9001", "GM9002", "GM9003")),
    DemoPerson("Eva Maas", "Bureau Leerzaam", (Role.EVALUATOR,), ("GM9001", "GM9002")),
    DemoPerson("Rik Wind", "Bureau Leerzaam", (Role.RESEARCHER,), ("GM9001", "GM9002")),
    DemoPerson("Lotte Mulder", "Gemeente Molenveen", LEAD, ("GM9001",)),
    DemoPerson("Hatice Kaya", "Gemeente Havermeer", LEAD, ("GM9002",)),
    DemoPerson("Wim Kok", "Welkom Havermeer", PARTNER, ("GM9002",)),
    DemoPerson("Dirk Zeeman", "Woningbouw Havermeer", (Role.HOUSING_PARTNER,), ("GM9002",)),
    DemoPerson("Iris Kramer", "Gemeente Zandrijk", LEAD, ("GM9003",)),
    DemoPerson("Noor Peters", "Steunpunt Zandrijk", PARTNER, ("GM9003",)),
    DemoPerson("Els Duin", "Zandrijk Wonen", (Role.HOUSING_PARTNER,), ("GM9003",)),
)
LEADS = {
    place: person.email
    for person in reversed(PEOPLE)
    if Role.MUNI_LEAD in person.roles
    for place in person.municipalities
}
"""Address of the lead of each municipality; where there are two, the first."""

FIRST_OF_ELSEWHERE = "Lotte Mulder"
LOGINS = tuple(
    (person.email, person.roles)
    for person in PEOPLE[: next(n for n, person in enumerate(PEOPLE) if person.name == FIRST_OF_ELSEWHERE)]
)
"""One login of each role, newcomers apart: their accounts are made with their household."""


def seed_people(now: datetime) -> dict[str, PersonId]:
    """Municipalities, organisations and people with their roles; the ids by name."""
    by = system("demo")
    for code, name, phone, has_programme in MUNICIPALITIES:
        actions.create_municipality(
            by=by, now=now, code=code, name=name, phone=phone, sponsor_programme=has_programme, is_demo=True
        )
    for code, colour, header in LOOKS:
        place = municipality(code)
        set_look(by=by, now=now, municipality=code, name=place.name, phone=place.phone, colour=colour, header=header)
    organisations = {
        name: actions.create_organisation(by=by, now=now, name=name, kind=kind, municipalities=list(places))
        for name, kind, places in ORGANISATIONS
    }
    password_hash = make_password(settings.DEMO_PASSWORD)
    ids = {person.name: seed_person(by, now, person, organisations, password_hash) for person in PEOPLE}
    for code, name in (("GM9001", "Marieke de Wit"), ("GM9002", "Hatice Kaya"), ("GM9003", "Iris Kramer")):
        actions.set_default_coordinators(by=by, now=now, municipality=code, people=dict.fromkeys(Route, ids[name]))
    return ids


def seed_person(
    by: Actor, now: datetime, person: DemoPerson, organisations: dict[str, OrganisationId], password_hash: str
) -> PersonId:
    """One login with its memberships."""
    today = clock.day_of(now)
    person_id = actions.create_person(
        by=by, now=now, email=person.email, name=person.name, password_hash=password_hash, is_demo=True
    )
    for role in person.roles:
        actions.grant_membership(
            by=by,
            now=now,
            person=person_id,
            organisation=organisations[person.organisation],
            role=role,
            municipalities=list(person.municipalities),
            from_on=today - timedelta(days=DAYS_OF_MEMBERSHIP),
            until_on=today + timedelta(days=DAYS_OF_MEMBERSHIP),
        )
    return person_id
