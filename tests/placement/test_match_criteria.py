"""The table by which matches are proposed is complete, sourced, and refused when it is not."""

import copy
import tomllib
from dataclasses import fields
from importlib import resources

import pytest

from hervest.placement.match_criteria import match_criteria, parse_match_criteria
from hervest.placement.match_vocabulary import (
    NEVER_OVERRIDDEN,
    OVERRIDDEN_BY_TWO,
    MatchCriterion,
    MatchLimits,
    MatchRule,
    MatchStrength,
)
from hervest.placement.vocabulary import Mark

TABLE = tomllib.loads(
    resources.files("hervest.placement").joinpath("match_criteria_nl.toml").read_text(encoding="utf-8")
)


def test_the_weights_are_those_that_were_published():
    weights = match_criteria().weights

    assert [weights[criterion] for criterion in MatchCriterion] == [20, 15, 12, 12, 12, 10, 9, 7, 3]
    assert sum(weights.values()) == 100
    assert (match_criteria().limits.stones, match_criteria().limits.stone_points) == (3, 8)


def test_every_number_has_a_source_a_mark_and_a_day():
    criteria = match_criteria()
    named = [number.key for number in criteria.numbers]

    assert sorted(named) == sorted([*(each.value for each in MatchCriterion), *(f.name for f in fields(MatchLimits))])
    for each in criteria.numbers:
        assert each.source
        assert each.unit
        assert each.mark in set(Mark)
        assert each.checked_on <= criteria.valid_from


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table["weight"][0].update(value=21),
        lambda table: (table["weight"][0].update(value=-1), table["weight"][1].update(value=36)),
        lambda table: table["weight"].pop(),
        lambda table: table["number"].pop(),
        lambda table: table["number"].append(table["number"][0]),
        lambda table: table["weight"][0].update(key="nationality"),
        lambda table: next(row for row in table["number"] if row["key"] == "worst_minutes").update(value=5),
        lambda table: next(row for row in table["number"] if row["key"] == "fair_from").update(value=70),
        lambda table: next(row for row in table["number"] if row["key"] == "interpreter_percent").update(value=50),
        lambda table: table["number"][0].pop("source"),
    ],
)
def test_a_table_that_is_not_whole_is_refused(change):
    assert parse_match_criteria(copy.deepcopy(TABLE)) == match_criteria()
    table = copy.deepcopy(TABLE)
    change(table)

    with pytest.raises((ValueError, KeyError)):
        parse_match_criteria(table)


def test_rules_are_numbered_as_published_and_five_are_never_overridden():
    assert [rule.number for rule in MatchRule] == [f"MATCH-H{n}" for n in range(1, 13)]
    assert [criterion.number for criterion in MatchCriterion] == [f"MATCH-S{n}" for n in range(1, 10)]
    assert {rule.number for rule in NEVER_OVERRIDDEN} == {f"MATCH-H{n}" for n in (2, 8, 9, 10, 11)}
    assert {rule.number for rule in OVERRIDDEN_BY_TWO} == {f"MATCH-H{n}" for n in (1, 3, 4, 5, 6, 7, 12)}


def test_the_word_for_a_strength_follows_the_published_points():
    strength = match_criteria().strength

    assert [strength(score) for score in (0.7, 0.699, 0.5, 0.499)] == [
        MatchStrength.GOOD,
        MatchStrength.FAIR,
        MatchStrength.FAIR,
        MatchStrength.WEAK,
    ]
