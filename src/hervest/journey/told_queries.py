"""Which tasks somebody is told of at all, title or not: the rest stand in no list and no count of theirs."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q, QuerySet

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Relation
from hervest.core.vocabulary import Tier
from hervest.journey.access_rules import is_done_by_parents
from hervest.journey.models import Task
from hervest.journey.seat_rules import ALL_OF_THEM, Sitting
from hervest.journey.staffing_queries import Teams, my_teams
from hervest.journey.vocabulary import Audience, TeamRole

TOLD: Mapping[Relation, Q] = {
    Relation.SELF: Q(audience=Audience.TEAM),
    Relation.HANDOVER: Q(audience=Audience.TEAM),
    Relation.MATCH: Q(audience=Audience.TEAM, tier=Tier.P0, earlier_group=0),
}
"""What is told at all to who stands outside: the rest they could not read, and its day and doer would tell of it.

A sponsor group is not told of another one that the household had before (sponsorship.md, section 6.5).
"""


def visible_tasks(actor: Actor, today: date) -> QuerySet[Task]:
    """The tasks the actor may see at all, title or not, for this room's queries."""
    return Task.rows.filter(visible(actor, my_teams(actor, today)))


def given_to(person: int, mine: Teams) -> Q:
    """Given to the person by name, or theirs by a seat in the case's team, for this room's queries.

    The same answer as `staffing_queries.is_theirs`.
    """
    found = Q(assigned_to_id=person)
    for (role, sitting), cases in mine.by_role().items():
        found |= Q(assigned_to__isnull=True, holder=role, case__in=cases) & _about(sitting, role)
    return found


def _about(sitting: Sitting, role: TeamRole) -> Q:
    """About whom work of this role is theirs who sits there: the same answer as `Sitting.does`."""
    about = sitting.about(role)
    if ALL_OF_THEM in about:
        return Q()
    found = Q(member_no__in=sorted(about | ({ALL_OF_THEM} if sitting.for_all(role) else set())))
    if by_parents := [tier for tier in Tier if is_done_by_parents(holder=role, tier=tier)]:
        found |= Q(member_no__in=sorted(sitting.toddlers), tier__in=by_parents)
    return found


def visible(actor: Actor, mine: Teams) -> Q:
    """The same as a filter on tasks, for this room's queries."""
    reach = policy.reach(actor, Permission.TASK_READ)
    if reach.everything:
        return Q()
    found = Q(municipality__in=reach.municipalities)
    given, of_others = given_to(actor.person or 0, mine), _about_others(actor, mine)
    for relation, places in reach.related.items():
        tasks = given if relation is Relation.ASSIGNED else Q(case__in=mine.having(relation))
        if relation in TOLD:
            tasks &= TOLD[relation] | given
        if relation in TOLD or relation is Relation.ASSIGNED:
            tasks &= ~of_others
        found |= Q(municipality__in=places) & tasks
    return found


def _about_others(actor: Actor, mine: Teams) -> Q:
    """Work about another person of a household to whom somebody stands for one person alone."""
    found = Q(pk__in=())
    for members, cases in mine.for_somebody().items():
        found |= Q(case__in=cases, member_no__gt=0) & ~Q(member_no__in=members)
    return found & (Q(assigned_to__isnull=True) | ~Q(assigned_to=actor.person))
