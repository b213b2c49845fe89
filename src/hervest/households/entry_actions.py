"""Opening a case with its household in it: by hand, or for every new dossier of an import."""

from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality_subject
from hervest.core import clock
from hervest.core.vocabulary import Route
from hervest.households.actions import save_household
from hervest.households.entry_rules import first_milestones
from hervest.households.record_queries import must_be_born, must_be_due_soon
from hervest.households.record_rules import HouseholdRecord
from hervest.journey.actions import open_case, post_facts, record_milestones

OPENING = (open_case, save_household, post_facts, record_milestones)
"""Every action that opening a household runs."""


@action(Permission.CASE_CREATE, on=municipality_subject, runs=OPENING)
def enter_household(
    *,
    by: Actor,
    now: datetime,
    municipality: str,
    route: Route,
    record: HouseholdRecord,
    allocated_on: date | None = None,
    arrival_on: date | None = None,
    source: str = "person",
) -> str:
    """A new case with this household, its first milestones and its plan; the code of the case.

    Raises: RuleBroken if there is no single head, the days are out of order, or a person
    enters a birth still to come, or a day on which no child can be expected.
    """
    if source == "person":
        for member in record.members:
            must_be_born(member.born_on, clock.day_of(now))
            must_be_due_soon(member.due_on, clock.day_of(now))
    case = open_case(by=by, now=now, municipality=municipality, route=route)
    days = first_milestones(route, allocated_on=allocated_on, arrival_on=arrival_on, today=clock.day_of(now))
    if days:  # before the household: ages count on the day of arrival
        record_milestones(by=by, now=now, case=case.code, records=days, source=source)
    save_household(by=by, now=now, case=case.code, record=record)
    note("household.entered", case_code=case.code, municipality=municipality, source=source)
    return case.code
