"""A household as it is kept: what was said of it, by whom, and the facts that rules may know of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from hervest.core.marks import mark
from hervest.core.vocabulary import MemberNo, Route
from hervest.households.vocabulary import (
    AidKind,
    HouseholdProfile,
    LanguageFacts,
    LeftWhy,
    Literacy,
    MemberFacts,
    MemberRole,
    NeedFacts,
    NeedKind,
    PlaceWish,
    RelativeFacts,
    RelativeKind,
    Sex,
    SponsorWish,
    StayKind,
    WishTopic,
)

SENSITIVE_TOPICS = frozenset({WishTopic.SPONSOR_GROUP, WishTopic.MENTOR, WishTopic.CONTACT})
"""Wishes of tier P3 until a person has sorted them. Source: dossier_format.md, "Which role may read which column"."""

MEMBER_FIELDS = (
    "role",
    "first_name",
    "last_name",
    "born_on",
    "sex",
    "nationality",
    "languages",
    "literacy",
    "years_of_schooling",
    "education",
    "occupations",
    "due_on",
    "is_birth_recorded",
)
"""What a person may correct of a member."""

HOUSEHOLD_FIELDS = (
    "country_of_stay",
    "stay",
    "years_displaced",
    "contact_language",
    "is_interpreter_needed",
    "sponsor_wish",
    "remarks",
)
"""What a person may correct of the household as a whole."""

LIVING_FIELDS = ("wants_sharing", "place_wishes", "room_sharers")
"""What the household itself says about living."""

NEED_FIELDS = ("member", "kind")
RELATIVE_FIELDS = ("relation", "kind", "first_name", "country", "is_reunification_wanted")
WISH_FIELDS = ("member", "topic", "text")


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """A person of the household; codes of languages and nationality are ISO.

    `joined_on`: the day they came to it, for who did not come with it; `left_on`: the day they left it. `role_before`:
    what they were, for who became its first contact when the one before left. `is_born_here`: born into it, which was
    recorded after it came to the country.
    """

    no: MemberNo
    role: MemberRole
    first_name: str = ""
    last_name: str = ""
    born_on: date | None = None
    sex: Sex = Sex.UNKNOWN
    nationality: str = ""
    languages: tuple[LanguageFacts, ...] = ()
    literacy: Literacy | None = None
    years_of_schooling: int | None = None
    education: str = ""
    occupations: tuple[str, ...] = ()
    due_on: date | None = None
    is_birth_recorded: bool = False
    left_on: date | None = None
    left_why: LeftWhy | None = None
    joined_on: date | None = None
    role_before: MemberRole | None = None
    is_born_here: bool = False


@dataclass(frozen=True, slots=True)
class NeedRecord:
    """A functional need of one person, or of the household when `member` is None."""

    member: MemberNo | None
    kind: NeedKind
    explanation: str = ""
    aid: AidKind | None = None


@dataclass(frozen=True, slots=True)
class RelativeRecord:
    """A relative elsewhere."""

    relation: str
    first_name: str = ""
    country: str = ""
    is_reunification_wanted: bool | None = None
    kind: RelativeKind = RelativeKind.OTHER


@dataclass(frozen=True, slots=True)
class WishRecord:
    """A wish in the household's own words; of a person, or of the household when `member` is None."""

    member: MemberNo | None
    topic: WishTopic
    text: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's word about one path: who, on which day, and why."""

    by: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class HouseholdRecord:
    """Everything kept of a household.

    `corrected`: paths that a person wrote, added or took away: `household.contact_language`, `members[2].first_name`,
    `needs[2:wheelchair]`, `needs[:quiet_area].explanation`,
    `relatives[moeder:SY].first_name`, `wishes[2:work]`. `wants_sharing`: their own answer to living in a shared
    house, None = not asked yet; `room_sharers`: who asked to sleep in one room.
    """

    members: tuple[MemberRecord, ...]
    dossier_number: str = ""
    country_of_stay: str = ""
    stay: StayKind | None = None
    years_displaced: int | None = None
    contact_language: str = ""
    is_interpreter_needed: bool | None = None
    sponsor_wish: SponsorWish | None = None
    remarks: str = ""
    needs: tuple[NeedRecord, ...] = ()
    relatives: tuple[RelativeRecord, ...] = ()
    wishes: tuple[WishRecord, ...] = ()
    wants_sharing: bool | None = None
    place_wishes: tuple[PlaceWish, ...] = ()
    room_sharers: tuple[MemberNo, ...] = ()
    corrected: Mapping[str, Correction] = field(default_factory=dict)

    @property
    def present(self) -> tuple[MemberRecord, ...]:
        """The members who have not left, by number."""
        return tuple(sorted((row for row in self.members if row.left_on is None), key=lambda row: row.no))

    def member(self, no: int) -> MemberRecord | None:
        """The person with this number, or None."""
        return next((row for row in self.members if row.no == no), None)


LEFT = ("left_on",)
"""What the form holds on which somebody left the household."""


def mark_of(record: object, names: Iterable[str]) -> str:
    """Tells whether these fields of a record still stand as somebody saw them; says nothing of what they hold."""
    return mark([(name, getattr(record, name)) for name in sorted(names)])


def household_path(name: str) -> str:
    """The path of a field of the household."""
    return f"household.{name}"


def member_path(no: int, name: str) -> str:
    """The path of a field of a person."""
    return f"members[{no}].{name}"


def need_path(member: int | None, kind: NeedKind) -> str:
    """The path of a need; without a person it is the household's."""
    return f"needs[{member or ''}:{kind.value}]"


def profile_of(record: HouseholdRecord, route: Route) -> HouseholdProfile:
    """What traits ask of the household as a whole."""
    return HouseholdProfile(
        route=route,
        stay=record.stay or StayKind.UNKNOWN,
        years_displaced=record.years_displaced,
        is_interpreter_needed=record.is_interpreter_needed,
        sponsor_wish=record.sponsor_wish,
    )


def members_of(record: HouseholdRecord) -> tuple[MemberFacts, ...]:
    """The members who are there, without names."""
    return tuple(
        MemberFacts(
            no=row.no,
            role=row.role,
            born_on=row.born_on,
            sex=row.sex,
            languages=row.languages,
            education=row.education or None,
            due_on=row.due_on,
            is_birth_recorded=row.is_birth_recorded,
            is_born_here=row.is_born_here,
        )
        for row in record.present
    )


def needs_of(record: HouseholdRecord) -> tuple[NeedFacts, ...]:
    """The needs of the household and of the members who are there, without explanations."""
    there = {row.no for row in record.present}
    return tuple(
        NeedFacts(row.kind, row.member, row.aid) for row in record.needs if row.member is None or row.member in there
    )


def sharing_of(record: HouseholdRecord) -> tuple[frozenset[MemberNo], ...]:
    """Who asked to share a room and is there; one alone shares with nobody. Source: home_criteria.md, section 4."""
    there = frozenset(row.no for row in record.present) & frozenset(record.room_sharers)
    return (there,) if len(there) > 1 else ()


def relatives_of(record: HouseholdRecord) -> tuple[RelativeFacts, ...]:
    """The relatives elsewhere, without names."""
    return tuple(RelativeFacts(row.kind, row.is_reunification_wanted) for row in record.relatives)


def first_names(members: Iterable[MemberRecord]) -> tuple[str, ...]:
    """First names of head and partner, in that order; who has none is left out."""
    order = (MemberRole.HEAD, MemberRole.PARTNER)
    heads = sorted((row for row in members if row.role in order), key=lambda row: (order.index(row.role), row.no))
    return tuple(row.first_name for row in heads if row.first_name)
