"""Whose login a death closes. Source: access.md, `self`: a person's own page."""

from collections.abc import Set as AbstractSet

from hervest.core.vocabulary import MemberNo
from hervest.households.record_rules import HouseholdRecord
from hervest.households.vocabulary import LeftWhy


def died(record: HouseholdRecord) -> frozenset[MemberNo]:
    """Who of the household died."""
    return frozenset(row.no for row in record.members if row.left_why is LeftWhy.DIED)


def dies_out(members: AbstractSet[MemberNo], before: HouseholdRecord, becomes: HouseholdRecord) -> bool:
    """Whether a login as these members is from then on nobody's: one that is also somebody else's stays open."""
    return members <= died(becomes) and not members <= died(before)
