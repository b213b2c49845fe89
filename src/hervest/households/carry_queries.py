"""A household that moves to another municipality, as it is there: for deciding and never for showing."""

from collections.abc import Set as AbstractSet

from hervest.households.carry_rules import household_that_moves
from hervest.households.carry_vocabulary import Confided
from hervest.households.models import Household
from hervest.households.record_queries import record_of
from hervest.households.record_rules import HouseholdRecord


def moving_household(code: str, to: str, confided: AbstractSet[Confided]) -> HouseholdRecord | None:
    """The household of the case as it begins in the municipality `to`; None where there is none."""
    record = record_of(code)
    if record is None:
        return None
    is_taken = Household.rows.filter(municipality=to, dossier_number=record.dossier_number).exists()
    return household_that_moves(record, confided, keeps_number=not is_taken)
