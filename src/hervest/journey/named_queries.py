"""Who of a case's team can be named on something that only the named read, and who helps a household at all.

Nothing here is told to the log of reads: that somebody looked at a page about safety is written where the household,
and whoever else lives in it, does not read it (decision 55).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import ACTIONS, TIERS, Permission
from hervest.accounts.vocabulary import PersonId, Role, Scope
from hervest.core.errors import Conflict, NotFound
from hervest.core.vocabulary import Tier
from hervest.journey.models import Case, TeamMember
from hervest.journey.queries import CaseRef, seen_case, team_subject
from hervest.journey.staffing_queries import Team, active_team, teams_of_cases
from hervest.journey.template_defaults import team_roles
from hervest.journey.vocabulary import Disclosure, TeamRole


@dataclass(frozen=True, slots=True)
class Nameable:
    """Somebody in a team who can be named, or of whom something can be said."""

    person: PersonId
    name: str
    role: TeamRole


def quiet_case(actor: Actor, code: str, permission: Permission, *, today: date, changes: bool = False) -> CaseRef:
    """The case of a household on which the actor has `permission`, without a word in the log of who opened it.

    Emergency access gives nothing here. Raises: NotFound; Conflict if it is closed and something `changes`.
    """
    subject, case = team_subject(actor, code, today=today), seen_case(actor, code, today=today)
    if not case.is_household or not policy.can(actor, permission, subject):
        raise NotFound("no_such_case", case=code)
    if changes and case.closed_on is not None:
        raise Conflict("case_is_closed", case=code)
    return case


def named_roles(permission: Permission) -> frozenset[Role]:
    """The roles that have `permission` and tier P3 where they are named. Source: the two tables of access."""
    return frozenset(
        role for role in Role if ACTIONS[permission][role] is Scope.NAMED and TIERS[role][Tier.P3] is Scope.NAMED
    )


def nameable(cases: Collection[int], permission: Permission, *, today: date) -> Mapping[int, tuple[Nameable, ...]]:
    """Of each case who sits in its team today, does what the seat asks and can be named there, in order of coming.

    Nobody who lives in the household, whatever else they are. For deciding and for offering. 3 queries, however many.
    """
    rows = {row.pk: row for row in Case.rows.filter(pk__in=set(cases))}
    roles, takes = named_roles(permission), team_roles()
    return {case: _of_team(team, roles, takes) for case, team in teams_of_cases(rows, today).items()}


def _of_team(team: Team, roles: frozenset[Role], takes: Mapping[TeamRole, frozenset[Role]]) -> tuple[Nameable, ...]:
    at_home = {seat.person_id for seat in team.seats if seat.role == TeamRole.NEWCOMER}
    found: dict[int, Nameable] = {}
    for seat in team.seats:
        role = TeamRole(seat.role)
        held = team.roles.get(seat.person_id, frozenset()) & roles & frozenset(takes[role])
        if held and seat.person_id not in at_home:
            found.setdefault(seat.person_id, Nameable(PersonId(seat.person_id), seat.person.name, role))
    return tuple(found.values())


def helpers_of(actor: Actor, case: CaseRef, *, today: date) -> tuple[Nameable, ...]:
    """Who helps the household today, but the actor: of a sponsor only who was introduced by name. 1 query."""
    rows = active_team(today).filter(case=case.id).exclude(role=TeamRole.NEWCOMER).order_by("pk")
    found: dict[int, Nameable] = {}
    for seat in rows.select_related("person"):
        is_told = seat.role != TeamRole.SPONSOR or seat.disclosure >= Disclosure.NAMES
        if is_told and seat.person_id != actor.person:
            found.setdefault(seat.person_id, Nameable(PersonId(seat.person_id), seat.person.name, TeamRole(seat.role)))
    return tuple(found.values())


def at_home_in(cases: Collection[int]) -> Mapping[int, frozenset[PersonId]]:
    """Of each case who ever had a login as somebody of its household. 1 query."""
    found: dict[int, set[PersonId]] = {case: set() for case in cases}
    rows = TeamMember.rows.filter(case__in=set(cases), role=TeamRole.NEWCOMER)
    for case, person in rows.values_list("case_id", "person_id"):
        found[case].add(PersonId(person))
    return {case: frozenset(people) for case, people in found.items()}
