"""Periods of whole days, and offsets from a day: the arithmetic under every term."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from hervest.deadlines.errors import EndsBeforeItStarts, UnreadableOffset


class Unit(StrEnum):
    """In what an offset counts."""

    DAY = "d"
    WEEK = "w"
    MONTH = "m"
    YEAR = "y"


_WRITTEN = re.compile(r"([+-]?)([0-9]{1,5})([dwmy])")
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
_CYCLE = tuple(date(2024, 1, 1) + timedelta(days=n) for n in range(4 * 365 + 1))
"""Every place in the calendar, a leap year among them: months and weeks compare otherwise from each."""


@lru_cache(maxsize=512)
def _months(count: int) -> relativedelta:
    return relativedelta(months=count)


@dataclass(frozen=True, slots=True)
class Offset:
    """A signed distance from a day: `count` times `unit`."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, written: str) -> "Offset":
        """The offset written as `-12w`, `+3m`, `0d`, `+5y` or `28d` (no sign counts forward).

        Raises: UnreadableOffset if it is written otherwise.
        """
        found = _WRITTEN.fullmatch(written.strip())
        if found is None:
            raise UnreadableOffset("offset_unreadable", written=written)
        sign, count, unit = found.groups()
        return cls(-int(count) if sign == "-" else int(count), Unit(unit))

    def after(self, day: date) -> date:
        """The day this far from `day`.

        Weeks and days are calendar days; a month or year ends on the same day number, else on the month's last day.
        Source: workflow.md, section 5; the terms in months of the law count so.
        """
        months = _MONTHS.get(self.unit)
        if months is None:
            return day + timedelta(days=self.count * _DAYS[self.unit])
        return day + _months(self.count * months)

    def times(self, n: int) -> "Offset":
        """This offset `n` times in one step, so that month ends do not wear away (31, 30, 31; never 31, 28, 28)."""
        return Offset(self.count * n, self.unit)

    def is_never_after(self, other: "Offset") -> bool:
        """Whether this lies on or before `other` from whatever day both are counted."""
        if self.unit is other.unit:
            return self.count <= other.count
        return all(self.after(day) <= other.after(day) for day in _CYCLE)

    def __str__(self) -> str:
        sign = "+" if self.count > 0 else ""
        return f"{sign}{self.count}{self.unit}"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to `end`, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise EndsBeforeItStarts("period_ends_before_it_starts", start=self.start, end=self.end)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=n) for n in range(len(self)))

    def __len__(self) -> int:
        return (self.end - self.start).days + 1
