"""Reads what civic integration counts with: the terms of the plan and its own, parts of routes, and numbers."""

from functools import cache
from importlib import resources

from hervest.deadlines.register import all_versions, read_register
from hervest.guidance.integrating_rules import Book, read_numbers, read_parts


@cache
def integration_book() -> Book:
    """Everything that integration counts with, each with its source."""
    return Book(
        terms=all_versions(),
        own_terms=read_register(_file("integrating_terms_nl.toml")),
        parts=read_parts(_file("integrating_parts_nl.csv")),
        numbers=read_numbers(_file("integrating_numbers_nl.csv")),
    )


def _file(name: str) -> str:
    return resources.files("hervest.guidance").joinpath("data", name).read_text(encoding="utf-8")
