"""From codes to words: every text for a person comes from the catalogue, by context and code."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from django.utils.translation import get_language, gettext, pgettext

from hervest.core.errors import HervestError
from hervest.core.money import Money


def label(member: Enum) -> str:
    """The word for a member of a vocabulary, in the reader's language; its context is the class's name."""
    return _word(type(member).__name__, str(member.value), get_language())


@lru_cache(maxsize=10_000)
def _word(vocabulary: str, value: str, _language: str | None) -> str:
    """Looked up once in each language: a list says the same few words on every row."""
    return pgettext(vocabulary, value)


def coded(context: str, code: str, params: Mapping[str, object] | None = None) -> str:
    """The sentence for `code` in `context`, filled with `params`; dates, enums and lists are written out."""
    shown = {name: spelled(value) for name, value in (params or {}).items()}
    text = pgettext(context, code)
    return text % shown if shown else text.replace("%%", "%")


def error_text(problem: HervestError) -> str:
    """What an error tells the person."""
    return coded("error", problem.code, problem.params)


def spelled(value: object) -> str:
    """A parameter as a person reads it; between words that hold commas themselves stands a semicolon."""
    match value:
        case Enum():
            return label(value)
        case date():
            return day_in_words(value, with_year=True)
        case time():
            return f"{value:%H:%M}"
        case tuple() | list() | frozenset() | set():
            words = sorted(spelled(item) for item in value)
            return ("; " if any("," in word for word in words) else ", ").join(words)
        case float():
            return str(format_decimal(value, "0.0#", locale=_locale()))
        case _:
            return str(value)


def called(no: int, *names: str) -> str:
    """How one person of a household is called: by the first of these names; a newborn may have none yet."""
    return next((name for name in names if name), "") or gettext("person %(no)s, no name yet") % {"no": no}


def day_in_words(day: date, *, with_year: bool) -> str:
    """`di 17 nov`, with the year behind it if asked: the day's name always stands there."""
    return _formatted(day, "EEE d MMM y" if with_year else "EEE d MMM", _locale()).replace(".", "")


def day_and_month(day: date) -> str:
    """`17 nov`: below a chart, where the name of the day has no room."""
    return _formatted(day, "d MMM", _locale()).replace(".", "")


def full_day(day: date) -> str:
    """`dinsdag 17 november 2026`."""
    return _formatted(day, "EEEE d MMMM y", _locale())


@lru_cache(maxsize=5000)
def _formatted(day: date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


def euros(cents: int) -> str:
    """`€ 845,00`: money is kept in whole euro cents and only here becomes an amount."""
    return format_currency(Money(cents).euros, "EUR", locale=_locale())


def plain_amount(amount: Decimal) -> str:
    """`712,40`: an amount as somebody writes it in a field."""
    return format_decimal(amount, "0.00", locale=_locale())


def in_language(nl: str, en: str) -> str:
    """Of a text that is kept in both languages the one that the reader reads."""
    return en if _locale() == "en_GB" else nl


def _locale() -> str:
    language = get_language() or "nl"
    return "en_GB" if language.startswith("en") else "nl_NL"
