"""The words of caseload: where the hours of a household come from."""

from enum import StrEnum


class HoursFrom(StrEnum):
    """On what the hours planned for a household rest; assumed: nobody decided how much support it gets yet."""

    DECIDED = "decided"
    ASSUMED = "assumed"
    EXPECTED = "expected"
