"""The register of terms: every version of every term, from data with source and validity."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from hervest.deadlines.calendar import WorkingDays
from hervest.deadlines.errors import UnknownTerm, UnreadableRegister
from hervest.deadlines.period import Offset
from hervest.deadlines.term import (
    Count,
    DayOfLaterYear,
    Distance,
    FixedDay,
    Length,
    Mark,
    QuarterEnd,
    Term,
    TermKind,
    WorkingDistance,
)


@dataclass(frozen=True, slots=True)
class TermRegister:
    """Every version of every term, oldest first, and the working days they are read with."""

    versions: Mapping[str, tuple[Term, ...]]
    calendar: WorkingDays = field(default_factory=WorkingDays)

    @classmethod
    def of(cls, terms: Iterable[Term], calendar: WorkingDays | None = None) -> "TermRegister":
        """The register of `terms`.

        Raises: UnreadableRegister if two versions of one term are in force on the same day.
        """
        by_key: dict[str, list[Term]] = {}
        for term in terms:
            by_key.setdefault(term.key, []).append(term)
        versions = {key: tuple(sorted(found, key=_first_day)) for key, found in by_key.items()}
        for key, found in versions.items():
            for older, newer in pairwise(found):
                if older.valid_until is None or newer.valid_from is None or newer.valid_from <= older.valid_until:
                    raise UnreadableRegister("versions_overlap", key=key, version=newer.version)
        return cls(versions, calendar or WorkingDays())

    def __contains__(self, key: object) -> bool:
        return key in self.versions

    def version_on(self, key: str, day: date) -> Term:
        """The version of `key` in force on `day`, the day of the milestone it counts from.

        An older case so keeps the term it had when its milestone fell.
        Raises: UnknownTerm if there is none.
        """
        for term in reversed(self.versions.get(key, ())):
            if term.holds_on(day):
                return term
        raise UnknownTerm("term_unknown", key=key, day=day)

    def anchor_for(self, key: str, preferred: str) -> str:
        """The anchor a task that hangs on `preferred` takes its limit from: the same one if the term counts from it.

        Raises: UnknownTerm if the register does not hold `key`.
        """
        versions = self.versions.get(key)
        if not versions:
            raise UnknownTerm("term_unknown", key=key)
        anchors = [count.anchor for term in reversed(versions) for count in term.counts]
        return preferred if preferred in anchors else anchors[0]

    def limit_on(self, key: str, anchor_on: date, *, anchor: str | None = None, own_due: date | None = None) -> date:
        """The last day of the term `key` when its anchor falls on `anchor_on`: the unextended calendar date.

        `own_due` is given for a repeat, whose limit counts from its own due date (workflow.md, 6.3).
        Raises: UnknownTerm if no version is in force on that day.
        """
        term = self.version_on(key, anchor_on)
        return own_due if own_due is not None else term.limit_on(anchor_on, self.calendar, anchor)


def read_register(text: str) -> TermRegister:
    """The register written in TOML: `[[decree]]` (days) and `[[term]]` (one version each).

    Raises: UnreadableRegister, UnreadableOffset naming the term and what is wrong with it.
    """
    written = tomllib.loads(text)
    decree_days = frozenset(day for decree in written.get("decree", ()) for day in decree["days"])
    return TermRegister.of((_term(row) for row in written.get("term", ())), WorkingDays(decree_days))


@lru_cache(maxsize=1)
def all_versions() -> TermRegister:
    """Hervest's own register for the Netherlands: every version; a term's version is that of its milestone's day."""
    return read_register(files("hervest.deadlines").joinpath("register_nl.toml").read_text(encoding="utf-8"))


def _first_day(term: Term) -> date:
    return term.valid_from or date.min


def _term(row: Mapping[str, Any]) -> Term:
    try:
        return Term(
            key=row["key"],
            kind=TermKind(row["kind"]),
            counts=tuple(_count(row["key"], written) for written in row["counts"]),
            source=row["source"],
            article=row.get("article", ""),
            version=row["version"],
            valid_from=row.get("valid_from"),
            valid_until=row.get("valid_until"),
            checked_on=row["checked_on"],
            mark=Mark(row["mark"]),
            note=row.get("note", ""),
        )
    except (KeyError, ValueError) as wrong:
        raise UnreadableRegister("term_unreadable", key=row.get("key"), wrong=str(wrong)) from wrong


def _count(key: str, written: Mapping[str, Any]) -> Count:
    opens = written.get("opens")
    return Count(written["anchor"], _length(key, written), Offset.parse(opens) if opens else None)


def _length(key: str, written: Mapping[str, Any]) -> Length:
    match written:
        case {"ends": str(offset)}:
            return Distance(Offset.parse(offset))
        case {"working_days": int(days)}:
            return WorkingDistance(days)
        case {"day": date() as day}:
            return FixedDay(day)
        case {"quarter_end_after": int(quarters)}:
            return QuarterEnd(quarters)
        case {"years": int(years), "month": int(month), "day_of_month": int(day_of_month)}:
            return DayOfLaterYear(years, month, day_of_month)
    raise UnreadableRegister("term_without_length", key=key)
