"""Whose login closes with a death, and with a mistake. Source: access.md, `self`: a person's own page."""

from collections.abc import Set as AbstractSet

from hervest.core.vocabulary import MemberNo
from hervest.households.record_rules import HouseholdRecord
from hervest.households.vocabulary import LeftWhy

NO_LOGIN = frozenset({LeftWhy.DIED, LeftWhy.MISTAKE})
"""Nobody is in as these: who died, and who never was of the household and must read nothing of it."""


def without_login(record: HouseholdRecord) -> frozenset[MemberNo]:
    """As whom of the household nobody can log in."""
    return frozenset(row.no for row in record.members if row.left_why in NO_LOGIN)


def dies_out(members: AbstractSet[MemberNo], before: HouseholdRecord, becomes: HouseholdRecord) -> bool:
    """Whether a login as these members is from then on nobody's: one that is also somebody else's stays open."""
    return members <= without_login(becomes) and not members <= without_login(before)
