"""Reads sponsors and the groups they are in out of a file: a row a person; an empty cell says nothing.

The same manners as a list of homes. Source: sponsorship.md, 6.1 and 6.3, forms 3 and 4.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from hervest.core.written import FIRST_BIRTH_YEAR, email_in, phone_in
from hervest.intake.cell_rules import Reading
from hervest.intake.layout import Column
from hervest.intake.list_rules import DAY, HELP_SHEET, OneSheet, list_rows, settled
from hervest.intake.table_rules import Record, values
from hervest.intake.text_rules import composed, folded
from hervest.intake.vocabulary import OUR_OWN, SHEETS, ColumnMap, Finding, FindingCode, Kind, Section, SourceFile
from hervest.sponsorship.rules import may_be_adult
from hervest.sponsorship.vocabulary import (
    Block,
    Demands,
    Experience,
    GroupRole,
    Interest,
    Transport,
    WorkField,
)

MOST_SPONSORS = 2_000
"""As many as there may be dossiers in a file: the same manners."""

MOST_HOURS = 80
LONGEST_HOUSEHOLD = 30
LATEST_YEAR = 2100

ROLE_WORDS = {
    "lid": GroupRole.MEMBER,
    "coördinator": GroupRole.COORDINATOR,
    "vervangend coördinator": GroupRole.DEPUTY,
    "aanspreekpunt voor veiligheid": GroupRole.SAFEGUARDING_CONTACT,
}
BLOCK_WORDS = {
    "doordeweeks overdag": Block.WEEKDAY_DAY,
    "doordeweeks in de avond": Block.WEEKDAY_EVENING,
    "in het weekend overdag": Block.WEEKEND_DAY,
    "in het weekend in de avond": Block.WEEKEND_EVENING,
}
SHORT_BLOCK_WORDS = {
    "doordeweeks avond": Block.WEEKDAY_EVENING,
    "weekend overdag": Block.WEEKEND_DAY,
    "weekend avond": Block.WEEKEND_EVENING,
}
TRANSPORT_WORDS = {
    "te voet": Transport.ON_FOOT,
    "fiets": Transport.BICYCLE,
    "openbaar vervoer": Transport.PUBLIC_TRANSPORT,
    "auto": Transport.CAR,
}
INTEREST_WORDS = {
    "koken": Interest.COOKING,
    "tuinieren": Interest.GARDENING,
    "voetbal": Interest.FOOTBALL,
    "andere sport": Interest.OTHER_SPORT,
    "muziek": Interest.MUSIC,
    "handwerken en knutselen": Interest.HANDICRAFTS,
    "lezen": Interest.READING,
    "wandelen": Interest.WALKING,
    "fietsen": Interest.CYCLING,
    "dieren": Interest.ANIMALS,
    "spelletjes": Interest.GAMES,
    "film": Interest.FILM,
}
FIELD_WORDS = {
    "zorg": WorkField.CARE,
    "onderwijs": WorkField.EDUCATION,
    "bouw": WorkField.CONSTRUCTION,
    "techniek": WorkField.TECHNOLOGY,
    "vervoer": WorkField.TRANSPORT,
    "horeca en voedsel": WorkField.FOOD,
    "winkels": WorkField.RETAIL,
    "landbouw": WorkField.FARMING,
    "kantoor": WorkField.OFFICE,
    "ambacht": WorkField.CRAFTS,
    "cultuur": WorkField.CULTURE,
}
EXPERIENCE_WORDS = {
    "kinderen": Experience.CHILDREN,
    "ouderen": Experience.OLDER_PEOPLE,
    "ziekte": Experience.ILLNESS,
    "een beperking": Experience.DISABILITY,
    "mensen die veel hebben meegemaakt": Experience.TRAUMA_AWARE,
    "praten met een tolk": Experience.INTERPRETERS,
}
SHORT_EXPERIENCE_WORDS = {
    "beperking": Experience.DISABILITY,
    "trauma": Experience.TRAUMA_AWARE,
    "tolken": Experience.INTERPRETERS,
}
"""The words are those of the Dutch screens; the short ones are read too."""


@dataclass(frozen=True, slots=True)
class SponsorLine:
    """A sponsor as the file has them; None = the file does not say. `languages`: level 1 to 6 by ISO 639 code.

    `capacity_persons` is of the group. `row`: where it stood in the file.
    """

    group: str
    name: str
    role: GroupRole | None = None
    email: str | None = None
    phone: str | None = None
    birth_year: int | None = None
    postcode: str | None = None
    languages: tuple[tuple[str, int], ...] | None = None
    hours_least: int | None = None
    hours_most: int | None = None
    blocks: tuple[Block, ...] | None = None
    transport: tuple[Transport, ...] | None = None
    interests: tuple[Interest, ...] | None = None
    work_fields: tuple[WorkField, ...] | None = None
    experience: tuple[Experience, ...] | None = None
    away_from: date | None = None
    away_until: date | None = None
    counts_as_woman: bool | None = None
    capacity_persons: int | None = None
    row: int | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """What the report calls this row: who, and in which group."""
        return key_of(self.group, self.name)


@dataclass(frozen=True, slots=True)
class SponsorsRead:
    """What a file of sponsors came to, and for which programme it is meant (0: not said yet)."""

    sponsors: tuple[SponsorLine, ...] = ()
    refused: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    programme: int = 0


_column = partial(Column, Section.SPONSOR)

GROUP, NAME = "groep", "naam"
AWAY = ("afwezig_vanaf", "afwezig_tot_en_met")
_LAYOUT: tuple[tuple[Column, str], ...] = (
    (_column(GROUP, "Groep", most=100, is_required=True), "group"),
    (_column(NAME, "Naam", most=150, is_required=True), "name"),
    (_column("rol", "Rol", Kind.WORD, ROLE_WORDS), "role"),
    (_column("e_mail", "E-mail", most=254), "email"),
    (_column("telefoon", "Telefoon", most=30), "phone"),
    (_column("geboortejaar", "Geboortejaar", Kind.PERSON_NO, most=LATEST_YEAR), "birth_year"),
    (_column("postcode", "Postcode", Kind.POSTCODE), "postcode"),
    (_column("talen", "Talen", Kind.SPOKEN), "languages"),
    (_column("uren_ten_minste", "Uren ten minste", Kind.PERSON_NO, most=MOST_HOURS), "hours_least"),
    (_column("uren_ten_hoogste", "Uren ten hoogste", Kind.PERSON_NO, most=MOST_HOURS), "hours_most"),
    (_column("tijden", "Tijden", Kind.WORD_LIST, BLOCK_WORDS, also=SHORT_BLOCK_WORDS), "blocks"),
    (_column("reist_met", "Reist met", Kind.WORD_LIST, TRANSPORT_WORDS), "transport"),
    (
        _column("doet_graag", "Doet graag", Kind.WORD_LIST, INTEREST_WORDS, also={"handwerken": Interest.HANDICRAFTS}),
        "interests",
    ),
    (_column("werkvelden", "Werkvelden", Kind.WORD_LIST, FIELD_WORDS, also={"horeca": WorkField.FOOD}), "work_fields"),
    (
        _column("ervaring_met", "Ervaring met", Kind.WORD_LIST, EXPERIENCE_WORDS, also=SHORT_EXPERIENCE_WORDS),
        "experience",
    ),
    (_column("afwezig_vanaf", "Afwezig vanaf", Kind.DATE), "away_from"),
    (_column("afwezig_tot_en_met", "Afwezig tot en met", Kind.DATE), "away_until"),
    (_column("telt_mee_als_vrouw", "Telt mee als vrouw", Kind.YES_NO), "counts_as_woman"),
    (
        _column("personen_ten_hoogste", "Personen ten hoogste", Kind.PERSON_NO, most=LONGEST_HOUSEHOLD),
        "capacity_persons",
    ),
)
SPONSOR_COLUMNS: tuple[Column, ...] = tuple(column for column, _ in _LAYOUT)
SPONSOR_FIELDS: Mapping[str, str] = {column.key: name for column, name in _LAYOUT}
SPONSOR_PLACES: Mapping[str, Column] = {column.key: column for column in SPONSOR_COLUMNS}


def key_of(group: str, name: str) -> str:
    """What the report calls a row."""
    return f"{composed(group)}: {composed(name)}" if group else composed(name)


def sponsor_key(record: Record) -> str:
    """What the report calls a row."""
    return key_of(composed(record.text(GROUP)), composed(record.text(NAME)))


SPONSOR_LIST = OneSheet(
    Section.SPONSOR,
    SPONSOR_COLUMNS,
    sponsor_key,
    MOST_SPONSORS,
    FindingCode.TOO_MANY_SPONSORS,
    FindingCode.NO_SPONSORS,
    beside=frozenset({HELP_SHEET}),
)


def read_sponsors(
    source: SourceFile, reading: Reading, *, demands: Demands, mapping: ColumnMap = OUR_OWN
) -> SponsorsRead:
    """Every sponsor in `source` that is in order, the keys of the others, and everything that was found.

    Who stands twice in a group is refused: nobody can tell which row holds. A file without anybody is an error.
    """
    rows = list_rows(SPONSOR_LIST, source, mapping)
    good: dict[str, SponsorLine] = {}
    seen: dict[str, str] = {}
    findings: list[Finding] = []
    for record in rows.rows:
        line, wrong = _line(record, reading, demands, seen)
        findings += wrong
        if line is not None:
            good[line.key] = line
    return SponsorsRead(*settled(SPONSOR_LIST, rows, good.items(), findings, seen.values()))


def _line(
    record: Record, reading: Reading, demands: Demands, seen: dict[str, str]
) -> tuple[SponsorLine | None, list[Finding]]:
    """The sponsor in one row; who it is remembered in `seen`."""
    group, name = composed(record.text(GROUP)), composed(record.text(NAME))
    key = key_of(group, name)
    found, findings = values(record, SPONSOR_COLUMNS, reading, dossier=key or None)
    known: dict[str, Any] = {SPONSOR_FIELDS[column]: value for column, value in found.items() if value is not None}
    if folded(key) in seen:
        twice = seen[folded(key)]
        findings.append(record.finding(FindingCode.DUPLICATE_SPONSOR, NAME, ("value", name), dossier=twice))
    if key:
        seen.setdefault(folded(key), key)
    line = SponsorLine(**{**known, "group": group, "name": name, "row": record.row})
    findings += _impossible(record, line, reading, demands, unread=frozenset(record.cells) - frozenset(found))
    return (line if group and name and not findings else None), findings


def _impossible(
    record: Record, line: SponsorLine, reading: Reading, demands: Demands, *, unread: frozenset[str]
) -> Iterator[Finding]:
    """What the register would not take, each at its cell; what hangs on a cell that cannot be read is not judged."""
    if line.email is not None and email_in(line.email) is None:
        yield record.finding(FindingCode.NOT_AN_EMAIL, "e_mail", ("value", line.email), dossier=line.key)
    if line.phone is not None and phone_in(line.phone) is None:
        yield record.finding(FindingCode.NOT_A_PHONE, "telefoon", ("value", line.phone), dossier=line.key)
    if line.birth_year is not None and line.birth_year < FIRST_BIRTH_YEAR:
        years = (("value", line.birth_year), ("lowest", FIRST_BIRTH_YEAR), ("highest", reading.today.year))
        yield record.finding(FindingCode.NUMBER_OUT_OF_RANGE, "geboortejaar", *years, dossier=line.key)
    if line.birth_year is not None and not may_be_adult(line.birth_year, today=reading.today, demands=demands):
        params = (("value", line.birth_year), ("lowest", demands.adult_age))
        yield record.finding(FindingCode.SPONSOR_TOO_YOUNG, "geboortejaar", *params, dossier=line.key)
    if line.hours_least and line.hours_most and line.hours_most < line.hours_least:
        params = (("value", line.hours_most), ("lowest", line.hours_least))
        bound = (*params, ("highest", MOST_HOURS))
        yield record.finding(FindingCode.NUMBER_OUT_OF_RANGE, "uren_ten_hoogste", *bound, dossier=line.key)
    if unread.isdisjoint(AWAY) and bool(line.away_from) is not bool(line.away_until):
        empty = "afwezig_vanaf" if line.away_until else "afwezig_tot_en_met"
        yield record.finding(FindingCode.MISSING_VALUE, empty, dossier=line.key)
    if line.away_from and line.away_until and line.away_until < line.away_from:
        days = (("value", line.away_until.strftime(DAY)), ("first", line.away_from.strftime(DAY)))
        yield record.finding(FindingCode.ENDS_BEFORE_START, "afwezig_tot_en_met", *days, dossier=line.key)


def sponsor_finding(code: FindingCode, line: SponsorLine, key: str, *params: tuple[str, str | int]) -> Finding:
    """A finding about a sponsor whose row was in order by itself."""
    return Finding(code, SHEETS[Section.SPONSOR], line.row, SPONSOR_PLACES[key].header, params, line.key)
