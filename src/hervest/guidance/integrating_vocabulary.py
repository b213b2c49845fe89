"""The words of civic integration: routes of learning, what happens on the way, and who may be at a talk."""

from enum import StrEnum

LONGEST_NOTE = 2000
"""Characters of what is noted of a talk, or agreed in a plan."""

LONGEST_SAY = 300
"""Characters in which somebody says whom they want with them."""

MOST_HOURS = 2000
"""Hours that are noted at once."""


class LearningRoute(StrEnum):
    """The three routes of learning. Source: domain.md, row 31."""

    B1 = "b1"
    EDUCATION = "education"
    SELF_RELIANCE = "self_reliance"


class IntegrationPart(StrEnum):
    """What somebody completes on a route of learning. Source: domain.md, row 31."""

    LANGUAGE = "language"
    LESSONS = "lessons"
    ACTIVITIES = "activities"
    PARTICIPATION = "participation"
    LABOUR_MARKET = "labour_market"
    SOCIETY = "society"
    FINAL_TALK = "final_talk"


class IntegrationEventKind(StrEnum):
    """What can happen on the way, as it is noted. Source: domain.md, rows 28 to 31."""

    INVITED = "invited"
    INTAKE_HELD = "intake_held"
    INTAKE_ABSENT = "intake_absent"
    LEARNABILITY_TAKEN = "learnability_taken"
    LEARNABILITY_EXEMPT = "learnability_exempt"
    PROGRESS_TALK = "progress_talk"
    LESSON_HOURS = "lesson_hours"
    ACTIVITY_HOURS = "activity_hours"
    PVT_HOURS = "pvt_hours"
    PVT_SIGNED = "pvt_signed"
    MAP_HOURS = "map_hours"
    MAP_TALK = "map_talk"
    KNM_PASSED = "knm_passed"
    LANGUAGE_EXAM = "language_exam"
    DIPLOMA_REACHED = "diploma_reached"
    FINAL_TALK_HELD = "final_talk_held"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_GRANTED = "extension_granted"
    EXTENSION_REFUSED = "extension_refused"
    COMPLIED = "complied"
    EXEMPTED = "exempted"


class Company(StrEnum):
    """Who is at a talk beside the person and an interpreter, only where the person asked for it."""

    SPOUSE = "spouse"
    RELATIVE = "relative"
    SPONSOR = "sponsor"
    SOMEBODY_ELSE = "somebody_else"


class Integrating(StrEnum):
    """How far civic integration is for one person, worked out from what was noted."""

    TO_INVITE = "to_invite"
    INVITED = "invited"
    TO_TEST = "to_test"
    TO_PLAN = "to_plan"
    RUNNING = "running"
    EXTENSION_WAITS = "extension_waits"
    TERM_OVER = "term_over"
    COMPLIED = "complied"
    EXEMPT = "exempt"
