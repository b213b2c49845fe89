"""The words of notices: what somebody is told of by mail, when, why none arrived, and what an agenda is told."""

from collections.abc import Mapping
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a mail says has happened; it names a case by its code at most, and nobody by name."""

    EMERGENCY_TAKEN = "emergency_taken"
    WORK_HANDED_OVER = "work_handed_over"
    TRANSFER_OFFERED = "transfer_offered"
    TRANSFER_ENDED = "transfer_ended"
    TRANSFER_HELD = "transfer_held"
    MATCH_TO_DO = "match_to_do"
    MATCH_ASKED = "match_asked"
    MATCH_REMINDER = "match_reminder"
    MATCH_MADE = "match_made"
    CASE_MOVES = "case_moves"
    WEEK_AHEAD = "week_ahead"
    REUNIFICATION_TERM = "reunification_term"
    REUNIFICATION_PASSED = "reunification_passed"
    SIGNAL_URGENT = "signal_urgent"
    SIGNAL_WAITS = "signal_waits"
    NAMED_READER = "named_reader"
    READER_ASKED = "reader_asked"


class Timing(StrEnum):
    """When somebody wants to be told."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class MailProblem(StrEnum):
    """Why a mail did not go out."""

    NO_SERVER = "no_server"
    TEMPORARY = "temporary"
    REFUSED = "refused"


class AgendaLevel(StrEnum):
    """What an agenda outside Hervest is told of a day: that somebody is busy, or with which task of which case."""

    CODE = "code"
    BUSY = "busy"


ALWAYS = frozenset({NoticeKind.EMERGENCY_TAKEN, NoticeKind.SIGNAL_URGENT})
"""What somebody is told of at once, whatever they chose. Source: access.md, "Break-glass"; sponsorship.md 6.3."""

WEEKLY_KINDS = frozenset({NoticeKind.WEEK_AHEAD})
"""What there is to tell once a week."""

NEVER_SILENT = frozenset(
    {
        NoticeKind.REUNIFICATION_TERM,
        NoticeKind.REUNIFICATION_PASSED,
        NoticeKind.SIGNAL_WAITS,
        NoticeKind.NAMED_READER,
        NoticeKind.READER_ASKED,
    }
)
"""What somebody may have once a day but not never: the costliest missed deadline, and somebody's safety.

Source: domain.md, lead 10; sponsorship.md 6.3.
"""


def timings_of(kind: NoticeKind) -> tuple[Timing, ...]:
    """When somebody can choose to be told of it; the first holds for who chose nothing."""
    if kind in WEEKLY_KINDS:
        return (Timing.WEEKLY, Timing.NEVER)
    if kind in NEVER_SILENT:
        return (Timing.AT_ONCE, Timing.DAILY)
    return (Timing.DAILY, Timing.AT_ONCE, Timing.NEVER)


SHOWN_CODES: Mapping[str, tuple[str, ...]] = {"Notice": tuple(kind.value for kind in NoticeKind)}
"""The line of each kind in a mail, by context of the catalogue."""
