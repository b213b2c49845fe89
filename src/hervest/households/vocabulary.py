"""The words of a household: who is in it, what it needs and wishes, and what a home must answer to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hervest.core.vocabulary import MemberNo, Route
from hervest.deadlines.period import Offset


class MemberRole(StrEnum):
    """A person's place in the household. Source: dossier_format.md, sheet Personen, `Rol`."""

    HEAD = "head"
    PARTNER = "partner"
    CHILD = "child"
    PARENT = "parent"
    OTHER = "other"


class Sex(StrEnum):
    """Sex as the papers have it; serves the bedroom rule, the shared-house rule and nothing else."""

    FEMALE = "female"
    MALE = "male"
    X = "x"
    UNKNOWN = "unknown"


class LanguageLevel(StrEnum):
    """How well a person speaks a language, best first."""

    NATIVE = "native"
    FLUENT = "fluent"
    REASONABLE = "reasonable"
    BASIC = "basic"


class Literacy(StrEnum):
    """Whether a person reads and writes: yes, no, or in another script than the Latin one."""

    YES = "yes"
    NO = "no"
    OTHER_SCRIPT = "other_script"


class NeedKind(StrEnum):
    """A functional need, never a diagnosis. Source: dossier_format.md, sheet Behoeften."""

    STEP_FREE = "step_free"
    LIFT = "lift"
    WHEELCHAIR = "wheelchair"
    HOSPITAL_NEAR = "hospital_near"
    CARE_FROM_DAY_ONE = "care_from_day_one"
    AID = "aid"
    ADAPTED_BATHROOM = "adapted_bathroom"
    QUIET_AREA = "quiet_area"
    OTHER = "other"


class AidKind(StrEnum):
    """What a person judged an aid (`hulpmiddel`) to be. Source: home_criteria.md, section 7."""

    WALKING_AID = "walking_aid"
    WHEELCHAIR = "wheelchair"
    OTHER = "other"


class WishTopic(StrEnum):
    """What a wish is about. Source: dossier_format.md, sheet Wensen, `Onderwerp`."""

    FURNISHING = "furnishing"
    SPONSOR_GROUP = "sponsor_group"
    MENTOR = "mentor"
    NEIGHBOURHOOD = "neighbourhood"
    CONTACT = "contact"
    WORK = "work"
    SCHOOL = "school"
    OTHER = "other"


class PlaceWish(StrEnum):
    """A sorted wish about the place. Source: home_criteria.md, section 6, HOME-S7 and HOME-S9."""

    GARDEN = "garden"
    LIBRARY = "library"
    BUS_STOP = "bus_stop"
    SHOPS = "shops"
    GROUND_FLOOR = "ground_floor"
    PETS = "pets"
    NEAR_RELATIVES = "near_relatives"
    OWN_LANGUAGE = "own_language"
    MEETING_PLACE = "meeting_place"


class StayKind(StrEnum):
    """Where the household lives before it comes: `Verblijf` of the dossier."""

    CAMP = "camp"
    CITY = "city"
    UNKNOWN = "unknown"


class SponsorWish(StrEnum):
    """The household's answer about a sponsor group; `later` is asked again after arrival."""

    YES = "yes"
    NO = "no"
    LATER = "later"


class Participation(StrEnum):
    """What one adult chose about having a sponsor group; only a yes of each is a yes. Source: sponsorship.md, 2.7."""

    YES = "yes"
    NO = "no"
    LATER = "later"


class ShareItem(StrEnum):
    """What somebody lets others see of them, kind by kind. Source: sponsorship.md, sections 2.7 and 6.5."""

    CHILDRENS_AGES = "childrens_ages"
    INTERESTS = "interests"
    HOPES = "hopes"
    ADDRESS = "address"
    PHONE = "phone"
    HEALTH_HELP = "health_help"


class HealthHelp(StrEnum):
    """Help around health that a group may know somebody can use: what to do, never why.

    Source: sponsorship.md, section 6.5, level 3: functional, item by item; no diagnosis, no words of one's own.
    """

    HOSPITAL_COMPANY = "hospital_company"
    GP_COMPANY = "gp_company"
    TRAVEL_TO_CARE = "travel_to_care"
    MAKING_APPOINTMENTS = "making_appointments"
    FETCHING_MEDICINE = "fetching_medicine"
    PUSHING_WHEELCHAIR = "pushing_wheelchair"
    WALKING_AND_STAIRS = "walking_and_stairs"
    LIFTING_AND_CARRYING = "lifting_and_carrying"
    MINDING_CHILDREN = "minding_children"
    SHORT_QUIET_VISITS = "short_quiet_visits"


class ShareWith(StrEnum):
    """Who may see it."""

    SPONSOR_GROUP = "sponsor_group"
    HOST = "host"
    MENTOR = "mentor"


class SaidHow(StrEnum):
    """In which form somebody chose."""

    ORAL = "oral"
    WRITTEN = "written"


class RelativeKind(StrEnum):
    """What a relative elsewhere is to the household, as far as bedrooms ask."""

    PARTNER = "partner"
    CHILD = "child"
    OTHER = "other"


class ChangeKind(StrEnum):
    """What can happen in a household after it came."""

    BIRTH = "birth"
    JOINING = "joining"
    SEPARATION = "separation"
    DEATH = "death"
    MISTAKE = "mistake"
    COMING_OF_AGE = "coming_of_age"


class LeftWhy(StrEnum):
    """Why somebody is no longer in the household."""

    DIED = "died"
    SEPARATED = "separated"
    MISTAKE = "mistake"


@dataclass(frozen=True, slots=True)
class LanguageFacts:
    """One language of a person: ISO 639 code and level."""

    code: str
    level: LanguageLevel


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What rules may know of a person: no name, no nationality (home_criteria.md, section 9).

    `born_on` None = unknown. `due_on` is the day a child of this person is expected; `is_birth_recorded` ends that.
    `is_born_here`: born into the household once it was in the country, as was recorded.
    """

    no: MemberNo
    role: MemberRole
    born_on: date | None
    sex: Sex
    languages: tuple[LanguageFacts, ...] = ()
    education: str | None = None
    due_on: date | None = None
    is_birth_recorded: bool = False
    is_born_here: bool = False


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """A need of one person, or of the household when `member` is None; `aid` is filled once somebody judged an aid."""

    kind: NeedKind
    member: MemberNo | None = None
    aid: AidKind | None = None


@dataclass(frozen=True, slots=True)
class RelativeFacts:
    """A relative elsewhere; `is_reunification_wanted` None = not asked."""

    kind: RelativeKind
    is_reunification_wanted: bool | None
    born_on: date | None = None
    sex: Sex = Sex.UNKNOWN


@dataclass(frozen=True, slots=True)
class HouseholdProfile:
    """What the dossier says of the household as a whole, as far as traits ask; None = not said."""

    route: Route
    stay: StayKind = StayKind.UNKNOWN
    years_displaced: int | None = None
    is_interpreter_needed: bool | None = None
    sponsor_wish: SponsorWish | None = None


@dataclass(frozen=True, slots=True)
class Bedrooms:
    """How many bedrooms a household needs, and the fewest it can be asked to live with.

    Now = on the day of arrival, births expected before it included; later = births after it and relatives who may join.
    Source: home_criteria.md, section 4.
    """

    needed_now: int
    least_now: int
    needed_later: int
    least_later: int
    needed_after_birth: int | None = None  # births alone, without relatives; None = as `needed_later`


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """All that home fit may know of a household: sizes, needs and days, by code; no person, no word of explanation.

    `births` are expected after arrival. `grows_on`: the days within 12 months after arrival on which a child turns 12
    or 18, with the bedrooms needed from then on. `sharers`: groups, by number, who share a room with the least bedrooms
    and would not with those needed. `has_arrived`: it lives in the municipality since `arrival_on`, which is no plan.
    Source: home_criteria.md, sections 1, 4 and 9.
    """

    case_code: str
    route: Route
    n_now: int
    n_later: int
    bedrooms: Bedrooms
    births: tuple[date, ...]
    n_relatives: int
    arrival_on: date | None
    allocated_on: date | None
    needs: frozenset[NeedKind]
    n_children_4_17: int
    n_children_primary: int
    n_children_secondary: int
    n_adults: int
    all_adults_under_rent_age: bool
    wants_sharing: bool | None
    sharing_sex: str | None
    wishes: frozenset[str]
    grows_on: tuple[tuple[date, int], ...]
    has_walking_aid: bool = False
    sharers: tuple[tuple[MemberNo, ...], ...] = ()
    has_arrived: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was derived: a code of the catalogue and what fills it in, sorted by name."""

    code: str
    params: tuple[tuple[str, str | int | date], ...] = ()


@dataclass(frozen=True, slots=True)
class DerivedTrait:
    """A trait (workflow.md, section 4) of one member, or of the household when `member` is None.

    A proposal does not hold until a person says so.
    """

    code: str
    member: MemberNo | None
    because: Reason
    is_proposal: bool = False


@dataclass(frozen=True, slots=True)
class TraitCorrection:
    """A person's word about a trait: it holds or it does not, whatever the facts say. The prose stays with the row."""

    code: str
    member: MemberNo | None
    holds: bool


@dataclass(frozen=True, slots=True)
class RoomNorm:
    """The numbers of the bedroom rule; under the age of `parents_room_under` one child may sleep with its parents."""

    adult_from: int
    teen_from: int
    parents_room_under: int


@dataclass(frozen=True, slots=True)
class PensionAge:
    """The state pension age that holds from a day on."""

    valid_from: date
    years: int
    months: int


@dataclass(frozen=True, slots=True)
class AgeFrom:
    """An age in whole years that holds from a day on."""

    valid_from: date
    age: int


@dataclass(frozen=True, slots=True)
class FigureNorm:
    """What figures are made with: the smallest number that is shown, and from how many persons each band begins."""

    least_shown: int
    bands_from: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HouseholdSettings:
    """Every number the rules of this room use; read from `settings_nl.toml`, where each has its source."""

    rooms: RoomNorm
    adult_from: int
    toddler_until: int
    school_child_from: int
    primary_from: int
    primary_until: int
    school_duty_after: int
    school_duty_until: int
    integration_from: int
    pension_ages: tuple[PensionAge, ...]
    rent_ages: tuple[AgeFrom, ...]
    long_camp_years: int
    birth_before_travel_days: int
    due_from: Offset
    due_until: Offset
    growth_window_months: int
    home_language: str
    enough_levels: frozenset[LanguageLevel]
    completed_education: frozenset[str]
    own_say_from: int
    figures: FigureNorm


DOSSIER_WORDS = (
    *("geen", "basis", "basisschool", "secundair", "middelbare school", "vmbo", "mavo", "havo", "vwo", "mbo", "hbo"),
    *("universiteit", "bachelor", "master", "beroepsopleiding", "hoger onderwijs"),
    *("moeder", "vader", "zoon", "dochter", "broer", "zus", "partner", "echtgenoot", "echtgenote"),
    *("oma", "opa", "oom", "tante", "neef", "nicht"),
)
"""Words for schooling and relatives that dossiers are written in; what else stands there is shown as it was written."""

SHOWN_CODES: Mapping[str, tuple[str, ...]] = {
    "dossier_word": DOSSIER_WORDS,
    "ChangeHelp": ("birth", "joining", "separation", "death", "mistake"),
    "HouseholdReason": (
        "age",
        "birth_after_arrival",
        "birth_date_unknown",
        "birth_expected",
        "born_after_arrival",
        "camp_years",
        "card_after_arrival",
        "education_completed",
        "household_said_yes",
        "interpreter_asked",
        "need",
        "no_adult_speaks_dutch",
        "no_income_recorded",
        "nobody_grown_up",
        "relatives_may_join",
        "relatives_wanted",
        "room_adult",
        "room_adult_of_unknown_age",
        "room_child_of_unknown_age",
        "room_couple",
        "room_own_wish",
        "room_wheelchair",
        "rooms_minors_sharing",
        "rooms_teens",
        "rooms_young",
        "said_by_person",
        "small_child_with_parents",
        "until_home_decided",
    ),
}
"""Codes of reasons that pages put into words, by context of the catalogue."""
