"""Which milestones the days of a new household stand for, and which days can be meant."""

from datetime import date

from hervest.core.vocabulary import Route
from hervest.households.vocabulary import HouseholdSettings
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.vocabulary import MilestoneCode


def arrival_milestone(route: Route) -> MilestoneCode:
    """What an expected arrival plans: the landing for resettlement, else the arrival in the municipality.

    Source: dossier_format.md, "Which role may read which column".
    """
    return MilestoneCode.LANDED if route is Route.RESETTLEMENT else MilestoneCode.ARRIVED


def first_milestones(
    route: Route, *, allocated_on: date | None, arrival_on: date | None, today: date
) -> tuple[MilestoneRecord, ...]:
    """The milestones to record: the link as it happened (planned while it lies ahead), the arrival as planned."""
    found = []
    if allocated_on is not None and allocated_on <= today:
        found.append(MilestoneRecord(MilestoneCode.ALLOCATED, actual_on=allocated_on))
    elif allocated_on is not None:
        found.append(MilestoneRecord(MilestoneCode.ALLOCATED, planned_on=allocated_on))
    if arrival_on is not None:
        found.append(MilestoneRecord(arrival_milestone(route), planned_on=arrival_on))
    return tuple(found)


def has_been_born(born_on: date | None, *, today: date) -> bool:
    """Whether the day of birth has come; who is still expected stands with the mother. A day left open may be any."""
    return born_on is None or born_on <= today


def is_plausible_due(due_on: date | None, *, today: date, settings: HouseholdSettings) -> bool:
    """Whether a child can be expected on this day, as seen on the day it is noted; a day left open always may be."""
    return due_on is None or settings.due_from.after(today) <= due_on <= settings.due_until.after(today)
