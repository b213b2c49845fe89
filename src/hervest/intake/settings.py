"""Reads the numbers of the import from `settings_nl.toml`; without Django, for the process that opens files too."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What opening one file may cost. Sizes in bytes, times in seconds, `unpacked_times` the packed size.

    `file_size` and what a workbook or a table may hold are refused by the reader itself; time, memory and the size of
    the answer are held against the process that reads.
    """

    file_size: int
    cpu_s: int
    memory: int
    wall_s: float
    answer_size: int
    at_once: int
    wait_s: float
    n_parts: int
    unpacked: int
    unpacked_times: int
    times_from: int
    n_rows: int
    n_columns: int
    n_cells: int


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """How long a file that was never applied is kept, what reading one may cost, how much `alike` two headings are."""

    previews_kept: timedelta
    reading: ReadLimits
    alike: float


@cache
def intake_settings() -> IntakeSettings:
    """The settings this version comes with."""
    text = resources.files("hervest.intake").joinpath("settings_nl.toml").read_text(encoding="utf-8")
    return parse_settings(tomllib.loads(text))


def parse_settings(table: dict[str, Any]) -> IntakeSettings:
    """The settings in `table`, shaped as `settings_nl.toml`. Raises: KeyError if a number is missing."""
    return IntakeSettings(
        previews_kept=timedelta(days=table["previews"]["forgotten_after_days"]),
        reading=_limits(table["reading"], table["reading_apart"], table["workbook"]),
        alike=table["columns"]["alike_percent"] / 100,
    )


def _limits(reading: dict[str, Any], apart: dict[str, Any], workbook: dict[str, Any]) -> ReadLimits:
    return ReadLimits(
        file_size=reading["file_mb"] * MEGABYTE,
        cpu_s=reading["cpu_seconds"],
        memory=reading["memory_mb"] * MEGABYTE,
        wall_s=apart["wall_seconds"],
        answer_size=apart["answer_mb"] * MEGABYTE,
        at_once=apart["at_once"],
        wait_s=apart["wait_seconds"],
        n_parts=workbook["parts"],
        unpacked=workbook["unpacked_mb"] * MEGABYTE,
        unpacked_times=workbook["unpacked_times"],
        times_from=workbook["times_from_mb"] * MEGABYTE,
        n_rows=workbook["rows"],
        n_columns=workbook["columns"],
        n_cells=workbook["cells"],
    )
