"""Who of a household gives consent about whom: for deciding."""

from collections.abc import Mapping
from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.households.consent_rules import who_consents
from hervest.households.record_queries import record_of
from hervest.households.record_rules import members_of
from hervest.households.settings import household_settings


def consenting_in(code: str, *, today: date) -> Mapping[MemberNo, frozenset[MemberNo]]:
    """By whom a consent about each person who lives in the household is given; empty without a household."""
    record = record_of(code)
    if record is None:
        return {}
    there = {row.no for row in record.present}
    members = [row for row in members_of(record) if row.no in there]
    return who_consents(members, today, household_settings())
