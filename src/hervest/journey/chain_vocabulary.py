"""The words of what waits for what: how work hangs on a milestone beside what the template says of it."""

from enum import StrEnum

MOST_WEEKS = 52
"""Nobody looks further ahead than a year at what a delay would do."""


class ChainTie(StrEnum):
    """How work and a milestone hang together in practice.

    SPEEDS: the work brings the milestone nearer. WAITS: it cannot be finished before the milestone. FIRST: it is best
    done while the milestone is still to come. Source: needs.md, C6.
    """

    SPEEDS = "speeds"
    WAITS = "waits"
    FIRST = "first"


class Pressed(StrEnum):
    """What a later milestone does to a task that waits for it.

    TERM: its legal or hard term would have passed; DAY: it could not be done by its own day.
    """

    TERM = "term"
    DAY = "day"
