"""One page of a longer list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

R = TypeVar("R")
PER_PAGE = 25
LAST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """The rows of page `number` (from 1), and how many rows there are in all."""

    rows: Sequence[R]
    number: int
    n_rows: int
    per_page: int = PER_PAGE

    @property
    def n_pages(self) -> int:
        """At least 1, also of an empty list."""
        return max(1, -(-self.n_rows // self.per_page))

    @property
    def has_next(self) -> bool:
        """Whether rows follow after this page."""
        return self.number < self.n_pages

    @property
    def next_number(self) -> int:
        """The page after this one."""
        return self.number + 1


@dataclass(frozen=True, slots=True)
class First(Generic[R]):
    """The first rows of a list nobody counts, and whether there are more."""

    rows: Sequence[R]
    has_more: bool


def first(found: Iterable[R], limit: int) -> First[R]:
    """The first `limit` of what was found; `found` holds one more than that, if there is more."""
    rows = tuple(islice(found, limit + 1))
    return First(rows[:limit], len(rows) > limit)


def page_number(text: str | None) -> int:
    """The page that an address asks for; nonsense asks for the first."""
    return int(text) if text and text.isascii() and text.isdigit() and 0 < int(text) <= LAST_PAGE else 1


def window(number: int, per_page: int = PER_PAGE) -> slice:
    """The rows of page `number` in the whole list."""
    return slice((number - 1) * per_page, number * per_page)
