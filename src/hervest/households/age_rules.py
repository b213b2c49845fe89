"""Ages and birthdays, the Dutch way: who was born on 29 February turns older on 1 March in other years."""

from datetime import date

FEBRUARY, LEAP_DAY = 2, 29


def age_on(born_on: date, day: date) -> int:
    """Whole years lived on `day`; 0 for who is not born yet."""
    had_birthday = (day.month, day.day) >= (born_on.month, born_on.day)
    return max(0, day.year - born_on.year - (0 if had_birthday else 1))


def counted_on(arrival_on: date | None, today: date) -> date:
    """The day on which ages count: the day of arrival, and from then on, or while it is not known, today."""
    return max(arrival_on or today, today)


def birthday(born_on: date, age: int) -> date:
    """The day on which `age` is reached."""
    year = born_on.year + age
    if (born_on.month, born_on.day) == (FEBRUARY, LEAP_DAY) and not _is_leap(year):
        return date(year, FEBRUARY + 1, 1)
    return born_on.replace(year=year)


def months_later(day: date, months: int) -> date:
    """The same day number `months` later, else the last day of that month (workflow.md, section 5)."""
    years, month_index = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month_index + 1, 1)
    next_first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (next_first - first).days))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
