"""Reads the numbers of access from `settings_nl.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class MembershipTerm:
    """How long a membership lasts when nothing else is said, and how long it may last."""

    proposed_days: int
    longest_years: int

    def proposed(self, today: date) -> date:
        """The last day that a form proposes."""
        return today + timedelta(days=self.proposed_days)

    def longest(self, today: date) -> date:
        """The last day that can be given."""
        return today + timedelta(days=365 * self.longest_years)


@cache
def membership_term() -> MembershipTerm:
    """The settings this version comes with."""
    text = resources.files("hervest.accounts").joinpath("settings_nl.toml").read_text(encoding="utf-8")
    return parse_settings(tomllib.loads(text))


def parse_settings(table: dict[str, Any]) -> MembershipTerm:
    """The settings in `table`, shaped as `settings_nl.toml`. Raises: KeyError if a number is missing."""
    found = table["membership"]
    return MembershipTerm(proposed_days=found["proposed_days"], longest_years=found["longest_years"])
