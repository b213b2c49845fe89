"""The words of explaining again: how much of it was understood, and how far a topic is in a household."""

from enum import StrEnum

LONGEST_WORDS = 300
"""Characters in which somebody says back what was explained."""

LONGEST_NOTE = 2000
"""Characters of what is noted beside an explanation."""


class Understood(StrEnum):
    """How much somebody understood of what was explained. Source: needs.md, C8."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class TimeState(StrEnum):
    """What one time is at which a topic is explained: said in a contact, nobody noted what was understood of it."""

    EXPECTED = "expected"
    PLANNED = "planned"
    LATE = "late"
    SAID = "said"
    GIVEN = "given"
    NEEDLESS = "needless"


class TopicState(StrEnum):
    """How far a topic is; again: the last time not all of it was understood; told: understood how far is not said."""

    NEVER = "never"
    AGAIN = "again"
    SAID = "said"
    TOLD = "told"
    UNDERSTOOD = "understood"
    NEEDLESS = "needless"


class Shows(StrEnum):
    """What the page is narrowed to."""

    ALL = "all"
    NEVER = "never"
    DUE = "due"
    AGAIN = "again"
