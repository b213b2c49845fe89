"""The town: two municipalities with every relation between people and cases, and a canary in every field with words.

Everything is made through the actions of the product; only what no action makes yet is written into the tables, and
says so.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from django.contrib.auth.hashers import make_password

from hervest.accounts import actions as accounts
from hervest.accounts.actor import system
from hervest.accounts.models import Municipality, Organisation, Person
from hervest.core.vocabulary import Route
from hervest.journey import actions as journey
from hervest.journey.models import Case, TeamMember
from hervest.journey.own_case_actions import open_own_case
from hervest.journey.vocabulary import TeamRole
from people import CAST, ELSEWHERE, HERE, NOW, TODAY, World
from trust.canaries import Canaries
from trust.cast_of_town import (
    ALL_ORGANISATIONS,
    BOOKED,
    CASES,
    DISCLOSED,
    IN_FORCE,
    LEFT,
    MEMBER,
    MORE,
    NEWCOMER_OF,
    PEOPLE,
    PLACES,
    TEAMS,
)

YESTERDAY = TODAY - timedelta(days=1)
NEVER_CODE, NEVER_ID, NEVER_PLACE = "H-9999", 999_999, "GM0999"


@dataclass
class Town:
    """What was made: numbers and codes by the names this test gives them."""

    canaries: Canaries = field(default_factory=Canaries)
    ids: dict[str, int] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    parts: dict[str, dict[str, object]] = field(default_factory=dict)
    imports: dict[str, int] = field(default_factory=dict)
    mappings: dict[str, int] = field(default_factory=dict)
    memberships: dict[str, int] = field(default_factory=dict)
    emergencies: dict[str, int] = field(default_factory=dict)
    covers: dict[str, int] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)
    services: dict[str, int] = field(default_factory=dict)
    triagers: dict[str, int] = field(default_factory=dict)
    signals: dict[str, int] = field(default_factory=dict)
    peers: dict[str, int] = field(default_factory=dict)
    views: dict[str, int] = field(default_factory=dict)
    mails: dict[str, int] = field(default_factory=dict)
    agendas: dict[str, str] = field(default_factory=dict)
    transfers: dict[str, int] = field(default_factory=dict)
    logos: dict[str, str] = field(default_factory=dict)
    programmes: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    sponsors: dict[str, int] = field(default_factory=dict)
    seats: dict[str, int] = field(default_factory=dict)
    matches: dict[str, int] = field(default_factory=dict)
    now: object = NOW
    today: date = TODAY

    def actor(self, key):
        """Somebody, as a request would make them today."""
        return World(ids=self.ids, organisations=self.organisations, password_hash="").actor(key)

    def mint(self, *what, **how):
        """A canary."""
        return self.canaries.mint(*what, **how)


def settle(town: Town) -> None:
    """Municipalities, organisations and people, each with a name of its own."""
    by = system("test")
    for code, name in ((HERE, "Molenveen"), (ELSEWHERE, "Havermeer")):
        named = f"{name} {town.mint('accounts.Municipality.name', code)}"
        phone = town.mint("accounts.Municipality.phone", code)
        accounts.create_municipality(by=by, now=NOW, code=code, name=named, phone=phone, sponsor_programme=code == HERE)
    for key, (name, kind, places) in ALL_ORGANISATIONS.items():
        named = f"{name} {town.mint('accounts.Organisation.name', key)}"
        town.organisations[key] = accounts.create_organisation(
            by=by, now=NOW, name=named, kind=kind, municipalities=places
        )
    password = make_password("een heel goed wachtwoord")
    for key in PEOPLE[:-1]:
        person = partial(accounts.create_person, by=by, now=NOW, password_hash="" if key == "nour" else password)
        name, email = (town.mint(f"accounts.Person.{of}", key) for of in ("name", "email"))
        town.ids[key] = person(email=f"{email}@hervest.example", name=f"{key} {name}")
        for organisation, place, role, (first, last) in memberships_of(key):
            accounts.grant_membership(
                by=by,
                now=NOW,
                person=town.ids[key],
                organisation=town.organisations[organisation],
                role=role,
                municipalities=[place] if place else [],
                from_on=TODAY + timedelta(days=first),
                until_on=TODAY + timedelta(days=last),
            )


def memberships_of(key):
    """Organisation, municipality, role and days of each membership somebody has or had."""
    if key in MORE:
        return MORE[key][1]
    _, organisation, place, roles = CAST[key]
    return tuple((organisation, place, role, IN_FORCE) for role in roles)


def open_cases(town: Town, fill) -> None:
    """Every case with its household and its team; `fill` writes into it while its team is whole."""
    for name in TEAMS:
        by = town.actor(lead_of(name))
        opened = journey.open_case(by=by, now=NOW, municipality=PLACES[name], route=Route.RESETTLEMENT)
        town.codes[name] = opened.code
    for name in TEAMS:
        fill(town, name)
    own = open_own_case(by=town.actor("marieke"), now=NOW, municipality=HERE).code
    town.codes["own"] = own


def lead_of(name: str) -> str:
    """Who coordinates the case, as this test has it; of a new one nobody does."""
    return next((key for key, role in TEAMS.get(name, {}).items() if role is TeamRole.CASE_LEAD), "")


def gather_teams(town: Town) -> None:
    """Who stands to the case, whatever an action would say of it: some of them may not be added any more."""
    for name, team in TEAMS.items():
        case = Case.rows.get(code=town.codes[name])
        for key, role in team.items():
            is_ending = name in LEFT and role is not TeamRole.CASE_LEAD
            booked = TODAY + timedelta(days=1) if key in BOOKED else TODAY + timedelta(days=90)
            organisation = memberships_of(key)[0][0]
            TeamMember.rows.get_or_create(
                case=case,
                person_id=town.ids[key],
                role=role,
                member_no=MEMBER.get(key, 0),
                defaults={
                    "organisation_id": town.organisations[organisation],
                    "disclosure": DISCLOSED.get(key, 0),
                    "from_on": TODAY - timedelta(days=30),
                    "until_on": YESTERDAY if is_ending else booked,
                },
            )


def let_in_again(town: Town, name: str) -> None:
    """Opening a case again lets nobody in on one person of it: whoever was is let in anew."""
    for key in MEMBER.keys() - NEWCOMER_OF.keys():
        ended = TeamMember.rows.filter(case__code=town.codes[name], person_id=town.ids[key], until_on__lt=TODAY)
        ended.update(until_on=TODAY + timedelta(days=1 if key in BOOKED else 90))


def name_newcomers(town: Town) -> None:
    """The account of somebody of a household carries a code and no name, as the product makes it."""
    for key, member in NEWCOMER_OF.items():
        case = town.codes["far" if key == "yusuf" else "busy"]
        Person.rows.filter(pk=town.ids[key]).update(name=f"{case}/{member}")
        for canary in list(town.canaries.of_field("accounts.Person.name")):
            if canary.of == key:
                del town.canaries.all[canary.token]


def delete_one(town: Town) -> None:
    """A case that was, and of which no row is left."""
    opened = journey.open_case(by=system("test"), now=NOW, municipality=HERE, route=Route.RESETTLEMENT)
    Case.rows.filter(code=opened.code).delete()
    town.codes |= {"deleted": opened.code, "never": NEVER_CODE}


def remember_rows(town: Town) -> None:
    """The numbers of what stands in each case, by which addresses name it."""
    for name in CASES:
        case = Case.rows.get(code=town.codes[name])
        parts = town.parts.setdefault(name, {})
        household = getattr(case, "household", None)
        row = case.team.filter(member_no=0, until_on__gte=TODAY).order_by("-pk").first()
        parts["row"] = row.pk if row else NEVER_ID
        around = case.team.filter(member_no__gt=0).order_by("member_no").first()
        parts["around"] = around.pk if around else NEVER_ID
        parts.setdefault("task", case.tasks.order_by("pk").first().pk)
        if household:
            parts["need"] = household.needs.order_by("pk").first().pk
            relative = household.relatives.first()
            parts["relative"] = relative.pk
            parts["wish"] = f"wish-{household.wishes.order_by('pk').first().pk}"
            if secret := household.sensitive_wishes.order_by("pk").first():
                parts["secret"] = f"named-{secret.pk}"
    assert Municipality.rows.count() == len({HERE, ELSEWHERE})
    assert Organisation.rows.count() == len(ALL_ORGANISATIONS)
