"""The household to practise on, read from the data of the package, with days around the day it is put in place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hervest.core.vocabulary import MemberNo, Route
from hervest.households.record_rules import HouseholdRecord, MemberRecord, NeedRecord, RelativeRecord, WishRecord
from hervest.households.vocabulary import (
    LanguageFacts,
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

BIRTHDAYS_APART = 23
"""Days by which each next birthday lies further back: nobody comes of age while somebody practises."""


@dataclass(frozen=True, slots=True)
class PracticeFamily:
    """The household as it is put in place on one day."""

    route: Route
    allocated_on: date
    arrival_on: date
    record: HouseholdRecord


def practice_family(table: Mapping[str, Any], *, today: date) -> PracticeFamily:
    """The household of `table`, which is shaped as `practice_nl.toml`.

    Raises: KeyError if a line is missing; ValueError for an unknown word.
    """
    return PracticeFamily(
        route=Route(table["route"]),
        allocated_on=today + timedelta(days=table["allocated"]),
        arrival_on=today + timedelta(days=table["arrival"]),
        record=HouseholdRecord(
            members=tuple(_member(no, row, today) for no, row in enumerate(table["members"], start=1)),
            country_of_stay=table["country"],
            stay=StayKind(table["stay"]),
            years_displaced=table["years_displaced"],
            contact_language=table["language"],
            is_interpreter_needed=table["interpreter"],
            sponsor_wish=SponsorWish(table["sponsor"]),
            remarks=table["remarks"],
            needs=tuple(NeedRecord(_whose(no), NeedKind(kind), text) for no, kind, text in table["needs"]),
            relatives=tuple(
                RelativeRecord(relation, name, country, is_wanted, RelativeKind(kind))
                for relation, kind, name, country, is_wanted in table["relatives"]
            ),
            wishes=tuple(WishRecord(_whose(no), WishTopic(topic), text) for no, topic, text in table["wishes"]),
        ),
    )


def _member(no: int, row: list[Any], today: date) -> MemberRecord:
    role, first, last, age, sex, languages, literacy, education = row
    birthday = today - timedelta(days=BIRTHDAYS_APART * no)
    return MemberRecord(
        no=MemberNo(no),
        role=MemberRole(role),
        first_name=first,
        last_name=last,
        born_on=birthday.replace(year=birthday.year - age, day=min(birthday.day, 28)),
        sex=Sex(sex),
        languages=tuple(_language(words) for words in languages.split(";")),
        literacy=Literacy(literacy),
        education=education,
    )


def _language(words: str) -> LanguageFacts:
    code, level = words.strip().split(":")
    return LanguageFacts(code, LanguageLevel(level))


def _whose(no: int) -> MemberNo | None:
    return MemberNo(no) if no else None
