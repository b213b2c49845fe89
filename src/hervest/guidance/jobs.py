"""What a new day does here: whoever works on a case hears until when somebody in it can apply for reunification."""

from datetime import datetime

from hervest.accounts.actor import system
from hervest.core import clock
from hervest.guidance.reunion_line_queries import due_warnings
from hervest.guidance.reunion_warning_actions import note_not_warned, warn_of_last_days
from hervest.journey.night_actions import each_case
from hervest.journey.permit_queries import open_households


def warn_of_reunification(now: datetime) -> int:
    """Every last day that comes near, or passed, was told to who works on the case; in how many cases.

    Raises: CasesFailedError once all the others are done.
    """
    by = system("reunification-terms")
    due = due_warnings(open_households(), today=clock.day_of(now))
    codes = sorted({each.code for each in due})
    return each_case(
        codes, lambda code: warn_of_last_days(by=by, now=now, case=code), by=by, now=now, note_failure=note_not_warned
    )
