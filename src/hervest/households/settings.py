"""Reads the numbers of the household rules from `settings_nl.toml`."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from hervest.deadlines.period import Offset
from hervest.households.vocabulary import AgeFrom, FigureNorm, HouseholdSettings, LanguageLevel, PensionAge, RoomNorm


@cache
def household_settings() -> HouseholdSettings:
    """The settings this version comes with; dated lists stand oldest first."""
    text = resources.files("hervest.households").joinpath("settings_nl.toml").read_text(encoding="utf-8")
    return parse_settings(tomllib.loads(text))


def parse_settings(table: dict[str, Any]) -> HouseholdSettings:
    """The settings in `table`, shaped as `settings_nl.toml`.

    Raises: KeyError if a number is missing; ValueError if a level is unknown.
    """
    rooms, children, traits = table["rooms"], table["children"], table["traits"]
    return HouseholdSettings(
        rooms=RoomNorm(
            adult_from=rooms["adult_from"],
            teen_from=rooms["teen_from"],
            parents_room_under=rooms["parents_room_under"],
        ),
        growth_window_months=rooms["growth_window_months"],
        adult_from=table["adults"]["adult_from"],
        toddler_until=children["toddler_until"],
        school_child_from=children["school_child_from"],
        primary_from=children["primary_from"],
        primary_until=children["primary_until"],
        school_duty_after=table["school_duty"]["after_birthday"],
        school_duty_until=table["school_duty"]["until"],
        integration_from=table["integration"]["from_age"],
        pension_ages=_pension_ages(table["pension_age"]),
        rent_ages=_rent_ages(table["rent_age"]),
        long_camp_years=traits["long_camp_years"],
        due_from=Offset.parse(table["birth"]["due_from"]),
        due_until=Offset.parse(table["birth"]["due_until"]),
        birth_before_travel_days=traits["birth_before_travel_days"],
        home_language=traits["home_language"],
        enough_levels=frozenset(map(LanguageLevel, traits["enough_levels"])),
        completed_education=frozenset(traits["completed_education"]),
        own_say_from=table["own_say"]["from_age"],
        figures=FigureNorm(table["figures"]["least_shown"], tuple(table["size_bands"]["from_persons"])),
    )


def _pension_ages(rows: list[dict[str, Any]]) -> tuple[PensionAge, ...]:
    ages = (PensionAge(valid_from=row["valid_from"], years=row["years"], months=row["months"]) for row in rows)
    return tuple(sorted(ages, key=lambda age: age.valid_from))


def _rent_ages(rows: list[dict[str, Any]]) -> tuple[AgeFrom, ...]:
    ages = (AgeFrom(valid_from=row["valid_from"], age=row["age"]) for row in rows)
    return tuple(sorted(ages, key=lambda age: age.valid_from))
