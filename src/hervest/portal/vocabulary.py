"""The words of this room: what a search finds beside cases."""

from enum import StrEnum


class FoundKind(StrEnum):
    """What was found beside cases."""

    PLACE = "place"
    HOME = "home"
    GROUP = "group"
    PERSON = "person"
