"""Whom work can be given to on one case: who may join its team, who may do its tasks, and how much somebody has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import Colleague, colleagues, leads_of, partners_of, roles_of
from hervest.accounts.vocabulary import NEWCOMERS, PersonId, Role
from hervest.core import wall
from hervest.core.errors import NotFound
from hervest.core.vocabulary import MemberNo
from hervest.journey.giving_rules import OF_ONES_OWN, Telling, can_be_given
from hervest.journey.models import Case, Task, TeamMember
from hervest.journey.queries import CaseRef, TeamRow, case_for, case_row, team_row
from hervest.journey.seat_rules import Seat
from hervest.journey.staffing_queries import active_team, leading, seat_of, team_of_case, team_shown, teams_of
from hervest.journey.team_rules import WITH_A_MEMBER, fitting_roles
from hervest.journey.template_defaults import team_relations, team_roles
from hervest.journey.told_queries import given_to
from hervest.journey.vocabulary import Audience, DoerRole, TeamRole


def may_join(actor: Actor, case: CaseRef, *, today: date) -> tuple[Colleague, ...]:
    """The colleagues for whom there is a role in the team."""
    found = colleagues(actor, case.municipality, today=today)
    return tuple(row for row in found if fitting_roles(team_roles(), team_relations(), map(Role, row.roles)))


def may_stand_by(actor: Actor, case: CaseRef, *, today: date) -> tuple[Colleague, ...]:
    """The partners who can be let in on one person of the household: health partners and interpreters."""
    return partners_of(actor, case.municipality, roles=_roles_with_a_member() - NEWCOMERS, today=today)


def _roles_with_a_member() -> frozenset[Role]:
    held = (team_roles()[role] for role, relation in team_relations().items() if relation in WITH_A_MEMBER)
    return frozenset(role for roles in held for role in roles)


def roles_beside_member(held: Iterable[Role]) -> tuple[TeamRole, ...]:
    """As what somebody with these roles can be let in on one person of a household."""
    return fitting_roles(team_roles(), team_relations(), held, with_a_member=True)


def who_explains(actor: Actor, code: str, *, today: date) -> Mapping[PersonId, str]:
    """Who works on a case that `case_for` gave in this request and has its contact log, by name. Raises: NotFound."""
    team = team_shown(actor, case_row(actor, code, today=today), today)
    workers = team.workers(Permission.CONTACT_LOG)
    return {PersonId(seat.person_id): seat.person.name for seat in team.seats if seat.person_id in workers}


def whom_to_tell(case: int, permission: Permission, *, today: date) -> frozenset[PersonId]:
    """Who works on the case and has the permission; where nobody does, who leads the municipality. For telling them."""
    row = Case.rows.get(pk=case)
    workers = team_of_case(row, today).workers(permission)
    return workers or leads_of(row.municipality_id, today=today)


def around_member(actor: Actor, code: str, member: MemberNo, *, today: date) -> tuple[TeamRow, ...]:
    """Who is let in on one person of the household, now or later. Raises: NotFound."""
    case = case_for(actor, code, Permission.TEAM_MANAGE, today=today)
    rows = TeamMember.rows.filter(case_id=case.id, member_no=member, until_on__gte=today)
    return tuple(team_row(row) for row in rows.select_related("person", "organisation").order_by("from_on", "pk"))


def may_take_tasks(actor: Actor, case: CaseRef, *, today: date) -> tuple[Colleague, ...]:
    """The colleagues who can have a task that somebody adds to the case."""
    return _can_have(actor, case, OF_ONES_OWN, today)


def may_take_task(actor: Actor, case: CaseRef, task: int, *, today: date) -> tuple[Colleague, ...]:
    """The colleagues who can have this task of the case. Raises: NotFound."""
    row = Task.rows.filter(case_id=case.id, pk=task).first()
    if row is None:
        raise NotFound("no_such_task")
    return _can_have(actor, case, telling(row), today)


def _can_have(actor: Actor, case: CaseRef, told: Telling, today: date) -> tuple[Colleague, ...]:
    seats: dict[int, set[Seat]] = {}
    for row in active_team(today).filter(case_id=case.id):
        seats.setdefault(row.person_id, set()).add(seat_of(row))
    return tuple(
        row
        for row in colleagues(actor, case.municipality, today=today)
        if can_be_given(map(Role, row.roles), seats.get(row.id, frozenset()), told, relations=team_relations())
    )


def telling(task: Task) -> Telling:
    """What of the task decides whom it can be given to."""
    return Telling(
        is_finance=task.is_finance,
        audience=Audience(task.audience),
        holder=TeamRole(task.holder),
        member=MemberNo(task.member_no),
        doer=DoerRole(task.doer),
    )


def stands_in(person: PersonId, row: Case, *, today: date) -> tuple[frozenset[Role], frozenset[Seat]]:
    """The roles somebody has in the case's municipality, and their seats in its team. 2 queries."""
    seats = active_team(today).filter(case=row, person_id=person)
    return roles_of(person, row.municipality_id, today=today), frozenset(map(seat_of, seats))


@dataclass(frozen=True, slots=True)
class WorkOf:
    """How much waits for somebody: open cases they lead, and open tasks that are theirs, by name or by their seat.

    `first_on`, `last_on`: the first and the last day on which some of those tasks are due.
    """

    n_led: int
    n_tasks: int
    first_on: date | None = None
    last_on: date | None = None


def work_of(person: PersonId, left: Mapping[str, frozenset[Role]], *, today: date) -> WorkOf:
    """What waits for somebody else when the person has only the roles of `left` in each of these municipalities.

    Numbers and no cases, for who may end the role: they are the same whatever that person may read.
    """
    with wall.widened(left):
        theirs = given_to(person, teams_of(person, today))
        works = [_work_at(person, theirs, municipality, roles, today) for municipality, roles in left.items()]
    return WorkOf(
        n_led=sum(work.n_led for work in works),
        n_tasks=sum(work.n_tasks for work in works),
        first_on=min((work.first_on for work in works if work.first_on), default=None),
        last_on=max((work.last_on for work in works if work.last_on), default=None),
    )


def _work_at(person: PersonId, theirs: Q, municipality: str, roles: frozenset[Role], today: date) -> WorkOf:
    here = Case.rows.filter(municipality=municipality, closed_on__isnull=True)
    led = leading(today).filter(person_id=person, case__in=here.values("pk")).values("case").distinct()
    tasks = Task.rows.filter(theirs, case__in=here.values("pk"), is_open=True)
    in_team = Q(case__in=active_team(today).filter(person_id=person).values("case"))
    if policy.could(roles, Permission.TASK_DO, in_team=False):
        tasks = tasks.none()
    elif policy.could(roles, Permission.TASK_DO, in_team=True):
        tasks = tasks.exclude(in_team)
    n_led = 0 if roles & team_roles()[TeamRole.CASE_LEAD] else led.count()
    return WorkOf(n_led, **tasks.aggregate(n_tasks=Count("pk"), first_on=Min("due_on"), last_on=Max("due_on")))
