"""Gathers the names by which a file may call languages, countries, nationalities, our columns and our words."""

import csv
from enum import StrEnum
from functools import cache
from importlib import resources

from babel import Locale
from django.conf import settings
from django.utils import translation

from hervest.core import names
from hervest.core.texts import label
from hervest.intake.layout import COLUMNS
from hervest.intake.list_kinds_rules import LISTS
from hervest.intake.text_rules import folded
from hervest.intake.vocabulary import ColumnNames, Words

CODE_LENGTH = 3


@cache
def dutch_words() -> Words:
    """Dutch names of CLDR, the lists of this package and every ISO code, each folded; our own lists go first.

    Languages also by the name that our English screens show, where that is no Dutch name or code. And what our screens
    call the members of the vocabularies of our columns, in each language.
    """
    return Words(_languages(), _countries(), _nationalities() | _countries(), _shown())


def _shown() -> dict[str, dict[str, StrEnum]]:
    """A word that stands for two members of one vocabulary stands for neither."""
    columns = [*COLUMNS, *(column for sheet in LISTS.values() for column in sheet.columns)]
    vocabularies = {type(member) for column in columns for member in column.words.values()}
    found: dict[str, dict[str, StrEnum]] = {}
    for vocabulary in vocabularies:
        meanings: dict[str, set[StrEnum]] = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                for member in vocabulary:
                    meanings.setdefault(folded(label(member)), set()).add(member)
        found[vocabulary.__name__] = {text: members.pop() for text, members in meanings.items() if len(members) == 1}
    return found


def _languages() -> dict[str, str]:
    """ISO 639-1 where there is one, else 639-3; a short name as written is no code: Fur is spoken in Darfur."""
    iso = _pairs("languages_iso.csv")
    known = {code for pair in iso for code in pair if code}
    named = [(name, code) for code, name in Locale("nl").languages.items() if code in known]
    named += names.more_languages()
    by_code = {two: two for _, two in iso if two} | {three: two or three for three, two in iso}
    as_written = {name: code for name, code in named if len(name) <= CODE_LENGTH}
    shown = {folded(name): code for code, name in names.languages("en").items() if code in known}
    return shown | {folded(name): code for name, code in named} | by_code | as_written


def _countries() -> dict[str, str]:
    """ISO 3166-1, two letters; Kosovo has none and goes by XK."""
    iso = _pairs("countries_iso.csv")
    known = {two for two, _ in iso} | {"XK"}
    found = {folded(name): code for code, name in Locale("nl").territories.items() if code in known}
    found |= {folded(name): code for name, code in names.more_countries()}
    return found | {folded(code): two for two, three in iso for code in (two, three)} | {"xk": "XK"}


def _nationalities() -> dict[str, str]:
    return {folded(form): code for form, code in names.nationalities()}


@cache
def column_names() -> ColumnNames:
    """Other names that files give to our sheets (an empty key) and columns, folded, from `data/column_names.csv`."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in csv.DictReader(_text("column_names.csv").splitlines()):
        found.setdefault((row["section"], row["key"]), set()).add(folded(row["name"]))
    return {place: frozenset(known) for place, known in found.items()}


def _text(name: str) -> str:
    return resources.files("hervest.intake").joinpath("data", name).read_text(encoding="utf-8")


def _pairs(name: str) -> list[tuple[str, str]]:
    rows = csv.reader(_text(name).splitlines())
    next(rows)
    return [(first, second) for first, second in rows]
