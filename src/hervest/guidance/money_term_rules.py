"""What law asks of a household's money: when the next advance is due at the latest, and how much it is at least.

Source: Participatiewet, articles 52 and 56a.
"""

from collections.abc import Iterable
from datetime import date

from hervest.core.money import Money
from hervest.deadlines.period import Offset
from hervest.guidance.money_rules import Days, Line, due_days
from hervest.guidance.money_vocabulary import MoneyKind, PayRhythm


def paid_advances(lines: Iterable[Line], days: Days) -> tuple[date, ...]:
    """The days on which an advance was paid, as far as somebody noted it, in order.

    Of one that comes again each of its days up to the one that was noted, and that one itself where none was due yet.
    """
    found: set[date] = set()
    for line in lines:
        if line.kind is MoneyKind.ADVANCE and line.paid_on is not None:
            again = () if line.rhythm is PayRhythm.ONCE else due_days(line, days, last=line.paid_on)
            found.update(again or {line.paid_on})
    return tuple(sorted(found))


def next_last_day(first: date, every: Offset | None, paid: Iterable[date] = ()) -> date:
    """The last day that is to be kept next, also where it has passed: of a term that comes back the first one unpaid.

    What is paid keeps the last days up to it, and the one ahead of it where the one before was kept in time.
    `paid`: in order.
    """
    if every is None:
        return first
    n = 0
    for on in paid:
        if every.times(n).after(first) <= on:
            while every.times(n).after(first) <= on:
                n += 1
        elif n == 0 or on > every.times(n - 1).after(first):
            n += 1
    return every.times(n).after(first)


def least_advance(lines: Iterable[Line], days: Days, percent: int, *, today: date) -> Money | None:
    """What an advance is at least each month: so many hundredths of the benefit, a part of a cent counted whole.

    Of the benefit as it is today, or as it begins, where it is still to come. None where nobody noted one, where an
    amount is not known, and where one comes otherwise than each month: what that is in a month a person works out.
    Source: Participatiewet, article 52: ninety percent of the norm.
    """
    spans = [
        (line.begins.day(days) or date.min, line.ends_on(days) or date.max, line)
        for line in lines
        if line.kind is MoneyKind.BENEFIT
    ]
    ahead = [span for span in spans if span[1] >= today]
    on = max(today, min((begins for begins, _, _ in ahead), default=today))
    held = [line for begins, ends, line in ahead if begins <= on <= ends]
    amounts = [line.amount for line in held if line.amount is not None]
    is_plain = len(amounts) == len(held) and all(line.rhythm is PayRhythm.MONTHLY for line in held)
    return Money.total(amounts).percent(percent) if amounts and is_plain else None
