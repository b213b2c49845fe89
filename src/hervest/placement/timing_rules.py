"""From when a household needs a home, and whether one that is free later still comes in time (HOME-H9)."""

from dataclasses import dataclass
from datetime import date

from hervest.households.vocabulary import HouseholdFacts
from hervest.placement.agreed_rules import Bridged


@dataclass(frozen=True, slots=True)
class Timing:
    """When a household needs a home, whatever the home. `stay`: where it stays meanwhile; `today`: the day it is asked.

    Source: home_criteria.md, HOME-H9; access.md, `dwelling_needs`.
    """

    household: HouseholdFacts
    stay: Bridged | None = None
    today: date | None = None

    @property
    def lives_here(self) -> bool:
        """Whether the household has arrived, so that nothing is to be in time for its arrival any more."""
        arrival_on = self.household.arrival_on
        if arrival_on is None or self.today is None:
            return False
        return self.household.has_arrived and arrival_on <= self.today

    @property
    def counted_from(self) -> date | None:
        """The day of arrival; today, for a household that lives in the municipality already."""
        return self.today if self.lives_here else self.household.arrival_on

    @property
    def bridged_until(self) -> date | None:
        """The end of the stay elsewhere that bridges the time from which a home is needed, if there is one."""
        on, stay = self.counted_from, self.stay
        return stay.until_on if on is not None and stay is not None and stay.from_on <= on <= stay.until_on else None

    @property
    def needed_from(self) -> date | None:
        """The day from which a home is needed: arrival, or today for who lives here; the end of a stay before it."""
        return self.bridged_until or self.counted_from

    @property
    def rent_year(self) -> int | None:
        """The year whose rents hold, whatever the home: that of arrival, or this one for who lives here already."""
        return self.counted_from.year if self.counted_from else None

    @property
    def has_last_day(self) -> bool:
        """Whether a home that is free later comes too late.

        Where who arrived lives now bridges the time until a home is free, as long as nobody set that an end.
        """
        return not self.lives_here or self.bridged_until is not None
