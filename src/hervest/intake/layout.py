"""The layout of a transfer dossier: its columns, and the Dutch words that may stand in them.

Source: dossier_format.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from hervest.core.vocabulary import Route
from hervest.households.vocabulary import (
    LanguageLevel,
    Literacy,
    MemberRole,
    NeedKind,
    RelativeKind,
    Sex,
    SponsorWish,
    StayKind,
    WishTopic,
)
from hervest.intake.vocabulary import Kind, Section

NUMBER = "dossiernummer"
PERSON = "persoon"
NUMBERS = frozenset({NUMBER, "woningcode", "dossier"})
KEYS = NUMBERS | {"e_mail"}
MEND_HEADERS = frozenset({"watiserfout", "whatiswrong"})
"""The heading, folded, under which a file to mend says what is wrong, in each language: no column of the file."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the layout: `key` as in JSON and paths, `words` the allowed words and what they mean.

    `also`: words that are read too and never offered. `most`: the highest number or the most characters, where that is
    less than its kind allows.
    """

    section: Section
    key: str
    header: str
    kind: Kind = Kind.TEXT
    words: Mapping[str, StrEnum] = field(default_factory=dict)
    is_required: bool = False
    most: int | None = None
    also: Mapping[str, StrEnum] = field(default_factory=dict)

    @property
    def is_key(self) -> bool:
        """Whether it holds what a dossier, a home or a person is known by."""
        return self.key in KEYS

    @property
    def is_number(self) -> bool:
        """Whether it holds the number or code of a dossier or a home, in which no letter looks like another."""
        return self.key in NUMBERS


ROUTE_WORDS: Mapping[str, Route] = MappingProxyType(
    {
        "hervestiging": Route.RESETTLEMENT,
        "statushouder": Route.STATUS_HOLDER,
        "ontheemde": Route.TEMPORARY_PROTECTION,
    }
)
STAY_WORDS: Mapping[str, StayKind] = MappingProxyType(
    {"kamp": StayKind.CAMP, "stad": StayKind.CITY, "onbekend": StayKind.UNKNOWN}
)
SPONSOR_WORDS: Mapping[str, SponsorWish] = MappingProxyType(
    {"ja": SponsorWish.YES, "nee": SponsorWish.NO, "later": SponsorWish.LATER}
)
ROLE_WORDS: Mapping[str, MemberRole] = MappingProxyType(
    {
        "hoofd": MemberRole.HEAD,
        "partner": MemberRole.PARTNER,
        "kind": MemberRole.CHILD,
        "ouder": MemberRole.PARENT,
        "ander": MemberRole.OTHER,
    }
)
SEX_WORDS: Mapping[str, Sex] = MappingProxyType({"v": Sex.FEMALE, "m": Sex.MALE, "x": Sex.X, "onbekend": Sex.UNKNOWN})
LITERACY_WORDS: Mapping[str, Literacy] = MappingProxyType(
    {"ja": Literacy.YES, "nee": Literacy.NO, "ander schrift": Literacy.OTHER_SCRIPT}
)
LEVEL_WORDS: Mapping[str, LanguageLevel] = MappingProxyType(
    {
        "moedertaal": LanguageLevel.NATIVE,
        "vloeiend": LanguageLevel.FLUENT,
        "redelijk": LanguageLevel.REASONABLE,
        "basis": LanguageLevel.BASIC,
    }
)
NEED_WORDS: Mapping[str, NeedKind] = MappingProxyType(
    {
        "gelijkvloers": NeedKind.STEP_FREE,
        "lift": NeedKind.LIFT,
        "rolstoel": NeedKind.WHEELCHAIR,
        "ziekenhuis nabij": NeedKind.HOSPITAL_NEAR,
        "zorg vanaf dag 1": NeedKind.CARE_FROM_DAY_ONE,
        "hulpmiddel": NeedKind.AID,
        "aangepast sanitair": NeedKind.ADAPTED_BATHROOM,
        "rustige buurt": NeedKind.QUIET_AREA,
        "andere": NeedKind.OTHER,
    }
)
TOPIC_WORDS: Mapping[str, WishTopic] = MappingProxyType(
    {
        "inrichting": WishTopic.FURNISHING,
        "sponsorgroep": WishTopic.SPONSOR_GROUP,
        "mentor": WishTopic.MENTOR,
        "buurt": WishTopic.NEIGHBOURHOOD,
        "contact": WishTopic.CONTACT,
        "werk": WishTopic.WORK,
        "school": WishTopic.SCHOOL,
        "overig": WishTopic.OTHER,
    }
)
RELATION_WORDS: Mapping[str, RelativeKind] = MappingProxyType(
    {
        "echtgenoot": RelativeKind.PARTNER,
        "echtgenote": RelativeKind.PARTNER,
        "partner": RelativeKind.PARTNER,
        "man": RelativeKind.PARTNER,
        "vrouw": RelativeKind.PARTNER,
        "verloofde": RelativeKind.PARTNER,
        "zoon": RelativeKind.CHILD,
        "dochter": RelativeKind.CHILD,
        "kind": RelativeKind.CHILD,
        "pleegkind": RelativeKind.CHILD,
        "stiefzoon": RelativeKind.CHILD,
        "stiefdochter": RelativeKind.CHILD,
    }
)
"""First words of `Relatie` that tell what a relative is to the household; any other word is an other relative."""

COLUMNS: tuple[Column, ...] = (
    Column(Section.HOUSEHOLD, NUMBER, "Dossiernummer", is_required=True),
    Column(Section.HOUSEHOLD, "route", "Route", Kind.WORD, is_required=True, words=ROUTE_WORDS),
    Column(Section.HOUSEHOLD, "gemeentecode", "Gemeentecode", Kind.MUNICIPALITY),
    Column(Section.HOUSEHOLD, "koppelingsdatum", "Koppelingsdatum", Kind.DATE),
    Column(Section.HOUSEHOLD, "verwachte_aankomst", "Verwachte aankomst", Kind.DATE),
    Column(Section.HOUSEHOLD, "land_van_verblijf", "Land van verblijf", Kind.COUNTRY),
    Column(Section.HOUSEHOLD, "verblijf", "Verblijf", Kind.WORD, words=STAY_WORDS),
    Column(Section.HOUSEHOLD, "jaren_ontheemd", "Jaren ontheemd", Kind.NUMBER),
    Column(Section.HOUSEHOLD, "contacttaal", "Contacttaal", Kind.LANGUAGE),
    Column(Section.HOUSEHOLD, "tolk_nodig", "Tolk nodig", Kind.YES_NO),
    Column(Section.HOUSEHOLD, "sponsorgroep_gewenst", "Sponsorgroep gewenst", Kind.WORD, words=SPONSOR_WORDS),
    Column(Section.HOUSEHOLD, "bijzonderheden", "Bijzonderheden", Kind.LONG_TEXT),
    Column(Section.PERSON, NUMBER, "Dossiernummer", is_required=True),
    Column(Section.PERSON, PERSON, "Persoon", Kind.PERSON_NO, is_required=True),
    Column(Section.PERSON, "rol", "Rol", Kind.WORD, is_required=True, words=ROLE_WORDS),
    Column(Section.PERSON, "roepnaam", "Roepnaam"),
    Column(Section.PERSON, "achternaam", "Achternaam"),
    Column(Section.PERSON, "geboortedatum", "Geboortedatum", Kind.BIRTH_DATE, is_required=True),
    Column(Section.PERSON, "geslacht", "Geslacht", Kind.WORD, words=SEX_WORDS),
    Column(Section.PERSON, "nationaliteit", "Nationaliteit", Kind.NATIONALITY),
    Column(Section.PERSON, "talen", "Talen", Kind.LANGUAGES, words=LEVEL_WORDS),
    Column(Section.PERSON, "leest_en_schrijft", "Leest en schrijft", Kind.WORD, words=LITERACY_WORDS),
    Column(Section.PERSON, "jaren_onderwijs", "Jaren onderwijs", Kind.NUMBER),
    Column(Section.PERSON, "hoogste_opleiding", "Hoogste opleiding"),
    Column(Section.PERSON, "beroepen", "Beroepen", Kind.TEXT_LIST),
    Column(Section.PERSON, "uitgerekend_op", "Uitgerekend op", Kind.DATE),
    Column(Section.NEED, NUMBER, "Dossiernummer", is_required=True),
    Column(Section.NEED, PERSON, "Persoon", Kind.PERSON_NO),
    Column(Section.NEED, "behoefte", "Behoefte", Kind.WORD, is_required=True, words=NEED_WORDS),
    Column(Section.NEED, "toelichting", "Toelichting", Kind.LONG_TEXT),
    Column(Section.RELATIVE, NUMBER, "Dossiernummer", is_required=True),
    Column(Section.RELATIVE, "relatie", "Relatie", is_required=True),
    Column(Section.RELATIVE, "roepnaam", "Roepnaam"),
    Column(Section.RELATIVE, "land", "Land", Kind.COUNTRY),
    Column(Section.RELATIVE, "nareis_gewenst", "Nareis gewenst", Kind.YES_NO),
    Column(Section.WISH, NUMBER, "Dossiernummer", is_required=True),
    Column(Section.WISH, PERSON, "Persoon", Kind.PERSON_NO),
    Column(Section.WISH, "onderwerp", "Onderwerp", Kind.WORD, is_required=True, words=TOPIC_WORDS),
    Column(Section.WISH, "wens", "Wens", Kind.LONG_TEXT, is_required=True),
)
"""The layout that Hervest offers as its template and reads by default."""

HOUSEHOLD_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "route": "route",
        "gemeentecode": "municipality",
        "koppelingsdatum": "allocated_on",
        "verwachte_aankomst": "arrival_on",
        "land_van_verblijf": "country_of_stay",
        "verblijf": "stay",
        "jaren_ontheemd": "years_displaced",
        "contacttaal": "contact_language",
        "tolk_nodig": "is_interpreter_needed",
        "sponsorgroep_gewenst": "sponsor_wish",
        "bijzonderheden": "remarks",
    }
)
"""Key of the household's columns to the field of `HouseholdData` that keeps it."""

MEMBER_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "rol": "role",
        "roepnaam": "first_name",
        "achternaam": "last_name",
        "geboortedatum": "born_on",
        "geslacht": "sex",
        "nationaliteit": "nationality",
        "talen": "languages",
        "leest_en_schrijft": "literacy",
        "jaren_onderwijs": "years_of_schooling",
        "hoogste_opleiding": "education",
        "beroepen": "occupations",
        "uitgerekend_op": "due_on",
    }
)
"""Key of a person's columns to the field of `MemberData` that keeps it."""

CSV_LISTS: Mapping[str, Section] = MappingProxyType({"behoeften": Section.NEED, "wensen": Section.WISH})
"""Columns in which CSV carries a whole section."""
