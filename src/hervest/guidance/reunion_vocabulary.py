"""The words of reunification: how far it is for somebody, what was decided, and what there is of a paper."""

from enum import StrEnum

LONGEST_SAY = 300
"""Characters in which somebody says why they do not apply."""

LONGEST_NAME = 100
"""Characters of who helps with an application."""


class ReunionState(StrEnum):
    """How far reunification is for one holder of a permit; told_elsewhere: the plan says that it was filed.

    over_before: the term had passed when the case began here, or before the person was of age.
    """

    UNDATED = "undated"
    RUNNING = "running"
    PASSED = "passed"
    OVER_BEFORE = "over_before"
    NOT_WANTED = "not_wanted"
    TOLD_ELSEWHERE = "told_elsewhere"
    FILED = "filed"
    GRANTED = "granted"
    REFUSED = "refused"
    OBJECTED = "objected"


class Outcome(StrEnum):
    """What was decided on an application."""

    GRANTED = "granted"
    REFUSED = "refused"


class PaperState(StrEnum):
    """What there is of a paper: never what stands in it. Source: domain.md, row 26."""

    HAVE = "have"
    MISSING = "missing"
    NOT_OBTAINABLE = "not_obtainable"
    RESEARCH = "research"


class Nearness(StrEnum):
    """How near a last day is, for the colour beside it."""

    FAR = "far"
    NEAR = "near"
    LAST = "last"
    OVER = "over"
