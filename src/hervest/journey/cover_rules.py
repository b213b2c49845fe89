"""Covering for a colleague: how tasks are named where many are chosen, and in which seats somebody could have them."""

from collections.abc import Collection, Iterable

from hervest.accounts.vocabulary import Role
from hervest.journey.team_rules import TeamRelations, TeamRoles, fitting_roles
from hervest.journey.vocabulary import TeamRole

Work = tuple[str, int]
"""A task: the code of its case, and its number."""


def key_of(work: Work) -> str:
    """The task as a tick box sends it: `H-0004:12`."""
    return f"{work[0]}:{work[1]}"


def work_in(key: str) -> Work:
    """The task that a tick box sent. Raises: ValueError for anything else."""
    case, _colon, task = key.rpartition(":")
    return case, int(task)


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
