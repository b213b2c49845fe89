"""Reads how mails are sent, and agendas told, from `settings_nl.toml`."""

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


@dataclass(frozen=True, slots=True)
class AgendaSettings:
    """How often a calendar is asked to fetch, how long it is told of what was cancelled, and how much is refused.

    `remembered`: how long a thing that is gone keeps its place among those a calendar was told of. `meeting`: how long
    a first meeting takes there, for nobody says how long it will be.
    """

    fetched_every: timedelta
    cancelled_for: timedelta
    remembered: timedelta
    meeting: timedelta
    most_a_minute: int
    most_unknown_a_minute: int


@cache
def notice_settings() -> NoticeSettings:
    """The settings of mails this version comes with."""
    return parse_settings(_table())


@cache
def agenda_settings() -> AgendaSettings:
    """The settings of agendas this version comes with. Raises: KeyError if a number is missing."""
    table = _table()["agenda"]
    return AgendaSettings(
        fetched_every=timedelta(hours=table["fetched_every_hours"]),
        cancelled_for=timedelta(days=table["cancelled_for_days"]),
        remembered=timedelta(days=table["remembered_for_days"]),
        meeting=timedelta(minutes=table["meeting_minutes"]),
        most_a_minute=table["most_fetches_a_minute"],
        most_unknown_a_minute=table["most_unknown_a_minute"],
    )


def _table() -> dict[str, Any]:
    text = resources.files("hervest.notices").joinpath("settings_nl.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def parse_settings(table: dict[str, Any]) -> NoticeSettings:
    """The settings in `table`, shaped as `settings_nl.toml`. Raises: KeyError if a number is missing."""
    return NoticeSettings(
        daily_at=table["daily"]["at"],
        zone=ZoneInfo(table["daily"]["zone"]),
        waits=tuple(timedelta(minutes=minutes) for minutes in table["again"]["minutes"]),
        lease=timedelta(minutes=table["again"]["lease_minutes"]),
        most_at_once=table["again"]["most_at_once"],
    )
