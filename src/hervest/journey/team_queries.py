"""Whom work can be given to on one case: who may join its team, who may do its tasks, and how much somebody has."""

from dataclasses import dataclass
from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import Colleague, colleagues
from hervest.accounts.vocabulary import PersonId, Role
from hervest.journey.models import Case, Task
from hervest.journey.queries import CaseRef, active_team, visible_to
from hervest.journey.team_rules import fitting_roles
from hervest.journey.template_defaults import team_roles
from hervest.journey.vocabulary import CLOSED_STATES, TeamRole


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


@dataclass(frozen=True, slots=True)
class WorkOf:
    """How much waits for somebody: open cases they lead, and open tasks given to them by name."""

    n_led: int
    n_tasks: int


def work_of(actor: Actor, person: PersonId, *, today: date) -> WorkOf:
    """What would wait for somebody else if the person left, in the cases the actor may know of."""
    seen = Case.rows.filter(visible_to(actor, Permission.CASE_LIST, today=today), closed_on__isnull=True)
    leading = active_team(today).filter(person_id=person, role=TeamRole.CASE_LEAD)
    tasks = Task.rows.filter(assigned_to_id=person, case__in=seen.values("pk")).exclude(state__in=CLOSED_STATES)
    return WorkOf(n_led=seen.filter(pk__in=leading.values("case")).count(), n_tasks=tasks.count())
