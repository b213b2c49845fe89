"""What happens to households every night: birthdays pass, arrivals move, and who died logs in no more."""

from datetime import datetime

from hervest.accounts.actor import system
from hervest.core import clock
from hervest.households.actions import derive_household
from hervest.households.death_actions import close_logins_of_dead
from hervest.households.record_queries import cases_to_derive, cases_with_logins_of_dead
from hervest.journey.night_actions import each_case

NAME = "households.derive"
DEATHS = "households.deaths"


def derive_changed(now: datetime) -> int:
    """Every open household's traits are those of today; how many had to change. Running twice changes nothing more.

    Raises: CasesFailedError once all the others are done.
    """
    by = system(NAME)

    def derive(code: str) -> bool:
        derive_household(by=by, now=now, case=code)
        return True

    return each_case(cases_to_derive(today=clock.day_of(now)), derive, by=by, now=now)


def close_for_dead(now: datetime) -> int:
    """Nobody logs in as somebody who died, also where that was recorded before it closed a login; in how many cases."""
    cases = cases_with_logins_of_dead()
    for code in cases:
        close_logins_of_dead(by=system(DEATHS), now=now, case=code)
    return len(cases)
