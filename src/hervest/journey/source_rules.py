"""Where a row of the template comes from, in words: the keys of its sources and their names."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceName:
    """What a source is called in Dutch and in English."""

    nl: str
    en: str


def read_sources(text: str) -> Mapping[str, SourceName]:
    """The table in CSV, by key. Raises: ValueError for a key that stands twice or has no name."""
    found: dict[str, SourceName] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["key"] in found or not (row["name_nl"] and row["name_en"]):
            raise ValueError(row["key"])
        found[row["key"]] = SourceName(row["name_nl"], row["name_en"])
    return found


def source_keys(told: str) -> tuple[str, ...]:
    """The keys in a row's column of sources: `COA-HS,NB`."""
    return tuple(key.strip() for key in told.split(",") if key.strip())
