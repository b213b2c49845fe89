"""Whom work can be given to on one case: who may join its team, and who may do its tasks."""

from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import Colleague, colleagues
from hervest.accounts.vocabulary import Role
from hervest.journey.queries import CaseRef, active_team
from hervest.journey.team_rules import fitting_roles
from hervest.journey.template_defaults import team_roles


def may_join(actor: Actor, case: CaseRef, *, today: date) -> tuple[Colleague, ...]:
    """The colleagues for whom there is a role in the team."""
    found = colleagues(actor, case.municipality, today=today)
    return tuple(row for row in found if fitting_roles(team_roles(), map(Role, row.roles)))


def may_take_tasks(actor: Actor, case: CaseRef, *, today: date) -> tuple[Colleague, ...]:
    """The colleagues who can do a task of the case that is given to them."""
    team = frozenset(active_team(today).filter(case_id=case.id).values_list("person_id", flat=True))
    return tuple(
        row
        for row in colleagues(actor, case.municipality, today=today)
        if policy.could(map(Role, row.roles), Permission.TASK_DO, in_team=row.id in team)
    )
