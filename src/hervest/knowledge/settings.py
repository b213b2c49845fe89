"""Reads the themes and numbers of the social map from data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from hervest.deadlines.period import Offset
from hervest.knowledge.rules import read_themes
from hervest.knowledge.vocabulary import Theme


@dataclass(frozen=True, slots=True)
class KnowledgeSettings:
    """`old_after`: so long after it was looked at, a service has to be looked at again."""

    old_after: Offset


@cache
def knowledge_settings() -> KnowledgeSettings:
    """The settings this version comes with."""
    return parse_settings(tomllib.loads(_file("settings_nl.toml")))


def parse_settings(table: dict[str, Any]) -> KnowledgeSettings:
    """The settings in `table`, shaped as `settings_nl.toml`.

    Raises: KeyError if a number is missing; UnreadableOffset for a term that is none.
    """
    return KnowledgeSettings(old_after=Offset.parse(table["check"]["old_after"]))


@cache
def themes() -> tuple[Theme, ...]:
    """The themes of the social map, in the order of the list."""
    return read_themes(_file("themes_nl.csv"))


def _file(name: str) -> str:
    return resources.files("hervest.knowledge").joinpath(name).read_text(encoding="utf-8")
