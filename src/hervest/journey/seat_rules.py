"""From which seats in the team of a case a task is done: work about one person is not done from every one of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil
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


DAYS_OF_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class OwnAges:
    """From which age a child decides alone, and from which one is of age, in years."""

    own_say_from: int
    grown_from: int


@dataclass(frozen=True, slots=True)
class Young:
    """Who of a household is a child, and who of them a toddler.

    `aged`: of everybody of it, why the register calls them grown up or a child.
    """

    children: frozenset[MemberNo] = frozenset()
    toddlers: frozenset[MemberNo] = frozenset()
    aged: Mapping[MemberNo, str] = field(default_factory=dict)


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


def owned(own: frozenset[MemberNo], young: Young, ages: OwnAges, today: date) -> frozenset[MemberNo]:
    """What is noted about whom is theirs who are these of a household: a grown-up speaks for its young children too.

    Source: access.md, scope `self`: minors by age, 16 and older alone.
    """
    if not any(is_grown_up(young.aged.get(no, ""), ages, today) for no in own):
        return own
    return own | {no for no in young.children if is_spoken_for(young.aged.get(no, ""), ages)}


def is_grown_up(reason: str, ages: OwnAges, today: date) -> bool:
    """Whether somebody is of age today for sure, by why the register calls them grown up (`age?age=41&on=2027-03-05`).

    It counts on the day of arrival, which may be still to come. Without a birth date everybody but a child is.
    """
    code, said = _reason(reason)
    if code == "birth_date_unknown":
        return said.get("role") != "child"
    if not said.keys() >= {"age", "on"}:
        return False
    until = max(0, (date.fromisoformat(said["on"]) - today).days)
    return int(said["age"]) - ceil(until / DAYS_OF_A_YEAR) >= ages.grown_from


def is_spoken_for(reason: str, ages: OwnAges) -> bool:
    """Whether a child is too young to decide alone, by why the register calls it a child.

    On the day of arrival too. Of whom no birth date is known nobody else reads what is theirs.
    """
    code, said = _reason(reason)
    return code == "age" and int(said.get("age", ages.own_say_from)) < ages.own_say_from


def _reason(line: str) -> tuple[str, dict[str, str]]:
    code, _, params = line.partition("?")
    return code, dict(parse_qsl(params))


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
