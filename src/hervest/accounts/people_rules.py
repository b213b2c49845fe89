"""Which roles can be given at which organisation, and by whom. Source: access_matrix.csv, people.manage; ADR 10."""

from collections.abc import Mapping
from types import MappingProxyType

from hervest.accounts.vocabulary import NEWCOMERS, OrganisationKind, Role

AT: Mapping[OrganisationKind, tuple[Role, ...]] = MappingProxyType(
    {
        OrganisationKind.MUNICIPALITY: (
            Role.MUNI_CASEWORKER,
            Role.MUNI_PLANNER,
            Role.MUNI_LEAD,
            Role.PRIVACY_OFFICER,
            Role.AUDITOR,
            Role.PLATFORM_ADMIN,
        ),
        OrganisationKind.GUIDANCE: (
            Role.PARTNER_CASEWORKER,
            Role.SPONSOR_COORDINATOR,
            Role.SCREENER,
            Role.SPONSOR_MEMBER,
        ),
        OrganisationKind.HOUSING_ASSOCIATION: (Role.HOUSING_PARTNER,),
        OrganisationKind.HEALTH: (Role.HEALTH_PARTNER,),
        OrganisationKind.SPONSOR_PROGRAMME: (Role.SPONSOR_COORDINATOR, Role.SCREENER, Role.SPONSOR_MEMBER),
        OrganisationKind.RECEPTION: (Role.COA_LIAISON,),
        OrganisationKind.INTERPRETING: (Role.INTERPRETER,),
        OrganisationKind.REGION: (Role.REGION_PLANNER,),
        OrganisationKind.RESEARCH: (Role.EVALUATOR, Role.RESEARCHER),
        OrganisationKind.PLATFORM: (Role.PLATFORM_ADMIN,),
    }
)
"""Kind of organisation -> the roles that its people can be given here.

A newcomer's login is made on the page of their household, where it is known who they are.
"""

NEVER_WITHOUT = frozenset({Role.MUNI_LEAD, Role.PLATFORM_ADMIN})
"""Roles of which there is always somebody left, who can let others in."""


RESERVED = frozenset({Role.PLATFORM_ADMIN, Role.PRIVACY_OFFICER, Role.AUDITOR})
"""Roles that only who manages the people of the whole installation gives and ends: its managers, and who reads the log.

Else a lead would take the log, which the law does not give a lead. Source: access_matrix.csv, audit.read.
"""


VOLUNTEERS = frozenset({Role.SPONSOR_MEMBER})
"""The people of sponsor groups: who manages volunteers only manages these. Source: access.md, `org_volunteers`."""


def roles_given(kind: OrganisationKind, *, everywhere: bool, volunteers_only: bool = False) -> tuple[Role, ...]:
    """The roles that can be given and ended at such an organisation."""
    return tuple(
        role
        for role in AT[kind]
        if (everywhere or role not in RESERVED) and (role in VOLUNTEERS or not volunteers_only)
    )


def roles_managed(kind: OrganisationKind, *, everywhere: bool) -> frozenset[Role]:
    """The roles whose people get their link, their last day and their end from who gives roles at the organisation.

    Beside those given there: newcomers, by who manages the municipality's own people; who keeps the installation
    knows no newcomer. Source: access_matrix.csv, people.manage; decision 16.
    """
    newcomers = NEWCOMERS if kind is OrganisationKind.MUNICIPALITY and not everywhere else frozenset()
    return frozenset(roles_given(kind, everywhere=everywhere)) | newcomers
