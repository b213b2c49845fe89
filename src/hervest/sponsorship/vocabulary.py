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
