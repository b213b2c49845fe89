"""The words of support intensity: how much of it, and how far its reviews are."""

from enum import StrEnum

LONGEST_REASON = 1000
"""Characters in which somebody says why."""

LONGEST_HOURS_NOTE = 200
"""Characters of what the hours were for."""

MINUTES = 60
"""In an hour: hours are kept in whole minutes."""

MOST_MINUTES_A_WEEK = 60 * MINUTES
"""Hours of work that a week can hold, of whomever; what is typed beyond it is a mistake."""

MOST_MINUTES_A_DAY = 24 * MINUTES
"""Hours that one person can have spent on one day."""


class Band(StrEnum):
    """How much support somebody gets, the lightest first. Source: domain.md 4.1."""

    LIGHT = "light"
    MIDDLE = "middle"
    HEAVY = "heavy"
    VERY_HEAVY = "very_heavy"

    @property
    def height(self) -> int:
        """How heavy it is, from 0."""
        return list(Band).index(self)


class Happening(StrEnum):
    """What can happen in a household after which its support is looked at again.

    looked_into: after a signal about something that happened; what it was is told to nobody by it.
    """

    BORN = "born"
    JOINED = "joined"
    DIED = "died"
    PARTED = "parted"
    LOOKED_INTO = "looked_into"


class ReviewState(StrEnum):
    """How far one review is; open: it can be done from now on."""

    LATE = "late"
    OPEN = "open"
    COMING = "coming"
    DONE = "done"
