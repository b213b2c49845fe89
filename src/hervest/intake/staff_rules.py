"""Reads staff out of a file: a row a person and a role; an empty cell says nothing.

The same manners as a list of homes. A person is refused whole: nobody comes in with half of what was meant. Source:
access_matrix.csv, people.manage; decisions 10, 29 and 31.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from hervest.accounts.vocabulary import LANGUAGES, Role
from hervest.core.written import email_in
from hervest.intake.cell_rules import Reading
from hervest.intake.layout import Column
from hervest.intake.list_rules import DAY, HELP_SHEET, OneSheet, list_rows, settled
from hervest.intake.table_rules import Record, values
from hervest.intake.text_rules import composed, folded
from hervest.intake.vocabulary import OUR_OWN, SHEETS, ColumnMap, Finding, FindingCode, Kind, Section, SourceFile

MOST_PEOPLE = 500
"""More than a municipality lets in at one time; each of them gets a link that is shown once."""

ROLE_WORDS = {
    "Coördinator begeleider gemeente": Role.MUNI_CASEWORKER,
    "Woonconsulent": Role.MUNI_PLANNER,
    "Leidinggevende gemeente": Role.MUNI_LEAD,
    "Privacy officer": Role.PRIVACY_OFFICER,
    "Auditor": Role.AUDITOR,
    "Beheerder": Role.PLATFORM_ADMIN,
    "Maatschappelijk begeleider": Role.PARTNER_CASEWORKER,
    "Coördinator sponsorgroepen": Role.SPONSOR_COORDINATOR,
    "Screener": Role.SCREENER,
    "Sponsor": Role.SPONSOR_MEMBER,
    "Woningcorporatie": Role.HOUSING_PARTNER,
    "Zorgpartner": Role.HEALTH_PARTNER,
    "COA-contactpersoon": Role.COA_LIAISON,
    "Tolk": Role.INTERPRETER,
    "Regionale planner": Role.REGION_PLANNER,
    "Evaluator": Role.EVALUATOR,
    "Onderzoeker": Role.RESEARCHER,
}
"""Every role that somebody can be given, as the Dutch screens call it, without a comma: a list to choose from has none.

A newcomer comes in on the page of their household.
"""

ROLE_NAMES = {role: word for word, role in ROLE_WORDS.items()}


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One role of one person as the file has it; None = the file does not say. `email` in small letters.

    `places`: codes or names of municipalities, as they were written. `row`: where it stood in the file.
    """

    email: str
    name: str
    role: Role
    until_on: date
    organisation: str | None = None
    places: tuple[str, ...] | None = None
    from_on: date | None = None
    language: str | None = None
    row: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class StaffRead:
    """What a file of staff came to: the rows of the people in order, what the others are called, every finding.

    `halves`: rows that are in order by themselves, of people who are refused for another one.
    """

    lines: tuple[StaffLine, ...] = ()
    refused: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    halves: tuple[StaffLine, ...] = ()


_column = partial(Column, Section.STAFF)

NAME, EMAIL_KEY, ORGANISATION, ROLES, PLACES = "naam", "e_mail", "organisatie", "rol", "gemeente"
FIRST_DAY, LAST_DAY, LANGUAGE = "eerste_dag", "laatste_dag", "taal"
STAFF_COLUMNS: tuple[Column, ...] = (
    _column(NAME, "Naam", most=150, is_required=True),
    _column(EMAIL_KEY, "E-mail", most=150, is_required=True),
    _column(ORGANISATION, "Organisatie", most=150),
    _column(ROLES, "Rol", Kind.WORD_LIST, ROLE_WORDS, is_required=True),
    _column(PLACES, "Gemeente", Kind.TEXT_LIST),
    _column(FIRST_DAY, "Eerste dag", Kind.DATE),
    _column(LAST_DAY, "Laatste dag", Kind.DATE, is_required=True),
    _column(LANGUAGE, "Taal", Kind.LANGUAGE),
)
STAFF_PLACES: Mapping[str, Column] = {column.key: column for column in STAFF_COLUMNS}


def staff_key(record: Record) -> str:
    """What the report calls the person of a row: their address, in small letters."""
    return composed(record.text(EMAIL_KEY)).lower()


STAFF_LIST = OneSheet(
    Section.STAFF,
    STAFF_COLUMNS,
    staff_key,
    MOST_PEOPLE,
    FindingCode.TOO_MANY_STAFF,
    FindingCode.NO_STAFF,
    beside=frozenset({HELP_SHEET}),
)


def read_staff(source: SourceFile, reading: Reading, *, mapping: ColumnMap = OUR_OWN) -> StaffRead:
    """Every role of the people in `source` who are in order by themselves, the others, and everything that was found.

    Of somebody with several rows all say the same name and language, and none says a role twice. A file without
    anybody is an error.
    """
    rows = list_rows(STAFF_LIST, source, mapping)
    lines: list[StaffLine] = []
    wrong: list[Finding] = []
    first: dict[str, Record] = {}
    for record in rows.rows:
        found, findings = _lines(record, reading)
        wrong += findings
        wrong += _disagreeing(record, first)
        lines += found
    wrong += _twice(lines)
    keys = {staff_key(record) for record in rows.rows}
    good, refused, told = settled(STAFF_LIST, rows, ((line.email, line) for line in lines), wrong, keys)
    can_be_judged = rows.is_whole and not any(one.code is FindingCode.TOO_MANY_ERRORS for one in told)
    halves = (line for line in lines if line.email in refused) if can_be_judged else ()
    return StaffRead(good, refused, told, tuple(halves))


def _lines(record: Record, reading: Reading) -> tuple[list[StaffLine], list[Finding]]:
    """The roles of one row."""
    key = staff_key(record)
    found, findings = values(record, STAFF_COLUMNS, reading, dossier=key or None)
    if key and EMAIL_KEY in found and email_in(key) is None:
        findings.append(record.finding(FindingCode.NOT_A_LOGIN_EMAIL, EMAIL_KEY, ("value", key), dossier=key))
    language = found.get(LANGUAGE)
    if language is not None and language not in LANGUAGES:
        words = (("value", record.text(LANGUAGE)), ("expected", ", ".join(LANGUAGES.values())))
        findings.append(record.finding(FindingCode.UNKNOWN_WORD, LANGUAGE, *words, dossier=key))
    if findings or not all(found.get(column.key) for column in STAFF_COLUMNS if column.is_required):
        return [], findings  # a column that the whole sheet lacks was reported once
    first, last = found.get(FIRST_DAY), found[LAST_DAY]
    if first is not None and last < first:
        days = (("value", last.strftime(DAY)), ("first", first.strftime(DAY)))
        return [], [record.finding(FindingCode.ENDS_BEFORE_START, LAST_DAY, *days, dossier=key)]
    return [_line(record, key, role, found) for role in found[ROLES]], []


def _line(record: Record, key: str, role: Role, found: Mapping[str, Any]) -> StaffLine:
    return StaffLine(
        email=key,
        name=composed(found[NAME]),
        role=role,
        until_on=found[LAST_DAY],
        organisation=composed(found.get(ORGANISATION) or "") or None,
        places=tuple(map(composed, found.get(PLACES) or ())) or None,
        from_on=found.get(FIRST_DAY),
        language=found.get(LANGUAGE),
        row=record.row,
    )


def _disagreeing(record: Record, first: dict[str, Record]) -> Iterator[Finding]:
    """Where a row says something else of its person than the first of them; that one is remembered in `first`."""
    key = staff_key(record)
    before = first.setdefault(key, record)
    for column in (NAME, LANGUAGE):
        said, other = record.text(column), before.text(column)
        if key and said and other and folded(said) != folded(other):
            yield record.finding(FindingCode.PERSON_DISAGREES, column, ("value", said), ("because", other), dossier=key)


def _twice(lines: list[StaffLine]) -> Iterator[Finding]:
    """A role that stands twice for somebody at an organisation: nobody can tell which row holds."""
    seen: set[tuple[str, str, Role]] = set()
    for line in lines:
        what = (line.email, folded(line.organisation or ""), line.role)
        if what in seen:
            yield staff_finding(FindingCode.ROLE_TWICE, line, ROLES, ("value", ROLE_NAMES[line.role]))
        seen.add(what)


def staff_finding(code: FindingCode, line: StaffLine, key: str, *params: tuple[str, str | int]) -> Finding:
    """A finding about a row that was in order by itself."""
    return Finding(code, SHEETS[Section.STAFF], line.row, STAFF_PLACES[key].header, params, line.email)
