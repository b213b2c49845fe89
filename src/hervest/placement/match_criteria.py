"""Reads the table by which matches are proposed from `match_criteria_nl.toml`."""

import tomllib
from dataclasses import fields
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from hervest.placement.match_vocabulary import MatchCriteria, MatchCriterion, MatchLimits
from hervest.placement.vocabulary import Mark, SourcedNumber
from hervest.placement.weight_rules import ALL_POINTS, are_whole


@cache
def match_criteria() -> MatchCriteria:
    """The criteria this version comes with."""
    text = resources.files("hervest.placement").joinpath("match_criteria_nl.toml").read_text(encoding="utf-8")
    return parse_match_criteria(tomllib.loads(text))


def parse_match_criteria(table: dict[str, Any]) -> MatchCriteria:
    """The criteria in `table`, shaped as `match_criteria_nl.toml`.

    Raises: KeyError if a number or its source is missing; ValueError if a key is unknown, missing or stands twice, a
    weight is below zero, the weights do not sum to 100, an end does not lie beyond its beginning, or an interpreter
    counts a half or more.
    """
    numbers = {row["key"]: row["value"] for row in table["number"]}
    refuse_other_keys(table["number"], {field.name for field in fields(MatchLimits)})
    refuse_other_keys(table["weight"], {criterion.value for criterion in MatchCriterion})
    weights = {MatchCriterion(row["key"]): row["value"] for row in table["weight"]}
    if not are_whole(weights, MatchCriterion):
        raise ValueError("weights")
    limits = MatchLimits(**numbers)
    if limits.best_minutes >= limits.worst_minutes or limits.fair_from >= limits.good_from:
        raise ValueError("line")
    if limits.interpreter_percent * 2 >= ALL_POINTS:  # an interpreter by itself would speak for a pair
        raise ValueError("interpreter_percent")
    return MatchCriteria(
        version=table["version"],
        valid_from=table["valid_from"],
        limits=limits,
        weights=MappingProxyType(weights),
        numbers=tuple(sourced(row) for row in (*table["weight"], *table["number"])),
    )


def refuse_other_keys(rows: list[dict[str, Any]], expected: set[str]) -> None:
    """Each expected key stands once, and no other."""
    found = [row["key"] for row in rows]
    if sorted(found) != sorted(expected):
        raise ValueError(sorted(set(found) ^ expected) or "repeated")


def sourced(row: dict[str, Any]) -> SourcedNumber:
    """A number with where it comes from."""
    return SourcedNumber(
        key=row["key"],
        value=row["value"],
        unit=row["unit"],
        mark=Mark(row["mark"]),
        source=row["source"],
        checked_on=row["checked_on"],
    )
