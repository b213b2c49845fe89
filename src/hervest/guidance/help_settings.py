"""Reads the numbers of referrals and bookings, and who can pay an interpreter, from data."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

from hervest.deadlines.period import Offset
from hervest.guidance.interpreting_rules import Payer, read_payers


@dataclass(frozen=True, slots=True)
class HelpSettings:
    """`ask_after`: when it is asked how a referral goes, unless somebody says otherwise.

    `reads_until`: how long who was let in reads at the longest, where nobody ends the referral. `taken_back`: within
    how long a mistake is undone. `minutes`: how long an appointment with an interpreter is by default.
    """

    ask_after: Offset
    reads_until: Offset
    taken_back: timedelta
    minutes: int


@cache
def help_settings() -> HelpSettings:
    """The settings this version comes with."""
    return parse_help_settings(tomllib.loads(_file("help_settings_nl.toml")))


def parse_help_settings(table: dict[str, Any]) -> HelpSettings:
    """The settings in `table`, shaped as `help_settings_nl.toml`. Raises: KeyError if one is missing."""
    return HelpSettings(
        ask_after=Offset.parse(table["referral"]["ask_after"]),
        reads_until=Offset.parse(table["referral"]["reads_until"]),
        taken_back=timedelta(days=table["referral"]["taken_back_days"]),
        minutes=table["interpreter"]["minutes"],
    )


@cache
def interpreter_payers() -> tuple[Payer, ...]:
    """Who can pay an interpreter, in the order of the list."""
    return read_payers(_file("interpreter_payers_nl.csv"))


def _file(name: str) -> str:
    return resources.files("hervest.guidance").joinpath(name).read_text(encoding="utf-8")
