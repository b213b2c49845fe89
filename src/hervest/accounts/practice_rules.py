"""What is practice and what is real: told apart by the code of the place and of the case, and by nothing else.

A practice place is a municipality that is none: it belongs to one organisation, and its cases count nowhere else
(decision 33). Every list, figure and export goes by municipality, and so does the second wall.
"""

from hervest.accounts.vocabulary import OrganisationId, Role

PLACE_PREFIX = "OE"
"""No code of Statistics Netherlands begins so; the database holds both to each other."""

PLACES_END = "OF"
"""What follows the last code that begins so."""

CASE_PREFIX = "OEFEN"
"""Before the number of a practice case: so it reads as practice in each list, in print, in a file and in the log."""

TAKES_PART = frozenset(
    {
        Role.MUNI_LEAD,
        Role.MUNI_CASEWORKER,
        Role.MUNI_PLANNER,
        Role.PARTNER_CASEWORKER,
        Role.HOUSING_PARTNER,
        Role.SPONSOR_COORDINATOR,
        Role.SPONSOR_MEMBER,
    }
)
"""Who works on cases, or welcomes a household as a sponsor: they may practise."""


def practice_place(organisation: OrganisationId) -> str:
    """The code of the place where this organisation practises: six characters, as any municipality's."""
    return f"{PLACE_PREFIX}{organisation:04X}"


def is_practice(municipality: str) -> bool:
    """Whether what stands there is practice."""
    return municipality.startswith(PLACE_PREFIX)


def is_practice_case(code: str) -> bool:
    """Whether the case with this code is practice."""
    return code.startswith(f"{CASE_PREFIX}-")
