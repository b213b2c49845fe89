"""Reads the numbers of access from `settings_nl.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from hervest.accounts.visit_rules import Limits
from hervest.accounts.vocabulary import Role


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


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """The numbers of access: memberships, visits, links, and who may do without a second factor."""

    membership: MembershipTerm
    visit: Limits
    link: timedelta
    without_factor: frozenset[Role]

    @property
    def link_hours(self) -> int:
        """How many hours a link to set a password works."""
        return self.link // timedelta(hours=1)


@cache
def access_settings() -> AccessSettings:
    """The settings this version comes with."""
    text = resources.files("hervest.accounts").joinpath("settings_nl.toml").read_text(encoding="utf-8")
    return parse_settings(tomllib.loads(text))


def membership_term() -> MembershipTerm:
    """How long memberships last in this version."""
    return access_settings().membership


def parse_settings(table: dict[str, Any]) -> AccessSettings:
    """The settings in `table`, shaped as `settings_nl.toml`.

    Raises: KeyError if a number is missing; ValueError for a role that does not exist.
    """
    membership, visit = table["membership"], table["visit"]
    return AccessSettings(
        membership=MembershipTerm(proposed_days=membership["proposed_days"], longest_years=membership["longest_years"]),
        visit=Limits(
            idle=timedelta(hours=visit["idle_hours"]),
            longest=timedelta(hours=visit["longest_hours"]),
            noted_every=timedelta(minutes=visit["noted_minutes"]),
            proof=timedelta(minutes=table["proof"]["minutes"]),
        ),
        link=timedelta(hours=table["link"]["hours"]),
        without_factor=frozenset(Role(role) for role in table["second_factor"]["free_roles"]),
    )
