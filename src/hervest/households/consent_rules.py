"""Who says yes to something about somebody of a household."""

from collections.abc import Iterable, Mapping
from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.households.extent_rules import speaks_for_themselves
from hervest.households.trait_rules import is_adult
from hervest.households.vocabulary import HouseholdSettings, MemberFacts


def who_consents(
    members: Iterable[MemberFacts], today: date, settings: HouseholdSettings
) -> Mapping[MemberNo, frozenset[MemberNo]]:
    """By whom a consent about each of them is given: from 16 on by themselves, else by a grown-up of the household.

    Source: security.md, THREAT-T21 (consent from 16 on); access.md, scope `self`.
    """
    people = tuple(members)
    adults = frozenset(row.no for row in people if is_adult(row, today, settings))
    return {
        row.no: frozenset({row.no}) if speaks_for_themselves(row, today, settings) else adults - {row.no}
        for row in people
    }
