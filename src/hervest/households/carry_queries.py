"""A household that moves to another municipality, as it is there: for deciding and never for showing."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.households.carry_rules import household_that_moves
from hervest.households.carry_vocabulary import Confided
from hervest.households.extent_rules import is_old_enough
from hervest.households.models import Household, Member
from hervest.households.record_queries import record_of
from hervest.households.record_rules import HouseholdRecord
from hervest.households.settings import household_settings


def moving_household(code: str, to: str, confided: AbstractSet[Confided]) -> HouseholdRecord | None:
    """The household of the case as it begins in the municipality `to`; None where there is none."""
    record = record_of(code)
    if record is None:
        return None
    is_taken = Household.rows.filter(municipality=to, dossier_number=record.dossier_number).exists()
    return household_that_moves(record, confided, keeps_number=not is_taken)


def who_moves(codes: Iterable[str], *, today: date) -> Mapping[str, Mapping[MemberNo, bool]]:
    """Who is in the household of each case, by number alone, and whether they choose for themselves. 1 query."""
    found, settings = dict[str, dict[MemberNo, bool]](), household_settings()
    rows = Member.rows.filter(household__case__code__in=set(codes), left_on__isnull=True)
    for code, no, born_on in rows.values_list("household__case__code", "no", "born_on"):
        found.setdefault(code or "", {})[MemberNo(no)] = is_old_enough(born_on, today, settings)
    return found


def who_would_move(record: HouseholdRecord, *, today: date) -> Mapping[MemberNo, bool]:
    """Who would be in one household, and choose for themselves, if `record` were it on that day. Reads nothing."""
    settings = household_settings()
    return {row.no: is_old_enough(row.born_on, today, settings) for row in record.present}
