"""What must be in a home on the first day, and what nobody gets for it before its people were asked.

Source: needs.md, B6 and C10; domain.md, section 0, 8: the newcomer can refuse extra furnishing.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from hervest.core.vocabulary import Route
from hervest.guidance.arriving_rules import Holds
from hervest.guidance.money_vocabulary import FROM_THE_PURSE, Nature, Payer
from hervest.guidance.ready_vocabulary import FurnishingSay, HomeCorner, HomeItemState, HomePart
from hervest.journey.milestone_rules import Refusal

ALLOWS = frozenset({FurnishingSay.YES, FurnishingSay.OURSELVES})
"""Answers after which a thing may come: what the household chooses itself, it has chosen."""

OWN_ITEM = "own-"
"""What the slot of a thing begins with that a person added; those of the list are called by their key."""

NEEDED = ("title_nl", "title_en", "source", "mark", "checked")


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A thing that every list begins with, where it holds."""

    key: str
    corner: HomeCorner
    part: HomePart
    title_nl: str
    title_en: str
    holds: Holds
    routes: frozenset[Route]
    source: str


@dataclass(frozen=True, slots=True)
class Payment:
    """Who pays for a thing, and on what terms."""

    payer: Payer
    nature: Nature

    @property
    def is_of_the_household(self) -> bool:
        """Whether it is paid from the household's purse. What is lent for the basics is agreed elsewhere (G14)."""
        return self.payer in FROM_THE_PURSE


def read_items(text: str) -> tuple[ListedItem, ...]:
    """The list in CSV, in its order. Raises: ValueError for a key twice, a text missing, or a word unknown."""
    found: dict[str, ListedItem] = {}
    for row in csv.DictReader(io.StringIO(text)):
        key = row["key"]
        if key in found or key.startswith(OWN_ITEM) or not all(row[name].strip() for name in NEEDED):
            raise ValueError(key)
        found[key] = ListedItem(
            key=key,
            corner=HomeCorner(row["corner"]),
            part=HomePart(row["part"]),
            title_nl=row["title_nl"],
            title_en=row["title_en"],
            holds=Holds.parse(row["holds"]),
            routes=frozenset(Route(one) for one in row["routes"].split(";") if one),
            source=row["source"],
        )
    return tuple(found.values())


def needs_say(part: HomePart, payment: Payment | None = None) -> bool:
    """Whether a thing comes only after the household said so: beyond the basics, or with its own money."""
    return part is HomePart.WITH_SAY or (payment is not None and payment.is_of_the_household)


def say_refusal(said: FurnishingSay | None) -> Refusal | None:
    """Why a thing that needs their say cannot come yet; None where they allow it."""
    match said:
        case None:
            return Refusal("household_not_asked", {})
        case FurnishingSay.NO:
            return Refusal("household_said_no", {})
        case FurnishingSay.LATER:
            return Refusal("household_thinks_it_over", {})
    return None


def settle_refusal(part: HomePart, state: HomeItemState, said: FurnishingSay | None) -> Refusal | None:
    """Why a thing cannot stand so: what the household decides is not there before it did."""
    return say_refusal(said) if state is HomeItemState.READY and needs_say(part) else None


def purchase_refusal(part: HomePart, payment: Payment, said: FurnishingSay | None) -> Refusal | None:
    """Why a purchase cannot be recorded."""
    return say_refusal(said) if needs_say(part, payment) else None


def furnishing_refusal(payment: Payment, answers: Iterable[FurnishingSay]) -> Refusal | None:
    """Why an amount for furnishing cannot be noted by itself: the household pays it, and allowed nothing yet."""
    if not payment.is_of_the_household or any(said in ALLOWS for said in answers):
        return None
    return Refusal("furnishing_not_asked", {"field": "kind"})
