"""Covering for a colleague: how many tasks are named, who could have them, and in which seats."""

from collections.abc import Collection, Iterable

from hervest.accounts import policy
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Relation, Role
from hervest.journey.giving_rules import Telling
from hervest.journey.team_rules import TeamRelations, TeamRoles, fitting_roles
from hervest.journey.vocabulary import TeamRole
from hervest.journey.worklist_rules import team_role_of

Work = tuple[str, int]
"""A task: the code of its case, and its number."""


def key_of(work: Work) -> str:
    """The task as a tick box sends it: `H-0004:12`."""
    return f"{work[0]}:{work[1]}"


def work_in(key: str) -> Work:
    """The task that a tick box sent. Raises: ValueError for anything else."""
    case, _colon, task = key.rpartition(":")
    return case, int(task)


def is_of_their_kind(
    held: Iterable[Role],
    sits_as: Collection[TeamRole],
    told: Telling,
    *,
    table: TeamRoles,
    relations: TeamRelations,
) -> bool:
    """Whether covering with the task asks of somebody what their roles do.

    Who works on cases covers what they may have. Whom the law lets do only what is given to them (a planner, a housing
    association, who coordinates groups) covers what is done by a role like theirs. Who somebody was referred to is no
    colleague: they cover what is done by the role in which they sit in the case, and nothing else. Source: access.md,
    task.do; docs/adr/0040; workflow.md, sections 2 and 6.8.
    """
    roles = frozenset(held)
    if policy.could(roles, Permission.TASK_DO, in_team=True, is_given=False):
        return True
    theirs = [role for role in (told.holder, team_role_of(told.doer)) if role and not table[role].isdisjoint(roles)]
    return any(relations[role] is not Relation.REFERRAL or role in sits_as for role in theirs)


def free_seats(
    held: Iterable[Role],
    sits_as: Collection[TeamRole],
    theirs: Iterable[TeamRole],
    *,
    table: TeamRoles,
    relations: TeamRelations,
) -> tuple[TeamRole, ...]:
    """As what somebody could come into the team for the colleague: the colleague's roles that fit and that they lack.

    Source: docs/adr/0040.
    """
    fits = fitting_roles(table, relations, held)
    return tuple(role for role in dict.fromkeys(theirs) if role in fits and role not in sits_as)
