"""Dutch names of languages, countries and nationalities beside those of CLDR: for files and for forms."""

import csv
from collections.abc import Iterator
from importlib import resources

Pairs = tuple[tuple[str, str], ...]


def more_languages() -> Pairs:
    """Name and ISO 639 code."""
    return _pairs("languages_nl.csv")


def more_countries() -> Pairs:
    """Name and ISO 3166-1 code of two letters."""
    return _pairs("countries_nl.csv")


def nationalities() -> Pairs:
    """Adjective and country, in every form in which it is written: Syrische, Syrisch; Soedanese, Soedanees."""
    return tuple((form, code) for adjective, code in _pairs("nationalities_nl.csv") for form in _forms(adjective))


def _forms(adjective: str) -> Iterator[str]:
    yield adjective
    if adjective.endswith("ese"):
        yield f"{adjective[:-3]}ees"
    elif adjective.endswith("e"):
        yield adjective[:-1]


def _pairs(name: str) -> Pairs:
    text = resources.files("hervest.core").joinpath("data", name).read_text(encoding="utf-8")
    rows = csv.reader(text.splitlines())
    next(rows)
    return tuple((first, second) for first, second in rows)
