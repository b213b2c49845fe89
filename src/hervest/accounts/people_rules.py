"""Which roles can be given at which organisation, and by whom. Source: access_matrix.csv, people.manage; ADR 10."""

from collections.abc import Mapping
from types import MappingProxyType

from hervest.accounts.vocabulary import LIVE_ROLES, OrganisationKind, Role

AT: Mapping[OrganisationKind, tuple[Role, ...]] = MappingProxyType(
    {
        OrganisationKind.MUNICIPALITY: (
            Role.MUNI_CASEWORKER,
            Role.MUNI_PLANNER,
            Role.MUNI_LEAD,
            Role.PRIVACY_OFFICER,
            Role.PLATFORM_ADMIN,
        ),
        OrganisationKind.GUIDANCE: (Role.PARTNER_CASEWORKER, Role.SPONSOR_COORDINATOR),
        OrganisationKind.HOUSING_ASSOCIATION: (Role.HOUSING_PARTNER,),
        OrganisationKind.HEALTH: (Role.HEALTH_PARTNER,),
        OrganisationKind.SPONSOR_PROGRAMME: (Role.SPONSOR_COORDINATOR,),
        OrganisationKind.PLATFORM: (Role.PLATFORM_ADMIN,),
    }
)
"""Kind of organisation -> the roles that its people can have."""

NEVER_WITHOUT = frozenset({Role.MUNI_LEAD, Role.PLATFORM_ADMIN})
"""Roles of which there is always somebody left, who can let others in."""


RESERVED = frozenset({Role.PLATFORM_ADMIN, Role.PRIVACY_OFFICER, Role.AUDITOR})
"""Roles that only who manages the people of the whole installation gives and ends: its managers, and who reads the log.

Else a lead would take the log, which the law does not give a lead. Source: access_matrix.csv, audit.read.
"""


def roles_given(kind: OrganisationKind, *, everywhere: bool) -> tuple[Role, ...]:
    """The roles of this version that can be given and ended at such an organisation."""
    return tuple(role for role in AT[kind] if role in LIVE_ROLES and (everywhere or role not in RESERVED))
