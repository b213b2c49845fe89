"""Reads the numbers of explaining again from `settings_nl.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

from hervest.deadlines.period import Offset


@dataclass(frozen=True, slots=True)
class GuidanceSettings:
    """`again_after`: how long after a time at which not all was understood a next one is proposed.

    `copy_kept`: how long after the day of arrival a telephone keeps its copy of the sheet of that day; `ticks_taken`:
    how long after it was made a tick is still taken. `not_completed`, `handed_over`: why work of the first 48 hours
    ended.
    """

    again_after: Offset
    copy_kept: timedelta
    ticks_taken: timedelta
    not_completed: str
    handed_over: str


@cache
def guidance_settings() -> GuidanceSettings:
    """The settings this version comes with."""
    text = resources.files("hervest.guidance").joinpath("settings_nl.toml").read_text(encoding="utf-8")
    return parse_settings(tomllib.loads(text))


def parse_settings(table: dict[str, Any]) -> GuidanceSettings:
    """The settings in `table`, shaped as `settings_nl.toml`.

    Raises: KeyError if a number is missing; UnreadableOffset for a term that is none.
    """
    return GuidanceSettings(
        again_after=Offset.parse(table["again"]["after"]),
        copy_kept=timedelta(days=table["copy"]["kept_days"]),
        ticks_taken=timedelta(days=table["copy"]["ticks_taken_days"]),
        not_completed=table["hand_over"]["not_completed"],
        handed_over=table["hand_over"]["handed_over"],
    )
