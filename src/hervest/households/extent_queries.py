"""How far the reader of a case sees into its household."""

from datetime import date

from hervest.households.extent_rules import Extent, extent_of
from hervest.households.record_rules import HouseholdRecord, members_of
from hervest.households.settings import household_settings
from hervest.journey.queries import CaseRef


def extent_for(case: CaseRef, record: HouseholdRecord, today: date) -> Extent:
    """What of the household the reader of `case`, as their queries got it, may see."""
    return extent_of(members_of(record), case.about, is_own=case.is_own, today=today, settings=household_settings())
