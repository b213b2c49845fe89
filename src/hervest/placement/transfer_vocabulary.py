"""The words of handing a household to another municipality."""

from collections.abc import Mapping
from enum import StrEnum


class TransferState(StrEnum):
    """How far a transfer is."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Deed(StrEnum):
    """What can be done with a transfer that was offered: the first two by who receives, the last by who offered."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class Goes(StrEnum):
    """Whether something goes along: always, if the household asked for it, or never."""

    YES = "yes"
    ASKED = "asked"
    NO = "no"


class TransferSide(StrEnum):
    """On which side of a transfer a municipality stands."""

    FROM = "from"
    TO = "to"


class TransferAnswer(StrEnum):
    """What somebody of a household says of its transfer while it waits."""

    YES = "yes"
    TALK = "talk"
    NO = "no"


SHOWN_CODES: Mapping[str, tuple[str, ...]] = {
    "comes": ("P0", "P1", "P2", "P3"),
    "verb": (*(f"transfer.{state.value}" for state in TransferState), "transfer.day_changed"),
    "own_say": tuple(answer.value for answer in TransferAnswer),
}
"""What comes along, tier by tier, the verbs of the log, and answers in one's own voice, by context of the catalogue."""
