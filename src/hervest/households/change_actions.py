"""Recording what happened in a household after it came."""

from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import Conflict, NotAllowed
from hervest.households.actions import save_household
from hervest.households.change_queries import may_open_beside, must_be_possible
from hervest.households.change_rules import (
    Change,
    Leaving,
    expected_birth,
    household_of_leavers,
    numbers_of_leavers,
    paths_of,
)
from hervest.households.death_actions import follow_deaths
from hervest.households.entry_actions import OPENING
from hervest.households.entry_rules import first_milestones
from hervest.households.keep_actions import check_people, follow, held, need_reason, noted, write
from hervest.households.record_queries import as_record
from hervest.households.record_rules import HouseholdRecord
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import open_case, record_milestones
from hervest.journey.birth_actions import carry_report
from hervest.journey.carry_actions import carry_plan
from hervest.journey.carry_vocabulary import GoingOn
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.plan_queries import arrival_of
from hervest.journey.queries import CaseRef
from hervest.journey.vocabulary import MilestoneCode


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=OPENING)
def record_change(
    *, by: Actor, now: datetime, case: str, change: Change, reason: str, seen: int, opens_case: bool = False
) -> str:
    """The household is as the change leaves it; traits and plan follow. Gives the code of the leavers' own case, or "".

    `seen`: the version of the plan of which the preview was made. `opens_case`: who left together goes on in a case of
    their own, which begins with what is known and done of them, and with the day the old one arrived.
    Raises: RuleBroken; NotAllowed for a case of their own by who may open none; Conflict if the plan changed meanwhile.
    """
    need_reason(reason)
    ref, household = held(case)
    if ref.plan_version != seen:
        raise Conflict("plan_changed_meanwhile", seen=seen, now=ref.plan_version)
    record = as_record(household)
    becomes = must_be_possible(ref, record, change, today=clock.day_of(now))
    check_people(becomes)
    noted(household, paths_of(record, becomes), by=by, now=now, reason=reason)
    write(household, becomes)
    follow(by, now, ref, household)
    if birth := expected_birth(record, becomes, change):
        mother, child, born_on = birth
        carry_report(case=ref.id, mother=mother, child=child, born_on=born_on)
    follow_deaths(ref, record, becomes)
    own = _open_own(by, now, ref, record, change) if opens_case and isinstance(change, Leaving) else ""
    note("household.changed", case_code=case, municipality=ref.municipality, change=type(change).__name__.lower())
    return own


def _open_own(by: Actor, now: datetime, ref: CaseRef, record: HouseholdRecord, change: Leaving) -> str:
    """A case for who left together, in the same municipality and of the same route."""
    assert ref.route is not None  # a household has one
    if not may_open_beside(by, ref):
        raise NotAllowed("not_allowed", permission=Permission.CASE_CREATE.value)
    today = clock.day_of(now)
    arrival_on = arrival_of(ref.id, today=today)
    own = open_case(by=by, now=now, municipality=ref.municipality, route=ref.route)
    days: tuple[MilestoneRecord, ...] = (MilestoneRecord(MilestoneCode.ARRIVED, actual_on=arrival_on),)
    if arrival_on is None or arrival_on > today:
        days = first_milestones(ref.route, allocated_on=None, arrival_on=arrival_on, today=today)
    if days:
        record_milestones(by=by, now=now, case=own.code, records=days, source="person")
    people = numbers_of_leavers(record, change)
    carry_plan(now=now, origin=ref.code, case=own.code, people=people, why=GoingOn.APART)
    save_household(by=by, now=now, case=own.code, record=household_of_leavers(record, change))
    return own.code
