"""The words of the social map: themes, what a service costs, how one gets in, and whether it was checked."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from hervest.accounts.vocabulary import OrganisationId

ThemeKey = NewType("ThemeKey", str)
"""Key of a theme of the social map, as in `themes_nl.csv`: stored, and never changed."""

INTERPRETERS = ThemeKey("interpreters")
"""The theme of who sends interpreters: one of these can be booked."""

LOW_COST = ThemeKey("low_cost_goods")
"""The theme of outlets, second hand and gifts. Source: needs.md, C10."""

LONGEST_NAME = 150
LONGEST_LINE = 200
LONGEST_TEXT = 1000
"""Characters."""


class Cost(StrEnum):
    """What a service asks of who comes to it. Source: domain.md, section 5, "costs"."""

    FREE = "free"
    LOW = "low"
    BY_INCOME = "by_income"
    PAID = "paid"
    UNKNOWN = "unknown"


class WayIn(StrEnum):
    """How one gets in at a service. Source: domain.md, section 5, "access rule"."""

    WALK_IN = "walk_in"
    APPOINTMENT = "appointment"
    REFERRAL = "referral"
    DOCTOR = "doctor"
    UNKNOWN = "unknown"


class Freshness(StrEnum):
    """Whether what stands of a service was looked at lately. Source: domain.md, section 5, "last_checked"."""

    FRESH = "fresh"
    OLD = "old"
    NEVER = "never"


class MapPart(StrEnum):
    """Which services the map shows: those that are there, those to be checked, or those that ended."""

    THERE = "there"
    TO_CHECK = "to_check"
    MINE_TO_CHECK = "mine_to_check"
    ENDED = "ended"


class MapOrder(StrEnum):
    """By what the services in the map are ordered."""

    NAME = "name"
    WAITING = "waiting"
    CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the social map. `may_refer`: it may be recorded that somebody was referred with it."""

    key: ThemeKey
    title_nl: str
    title_en: str
    may_refer: bool
    source: str


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What is known of a service; None and empty: not known. `waiting_weeks`: how long one waits, in weeks.

    `cancel_hours`: so many hours before an appointment it can still be cancelled without costs, for who sends
    interpreters. `owner`: the organisation that keeps these facts right.
    """

    name: str
    themes: frozenset[ThemeKey]
    owner: OrganisationId
    about: str = ""
    place: str = ""
    address: str = ""
    languages: tuple[str, ...] = ()
    has_interpreter: bool | None = None
    cost: Cost = Cost.UNKNOWN
    cost_note: str = ""
    way_in: WayIn = WayIn.UNKNOWN
    way_in_note: str = ""
    opening: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    waiting_weeks: int | None = None
    cancel_hours: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A service as the map searches it. `owner_name` is searched too. `mine`: the reader keeps it right."""

    id: int
    municipality: str
    facts: ServiceFacts
    owner_name: str
    theme_titles: str
    checked_on: date | None
    ended_on: date | None
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class MapFilters:
    """What the map is narrowed to; empty narrows nothing. `waiting`: at most so many weeks, None: any."""

    words: str = ""
    theme: str = ""
    place: str = ""
    language: str = ""
    cost: str = ""
    way_in: str = ""
    owner: int = 0
    waiting: int | None = None
    part: MapPart = MapPart.THERE
    order: MapOrder = MapOrder.NAME
