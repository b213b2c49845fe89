"""Recording what happened in a household after it came."""

from datetime import datetime

from hervest.accounts import policy
from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality_subject
from hervest.core import clock
from hervest.core.errors import Conflict, NotAllowed, RuleBroken
from hervest.households.change_queries import must_change
from hervest.households.change_rules import Change, Leaving, household_of_leavers, paths_of
from hervest.households.entry_actions import OPENING
from hervest.households.actions import save_household
from hervest.households.keep_actions import check_people, follow, held, need_reason, noted, write
from hervest.households.record_queries import as_record
from hervest.households.vocabulary import LeftWhy
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import open_case, record_milestones
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.plan_queries import arrival_record_of
from hervest.journey.queries import CaseRef


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=OPENING)
def record_change(
    *, by: Actor, now: datetime, case: str, change: Change, reason: str, seen: int, opens_case: bool = False
) -> str:
    """The household is as the change leaves it; traits and plan follow. Gives the code of the leavers' own case, or "".

    `seen`: the version of the plan that the preview was made of. `opens_case`: who left together goes on in a case of
    their own, with the days of arrival of the old one. Raises: RuleBroken; Conflict if the plan changed meanwhile.
    """
    need_reason(reason)
    ref, household = held(case)
    if ref.plan_version != seen:
        raise Conflict("plan_changed", case=case)
    record = as_record(household)
    becomes = must_change(record, change, today=clock.day_of(now))
    check_people(becomes)
    noted(household, paths_of(record, becomes), by=by, now=now, reason=reason)
    write(household, becomes)
    follow(by, now, ref, household)
    own = ""
    if opens_case and isinstance(change, Leaving):
        own = _own_case(by, now, ref, change, becomes_of=household_of_leavers(record, change))
    note("household.changed", case_code=case, municipality=ref.municipality, change=type(change).__name__, own=own)
    return own
