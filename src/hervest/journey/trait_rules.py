"""Which traits hold of a household and of each member, from what each source says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from hervest.core.vocabulary import MemberNo, Route
from hervest.journey.vocabulary import HOUSEHOLD_TRAITS, MilestoneCode, TraitCode, TraitSource

_OWN_ROUTES = frozenset({Route.RESETTLEMENT, Route.STATUS_HOLDER})


@dataclass(frozen=True, slots=True)
class TraitRow:
    """One source says that a trait holds, or does not, of a member (None: of the household as a whole)."""

    trait: TraitCode
    source: TraitSource
    holds: bool
    member: MemberNo | None = None


class Says(Protocol):
    """What a source says of the household, or of one member: which traits hold, and the sensitive days (ISO)."""

    @property
    def traits(self) -> Mapping[str, bool]:
        """Code -> whether it holds."""

    @property
    def dates(self) -> Mapping[str, Mapping[str, str | None]]:
        """Code of a milestone -> its planned and actual day."""


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits that hold: of the household, and of each member."""

    household: frozenset[TraitCode]
    members: Mapping[MemberNo, frozenset[TraitCode]]

    def holds(self, trait: TraitCode, member: MemberNo | None = None) -> bool:
        """Whether `trait` holds of `member`; without one, of the household: then at least one member has it."""
        return trait in (self.household if member is None else self.members.get(member, frozenset()))

    def having(self, trait: TraitCode) -> tuple[MemberNo, ...]:
        """The members of whom `trait` holds, in order."""
        return tuple(member for member, traits in sorted(self.members.items()) if trait in traits)


def effective_traits(rows: Iterable[TraitRow], members: Iterable[MemberNo]) -> Traits:
    """The traits that hold when every source has spoken.

    A person's word wins; else any source that says no, vetoes; else one that says yes is enough. The household has
    a trait if it is said of the household or of at least one member. A member has a household's trait if nothing
    else is said of that member.
    Source: architecture.md, "Why journey lies low"; workflow.md, section 4.
    """
    said: dict[TraitCode, dict[MemberNo | None, list[TraitRow]]] = {}
    for row in rows:
        said.setdefault(row.trait, {}).setdefault(row.member, []).append(row)
    household = {TraitCode.ALWAYS}
    of_members = {member: {TraitCode.ALWAYS} for member in members}
    for trait, by_member in said.items():
        of_household = _verdict(by_member.get(None, ()))
        having = [member for member in of_members if _member_has(trait, by_member, member, of_household=of_household)]
        for member in having:
            of_members[member].add(trait)
        if of_household or (of_household is None and having):
            household.add(trait)
    return Traits(frozenset(household), {member: frozenset(traits) for member, traits in of_members.items()})


def milestone_traits(
    route: Route | None, members: Iterable[MemberNo], actual: Mapping[tuple[MilestoneCode, MemberNo | None], date]
) -> tuple[TraitRow, ...]:
    """What the route and the recorded milestones alone say of the traits. `actual`: recorded milestones only.

    Cards are missing until issued (status holders: only if somebody says so); the benefit holds until it has ended;
    a home counts as rented until the decided dwelling says otherwise.
    Source: workflow.md, sections 3 and 4.
    """
    if route is None:
        return ()
    own = route in _OWN_ROUTES
    benefit = own and (MilestoneCode.BENEFIT_ENDED, None) not in actual
    rows = [_by_milestone(TraitCode.BENEFIT, holds=benefit)]
    if own:
        rows.append(_by_milestone(TraitCode.RENTED_HOME, holds=True))
    for member in members:
        issued = any((MilestoneCode.CARD_ISSUED, whose) in actual for whose in (member, None))
        if issued or route is Route.RESETTLEMENT:
            rows.append(_by_milestone(TraitCode.CARD_MISSING, holds=not issued, member=member))
    return tuple(rows)


def _verdict(rows: Iterable[TraitRow]) -> bool | None:
    """What these sources together say; None if none of them speaks."""
    said = None
    for row in rows:
        if row.source is TraitSource.PERSON:
            return row.holds
        said = row.holds if said is None else said and row.holds
    return said


def _member_has(
    trait: TraitCode, said: Mapping[MemberNo | None, list[TraitRow]], member: MemberNo, *, of_household: bool | None
) -> bool:
    own = _verdict(said.get(member, ()))
    if own is None and trait in HOUSEHOLD_TRAITS:
        return bool(of_household)
    return bool(own)


def _by_milestone(trait: TraitCode, *, holds: bool, member: MemberNo | None = None) -> TraitRow:
    return TraitRow(trait, TraitSource.MILESTONE, holds, member)
