"""The words of placing: rules, warnings and criteria by code, what a fit says, and how far a proposal is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from hervest.core.vocabulary import Route
from hervest.households.vocabulary import NeedKind
from hervest.housing.vocabulary import DwellingCode, UnitNo

LINE_KEYS = ("primary_school", "newcomers_class", "care", "supermarket", "stop", "network")
"""The straight lines of the soft criteria."""

Param = str | int | date | Route | tuple[str, ...]


class HardRule(StrEnum):
    """Rules that decide whether a pair exists at all. Source: home_criteria.md, section 2; in its order, H1 to H14."""

    BEDROOMS_SHORT = "bedrooms_short"
    OVER_OCCUPANCY = "over_occupancy"
    NOT_STEP_FREE = "not_step_free"
    STAIRS_INSIDE = "stairs_inside"
    NOT_WHEELCHAIR = "not_wheelchair"
    BATHROOM_UNFIT = "bathroom_unfit"
    HOSPITAL_TOO_FAR = "hospital_too_far"
    RENT_TOO_HIGH = "rent_too_high"
    NOT_IN_TIME = "not_in_time"
    SPLITS_FAMILY = "splits_family"
    SHARED_UNFIT = "shared_unfit"
    BLOCKED = "blocked"
    TAKEN = "taken"
    NOT_FOR_ROUTE = "not_for_route"

    @property
    def number(self) -> str:
        """The rule's number on the page, e.g. HOME-H1."""
        return f"HOME-H{list(HardRule).index(self) + 1}"


class FitWarning(StrEnum):
    """What a person must know before deciding. Source: home_criteria.md, section 3; in its order, W1 to W10."""

    TIGHT = "tight"
    SMALL_AFTER_BIRTH = "small_after_birth"
    SMALL_AFTER_REUNION = "small_after_reunion"
    STAIRS_OTHER = "stairs_other"
    RENT_ABOVE_FIT = "rent_above_fit"
    UNKNOWN = "unknown"
    ADAPT_FIRST = "adapt_first"
    TEMPORARY = "temporary"
    SOON_OLDER = "soon_older"
    NEED_TO_JUDGE = "need_to_judge"

    @property
    def number(self) -> str:
        """The warning's number on the page, e.g. HOME-W1."""
        return f"HOME-W{list(FitWarning).index(self) + 1}"


class Criterion(StrEnum):
    """What makes one fitting home better than another. Source: home_criteria.md, section 6; in its order, S1 to S9."""

    ROOM_TO_GROW = "room_to_grow"
    RIGHT_SIZE = "right_size"
    SCHOOL = "school"
    CARE = "care"
    DAILY = "daily"
    QUIET = "quiet"
    NETWORK = "network"
    RENT_MARGIN = "rent_margin"
    WISHES = "wishes"

    @property
    def number(self) -> str:
        """The criterion's number on the page, e.g. HOME-S1."""
        return f"HOME-S{list(Criterion).index(self) + 1}"


class FitOutcome(StrEnum):
    """Fits, fits with warnings, does not fit. Source: home_criteria.md, section 1."""

    FITS = "fits"
    FITS_WITH = "fits_with"
    FITS_NOT = "fits_not"


class FitWord(StrEnum):
    """How well a pair fits, in a word beside its bar; from the points that the criteria name."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Side(StrEnum):
    """Whether a criterion speaks for a home, against it, for neither as a warning tells more, or cannot tell."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"
    UNKNOWN = "unknown"


class Fact(StrEnum):
    """A fact that may still have to be found out."""

    KIND = "kind"
    BEDROOMS = "bedrooms"
    SMALL_ROOMS = "small_rooms"
    MAX_RESIDENTS = "max_residents"
    FLOOR_OR_LIFT = "floor_or_lift"
    STAIRS_INSIDE = "stairs_inside"
    THRESHOLD = "threshold"
    DOOR_WIDTH = "door_width"
    TURNING_SPACE = "turning_space"
    SANITARY = "sanitary"
    ADAPTATION_DATE = "adaptation_date"
    BASIC_RENT = "basic_rent"
    RENT_LIMIT = "rent_limit"
    RENT_FIT_LIMIT = "rent_fit_limit"
    AVAILABLE_FROM = "available_from"
    ARRIVAL = "arrival"
    ROUTES = "routes"
    WANTS_SHARING = "wants_sharing"
    PRIMARY_SCHOOL = "primary_school"
    NEWCOMERS_CLASS = "newcomers_class"
    GP = "gp"
    PHARMACY = "pharmacy"
    HOSPITAL = "hospital"
    SUPERMARKET = "supermarket"
    STOP = "stop"
    QUIET = "quiet"
    NETWORK = "network"
    PLACE_WISHES = "place_wishes"


class SharedReason(StrEnum):
    """Why a shared house does not suit somebody; never shown to housing roles."""

    NOT_ALONE = "not_alone"
    BIRTH_EXPECTED = "birth_expected"
    REUNION_EXPECTED = "reunion_expected"
    HOUSE_NOT_WHEELCHAIR = "house_not_wheelchair"
    HOUSE_NOT_ADAPTED = "house_not_adapted"
    SAID_NO = "said_no"
    ONE_SEX = "one_sex"


class Requirement(StrEnum):
    """What a home must have, as housing roles read it: no person, no need's word.

    Source: home_criteria.md, section 7.
    """

    ENTRANCE_STEP_FREE = "entrance_step_free"
    ALL_ON_ONE_LEVEL = "all_on_one_level"
    WHEELCHAIR_SPACE = "wheelchair_space"
    OWN_BEDROOM = "own_bedroom"
    CHARGING_AND_STORAGE = "charging_and_storage"
    BATHROOM_ADAPTED = "bathroom_adapted"
    HOSPITAL_NEAR = "hospital_near"
    TO_BE_JUDGED = "to_be_judged"


class RentKey(StrEnum):
    """The rent amounts that change by year. Source: home_criteria.md, section 5."""

    HARD_LIMIT = "hard_limit"
    HARD_LIMIT_YOUNG = "hard_limit_young"
    FIT_LOW = "fit_low"
    FIT_HIGH = "fit_high"
    SHARED = "shared"


class Mark(StrEnum):
    """Whether a number was read in its source or is an assumption that the municipality confirms."""

    READ = "V"
    ASSUMED = "A"


class RunState(StrEnum):
    """How far a run of the solver is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class RunProblem(StrEnum):
    """Why a run gave no proposals, or what keeps its result from being used."""

    NOBODY_WAITS = "nobody_waits"
    NO_HOMES = "no_homes"
    LOCK_DOES_NOT_FIT = "lock_does_not_fit"
    LOCKS_CONFLICT = "locks_conflict"
    OUT_OF_TIME = "out_of_time"
    TOO_MANY_SHARED_HOUSES = "too_many_shared_houses"
    NOT_ACCEPTED = "not_accepted"
    BROKE_OFF = "broke_off"
    STOPPED_HALFWAY = "stopped_halfway"


class ProposalState(StrEnum):
    """What became of a proposal: the solver proposes, a person decides."""

    OPEN = "open"
    DECIDED = "decided"
    PASSED_OVER = "passed_over"
    OUTDATED = "outdated"


class DecisionKind(StrEnum):
    """Whether a decision followed its proposal or departed from it."""

    FOLLOWED = "followed"
    DEPARTED = "departed"


class PersonsWord(StrEnum):
    """A person's word to the solver: this pair, or never this pair."""

    LOCK = "lock"
    FORBID = "forbid"


class ExemptionState(StrEnum):
    """How far an exception to a hard rule is: one person asks, another decides. Source: home_criteria.md, section 2."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class AdviceKind(StrEnum):
    """What a health partner advised about the way to a hospital; a closed choice, so that nothing medical is kept."""

    NAMED_HOSPITAL = "named_hospital"
    TRAVEL_TIME = "travel_time"


class Adviser(StrEnum):
    """Who gave the advice, by function and never by name."""

    GENERAL_PRACTITIONER = "general_practitioner"
    HOSPITAL = "hospital"
    RECEPTION_HEALTH = "reception_health"
    PUBLIC_HEALTH = "public_health"
    TRAVEL_HEALTH = "travel_health"


class BridgingPlace(StrEnum):
    """Where a household stays between its arrival and its home."""

    HOTEL = "hotel"
    MUNICIPAL = "municipal"
    RECEPTION = "reception"
    RELATIVES = "relatives"


EXEMPT_BY_TWO = (HardRule.OVER_OCCUPANCY, HardRule.RENT_TOO_HIGH, HardRule.NOT_IN_TIME)
"""Rules to which two persons may agree an exception. Source: home_criteria.md, section 2, "Override"."""

ADAPTABLE = (HardRule.NOT_STEP_FREE, HardRule.STAIRS_INSIDE, HardRule.NOT_WHEELCHAIR, HardRule.BATHROOM_UNFIT)
"""Rules that a recorded adaptation lets hold."""

NEVER_EXEMPT = (
    HardRule.SPLITS_FAMILY,
    HardRule.SHARED_UNFIT,
    HardRule.BLOCKED,
    HardRule.TAKEN,
    HardRule.NOT_FOR_ROUTE,
)
"""Rules without any exception."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule or a warning: its code, and what fills in its sentence, sorted by name."""

    code: HardRule | FitWarning
    params: tuple[tuple[str, Param], ...] = ()

    @property
    def text_code(self) -> str:
        """The sentence in the catalogue: its code, or a variant where the parameters tell another story."""
        names = {name for name, _ in self.params}
        for code, needs, lacks, text in VARIANTS:
            if self.code == code and needs <= names and not lacks & names:
                return text
        return str(self.code)


VARIANTS: tuple[tuple[HardRule | FitWarning, frozenset[str], frozenset[str], str], ...] = (
    (HardRule.NOT_IN_TIME, frozenset({"until", "moves_in"}), frozenset(), "not_in_time_too_short_here"),
    (HardRule.NOT_IN_TIME, frozenset({"until"}), frozenset(), "not_in_time_too_short"),
    (HardRule.NOT_IN_TIME, frozenset({"bridged"}), frozenset(), "not_in_time_bridged"),
    (HardRule.TAKEN, frozenset(), frozenset({"until"}), "taken_for_good"),
    (HardRule.SHARED_UNFIT, frozenset(), frozenset({"reason"}), "shared_unfit_unsaid"),
    (FitWarning.SOON_OLDER, frozenset(), frozenset({"day"}), "soon_older_undated"),
    (FitWarning.TEMPORARY, frozenset({"then"}), frozenset(), "temporary_then"),
    (FitWarning.TIGHT, frozenset({"who"}), frozenset(), "tight_who"),
)
"""Findings whose parameters tell another story: code, parameters that are there, parameters that are not, sentence."""


@dataclass(frozen=True, slots=True)
class Excepted:
    """A hard rule that does not hold and yet keeps nobody from the home: what it found, who allowed that and when."""

    found: Finding
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class UnknownFact:
    """A fact to find out; while one that a hard rule needs is unknown, nobody can decide for the home."""

    fact: Fact
    is_needed_to_decide: bool


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """One criterion that applies: its value from 0 to 1, its weight in points, and which way it speaks.

    `unknown`: facts that were missing, each counted as a half.
    """

    criterion: Criterion
    weight: int
    value: float
    side: Side
    params: tuple[tuple[str, Param], ...] = ()
    unknown: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """How one unit suits one household; `total` 0 to 100, in hundredths, whatever the outcome."""

    case_code: str
    dwelling: DwellingCode
    unit: UnitNo
    broken: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    unknown: tuple[UnknownFact, ...]
    scores: tuple[CriterionScore, ...]
    total: float
    exceptions: tuple[Excepted, ...] = ()

    @property
    def outcome(self) -> FitOutcome:
        """Fits, fits with warnings or by exception, or does not."""
        if self.broken:
            return FitOutcome.FITS_NOT
        return FitOutcome.FITS_WITH if self.warnings or self.exceptions else FitOutcome.FITS

    @property
    def is_decidable(self) -> bool:
        """Whether a person may decide for this pair: no rule broken, nothing a hard rule needs unknown."""
        return not self.broken and not any(each.is_needed_to_decide for each in self.unknown)


@dataclass(frozen=True, slots=True)
class Taken:
    """A unit that is placed, reserved or locked for another household; `until` None = for good."""

    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion's straight line: 1 at `best`, 0 at `worst`."""

    best: int
    worst: int


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of the hard rules and warnings; each has its source in `Criteria.numbers`."""

    threshold_cm: int
    door_width_cm: int
    turning_space_cm: int
    star_class: int
    hospital_minutes: int
    furnishing_days: int
    shortest_months: int
    temporary_months: int
    shared_calm_months: int
    rent_high_from_persons: int
    low_rent_percent: int
    oversize_bedrooms: int
    care_factor: int
    wish_stop_minutes: int
    wish_shop_minutes: int
    rural_minutes: int
    good_from: int
    fair_from: int
    toss_up_points: int
    near_birth_months: int


@dataclass(frozen=True, slots=True)
class SourcedNumber:
    """A number of the page "how we choose", with where it comes from."""

    key: str
    value: int
    unit: str
    mark: Mark
    source: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class RentAmount:
    """A rent amount, in euro cents a month. `year` None: it holds for every year, while its table is in force."""

    key: RentKey
    year: int | None
    cents: int
    mark: Mark
    source: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class NeedTerms:
    """What a need asks of a home: the rules, warnings and criteria it calls up, and what weighs heavier by it.

    `requirements` is all that housing roles read of it. Source: home_criteria.md, section 7.
    """

    need: NeedKind
    calls_up: frozenset[HardRule | FitWarning | Criterion]
    heavier: frozenset[Criterion]
    requirements: frozenset[Requirement]
    mark: Mark
    source: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Criteria:
    """The whole table that decides, as one version of it; the page "how we choose" prints this."""

    version: str
    valid_from: date
    limits: Limits
    lines: Mapping[str, Line]
    weights: Mapping[Criterion, int]
    rents: tuple[RentAmount, ...]
    numbers: tuple[SourcedNumber, ...]
    needs: Mapping[NeedKind, NeedTerms]
    counts_near_births: bool = False

    def calls_up(self, needs: Iterable[NeedKind], what: HardRule | FitWarning | Criterion) -> bool:
        """Whether one of these needs makes `what` apply."""
        return any(what in self.needs[need].calls_up for need in needs)

    def is_heavier(self, needs: Iterable[NeedKind], criterion: Criterion) -> bool:
        """Whether one of these needs makes `criterion` weigh by the care factor."""
        return any(criterion in self.needs[need].heavier for need in needs)

    def requirements(self, needs: Iterable[NeedKind]) -> frozenset[Requirement]:
        """What the home must have, in words that housing roles may read."""
        return frozenset(requirement for need in needs for requirement in self.needs[need].requirements)

    def rent(self, key: RentKey, year: int | None) -> RentAmount | None:
        """The amount of `year`, else of the newest year before it; of the newest of all when no year is known."""
        of_key = [rent for rent in self.rents if rent.key == key]
        known = [rent for rent in of_key if rent.year is None or year is None or rent.year <= year]
        return max(known, key=lambda rent: rent.year or 0, default=None)


SHOWN_CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "fit": (
            *(rule.value for rule in HardRule),
            *(warning.value for warning in FitWarning),
            "not_in_time_too_short",
            "not_in_time_too_short_here",
            "not_in_time_bridged",
            "taken_for_good",
            "shared_unfit_unsaid",
            "soon_older_undated",
            "temporary_then",
            "tight_who",
        ),
        "exception": (
            *(rule.value for rule in EXEMPT_BY_TWO),
            "not_in_time_too_short",
            "not_in_time_too_short_here",
            "not_in_time_bridged",
            HardRule.HOSPITAL_TOO_FAR.value,
        ),
        "exception_housing": (HardRule.HOSPITAL_TOO_FAR.value,),
        "adaptation": tuple(rule.value for rule in ADAPTABLE),
        "ground": (
            "persons",
            "max_residents",
            "rent",
            "rent_limit",
            "available_from",
            "rented_until",
            "arrival",
            "bridging",
            "floor",
            "lift",
            "stairs",
            "threshold",
            "door",
            "turning",
            "star_class",
            "bathroom",
            "hospital",
            "capacity",
            "abilities",
            "start",
            "away",
            "members",
            "minutes",
            "travel_limit",
            "languages",
            "group_languages",
            "interpreter",
            "earlier",
            "times",
        ),
        "verb": tuple(f"pair.{word.value}" for word in PersonsWord),
        "fit_housing": ("not_wheelchair", "hospital_too_far", "shared_unfit_unsaid", "need_to_judge"),
        "speaks_for": (*(criterion.value for criterion in Criterion), "room_to_grow_unsaid"),
        "speaks_against": (
            *(criterion.value for criterion in Criterion),
            "room_to_grow_unsaid",
            "right_size_short",
            "rent_margin_gone",
        ),
        "speaks_neither": (Criterion.RIGHT_SIZE.value, Criterion.RENT_MARGIN.value),
        "why_not": (
            "here",
            "rules",
            "forbidden",
            "locked_elsewhere",
            "full",
            "full_unseen",
            "possible",
            "gain",
            "not_in_run",
        ),
        "number": (
            *(field.name for field in fields(Limits)),
            *(f"{line}_{end}" for line in LINE_KEYS for end in ("best", "worst")),
        ),
        "unit": ("cm", "class", "min", "d", "m", "persons", "%", "bedrooms", "x", "points"),
        "never_used": (
            "nationality",
            "region_of_origin",
            "ethnicity",
            "skin_colour",
            "religion",
            "political_opinion",
            "orientation",
            "gender_identity",
            "refugee_ground",
            "diagnosis",
            "income",
            "legal_procedure",
            "photo",
            "name",
            "chance_of_success",
            "neighbours_origin",
            "neighbours_liking",
        ),
    }
)
"""Codes that pages write out, by the context of their sentences in the catalogue."""
