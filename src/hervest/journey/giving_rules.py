"""Whom a task can be given to by name: whoever does a task reads it, so giving it is telling of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from hervest.accounts import policy
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Relation, Role
from hervest.core.vocabulary import MemberNo
from hervest.journey.seat_rules import ALL_OF_THEM, Seat
from hervest.journey.team_rules import TeamRelations
from hervest.journey.vocabulary import Audience, DoerRole, TeamRole


@dataclass(frozen=True, slots=True)
class Telling:
    """What of a task decides whom it may be told to: whether it is about money, for whom it is meant, whose it is.

    `member`: about whom of the household it is. `doer`: whose work it is, also where somebody else has it for them.
    """

    is_finance: bool
    audience: Audience
    holder: TeamRole
    member: MemberNo = ALL_OF_THEM
    doer: DoerRole = DoerRole.CASE_LEAD


OF_ONES_OWN = Telling(is_finance=False, audience=Audience.MUNICIPALITY, holder=TeamRole.CASE_LEAD)
"""A task that somebody adds to a case."""


def works_in(sits_as: Collection[TeamRole], relations: TeamRelations) -> bool:
    """Whether one of these roles works on the case: a referral, an appointment, a hand-over or a match does not."""
    return any(relations[role] is Relation.TEAM for role in sits_as)


def can_be_given(held: Iterable[Role], sits_as: Collection[Seat], told: Telling, *, relations: TeamRelations) -> bool:
    """Whether somebody with these roles in the municipality, and these seats in the case's team, may have the task.

    They can open and do it; money is for who reads the household's money, and what is for named readers for who leads
    the case. What falls to somebody by a role in the team for whom it is about is theirs anyway.
    Source: access.md, task.do and money.read; tiers P2 and P3.
    """
    roles, in_team = frozenset(held), works_in([seat.role for seat in sits_as], relations)
    if not policy.could(roles, Permission.TASK_DO, in_team=in_team):
        return False
    here = {seat.role for seat in sits_as if seat.member == ALL_OF_THEM or told.member in {ALL_OF_THEM, seat.member}}
    if told.holder in here:
        return True
    is_named = told.audience is not Audience.NAMED or TeamRole.CASE_LEAD in here
    return is_named and (not told.is_finance or policy.could(roles, Permission.MONEY_READ, in_team=in_team))
