"""The words of a dwelling: what a home is like, as far as judging it asks."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from hervest.core.vocabulary import MunicipalityCode, Route

DwellingCode = NewType("DwellingCode", str)
"""Key of a dwelling, the `Woningcode` of the sheet."""

UnitNo = NewType("UnitNo", int)
"""Number of a unit within its dwelling: 1, 2, ... A self-contained home has one."""


class DwellingKind(StrEnum):
    """Whether one household has the whole home or each person a room. Source: dossier_format.md, Woningen, `Soort`."""

    SELF_CONTAINED = "self_contained"
    SHARED = "shared"


class SanitaryState(StrEnum):
    """Whether the bathroom is adapted. Source: dossier_format.md, Woningen, `Sanitair`."""

    ADAPTED = "adapted"
    ADAPTABLE = "adaptable"
    NOT_ADAPTED = "not_adapted"


class UnitSize(StrEnum):
    """How large what one household can have is: a room of a shared house, or a home by its bedrooms."""

    ROOM = "room"
    ONE = "one"
    TWO = "two"
    THREE = "three"
    FOUR_OR_MORE = "four_or_more"
    NOT_KNOWN = "not_known"


class UnitOpening(StrEnum):
    """When a household can have it: free today, from a known day on, or nobody said from when."""

    FREE = "free"
    COMING = "coming"
    NOT_KNOWN = "not_known"


class Readiness(StrEnum):
    """How far a home is from being lived in; computed from its checks, never stored."""

    NOT_STARTED = "not_started"
    BEING_PREPARED = "being_prepared"
    LIVEABLE = "liveable"


@dataclass(frozen=True, slots=True)
class DwellingFacts:
    """All that home fit may know of a dwelling. None = unknown, but for `rented_until`: None = no end is known.

    `bedrooms` counts the whole home (a studio counts one); `n_small_rooms` of them are too small for two. `floor` 0 is
    the ground floor; `has_lift`: to the front door. `has_stairs_inside`: between entrance and living room, kitchen,
    bathroom, toilet or the bedroom of who cannot climb. Lengths in whole centimetres, `star_class` of the star system
    for accessible homes. Money in euro cents a month. Minutes: schools, general practitioner and pharmacy as the owner
    or the municipality measured them; school on foot, newcomers' class by bus or bicycle, shop and stop on foot.

    Source: dossier_format.md, Woningen; home_criteria.md, sections 1 to 6.
    """

    code: DwellingCode
    municipality: MunicipalityCode
    kind: DwellingKind | None
    n_units: int = 1
    neighbourhood: str | None = None
    routes: frozenset[Route] | None = None
    bedrooms: int | None = None
    area_m2: int | None = None
    n_small_rooms: int | None = None
    max_residents: int | None = None
    floor: int | None = None
    has_lift: bool | None = None
    has_stairs_inside: bool | None = None
    threshold_cm: int | None = None
    door_width_cm: int | None = None
    turning_space_cm: int | None = None
    star_class: int | None = None
    sanitary: SanitaryState | None = None
    adaptation_ready_on: date | None = None
    basic_rent_cents: int | None = None
    service_costs_cents: int | None = None
    available_from: date | None = None
    rented_until: date | None = None
    is_quiet: bool | None = None
    minutes_primary_school: int | None = None
    minutes_newcomers_class: int | None = None
    minutes_gp: int | None = None
    minutes_pharmacy: int | None = None
    minutes_hospital: int | None = None
    minutes_supermarket: int | None = None
    minutes_stop: int | None = None
