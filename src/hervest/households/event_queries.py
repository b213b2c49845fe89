"""What happened in households since they came: for rooms that decide by it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.households.models import Member
from hervest.households.vocabulary import LeftWhy


@dataclass(frozen=True, slots=True)
class Happened:
    """The days on which somebody was born into a household, came to it, died, or left it."""

    born: tuple[date, ...] = ()
    joined: tuple[date, ...] = ()
    died: tuple[date, ...] = ()
    parted: tuple[date, ...] = ()


def happened_in(codes: Iterable[str]) -> Mapping[str, Happened]:
    """What happened in the households of these cases, by case code. 1 query. For deciding, never for showing.

    Of whom it was recorded by mistake that they were in it nothing happened.
    """
    found: dict[str, dict[str, list[date]]] = {}
    rows = Member.rows.filter(household__case__code__in=set(codes))
    for row in rows.select_related("household__case"):
        if row.left_why == LeftWhy.MISTAKE:
            continue
        days = found.setdefault(row.household.case.code or "", {})
        if row.is_born_here and row.born_on is not None:
            days.setdefault("born", []).append(row.born_on)
        elif row.joined_on is not None:
            days.setdefault("joined", []).append(row.joined_on)
        if row.left_on is not None:
            kind = "died" if row.left_why == LeftWhy.DIED else "parted"
            days.setdefault(kind, []).append(row.left_on)
    return {code: Happened(**{kind: tuple(sorted(on)) for kind, on in days.items()}) for code, days in found.items()}
