"""Which cases a job goes through, and which it must leave alone: for deciding, never for showing."""

from collections.abc import Iterable

from hervest.journey.models import Case


def cases_to_plan() -> tuple[str, ...]:
    """The codes of all open cases of the installation, for the job that works their plans out again."""
    rows = Case.rows.filter(closed_on__isnull=True).order_by("pk")
    return tuple(code or "" for code in rows.values_list("code", flat=True))


def closed_among(codes: Iterable[str]) -> frozenset[str]:
    """Those of `codes` whose case is closed: for deciding."""
    rows = Case.rows.filter(code__in=set(codes), closed_on__isnull=False)
    return frozenset(code or "" for code in rows.values_list("code", flat=True))
