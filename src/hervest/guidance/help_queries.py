"""Who works with the referrals and bookings of a household, and whose they are: asked by both."""

from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Relation
from hervest.core.errors import NotFound
from hervest.core.vocabulary import MemberNo, Tier
from hervest.households.extent_queries import owned_in
from hervest.journey.queries import CaseRef, case_for, may
from hervest.journey.staffing_queries import my_teams


def works_with_help(case: CaseRef) -> bool:
    """Whether the reader of the case works on it, and reads what somebody needs."""
    return case.is_household and case.is_inner and Tier.P2 in case.tiers


def help_case(actor: Actor, code: str, permission: Permission, *, today: date) -> CaseRef:
    """The case, for who works on it and has the permission. Raises: NotFound; Conflict if it is closed."""
    case = case_for(actor, code, permission, today=today)
    if not works_with_help(case):
        raise NotFound("no_such_case", case=code)
    return case


def is_their_own(actor: Actor, case: CaseRef, *, today: date) -> bool:
    """Whether the actor is somebody of the household."""
    return case.is_household and Relation.SELF in my_teams(actor, today).at(case.id).relations


def own_case(actor: Actor, code: str, permission: Permission, *, today: date) -> CaseRef:
    """The case, for who is of the household. Raises: NotFound; Conflict if it is closed."""
    case = case_for(actor, code, permission, today=today)
    if not is_their_own(actor, case, today=today):
        raise NotFound("no_such_case", case=code)
    return case


def theirs_in(actor: Actor, case: CaseRef, *, today: date) -> frozenset[MemberNo]:
    """Of whom in the household the actor reads what is theirs: themselves, and children who do not decide alone."""
    owned = owned_in(case, today=today)
    return my_teams(actor, today).at(case.id).about if owned is None else owned


def own_numbers(actor: Actor, case: CaseRef, *, today: date) -> frozenset[MemberNo]:
    """As whom of the household the actor is there."""
    return my_teams(actor, today).at(case.id).about


def reads_help(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the case has a page on referrals and interpreters for who works on it, or was let in by a referral."""
    if not may(actor, code, Permission.HOUSEHOLD_READ, today=today):
        return False
    case = case_for(actor, code, Permission.HOUSEHOLD_READ, today=today)
    return works_with_help(case) or is_let_in(actor, case, today=today)


def is_let_in(actor: Actor, case: CaseRef, *, today: date) -> bool:
    """Whether the actor reads of somebody in the household because that one was referred to them."""
    relations = my_teams(actor, today).at(case.id).relations
    return case.is_household and Relation.REFERRAL in relations and Tier.P2 in case.tiers


def reads_own_help(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the household itself has such a page for the actor."""
    if not may(actor, code, Permission.HOUSEHOLD_READ, today=today):
        return False
    return is_their_own(actor, case_for(actor, code, Permission.HOUSEHOLD_READ, today=today), today=today)
