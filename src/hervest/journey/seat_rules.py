"""From which seats in the team of a case a task is done: work about one person is not done from every one of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from hervest.core.vocabulary import MemberNo, Tier
from hervest.journey.access_rules import is_done_by_parents
from hervest.journey.vocabulary import TeamRole

ALL_OF_THEM = MemberNo(0)
"""About whom a seat or a task is that is about nobody of the household alone."""


@dataclass(frozen=True, slots=True)
class Seat:
    """As what somebody sits in a team, and about whom of the household."""

    role: TeamRole
    member: MemberNo = ALL_OF_THEM


@dataclass(frozen=True, slots=True)
class Young:
    """Who of a household is a child, who of them a toddler, and for whom of them a grown-up speaks."""

    children: frozenset[MemberNo] = frozenset()
    toddlers: frozenset[MemberNo] = frozenset()
    spoken_for: frozenset[MemberNo] = frozenset()


@dataclass(frozen=True, slots=True)
class Sitting:
    """The seats of one person in one team, and the toddlers for whom they do what a newcomer does.

    `is_minor`: they sit there as a child of the household alone.
    """

    seats: frozenset[Seat] = frozenset()
    toddlers: frozenset[MemberNo] = frozenset()
    is_minor: bool = False

    @property
    def roles(self) -> frozenset[TeamRole]:
        """Their roles in the team."""
        return frozenset(seat.role for seat in self.seats)

    def about(self, role: TeamRole) -> frozenset[MemberNo]:
        """About whom they sit there in this role."""
        return frozenset(seat.member for seat in self.seats if seat.role is role)

    def as_role(self, role: TeamRole) -> "Sitting":
        """The same, as far as it says which work of this role is theirs."""
        seats = frozenset(seat for seat in self.seats if seat.role is role)
        return Sitting(seats, self.toddlers, self.is_minor) if role is TeamRole.NEWCOMER else Sitting(seats)

    def for_all(self, role: TeamRole) -> bool:
        """Whether work of this role for all of the household can be theirs: no minor does it for them.

        Source: workflow.md, section 2: never a doer, newcomer_minor; access.md, scope `self`.
        """
        return bool(self.about(role)) and not (role is TeamRole.NEWCOMER and self.is_minor)

    def does(self, role: TeamRole, member: MemberNo, tier: Tier) -> bool:
        """Whether a task that falls to this role, about this person, is theirs by one of their seats.

        Source: workflow.md, section 2; access.md, scopes `self` and `referral`.
        """
        about = self.about(role)
        if member == ALL_OF_THEM:
            return self.for_all(role)
        if not about or about & {ALL_OF_THEM, member}:
            return bool(about)
        return member in self.toddlers and is_done_by_parents(holder=role, tier=tier)


def owned(own: frozenset[MemberNo], young: Young) -> frozenset[MemberNo]:
    """What is noted about whom is theirs who are these of a household: a grown-up speaks for its young children too.

    Source: access.md, scope `self`: minors by age, 16 and older alone.
    """
    return own if not own or own & young.children else own | young.spoken_for


def is_spoken_for(reason: str, own_say_from: int) -> bool:
    """Whether a child is too young to decide alone, by why the register calls it a child (`age?age=11&on=…`).

    Of whom no birth date is known nobody else reads what is theirs.
    """
    _code, _, params = reason.partition("?")
    age = dict(parse_qsl(params)).get("age", "")
    return age.isdigit() and int(age) < own_say_from


def sitting_of(seats: Collection[Seat], young: Young) -> Sitting:
    """Where somebody with these seats sits: who is there as a grown-up of the household looks after its toddlers.

    Source: access.md, scope `self`: a child of 16 or older does its own.
    """
    found = Sitting(frozenset(seats))
    own = found.about(TeamRole.NEWCOMER)
    toddlers = young.toddlers if own and not own & young.children else frozenset[MemberNo]()
    return Sitting(found.seats, toddlers, is_minor=bool(own) and own <= young.children)


def filled_for(team: Iterable[Sitting], member: MemberNo, tier: Tier) -> frozenset[TeamRole]:
    """The roles in which somebody of the team does work about this person (`worklist_rules.holder`)."""
    return frozenset(role for sitting in team for role in sitting.roles if sitting.does(role, member, tier))
