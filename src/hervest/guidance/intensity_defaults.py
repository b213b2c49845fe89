"""Reads the instruments, bands, reviews and numbers that come with this version, from the files beside it."""

import csv
import io
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from hervest.deadlines.period import Offset
from hervest.guidance.assessing_rules import Instrument, read_instruments
from hervest.guidance.assessing_vocabulary import Answer
from hervest.guidance.caseload_rules import CarriedPart
from hervest.guidance.intensity_rules import BandNorm, Moment, Scheme
from hervest.guidance.intensity_vocabulary import MINUTES, Band, Happening
from hervest.journey.vocabulary import MilestoneCode, TeamRole


@dataclass(frozen=True, slots=True)
class BandWords:
    """How often there is contact in a band, for who works on a case and for the household itself."""

    contact_nl: str
    contact_en: str
    plain_nl: str
    plain_en: str


@dataclass(frozen=True, slots=True)
class IntensitySettings:
    """`first_task`: the row of the plan that asks for the first picture.

    `carried_by`: which part of a household's hours those in which roles carry. `assumed_band`: how much is counted with
    where nobody decided yet. `least_households`: whose total over fewer is shown without their codes.
    """

    arrival: MilestoneCode
    first_task: str
    carried_by: tuple[CarriedPart, ...]
    assumed_band: Band
    weeks_ahead: int
    least_households: int
    weeks_shown: int
    months_shown: int


@lru_cache(maxsize=1)
def instruments() -> tuple[Instrument, ...]:
    """Every version of every instrument."""
    return read_instruments(_text("instruments_nl.csv"), _text("instrument_items_nl.csv"))


@lru_cache(maxsize=1)
def scheme() -> Scheme:
    """What answers count, and the bands."""
    table = tomllib.loads(_text("intensity_nl.toml"))["points"]
    return Scheme({answer: int(table[answer.value]) for answer in Answer}, read_bands(_text("support_bands_nl.csv")))


@lru_cache(maxsize=1)
def band_words() -> dict[Band, BandWords]:
    """The words of each band."""
    return {
        Band(row["band"]): BandWords(row["contact_nl"], row["contact_en"], row["plain_nl"], row["plain_en"])
        for row in _rows(_text("support_bands_nl.csv"))
    }


@lru_cache(maxsize=1)
def review_moments() -> tuple[Moment, ...]:
    """When support is looked at again."""
    return read_moments(_text("review_moments_nl.csv"))


@lru_cache(maxsize=1)
def intensity_settings() -> IntensitySettings:
    """The numbers this version comes with."""
    return parse_settings(tomllib.loads(_text("intensity_nl.toml")))


def parse_settings(table: dict[str, Any]) -> IntensitySettings:
    """The numbers in `table`, shaped as `intensity_nl.toml`. Raises: KeyError, ValueError for what is no word."""
    load, hours = table["caseload"], table["hours"]
    return IntensitySettings(
        arrival=MilestoneCode(table["reviews"]["arrival"]),
        first_task=str(table["reviews"]["first_task"]),
        carried_by=tuple(
            CarriedPart(tuple(TeamRole(role) for role in part["roles"]), int(part["percent"]))
            for part in load["carried_by"]
        ),
        assumed_band=Band(load["assumed_band"]),
        weeks_ahead=int(load["weeks_ahead"]),
        least_households=int(table["names"]["least_households"]),
        weeks_shown=int(hours["weeks_shown"]),
        months_shown=int(hours["months_shown"]),
    )


def read_bands(text: str) -> tuple[BandNorm, ...]:
    """The table of bands in CSV; hours a week become minutes. Raises: ValueError for words and numbers that are none.

    Each says its source and when it was checked.
    """
    found = []
    for row in _rows(text):
        if not (row["source"] and row["mark"] and row["checked"]):
            raise ValueError(row["band"])
        start = int(row["from_points"]) if row["from_points"] else None
        found.append(BandNorm(Band(row["band"]), start, round(float(row["hours_per_week"]) * MINUTES)))
    return tuple(found)


def read_moments(text: str) -> tuple[Moment, ...]:
    """The table of reviews in CSV, in its order.

    Raises: ValueError for a key that stands there twice, something after which no review can come, and moments that
    open after they are due.
    """
    known = {*map(str, MilestoneCode), *map(str, Happening)}
    found: dict[str, Moment] = {}
    for row in _rows(text):
        if row["moment"] in found or row["after"] not in known or not row["source"]:
            raise ValueError(row["moment"])
        found[row["moment"]] = Moment(
            key=row["moment"],
            after=row["after"],
            opens=Offset.parse(row["opens"]),
            due=Offset.parse(row["due"]),
            title_nl=row["title_nl"],
            title_en=row["title_en"],
            task=row["task"],
            nth=int(row["nth"] or 1),
        )
    return tuple(found.values())


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _text(name: str) -> str:
    return files("hervest.guidance").joinpath("data", name).read_text("utf-8")
