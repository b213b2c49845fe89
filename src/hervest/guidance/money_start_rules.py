"""With which lines the money of a household begins: the usual ones of such a household, and the amounts that are known.

Source: KIS 2020; Participatiewet 52 and 56a; each line carries its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from hervest.core.money import Money
from hervest.core.vocabulary import Route
from hervest.guidance.money_rules import Line
from hervest.guidance.money_vocabulary import LineFor, MoneyKind, PayRhythm

Known = tuple[MoneyKind, PayRhythm, Money]
"""An amount that a municipality knows: of which kind, and how often it comes."""


class Usual(Protocol):
    """A usual line as data holds it."""

    @property
    def line(self) -> Line:
        """The line, without an amount."""

    @property
    def what_nl(self) -> str:
        """What it is called in Dutch."""

    @property
    def what_en(self) -> str:
        """What it is called in English."""

    @property
    def for_whom(self) -> LineFor:
        """For which households it is."""

    @property
    def routes(self) -> frozenset[Route]:
        """On which routes it is."""


def lines_to_begin_with(
    usual: Iterable[Usual], route: Route | None, known: Sequence[Known], *, with_children: bool
) -> tuple[tuple[Usual, Line], ...]:
    """The usual lines of such a household, in their order.

    An amount stands where exactly one is known of that kind; where several are, a person chooses. It comes as often as
    the amount says.
    """
    fitting = [one for one in usual if route in one.routes and (with_children or one.for_whom is not LineFor.CHILDREN)]
    return tuple((one, _with_amount(one.line, known)) for one in fitting)


def _with_amount(line: Line, known: Sequence[Known]) -> Line:
    found = [(rhythm, amount) for kind, rhythm, amount in known if kind is line.kind]
    if len(found) != 1:
        return line
    rhythm, amount = found[0]
    once = line.rhythm is PayRhythm.ONCE
    return replace(line, amount=amount, rhythm=line.rhythm if once else rhythm)
