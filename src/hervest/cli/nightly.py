"""What must happen once a day, in the process that serves: birthdays, repeats, moves, last days, what is old."""

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime

from django.db import close_old_connections

from hervest.accounts.jobs import forget_old_visits
from hervest.core import clock, wall
from hervest.guidance.jobs import tell_of_safety, warn_of_reunification
from hervest.households.jobs import close_for_dead, derive_changed
from hervest.intake.jobs import forget_old_previews, forget_old_refusals
from hervest.journey.jobs import forget_documents_taken_back, forget_old_drafts, new_day, tell_of_weeks
from hervest.placement.jobs import match_day, moving_day

log = logging.getLogger("hervest.nightly")
SECONDS_BETWEEN_LOOKS = 300
SECONDS_AFTER_FAILURE = 3600
WORK = (
    derive_changed,
    close_for_dead,
    new_day,
    moving_day,
    match_day,
    warn_of_reunification,
    tell_of_safety,
    forget_old_previews,
    forget_old_refusals,
    forget_old_visits,
    forget_old_drafts,
    forget_documents_taken_back,
    tell_of_weeks,
)


def run_each_day(stop: threading.Event) -> None:
    """Do the day's work when the server starts and whenever a new Dutch day has begun, until stopped."""
    done_for: date | None = None
    while not stop.is_set():
        today, is_done = clock.day_of(clock.now()), True
        if today != done_for:
            is_done = do_the_day()
            done_for = today if is_done else done_for
        stop.wait(SECONDS_BETWEEN_LOOKS if is_done else SECONDS_AFTER_FAILURE)


def do_the_day() -> bool:
    """Whether all the day's work was done; what failed is logged, stops nothing else and is tried again."""
    now = clock.now()
    with wall.everything():
        outcomes = [is_done(work, now) for work in WORK]
    return all(outcomes)


def is_done(work: Callable[[datetime], object], now: datetime) -> bool:
    """Whether this part of the day's work was done."""
    close_old_connections()
    try:
        work(now)
    except Exception:
        log.exception("%s of this day failed and is tried again", work.__name__)
        return False
    finally:
        close_old_connections()
    return True
