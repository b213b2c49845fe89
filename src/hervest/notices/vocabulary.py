"""The words of notices: what somebody is told of by mail, when, and why a mail did not arrive."""

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


class Timing(StrEnum):
    """When somebody wants to be told."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


class MailProblem(StrEnum):
    """Why a mail did not go out."""

    NO_SERVER = "no_server"
    TEMPORARY = "temporary"
    REFUSED = "refused"


ALWAYS = frozenset({NoticeKind.EMERGENCY_TAKEN})
"""What somebody is told of at once, whatever they chose. Source: access.md, "Break-glass"."""

SHOWN_CODES: Mapping[str, tuple[str, ...]] = {"Notice": tuple(kind.value for kind in NoticeKind)}
"""The line of each kind in a mail, by context of the catalogue."""
