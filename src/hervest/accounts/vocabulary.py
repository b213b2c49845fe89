"""Roles, permissions and scopes: the words of the law of access (access.md and its two tables)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", int)
OrganisationId = NewType("OrganisationId", int)


class Role(StrEnum):
    """A role of the access matrix; a person may hold several."""

    PLATFORM_ADMIN = "platform_admin"
    MUNI_LEAD = "muni_lead"
    MUNI_CASEWORKER = "muni_caseworker"
    MUNI_PLANNER = "muni_planner"
    PARTNER_CASEWORKER = "partner_caseworker"
    COA_LIAISON = "coa_liaison"
    HEALTH_PARTNER = "health_partner"
    HOUSING_PARTNER = "housing_partner"
    SCREENER = "screener"
    SPONSOR_COORDINATOR = "sponsor_coordinator"
    SPONSOR_MEMBER = "sponsor_member"
    INTERPRETER = "interpreter"
    NEWCOMER_ADULT = "newcomer_adult"
    NEWCOMER_MINOR = "newcomer_minor"
    AUDITOR = "auditor"
    PRIVACY_OFFICER = "privacy_officer"
    EVALUATOR = "evaluator"
    RESEARCHER = "researcher"
    REGION_PLANNER = "region_planner"
    ANONYMOUS = "anonymous"


LIVE_ROLES = frozenset(
    {
        Role.PLATFORM_ADMIN,
        Role.MUNI_LEAD,
        Role.MUNI_CASEWORKER,
        Role.MUNI_PLANNER,
        Role.PARTNER_CASEWORKER,
        Role.HOUSING_PARTNER,
        Role.SPONSOR_COORDINATOR,
        Role.PRIVACY_OFFICER,
        Role.ANONYMOUS,
    }
)
"""Roles that work in this version; to every other role nothing exists (404)."""


class OrganisationKind(StrEnum):
    """What kind of partner an organisation is."""

    MUNICIPALITY = "municipality"
    GUIDANCE = "guidance"
    HOUSING_ASSOCIATION = "housing_association"
    HEALTH = "health"
    SPONSOR_PROGRAMME = "sponsor_programme"
    PLATFORM = "platform"


class Scope(StrEnum):
    """How far a permission or a tier reaches. Source: access.md, table of scopes."""

    NONE = "-"
    SELF = "self"
    TEAM = "team"
    MUNI = "muni"
    ALL = "all"
    PUBLIC = "public"
    ROLE = "role"
    INSTALLATION = "installation"
    MUNI_CODES = "muni_codes"
    MUNI_READY = "muni_ready"
    ORG = "org"
    ORG_VOLUNTEERS = "org_volunteers"
    PROGRAMME = "programme"
    MATCH = "match"
    MATCH_LEVEL = "match_level"
    MATCH_FROM_ARRIVAL = "match_from_arrival"
    OWN = "own"
    OWN_GROUP = "own_group"
    OWN_GROUP_LEAD = "own_group_lead"
    OWN_GROUP_OWN_DATA = "own_group_own_data"
    ASSIGNED = "assigned"
    ADDRESSED = "addressed"
    NAMED = "named"
    HANDOVER = "handover"
    REFERRAL = "referral"
    BOOKING = "booking"
    BOOKING_FIRST_NAME = "booking_first_name"
    CONTRACT = "contract"
    DWELLING_NEEDS = "dwelling_needs"
    TEAM_FUNCTIONAL = "team_functional"
    HANDOVER_FUNCTIONAL = "handover_functional"
    TEAM_IF_MANDATED = "team_if_mandated"
    VALID_OR_NOT = "valid_or_not"
    REGION = "region"
    REGION_CODES = "region_codes"
    REGION_NEEDS = "region_needs"
    COUNTS = "counts"
    EVALUATION = "evaluation"
    EVALUATION_PSEUDONYMOUS = "evaluation_pseudonymous"
    AGGREGATES = "aggregates"


@dataclass(frozen=True, slots=True)
class Grant:
    """One membership in force today: a role, at an organisation, for municipalities."""

    role: Role
    organisation: OrganisationId
    municipalities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What the policy must know of the thing that is asked for; people are those in force today.

    `has_tenancy`: its tenancy has begun (KEYS_HANDED is recorded).
    """

    municipality: str = ""
    team: frozenset[PersonId] = frozenset()
    assigned: frozenset[PersonId] = frozenset()
    named: frozenset[PersonId] = frozenset()
    organisations: frozenset[OrganisationId] = frozenset()
    person: PersonId | None = None
    has_tenancy: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """A permission of an actor as a filter: the same answer as `policy.can`, for whole lists."""

    everything: bool = False
    municipalities: frozenset[str] = frozenset()
    team_in: frozenset[str] = frozenset()
    contract_in: frozenset[str] = frozenset()
    assigned_in: frozenset[str] = frozenset()
    named_in: frozenset[str] = frozenset()
    organisations: frozenset[tuple[OrganisationId, str]] = frozenset()
    own: bool = False


SHOWN_CODES = {
    "verb": (
        "case.read",
        "case.listed",
        "login",
        "logout",
        "login.failed",
        "login.locked",
        "login.unknown",
        "password.set",
        "password.changed",
    )
}
"""Verbs of the log that no `note` names."""
