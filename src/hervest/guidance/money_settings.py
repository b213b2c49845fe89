"""Reads the numbers, usual lines and terms of a household's money from data."""

import csv
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from hervest.core.vocabulary import Route
from hervest.deadlines.period import Offset
from hervest.guidance.money_rules import NEVER, Line, When
from hervest.guidance.money_vocabulary import LineFor, MoneyKind, Nature, Payer, PayRhythm
from hervest.journey.vocabulary import MilestoneCode


@dataclass(frozen=True, slots=True)
class MoneySettings:
    """`weeks`: how far a plan looks unless somebody says otherwise; `warn_before`: how long before a guarantee ends.

    `least_percent`: how much of the benefit an advance is at least.
    """

    weeks: int
    warn_before: Offset
    least_percent: int


@dataclass(frozen=True, slots=True)
class MoneyTerm:
    """A term of the register that is about a household's money, and what it asks in plain words.

    `every`: it comes back until `until` has happened.
    """

    key: str
    title_nl: str
    title_en: str
    about_nl: str
    about_en: str
    anchor: MilestoneCode
    every: Offset | None
    until: MilestoneCode | None


@dataclass(frozen=True, slots=True)
class UsualLine:
    """A line with which a plan begins, without amount, for whom and on which routes, with its source."""

    line: Line
    what_nl: str
    what_en: str
    for_whom: LineFor
    routes: frozenset[Route]
    source: str

    def __post_init__(self) -> None:
        if not (self.what_nl and self.what_en and self.source and self.routes):
            raise ValueError(self.line.kind)


@cache
def money_settings() -> MoneySettings:
    """The settings this version comes with."""
    return parse_money_settings(tomllib.loads(_text("money_settings_nl.toml")))


def parse_money_settings(table: dict[str, Any]) -> MoneySettings:
    """The settings in `table`, shaped as `money_settings_nl.toml`. Raises: KeyError if a number is missing."""
    return MoneySettings(
        weeks=table["plan"]["weeks"],
        warn_before=Offset.parse(table["guarantee"]["warn_before"]),
        least_percent=table["advance"]["least_percent"],
    )


@cache
def money_terms() -> tuple[MoneyTerm, ...]:
    """The terms of law and practice about money, in the order in which they come."""
    return tuple(
        MoneyTerm(
            key=row["term"],
            title_nl=row["title_nl"],
            title_en=row["title_en"],
            about_nl=row["about_nl"],
            about_en=row["about_en"],
            anchor=MilestoneCode(row["anchor"]),
            every=Offset.parse(row["every"]) if row["every"] else None,
            until=_milestone(row["until"]),
        )
        for row in _rows("money_terms_nl.csv")
    )


@cache
def waits_with() -> Mapping[MoneyKind, str]:
    """Without which row of the plan an income is not there, by its kind."""
    return {MoneyKind(row["kind"]): row["waits_with"] for row in _rows("money_kinds_nl.csv")}


@cache
def usual_lines() -> tuple[UsualLine, ...]:
    """The lines with which a plan begins, in their order. Raises: ValueError for a word that is none, or no source."""
    return tuple(_usual(row) for row in _rows("money_lines_nl.csv"))


def _usual(row: Mapping[str, str]) -> UsualLine:
    begins, until = _milestone(row["begins"]), _milestone(row["until"])
    line = Line(
        what=row["what_nl"],
        kind=MoneyKind(row["kind"]),
        amount=None,
        payer=Payer(row["payer"]),
        nature=Nature(row["nature"]),
        rhythm=PayRhythm(row["rhythm"]),
        begins=When(milestone=begins, weeks=int(row["weeks"])) if begins else NEVER,
        until=When(milestone=until) if until else NEVER,
    )
    routes = frozenset(Route(route) for route in row["routes"].split(";"))
    return UsualLine(line, row["what_nl"], row["what_en"], LineFor(row["for_whom"]), routes, row["source"])


def _milestone(word: str) -> MilestoneCode | None:
    return MilestoneCode(word) if word else None


def _rows(name: str) -> tuple[Mapping[str, str], ...]:
    return tuple(csv.DictReader(io.StringIO(_text(name))))


def _text(name: str) -> str:
    return resources.files("hervest.guidance").joinpath(name).read_text(encoding="utf-8")
