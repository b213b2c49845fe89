"""The words of assessing: what is asked of whom, what can be answered, and who said it."""

from enum import StrEnum
from typing import NewType

InstrumentKey = NewType("InstrumentKey", str)
ItemKey = NewType("ItemKey", str)

LONGEST_ASSESSMENT_NOTE = 2000
"""Characters of what is noted beside an assessment."""


class About(StrEnum):
    """Of whom something is asked."""

    PERSON = "person"
    HOUSEHOLD = "household"


class ItemKind(StrEnum):
    """What an item of an instrument does: it helps, it weighs, or it is an area of life with levels."""

    PROTECTIVE = "protective"
    BURDENING = "burdening"
    DOMAIN = "domain"


class Scale(StrEnum):
    """Which answers an instrument knows."""

    STRENGTH = "strength"
    LEVEL = "level"


class Answer(StrEnum):
    """How strongly a factor is there, or on which level of self-reliance somebody is; unknown: counts for nothing.

    Source: domain.md 4.1 (strong, present, unknown, absent) and 4.2 (levels 1 to 5).
    """

    STRONG = "strong"
    PRESENT = "present"
    ABSENT = "absent"
    ACUTE = "acute"
    NOT = "not"
    LIMITED = "limited"
    SUFFICIENT = "sufficient"
    FULL = "full"
    UNKNOWN = "unknown"


ANSWERS_OF: dict[Scale, tuple[Answer, ...]] = {
    Scale.STRENGTH: (Answer.STRONG, Answer.PRESENT, Answer.ABSENT, Answer.UNKNOWN),
    Scale.LEVEL: (
        Answer.ACUTE,
        Answer.NOT,
        Answer.LIMITED,
        Answer.SUFFICIENT,
        Answer.FULL,
        Answer.UNKNOWN,
    ),
}
"""The answers of each scale, in the order in which a form asks them."""


SHOWN_CODES = {
    "own_answer": tuple(answer.value for answer in Answer),
    "own_source": ("themselves", "household", "team", "partner", "group", "dossier"),
}
"""How the person it is about reads an answer, and who gave it."""


class AnswerSource(StrEnum):
    """Who said it."""

    THEMSELVES = "themselves"
    HOUSEHOLD = "household"
    TEAM = "team"
    PARTNER = "partner"
    GROUP = "group"
    DOSSIER = "dossier"
