"""The weights by which a programme proposes groups, and what it set over time."""

from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from hervest.placement.match_criteria import match_criteria
from hervest.placement.match_models import MatchWeighing
from hervest.placement.match_vocabulary import MatchCriteria, MatchCriterion
from hervest.sponsorship.queries import ProgrammeTerms


@dataclass(frozen=True, slots=True)
class WeighingRow:
    """One version of a programme's weights, as its history shows it."""

    number: int
    weights: tuple[tuple[MatchCriterion, int], ...]
    reason: str
    by: str
    at: datetime


def criteria_of_programme(terms: ProgrammeTerms) -> MatchCriteria:
    """The criteria with the weights and the travel time that the programme set. 1 query."""
    default, newest = match_criteria(), MatchWeighing.rows.filter(programme=terms.id).order_by("-number").first()
    limits = replace(default.limits, travel_minutes=terms.travel_minutes)
    if newest is None:
        return replace(default, limits=limits)
    return replace(
        default,
        limits=limits,
        weights=MappingProxyType({criterion: newest.weights.get(criterion, 0) for criterion in MatchCriterion}),
        version=f"{default.version}+{newest.number}",
    )


def weighings_of(programme: int) -> tuple[WeighingRow, ...]:
    """Every version of a programme's weights, newest first. Names of professionals and numbers only."""
    rows = MatchWeighing.rows.filter(programme=programme).select_related("by").order_by("-number")
    return tuple(
        WeighingRow(
            number=row.number,
            weights=tuple((criterion, row.weights.get(criterion, 0)) for criterion in MatchCriterion),
            reason=row.reason,
            by=row.by.name,
            at=row.at,
        )
        for row in rows
    )
