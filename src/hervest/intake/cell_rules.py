"""What one cell means: text to a value, or why not and what would be right.

Source: dossier_format.md, "Rules".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Any, Literal

from babel import Locale

from hervest.core.written import (
    FIRST_BIRTH_YEAR,
    HIGHEST_FLOOR,
    LARGEST_AMOUNT,
    LARGEST_NUMBER,
    LOWEST_FLOOR,
    amount_in,
    measure_in,
    postcode_in,
    whole_in,
)
from hervest.households.vocabulary import LanguageFacts, LanguageLevel
from hervest.intake.layout import Column
from hervest.intake.text_rules import folded, is_storable, odd_place, text_of
from hervest.intake.vocabulary import Cell, CellValue, FindingCode, Kind, Params, Words
from hervest.sponsorship.vocabulary import SpokenLevel

SHORT_TEXT = 200
LONG_TEXT = 4_000
FIRST_YEAR, LAST_YEAR = 1900, 2100
UNKNOWN = "onbekend"
SEPARATOR = ";"

DUTCH_DATE = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
DAY_IN_WORDS = re.compile(r"(?:([a-z]+) )?(\d{1,2}) ([a-z]+) (\d{4})")
SHOWN_IN = (Locale("nl"), Locale("en"), Locale("en", "GB"))
"""Where the words come from with which our screens write a day, short and in full."""

LANGUAGES_SHOWN = re.compile(r"[^();:,]+\([^();:]+\)(?:, *[^();:,]+\([^();:]+\))*")
LANGUAGE_SHOWN = re.compile(r"([^();:,]+)\(([^();:]+)\)")
SHOWN_BESIDE = " \N{MIDDLE DOT} "
"""What stands between the languages on a screen and what else stands there."""

MUNICIPALITY = re.compile(r"GM\d{4}")
YES_NO: Mapping[str, bool] = {"ja": True, "nee": False}
YES_NO_SHOWN: Mapping[str, bool] = {"yes": True, "no": False}
"""As the English screens say it: read too, and never offered."""
YES_BY_NAME: Mapping[str, tuple[str, ...]] = {"nareis_gewenst": ("nareis gewenst", "reunification wished")}
"""What our screens say where the answer is yes, by the key of its column."""


class CellRefused(Exception):
    """The cell cannot be read: why, and what would be right."""

    def __init__(self, code: FindingCode, *params: tuple[str, str | int]) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Params = params


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell is read against: the day on which it is read, and the names that are known."""

    today: date
    words: Words


def value_of(cell: Cell, column: Column, reading: Reading) -> Any:
    """The value in `cell` as `column` wants it; None when it is empty.

    Dates are `date`, numbers `int`, amounts `int` cents, yes and no `bool`, words the member they stand for, lists
    tuples, codes ISO. A birth date of `onbekend` is None.

    Raises: CellRefused, with what stood there in `value`.
    """
    if cell.problem is not None:
        raise CellRefused(cell.problem)
    if cell.is_empty:
        if column.is_required:
            raise CellRefused(FindingCode.MISSING_VALUE, *_allowed(column))
        return None
    if isinstance(cell.value, str) and not is_storable(cell.value):
        raise CellRefused(FindingCode.UNREADABLE_TEXT)
    return _READERS[column.kind](cell.value, column, reading)


def _allowed(column: Column) -> Params:
    return (("expected", ", ".join(column.words)),) if column.words else ()


def _refused(code: FindingCode, value: CellValue, *params: tuple[str, str | int]) -> CellRefused:
    return CellRefused(code, ("value", text_of(value)[:SHORT_TEXT]), *params)


def _checked_text(value: CellValue, longest: int) -> str:
    text = text_of(value)
    if not is_storable(text):
        raise CellRefused(FindingCode.UNREADABLE_TEXT)
    if len(text) > longest:
        raise CellRefused(FindingCode.TEXT_TOO_LONG, ("longest", longest), ("length", len(text)))
    return text


def _text(value: CellValue, column: Column, _reading: Reading) -> str:
    text = _checked_text(value, column.most or SHORT_TEXT)
    odd = odd_place(text) if column.is_number else None
    if odd is not None:
        raise _refused(FindingCode.NOT_A_KEY, value, ("n", odd))
    return text


def _long_text(value: CellValue, _column: Column, _reading: Reading) -> str:
    return _checked_text(value, LONG_TEXT)


def parts(value: CellValue) -> tuple[str, ...]:
    """The pieces of a list between semicolons, empty ones left out."""
    pieces = (piece.strip() for piece in _checked_text(value, LONG_TEXT).split(SEPARATOR))
    return tuple(piece for piece in pieces if piece)


def _text_list(value: CellValue, _column: Column, _reading: Reading) -> tuple[str, ...]:
    return parts(value)


def _number(value: CellValue, _column: Column, _reading: Reading) -> int:
    return _whole(value, lowest=0, highest=LARGEST_NUMBER)


def _person_no(value: CellValue, column: Column, _reading: Reading) -> int:
    return _whole(value, lowest=1, highest=column.most or LARGEST_NUMBER)


def _whole(value: CellValue, *, lowest: int, highest: int) -> int:
    number = whole_in(text_of(value))
    if isinstance(value, bool) or number is None:
        raise _refused(FindingCode.NOT_A_NUMBER, value)
    if not lowest <= number <= highest:
        raise _refused(FindingCode.NUMBER_OUT_OF_RANGE, value, ("lowest", lowest), ("highest", highest))
    return number


def _floor(value: CellValue, _column: Column, _reading: Reading) -> int:
    return _whole(value, lowest=LOWEST_FLOOR, highest=HIGHEST_FLOOR)


def _measured(value: CellValue) -> Decimal:
    """A length or an area, with a comma or a point."""
    number = measure_in(text_of(value))
    if isinstance(value, bool) or number is None:
        raise _refused(FindingCode.NOT_A_NUMBER, value)
    if number > LARGEST_NUMBER:
        raise _refused(FindingCode.NUMBER_OUT_OF_RANGE, value, ("lowest", 0), ("highest", LARGEST_NUMBER))
    return number


def _whole_up(value: CellValue, _column: Column, _reading: Reading) -> int:
    """Rounded up: a threshold is never thought lower than it is."""
    return int(_measured(value).to_integral_value(ROUND_CEILING))


def _whole_down(value: CellValue, _column: Column, _reading: Reading) -> int:
    """Rounded down: a door is never thought wider than it is."""
    return int(_measured(value).to_integral_value(ROUND_FLOOR))


def _cents(value: CellValue, _column: Column, _reading: Reading) -> int:
    """Euros to cents: `712,40`, `712.40`, `€ 1.023,00`, or a number cell."""
    amount = Decimal(text_of(value)) if isinstance(value, float) else amount_in(text_of(value))
    if isinstance(value, bool) or amount is None or not 0 <= amount <= LARGEST_AMOUNT:
        raise _refused(FindingCode.NOT_AN_AMOUNT, value)
    return int((amount * 100).to_integral_value())


def _date(value: CellValue, _column: Column, _reading: Reading) -> date:
    day = _day(value)
    if day is None:
        raise _refused(FindingCode.NOT_A_DATE, value)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _refused(FindingCode.DATE_OUT_OF_RANGE, value, ("first", FIRST_YEAR), ("last", LAST_YEAR))
    return day


def _birth_date(value: CellValue, _column: Column, reading: Reading) -> date | None:
    """A day up to today, or `onbekend`."""
    if folded(text_of(value)) == UNKNOWN:
        return None
    day = _day(value)
    if day is None:
        raise _refused(FindingCode.NOT_A_BIRTH_DATE, value)
    if day > reading.today:
        raise _refused(FindingCode.DATE_IN_FUTURE, value, ("today", reading.today.strftime("%d-%m-%Y")))
    if day.year < FIRST_BIRTH_YEAR:
        raise _refused(FindingCode.DATE_OUT_OF_RANGE, value, ("first", FIRST_BIRTH_YEAR), ("last", reading.today.year))
    return day


def _day(value: CellValue) -> date | None:
    """A real date, or text as dd-mm-yyyy, ISO or as our screens write a day; None when there is no such day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = text_of(value)
    if found := ISO_DATE.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := DUTCH_DATE.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        return _day_in_words(text)
    return _day_of(year, month, day)


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_in_words(text: str) -> date | None:
    """`di 12 jan 2027`, as our screens write it; a day that falls on another day of the week is none."""
    found = DAY_IN_WORDS.fullmatch(" ".join(re.sub("[.,]", " ", text.casefold()).split()))
    if found is None:
        return None
    weekday, number, name, year = found.groups()
    day = _day_of(int(year), min(_numbers(name, "months"), default=0), int(number))
    is_same = day is not None and (weekday is None or day.weekday() in _numbers(weekday, "days"))
    return day if is_same else None


def _numbers(name: str, what: Literal["months", "days"]) -> set[int]:
    """Which months, from 1 on, or days of the week, from Monday as 0 on, are called so, in either language."""
    return {
        number
        for locale in SHOWN_IN
        for names in (getattr(locale, what)["format"][width] for width in ("wide", "abbreviated"))
        for number, text in names.items()
        if text.casefold().replace(".", "") == name
    }


def _yes_no(value: CellValue, column: Column, _reading: Reading) -> bool:
    if folded(text_of(value)) in map(folded, YES_BY_NAME.get(column.key, ())):
        return True
    answer = {**YES_NO, **YES_NO_SHOWN}.get(folded(text_of(value)))
    if answer is None:
        raise _refused(FindingCode.UNKNOWN_WORD, value, ("expected", ", ".join(YES_NO)))
    return answer


def _word(value: CellValue, column: Column, reading: Reading) -> object:
    return word(text_of(value), column, reading)


def word(text: str, column: Column, reading: Reading) -> object:
    """What `text` stands for among the words of `column`.

    Raises: CellRefused(unknown_word) with the words that would be right.
    """
    meaning = meaning_of(text, {**column.words, **column.also}, reading.words)
    if meaning is None:
        raise _refused(FindingCode.UNKNOWN_WORD, text, *_allowed(column))
    return meaning


def meaning_of(text: str, words: Mapping[str, StrEnum], known: Words) -> StrEnum | None:
    """What `text` stands for by one of `words`, else by the word that our screens show for one of their members."""
    for name, meaning in words.items():
        if folded(name) == folded(text):
            return meaning
    members = list(words.values())
    shown = known.shown.get(type(members[0]).__name__, {}).get(folded(text)) if members else None
    return shown if shown in members else None


def _word_list(value: CellValue, column: Column, reading: Reading) -> tuple[object, ...]:
    return tuple(dict.fromkeys(word(part, column, reading) for part in parts(value)))


def _language(value: CellValue, _column: Column, reading: Reading) -> str:
    text = text_of(value)
    code = reading.words.languages.get(text) or reading.words.languages.get(folded(text))
    if code is None:
        raise _refused(FindingCode.UNKNOWN_LANGUAGE, value)
    return code


def _languages(value: CellValue, column: Column, reading: Reading) -> tuple[LanguageFacts, ...]:
    """`ar:moedertaal; en:basis`, or as our screens show it; a language that stands twice keeps its first level."""
    spoken: dict[str, LanguageFacts] = {}
    for part in _as_typed(value):
        name, _, level = part.partition(":")
        code = _language(name, column, reading)
        spoken.setdefault(code, LanguageFacts(code, _level(level, part, column, reading)))
    return tuple(spoken.values())


def _as_typed(value: CellValue) -> tuple[str, ...]:
    """The pieces of a list of languages; `Arabisch (moedertaal), Engels (basis)` becomes what one would type."""
    shown = _checked_text(value, LONG_TEXT).partition(SHOWN_BESIDE)[0].strip()
    if not LANGUAGES_SHOWN.fullmatch(shown):
        return parts(value)
    return tuple(f"{name.strip()}:{level.strip()}" for name, level in LANGUAGE_SHOWN.findall(shown))


def _spoken(value: CellValue, column: Column, reading: Reading) -> tuple[tuple[str, int], ...]:
    """`nl:C2; ar:B1`, by the European framework; a language that stands twice keeps its first level."""
    found: dict[str, int] = {}
    for part in parts(value):
        name, _, level = part.partition(":")
        code = _language(name.strip(), column, reading)
        if level.strip().upper() not in SpokenLevel.__members__:
            raise _refused(FindingCode.UNKNOWN_SPOKEN_LEVEL, part, ("expected", ", ".join(SpokenLevel.__members__)))
        found.setdefault(code, SpokenLevel[level.strip().upper()].value)
    return tuple(found.items())


def _level(text: str, part: str, column: Column, reading: Reading) -> LanguageLevel:
    level = meaning_of(text, column.words, reading.words)
    if isinstance(level, LanguageLevel):
        return level
    raise _refused(FindingCode.UNKNOWN_LANGUAGE_LEVEL, part, *_allowed(column))


def _country(value: CellValue, _column: Column, reading: Reading) -> str:
    code = reading.words.countries.get(folded(text_of(value)))
    if code is None:
        raise _refused(FindingCode.UNKNOWN_COUNTRY, value)
    return code


def _nationality(value: CellValue, _column: Column, reading: Reading) -> str | None:
    key = folded(text_of(value))
    if key == UNKNOWN:
        return None
    code = reading.words.nationalities.get(key)
    if code is None:
        raise _refused(FindingCode.UNKNOWN_NATIONALITY, value)
    return code


def _municipality(value: CellValue, _column: Column, _reading: Reading) -> str:
    text = text_of(value).upper()
    if not MUNICIPALITY.fullmatch(text):
        raise _refused(FindingCode.NOT_A_MUNICIPALITY, value)
    return text


def _postcode(value: CellValue, _column: Column, _reading: Reading) -> str:
    postcode = postcode_in(text_of(value))
    if postcode is None:
        raise _refused(FindingCode.NOT_A_POSTCODE, value)
    return postcode


_READERS: Mapping[Kind, Callable[[CellValue, Column, Reading], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.TEXT_LIST: _text_list,
    Kind.NUMBER: _number,
    Kind.CENTS: _cents,
    Kind.PERSON_NO: _person_no,
    Kind.DATE: _date,
    Kind.BIRTH_DATE: _birth_date,
    Kind.YES_NO: _yes_no,
    Kind.WORD: _word,
    Kind.WORD_LIST: _word_list,
    Kind.LANGUAGE: _language,
    Kind.LANGUAGES: _languages,
    Kind.SPOKEN: _spoken,
    Kind.COUNTRY: _country,
    Kind.NATIONALITY: _nationality,
    Kind.MUNICIPALITY: _municipality,
    Kind.POSTCODE: _postcode,
    Kind.FLOOR: _floor,
    Kind.WHOLE_UP: _whole_up,
    Kind.WHOLE_DOWN: _whole_down,
}
