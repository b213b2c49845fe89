"""The words of this room: what a search finds beside cases, and what the cards of a first login lead to."""

from collections.abc import Mapping
from enum import StrEnum


class FoundKind(StrEnum):
    """What was found beside cases."""

    PLACE = "place"
    HOME = "home"
    GROUP = "group"
    PERSON = "person"


class TourThing(StrEnum):
    """What a card of the first login leads to; `page`: one that is there whatever stands on it."""

    DUE_TASK = "due_task"
    LATE_TASK = "late_task"
    DECISION = "decision"
    MATCH = "match"
    ARRIVAL = "arrival"
    OWN_CASE = "own_case"
    OWN_LOG = "own_log"
    SCREENING = "screening"
    APPOINTMENT = "appointment"
    HOMES_COMING = "homes_coming"
    READS = "reads"
    PAGE = "page"


class TourCard(StrEnum):
    """A card of the first login: one thing that the person can do now."""

    DUE_TASK = "due_task"
    DECISION = "decision"
    MATCH = "match"
    OWN_LOG = "own_log"
    ARRIVAL = "arrival"
    LATE_TASK = "late_task"
    SCREENING = "screening"
    APPOINTMENT = "appointment"
    HOMES_COMING = "homes_coming"
    READS = "reads"
    OUR_CASE = "our_case"
    OWN_CASE = "own_case"
    OWN_MATCH = "own_match"
    SCREENINGS = "screenings"
    GROUPS = "groups"
    HOMES = "homes"
    CASES = "cases"
    COUNTING = "counting"
    COLLEAGUE = "colleague"
    IMPORT = "import"
    LOG = "log"
    PRACTICE = "practice"
    NOTICES = "notices"
    SECOND_STEP = "second_step"


SHOWN_CODES: Mapping[str, tuple[str, ...]] = {
    "tour": tuple(card.value for card in TourCard),
    "more_found": tuple(kind.value for kind in FoundKind if kind != FoundKind.PLACE),
}
"""Why each card is worth following, in one line; and that there is more of a kind than a search shows."""
