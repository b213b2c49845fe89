"""Languages, countries and lists of ages as a person reads them."""

from collections.abc import Iterable

from babel import Locale
from babel.lists import format_list
from django import template
from django.utils.translation import get_language

from hervest.core import names, texts
from hervest.households import name_rules
from hervest.households.record_rules import MemberRecord
from hervest.households.vocabulary import DOSSIER_WORDS

register = template.Library()


def _locale() -> Locale:
    return Locale.parse((get_language() or "nl")[:2])


@register.filter
def language_name(code: str) -> str:
    """The name of a language by its ISO 639 code; a code that nobody has a name for stays as it is."""
    return names.language_name(code, str(_locale().language))


@register.filter
def called(member: MemberRecord) -> str:
    """How one person of a household is called: by the first name, else the last; a newborn may have neither yet."""
    return texts.called(member.no, member.first_name, member.last_name)


@register.filter
def country_name(code: str) -> str:
    """The name of a country by its ISO 3166 code."""
    return name_rules.country_name(code, str(_locale().language))


@register.filter
def dossier_word(text: str) -> str:
    """A word of the dossier in the reader's language, if it is one of those that dossiers use; else as it stands."""
    known = text.strip().lower()
    return texts.coded("dossier_word", known) if known in DOSSIER_WORDS and _locale().language != "nl" else text


@register.filter
def listed(values: Iterable[object]) -> str:
    """`11, 8 en 2`."""
    return format_list([str(value) for value in values], locale=_locale())


@register.simple_tag
def all_languages() -> tuple[str, ...]:
    """The names of languages to choose from."""
    return name_rules.language_names(str(_locale().language))


@register.simple_tag
def all_countries() -> tuple[str, ...]:
    """The names of countries to choose from."""
    return name_rules.country_names(str(_locale().language))
