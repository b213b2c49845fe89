"""Reads the numbers of files from `settings_nl.toml`; without Django, for the process that opens files too."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

MEGABYTE = 1024 * 1024
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What taking one file may cost. Sizes in bytes, times in seconds, `unpacked_times` the packed size.

    `n_dots`: of a picture, before a dot of it is read. `longest_side`: in dots, as a picture is kept. `quality`: of a
    JPEG as it is kept, out of 100.
    """

    file_size: int
    cpu_s: int
    memory: int
    wall_s: float
    answer_size: int
    at_once: int
    wait_s: float
    n_dots: int
    longest_side: int
    quality: int
    n_parts: int
    unpacked: int
    unpacked_times: int
    times_from: int


@cache
def file_limits() -> FileLimits:
    """The limits this version comes with."""
    text = resources.files("hervest.documents").joinpath("settings_nl.toml").read_text(encoding="utf-8")
    return parse_limits(tomllib.loads(text))


def parse_limits(table: dict[str, Any]) -> FileLimits:
    """The limits in `table`, shaped as `settings_nl.toml`. Raises: KeyError if a number is missing."""
    size, apart, picture, archive = table["size"], table["apart"], table["picture"], table["archive"]
    return FileLimits(
        file_size=size["file_mb"] * MEGABYTE,
        cpu_s=apart["cpu_seconds"],
        memory=apart["memory_mb"] * MEGABYTE,
        wall_s=apart["wall_seconds"],
        answer_size=(size["file_mb"] + 1) * MEGABYTE,
        at_once=apart["at_once"],
        wait_s=apart["wait_seconds"],
        n_dots=picture["million_dots"] * MILLION,
        longest_side=picture["longest_side"],
        quality=picture["quality"],
        n_parts=archive["parts"],
        unpacked=archive["unpacked_mb"] * MEGABYTE,
        unpacked_times=archive["unpacked_times"],
        times_from=archive["times_from_mb"] * MEGABYTE,
    )
