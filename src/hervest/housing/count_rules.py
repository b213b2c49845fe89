"""How homes are counted for who sees numbers only: by size, by when they are free, by how they are reached.

Source: access.md, scope `counts`: codes, sizes and numbers across the municipalities that gave them, and no home.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from hervest.housing.vocabulary import DwellingFacts, DwellingKind, UnitOpening, UnitSize

BY_BEDROOMS = {1: UnitSize.ONE, 2: UnitSize.TWO, 3: UnitSize.THREE}


@dataclass(frozen=True, slots=True)
class CountFilters:
    """What is counted; `without_stairs`: only what is known to be reached so. `by`: free on that day at the latest."""

    opening: UnitOpening | None = None
    without_stairs: bool = False
    by: date | None = None


@dataclass(frozen=True, slots=True)
class UnitCount:
    """Units by size and by when they are free, and how many of them are reached without stairs."""

    n: int = 0
    n_without_stairs: int = 0
    by_size: Mapping[UnitSize, int] = field(default_factory=dict)
    by_opening: Mapping[UnitOpening, int] = field(default_factory=dict)


def size_of(facts: DwellingFacts) -> UnitSize:
    """A room of a shared house is a room, however many bedrooms the house has; a studio counts one bedroom."""
    if facts.kind is DwellingKind.SHARED:
        return UnitSize.ROOM
    if not facts.bedrooms:
        return UnitSize.NOT_KNOWN
    return BY_BEDROOMS.get(facts.bedrooms, UnitSize.FOUR_OR_MORE)


def reached_without_stairs(facts: DwellingFacts) -> bool | None:
    """Whether the front door is reached without stairs: ground floor, or a lift to that floor; None: not known.

    Source: home_criteria.md, HOME-H3; `housing.queries` narrows the list of homes by the same.
    """
    if facts.floor == 0 or facts.has_lift:
        return True
    return None if facts.floor is None or facts.has_lift is None else False


def opening_of(facts: DwellingFacts, today: date) -> UnitOpening | None:
    """When a unit that nobody has can be given; None: not any more."""
    if facts.rented_until is not None and facts.rented_until < today:
        return None
    if facts.available_from is None:
        return UnitOpening.NOT_KNOWN
    return UnitOpening.FREE if facts.available_from <= today else UnitOpening.COMING


def counted(
    units: Iterable[DwellingFacts], places: Iterable[str], filters: CountFilters, *, today: date
) -> dict[str, UnitCount]:
    """The units that fit the filters, counted for each of `places`; a place where none does counts nought."""
    found: dict[str, list[tuple[DwellingFacts, UnitOpening]]] = {place: [] for place in places}
    for facts in units:
        opening = opening_of(facts, today)
        if opening is not None and facts.municipality in found and _fits(facts, opening, filters):
            found[facts.municipality].append((facts, opening))
    return {place: _count(rows) for place, rows in found.items()}


def _count(rows: list[tuple[DwellingFacts, UnitOpening]]) -> UnitCount:
    return UnitCount(
        n=len(rows),
        n_without_stairs=sum(reached_without_stairs(facts) is True for facts, _ in rows),
        by_size=Counter(size_of(facts) for facts, _ in rows),
        by_opening=Counter(opening for _, opening in rows),
    )


def _fits(facts: DwellingFacts, opening: UnitOpening, filters: CountFilters) -> bool:
    is_in_time = filters.by is None or (facts.available_from is not None and facts.available_from <= filters.by)
    is_reached = not filters.without_stairs or reached_without_stairs(facts) is True
    return is_in_time and is_reached and filters.opening in {None, opening}


def summed(counts: Iterable[UnitCount]) -> UnitCount:
    """All of them together."""
    rows = tuple(counts)
    return UnitCount(
        n=sum(row.n for row in rows),
        n_without_stairs=sum(row.n_without_stairs for row in rows),
        by_size={size: sum(row.by_size.get(size, 0) for row in rows) for size in UnitSize},
        by_opening={opening: sum(row.by_opening.get(opening, 0) for row in rows) for opening in UnitOpening},
    )
