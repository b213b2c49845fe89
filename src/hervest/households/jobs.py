"""What happens to households every night: birthdays pass and arrivals move, and the plans follow."""

from datetime import datetime

from hervest.accounts.actor import system
from hervest.core import clock
from hervest.households.actions import derive_household
from hervest.households.record_queries import cases_to_derive

NAME = "households.derive"


def derive_changed(now: datetime) -> int:
    """Every open household's traits are those of today; how many had to change. Running twice changes nothing more."""
    codes = cases_to_derive(today=clock.day_of(now))
    for code in codes:
        derive_household(by=system(NAME), now=now, case=code)
    return len(codes)
