"""Which cases of households count in figures: never for showing one of them."""

from collections.abc import Collection

from django.db.models import QuerySet

from hervest.journey.models import Case
from hervest.journey.vocabulary import CaseKind, ClosingReason

NEVER_THERE = (ClosingReason.NOT_ARRIVED, ClosingReason.ENTERED_BY_MISTAKE)


def arrived_cases(municipalities: Collection[str]) -> QuerySet[Case]:
    """Every household that arrived there and was one, as a filter."""
    rows = Case.rows.filter(municipality__in=list(municipalities), kind=CaseKind.HOUSEHOLD, has_arrived=True)
    return rows.filter(arrives_on__isnull=False).exclude(closed_as__in=NEVER_THERE)
