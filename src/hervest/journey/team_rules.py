"""As what somebody may work in a case's team: which access roles each role takes, and what it makes them to a case."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from hervest.accounts.vocabulary import Relation, Role
from hervest.journey.vocabulary import Disclosure, TeamRole

TeamRoles = Mapping[TeamRole, frozenset[Role]]
TeamRelations = Mapping[TeamRole, Relation]

ABOUT_SOMEBODY = frozenset({Relation.SELF, Relation.REFERRAL})
"""Relations to one person of the household."""

WITH_A_MEMBER = ABOUT_SOMEBODY | {Relation.BOOKING}
"""Relations that are given on the page of a person of the household, and not on the page of the team."""


def read_team_roles(text: str) -> TeamRoles:
    """The table in CSV, a row for every role of the team. Raises: ValueError for an unknown word or a role left out."""
    table = {
        TeamRole(row["team_role"]): frozenset(Role(role) for role in row["access_roles"].split(";"))
        for row in csv.DictReader(io.StringIO(text))
    }
    if missing := set(TeamRole) - set(table):
        raise ValueError(sorted(missing))
    return table


def fitting_roles(
    table: TeamRoles, relations: TeamRelations, held: Iterable[Role], *, with_a_member: bool = False
) -> tuple[TeamRole, ...]:
    """As what somebody with the access roles `held` may come into a team, or be added to it `with_a_member`.

    A sponsor comes into it by a match and by nothing else. Source: workflow.md, section 2; sponsorship.md, section 6.5.
    """
    roles = frozenset(held)
    return tuple(
        role
        for role in TeamRole
        if table[role] & roles and (relations[role] in WITH_A_MEMBER) is with_a_member and role is not TeamRole.SPONSOR
    )


def can_be_deputy(table: TeamRoles, role: TeamRole, held: Iterable[Role]) -> bool:
    """Whether somebody with the access roles `held` may do what this role asks, while who has it is away."""
    return not table[role].isdisjoint(held)


def still_takes(table: TeamRoles, relations: TeamRelations, role: TeamRole, held: Iterable[Role]) -> bool:
    """Whether who sits in a team in this role, and has the access roles `held` there now, still does what it asks.

    Only of those who work on the case: who stands by somebody of the household, or comes with a group, is said of
    elsewhere. Source: access.md; workflow.md, section 2.
    """
    return relations[role] is not Relation.TEAM or not table[role].isdisjoint(held)


def read_relations(text: str) -> TeamRelations:
    """The relation each role of the team gives, from the same table. Raises: ValueError for an unknown word."""
    return {TeamRole(row["team_role"]): Relation(row["relation"]) for row in csv.DictReader(io.StringIO(text))}


def still_handing_over(arrives_on: date | None, today: date, *, has_arrived: bool, after_arrival: timedelta) -> bool:
    """Whether the liaison still hands the household over. Source: access.md, scope `handover`."""
    return not has_arrived or arrives_on is None or today <= arrives_on + after_arrival


def appointment_window(on: date, *, before: timedelta, after: timedelta) -> tuple[date, date]:
    """The first and last day on which an interpreter sees the appointment of that day. Source: access.md, `booking`."""
    return on - before, on + after


def appointment_on(from_on: date, until_on: date, *, before: timedelta, after: timedelta) -> date | None:
    """The day of the appointment around which these days lie; None for days that were chosen otherwise."""
    on = from_on + before
    return on if appointment_window(on, before=before, after=after) == (from_on, until_on) else None


def relation_of(table: TeamRelations, role: TeamRole, *, disclosure: int, is_handing_over: bool) -> Relation | None:
    """What somebody in this role is to the case today; None where they only have tasks in it.

    A sponsor group and its coordinator are nothing to it before the match is confirmed: until then what they are told
    stands on the group's own card, and nothing else (sponsorship.md, 6.5).
    """
    relation = table[role]
    if relation is Relation.MATCH and disclosure < Disclosure.MATCHED:
        return None
    return relation if relation is not Relation.HANDOVER or is_handing_over else None
