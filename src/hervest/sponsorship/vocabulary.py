"""The words of sponsor groups: who is in them, what they can do, and what matching may read of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import NewType

GroupId = NewType("GroupId", int)


class GroupStage(StrEnum):
    """How far a group is; matched, active and ending are computed from its match. Source: sponsorship.md, 6.2."""

    FORMING = "forming"
    APPLIED = "applied"
    SCREENING = "screening"
    TRAINING = "training"
    PLAN_REVIEW = "plan_review"
    READY = "ready"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    NOT_ADMITTED = "not_admitted"
    DISSOLVED = "dissolved"
    ALUMNI = "alumni"


class GroupRole(StrEnum):
    """What somebody does in a group; the coordinator is never its safeguarding contact. Source: sponsorship.md, 1.3."""

    COORDINATOR = "coordinator"
    DEPUTY = "deputy"
    SAFEGUARDING_CONTACT = "safeguarding_contact"
    MEMBER = "member"


class ScreeningKind(StrEnum):
    """What is asked of a sponsor before they learn anything of a family. Source: sponsorship.md, 6.1."""

    INTERVIEW = "interview"
    CODE_OF_CONDUCT = "code_of_conduct"
    VOG = "vog"
    REFERENCES = "references"


class ScreeningState(StrEnum):
    """What is recorded of it; renewal due and expired follow from the day it is valid until. Source: section 5."""

    REQUESTED = "requested"
    SEEN_OK = "seen_ok"
    NOT_ADMITTED = "not_admitted"


class ScreeningWorth(StrEnum):
    """What a screening counts for on a day; renewal due still counts. Computed, never stored. Source: section 5."""

    VALID = "valid"
    RENEWAL_DUE = "renewal_due"
    EXPIRED = "expired"
    REQUESTED = "requested"
    MISSING = "missing"
    NOT_ADMITTED = "not_admitted"


class WaitingFor(StrEnum):
    """What a list of screenings that wait is narrowed to; nothing is asked anew before it ends or was never seen."""

    ALL = "all"
    ENDING = "ending"
    UNSEEN = "unseen"


class Block(StrEnum):
    """A part of the week."""

    WEEKDAY_DAY = "weekday_day"
    WEEKDAY_EVENING = "weekday_evening"
    WEEKEND_DAY = "weekend_day"
    WEEKEND_EVENING = "weekend_evening"


class SpokenLevel(IntEnum):
    """How well somebody speaks a language, as the European framework has it; B1 and above is workable."""

    A1 = 1
    A2 = 2
    B1 = 3
    B2 = 4
    C1 = 5
    C2 = 6


class Theme(StrEnum):
    """The twelve themes of a support plan. Source: sponsorship.md, 6.3, form 5."""

    ARRIVAL_DAY = "arrival_day"
    HOME = "home"
    NEIGHBOURHOOD = "neighbourhood"
    MONEY_AND_LETTERS = "money_and_letters"
    PAPERS = "papers"
    HEALTH = "health"
    SCHOOL = "school"
    LANGUAGE = "language"
    WORK = "work"
    NETWORK = "network"
    FAMILY_FAR_AWAY = "family_far_away"
    OWN_REST = "own_rest"


class Ability(StrEnum):
    """What a group says it can or cannot take on: capacity words, never about who people are. Source: 6.3, form 4."""

    BABY = "baby"
    TEENAGERS = "teenagers"
    LARGE_HOUSEHOLD = "large_household"
    WHEELCHAIR = "wheelchair"
    HOSPITAL_TRIPS = "hospital_trips"


class Experience(StrEnum):
    """With what somebody has experience. Source: sponsorship.md, 6.3, form 3."""

    CHILDREN = "children"
    OLDER_PEOPLE = "older_people"
    ILLNESS = "illness"
    DISABILITY = "disability"
    TRAUMA_AWARE = "trauma_aware"
    INTERPRETERS = "interpreters"


class Interest(StrEnum):
    """What somebody likes to do: a closed list for both sides. Source: sponsorship.md, 6.3, forms 3 and 6."""

    COOKING = "cooking"
    GARDENING = "gardening"
    FOOTBALL = "football"
    OTHER_SPORT = "other_sport"
    MUSIC = "music"
    HANDICRAFTS = "handicrafts"
    READING = "reading"
    WALKING = "walking"
    CYCLING = "cycling"
    ANIMALS = "animals"
    GAMES = "games"
    FILM = "film"


class WorkField(StrEnum):
    """Where somebody can open doors, or hopes to work or study. Source: sponsorship.md, 6.3, forms 3 and 6."""

    CARE = "care"
    EDUCATION = "education"
    CONSTRUCTION = "construction"
    TECHNOLOGY = "technology"
    TRANSPORT = "transport"
    FOOD = "food"
    RETAIL = "retail"
    FARMING = "farming"
    OFFICE = "office"
    CRAFTS = "crafts"
    CULTURE = "culture"


class Transport(StrEnum):
    """How somebody gets about. Source: sponsorship.md, 6.3, form 3."""

    ON_FOOT = "on_foot"
    BICYCLE = "bicycle"
    PUBLIC_TRANSPORT = "public_transport"
    CAR = "car"


class GroupBond(StrEnum):
    """From where the members of a group know each other; for who matches, and nobody else. Source: 6.1 and 6.3."""

    FRIENDS = "friends"
    NEIGHBOURS = "neighbours"
    WORK = "work"
    CLUB = "club"
    MIXED = "mixed"
    NONE = "none"


class Rhythm(StrEnum):
    """How often there is contact."""

    OFTEN = "often"
    WEEKLY = "weekly"
    NOW_AND_THEN = "now_and_then"


class ContactForm(StrEnum):
    """How contact is liked best. Source: sponsorship.md, 6.3, form 6."""

    AT_HOME = "at_home"
    OUTSIDE = "outside"
    BY_PHONE = "by_phone"
    FEW_PEOPLE = "few_people"
    MANY_PEOPLE = "many_people"


@dataclass(frozen=True, slots=True)
class SponsorFacts:
    """What matching reads of one member of a group: no name, no age, no origin, no sex.

    `is_admitted`: VOG seen and valid, code of conduct signed, modules 1 to 4 followed. `languages` by ISO 639 code.
    `away`: first and last day of a planned absence. Empty sets: not said.
    """

    is_admitted: bool
    languages: Mapping[str, SpokenLevel] = field(default_factory=lambda: MappingProxyType({}))
    blocks: frozenset[Block] = frozenset()
    interests: frozenset[Interest] = frozenset()
    work_fields: frozenset[WorkField] = frozenset()
    experience: frozenset[Experience] = frozenset()
    modules: frozenset[int] = frozenset()
    away: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What matching reads of a group: capacity and limits it stated itself, and whether it is ready.

    `abilities`: what was asked and answered; not in it = not known. `area`: minutes that at least three members need to
    a neighbourhood, by the four digits of its postcode. `n_women`: members who said so themselves, for the protective
    rule (MATCH-H9) and nothing else: scorers do not receive it. `themes`: covered by the group's plan; None = no plan
    yet. `starts`: first and last day on which it can begin.
    """

    group: GroupId
    municipality: str
    stage: GroupStage
    members: tuple[SponsorFacts, ...]
    min_members: int
    n_women: int
    ready_until: date | None = None
    capacity_persons: int | None = None
    abilities: Mapping[Ability, bool] = field(default_factory=lambda: MappingProxyType({}))
    starts: tuple[date, date] | None = None
    area: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    themes: frozenset[Theme] | None = None
    rhythm: Rhythm | None = None
    contact_forms: frozenset[ContactForm] = frozenset()
    n_backups: int = 0
    has_bond: bool | None = None


N_MODULES = 8
"""Modules of the training, 1 to 8. Source: sponsorship.md, 6.6."""

SHOWN_CODES = {"module": tuple(str(number) for number in range(1, N_MODULES + 1))}
"""What screens call each module."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What is asked of groups and sponsors, read from `settings_nl.toml`.

    `at_stage`: screenings that every member must have at that stage of a group, beside those of the stages before it.
    `ready_months`: how long a group stays ready before it is talked to again. `vog_years`: advice for renewing;
    `notice_days`: how long before the end a renewal is due. `adult_age` in years.
    `membership_months`: how long somebody is in a group if nothing else is said.
    """

    admitted_by: frozenset[ScreeningKind]
    at_stage: Mapping[GroupStage, frozenset[ScreeningKind]]
    modules_before_ready: frozenset[int]
    modules_before_level_2: frozenset[int]
    ready_months: int
    vog_years: int
    notice_days: int
    adult_age: int
    membership_months: int

    @property
    def asked(self) -> frozenset[ScreeningKind]:
        """The screenings that somebody must have before the whole of their group can be ready."""
        return self.admitted_by.union(*self.at_stage.values())


@dataclass(frozen=True, slots=True)
class ScreeningFacts:
    """One screening of a sponsor as it was recorded; no end: it is valid until somebody says otherwise.

    `asked_again_on`: since when a new one is awaited beside it.
    """

    kind: ScreeningKind
    state: ScreeningState
    valid_until: date | None = None
    asked_again_on: date | None = None


@dataclass(frozen=True, slots=True)
class ScreeningWait:
    """A screening that waits to be looked at, and why; `valid_until`: its last day, where it has one.

    `asked_again_on`: since when a new one is awaited beside it.
    """

    kind: ScreeningKind
    worth: ScreeningWorth
    valid_until: date | None = None
    asked_again_on: date | None = None


@dataclass(frozen=True, slots=True)
class MemberStanding:
    """One member in force of a group, as far as its stage depends on them."""

    roles: frozenset[GroupRole] = frozenset()
    screenings: tuple[ScreeningFacts, ...] = ()
    modules: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """A group as far as its stage depends on it: its members in force, and what its programme asks."""

    stage: GroupStage
    members: tuple[MemberStanding, ...]
    min_members: int
    target_members: int
    has_plan: bool = False
