"""Work that is done once about a birth: as the mother's, before the birth is recorded here, or as the child's."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from hervest.journey.first_day_rules import unknown_rows


@dataclass(frozen=True, slots=True)
class SameWork:
    """A row about a child that was born, and the row about its mother that is the same work."""

    of_child: str
    of_mother: str


def read_same_work(text: str, rows: Mapping[str, object]) -> tuple[SameWork, ...]:
    """The table in CSV. Raises: ValueError for a row of the template that is none, and without a source."""
    found = []
    for row in csv.DictReader(io.StringIO(text)):
        if not row["source"] or unknown_rows((row["task"], row["done_as"]), rows):
            raise ValueError(row["task"])
        found.append(SameWork(row["task"], row["done_as"]))
    return tuple(found)
