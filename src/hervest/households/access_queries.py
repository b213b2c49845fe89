"""Who is let in on one person of a household, for the page that lets in and out."""

from dataclasses import dataclass
from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.people_queries import proposed_last_day
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_rules import is_practice
from hervest.accounts.queries import Colleague, own_organisation
from hervest.accounts.vocabulary import Role, Shown, Subject
from hervest.core.errors import NotFound
from hervest.core.texts import called
from hervest.core.vocabulary import MemberNo, Tier
from hervest.households.extent_rules import speaks_for_themselves
from hervest.households.record_queries import record_of
from hervest.households.record_rules import members_of
from hervest.households.settings import household_settings
from hervest.journey.queries import TeamRow, case_for, case_of
from hervest.journey.team_queries import around_member, may_stand_by, roles_beside_member
from hervest.journey.vocabulary import TeamRole


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Who sees this person of the household, and who could: as what, and until when by default."""

    member: MemberNo
    name: str
    rows: tuple[TeamRow, ...]
    partners: tuple[Colleague, ...]
    roles: tuple[TeamRole, ...]
    until_on: date
    may_have_login: bool
    is_too_young: bool


def own_organisation_subject(*, case: str, **_: object) -> Subject:
    """The organisation of the case's municipality, whose people its lead lets in. Raises: NotFound."""
    place = case_of(case).municipality
    if is_practice(place):  # nobody logs in as somebody who is made up
        return Subject()
    return Subject(municipality=place, organisations=frozenset({own_organisation(place)}))


def access_page(actor: Actor, code: str, member: int, *, today: date) -> AccessPage:
    """Who is let in on the person, now or later. Raises: NotFound."""
    case = case_for(actor, code, Permission.TEAM_MANAGE, today=today)
    case.must_read(Tier.P1)
    record = record_of(code)
    found = next((row for row in record.present if row.no == member), None) if record else None
    if record is None or found is None:
        raise NotFound("no_such_member")
    actor.reads.read(code, Shown.NAMES)
    facts = next(row for row in members_of(record) if row.no == member)
    rows = around_member(actor, code, found.no, today=today)
    is_too_young = not speaks_for_themselves(facts, today, household_settings())
    partners = may_stand_by(actor, case, today=today)
    return AccessPage(
        member=found.no,
        name=called(found.no, found.first_name, found.last_name),
        rows=rows,
        partners=partners,
        roles=roles_beside_member(Role(role) for row in partners for role in row.roles),
        until_on=proposed_last_day(today),
        may_have_login=not is_too_young
        and policy.can(actor, Permission.PEOPLE_MANAGE, own_organisation_subject(case=code))
        and not any(row.role is TeamRole.NEWCOMER for row in rows),
        is_too_young=is_too_young,
    )
