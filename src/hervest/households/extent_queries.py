"""How far the reader of a case sees into its household."""

from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.households.extent_rules import Extent, extent_of
from hervest.households.record_queries import record_of
from hervest.households.record_rules import HouseholdRecord, members_of
from hervest.households.settings import household_settings
from hervest.journey.queries import CaseRef


def owned_in(case: CaseRef, *, today: date) -> frozenset[MemberNo] | None:
    """Of whom in the household the reader of `case` may read what is theirs; None: of everybody there ever was in it.

    Without a household: of those the reader stands to.
    """
    record = record_of(case.code)
    if record is None:
        return case.about
    owned = extent_for(case, record, today).owned
    return None if owned is None or {row.no for row in record.members} <= owned else owned


def extent_for(case: CaseRef, record: HouseholdRecord, today: date) -> Extent:
    """What of the household the reader of `case`, as their queries got it, may see."""
    return extent_of(members_of(record), case.about, is_own=case.is_own, today=today, settings=household_settings())
