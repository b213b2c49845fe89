"""What the practice family is made from."""

import tomllib
from datetime import date
from importlib import resources

from hervest.households.practice_rules import PracticeFamily, practice_family


def family_for_practice(*, today: date) -> PracticeFamily:
    """The household that comes with the package, as it is put in place today."""
    text = resources.files("hervest.households").joinpath("practice_nl.toml").read_text(encoding="utf-8")
    return practice_family(tomllib.loads(text), today=today)
