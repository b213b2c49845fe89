"""A stored household as a dossier would have it, and back: what makes two files of one household comparable."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain

from hervest.core.vocabulary import MunicipalityCode, Route, Tier
from hervest.households.own_word_rules import RELATIVES, WISHES
from hervest.households.record_rules import (
    SENSITIVE_TOPICS,
    HouseholdRecord,
    MemberRecord,
    NeedRecord,
    RelativeRecord,
    WishRecord,
    household_path,
    member_path,
    need_path,
)
from hervest.households.vocabulary import Sex, WishTopic
from hervest.intake.difference_rules import ENTITY_FIELDS, TOPIC_NAMES
from hervest.intake.layout import HOUSEHOLD_FIELDS, MEMBER_FIELDS, NEED_WORDS, TOPIC_WORDS
from hervest.intake.vocabulary import (
    DossierData,
    HouseholdData,
    MemberData,
    NeedData,
    RelativeData,
    Section,
    WishData,
)

NEED_NAMES = {kind: name for name, kind in NEED_WORDS.items()}
ARRIVAL_PATH = f"{Section.HOUSEHOLD}.verwachte_aankomst"
ALLOCATED_PATH = f"{Section.HOUSEHOLD}.koppelingsdatum"
ROUTE_PATH = f"{Section.HOUSEHOLD}.route"
P0_FIELDS = frozenset({"route", "gemeentecode", "koppelingsdatum", "tolk_nodig"})
SENSITIVE_WORDS = frozenset(name for name, topic in TOPIC_WORDS.items() if topic in SENSITIVE_TOPICS)


def as_dossier(
    record: HouseholdRecord,
    route: Route,
    *,
    municipality: str,
    allocated_on: date | None,
    arrival_on: date | None,
) -> DossierData:
    """The household as a dossier would have it. A sex that is not known counts as not said."""
    return DossierData(
        number=record.dossier_number,
        household=HouseholdData(
            route=route,
            municipality=MunicipalityCode(municipality),
            allocated_on=allocated_on,
            arrival_on=arrival_on,
            country_of_stay=record.country_of_stay or None,
            stay=record.stay,
            years_displaced=record.years_displaced,
            contact_language=record.contact_language or None,
            is_interpreter_needed=record.is_interpreter_needed,
            sponsor_wish=record.sponsor_wish,
            remarks=record.remarks or None,
        ),
        members=tuple(_member_data(row) for row in record.members),
        needs=tuple(NeedData(row.member, row.kind, row.explanation or None) for row in record.needs),
        relatives=tuple(
            RelativeData(
                relation=row.relation,
                first_name=row.first_name or None,
                country=row.country or None,
                is_reunification_wanted=row.is_reunification_wanted,
                kind=row.kind,
            )
            for row in record.relatives
        ),
        wishes=tuple(WishData(row.member, row.topic, row.text) for row in record.wishes),
    )


def _member_data(row: MemberRecord) -> MemberData:
    return MemberData(
        no=row.no,
        role=row.role,
        first_name=row.first_name or None,
        last_name=row.last_name or None,
        born_on=row.born_on,
        sex=None if row.sex is Sex.UNKNOWN else row.sex,
        nationality=row.nationality or None,
        languages=row.languages,
        literacy=row.literacy,
        years_of_schooling=row.years_of_schooling,
        education=row.education or None,
        occupations=row.occupations,
        due_on=row.due_on,
    )


def normal(dossier: DossierData) -> DossierData:
    """`dossier` as `as_dossier` would give it back: `onbekend` for a sex says nothing."""
    members = tuple(replace(row, sex=None) if row.sex is Sex.UNKNOWN else row for row in dossier.members)
    return replace(dossier, members=members)


def as_record(dossier: DossierData, before: HouseholdRecord | None = None) -> HouseholdRecord:
    """The household to be kept; of what no dossier knows (aids judged, births, who left, own wishes) `before` stays."""
    known = before or HouseholdRecord(members=())
    aids = {(row.member, row.kind): row.aid for row in known.needs}
    household = dossier.household
    return HouseholdRecord(
        dossier_number=dossier.number,
        country_of_stay=household.country_of_stay or "",
        stay=household.stay,
        years_displaced=household.years_displaced,
        contact_language=household.contact_language or "",
        is_interpreter_needed=household.is_interpreter_needed,
        sponsor_wish=household.sponsor_wish,
        remarks=household.remarks or "",
        members=tuple(_member_record(row, known.member(row.no)) for row in dossier.members),
        needs=tuple(
            NeedRecord(row.member, row.kind, row.explanation or "", aids.get((row.member, row.kind)))
            for row in dossier.needs
        ),
        relatives=tuple(
            RelativeRecord(
                relation=row.relation,
                first_name=row.first_name or "",
                country=row.country or "",
                is_reunification_wanted=row.is_reunification_wanted,
                kind=row.kind,
            )
            for row in dossier.relatives
        ),
        wishes=tuple(WishRecord(row.member, row.topic, row.text) for row in dossier.wishes),
        wants_sharing=known.wants_sharing,
        place_wishes=known.place_wishes,
        room_sharers=known.room_sharers,
    )


def _member_record(row: MemberData, before: MemberRecord | None) -> MemberRecord:
    return MemberRecord(
        no=row.no,
        role=row.role,
        first_name=row.first_name or "",
        last_name=row.last_name or "",
        born_on=row.born_on,
        sex=row.sex or Sex.UNKNOWN,
        nationality=row.nationality or "",
        languages=row.languages,
        literacy=row.literacy,
        years_of_schooling=row.years_of_schooling,
        education=row.education or "",
        occupations=row.occupations,
        due_on=row.due_on,
        is_birth_recorded=before.is_birth_recorded if before else False,
        left_on=before.left_on if before else None,
        left_why=before.left_why if before else None,
        joined_on=before.joined_on if before else None,
        role_before=before.role_before if before else None,
        is_born_here=before.is_born_here if before else False,
    )


def dossier_paths(corrected: Iterable[str], record: HouseholdRecord) -> Mapping[str, str]:
    """Path in a dossier -> path in the register, of everything a person corrected.

    Of a person or a relative whom the team added, every field is the team's.
    """
    theirs, corrected = _paths(record), list(corrected)
    found = {theirs[path]: path for path in corrected if path in theirs}
    for path in corrected:
        if path.startswith(RELATIVES):
            found |= _relative_paths(path)
        elif path.startswith(WISHES):
            found[_wish_path(path)] = path
    added = [path for path in corrected if path.startswith("members[") and path.endswith("]")]
    for path in added:
        person = f"{Section.PERSON}[{path.removeprefix('members[')}"
        found |= {person: path} | {f"{person}.{key}": path for key in MEMBER_FIELDS}
    return found


def _wish_path(path: str) -> str:
    who, _, topic = path.removeprefix(WISHES).removesuffix("]").partition(":")
    topic, alike, number = topic.partition("#")
    return f"{Section.WISH}[{who}:{TOPIC_NAMES[WishTopic(topic)]}{alike}{number}]"


def _relative_paths(path: str) -> dict[str, str]:
    """A relative whom a person added or took away is theirs in every field, else only the field they corrected."""
    name, _, field = path.removeprefix(RELATIVES).rpartition("]")
    there = f"{Section.RELATIVE}[{name}]"
    found = {
        f"{there}.{key}": path for key, known in ENTITY_FIELDS[Section.RELATIVE].items() if field in ("", f".{known}")
    }
    return found if field else found | {there: path}


def _paths(record: HouseholdRecord) -> dict[str, str]:
    household = {household_path(name): f"{Section.HOUSEHOLD}.{key}" for key, name in HOUSEHOLD_FIELDS.items()}
    members = {
        member_path(row.no, name): f"{Section.PERSON}[{row.no}].{key}"
        for row in record.members
        for key, name in MEMBER_FIELDS.items()
    }
    people = chain([None], (row.no for row in record.members))
    needs = {
        need_path(no, kind): f"{Section.NEED}[{no or ''}:{name}]" for no in people for kind, name in NEED_NAMES.items()
    }
    return household | members | needs


def tier_of(path: str) -> Tier:
    """How sensitive what stands at a path is. Source: dossier_format.md, "Which role may read which column"."""
    section, _, rest = path.partition("[") if "[" in path else path.partition(".")
    key = path.rpartition(".")[2]
    match section:
        case Section.HOUSEHOLD.value:
            return Tier.P0 if rest in P0_FIELDS else Tier.P3 if rest == "bijzonderheden" else Tier.P1
        case Section.PERSON.value:
            return Tier.P2 if key == "uitgerekend_op" else Tier.P1
        case Section.NEED.value:
            return Tier.P3 if path.endswith(".toelichting") else Tier.P2
        case Section.WISH.value:
            topic = rest.partition(":")[2].partition("#")[0].rstrip("]")
            return Tier.P3 if topic in SENSITIVE_WORDS else Tier.P1
        case _:
            return Tier.P3
