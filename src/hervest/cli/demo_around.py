"""Who stands around a family of the demo beside its team: the family itself, and partners who see one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from hervest.accounts.actions import create_person, grant_membership
from hervest.accounts.actor import system
from hervest.accounts.queries import actor_by_email, own_organisation
from hervest.accounts.vocabulary import PersonId, Role
from hervest.cli.demo_people import DAYS_OF_MEMBERSHIP
from hervest.core import clock
from hervest.core.vocabulary import MemberNo
from hervest.journey.actions import join_team
from hervest.journey.emergency_actions import take_emergency_access
from hervest.journey.vocabulary import EmergencyReason, TeamRole


@dataclass(frozen=True, slots=True)
class DemoNewcomer:
    """Somebody of a family who logs in; the account carries the code of the case, and no name."""

    email: str
    family: str
    member: int
    role: Role


@dataclass(frozen=True, slots=True)
class Around:
    """A partner: of which family, about whom in it (0: all of it), as what, from and until how many days from today."""

    name: str
    family: str
    member: int
    role: TeamRole
    days: tuple[int, int]


NEWCOMERS = (
    DemoNewcomer("nieuwkomer.1@hervest.example", "DEMO-004", 1, Role.NEWCOMER_ADULT),
    DemoNewcomer("nieuwkomer.2@hervest.example", "DEMO-004", 3, Role.NEWCOMER_MINOR),
)
AROUND = (
    Around("Carla Mos", "DEMO-001", 0, TeamRole.COA_LIAISON, (0, 120)),
    Around("Carla Mos", "DEMO-007", 0, TeamRole.COA_LIAISON, (0, 120)),
    Around("Tanja Olk", "DEMO-004", 1, TeamRole.INTERPRETER, (-1, 1)),
)


def seed_newcomers(now: datetime, codes: Mapping[str, str]) -> None:
    """The families' own logins."""
    by, today, password_hash = system("demo"), clock.day_of(now), make_password(settings.DEMO_PASSWORD)
    until = today + timedelta(days=DAYS_OF_MEMBERSHIP)
    for row in NEWCOMERS:
        case = codes[row.family]
        person = create_person(
            by=by, now=now, email=row.email, name=f"{case}/{row.member}", password_hash=password_hash, is_demo=True
        )
        grant_membership(
            by=by,
            now=now,
            person=person,
            organisation=own_organisation("GM9001"),
            role=row.role,
            municipalities=["GM9001"],
            from_on=today,
            until_on=until,
        )
        member, role = MemberNo(row.member), TeamRole.NEWCOMER
        join_team(by=by, now=now, case=case, person=person, role=role, member=member, until_on=until)


def seed_around(now: datetime, codes: Mapping[str, str], ids: Mapping[str, PersonId]) -> None:
    """The partners of the families."""
    by, today = system("demo"), clock.day_of(now)
    for row in AROUND:
        first, last = (today + timedelta(days=days) for days in row.days)
        join_team(
            by=by,
            now=now,
            case=codes[row.family],
            person=ids[row.name],
            role=row.role,
            member=MemberNo(row.member) or None,
            from_on=first,
            until_on=last,
        )


def seed_emergency(now: datetime, codes: Mapping[str, str]) -> None:
    """A caseworker looked this morning at a case that is not theirs: a lead still says whether that was right."""
    at = now - timedelta(hours=5)
    sander = actor_by_email("sander.bos@hervest.example", today=clock.day_of(at))
    because, reason = EmergencyReason.COLLEAGUE_AWAY, "School belt over morgen; niemand van het team neemt op."
    take_emergency_access(by=sander, now=at, case=codes["DEMO-009"], because=because, reason=reason)
