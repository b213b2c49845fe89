"""Which traits hold of a household and of each member, from what each source says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from hervest.core.marks import mark
from hervest.core.vocabulary import MemberNo, Route
from hervest.journey.first_day_rules import FirstDay
from hervest.journey.vocabulary import HOUSEHOLD_TRAITS, MilestoneCode, TraitCode, TraitSource

_OWN_ROUTES = frozenset({Route.RESETTLEMENT, Route.STATUS_HOLDER})


@dataclass(frozen=True, slots=True)
class TraitRow:
    """One source says that a trait holds, or does not, of a member (None: of the household as a whole).

    `since`: the day from which it holds, where the source knows one: a birthday, the day nobody of age was left.
    """

    trait: TraitCode
    source: TraitSource
    holds: bool
    member: MemberNo | None = None
    since: date | None = None


class Says(Protocol):
    """What a source says of the household, or of one member: which traits hold, and the sensitive days (ISO)."""

    @property
    def traits(self) -> Mapping[str, bool]:
        """Code -> whether it holds."""

    @property
    def dates(self) -> Mapping[str, Mapping[str, str | None]]:
        """Code of a milestone -> its planned and actual day."""

    @property
    def since(self) -> Mapping[str, str]:
        """`born` or `joined` -> the member's first day; code of a trait -> the day from which it holds (ISO)."""


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits that hold: of the household, and of each member; `since` which day, where that is known."""

    household: frozenset[TraitCode]
    members: Mapping[MemberNo, frozenset[TraitCode]]
    since: Mapping[MemberNo, Mapping[TraitCode, date]] = field(default_factory=dict)

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
    return Traits(
        frozenset(household),
        {member: frozenset(traits) for member, traits in of_members.items()},
        {
            member: {trait: day for trait in traits if (day := _since(said.get(trait, {}).get(member, ())))}
            for member, traits in of_members.items()
        },
    )


class Word(Protocol):
    """What one source says of one trait."""

    @property
    def trait(self) -> TraitCode:
        """The trait."""

    @property
    def source(self) -> TraitSource:
        """Who says it."""

    @property
    def holds(self) -> bool:
        """Whether it holds, by what they say."""

    @property
    def member(self) -> MemberNo | None:
        """Of whom; None: of the household."""


AnyWord = TypeVar("AnyWord", bound=Word)


def deciding(words: Iterable[AnyWord]) -> tuple[AnyWord, ...]:
    """Of all that sources say, the one word on each trait of the household and of each member that decides."""
    said: dict[tuple[MemberNo | None, TraitCode], list[AnyWord]] = {}
    for word in words:
        said.setdefault((word.member, word.trait), []).append(word)
    return tuple(
        min(of_one, key=lambda word: (word.source is not TraitSource.PERSON, word.holds)) for of_one in said.values()
    )


def word_mark(holds: bool | None, reason: str) -> str:  # noqa: FBT001 -- an answer that may be unknown
    """A person's word on a trait when somebody looked (`core.marks`); None: there is none."""
    return mark((holds, reason))


def milestone_traits(
    route: Route | None,
    members: Iterable[MemberNo],
    actual: Mapping[tuple[MilestoneCode, MemberNo | None], date],
    first_days: Mapping[MemberNo, FirstDay] | None = None,
) -> tuple[TraitRow, ...]:
    """What the route and the recorded milestones alone say of the traits. `actual`: recorded milestones only.

    Cards are missing until issued (status holders: only if somebody says so); those the household got before
    somebody's first day are not theirs. The benefit holds until it has ended; a home counts as rented until the
    decided dwelling says otherwise.
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
        shared, first = actual.get((MilestoneCode.CARD_ISSUED, None)), (first_days or {}).get(member)
        has_shared = shared is not None and (first is None or shared >= first.on)
        issued = (MilestoneCode.CARD_ISSUED, member) in actual or has_shared
        if issued or route is Route.RESETTLEMENT:
            rows.append(_by_milestone(TraitCode.CARD_MISSING, holds=not issued, member=member))
    return tuple(rows)


def _since(rows: Iterable[TraitRow]) -> date | None:
    """Since when these sources say it holds: the first of their days; None if one of them names none."""
    days = [row.since for row in rows if row.holds]
    return None if None in days else min((day for day in days if day is not None), default=None)


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
