"""Which homes of a list are taken and until when, for everybody who may see the homes: by whom is never told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.core.paging import Page
from hervest.housing.queries import DwellingFilters, DwellingListRow, dwelling_list
from hervest.placement.gather_queries import lived_in
from hervest.placement.models import Placement


@dataclass(frozen=True, slots=True)
class TakenHome:
    """A home of which units are taken. `until`: the day on which its only unit is free again, where that is known."""

    n_taken: int
    until: date | None


@dataclass(frozen=True, slots=True)
class HomeList:
    """One page of homes; `taken`: number of the first unit of a home -> how it is taken, none of which nothing is."""

    pages: Page[DwellingListRow]
    taken: Mapping[int, TakenHome]


def home_list(actor: Actor, filters: DwellingFilters, *, today: date, number: int = 1) -> HomeList:
    """The homes the actor may see, each with how it is taken, and never by whom."""
    here = Placement.rows.filter(lived_in(today), unit__dwelling__municipality__in=actor.municipalities)
    taken = frozenset(here.values_list("unit_id", flat=True))
    pages = dwelling_list(actor, filters, taken=taken, number=number)
    return HomeList(pages, _taken(pages.rows, today=today))


def _taken(homes: Iterable[DwellingListRow], *, today: date) -> Mapping[int, TakenHome]:
    """1 query."""
    rows = [sorted(row.unit_ids) for row in homes]
    units = {unit for ids in rows for unit in ids}
    placed = Placement.rows.filter(lived_in(today), unit__in=units).order_by("is_active", "pk")
    ends: dict[int, date | None] = dict(placed.values_list("unit_id", "until_on"))
    found = {}
    for ids in rows:
        taken = [unit for unit in ids if unit in ends]
        if taken:
            found[ids[0]] = TakenHome(len(taken), ends[taken[0]] if len(ids) == 1 else None)
    return found
