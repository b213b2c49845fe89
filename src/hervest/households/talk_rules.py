"""Who in a household is grown up, and who of them raises children: whom something is explained to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.households.age_rules import birthday
from hervest.households.trait_rules import is_adult
from hervest.households.vocabulary import HouseholdSettings, MemberFacts, MemberRole

RAISES = frozenset({MemberRole.HEAD, MemberRole.PARTNER})
"""Who raises the children that live in a household."""


@dataclass(frozen=True, slots=True)
class Listeners:
    """The grown-ups of a household, and those of them who raise children; `everybody`: with who is not grown up.

    `adults_since`, `parents_since`: their first day as such in this household, where it is known.
    """

    adults: frozenset[MemberNo] = frozenset()
    parents: frozenset[MemberNo] = frozenset()
    everybody: frozenset[MemberNo] = frozenset()
    adults_since: Mapping[MemberNo, date] = field(default_factory=dict)
    parents_since: Mapping[MemberNo, date] = field(default_factory=dict)


def listeners(
    members: Iterable[MemberFacts], today: date, settings: HouseholdSettings, joined: Mapping[MemberNo, date]
) -> Listeners:
    """Of who lives there today. Without a child nobody raises one. `joined`: when who did not come with it came."""
    people = tuple(members)
    adults = [row for row in people if is_adult(row, today, settings)]
    has_children = len(adults) < len(people)
    parents = frozenset(row.no for row in adults if row.role in RAISES) if has_children else frozenset()
    of_age = {row.no: birthday(row.born_on, settings.adult_from) for row in adults if row.born_on is not None}
    since = {no: max(of_age.get(no, date.min), joined.get(no, date.min)) for no in of_age.keys() | joined.keys()}
    adults_since = {row.no: since[row.no] for row in adults if row.no in since}
    first = _first_child(people, today, settings, joined)
    return Listeners(
        adults=frozenset(row.no for row in adults),
        parents=parents,
        everybody=frozenset(row.no for row in people),
        adults_since=adults_since,
        parents_since={no: max(days) for no in parents if (days := _known(first, adults_since.get(no)))},
    )


def _known(*days: date | None) -> list[date]:
    return [day for day in days if day is not None]


def _first_child(
    people: Iterable[MemberFacts], today: date, settings: HouseholdSettings, joined: Mapping[MemberNo, date]
) -> date | None:
    """The day since which a child lives there, grown up by now or not; None where it is not known of each of them."""
    children = [row for row in people if row.role is MemberRole.CHILD or not is_adult(row, today, settings)]
    known = _known(*(joined.get(row.no, row.born_on) for row in children))
    return min(known) if known and len(known) == len(children) else None
