"""Letting somebody in on one person of a household: their own login, a partner they are referred to, an interpreter."""

from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actions import create_person, grant_membership
from hervest.accounts.actor import Actor
from hervest.accounts.people_actions import lock_people
from hervest.accounts.people_queries import known_here
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import own_organisation
from hervest.accounts.vocabulary import OrganisationId, PersonId, Role
from hervest.core import clock
from hervest.core.errors import NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.households.access_queries import own_organisation_subject
from hervest.households.extent_rules import speaks_for_themselves
from hervest.households.keep_actions import held
from hervest.households.record_queries import as_record
from hervest.households.record_rules import members_of
from hervest.households.settings import household_settings
from hervest.households.trait_rules import is_adult
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import join_team, leave_team
from hervest.journey.booking_queries import days_around
from hervest.journey.queries import case_for
from hervest.journey.team_queries import around_member
from hervest.journey.vocabulary import TeamRole


@action(Permission.PEOPLE_MANAGE, on=own_organisation_subject, runs=(create_person, grant_membership, join_team))
def let_newcomer_in(*, by: Actor, now: datetime, case: str, member: MemberNo, email: str, until_on: date) -> PersonId:
    """The person of the household can log in as themselves, once they have a link; the account carries a code, no name.

    Raises: NotFound; RuleBroken if they are too young to decide alone, have a login already, or the address is in use.
    """
    lock_people()  # whoever lets somebody in with the same address waits
    today = clock.day_of(now)
    case_for(by, case, Permission.TEAM_MANAGE, today=today)
    ref, household = held(case)
    found = next((row for row in members_of(as_record(household)) if row.no == member), None)
    if found is None:
        raise NotFound("no_such_member")
    settings = household_settings()
    if not speaks_for_themselves(found, today, settings):
        raise RuleBroken("too_young_for_login", age=settings.own_say_from)
    if any(row.role is TeamRole.NEWCOMER for row in around_member(by, case, member, today=today)):
        raise RuleBroken("has_a_login_already")
    if known_here(by, email) is not None:
        raise RuleBroken("email_in_use", field="email")
    person = create_person(by=by, now=now, email=email.strip(), name=f"{case}/{member}")
    grant_membership(
        by=by,
        now=now,
        person=person,
        organisation=OrganisationId(own_organisation(ref.municipality)),
        role=Role.NEWCOMER_ADULT if is_adult(found, today, settings) else Role.NEWCOMER_MINOR,
        municipalities=[ref.municipality],
        from_on=today,
        until_on=until_on,
    )
    join_team(by=by, now=now, case=case, person=person, role=TeamRole.NEWCOMER, member=member, until_on=until_on)
    note("newcomer.let_in", case_code=case, municipality=ref.municipality, person=person)
    return person


@action(Permission.TEAM_MANAGE, on=case_subject, runs=(join_team,))
def stand_by(
    *,
    by: Actor,
    now: datetime,
    case: str,
    member: MemberNo,
    person: PersonId,
    role: TeamRole,
    from_on: date | None = None,
    until_on: date | None = None,
    on: date | None = None,
) -> tuple[date, date]:
    """A partner sees this person of the household, and nobody else of it, from a day until a day: which are given back.

    An interpreter sees an appointment, from a day before until a day after `on` (access.md, scope `booking`).
    Raises: as `join_team`; RuleBroken without these days, with a day that the role does not use, or for an appointment
    that is over.
    """
    if role is TeamRole.INTERPRETER:
        if from_on is not None or until_on is not None:
            raise RuleBroken("days_around_appointment", field="from_on" if from_on is not None else "until_on")
        if on is None:
            raise RuleBroken("appointment_day_needed", field="on")
        if on < clock.day_of(now):
            raise RuleBroken("day_has_passed", field="on")
        from_on, until_on = days_around(on)
    elif on is not None:
        raise RuleBroken("appointment_of_interpreter", field="on")
    elif from_on is None or until_on is None:
        raise RuleBroken("days_of_access_needed", field="from_on" if from_on is None else "until_on")
    join_team(by=by, now=now, case=case, person=person, role=role, member=member, from_on=from_on, until_on=until_on)
    return from_on, until_on


@action(Permission.TEAM_MANAGE, on=case_subject, runs=(leave_team,))
def stand_back(*, by: Actor, now: datetime, case: str, member: int) -> None:
    """Who stood by a person of the household does not any more: from the next click on nothing of them is theirs."""
    leave_team(by=by, now=now, case=case, member=member)
