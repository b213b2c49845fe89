"""Words every room uses."""

from enum import StrEnum
from typing import NewType

MemberNo = NewType("MemberNo", int)
"""Number of a person within a household's case (the dossier's `Persoon`): 1, 2, ... Stable, never reused."""

MunicipalityCode = NewType("MunicipalityCode", str)
"""CBS code, e.g. GM0363: the only key of a municipality."""


class Tier(StrEnum):
    """How sensitive a field is. Source: access.md, "Rules that hold above the table"."""

    P0 = "P0"
    P1 = "P1"
    P1A = "P1a"
    P2 = "P2"
    P3 = "P3"
    PS = "PS"
    PX = "PX"


class Route(StrEnum):
    """How a household comes to the Netherlands. Source: workflow.md, section 6.11."""

    RESETTLEMENT = "resettlement"
    STATUS_HOLDER = "status_holder"
    TEMPORARY_PROTECTION = "temporary_protection"


class Interpreting(StrEnum):
    """Who interpreted when something was said."""

    NOT_NEEDED = "not_needed"
    PROFESSIONAL = "professional"
    OTHER = "other"


def words(vocabulary: type[StrEnum]) -> list[tuple[str, str]]:
    """The members of a vocabulary as choices of a model field: what is stored is the word itself."""
    return [(member.value, member.value) for member in vocabulary]
