"""The table that decides is complete, sourced, and refused when it is not."""

import copy
import tomllib
from dataclasses import fields
from importlib import resources

import pytest

from hervest.placement.criteria import home_criteria, parse_criteria
from hervest.placement.vocabulary import Criterion, Limits, Mark, RentKey

TABLE = tomllib.loads(resources.files("hervest.placement").joinpath("criteria_nl.toml").read_text(encoding="utf-8"))


def changed(change):
    table = copy.deepcopy(TABLE)
    change(table)
    return table


def test_the_criteria_that_come_along_hold_what_the_page_says():
    criteria = home_criteria()
    assert dict(criteria.weights) == {
        Criterion.ROOM_TO_GROW: 20,
        Criterion.RIGHT_SIZE: 10,
        Criterion.SCHOOL: 15,
        Criterion.CARE: 10,
        Criterion.DAILY: 10,
        Criterion.QUIET: 10,
        Criterion.NETWORK: 10,
        Criterion.RENT_MARGIN: 5,
        Criterion.WISHES: 10,
    }
    assert (criteria.limits.hospital_minutes, criteria.limits.furnishing_days, criteria.limits.door_width_cm) == (
        45,
        7,
        85,
    )


def test_every_number_has_a_source_a_mark_and_a_day():
    criteria = home_criteria()
    named = {number.key for number in criteria.numbers}
    assert named >= {field.name for field in fields(Limits)}
    for each in (*criteria.numbers, *criteria.rents):
        assert each.source
        assert each.mark in set(Mark)
        assert each.checked_on <= criteria.valid_from


@pytest.mark.parametrize(
    ("key", "year", "cents", "of_year"),
    [
        (RentKey.HARD_LIMIT, 2025, 90007, 2025),
        (RentKey.HARD_LIMIT, 2026, 93293, 2026),
        (RentKey.HARD_LIMIT, 2027, 93293, 2026),
        (RentKey.HARD_LIMIT, None, 93293, 2026),
        (RentKey.HARD_LIMIT_YOUNG, 2025, 47720, 2025),
        (RentKey.FIT_LOW, 2027, 65043, 2024),
        (RentKey.FIT_HIGH, 2024, 69707, 2024),
    ],
)
def test_the_amount_of_the_year_counts_else_the_newest_older_one(key, year, cents, of_year):
    found = home_criteria().rent(key, year)
    assert (found.cents, found.year) == (cents, of_year)


def test_before_the_first_amount_and_without_one_there_is_none():
    assert home_criteria().rent(RentKey.HARD_LIMIT, 2024) is None
    assert home_criteria().rent(RentKey.SHARED, 2026) is None
    assert home_criteria().rent(RentKey.HARD_LIMIT, 2025) is not None


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table["number"].pop(),
        lambda table: table["number"].append(table["number"][0]),
        lambda table: table["number"].append(table["number"][0] | {"key": "luck"}),
        lambda table: table["line"].pop(),
        lambda table: table["line"][0].update(best=30, worst=30),
        lambda table: table["weights"].update(school=16),
        lambda table: table["weights"].update(school=-15, care=40),
        lambda table: table["weights"].pop("school"),
        lambda table: table["weights"].update(charm=0),
        lambda table: table["need"].pop(),
        lambda table: table["need"].append(table["need"][0]),
        lambda table: table["need"][0].update(rules=["unlucky"]),
        lambda table: table["rent"].append(table["rent"][0]),
        lambda table: table["rent"][0].update(cents=-1),
        lambda table: table["rent"][0].update(key="ransom"),
        lambda table: table["number"][0].update(mark="?"),
    ],
)
def test_a_table_that_does_not_hold_together_is_refused(change):
    with pytest.raises(ValueError):  # noqa: PT011 -- which of them is the loader's word, that it is refused is the rule
        parse_criteria(changed(change))


def test_a_number_without_its_source_is_refused():
    with pytest.raises(KeyError):
        parse_criteria(changed(lambda table: table["number"][0].pop("source")))
    assert parse_criteria(copy.deepcopy(TABLE)).version == TABLE["version"]
