"""What can be given in a region, in numbers: homes as `housing` counts them, without those that somebody has."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.queries import MunicipalityRow
from hervest.core.errors import NotFound
from hervest.housing.count_rules import CountFilters, UnitCount, counted, summed
from hervest.housing.queries import facts_to_count, places_counted
from hervest.housing.vocabulary import UnitOpening
from hervest.placement.gather_queries import leaving_in
from hervest.placement.models import Placement

NO_FILTERS = CountFilters()


@dataclass(frozen=True, slots=True)
class RegionPage:
    """Numbers by municipality, and of all of them together. `by_opening`: as they would be without that filter."""

    rows: tuple[tuple[MunicipalityRow, UnitCount], ...]
    total: UnitCount
    by_opening: Mapping[UnitOpening, int]


def region_page(actor: Actor, filters: CountFilters, *, today: date) -> RegionPage:
    """What can be given in the municipalities of which the actor sees numbers (access.md, `counts`). Raises: NotFound.

    3 queries, whatever is counted; of one visit to a page the homes are asked once.
    """
    places = places_counted(actor)
    if not places:
        raise NotFound("no_such_page")
    codes = [row.code for row in places]
    units = actor.asked.once(("units of the region",), lambda: facts_to_count(actor, taken=_taken(codes, today)))
    found = counted(units, codes, filters, today=today)
    whenever = summed(counted(units, codes, replace(filters, opening=None), today=today).values())
    return RegionPage(tuple((row, found[row.code]) for row in places), summed(found.values()), whenever.by_opening)


def n_coming(actor: Actor, *, today: date) -> int:
    """How many homes and rooms come free in the region, for who sees numbers of them; nought for others."""
    if not places_counted(actor):
        return 0
    return region_page(actor, NO_FILTERS, today=today).by_opening.get(UnitOpening.COMING, 0)


def _taken(places: Collection[str], today: date) -> frozenset[int]:
    """The units in which a household lives, or will."""
    rows = Placement.rows.filter(is_active=True, unit__dwelling__municipality__in=list(places))
    return frozenset(rows.values_list("unit_id", flat=True)) | leaving_in(places, today=today).keys()
