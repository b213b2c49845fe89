"""What a new day does to cases: every open plan is worked out again, and old drafts are forgotten."""

from datetime import datetime

from hervest.accounts.actor import system
from hervest.journey.actions import work_out_again
from hervest.journey.contact_actions import forget_drafts
from hervest.journey.contact_queries import cases_with_old_drafts
from hervest.journey.night_actions import each_case
from hervest.journey.night_queries import cases_to_plan


def new_day(now: datetime) -> int:
    """Every open plan is that of today; how many changed. Raises: CasesFailedError once all the others are done."""
    by = system("new-day")
    return each_case(cases_to_plan(), lambda code: work_out_again(by=by, now=now, case=code), by=by, now=now)


def forget_old_drafts(now: datetime) -> int:
    """No contact stands here that somebody began to note too long ago and never kept; how many drafts went."""
    by = system("forget-drafts")
    return sum(forget_drafts(by=by, now=now, case=code) for code in cases_with_old_drafts(now))
