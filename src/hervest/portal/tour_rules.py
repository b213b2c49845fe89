"""Which cards somebody sees at their first logins. Source: ux.md, 3.10 (a tour of at most three real things)."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hervest.accounts.vocabulary import Role, Tour
from hervest.portal.vocabulary import TourCard, TourThing

MOST_CARDS = 3


@dataclass(frozen=True, slots=True)
class CardRule:
    """A row of the table: what the card leads to, on which pages that stands, and for whom; no roles: for anybody."""

    card: TourCard
    thing: TourThing
    pages: tuple[str, ...]
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Real:
    """Something that is there for this person now: where it stands, and what it is called."""

    href: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One card as the page shows it."""

    code: TourCard
    href: str
    name: str
    is_done: bool

    @property
    def params(self) -> Mapping[str, str]:
        """What its sentence is filled with."""
        return {"name": self.name}


def read_cards(text: str) -> tuple[CardRule, ...]:
    """The table in CSV, in the order in which cards are chosen. Raises: ValueError for an unknown or missing card."""
    rules = tuple(
        CardRule(
            TourCard(row["card"]),
            TourThing(row["thing"]),
            tuple(row["pages"].split(";")),
            frozenset(Role(role) for role in row["roles"].split(";") if role),
        )
        for row in csv.DictReader(io.StringIO(text))
    )
    if {rule.card for rule in rules} != set(TourCard):
        raise ValueError(sorted(set(TourCard) - {rule.card for rule in rules}))
    return rules


def cards(
    rules: Iterable[CardRule],
    roles: frozenset[Role],
    things: Mapping[TourThing, Real],
    pages: Mapping[str, str],
    tour: Tour,
) -> tuple[Card, ...]:
    """The first three that lead somewhere: to a real thing, else to a page there is; none twice to the same place.

    Nothing once they were put away, or all were followed.
    """
    if tour.is_over:
        return ()
    found: dict[str, Card] = {}
    for rule in rules:
        real = _leads_to(rule, things, pages) if not rule.roles or rule.roles & roles else None
        if real is not None and real.href not in found:
            found[real.href] = Card(rule.card, real.href, real.name, rule.card in tour.seen)
    chosen = tuple(found.values())[:MOST_CARDS]
    return () if all(card.is_done for card in chosen) else chosen


def _leads_to(rule: CardRule, things: Mapping[TourThing, Real], pages: Mapping[str, str]) -> Real | None:
    if rule.thing is not TourThing.PAGE:
        return things.get(rule.thing)
    return next((Real(pages[name]) for name in rule.pages if name in pages), None)


def stands_on(rules: Iterable[CardRule], card: TourCard) -> Iterator[str]:
    """The pages to which the card may lead."""
    for rule in rules:
        if rule.card is card:
            yield from rule.pages
