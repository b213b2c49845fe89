"""What ending somebody's role closes, over all rooms."""

from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.coordinator_queries import routes_led_by_default
from hervest.accounts.people_queries import ManagedMembership, remaining_roles, roles_left
from hervest.accounts.vocabulary import Role
from hervest.core.vocabulary import Route
from hervest.journey.team_queries import WorkOf, work_of


@dataclass(frozen=True, slots=True)
class Ending:
    """What the person can still do afterwards, and what waits for somebody else."""

    roles: tuple[Role, ...]
    work: WorkOf
    routes: tuple[Route, ...]


def ending(actor: Actor, row: ManagedMembership, *, today: date) -> Ending:
    """What goes with this membership; of the work, what none of the roles that remain carries."""
    roles = remaining_roles(actor, row, today=today)
    work = work_of(row.person, roles_left(row.id, today=today), today=today)
    is_caseworker = row.role is Role.MUNI_CASEWORKER
    routes = routes_led_by_default(row.person, municipalities=actor.municipalities) if is_caseworker else ()
    return Ending(roles, work, routes)
