"""Reads what reunification counts with: days of warnings, terms of who decides, and papers that are asked."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from hervest.deadlines.period import Offset
from hervest.deadlines.register import TermRegister, read_register
from hervest.guidance.reunion_rules import Paper, Warnings, read_papers


@cache
def reunion_warnings() -> Warnings:
    """On which days it is told until when one can apply, as this version comes with them."""
    return parse_warnings(tomllib.loads(_file("reunion_settings_nl.toml"))["warnings"])


@cache
def reunion_terms() -> TermRegister:
    """Within which terms is decided on an application, and on an objection."""
    return read_register(_file("reunion_terms_nl.toml"))


@cache
def reunion_papers() -> tuple[Paper, ...]:
    """Which papers are asked of joining relatives, in the order of the list."""
    return read_papers(_file("reunion_papers_nl.csv"))


def parse_warnings(table: dict[str, Any]) -> Warnings:
    """The days in `table`, shaped as `reunion_settings_nl.toml`.

    Raises: KeyError if one is missing; UnreadableOffset for a term that is none.
    """
    return Warnings(
        before=tuple(Offset.parse(written) for written in table["before"]),
        daily=Offset.parse(table["daily"]),
        after=Offset.parse(table["after"]),
        until=Offset.parse(table["until"]),
    )


def _file(name: str) -> str:
    return resources.files("hervest.guidance").joinpath(name).read_text(encoding="utf-8")
