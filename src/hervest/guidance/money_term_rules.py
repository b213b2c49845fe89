"""What law asks of a household's money: when the next advance is due at the latest, and how much it is at least.

Source: Participatiewet, articles 52 and 56a.
"""

from collections.abc import Iterable
from datetime import date

from hervest.core.money import Money
from hervest.deadlines.period import Offset
from hervest.guidance.money_rules import Line
from hervest.guidance.money_vocabulary import MoneyKind


def next_last_day(first: date, every: Offset | None, *, today: date) -> date:
    """The last day that is next: the first one, or of a term that comes back the first that has not passed."""
    if every is None:
        return first
    n = 0
    while every.times(n).after(first) < today:
        n += 1
    return every.times(n).after(first)


def least_advance(lines: Iterable[Line], percent: int) -> Money | None:
    """What an advance is at least: so many hundredths of the benefit that is noted, a part of a cent counted whole.

    None while no benefit with an amount is noted. Source: Participatiewet, article 52: ninety percent of the norm.
    """
    known = [line.amount for line in lines if line.kind is MoneyKind.BENEFIT and line.amount is not None]
    return Money.total(known).percent(percent) if known else None
