"""When a mail is due, when it is tried again, and when it is given up."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hervest.notices.vocabulary import ALWAYS, MailProblem, NoticeKind, Timing, timings_of

REFUSED_FROM, REFUSED_UNTIL = 500, 600
"""Codes by which a mail server refuses for good (RFC 5321, section 4.2.1)."""


def timing_of(kind: NoticeKind, chosen: Timing | None) -> Timing:
    """When somebody is told of it: as they chose, else as usual for its kind, the gravest always at once."""
    return Timing.AT_ONCE if kind in ALWAYS else chosen or timings_of(kind)[0]


def first_due(timing: Timing, now: datetime, *, daily_at: time, zone: ZoneInfo) -> datetime | None:
    """The instant from which a mail may go; None: never.

    Once a day is the next time it is `daily_at` on the clock; what there is once a week goes with it.
    """
    if timing is Timing.NEVER:
        return None
    if timing is Timing.AT_ONCE:
        return now
    here = now.astimezone(zone)
    day = here.date() if here.time() < daily_at else here.date() + timedelta(days=1)
    return datetime.combine(day, daily_at, tzinfo=zone)


def next_try(tries: int, now: datetime, waits: Sequence[timedelta]) -> datetime | None:
    """When a mail that failed `tries` times is tried again; None: it is given up."""
    return now + waits[tries - 1] if tries <= len(waits) else None


def problem_of(code: int | None) -> MailProblem:
    """What the answer of a mail server means; None: there was no answer."""
    if code is None:
        return MailProblem.NO_SERVER
    return MailProblem.REFUSED if REFUSED_FROM <= code < REFUSED_UNTIL else MailProblem.TEMPORARY
