"""Paths and values of a dossier as a person reads them: names of columns, words of the layout, codes to name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hervest.intake.dwelling_rules import DWELLING_COLUMNS
from hervest.intake.layout import COLUMNS, LEVEL_WORDS, Column
from hervest.intake.rules import DOSSIER_SECTIONS
from hervest.intake.vocabulary import SHEETS, DossierData, Kind, Section

HEADERS: Mapping[tuple[str, str], Column] = {(column.section.value, column.key): column for column in COLUMNS}
LEVELS = {level.value: word for word, level in LEVEL_WORDS.items()}
WHOLE = {Section.NEED: "behoefte", Section.RELATIVE: "relatie", Section.WISH: "wens"}
CODES = {Kind.LANGUAGE: "language", Kind.COUNTRY: "country", Kind.NATIONALITY: "country", Kind.CENTS: "cents"}
DWELLING_PLACES = {column.key: column for column in DWELLING_COLUMNS}


@dataclass(frozen=True, slots=True)
class Place:
    """What a path is about: the sheet, the column as the layout calls it, and whose it is (`who`, a name or number)."""

    sheet: str
    header: str
    who: str
    column: Column | None


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value to show: `kind` says how (text, day, language, country, cents), each of `parts` a piece, its remark."""

    kind: str
    parts: tuple[tuple[str, str], ...] = ()
    day: date | None = None


def place_of(path: str, dossier: DossierData) -> Place:
    """Where `path` points; a person is named by first name, a need, relative or wish by what is in the brackets."""
    section = next(found for found in DOSSIER_SECTIONS if path.startswith(found.value))
    inner = path.partition("[")[2].rpartition("]")[0]
    key = path.rpartition("].")[2] if "]." in path else "" if inner else path.partition(".")[2]
    column = HEADERS.get((section.value, key or WHOLE.get(section, "")))
    header = column.header if column else SHEETS[section]
    return Place(SHEETS[section], header, _who(inner, section, dossier), column)


def dwelling_place(path: str) -> Place:
    """The column of a dwelling; it is nobody's."""
    column = DWELLING_PLACES[path]
    return Place(SHEETS[Section.DWELLING], column.header, "", column)


def _who(inner: str, section: Section, dossier: DossierData) -> str:
    number, _, rest = inner.partition(":")
    if section is Section.RELATIVE:
        return number
    names = {str(member.no): member.first_name or str(member.no) for member in dossier.members}
    return " · ".join(part for part in (names.get(number, number), rest) if part)


def value_shown(text: str | None, place: Place) -> ShownValue | None:
    """The canonical text of a difference as a person reads it; None stays None."""
    if text is None:
        return None
    column = place.column
    if column is None:
        return ShownValue("text", ((text, ""),))
    if column.kind in (Kind.DATE, Kind.BIRTH_DATE) and text[:1].isdigit():
        return ShownValue("day", day=date.fromisoformat(text))
    if column.kind is Kind.LANGUAGES:
        pairs = (part.partition(":") for part in text.split("; "))
        return ShownValue("language", tuple((code, LEVELS.get(level, level)) for code, _, level in pairs))
    words = {member.value: word for word, member in column.words.items()}
    if column.kind is Kind.WORD_LIST:
        return ShownValue("text", tuple((words.get(part, part), "") for part in text.split("; ")))
    return ShownValue(CODES.get(column.kind, "text"), ((words.get(text, text), ""),))
