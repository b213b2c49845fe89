"""The texts on pages that a municipality may say in its own words: a closed list, each with the text it comes with."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from hervest.journey.workflow_rules import Words


@dataclass(frozen=True, slots=True)
class TextPlace:
    """One text: on which page it stands, and what stands there if the municipality says nothing."""

    key: str
    page: Words
    default: Words


def read_text_places(text: str) -> Mapping[str, TextPlace]:
    """The table in CSV, by key, in its order. Raises: ValueError for a key that stands twice or lacks a language."""
    found: dict[str, TextPlace] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["key"] in found or not all(row.values()):
            raise ValueError(row["key"])
        page, default = Words(row["page_nl"], row["page_en"]), Words(row["default_nl"], row["default_en"])
        found[row["key"]] = TextPlace(row["key"], page, default)
    return found
