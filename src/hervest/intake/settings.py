"""Reads the numbers of the import from `settings_nl.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """How long a file that was read and never applied is kept."""

    previews_kept: timedelta


@cache
def intake_settings() -> IntakeSettings:
    """The settings this version comes with."""
    text = resources.files("hervest.intake").joinpath("settings_nl.toml").read_text(encoding="utf-8")
    return parse_settings(tomllib.loads(text))


def parse_settings(table: dict[str, Any]) -> IntakeSettings:
    """The settings in `table`, shaped as `settings_nl.toml`. Raises: KeyError if a number is missing."""
    return IntakeSettings(previews_kept=timedelta(days=table["previews"]["forgotten_after_days"]))
