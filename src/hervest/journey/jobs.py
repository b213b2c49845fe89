"""What a new day does to plans: every open case is worked out again."""

from datetime import datetime

from hervest.accounts.actor import system
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.journey.actions import work_out_again
from hervest.journey.queries import open_cases


def new_day(now: datetime) -> int:
    """Every open plan is that of today; how many changed."""
    by = system("new-day")
    cases = open_cases(by, Permission.CASE_LIST, today=clock.day_of(now))
    return sum(work_out_again(by=by, now=now, case=case.code) for case in cases)
