"""What a match means for the plan of the household: a group is coming, began, began anew, ended, or stopped early."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hervest.placement.match_state_rules import Progress
from hervest.placement.match_state_vocabulary import MatchEnd, MatchStage


class PlanHears(StrEnum):
    """What the plan is told.

    `STOPPED_BEFORE`: the group never began; `ANOTHER_COMES`: the next one after such a group.
    """

    BEGAN = "began"
    BEGAN_ANEW = "began_anew"
    ENDED = "ended"
    STOPPED_EARLY = "stopped_early"
    STOPPED_BEFORE = "stopped_before"
    ANOTHER_COMES = "another_comes"


@dataclass(frozen=True, slots=True)
class GroupDays:
    """The days that are recorded in the plan: the group began, and ended; None: it did not."""

    began_on: date | None = None
    ended_on: date | None = None


def plan_hears(
    before: Progress,
    after: Progress,
    recorded: GroupDays,
    *,
    confirmed_on: date,
    has_arrived: bool,
    other_ended_on: date | None = None,
) -> PlanHears | None:
    """What the plan hears when a match, confirmed on that day, goes from `before` to `after`; None: nothing.

    A group begins once the household is here; one that comes after a group that ended begins anew, also where only the
    earlier match knows of that end (`other_ended_on`). One that never began stops before it: no day of it is expected
    any more until another group is confirmed. An end that somebody recorded in the plan stands; that the group stopped
    early is told all the same.

    Source: sponsorship.md, sections 1.5, 6.2 and 6.8; workflow.md, section 3.
    """
    if after.stage is None or before.stage is MatchStage.ENDED:
        return None
    if after.stage is MatchStage.ENDED:
        return _ends(after.end, recorded, confirmed_on)
    if has_arrived:
        return _begins(recorded, confirmed_on, other_ended_on)
    is_another = before.stage is None and recorded.began_on is None and recorded.ended_on is not None
    return PlanHears.ANOTHER_COMES if is_another else None


def _ends(end: MatchEnd | None, recorded: GroupDays, confirmed_on: date) -> PlanHears | None:
    is_planned = end is MatchEnd.ENDED_PLANNED
    if recorded.began_on is None:
        return None if is_planned else PlanHears.STOPPED_BEFORE
    if is_planned:
        return PlanHears.ENDED if recorded.ended_on is None else None
    is_of_this = recorded.ended_on is None or recorded.ended_on >= confirmed_on
    return PlanHears.STOPPED_EARLY if is_of_this else None


def _begins(recorded: GroupDays, confirmed_on: date, other_ended_on: date | None) -> PlanHears | None:
    if recorded.began_on is None and recorded.ended_on is None:
        return PlanHears.BEGAN
    if recorded.ended_on is not None:
        return PlanHears.BEGAN_ANEW if recorded.ended_on <= confirmed_on else None
    assert recorded.began_on is not None
    is_of_another = other_ended_on is not None and recorded.began_on <= other_ended_on <= confirmed_on
    return PlanHears.BEGAN_ANEW if is_of_another and recorded.began_on < confirmed_on else None
