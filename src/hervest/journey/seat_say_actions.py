"""Saying who the deputy of somebody in a case's team is, and what they do for the household."""

from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import roles_of
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.seat_queries import seat_mark
from hervest.journey.staffing_queries import active_team
from hervest.journey.team_rules import can_be_deputy
from hervest.journey.template_defaults import team_roles
from hervest.journey.vocabulary import TeamRole


@action(Permission.TEAM_MANAGE, on=case_subject)
def say_of_seat(
    *, by: Actor, now: datetime, case: str, member: int, deputy: PersonId | None, offers: str, seen: str
) -> None:
    """The seat has this deputy, or none, and says what its person does. It gives nobody access, and moves no task.

    Raises: NotFound for no such seat; Conflict if it stood otherwise than it was `seen`; RuleBroken if the deputy is
    the person, or may not do what the role asks.
    """
    row, today = locked_case(case), clock.day_of(now)
    found = active_team(today).filter(case=row, member_no=0, pk=member).first()
    if found is None:
        raise NotFound("no_such_team_member")
    if seen and seen != seat_mark(found):
        raise Conflict("seat_changed_meanwhile")
    if deputy is not None and deputy == found.person_id:
        raise RuleBroken("deputy_of_oneself", field="deputy")
    if deputy is not None and deputy != found.deputy_id:
        held = roles_of(deputy, row.municipality_id, today=today)
        if not can_be_deputy(team_roles(), TeamRole(found.role), held):
            raise RuleBroken("deputy_without_the_role", field="deputy", role=TeamRole(found.role))
    found.deputy_id, found.offers = deputy, offers.strip()
    found.save(update_fields=["deputy", "offers"])
    note("team.described", case_code=case, municipality=row.municipality_id, person=found.person_id, role=found.role)
