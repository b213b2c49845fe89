"""Names of languages, countries and nationalities beside those of CLDR: for files, for forms and for every page."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from babel import Locale

Pairs = tuple[tuple[str, str], ...]
SPOKEN_HERE = ("nl", "en")
MORE_LANGUAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "acm": ("Iraaks-Arabisch", "Iraqi Arabic"),
        "acq": ("Jemenitisch-Arabisch", "Yemeni Arabic"),
        "aii": ("Suret", "Suret"),
        "apc": ("Levantijns-Arabisch", "Levantine Arabic"),
        "apd": ("Soedanees-Arabisch", "Sudanese Arabic"),
        "bmb": ("Kibembe", "Bembe"),
        "cnh": ("Chin", "Chin"),
        "dse": ("Nederlandse Gebarentaal", "Dutch Sign Language"),
        "flr": ("Kifuliru", "Fuliiru"),
        "fvr": ("Fur", "Fur"),
        "haz": ("Hazaragi", "Hazaragi"),
        "kmr": ("Kurmanji", "Kurmanji"),
        "ksw": ("Karen", "Karen"),
        "kun": ("Kunama", "Kunama"),
        "mls": ("Masalit", "Masalit"),
        "nrb": ("Nara", "Nara"),
        "prs": ("Dari", "Dari"),
        "shr": ("Mashi", "Shi"),
        "tma": ("Tama", "Tama"),
        "zag": ("Zaghawa", "Zaghawa"),
    }
)
"""Languages of newcomers that CLDR has no Dutch or English name for: names in the order of `SPOKEN_HERE`."""


@cache
def languages(language: str) -> Mapping[str, str]:
    """By ISO 639 code, what each language is called in the reader's language: on every page the same."""
    place = SPOKEN_HERE.index(language) if language in SPOKEN_HERE else 0
    more = {code: both[place] for code, both in MORE_LANGUAGES.items()}
    return MappingProxyType({**Locale.parse(language).languages, **more})


def language_name(code: str, language: str) -> str:
    """The name of a language by its code, in the reader's language; a code that nobody has a name for stays."""
    return languages(language).get(code, code)


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
