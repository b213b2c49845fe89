"""The words of a match between household and sponsor group, and all that its rules and scorers may know of both."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from hervest.households.vocabulary import Participation
from hervest.placement.vocabulary import Param, Side, SourcedNumber
from hervest.sponsorship.vocabulary import (
    Ability,
    Block,
    ContactForm,
    Experience,
    GroupStage,
    Interest,
    Rhythm,
    SponsorFacts,
    Theme,
    WorkField,
)


class MatchRule(StrEnum):
    """Rules that decide whether a match may be proposed. Source: sponsorship.md, 6.4; in its order, H1 to H12."""

    GROUP_NOT_READY = "group_not_ready"
    NOT_ADMITTED = "not_admitted"
    BEYOND_CAPACITY = "beyond_capacity"
    NOT_IN_WINDOW = "not_in_window"
    TOO_FAR = "too_far"
    NO_CHANNEL = "no_channel"
    NEED_NOT_MET = "need_not_met"
    WISH_NOT_KEPT = "wish_not_kept"
    SAFETY_PATTERN = "safety_pattern"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NOT_CHOSEN = "not_chosen"
    EARLIER_PAIR = "earlier_pair"

    @property
    def number(self) -> str:
        """The rule's number on the page, e.g. MATCH-H1."""
        return f"MATCH-H{list(MatchRule).index(self) + 1}"


class MatchCriterion(StrEnum):
    """What makes one possible match better than another. Source: section 6.4; in its order, S1 to S9."""

    FIRST_WEEKS = "first_weeks"
    COMMUNICATION = "communication"
    AVAILABILITY = "availability"
    PROXIMITY = "proximity"
    SHARED_LIFE = "shared_life"
    WORK_NETWORK = "work_network"
    EXPERIENCE = "experience"
    CONTACT_STYLE = "contact_style"
    STABILITY = "stability"

    @property
    def number(self) -> str:
        """The criterion's number on the page, e.g. MATCH-S1."""
        return f"MATCH-S{list(MatchCriterion).index(self) + 1}"


NEVER_OVERRIDDEN = frozenset(
    {
        MatchRule.NOT_ADMITTED,
        MatchRule.WISH_NOT_KEPT,
        MatchRule.SAFETY_PATTERN,
        MatchRule.CONFLICT_OF_INTEREST,
        MatchRule.NOT_CHOSEN,
    }
)
"""Rules that no two persons override; the newcomer alone may waive part of MATCH-H9. Source: section 6.4."""

OVERRIDDEN_BY_TWO = tuple(rule for rule in MatchRule if rule not in NEVER_OVERRIDDEN)
"""Rules to which two persons may agree an exception, with a reason."""

OF_THE_GROUP = (
    MatchCriterion.AVAILABILITY,
    MatchCriterion.PROXIMITY,
    MatchCriterion.EXPERIENCE,
    MatchCriterion.STABILITY,
)
"""The criteria that count on the group's side: what makes a match bearable for it, and nothing about who people are."""

MAY_CARRY_STONES = tuple(criterion for criterion in MatchCriterion if criterion != MatchCriterion.STABILITY)
"""The criteria over which a newcomer may lay stones: S1 to S8."""


class NotReady(StrEnum):
    """Why a group cannot be proposed now. Source: sponsorship.md, sections 6.2 and 6.4, MATCH-H1."""

    STAGE = "stage"
    LAPSED = "lapsed"
    MUNICIPALITY = "municipality"
    MATCHED = "matched"
    PROPOSED = "proposed"


class LifePhase(StrEnum):
    """In which part of life somebody is; a band, never an age."""

    BABY = "baby"
    TODDLER = "toddler"
    SCHOOL_CHILD = "school_child"
    TEENAGER = "teenager"
    ADULT = "adult"
    OLDER = "older"


class WishAnswer(StrEnum):
    """What the matcher found about one hard wish: the wish itself is never handed to a rule."""

    KEPT = "kept"
    NOT_KEPT = "not_kept"
    NOT_ASKED = "not_asked"


class ConflictOfInterest(StrEnum):
    """What a member of the group may not be to the family at the same time."""

    LANDLORD = "landlord"
    EMPLOYER = "employer"
    CASEWORKER = "caseworker"
    TEACHER = "teacher"


class EarlierPair(StrEnum):
    """How this pair ended before; whose no it was is not kept here."""

    DECLINED = "declined"
    ENDED = "ended"


class MatchFact(StrEnum):
    """A fact about a possible match that may still have to be found out."""

    ABILITIES = "abilities"
    ARRIVAL = "arrival"
    BOND = "bond"
    CAPACITY = "capacity"
    CHOICES = "choices"
    COMPOSITION = "composition"
    CONFLICTS = "conflicts"
    CONTACT_FORMS = "contact_forms"
    EXPERIENCE = "experience"
    FIRST_WEEKS = "first_weeks"
    GROUP_BLOCKS = "group_blocks"
    GROUP_CONTACT_FORMS = "group_contact_forms"
    GROUP_EXPERIENCE = "group_experience"
    GROUP_INTERESTS = "group_interests"
    GROUP_RHYTHM = "group_rhythm"
    GROUP_WORK = "group_work"
    HARD_WISHES = "hard_wishes"
    INTERESTS = "interests"
    INTERPRETER = "interpreter"
    LANGUAGES = "languages"
    NEIGHBOURHOOD = "neighbourhood"
    PLAN = "plan"
    PREFERRED_BLOCKS = "preferred_blocks"
    RHYTHM = "rhythm"
    START = "start"
    TRAVEL = "travel"
    WORK_HOPES = "work_hopes"


FOUND_OF_PAIR = frozenset({MatchFact.CONFLICTS, MatchFact.INTERPRETER})
"""What anybody who matches records of a pair itself."""

SAID_BY_GROUP = frozenset({MatchFact.ABILITIES, MatchFact.CAPACITY, MatchFact.START, MatchFact.TRAVEL})
"""What a group says of itself; who coordinates groups records it at the group."""


class MatchStrength(StrEnum):
    """How strong a pair is, in a word for matchers; from the points that the criteria name."""

    GOOD = "good"
    FAIR = "fair"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class MatchProfile:
    """All that scorers receive of a household: what it speaks, needs, likes and hopes; no person.

    None = not asked; an empty set = asked, and there is nothing. `languages`: by ISO 639 code, usable by all adults or
    through each other. `neighbourhood`: the four digits of its postcode. `abilities`: what a group must be able to take
    on, in capacity words; `covered`: those that another party takes on. `helps_first`: what would help in the first
    weeks. `stones`: what matters most to the household, up to three.

    Source: sponsorship.md, sections 2.6 and 6.4: what is never used has no field here.
    """

    n_persons: int
    phases: frozenset[LifePhase] = frozenset()
    languages: frozenset[str] = frozenset()
    has_interpreter: bool | None = None
    arrival: tuple[date, date] | None = None
    neighbourhood: str | None = None
    blocks: frozenset[Block] | None = None
    interests: frozenset[Interest] | None = None
    work_hopes: frozenset[WorkField] | None = None
    helps_first: frozenset[Theme] | None = None
    abilities: frozenset[Ability] = frozenset()
    covered: frozenset[Ability] = frozenset()
    experience: frozenset[Experience] | None = None
    rhythm: Rhythm | None = None
    contact_forms: frozenset[ContactForm] | None = None
    stones: tuple[MatchCriterion, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupProfile:
    """All that scorers receive of a group: capacity it stated, and what its members can and like, without persons.

    As `GroupFacts` has it, but for what only hard rules may read: who they are by number, their municipality, how far
    the group is, and how many women.
    """

    members: tuple[SponsorFacts, ...]
    min_members: int
    capacity_persons: int | None = None
    abilities: Mapping[Ability, bool] = field(default_factory=lambda: MappingProxyType({}))
    starts: tuple[date, date] | None = None
    area: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    themes: frozenset[Theme] | None = None
    rhythm: Rhythm | None = None
    contact_forms: frozenset[ContactForm] = frozenset()
    n_backups: int = 0
    has_bond: bool | None = None


@dataclass(frozen=True, slots=True)
class SafetyFacts:
    """What the protective rule MATCH-H9 reads, and nothing else does.

    `has_single_woman`: the only adult is a woman; None = not known. `n_women`: members of the group who said so
    themselves. `is_waived`: the newcomer waived two women in a recorded conversation.
    """

    has_single_woman: bool | None
    has_minors: bool | None
    n_women: int
    is_waived: bool = False


@dataclass(frozen=True, slots=True)
class PairFacts:
    """What only the hard rules read of a household and a group together; scorers never receive it.

    `choices`: one for each adult, None = not asked. `wishes`: one for each hard wish. `conflicts`: None = nobody asked.
    `n_earlier`: how often the pair was declined or ended before. `excepted`: rules to which two persons agreed an
    exception for this pair.
    """

    today: date
    municipality: str
    group_municipality: str
    stage: GroupStage
    safety: SafetyFacts
    choices: tuple[Participation | None, ...]
    ready_until: date | None = None
    has_active_match: bool = False
    has_open_proposal: bool = False
    wishes: tuple[WishAnswer, ...] = ()
    conflicts: frozenset[ConflictOfInterest] | None = None
    earlier: EarlierPair | None = None
    n_earlier: int = 0
    excepted: frozenset[MatchRule] = frozenset()


@dataclass(frozen=True, slots=True)
class MatchLimits:
    """The numbers of the match; each has its source in `MatchCriteria.numbers`."""

    travel_minutes: int
    spoken_level: int
    large_from: int
    least_women: int
    first_days: int
    away_percent: int
    best_minutes: int
    worst_minutes: int
    speakers_enough: int
    level_enough: int
    interpreter_percent: int
    members_per_block: int
    spare_members: int
    backups_enough: int
    stones: int
    stone_points: int
    good_from: int
    fair_from: int
    toss_up_points: int
    trained_members: int
    toddler_from: int
    school_from: int
    teenager_from: int
    older_from: int


@dataclass(frozen=True, slots=True)
class MatchCriteria:
    """The whole table by which matches are proposed, as one version of it; published as it stands."""

    version: str
    valid_from: date
    limits: MatchLimits
    weights: Mapping[MatchCriterion, int]
    numbers: tuple[SourcedNumber, ...]

    def strength(self, score: float) -> MatchStrength:
        """The word for a score from 0 to 1."""
        if score * 100 >= self.limits.good_from:
            return MatchStrength.GOOD
        return MatchStrength.FAIR if score * 100 >= self.limits.fair_from else MatchStrength.WEAK


@dataclass(frozen=True, slots=True)
class MatchFinding:
    """A hard rule that does not hold: its code, and what fills in its sentence, sorted by name."""

    code: MatchRule
    params: tuple[tuple[str, Param], ...] = ()


@dataclass(frozen=True, slots=True)
class MatchUnknown:
    """A fact to find out; `rule`: the hard rule that needs it, None = only a criterion does."""

    fact: MatchFact
    rule: MatchRule | None = None


@dataclass(frozen=True, slots=True)
class MatchScore:
    """One criterion that applies: its value from 0 to 1, its weight in points with stones, and which way it speaks.

    `unknown`: facts that were missing, each counted as a half. `params`: codes only, never a number.
    """

    criterion: MatchCriterion
    weight: int
    value: float
    side: Side
    params: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unknown: tuple[MatchFact, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchFit:
    """How one household and one group suit each other: every rule, both sides' criteria, what is unknown.

    A score belongs to the pair; it is shown to matchers only and kept on nobody. Source: section 2.6, rule 8.
    """

    broken: tuple[MatchFinding, ...]
    excepted: tuple[MatchFinding, ...]
    unknown: tuple[MatchUnknown, ...]
    of_household: tuple[MatchScore, ...]
    of_group: tuple[MatchScore, ...]
    u: float
    v: float

    @property
    def score(self) -> float:
        """What the pair is worth: the smaller of its two sides."""
        return min(self.u, self.v)

    @property
    def is_possible(self) -> bool:
        """Whether the pair may be proposed: no rule is broken."""
        return not self.broken

    @property
    def is_decidable(self) -> bool:
        """Whether a person may go on with it: nothing that a hard rule needs is unknown."""
        return self.is_possible and all(each.rule is None for each in self.unknown)


FOR_NEWCOMERS = tuple(criterion.value for criterion in MatchCriterion)
EXCEPTED_FOR_NEWCOMERS = (
    MatchRule.BEYOND_CAPACITY.value,
    MatchRule.NOT_IN_WINDOW.value,
    MatchRule.TOO_FAR.value,
    MatchRule.NO_CHANNEL.value,
    MatchRule.NEED_NOT_MET.value,
    MatchRule.EARLIER_PAIR.value,
)
EXCEPTED_FOR_GROUPS = EXCEPTED_FOR_NEWCOMERS[:4]
"""Exceptions that a group is told of: not that there is a need, nor that the household said no to it before."""

FOR_GROUPS = (
    MatchCriterion.FIRST_WEEKS.value,
    MatchCriterion.COMMUNICATION.value,
    MatchCriterion.AVAILABILITY.value,
    MatchCriterion.PROXIMITY.value,
    MatchCriterion.CONTACT_STYLE.value,
)
"""What a group may read of why it was asked: capacity words of level 1, never interests, hopes, family or needs."""

SHOWN_CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "match_rule": (
            *(rule.value for rule in MatchRule),
            "beyond_abilities",
            "beyond_both",
            "not_in_window_away",
            "safety_pattern_one",
        ),
        "match_newcomer_for": FOR_NEWCOMERS,
        "match_newcomer_gap": (*FOR_NEWCOMERS, "not_known"),
        "match_group_for": FOR_GROUPS,
        "match_group_gap": ("interpreter_needed", *FOR_GROUPS),
        "match_newcomer_excepted": EXCEPTED_FOR_NEWCOMERS,
        "match_group_excepted": EXCEPTED_FOR_GROUPS,
        "match_number": tuple(each.name for each in fields(MatchLimits)),
        "match_unit": ("min", "level", "persons", "women", "d", "%", "members", "stones", "points", "y"),
    }
)
"""Codes that pages write out, by the context of their sentences in the catalogue."""
