"""What must happen once a day, in the process that serves: birthdays, repeats, holders who left, old previews."""

import logging
import threading
from datetime import date

from django.db import close_old_connections

from hervest.core import clock
from hervest.households.jobs import derive_changed
from hervest.intake.jobs import forget_old_previews
from hervest.journey.jobs import new_day

log = logging.getLogger("hervest.nightly")
SECONDS_BETWEEN_LOOKS = 300


def run_each_day(stop: threading.Event) -> None:
    """Do the day's work when the server starts and whenever a new Dutch day has begun, until stopped."""
    done_for: date | None = None
    while not stop.is_set():
        now = clock.now()
        if clock.day_of(now) != done_for:
            done_for = clock.day_of(now) if do_the_day() else done_for
        stop.wait(SECONDS_BETWEEN_LOOKS)


def do_the_day() -> bool:
    """Whether the day's work was done; a failure is logged and tried again at the next look."""
    close_old_connections()
    try:
        now = clock.now()
        derive_changed(now)
        new_day(now)
        forget_old_previews(now)
    except Exception:
        log.exception("the work of this day failed and is tried again")
        return False
    finally:
        close_old_connections()
    return True
