"""Figures of which nobody can work out a small number: what of a row is shown, and its bands of size.

Source: access.md, scope `aggregates`: figures with cells under 5 suppressed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_HIDDEN = 2
"""Cells that must be hidden together before what they sum to may be known."""


@dataclass(frozen=True, slots=True)
class Band:
    """Households of so many persons; `last` None: of that many or more."""

    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """What of one row is shown. None: not shown; of a cell that means fewer than the smallest number that is."""

    cells: tuple[int | None, ...]
    total: int | None


def bands(starts: Sequence[int]) -> tuple[Band, ...]:
    """The bands that begin at these numbers of persons, in order; the last one has no end."""
    ends = [start - 1 for start in starts[1:]]
    return tuple(Band(first, last) for first, last in zip(starts, [*ends, None], strict=True))


def band_of(n_persons: int, starts: Sequence[int]) -> int | None:
    """The place of the band in which a household of so many persons stands; None: in none."""
    return next((place for place in reversed(range(len(starts))) if n_persons >= starts[place]), None)


def shown(cells: Sequence[int], least: int) -> ShownRow:
    """What may be shown of a row of counts: each count of `least` or more, and the total where it tells no other.

    Nought is a small number too. With the total somebody knows what the hidden counts sum to. So it stands only where
    two or more are hidden, that sum is itself no small number, and they are not all as large as a hidden one can be:
    then each of them can still be at least two numbers, also for who knows this rule. Rows have no column totals.
    """
    hidden = [count for count in cells if count < least]
    rest, most = sum(hidden), len(hidden) * (least - 1)
    tells_none = not hidden or (len(hidden) >= FEWEST_HIDDEN and least <= rest < most)
    return ShownRow(tuple(None if count < least else count for count in cells), sum(cells) if tells_none else None)
