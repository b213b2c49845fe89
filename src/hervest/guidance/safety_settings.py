"""Reads what comes with this version about safety: themes, report routes, the reporting code, terms."""

import tomllib
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from hervest.guidance.safety_rules import ReportRoute, ReportStep, Theme, read_routes, read_steps, read_themes
from hervest.guidance.signal_rules import SignalTerms


@cache
def report_routes() -> tuple[ReportRoute, ...]:
    """Where something can be reported, the first to call first."""
    return read_routes(_text("report_routes_nl.csv"))


@cache
def all_themes() -> tuple[Theme, ...]:
    """Every version of every theme."""
    return read_themes(_text("signal_themes_nl.csv"), [route.key for route in report_routes()])


@cache
def report_steps() -> tuple[ReportStep, ...]:
    """The steps of the reporting code."""
    return read_steps(_text("report_steps_nl.csv"))


def themes_on(day: date) -> tuple[Theme, ...]:
    """The themes that can be chosen on that day, in their order."""
    return tuple(theme for theme in all_themes() if theme.force.holds_on(day))


def routes_on(day: date) -> tuple[ReportRoute, ...]:
    """The routes that hold on that day, the first to call first."""
    return tuple(route for route in report_routes() if route.force.holds_on(day))


def steps_on(day: date) -> tuple[ReportStep, ...]:
    """The steps that hold on that day."""
    return tuple(step for step in report_steps() if step.force.holds_on(day))


def theme_of(key: str) -> Theme:
    """The last version of a theme, also of one that is chosen no more. Raises: KeyError."""
    found = [theme for theme in all_themes() if theme.key == key]
    if not found:
        raise KeyError(key)
    return found[-1]


@cache
def signal_terms() -> SignalTerms:
    """The terms this version comes with."""
    return parse_signal_terms(tomllib.loads(_text("signal_settings_nl.toml")))


def parse_signal_terms(table: dict[str, Any]) -> SignalTerms:
    """The terms in `table`, shaped as `signal_settings_nl.toml`. Raises: KeyError if a number is missing."""
    looked_at = table["looked_at"]
    return SignalTerms(
        urgent=looked_at["urgent_working_days"],
        normal=looked_at["normal_working_days"],
        undo=timedelta(hours=table["undo"]["hours"]),
    )


def _text(name: str) -> str:
    return resources.files("hervest.guidance").joinpath(name).read_text(encoding="utf-8")
