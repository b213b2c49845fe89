"""Figures of households by municipality, year of arrival and size, for who composes reports: never a household."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import MunicipalityRow, municipalities_of
from hervest.accounts.vocabulary import Scope
from hervest.core.errors import NotFound
from hervest.households.figure_rules import Band, Shown, band_of, bands, shown
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
    shown: Shown


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


def figures_page(actor: Actor) -> FiguresPage:
    """The figures of the municipalities that the actor's memberships name. 3 queries. Raises: NotFound."""
    if not reads_figures(actor):
        raise NotFound("no_such_page")
    reach = policy.reach(actor, Permission.REPORT_COMPOSE, scopes=BY_FIGURES)
    known, norm = municipalities_of(actor), household_settings().figures
    places = tuple(row for row in known if row.code in reach.municipalities | reach.figures_in)
    counts = _counts({row.code: row.name for row in places}, norm.bands_from)
    return FiguresPage(
        bands=bands(norm.bands_from),
        least=norm.least_shown,
        rows=tuple(
            FigureRow(name, year, shown(cells, norm.least_shown))
            for (name, year), cells in sorted(counts.items(), key=lambda row: (row[0][0], -row[0][1]))
        ),
        places=places,
        asks=() if places else known,
    )


def _counts(names: Mapping[str, str], starts: tuple[int, ...]) -> dict[tuple[str, int], list[int]]:
    """Municipality and year -> households by band; who moved out of a household is not counted in it."""
    arrived = arrived_cases(names)
    there = Count("members", filter=Q(members__left_on__isnull=True))
    found: dict[tuple[str, int], list[int]] = {}
    for case, n in Household.rows.filter(case__in=arrived).annotate(n=there).values_list("case", "n"):
        place, year = arrived[case]
        band = band_of(n, starts)
        if band is not None:
            found.setdefault((names[place], year), [0] * len(starts))[band] += 1
    return found
