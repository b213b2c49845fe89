"""Roles, permissions and scopes: the words of the law of access (access.md and its two tables)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from hervest.core.vocabulary import Tier

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


class Shown(StrEnum):
    """A group of fields that an answer shows of a case: what the log of reads names instead of the content."""

    NAMES = "names"
    MEMBERS = "members"
    HOUSEHOLD = "household"
    ARRIVAL = "arrival"
    MILESTONES = "milestones"
    TASKS = "tasks"
    WISHES = "wishes"
    AGREEMENTS = "agreements"
    DWELLING_NEEDS = "dwelling_needs"
    NEEDS = "needs"
    BIRTHS = "births"
    TRAITS = "traits"
    BEDROOMS = "bedrooms"
    REASONS = "reasons"
    NEED_EXPLANATIONS = "need_explanations"
    SENSITIVE_WISHES = "sensitive_wishes"
    RELATIVES = "relatives"
    REMARKS = "remarks"
    STORED_DOSSIER = "stored_dossier"


TIER_OF: Mapping[Shown, Tier] = MappingProxyType(
    dict.fromkeys((Shown.NAMES, Shown.MEMBERS, Shown.HOUSEHOLD, Shown.ARRIVAL, Shown.MILESTONES, Shown.WISHES), Tier.P1)
    | dict.fromkeys((Shown.DWELLING_NEEDS, Shown.NEEDS, Shown.BIRTHS, Shown.TRAITS, Shown.BEDROOMS), Tier.P2)
    | {Shown.REASONS: Tier.P2}
    | dict.fromkeys((Shown.NEED_EXPLANATIONS, Shown.SENSITIVE_WISHES, Shown.RELATIVES, Shown.REMARKS), Tier.P3)
)
"""The tier of each group's fields, as their models say; tasks, agreements and a dossier have tiers of their own."""


class LogKind(StrEnum):
    """What a row of the log is about, as its page is filtered."""

    READS = "reads"
    ACTS = "acts"
    LOGINS = "logins"
    PEOPLE = "people"


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
    ),
    "tier_shown": tuple(tier.value for tier in Tier),
    "purpose": (
        "case.list",
        "case.read",
        "case.create",
        "case.close",
        "team.manage",
        "dossier.import",
        "milestone.record",
        "task.read",
        "task.do",
        "task.assign",
        "household.read",
        "household.edit",
        "wish.record",
        "dwelling.list",
        "dwelling.edit",
        "dwelling.fit",
        "placement.propose",
        "placement.decide",
        "people.manage",
        "settings.edit",
    ),
}
"""What the log's page says in words: verbs that no `note` names, tiers, and the permissions of pages with cases."""
