"""The words of booking an interpreter: how they interpret, who is wished, and what became of it."""

from enum import StrEnum

LONGEST_WHO = 100
LONGEST_PLACE = 200
"""Characters."""

LONGEST_TALK = 480
"""Minutes."""


class InterpreterChannel(StrEnum):
    """How somebody interprets."""

    ON_SITE = "on_site"
    PHONE = "phone"
    VIDEO = "video"


class WishedSex(StrEnum):
    """Which interpreter the newcomer wishes. Source: ux.md, B9; asked of them, and never supposed."""

    NO_WISH = "no_wish"
    WOMAN = "woman"
    MAN = "man"


class BookingState(StrEnum):
    """How far a booking is."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    HELD = "held"
    NOT_COME = "not_come"
