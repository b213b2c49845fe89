"""From the name of a language or country, as a person types it, to its ISO code."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale

from hervest.core import names
from hervest.households.search_rules import folded

STATELESS = "stateless"
CODE_LENGTHS = (2, 3)


@cache
def language_codes() -> Mapping[str, str]:
    """Folded Dutch and English names, and the codes themselves, of every language with an ISO 639 code of its own."""
    own = {folded(name): code for name, code in names.more_languages()}
    return MappingProxyType({**_codes(names.languages(language).items() for language in names.SPOKEN_HERE), **own})


@cache
def country_codes() -> Mapping[str, str]:
    """Folded Dutch and English names, and the codes themselves, of every country."""
    lists = (((code, name) for code, name in locale.territories.items() if code.isalpha()) for locale in _locales())
    own = {folded(name): code for name, code in names.more_countries()}
    return MappingProxyType({**_codes(lists), **own, STATELESS: STATELESS, "staatloos": STATELESS})


@cache
def nationality_codes() -> Mapping[str, str]:
    """What names a country, and the Dutch adjectives of nationality: Syrische, Syrisch."""
    return MappingProxyType({**country_codes(), **{folded(form): code for form, code in names.nationalities()}})


def language_names(language: str) -> tuple[str, ...]:
    """The names to choose from, in the reader's language."""
    return _names(names.languages(language).items())


def country_names(language: str) -> tuple[str, ...]:
    """The names of countries to choose from, in the reader's language."""
    return _names((code, name) for code, name in Locale.parse(language).territories.items() if code.isalpha())


def country_name(code: str, language: str) -> str:
    """The name of a country by its code; `stateless` is none."""
    return str(Locale.parse(language).territories.get(code, code))


def _locales() -> tuple[Locale, ...]:
    return tuple(Locale.parse(name) for name in names.SPOKEN_HERE)


def _codes(lists: Iterable[Iterable[tuple[str, str]]]) -> Mapping[str, str]:
    found = {}
    for pairs in lists:
        for code, name in pairs:
            if len(code) in CODE_LENGTHS:
                found[folded(name)] = code
                found.setdefault(folded(code), code)
    return MappingProxyType(found)


def _names(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(name for code, name in pairs if len(code) in CODE_LENGTHS))
