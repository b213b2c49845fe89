"""Who in a household is grown up, and who of them raises children: whom something is explained to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.households.trait_rules import is_adult
from hervest.households.vocabulary import HouseholdSettings, MemberFacts, MemberRole

RAISES = frozenset({MemberRole.HEAD, MemberRole.PARTNER})
"""Who raises the children that live in a household."""


@dataclass(frozen=True, slots=True)
class Listeners:
    """The grown-ups of a household, and those of them who raise children."""

    adults: frozenset[MemberNo] = frozenset()
    parents: frozenset[MemberNo] = frozenset()


def listeners(members: Iterable[MemberFacts], today: date, settings: HouseholdSettings) -> Listeners:
    """Of who lives there today. Without a child nobody raises one."""
    people = tuple(members)
    adults = [row for row in people if is_adult(row, today, settings)]
    has_children = len(adults) < len(people)
    parents = frozenset(row.no for row in adults if row.role in RAISES) if has_children else frozenset()
    return Listeners(frozenset(row.no for row in adults), parents)
