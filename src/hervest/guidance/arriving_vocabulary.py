"""The words of arriving: which sheet a line stands on, and who reads it."""

from collections.abc import Mapping
from enum import StrEnum

LONGEST_LINE = 200
"""Characters of what a person adds to a sheet, and of who and where."""


class Sheet(StrEnum):
    """What is planned hour by hour or day by day. Source: needs.md, C5 and C7."""

    ARRIVAL = "arrival"
    ROUND = "round"


class LineReaders(StrEnum):
    """For whom a line is: everybody who helps, the household among them, or who works on the case."""

    EVERYBODY = "everybody"
    TEAM = "team"


class ItemState(StrEnum):
    """How far something of the first 48 hours is for one person."""

    DONE = "done"
    OPEN = "open"
    PASSED_ON = "passed_on"
    NOT_NEEDED = "not_needed"


SHOWN_CODES: Mapping[str, tuple[str, ...]] = {"SheetHelp": tuple(Sheet)}
"""Words of pages that are no vocabulary of their own."""
