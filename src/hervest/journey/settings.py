"""Reads the numbers of the journey from `settings_nl.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class JourneySettings:
    """How long people may work on a case, how long some see it around a day, and how emergency access runs.

    `drafts_kept`: how long what somebody began to write waits for them; `taken_back_kept`: a document that was taken
    back. `most_documents`: of one case; `most_own_documents`: of one person in it who does not work on it.
    `own_say_from`: the age from which a child decides alone, `grown_from`: from which one is of age.
    `last_day_of_digest`: the last day of a week, 1 being Monday, on which its mail may still go. `shortest_reason`
    counts characters.
    """

    longest_in_team: timedelta
    after_arrival: timedelta
    before_booking: timedelta
    after_booking: timedelta
    emergency: timedelta
    shortest_reason: int
    to_judge: timedelta
    drafts_kept: timedelta
    taken_back_kept: timedelta
    most_documents: int
    most_own_documents: int
    own_say_from: int
    grown_from: int
    last_day_of_digest: int


@cache
def journey_settings() -> JourneySettings:
    """The settings this version comes with."""
    text = resources.files("hervest.journey").joinpath("settings_nl.toml").read_text(encoding="utf-8")
    return parse_settings(tomllib.loads(text))


def parse_settings(table: dict[str, Any]) -> JourneySettings:
    """The settings in `table`, shaped as `settings_nl.toml`. Raises: KeyError if a number is missing."""
    return JourneySettings(
        longest_in_team=timedelta(days=table["team"]["longest_days"]),
        after_arrival=timedelta(days=table["handover"]["days_after_arrival"]),
        before_booking=timedelta(days=table["booking"]["days_before"]),
        after_booking=timedelta(days=table["booking"]["days_after"]),
        emergency=timedelta(hours=table["emergency"]["hours"]),
        shortest_reason=table["emergency"]["shortest_reason"],
        to_judge=timedelta(days=table["emergency"]["days_to_judge"]),
        drafts_kept=timedelta(days=table["drafts"]["forgotten_after_days"]),
        taken_back_kept=timedelta(hours=table["documents"]["forgotten_after_hours"]),
        most_documents=table["documents"]["most_in_a_case"],
        most_own_documents=table["documents"]["most_of_one"],
        own_say_from=table["own_say"]["from_age"],
        grown_from=table["own_say"]["grown_from_age"],
        last_day_of_digest=table["digest"]["last_day"],
    )
