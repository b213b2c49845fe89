"""As what somebody may work in a case's team: which access roles each role of the team takes."""

import csv
import io
from collections.abc import Iterable, Mapping

from hervest.accounts.vocabulary import LIVE_ROLES, Role
from hervest.journey.vocabulary import TeamRole

TeamRoles = Mapping[TeamRole, frozenset[Role]]


def read_team_roles(text: str) -> TeamRoles:
    """The table in CSV, a row for every role of the team. Raises: ValueError for an unknown word or a role left out."""
    table = {
        TeamRole(row["team_role"]): frozenset(Role(role) for role in row["access_roles"].split(";"))
        for row in csv.DictReader(io.StringIO(text))
    }
    if missing := set(TeamRole) - set(table):
        raise ValueError(sorted(missing))
    return table


def fitting_roles(table: TeamRoles, held: Iterable[Role]) -> tuple[TeamRole, ...]:
    """As what somebody with the access roles `held` may work in a team. Source: workflow.md, section 2."""
    live = LIVE_ROLES & frozenset(held)
    return tuple(role for role in TeamRole if table[role] & live)
