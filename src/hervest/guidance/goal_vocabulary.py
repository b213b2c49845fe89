"""The words of goals and of taking part: who takes a step, how a goal ended, and in what somebody takes part."""

from enum import StrEnum

LONGEST_GOAL = 500
"""Characters in which somebody says what they want to reach."""

LONGEST_STEP = 200
"""Characters of one step, and of what somebody takes part in."""

LONGEST_NAME = 100
"""Characters of an organisation."""

MOST_STEPS = 20
"""Steps of one goal: more is another goal."""


class StepDoer(StrEnum):
    """Who takes a step: the newcomer alone, together with somebody, or a professional. Source: needs.md, D3."""

    MYSELF = "myself"
    TOGETHER = "together"
    PROFESSIONAL = "professional"


class GoalEnd(StrEnum):
    """How a goal ended, by the newcomer's own word."""

    REACHED = "reached"
    LET_GO = "let_go"


class GoalReader(StrEnum):
    """Whom the newcomer lets read a goal beside themselves; nobody by default."""

    TEAM = "team"
    GROUP = "group"


class ActivityKind(StrEnum):
    """In what somebody takes part. Source: needs.md, D5."""

    WORK = "work"
    VOLUNTEERING = "volunteering"
    EDUCATION = "education"
    DIPLOMA_VALUATION = "diploma_valuation"
    NETWORK = "network"
    LICENCE = "licence"


class ActivityOutcome(StrEnum):
    """What came of it."""

    GOES_ON = "goes_on"
    COMPLETED = "completed"
    STOPPED = "stopped"


class Trend(StrEnum):
    """Whether somebody takes more steps alone than before, worked out from the steps that were taken."""

    TOO_FEW = "too_few"
    MORE_ALONE = "more_alone"
    SAME = "same"
    LESS_ALONE = "less_alone"
