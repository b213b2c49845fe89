"""Which cases of households count in figures: never for showing one of them."""

from collections.abc import Collection, Mapping

from hervest.journey.models import Case
from hervest.journey.vocabulary import CaseKind, ClosingReason

NEVER_THERE = (ClosingReason.NOT_ARRIVED, ClosingReason.ENTERED_BY_MISTAKE)


def arrived_cases(municipalities: Collection[str]) -> Mapping[int, tuple[str, int]]:
    """Key -> municipality and year of arrival, of every household that arrived there and was one. 1 query."""
    rows = Case.rows.filter(municipality__in=list(municipalities), kind=CaseKind.HOUSEHOLD, has_arrived=True)
    found = rows.exclude(closed_as__in=NEVER_THERE).values_list("pk", "municipality", "arrives_on")
    return {key: (place, on.year) for key, place, on in found if on is not None}
