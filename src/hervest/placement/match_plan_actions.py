"""Telling the plan of a household what its match means: the milestones of the group, and that somebody takes over."""

from datetime import date, datetime

from hervest.accounts.actor import Actor
from hervest.core import clock
from hervest.journey.actions import Said, post_facts, record_milestones, withdraw_milestone
from hervest.journey.asked_queries import BY_DECISION
from hervest.journey.group_actions import leave_with_group
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.vocabulary import MilestoneCode, TraitCode, TraitSource
from hervest.placement.actions import WHOLE_HOUSEHOLD
from hervest.placement.match_ending_queries import group_days
from hervest.placement.match_plan_rules import PlanHears, plan_hears
from hervest.placement.match_state_rules import Progress

TELLS_THE_PLAN = (record_milestones, withdraw_milestone, post_facts, leave_with_group)
"""What every act on a match runs that the plan hears of."""

ANEW = frozenset({PlanHears.BEGAN_ANEW, PlanHears.ANOTHER_COMES})
BEGINS = frozenset({PlanHears.BEGAN, PlanHears.BEGAN_ANEW})
STOPPED = frozenset({PlanHears.STOPPED_EARLY, PlanHears.STOPPED_BEFORE})


def tell_plan_of_match(
    code: str,
    before: Progress,
    after: Progress,
    *,
    by: Actor,
    now: datetime,
    on: date,
    confirmed_on: date,
    has_arrived: bool,
    other_ended_on: date | None,
) -> None:
    """The group's days stand in the plan as the match has them; its tasks follow by the plan's own rules.

    An end counts from `on`, the day on which it was said, unless somebody recorded one. After an early stop, also one
    before the household is here, somebody speaks with both sides within the term of the register, even when another
    group comes before that is done: what is about the one before stays with it.
    `other_ended_on`: when the household's match before this one ended.
    Holds: within the act on the match, the case locked.
    """
    recorded = group_days(code, today=clock.day_of(now))
    hears = plan_hears(
        before,
        after,
        recorded,
        confirmed_on=confirmed_on,
        has_arrived=has_arrived,
        other_ended_on=other_ended_on,
    )
    if hears is None:
        return
    if hears in ANEW:
        leave_with_group(by=by, now=now, case=code)
        withdraw_milestone(by=by, now=now, case=code, milestone=MilestoneCode.SPONSOR_ENDED)
        post_facts(by=by, now=now, case=code, source=TraitSource.MATCH, said={})
    if hears is PlanHears.STOPPED_BEFORE:
        withdraw_milestone(by=by, now=now, case=code, milestone=MilestoneCode.SPONSOR_STARTED)
    if hears in STOPPED:
        stopped = {WHOLE_HOUSEHOLD: Said(traits={TraitCode.SPONSOR_STOPPED: True})}
        post_facts(by=by, now=now, case=code, source=TraitSource.MATCH, said=stopped)
    begins = hears in BEGINS
    if hears is PlanHears.ANOTHER_COMES or (not begins and recorded.ended_on is not None):
        return
    milestone = MilestoneCode.SPONSOR_STARTED if begins else MilestoneCode.SPONSOR_ENDED
    day = clock.day_of(now) if begins else max(on, recorded.began_on or confirmed_on)
    records = [MilestoneRecord(milestone, actual_on=day)]
    record_milestones(by=by, now=now, case=code, records=records, source=BY_DECISION)
