"""What happens to households every night: birthdays pass and arrivals move, and the plans follow."""

from datetime import datetime

from hervest.accounts.actor import system
from hervest.core import clock
from hervest.households.actions import derive_household
from hervest.households.record_queries import cases_to_derive
from hervest.journey.night_actions import each_case

NAME = "households.derive"


def derive_changed(now: datetime) -> int:
    """Every open household's traits are those of today; how many had to change. Running twice changes nothing more.

    Raises: CasesFailedError once all the others are done.
    """
    by = system(NAME)

    def derive(code: str) -> bool:
        derive_household(by=by, now=now, case=code)
        return True

    return each_case(cases_to_derive(today=clock.day_of(now)), derive, by=by, now=now)
