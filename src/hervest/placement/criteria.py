"""Reads the table that decides about homes from `criteria_nl.toml`."""

import tomllib
from dataclasses import fields
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from hervest.households.vocabulary import NeedKind
from hervest.placement.vocabulary import (
    LINE_KEYS,
    Criteria,
    Criterion,
    FitWarning,
    HardRule,
    Limits,
    Line,
    Mark,
    NeedTerms,
    RentAmount,
    RentKey,
    Requirement,
    SourcedNumber,
)
from hervest.placement.weight_rules import are_whole


@cache
def home_criteria() -> Criteria:
    """The criteria this version comes with."""
    text = resources.files("hervest.placement").joinpath("criteria_nl.toml").read_text(encoding="utf-8")
    return parse_criteria(tomllib.loads(text))


def parse_criteria(table: dict[str, Any]) -> Criteria:
    """The criteria in `table`, shaped as `criteria_nl.toml`.

    Raises: KeyError if a number or its source is missing; ValueError if a key is unknown, missing or stands twice, if
    the weights do not sum to 100, a line is level, or an amount is below zero.
    """
    numbers = {row["key"]: row["value"] for row in table["number"]}
    lines = {row["key"]: Line(best=row["best"], worst=row["worst"]) for row in table["line"]}
    _refuse_other_keys(table["number"], {field.name for field in fields(Limits)})
    _refuse_other_keys(table["line"], frozenset(LINE_KEYS))
    _refuse_other_keys(table["need"], frozenset(need.value for need in NeedKind))
    weights = {Criterion(key): points for key, points in table["weights"].items()}
    if not are_whole(weights, Criterion):
        raise ValueError("weights")
    if any(line.best >= line.worst for line in lines.values()):
        raise ValueError("line")
    return Criteria(
        version=table["version"],
        valid_from=table["valid_from"],
        limits=Limits(**numbers),
        lines=MappingProxyType(lines),
        weights=MappingProxyType(weights),
        rents=_rents(table["rent"]),
        numbers=tuple(_sourced(row) for row in table["number"]) + tuple(_ends(table["line"])),
        needs=MappingProxyType({NeedKind(row["key"]): _need(row) for row in table["need"]}),
        counts_near_births=table["counts_near_births"],
    )


def _refuse_other_keys(rows: list[dict[str, Any]], expected: set[str] | frozenset[str]) -> None:
    """Each expected key stands once, and no other."""
    found = [row["key"] for row in rows]
    if sorted(found) != sorted(expected):
        raise ValueError(sorted(set(found) ^ set(expected)) or "repeated")


def _need(row: dict[str, Any]) -> NeedTerms:
    rules = frozenset(HardRule(code) for code in row["rules"])
    warnings = frozenset(FitWarning(code) for code in row["warnings"])
    return NeedTerms(
        need=NeedKind(row["key"]),
        calls_up=rules | warnings | frozenset(Criterion(code) for code in row["criteria"]),
        heavier=frozenset(Criterion(code) for code in row["heavier"]),
        requirements=frozenset(Requirement(code) for code in row["requirements"]),
        mark=Mark(row["mark"]),
        source=row["source"],
        checked_on=row["checked_on"],
    )


def _sourced(row: dict[str, Any]) -> SourcedNumber:
    return SourcedNumber(
        key=row["key"],
        value=row["value"],
        unit=row["unit"],
        mark=Mark(row["mark"]),
        source=row["source"],
        checked_on=row["checked_on"],
    )


def _ends(rows: list[dict[str, Any]]) -> list[SourcedNumber]:
    """Both ends of each line as numbers for the page."""
    return [
        _sourced(row | {"key": f"{row['key']}_{end}", "value": row[end]}) for row in rows for end in ("best", "worst")
    ]


def _rents(rows: list[dict[str, Any]]) -> tuple[RentAmount, ...]:
    """Amounts by key and year, oldest first; one for each."""
    rents = [
        RentAmount(
            key=RentKey(row["key"]),
            year=row["year"],
            cents=row["cents"],
            mark=Mark(row["mark"]),
            source=row["source"],
            checked_on=row["checked_on"],
        )
        for row in rows
    ]
    if any(rent.cents < 0 for rent in rents) or len({(rent.key, rent.year) for rent in rents}) < len(rents):
        raise ValueError("rent")
    return tuple(sorted(rents, key=lambda rent: (rent.key, rent.year or 0)))
