"""What a death, or a mistake, does to a login of the household: a step of every action that records or undoes it."""

from datetime import datetime

from hervest.accounts.action import action
from hervest.accounts.actor import Actor
from hervest.accounts.people_actions import close_login, open_login
from hervest.accounts.permissions import Permission
from hervest.households.death_rules import dies_out, without_login
from hervest.households.models import Household
from hervest.households.record_queries import as_record
from hervest.households.record_rules import HouseholdRecord
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.queries import CaseRef
from hervest.journey.staffing_queries import logins_in


@action(Permission.HOUSEHOLD_EDIT, on=case_subject)
def close_logins_of_dead(*, by: Actor, now: datetime, case: str) -> None:
    """Nobody can log in as somebody who died or never was of the household, whenever and however that was recorded."""
    row = locked_case(case, closed_too=True)
    household = Household.rows.filter(case_id=row.pk).first()
    dead = without_login(as_record(household)) if household else frozenset()
    for person, members in logins_in(row.pk).items():
        if members <= dead:
            close_login(person, case=case, municipality=row.municipality_id)


def follow_deaths(ref: CaseRef, before: HouseholdRecord, becomes: HouseholdRecord) -> None:
    """From the next click on nobody is in as somebody who died, or was recorded by mistake.

    Who did not after all, or was of the household all the same, can log in again.

    A login that was also somebody else's of the household stays open. Source: access.md, `self`: a person's own page.
    """
    for person, members in logins_in(ref.id).items():
        if dies_out(members, before, becomes):
            close_login(person, case=ref.code, municipality=ref.municipality)
        elif dies_out(members, becomes, before):
            open_login(person, case=ref.code, municipality=ref.municipality)
