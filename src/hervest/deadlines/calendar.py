"""Dutch working days: which days the Algemene termijnenwet leaves out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays

_SATURDAY = 5
_DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def public_holidays(year: int) -> frozenset[date]:
    """The generally recognised public holidays of `year`, Good Friday and each 5 May among them.

    Source: Algemene termijnenwet, article 3(1) and (2).
    """
    # `holidays` lists 5 May once in five years, as employers do; the law counts it every year.
    return frozenset(holidays.country_holidays("NL", years=year)) | {date(year, 5, 5)}


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The Dutch calendar of working days.

    `decree_days` are the days the government put on a par with a public holiday (Algemene termijnenwet,
    article 3(3)); they are data of the register.
    """

    decree_days: frozenset[date] = field(default_factory=frozenset)

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is no Saturday, Sunday, public holiday or decree day."""
        return day.weekday() < _SATURDAY and day not in public_holidays(day.year) and day not in self.decree_days

    def last_on_or_before(self, day: date) -> date:
        """The last working day that is not later than `day`."""
        while not self.is_working_day(day):
            day -= _DAY
        return day

    def first_on_or_after(self, day: date) -> date:
        """The first working day that is not earlier than `day`."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def count_between(self, start: date, end: date) -> int:
        """How many working days lie from `start` to `end`, both included; 0 if `end` comes first."""
        if end < start:
            return 0
        weeks, rest = divmod((end - start).days + 1, 7)
        weekdays = weeks * 5 + sum((start + n * _DAY).weekday() < _SATURDAY for n in range(rest))
        return weekdays - sum(start <= day <= end for day in self._free_weekdays(start.year, end.year))

    def step(self, day: date, count: int) -> date:
        """The working day `count` working days after `day` (before it, if negative); `day` itself if 0.

        `day` is not counted, whether or not it is a working day.
        """
        onward = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day += onward
            while not self.is_working_day(day):
                day += onward
        return day

    def _free_weekdays(self, first_year: int, last_year: int) -> Iterable[date]:
        free = set(self.decree_days)
        for year in range(first_year, last_year + 1):
            free |= public_holidays(year)
        return (day for day in free if day.weekday() < _SATURDAY)
