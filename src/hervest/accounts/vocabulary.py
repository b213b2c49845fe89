"""Roles, permissions and scopes: the words of the law of access (access.md and its two tables)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    EMERGENCY = "emergency"
    ANONYMOUS = "anonymous"


NOT_GIVEN = frozenset({Role.EMERGENCY, Role.ANONYMOUS})
"""Columns of the two tables that nobody is made: what emergency access gives while it lasts, and what anybody may."""

NEWCOMERS = frozenset({Role.NEWCOMER_ADULT, Role.NEWCOMER_MINOR})
"""Their accounts carry a code and no name: who they are stands in the register of households only (tier P1)."""

OUTSIDE = NEWCOMERS | {Role.SPONSOR_MEMBER, Role.INTERPRETER}
"""They are nobody's colleague: they see no list of who works here, and stand in none."""


LANGUAGES: Mapping[str, str] = MappingProxyType({"nl": "Nederlands", "en": "English"})
"""The languages of the screens by their code, each under its own name."""


class OrganisationKind(StrEnum):
    """What kind of partner an organisation is."""

    MUNICIPALITY = "municipality"
    GUIDANCE = "guidance"
    HOUSING_ASSOCIATION = "housing_association"
    HEALTH = "health"
    SPONSOR_PROGRAMME = "sponsor_programme"
    RECEPTION = "reception"
    INTERPRETING = "interpreting"
    REGION = "region"
    RESEARCH = "research"
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
    EMERGENCY = "emergency"


class Relation(StrEnum):
    """How somebody stands today to what is asked for, where a scope asks for more than a municipality."""

    TEAM = "team"
    TENANCY = "tenancy"
    MANDATE = "mandate"
    ASSIGNED = "assigned"
    ADDRESSED = "addressed"
    NAMED = "named"
    HANDOVER = "handover"
    REFERRAL = "referral"
    BOOKING = "booking"
    SELF = "self"
    MATCH = "match"
    GROUP = "group"
    GROUP_LEAD = "group_lead"
    EVALUATOR = "evaluator"
    EMERGENCY = "emergency"


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
    BOOKING = "booking"
    MATCH_CARD = "match_card"
    STORED_DOSSIER = "stored_dossier"
    CONTACTS = "contacts"
    DOCUMENTS = "documents"
    SUPPORT = "support"
    MONEY = "money"
    REFERRALS = "referrals"


TIER_OF: Mapping[Shown, Tier] = MappingProxyType(
    dict.fromkeys(
        (
            Shown.NAMES,
            Shown.MEMBERS,
            Shown.HOUSEHOLD,
            Shown.ARRIVAL,
            Shown.MILESTONES,
            Shown.WISHES,
            Shown.BOOKING,
            Shown.MATCH_CARD,
        ),
        Tier.P1,
    )
    | dict.fromkeys((Shown.DWELLING_NEEDS, Shown.NEEDS, Shown.BIRTHS, Shown.TRAITS, Shown.BEDROOMS), Tier.P2)
    | {Shown.REASONS: Tier.P2, Shown.SUPPORT: Tier.P2, Shown.MONEY: Tier.P2, Shown.REFERRALS: Tier.P2}
    | dict.fromkeys((Shown.NEED_EXPLANATIONS, Shown.SENSITIVE_WISHES, Shown.RELATIVES, Shown.REMARKS), Tier.P3)
)
"""The tier of each group's fields, as models say; tasks, agreements, contacts, documents, a dossier have their own."""


class LogKind(StrEnum):
    """What a row of the log is about, as its page is filtered."""

    READS = "reads"
    ACTS = "acts"
    LOGINS = "logins"
    PEOPLE = "people"


class Closed(StrEnum):
    """Why a visit was ended by Hervest and not by the person."""

    NO_ROLE = "no_role"
    TOO_LONG = "too_long"
    NO_FACTOR = "no_factor"


class SecondFactorKind(StrEnum):
    """With what somebody shows that it is them, beside the password; the words are allauth's."""

    TOTP = "totp"
    RECOVERY_CODES = "recovery_codes"
    WEBAUTHN = "webauthn"


class TakenWhy(StrEnum):
    """Why somebody's second factors were taken away by another."""

    LOST = "lost"
    NEW_DEVICE = "new_device"
    MISUSE = "misuse"


class HeaderStyle(StrEnum):
    """What the bar above a municipality's pages looks like."""

    COLOURED = "coloured"
    WHITE = "white"


class ColourPair(StrEnum):
    """Two colours of a municipality that stand on each other somewhere."""

    BUTTON_ON_PAPER = "button_on_paper"
    LINK_ON_PAPER = "link_on_paper"
    EDGE_ON_PAPER = "edge_on_paper"
    EDGE_ON_GROUND = "edge_on_ground"
    TEXT_ON_CHOSEN = "text_on_chosen"
    STRONG_TEXT_ON_CHOSEN = "strong_text_on_chosen"
    HEADER = "header"


class SavedPage(StrEnum):
    """A list whose filters somebody can keep under a name: the word is the name of its route."""

    THIS_WEEK = "this_week"
    CASES = "cases"
    DWELLINGS = "dwellings"


@dataclass(frozen=True, slots=True)
class Tour:
    """How far somebody is with the cards of their first login; `is_over`: they were put away."""

    seen: frozenset[str] = frozenset()
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """One membership in force today: a role, at an organisation, for municipalities."""

    role: Role
    organisation: OrganisationId
    municipalities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What the policy must know of the thing that is asked for; people are those who stand to it today.

    `person`: whose account or own data it is. `is_ready`: a group that may be proposed. `is_volunteer`: the role of
    somebody in a sponsor group. `is_figures`: numbers about the municipality, and no single case or home.
    """

    municipality: str = ""
    people: Mapping[Relation, frozenset[PersonId]] = field(default_factory=dict)
    organisations: frozenset[OrganisationId] = frozenset()
    person: PersonId | None = None
    is_ready: bool = False
    is_volunteer: bool = False
    is_figures: bool = False

    def has(self, person: PersonId | None, relation: Relation) -> bool:
        """Whether the person stands in this relation to it."""
        return person is not None and person in self.people.get(relation, ())


@dataclass(frozen=True, slots=True)
class Reach:
    """A permission of an actor as a filter: the same answer as `policy.can`, for whole lists.

    Every set holds municipalities in which the permission reaches: all there is, who stands in a relation to it,
    what is ready, figures only, what belongs to an organisation (`volunteers`: only its people in sponsor groups).
    """

    everything: bool = False
    municipalities: frozenset[str] = frozenset()
    related: Mapping[Relation, frozenset[str]] = field(default_factory=dict)
    ready_in: frozenset[str] = frozenset()
    figures_in: frozenset[str] = frozenset()
    organisations: frozenset[tuple[OrganisationId, str]] = frozenset()
    volunteers: frozenset[tuple[OrganisationId, str]] = frozenset()
    own: bool = False

    def within(self, relation: Relation) -> frozenset[str]:
        """The municipalities in which it reaches what the actor stands to in this relation."""
        return self.related.get(relation, frozenset())


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
        "visit.closed",
        "proof.given",
        "second_factor.added",
        "second_factor.removed",
        "second_factor.used",
        "second_factor.failed",
        "second_factor.codes",
    ),
    "proof": ("reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate:webauthn"),
    "tier_shown": tuple(tier.value for tier in Tier),
    "purpose": (
        "case.list",
        "case.read",
        "case.create",
        "case.close",
        "case.transfer",
        "contact.log",
        "need.read",
        "assessment.do",
        "document.read",
        "document.add",
        "money.read",
        "money.edit",
        "referral.make",
        "knowledge.read",
        "knowledge.edit",
        "protection.read",
        "protection.write",
        "signal.raise",
        "signal.triage",
        "team.manage",
        "dossier.import",
        "milestone.record",
        "task.read",
        "task.do",
        "task.assign",
        "template.edit",
        "household.read",
        "household.edit",
        "wish.record",
        "dwelling.list",
        "dwelling.edit",
        "dwelling.fit",
        "placement.propose",
        "placement.decide",
        "match.propose",
        "match.check",
        "match.answer_newcomer",
        "match.answer_group",
        "match.confirm",
        "group.list",
        "group.edit",
        "screening.record",
        "training.manage",
        "report.compose",
        "audit.read",
        "access.break_glass",
        "access.judge_emergency",
        "people.manage",
        "settings.edit",
        "page.public",
    ),
}
"""What the log's page says in words: verbs that no `note` names, tiers, and the permissions that pages ask for."""
