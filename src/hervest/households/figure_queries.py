"""Figures of households by municipality, year of arrival and size, for who composes reports: never a household."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import MunicipalityRow, municipalities_of
from hervest.accounts.vocabulary import Scope
from hervest.core.errors import NotFound
from hervest.households.figure_rules import Band, ShownRow, band_of, bands, shown
from hervest.households.models import Household
from hervest.households.settings import household_settings
from hervest.journey.figure_queries import arrived_cases

BY_FIGURES = frozenset({Scope.MUNI, Scope.AGGREGATES})
"""Scopes of `report.compose` that give figures of a whole municipality; `evaluation` gives an own evaluation's."""

READERS = BY_FIGURES | {Scope.EVALUATION}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """The households that arrived in one municipality in one year, by band of size."""

    municipality: str
    year: int
    shown: ShownRow


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """Every row, newest year first within a municipality. `places`: of which municipalities figures are the actor's.

    `asks`: the municipalities to ask, for whom there are no figures yet; empty for who has figures.
    """

    bands: tuple[Band, ...]
    least: int
    rows: tuple[FigureRow, ...]
    places: tuple[MunicipalityRow, ...]
    asks: tuple[MunicipalityRow, ...]


def reads_figures(actor: Actor) -> bool:
    """Whether there is a page of figures for the actor, be it without figures (access.md, `report.compose`)."""
    return bool(policy.scopes_of(actor, Permission.REPORT_COMPOSE) & READERS)


def figures_page(actor: Actor, *, today: date) -> FiguresPage:
    """The figures of the municipalities that the actor's memberships name. 3 queries. Raises: NotFound.

    From the first year in which somebody arrived to this one every year has its row: one without anybody is not told.
    """
    if not reads_figures(actor):
        raise NotFound("no_such_page")
    reach = policy.reach(actor, Permission.REPORT_COMPOSE, scopes=BY_FIGURES)
    known, norm = municipalities_of(actor), household_settings().figures
    places = tuple(row for row in known if row.code in reach.municipalities | reach.figures_in)
    counts, none = _counts([row.code for row in places], norm.bands_from), [0] * len(norm.bands_from)
    first = {row.code: min((year for place, year in counts if place == row.code), default=None) for row in places}
    return FiguresPage(
        bands=bands(norm.bands_from),
        least=norm.least_shown,
        rows=tuple(
            FigureRow(row.name, year, shown(counts.get((row.code, year), none), norm.least_shown))
            for row in sorted(places, key=lambda row: (row.name, row.code))
            for year in reversed(range(first[row.code] or today.year + 1, today.year + 1))
        ),
        places=places,
        asks=() if places else known,
    )


def _counts(places: Collection[str], starts: tuple[int, ...]) -> dict[tuple[str, int], list[int]]:
    """Municipality and year -> households by band; who moved out of a household is not counted in it. 1 query."""
    there = Count("members", filter=Q(members__left_on__isnull=True))
    rows = Household.rows.filter(case__in=arrived_cases(places)).annotate(n=there)
    found: dict[tuple[str, int], list[int]] = {}
    for place, on, n in rows.values_list("case__municipality", "case__arrives_on", "n"):
        band = band_of(n, starts)
        if band is not None and on is not None:
            found.setdefault((place, on.year), [0] * len(starts))[band] += 1
    return found
