"""Reads the numbers of sponsor groups from `settings_nl.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from hervest.sponsorship.vocabulary import Demands, GroupStage, ScreeningKind


@dataclass(frozen=True, slots=True)
class ProgrammeStart:
    """What a new programme begins with; it sets its own. Travel in minutes, answers in working days."""

    min_group: int
    target_group: int
    travel_minutes: int
    response_days: int


@dataclass(frozen=True, slots=True)
class SponsorshipSettings:
    """What is asked of groups, what a programme begins with, and the languages a form offers (ISO 639).

    `reminder_days`: after so many working days without an answer whoever is asked is reminded. `introduction_days`: so
    many days ahead at most an introduction is planned.
    """

    demands: Demands
    programme: ProgrammeStart
    reminder_days: int
    introduction_days: int
    languages: tuple[str, ...]


@cache
def sponsorship_settings() -> SponsorshipSettings:
    """The settings this version comes with."""
    text = resources.files("hervest.sponsorship").joinpath("settings_nl.toml").read_text(encoding="utf-8")
    return parse_settings(tomllib.loads(text))


def parse_settings(table: dict[str, Any]) -> SponsorshipSettings:
    """The settings in `table`, shaped as `settings_nl.toml`.

    Raises: KeyError if a number is missing; ValueError for a screening that does not exist.
    """
    programme, screening, modules = table["programme"], table["screening"], table["modules"]
    return SponsorshipSettings(
        demands=Demands(
            admitted_by=_kinds(screening["admitted_by"]),
            at_stage={
                GroupStage.SCREENING: _kinds(screening["at_screening"]),
                GroupStage.TRAINING: _kinds(screening["at_training"]),
                GroupStage.READY: _kinds(screening["at_ready"]),
            },
            modules_before_ready=frozenset(modules["before_ready"]),
            modules_before_level_2=frozenset(modules["before_level_2"]),
            ready_months=table["ready"]["months"],
            vog_years=table["vog"]["valid_years"],
            notice_days=table["vog"]["notice_days"],
            adult_age=table["sponsor"]["adult_age"],
            membership_months=table["membership"]["months"],
        ),
        programme=ProgrammeStart(
            min_group=programme["min_group"],
            target_group=programme["target_group"],
            travel_minutes=programme["travel_minutes"],
            response_days=programme["response_days"],
        ),
        reminder_days=table["reminder"]["after_days"],
        introduction_days=table["introduction"]["within_days"],
        languages=tuple(table["sponsor"]["languages"]),
    )


def _kinds(words: list[str]) -> frozenset[ScreeningKind]:
    return frozenset(ScreeningKind(word) for word in words)
