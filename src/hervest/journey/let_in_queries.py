"""Seats of who is let in on one person of a household, and a task of one's own: of cases gathered for the actor."""

from collections.abc import Collection
from datetime import date

from hervest.accounts.vocabulary import PersonId
from hervest.core.vocabulary import MemberNo
from hervest.journey.models import Task, TeamMember
from hervest.journey.queries import TeamRow, team_row
from hervest.journey.vocabulary import CLOSED_STATES, TeamRole


def seats_about(
    case: int, person: PersonId, member: MemberNo, roles: Collection[TeamRole], *, today: date
) -> tuple[TeamRow, ...]:
    """The seats, now or later, of this person beside somebody of the household, in one of `roles`. 1 query."""
    rows = TeamMember.rows.filter(case=case, person=person, member_no=member, role__in=roles, until_on__gte=today)
    return tuple(team_row(row) for row in rows.select_related("person", "organisation").order_by("from_on", "pk"))


def is_task_open(case: int, task: int | None) -> bool:
    """Whether the case has this task, and it is still to be done."""
    if task is None:
        return False
    return Task.rows.filter(case=case, pk=task).exclude(state__in=CLOSED_STATES).exists()
