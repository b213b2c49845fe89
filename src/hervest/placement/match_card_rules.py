"""What a sponsor group is shown of a household: one card for each level, and never more than that level gives."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from hervest.core.vocabulary import MemberNo
from hervest.households.age_rules import age_on
from hervest.households.choice_rules import Sharing, may_be_seen
from hervest.households.vocabulary import (
    HealthHelp,
    HouseholdSettings,
    MemberFacts,
    NeedKind,
    ShareItem,
    ShareWith,
)
from hervest.journey.vocabulary import Disclosure
from hervest.placement.match_profile_rules import ABILITY_FOR, Told, phase_of
from hervest.placement.match_state_rules import GroupSees
from hervest.placement.match_vocabulary import LifePhase, MatchCriteria
from hervest.sponsorship.vocabulary import Ability, Interest, Rhythm, WorkField

Word = TypeVar("Word", Interest, WorkField)


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a card is made of; what the level does not give stays behind. `joins`: who joins the introduction."""

    members: tuple[MemberFacts, ...]
    names: Mapping[MemberNo, str]
    needs: frozenset[NeedKind]
    told: Told
    sharing: tuple[Sharing, ...]
    arrival: date | None
    has_arrived: bool
    area: str | None
    address: str
    health: frozenset[HealthHelp] = frozenset()
    joins: frozenset[MemberNo] = frozenset()


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A household as a group may see it. Source: sponsorship.md, section 6.5, the disclosure table.

    `month`: the first day of the month of arrival, while the day itself is not told. `asks`: what the group must be
    able to take on, in its own words. `ages` of children, `interests`, `hopes`, `address`: None = not told.
    `health`: the help that was ticked item by item, without saying for whom.
    """

    level: Disclosure
    n_persons: int = 0
    phases: tuple[tuple[LifePhase, int], ...] = ()
    languages: tuple[str, ...] = ()
    month: date | None = None
    area: str | None = None
    rhythm: Rhythm | None = None
    asks: tuple[Ability, ...] = ()
    names: tuple[str, ...] = ()
    has_arrived: bool = False
    arrives_on: date | None = None
    ages: tuple[int, ...] | None = None
    interests: tuple[Interest, ...] | None = None
    hopes: tuple[WorkField, ...] | None = None
    address: str | None = None
    health: tuple[HealthHelp, ...] = ()


NOTHING = GroupCard(Disclosure.NOTHING)


def group_card(
    shown: Shown, sees: GroupSees, *, criteria: MatchCriteria, settings: HouseholdSettings, today: date
) -> GroupCard:
    """The card at this level: size, bands, languages and month first; then names of who joins; days once confirmed.

    What the household itself shares is told once it is confirmed, item by item, and only what all who are asked let be
    seen.
    """
    if sees.level is Disclosure.NOTHING:
        return NOTHING
    is_matched = sees.level is Disclosure.MATCHED
    grown = [each for each in shown.members if is_grown(each, settings, today)]
    people = {each.no for each in shown.members}
    named = people if is_matched else people & shown.joins
    asked = {each.no for each in grown}
    children = [each for each in shown.members if each not in grown]
    known = tuple(shown.names[no] for no in sorted(named) if shown.names.get(no))

    def lets(item: ShareItem) -> bool:
        return is_matched and may_be_seen(item, ShareWith.SPONSOR_GROUP, sorted(asked), shown.sharing) is True

    return GroupCard(
        level=sees.level,
        n_persons=len(shown.members),
        phases=bands(shown.members, criteria=criteria, settings=settings, today=today),
        languages=spoken(grown, settings),
        month=shown.arrival.replace(day=1) if shown.arrival and not is_matched else None,
        area=shown.area,
        rhythm=shown.told.rhythm,
        asks=tuple(sorted({ABILITY_FOR[need] for need in shown.needs if need in ABILITY_FOR})),
        names=() if sees.level is Disclosure.CARD else known,
        has_arrived=shown.has_arrived,
        arrives_on=shown.arrival if is_matched else None,
        ages=ages_of(children, today) if lets(ShareItem.CHILDRENS_AGES) else None,
        interests=told_of(shown.told.interests) if lets(ShareItem.INTERESTS) else None,
        hopes=told_of(shown.told.work_hopes) if lets(ShareItem.HOPES) else None,
        address=shown.address if sees.has_address and lets(ShareItem.ADDRESS) else None,
        health=tuple(item for item in HealthHelp if item in shown.health) if sees.has_ticked else (),
    )


def is_grown(member: MemberFacts, settings: HouseholdSettings, today: date) -> bool:
    """Of age, or of no known age."""
    return member.born_on is None or age_on(member.born_on, today) >= settings.adult_from


def bands(
    members: Iterable[MemberFacts], *, criteria: MatchCriteria, settings: HouseholdSettings, today: date
) -> tuple[tuple[LifePhase, int], ...]:
    """How many are in each part of life, youngest first; of whom no birth date is known in none."""
    found = Counter(
        phase_of(age_on(each.born_on, today), criteria, settings) for each in members if each.born_on is not None
    )
    return tuple((phase, found[phase]) for phase in LifePhase if found[phase])


def spoken(grown: Iterable[MemberFacts], settings: HouseholdSettings) -> tuple[str, ...]:
    """The languages that grown people speak well enough, by code: a child does not interpret."""
    return tuple(sorted({each.code for one in grown for each in one.languages if each.level in settings.enough_levels}))


def ages_of(children: Iterable[MemberFacts], today: date) -> tuple[int, ...]:
    """Ages in whole years, oldest first."""
    return tuple(sorted((age_on(each.born_on, today) for each in children if each.born_on is not None), reverse=True))


def told_of(words: Iterable[Word] | None) -> tuple[Word, ...]:
    """Words in a fixed order; nothing told is nothing."""
    return tuple(sorted(words or ()))
