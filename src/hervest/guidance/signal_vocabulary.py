"""The words of signals: what was seen, by whom, how grave it is, how far it is and what came of it."""

from enum import StrEnum


class SignalKind(StrEnum):
    """A worry, or something that happened."""

    SIGNAL = "signal"
    INCIDENT = "incident"


class SeenHow(StrEnum):
    """How whoever raises it knows. Source: sponsorship.md 6.4, form 13."""

    SELF = "self"
    HEARD = "heard"
    TOLD = "told"


class SignalState(StrEnum):
    """How far a signal is: all that whoever raised it ever reads of it."""

    RECEIVED = "received"
    LOOKED_AT = "looked_at"
    CLOSED = "closed"


class SignalOutcome(StrEnum):
    """What came of a signal; nobody's fault is a field. Source: sponsorship.md 1.5."""

    HELPED = "helped"
    REFERRED = "referred"
    REPORTED = "reported"
    CONCERN = "concern"
    TALKED = "talked"
    NOTHING = "nothing"


class AboutKind(StrEnum):
    """Of whom a signal tells."""

    HOUSEHOLD = "household"
    MEMBER = "member"
    HELPER = "helper"
    GROUP = "group"
    OTHER = "other"


class Raiser(StrEnum):
    """From where somebody raises a signal: it decides what the form asks."""

    TEAM = "team"
    OUTSIDE = "outside"
    HOUSEHOLD = "household"


class PeerState(StrEnum):
    """How far the wish is to meet people who went through the same."""

    ASKED = "asked"
    LOOKING = "looking"
    FOUND = "found"
    NOT_FOUND = "not_found"
