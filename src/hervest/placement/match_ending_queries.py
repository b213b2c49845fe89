"""What follows when a match ends or a question is withdrawn, as it is read before it is done, and told to the plan."""

from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core.errors import RuleBroken
from hervest.core.marks import mark
from hervest.journey.arrival_queries import household_milestones
from hervest.journey.milestone_rules import Milestones, Refusal
from hervest.journey.vocabulary import MilestoneCode
from hervest.placement.match_access_queries import match_of, progress_of
from hervest.placement.match_judged_queries import judged
from hervest.placement.match_models import MatchAnswer, MatchProposal
from hervest.placement.match_plan_rules import GroupDays, PlanHears, plan_hears
from hervest.placement.match_state_rules import Circumstances, Happening, go_on
from hervest.placement.match_state_vocabulary import MatchEnd, MatchEvent


@dataclass(frozen=True, slots=True)
class Ending:
    """An end before it is recorded. `hears`: what the plan is told then; `seen`: names all of it, for confirming."""

    how: MatchEnd
    hears: PlanHears | None
    seen: str


def group_days(code: str, *, today: date) -> GroupDays:
    """The days of the group that are recorded in the plan of the household. 2 queries."""
    found = household_milestones([code], today=today)[code]
    return GroupDays(_actual(found, MilestoneCode.SPONSOR_STARTED), _actual(found, MilestoneCode.SPONSOR_ENDED))


def _actual(found: Milestones, code: MilestoneCode) -> date | None:
    milestone = found.at(code)
    return milestone.on if milestone is not None and milestone.is_actual else None


def stands(row: MatchProposal, *, end: MatchEnd | None = None, today: date) -> str:
    """Names all that happened to the proposal, and what the plan hears if it ends so: as it is read, and under lock.

    At most 4 queries.
    """
    newest = MatchAnswer.rows.filter(proposal=row).order_by("-pk").values_list("pk", flat=True).first()
    return mark((newest, _hears(row, end, today=today) if end else None))


def _hears(row: MatchProposal, end: MatchEnd, *, today: date) -> PlanHears | None:
    match = match_of(row)
    if match is None:
        return None
    happened = Happening(MatchEvent.END, 0, end=end)
    after = go_on(progress_of(row, match), happened, _given(had_final_review=True))
    if isinstance(after, Refusal):
        return None
    days = group_days(row.case.code or "", today=today)
    return plan_hears(progress_of(row, match), after, days, confirmed_on=match.started_on, has_arrived=True)


def _given(*, had_final_review: bool) -> Circumstances:
    """All that an end asks of what is around it."""
    return Circumstances(
        do_rules_hold=True,
        has_sharing_choices=True,
        n_trained=0,
        least_trained=0,
        has_arrived=True,
        had_final_review=had_final_review,
    )


def ending(
    actor: Actor, proposal: int, *, end: MatchEnd | None, had_final_review: bool, today: date, now: datetime
) -> Ending:
    """What follows when the match ends so. Raises: NotFound; RuleBroken where it cannot end so."""
    found = judged(actor, proposal, Permission.MATCH_CONFIRM, today=today, now=now)
    happened = Happening(MatchEvent.END, actor.person or 0, end=end)
    after = go_on(found.progress, happened, _given(had_final_review=had_final_review))
    if isinstance(after, Refusal):
        raise RuleBroken(after.code, **after.params)
    assert end is not None
    hears = _hears(found.row, end, today=today)
    return Ending(end, hears, stands(found.row, end=end, today=today))
