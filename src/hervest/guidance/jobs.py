"""What a new day does here: last days to apply for reunification, signals that are late, concerns without a reader."""

from datetime import datetime

from hervest.accounts.actor import system
from hervest.core import clock
from hervest.guidance.reunion_line_queries import due_warnings
from hervest.guidance.reunion_warning_actions import note_not_warned, warn_of_last_days
from hervest.guidance.safety_actions import tell_of_orphan
from hervest.guidance.safety_named_queries import all_orphans
from hervest.guidance.signal_actions import tell_of_late_signal
from hervest.guidance.signal_queries import late_signals
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


def tell_of_safety(now: datetime) -> int:
    """Who is named for signals that nobody looked at in time was told, and the leads of concerns without a reader.

    How many of both there are.
    """
    by, today = system("safety"), clock.day_of(now)
    late, unread = late_signals(today=today), all_orphans(today=today)
    for signal in late:
        tell_of_late_signal(by=by, now=now, signal=signal)
    for each in unread:
        tell_of_orphan(by=by, now=now, concern=each.id)
    return len(late) + len(unread)
