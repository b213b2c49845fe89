"""What fits a search in the social map, in which order, and what of it has to be looked at again."""

import csv
import io
import unicodedata
from collections.abc import Iterable
from datetime import date

from hervest.deadlines.period import Offset
from hervest.knowledge.vocabulary import (
    Freshness,
    Listed,
    MapFilters,
    MapOrder,
    MapPart,
    ServiceFacts,
    Theme,
    ThemeKey,
)

LONGEST_WAIT = 10_000
"""Weeks: behind everything of which the wait is known."""


def read_themes(text: str) -> tuple[Theme, ...]:
    """The themes in CSV, in their order. Raises: ValueError for one without titles or source, or said twice."""
    found = tuple(
        Theme(ThemeKey(row["key"]), row["title_nl"], row["title_en"], row["may_refer"] == "yes", row["source"])
        for row in csv.DictReader(io.StringIO(text))
    )
    if any(not (theme.key and theme.title_nl and theme.title_en and theme.source) for theme in found):
        raise ValueError("a theme without title or source")
    if len({theme.key for theme in found}) != len(found):
        raise ValueError("a theme that is there twice")
    return found


def freshness(checked_on: date | None, today: date, *, after: Offset) -> Freshness:
    """Whether a service was looked at lately: on the day `after` its last check it is old. Source: domain.md, 5."""
    if checked_on is None:
        return Freshness.NEVER
    return Freshness.OLD if after.after(checked_on) <= today else Freshness.FRESH


def folded(text: str) -> str:
    """The text as a search compares it: without accents, in small letters."""
    plain = (sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return "".join(plain)


def found_by(listed: Listed, words: str) -> bool:
    """Whether every word stands somewhere in what the service is called, does, is about, or where it is."""
    facts = listed.facts
    texts = (facts.name, facts.about, facts.place, facts.address, listed.owner_name, listed.theme_titles)
    there = folded(" ".join(texts))
    return all(word in there for word in folded(words).split())


def fits(listed: Listed, filters: MapFilters, today: date, *, after: Offset) -> bool:
    """Whether the service is one of those that are looked for; what is not known of it fits no narrower search.

    Whoever looks for a language finds who speaks it, and who has an interpreter.
    """
    facts = listed.facts
    return (
        _is_in_part(listed, filters.part, today, after=after)
        and found_by(listed, filters.words)
        and (not filters.theme or filters.theme in facts.themes)
        and (not filters.place or folded(filters.place) == folded(facts.place))
        and (not filters.language or filters.language in facts.languages or facts.has_interpreter is True)
        and (not filters.cost or filters.cost == facts.cost)
        and (not filters.way_in or filters.way_in == facts.way_in)
        and (not filters.owner or filters.owner == facts.owner)
        and (filters.waiting is None or _waits_at_most(facts, filters.waiting))
    )


def in_order(found: Iterable[Listed], order: MapOrder) -> list[Listed]:
    """Those found, by name; or with the shortest wait first, or with what was looked at longest ago first."""

    def key(listed: Listed) -> tuple[object, ...]:
        name = (folded(listed.facts.name), listed.id)
        if order is MapOrder.WAITING:
            wait = listed.facts.waiting_weeks
            return (LONGEST_WAIT if wait is None else wait, *name)
        if order is MapOrder.CHECKED:
            return (listed.checked_on or date.min, *name)
        return name

    return sorted(found, key=key)


def _is_in_part(listed: Listed, part: MapPart, today: date, *, after: Offset) -> bool:
    if part is MapPart.ENDED or listed.ended_on is not None:
        return part is MapPart.ENDED and listed.ended_on is not None
    if part is MapPart.THERE:
        return True
    is_due = freshness(listed.checked_on, today, after=after) is not Freshness.FRESH
    return is_due and (part is MapPart.TO_CHECK or listed.is_mine)


def _waits_at_most(facts: ServiceFacts, weeks: int) -> bool:
    return facts.waiting_weeks is not None and facts.waiting_weeks <= weeks
