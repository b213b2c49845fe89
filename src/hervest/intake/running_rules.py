"""Reads cases that run already out of a file: a row a milestone, a task or a coordinator; an empty cell says nothing.

The same manners as a list of homes. Source: dossier_format.md, "Rules"; decision 27.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from hervest.intake.cell_rules import Reading
from hervest.intake.layout import Column
from hervest.intake.table_rules import MOST_FINDINGS, Record, records, sheet_map, values
from hervest.intake.text_rules import composed, folded
from hervest.intake.vocabulary import (
    OUR_OWN,
    SHEETS,
    Carrier,
    ColumnMap,
    Finding,
    FindingCode,
    Kind,
    Section,
    SourceFile,
    Table,
)
from hervest.journey.vocabulary import MilestoneCode

MOST_CASES = 200
"""More households than a municipality guides at one time."""

TASKS_SHEET = "Taken"
"""The sheet of the template that names the tasks to choose from: it is read by people, not by us."""

DAY = "%d-%m-%Y"

MILESTONE_WORDS = {
    "koppeling": MilestoneCode.ALLOCATED,
    "woning besloten": MilestoneCode.HOME_DECIDED,
    "sleutels": MilestoneCode.KEYS_HANDED,
    "landing in Nederland": MilestoneCode.LANDED,
    "aankomst in de gemeente": MilestoneCode.ARRIVED,
    "inschrijving BRP": MilestoneCode.REGISTERED,
    "vergunning bekendgemaakt": MilestoneCode.PERMIT_GRANTED,
    "verblijfspas ontvangen": MilestoneCode.CARD_ISSUED,
    "bijstand aangevraagd": MilestoneCode.BENEFIT_APPLIED,
    "ingang bijstand": MilestoneCode.BENEFIT_STARTED,
    "besluit bijstand": MilestoneCode.BENEFIT_DECIDED,
    "einde bijstand": MilestoneCode.BENEFIT_ENDED,
    "PIP vastgesteld": MilestoneCode.PIP_SET,
    "einde inburgeringstermijn": MilestoneCode.INTEGRATION_ENDED,
    "start sponsorgroep": MilestoneCode.SPONSOR_STARTED,
    "einde sponsorgroep": MilestoneCode.SPONSOR_ENDED,
    "besluit nareis": MilestoneCode.REUNIFICATION_DECIDED,
    "einde vergunning": MilestoneCode.PERMIT_ENDED,
    "einde tijdelijke bescherming": MilestoneCode.PROTECTION_ENDED,
    "einde opvang of gastgezin": MilestoneCode.STAY_ENDED,
}
"""Of a household; a birth that is expected stands with its person, and a case that is closed runs no more."""

MILESTONE_NAMES = {code: word for word, code in MILESTONE_WORDS.items()}


@dataclass(frozen=True, slots=True)
class RunningLine:
    """One row: who coordinates the case, or a milestone of it with its days, or a task that is done or not needed.

    `member`: which person of the household it is about; `repeat_no`: which time of a task that comes back.
    """

    case: str
    coordinator: str | None = None
    milestone: MilestoneCode | None = None
    task: str | None = None
    member: int | None = None
    repeat_no: int = 1
    planned_on: date | None = None
    happened_on: date | None = None
    by_whom: str | None = None
    not_needed: str | None = None
    row: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RunningRead:
    """What a file of running cases came to: the rows of the good cases, what the others are called, every finding."""

    lines: tuple[RunningLine, ...] = ()
    refused: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def _column(
    key: str,
    header: str,
    kind: Kind = Kind.TEXT,
    words: Mapping[str, MilestoneCode] | None = None,
    *,
    most: int | None = None,
    is_required: bool = False,
) -> Column:
    return Column(Section.RUNNING, key, header, kind, is_required=is_required, words=words or {}, most=most)


CASE, MILESTONE, TASK, PERSON, HAPPENED = "dossier", "mijlpaal", "taak", "persoon", "gebeurd_op"
TIMES = "keer"
COORDINATOR, PLANNED, BY_WHOM, NOT_NEEDED = "coordinator", "gepland_op", "gedaan_door", "niet_nodig_omdat"
_LAYOUT: tuple[tuple[Column, str], ...] = (
    (_column(CASE, "Dossier", is_required=True), "case"),
    (_column(COORDINATOR, "Coördinator", most=254), "coordinator"),
    (_column(MILESTONE, "Mijlpaal", Kind.WORD, MILESTONE_WORDS), "milestone"),
    (_column(TASK, "Taak", most=300), "task"),
    (_column(PERSON, "Persoon", Kind.PERSON_NO, most=99), "member"),
    (_column(TIMES, "Keer", Kind.PERSON_NO, most=99), "repeat_no"),
    (_column(PLANNED, "Gepland op", Kind.DATE), "planned_on"),
    (_column(HAPPENED, "Gebeurd op", Kind.DATE), "happened_on"),
    (_column(BY_WHOM, "Gedaan door", most=100), "by_whom"),
    (_column(NOT_NEEDED, "Niet nodig, omdat", Kind.LONG_TEXT), "not_needed"),
)
RUNNING_COLUMNS: tuple[Column, ...] = tuple(column for column, _ in _LAYOUT)
RUNNING_FIELDS: Mapping[str, str] = {column.key: name for column, name in _LAYOUT}
RUNNING_PLACES: Mapping[str, Column] = {column.key: column for column in RUNNING_COLUMNS}
RUNNING_HEADERS = frozenset(folded(column.header) for column in RUNNING_COLUMNS)


def running_key(record: Record) -> str:
    """What the report calls the case of a row: as it is written there, in capitals, for codes are in capitals."""
    return composed(record.text(CASE)).upper()


def read_running(source: SourceFile, reading: Reading, *, mapping: ColumnMap = OUR_OWN) -> RunningRead:
    """Every row of the cases that are in order by themselves, the other cases, and everything that was found.

    A case is refused whole. A file without any case is an error.
    """
    table = running_table(source, mapping)
    if table is None:
        missing = (Finding(FindingCode.MISSING_SHEET, SHEETS[Section.RUNNING]),) if source.tables else ()
        return RunningRead(findings=(*source.findings, *missing))
    said = sheet_map(mapping, table)
    rows = records(table, Section.RUNNING, RUNNING_COLUMNS, mapping=said.columns if said else None)
    findings = [*source.findings, *rows.findings, *_other_sheets(source, table)]
    cases = {running_key(record) for record in rows.rows}
    if len(cases) > MOST_CASES:
        params = (("most", MOST_CASES), ("n", len(cases)))
        return RunningRead(findings=(Finding(FindingCode.TOO_MANY_CASES, table.sheet, params=params), *findings))
    lines, wrong = _lines(rows.rows, reading)
    return _settled(lines, [*findings, *wrong], cases, is_whole=not any(one.is_error for one in rows.findings))


def _other_sheets(source: SourceFile, table: Table) -> Iterator[Finding]:
    for other in source.tables:
        if other is not table and folded(other.sheet or "") != folded(TASKS_SHEET):
            yield Finding(FindingCode.UNKNOWN_SHEET, other.sheet)


def _lines(rows: Iterable[Record], reading: Reading) -> tuple[list[RunningLine], list[Finding]]:
    found, findings = [], []
    for record in rows:
        line, wrong = _line(record, reading)
        findings += wrong
        if line is not None:
            found.append(line)
    return found, findings


def _settled(lines: list[RunningLine], findings: list[Finding], cases: set[str], *, is_whole: bool) -> RunningRead:
    known = tuple(sorted(filter(None, cases)))
    if len(findings) > MOST_FINDINGS:
        many = Finding(FindingCode.TOO_MANY_ERRORS, params=(("most", MOST_FINDINGS),))
        return RunningRead((), known, (many, *findings[:MOST_FINDINGS]))
    refused = {finding.dossier for finding in findings if finding.is_error and finding.dossier}
    if not is_whole:
        refused = set(known)
    read = RunningRead(
        tuple(line for line in lines if line.case not in refused), tuple(sorted(refused)), tuple(findings)
    )
    if known or any(one.is_error and one.code is not FindingCode.NOTHING_IN_FILE for one in findings):
        return read
    told = tuple(finding for finding in findings if finding.code is not FindingCode.NOTHING_IN_FILE)
    return replace(read, findings=(*told, Finding(FindingCode.NO_CASES)))


def running_table(source: SourceFile, mapping: ColumnMap) -> Table | None:
    """The sheet of running cases, or the one that is said to be it; a CSV file is that sheet."""
    for table in source.tables:
        said = sheet_map(mapping, table)
        if said is not None and said.section is Section.RUNNING:
            return table
    if source.carrier is Carrier.CSV and source.tables:
        return source.tables[0]
    wanted = folded(SHEETS[Section.RUNNING])
    return next((table for table in source.tables if folded(table.sheet or "") == wanted), None)


def _line(record: Record, reading: Reading) -> tuple[RunningLine | None, list[Finding]]:
    key = running_key(record)
    found, findings = values(record, RUNNING_COLUMNS, reading, dossier=key or None)
    known: dict[str, Any] = {RUNNING_FIELDS[column]: value for column, value in found.items() if value is not None}
    if findings or not key:
        return None, findings
    line = RunningLine(**{**known, "case": key, "row": record.row})
    findings += _impossible(record, line, reading.today)
    return (None if findings else line), findings


def _impossible(record: Record, line: RunningLine, today: date) -> Iterator[Finding]:
    """What cannot stand together in one row, each at its cell."""
    if line.milestone is not None and line.task is not None:
        yield record.finding(FindingCode.ONE_THING_A_ROW, TASK, ("value", line.task), dossier=line.case)
    elif line.milestone is None and line.task is None and not line.coordinator:
        yield record.finding(FindingCode.ONE_THING_A_ROW, MILESTONE, dossier=line.case)
    elif line.milestone is not None and not (line.planned_on or line.happened_on):
        yield record.finding(FindingCode.MISSING_VALUE, HAPPENED, dossier=line.case)
    elif line.task is not None and (line.happened_on is None) is (line.not_needed is None):
        place = HAPPENED if line.happened_on is None else NOT_NEEDED
        yield record.finding(FindingCode.DONE_OR_NOT_NEEDED, place, dossier=line.case)
    if line.happened_on is not None and line.happened_on > today:
        days = (("value", line.happened_on.strftime(DAY)), ("today", today.strftime(DAY)))
        yield record.finding(FindingCode.DATE_IN_FUTURE, HAPPENED, *days, dossier=line.case)


def running_finding(code: FindingCode, line: RunningLine, key: str, *params: tuple[str, str | int]) -> Finding:
    """A finding about a row that was in order by itself."""
    return Finding(code, SHEETS[Section.RUNNING], line.row, RUNNING_PLACES[key].header, params, line.case)
