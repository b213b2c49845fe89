"""What a municipality that has just begun still has to do, for its lead."""

from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.coordinator_queries import coordinator_page, places_to_set
from hervest.accounts.queries import MunicipalityRow, colleagues
from hervest.housing.queries import has_dwellings
from hervest.journey import week_queries


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What has been done in a municipality in which nobody is received yet."""

    municipality: MunicipalityRow
    has_colleagues: bool
    has_coordinators: bool
    has_homes: bool


def first_steps(actor: Actor, *, today: date) -> FirstSteps | None:
    """The first of the actor's municipalities without a household; None if each has one, or none is theirs to set."""
    for place in places_to_set(actor):
        if not week_queries.has_households(place.code):
            return FirstSteps(
                municipality=place,
                has_colleagues=len(colleagues(actor, place.code, today=today)) > 1,
                has_coordinators=not coordinator_page(actor, place.code, today=today).open,
                has_homes=has_dwellings(place.code),
            )
    return None
