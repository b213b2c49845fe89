"""Reads how mails are sent from `settings_nl.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """When the daily mail goes, how long a failed one waits (by try), and how many are taken at once.

    `lease`: how long whoever took a mail has to send it, before another may.
    """

    daily_at: time
    zone: ZoneInfo
    waits: tuple[timedelta, ...]
    lease: timedelta
    most_at_once: int


@cache
def notice_settings() -> NoticeSettings:
    """The settings this version comes with."""
    text = resources.files("hervest.notices").joinpath("settings_nl.toml").read_text(encoding="utf-8")
    return parse_settings(tomllib.loads(text))


def parse_settings(table: dict[str, Any]) -> NoticeSettings:
    """The settings in `table`, shaped as `settings_nl.toml`. Raises: KeyError if a number is missing."""
    return NoticeSettings(
        daily_at=table["daily"]["at"],
        zone=ZoneInfo(table["daily"]["zone"]),
        waits=tuple(timedelta(minutes=minutes) for minutes in table["again"]["minutes"]),
        lease=timedelta(minutes=table["again"]["lease_minutes"]),
        most_at_once=table["again"]["most_at_once"],
    )
