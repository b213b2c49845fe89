"""The practice case of an organisation: who sits in its team, and letting go of all of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_rules import is_practice
from hervest.accounts.queries import person_subject
from hervest.accounts.vocabulary import OrganisationId, PersonId, Role
from hervest.core import clock
from hervest.documents.actions import drop_files
from hervest.journey.document_models import CaseDocument
from hervest.journey.models import Case, TeamMember
from hervest.journey.plan_actions import replan_at_the_end
from hervest.journey.seat_actions import SEATED
from hervest.journey.settings import journey_settings
from hervest.journey.vocabulary import Disclosure, TeamRole

SEATS: Mapping[Role, TeamRole] = {
    Role.MUNI_CASEWORKER: TeamRole.CASE_LEAD,
    Role.MUNI_PLANNER: TeamRole.HOUSING_OFFICER,
    Role.PARTNER_CASEWORKER: TeamRole.GUIDE,
    Role.HOUSING_PARTNER: TeamRole.HOUSING_ASSOCIATION,
    Role.SPONSOR_COORDINATOR: TeamRole.SPONSOR_COORDINATOR,
    Role.SPONSOR_MEMBER: TeamRole.SPONSOR,
}
"""As what each role takes part; a lead sees every case of the place without."""


@action(Permission.PAGE_PUBLIC, on=person_subject)
def sit_in(
    *, by: Actor, now: datetime, person: PersonId, case: int, organisation: OrganisationId, roles: Iterable[Role]
) -> None:
    """The person is in the team as each of their roles can be; a sponsor as in a match that is confirmed."""
    row, today = Case.rows.select_for_update().get(pk=case), clock.day_of(now)
    sitting = TeamMember.rows.filter(case=row, person_id=person, until_on__gte=today)
    there = set(sitting.values_list("role", flat=True))
    for seat in sorted({SEATS[role] for role in roles if role in SEATS} - there):
        TeamMember.rows.create(
            case=row,
            person_id=person,
            role=seat,
            organisation_id=organisation,
            from_on=today,
            until_on=today + journey_settings().longest_in_team,
            disclosure=Disclosure.MATCHED if seat in SEATED else Disclosure.NOTHING,
        )
        note("team.joined", case_code=row.code or "", municipality=row.municipality_id, person=person, role=seat)
    replan_at_the_end(row, now)


@action(Permission.PAGE_PUBLIC, on=person_subject)
def get_up(*, by: Actor, now: datetime, person: PersonId, place: str) -> None:
    """The person is in no team of this place of practice."""
    for row in TeamMember.rows.filter(person_id=person, case__municipality=place).select_related("case"):
        row.delete()
        replan_at_the_end(row.case, now)


@action(Permission.PAGE_PUBLIC, on=person_subject)
def forget_practice(*, by: Actor, now: datetime, person: PersonId, place: str) -> None:
    """No case is left in this place of practice, nor anything that was noted with one; the log keeps that it was.

    Raises: ValueError for a real municipality, whose cases nobody forgets so.
    """
    if not is_practice(place):
        raise ValueError(place)
    for row in Case.rows.filter(municipality=place):
        note("practice.forgotten", case_code=row.code or "", municipality=place)
        drop_files(list(CaseDocument.rows.filter(case=row).values_list("document_id", flat=True)))
        row.delete()
