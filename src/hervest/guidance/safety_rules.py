"""Who reads what only the named read, which texts hold on a day, and for what a plan for safety is refused.

Source: needs.md D6 to D8 and G4; access.md (`named`); sponsorship.md 6.3 (signal).
"""

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts.vocabulary import PersonId
from hervest.guidance.safety_vocabulary import MOST_READERS, RouteKey, ThemeKey
from hervest.journey.milestone_rules import Refusal


@dataclass(frozen=True, slots=True)
class InForce:
    """From when until when a text holds (`until` included; None: it holds still), and when it was checked."""

    since: date
    until: date | None
    source: str
    is_verified: bool
    checked_on: date

    def holds_on(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Theme:
    """What a signal can be about, in plain words for who is no professional (`plain`), and what helps with it.

    `look`, `first`: what to look at and what to do first; `learn`, `refer`: suggested knowledge and kind of service.
    Each in Dutch and in English. `routes`: where it can be reported.
    """

    key: ThemeKey
    title: tuple[str, str]
    plain: tuple[str, str]
    look: tuple[str, str]
    first: tuple[str, str]
    learn: tuple[str, str]
    refer: tuple[str, str]
    routes: tuple[RouteKey, ...]
    force: InForce


@dataclass(frozen=True, slots=True)
class ReportRoute:
    """Where something can be reported or asked, in the order in which one calls; `phone` empty: there is none here."""

    key: RouteKey
    title: tuple[str, str]
    about: tuple[str, str]
    phone: str
    force: InForce


@dataclass(frozen=True, slots=True)
class ReportStep:
    """One step of the reporting code, in its order."""

    number: int
    title: tuple[str, str]
    about: tuple[str, str]
    force: InForce


def read_themes(text: str, routes: Collection[RouteKey]) -> tuple[Theme, ...]:
    """The table of themes in CSV, in its order. Raises: ValueError for one that stands there twice or says half."""
    found: dict[tuple[str, date], Theme] = {}
    for row in _rows(text):
        force = _force(row)
        keys = tuple(RouteKey(key) for key in row["routes"].split(";") if key)
        both = {name: _both(row, name) for name in ("title", "plain", "look", "first", "learn", "refer")}
        if (row["theme"], force.since) in found or not set(keys) <= set(routes):
            raise ValueError(row["theme"])
        found[row["theme"], force.since] = Theme(ThemeKey(row["theme"]), routes=keys, force=force, **both)
    return tuple(found.values())


def read_routes(text: str) -> tuple[ReportRoute, ...]:
    """The table of routes in CSV, the first to call first. Raises: ValueError as `read_themes`."""
    found: dict[str, ReportRoute] = {}
    for row in _rows(text):
        if row["route"] in found:
            raise ValueError(row["route"])
        words = {"title": _both(row, "title"), "about": _both(row, "about")}
        found[row["route"]] = ReportRoute(RouteKey(row["route"]), phone=row["phone"], force=_force(row), **words)
    return tuple(found.values())


def read_steps(text: str) -> tuple[ReportStep, ...]:
    """The steps of the reporting code in CSV. Raises: ValueError where they are not numbered from 1 on."""
    found = [ReportStep(int(row["step"]), _both(row, "title"), _both(row, "about"), _force(row)) for row in _rows(text)]
    if [step.number for step in found] != list(range(1, len(found) + 1)):
        raise ValueError("steps")
    return tuple(found)


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _both(row: Mapping[str, str], name: str) -> tuple[str, str]:
    both = (row[f"{name}_nl"], row[f"{name}_en"])
    if not all(both):
        raise ValueError(f"{name} {both}")
    return both


def _force(row: Mapping[str, str]) -> InForce:
    if row["mark"] not in {"V", "A"} or not row["source"]:
        raise ValueError(row)
    until = date.fromisoformat(row["valid_until"]) if row["valid_until"] else None
    since, checked = date.fromisoformat(row["valid_from"]), date.fromisoformat(row["checked"])
    if until is not None and until < since:
        raise ValueError(row)
    return InForce(since, until, row["source"], row["mark"] == "V", checked)


def readers_today(named: Iterable[PersonId], nameable: Collection[PersonId]) -> frozenset[PersonId]:
    """Who of the named reads it today: as long as they can be named, and no day longer."""
    return frozenset(named) & frozenset(nameable)


def naming_refusal(
    chosen: Collection[PersonId], *, named: Collection[PersonId], nameable: Collection[PersonId]
) -> Refusal | None:
    """Why these cannot be named beside those who are; None if they can."""
    if not chosen:
        return Refusal("nobody_named", {"field": "readers"})
    if not set(chosen) <= set(nameable):
        return Refusal("cannot_be_named", {"field": "readers"})
    is_beyond = len({*chosen, *named}) > MOST_READERS
    return Refusal("too_many_readers", {"field": "readers", "most": MOST_READERS}) if is_beyond else None


def leaving_refusal(person: PersonId, readers: Collection[PersonId]) -> Refusal | None:
    """Why somebody cannot stop reading: nobody would be left who does; None if they can."""
    return None if set(readers) - {person} else Refusal("last_reader", {})


@dataclass(frozen=True, slots=True)
class Triager:
    """Somebody who is asked to look at signals; `theme` empty: at every theme that nobody is named for."""

    person: PersonId
    theme: str
    is_deputy: bool = False


def readers_of_signal(
    *,
    chosen: PersonId | None,
    theme: str,
    triagers: Iterable[Triager],
    leads: Collection[PersonId],
    able: Collection[PersonId],
    kept_out: Collection[PersonId],
) -> frozenset[PersonId]:
    """Who reads a signal: whom it was sent to, else the named for its theme, else for every theme, else the leads.

    Only who has the permission today (`able`), and never whom it is about or who lives in the household (`kept_out`).
    Where nobody of one circle is left, the next one reads. Source: access.md, `named`; sponsorship.md 6.3.
    """
    may_read = frozenset(able) - frozenset(kept_out)
    known = list(triagers)
    circles = (
        {chosen} if chosen is not None else set(),
        {one.person for one in known if one.theme == theme and theme},
        {one.person for one in known if not one.theme},
        set(leads),
    )
    return next((found for circle in circles if (found := may_read & circle)), frozenset())


def told_of_signal(
    readers: Collection[PersonId], triagers: Iterable[Triager], *, is_urgent: bool, is_late: bool = False
) -> frozenset[PersonId]:
    """Whom to tell: deputies only if it is urgent or late, or nobody else reads it."""
    known = list(triagers)
    first = {one.person for one in known if not one.is_deputy}
    deputies = {one.person for one in known if one.is_deputy} - first
    found = frozenset(readers)
    return found if is_urgent or is_late else (found - deputies or found)
