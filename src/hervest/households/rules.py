"""What a home must answer to for a household: the facts that placement may know of it."""

from collections.abc import Iterable, Sequence
from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.households import bedroom_rules
from hervest.households.age_rules import age_on, birthday, counted_on, months_later
from hervest.households.trait_rules import is_adult
from hervest.households.vocabulary import (
    AidKind,
    HouseholdFacts,
    HouseholdProfile,
    HouseholdSettings,
    MemberFacts,
    NeedFacts,
    NeedKind,
    RelativeFacts,
)


def household_facts(
    case_code: str,
    profile: HouseholdProfile,
    members: Sequence[MemberFacts],
    needs: Sequence[NeedFacts] = (),
    relatives: Sequence[RelativeFacts] = (),
    *,
    arrival_on: date | None,
    allocated_on: date | None,
    today: date,
    settings: HouseholdSettings,
    wants_sharing: bool | None = None,
    wishes: Iterable[str] = (),
    sharing: Sequence[frozenset[MemberNo]] = (),
    near_birth_months: int = 0,
    has_arrived: bool = False,
) -> HouseholdFacts:
    """The household as home fit sees it; ages count on the day of arrival, on `today` from then on.

    `wishes`: the sorted wishes about place. `sharing`: who asked to share a room. An aid judged to be a wheelchair
    counts as that need; a household that would share a house says of which sex its one adult is. `near_birth_months`:
    births so soon after arrival count as now for bedrooms, and for nothing else.

    Source: home_criteria.md, sections 1, 4, 7 and 9.
    """
    on = counted_on(arrival_on, today)
    until = months_later(on, near_birth_months)
    advice = bedroom_rules.bedrooms(
        members, needs, on=on, norm=settings.rooms, relatives=relatives, sharing=sharing, born_until=until
    )
    births = bedroom_rules.births_after(members, on)
    n_now = len(members) + len(bedroom_rules.births_until(members, on))
    n_relatives = sum(1 for relative in relatives if relative.is_reunification_wanted)
    ages = [age_on(member.born_on, on) for member in members if member.born_on is not None]
    primary, secondary = _school_children(ages, settings)
    adults = [member for member in members if is_adult(member, on, settings)]
    return HouseholdFacts(
        case_code=case_code,
        route=profile.route,
        n_now=n_now,
        n_later=n_now + len(births) + n_relatives,
        bedrooms=advice.bedrooms,
        births=births,
        n_relatives=n_relatives,
        arrival_on=arrival_on,
        allocated_on=allocated_on,
        needs=_kinds(needs),
        n_children_4_17=primary + secondary,
        n_children_primary=primary,
        n_children_secondary=secondary,
        n_adults=len(adults),
        all_adults_under_rent_age=_are_under_rent_age(adults, on, settings),
        wants_sharing=wants_sharing,
        sharing_sex=adults[0].sex.value if len(adults) == len(members) == 1 else None,
        wishes=frozenset(wishes),
        grows_on=_grows_on(members, needs, on, settings, sharing=sharing, born_until=until) if arrival_on else (),
        has_walking_aid=any(need.aid is AidKind.WALKING_AID for need in needs),
        sharers=bedroom_rules.sharers(members, needs, on=on, norm=settings.rooms, sharing=sharing, born_until=until),
        has_arrived=has_arrived,
    )


def _grows_on(
    members: Sequence[MemberFacts],
    needs: Sequence[NeedFacts],
    on: date,
    settings: HouseholdSettings,
    *,
    sharing: Sequence[frozenset[MemberNo]],
    born_until: date,
) -> tuple[tuple[date, int], ...]:
    return bedroom_rules.grows_on(
        members,
        needs,
        on=on,
        months=settings.growth_window_months,
        norm=settings.rooms,
        sharing=sharing,
        born_until=born_until,
    )


def _kinds(needs: Iterable[NeedFacts]) -> frozenset[NeedKind]:
    """Kinds of need; an aid that was judged stands for what it was judged to be, `other` for nothing."""
    judged = {AidKind.WHEELCHAIR: NeedKind.WHEELCHAIR}
    return frozenset(
        need.kind if need.aid is None else judged[need.aid] for need in needs if need.aid is None or need.aid in judged
    )


def _school_children(ages: Iterable[int], settings: HouseholdSettings) -> tuple[int, int]:
    known = list(ages)
    primary = sum(1 for age in known if settings.primary_from <= age < settings.primary_until)
    secondary = sum(1 for age in known if settings.primary_until <= age < settings.adult_from)
    return primary, secondary


def _are_under_rent_age(adults: Sequence[MemberFacts], on: date, settings: HouseholdSettings) -> bool:
    """Whether every adult is too young for the full rent limit of that day; nobody of unknown age is."""
    ages = [rent_age.age for rent_age in settings.rent_ages if rent_age.valid_from <= on] or [settings.adult_from]
    return bool(adults) and all(
        adult.born_on is not None and on < birthday(adult.born_on, ages[-1]) for adult in adults
    )
