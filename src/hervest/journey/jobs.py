"""What a new day does to plans: every open case is worked out again."""

from datetime import datetime

from hervest.accounts.actor import system
from hervest.journey.actions import work_out_again
from hervest.journey.night_actions import each_case
from hervest.journey.night_queries import cases_to_plan


def new_day(now: datetime) -> int:
    """Every open plan is that of today; how many changed. Raises: CasesFailedError once all the others are done."""
    by = system("new-day")
    return each_case(cases_to_plan(), lambda code: work_out_again(by=by, now=now, case=code), by=by, now=now)
