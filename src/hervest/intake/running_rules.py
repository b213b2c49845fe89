"""Reads cases that run already out of a file: a row a milestone, a task or a coordinator; an empty cell says nothing.

A task is one of the template, or an extra one that somebody added to this case.

The same manners as a list of homes. Source: dossier_format.md, "Rules"; decision 27.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from hervest.intake.cell_rules import Reading
from hervest.intake.layout import Column
from hervest.intake.list_rules import DAY, HELP_SHEET, OneSheet, list_rows, settled
from hervest.intake.table_rules import Record, values
from hervest.intake.text_rules import composed
from hervest.intake.vocabulary import OUR_OWN, SHEETS, ColumnMap, Finding, FindingCode, Kind, Section, SourceFile
from hervest.journey.vocabulary import LONGEST_TITLE, MilestoneCode

MOST_CASES = 200
"""More households than a municipality guides at one time."""

TASKS_SHEET = "Taken"
"""The sheet of the template that names the tasks to choose from: it is read by people, not by us."""

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

    `member`: which person of the household it is about; `repeat_no`: which time of a task that comes back. `extra`: the
    title of a task that stands in no template; it may be open, due on `planned_on` and given to `doer`.
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
    extra: str | None = None
    doer: str | None = None
    row: int | None = field(default=None, compare=False)

    @property
    def is_open_extra(self) -> bool:
        """Whether it is an extra task that still has to be done."""
        return self.extra is not None and self.happened_on is None and self.not_needed is None


@dataclass(frozen=True, slots=True)
class HalfRunning:
    """A row of a refused case as far as it can be read, so that what else is wrong in the case is told at once.

    `unread`: the fields that could not be read, or of which nobody can tell what was meant.
    """

    line: RunningLine
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RunningRead:
    """What a file of running cases came to: the rows of the good cases, what the others are called, every finding.

    `halves`: the rows of the refused cases, as far as they can be read.
    """

    lines: tuple[RunningLine, ...] = ()
    refused: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    halves: tuple[HalfRunning, ...] = ()


_column = partial(Column, Section.RUNNING)

CASE, MILESTONE, TASK, PERSON, HAPPENED = "dossier", "mijlpaal", "taak", "persoon", "gebeurd_op"
TIMES = "keer"
COORDINATOR, PLANNED, BY_WHOM, NOT_NEEDED = "coordinator", "gepland_op", "gedaan_door", "niet_nodig_omdat"
EXTRA, DOER = "extra_taak", "wie_doet_het"
_LAYOUT: tuple[tuple[Column, str], ...] = (
    (_column(CASE, "Dossier", is_required=True), "case"),
    (_column(COORDINATOR, "Coördinator", most=254), "coordinator"),
    (_column(MILESTONE, "Mijlpaal", Kind.WORD, MILESTONE_WORDS), "milestone"),
    (_column(TASK, "Taak", most=300), "task"),
    (_column(EXTRA, "Extra taak", most=LONGEST_TITLE), "extra"),
    (_column(PERSON, "Persoon", Kind.PERSON_NO, most=99), "member"),
    (_column(TIMES, "Keer", Kind.PERSON_NO, most=99), "repeat_no"),
    (_column(PLANNED, "Gepland op", Kind.DATE), "planned_on"),
    (_column(HAPPENED, "Gebeurd op", Kind.DATE), "happened_on"),
    (_column(DOER, "Wie doet het", most=254), "doer"),
    (_column(BY_WHOM, "Gedaan door", most=100), "by_whom"),
    (_column(NOT_NEEDED, "Niet nodig, omdat", Kind.LONG_TEXT), "not_needed"),
)
RUNNING_COLUMNS: tuple[Column, ...] = tuple(column for column, _ in _LAYOUT)
RUNNING_FIELDS: Mapping[str, str] = {column.key: name for column, name in _LAYOUT}
RUNNING_PLACES: Mapping[str, Column] = {column.key: column for column in RUNNING_COLUMNS}


def running_key(record: Record) -> str:
    """What the report calls the case of a row: as it is written there, in capitals, for codes are in capitals."""
    return composed(record.text(CASE)).upper()


RUNNING_LIST = OneSheet(
    Section.RUNNING,
    RUNNING_COLUMNS,
    running_key,
    MOST_CASES,
    FindingCode.TOO_MANY_CASES,
    FindingCode.NO_CASES,
    beside=frozenset({TASKS_SHEET, HELP_SHEET}),
)


def read_running(source: SourceFile, reading: Reading, *, mapping: ColumnMap = OUR_OWN) -> RunningRead:
    """Every row of the cases that are in order by themselves, the other cases, and everything that was found.

    A case is refused whole. A file without any case is an error.
    """
    rows = list_rows(RUNNING_LIST, source, mapping)
    found: list[HalfRunning] = []
    wrong: list[Finding] = []
    for record in rows.rows:
        half, findings = _line(record, reading)
        wrong += findings
        found += [half] if half is not None else []
    keys = {running_key(record) for record in rows.rows}
    good = ((half.line.case, half.line) for half in found if not half.unread)
    lines, refused, told = settled(RUNNING_LIST, rows, good, wrong, keys)
    can_be_judged = rows.is_whole and not any(one.code is FindingCode.TOO_MANY_ERRORS for one in told)
    halves = (half for half in found if half.line.case in refused) if can_be_judged else ()
    return RunningRead(lines, refused, told, tuple(halves))


def _line(record: Record, reading: Reading) -> tuple[HalfRunning | None, list[Finding]]:
    """What one row says, as far as it can be read, and all that is wrong in it; None: of which case is not known."""
    key = running_key(record)
    found, findings = values(record, RUNNING_COLUMNS, reading, dossier=key or None)
    if not key:
        return None, findings
    known: dict[str, Any] = {RUNNING_FIELDS[column]: value for column, value in found.items() if value is not None}
    unread = frozenset(RUNNING_FIELDS[column] for column in record.cells if column not in found)
    line = RunningLine(**{**known, "case": key, "row": record.row})
    impossible = list(_impossible(record, line, reading.today, unread))
    unread |= {name for _, names in impossible for name in names}
    return HalfRunning(line, unread), [*findings, *(finding for finding, _ in impossible)]


WHAT = frozenset({"milestone", "task", "extra"})
DAYS = frozenset({"planned_on", "happened_on"})
ANSWERS = frozenset({"happened_on", "not_needed"})
EXTRA_ANSWERS = ANSWERS | {"planned_on"}

OF_MILESTONE = frozenset({PERSON, PLANNED, HAPPENED})
OF_TASK = frozenset({PERSON, TIMES, HAPPENED, BY_WHOM, NOT_NEEDED})
"""The columns that say something more of a milestone, and of a task."""

Wrong = tuple[FindingCode, str, tuple[tuple[str, str | int], ...], frozenset[str]]
"""What is wrong, under which column, with which words, and the fields of which nobody can tell what was meant."""


def _impossible(
    record: Record, line: RunningLine, today: date, unread: frozenset[str]
) -> Iterator[tuple[Finding, frozenset[str]]]:
    """What cannot stand together in one row, each at its cell, with the fields of which nobody can tell what was meant.

    What depends on a cell that could not be read is not judged.
    """
    for code, key, params, names in (
        *_what(line, unread),
        *_extra(line, unread),
        *_doer(line, unread),
        *_beside(line, unread),
    ):
        yield record.finding(code, key, *params, dossier=line.case), names
    if line.happened_on is not None and line.happened_on > today:
        days = (("value", line.happened_on.strftime(DAY)), ("today", today.strftime(DAY)))
        yield record.finding(FindingCode.DATE_IN_FUTURE, HAPPENED, *days, dossier=line.case), frozenset({"happened_on"})


def _what(line: RunningLine, unread: frozenset[str]) -> Iterator[Wrong]:
    """A row says one thing, and all of it."""
    named = {MILESTONE: line.milestone, TASK: line.task, EXTRA: line.extra}
    said = [key for key, value in named.items() if value is not None]
    if len(said) > 1:
        yield FindingCode.ONE_THING_A_ROW, said[1], (("value", named[said[1]] or ""),), WHAT
    elif not said and not line.coordinator:
        if unread.isdisjoint(WHAT | {"coordinator"}):
            yield FindingCode.ONE_THING_A_ROW, MILESTONE, (), WHAT
    elif line.milestone is not None and not (line.planned_on or line.happened_on):
        if unread.isdisjoint(DAYS):
            yield FindingCode.MISSING_VALUE, HAPPENED, (), DAYS
    elif line.task is not None and (line.happened_on is None) is (line.not_needed is None):
        place = HAPPENED if line.happened_on is None else NOT_NEEDED
        if unread.isdisjoint(ANSWERS):
            yield FindingCode.DONE_OR_NOT_NEEDED, place, (), ANSWERS


def _extra(line: RunningLine, unread: frozenset[str]) -> Iterator[Wrong]:
    """An extra task is open with its day, or done, or not needed; it is about nobody alone and comes once."""
    if line.extra is None or WHAT & unread or line.milestone or line.task:
        return
    if unread.isdisjoint(EXTRA_ANSWERS) and not (line.planned_on or line.happened_on or line.not_needed):
        place = HAPPENED if line.by_whom else PLANNED
        yield FindingCode.EXTRA_TASK_HOW, place, (), EXTRA_ANSWERS
    elif line.happened_on is not None and line.not_needed is not None:
        yield FindingCode.EXTRA_TASK_HOW, NOT_NEEDED, (), EXTRA_ANSWERS
    elif line.is_open_extra and line.by_whom and unread.isdisjoint(ANSWERS):
        yield FindingCode.MISSING_VALUE, HAPPENED, (), EXTRA_ANSWERS
    if line.member is not None:
        yield FindingCode.EXTRA_TASK_OF_ALL, PERSON, (("value", line.member),), frozenset({"member"})
    if line.repeat_no != 1:
        yield FindingCode.EXTRA_TASK_OF_ALL, TIMES, (("value", line.repeat_no),), frozenset({"repeat_no"})


def _doer(line: RunningLine, unread: frozenset[str]) -> Iterator[Wrong]:
    """Only what still has to be done is given to somebody, and of the template the role has it."""
    if line.doer is None or line.is_open_extra or not unread.isdisjoint(WHAT | ANSWERS):
        return
    yield FindingCode.DOER_OF_OPEN_EXTRA, DOER, (("value", line.doer),), frozenset({"doer"})


def _beside(line: RunningLine, unread: frozenset[str]) -> Iterator[Wrong]:
    """What stands beside something that has no use for it, and is not taken over."""
    if not unread.isdisjoint(WHAT):
        return
    if line.extra is not None:
        is_only_not_needed = line.not_needed is not None and line.happened_on is None and "happened_on" not in unread
        if is_only_not_needed and line.by_whom is not None:
            yield FindingCode.NOT_READ_HERE, BY_WHOM, (("value", line.by_whom),), frozenset()
        return
    held: dict[str, str | int | date | None] = {
        PERSON: line.member,
        TIMES: line.repeat_no if line.repeat_no != 1 else None,
        PLANNED: line.planned_on,
        HAPPENED: line.happened_on,
        BY_WHOM: line.by_whom,
        NOT_NEEDED: line.not_needed,
    }
    used = OF_MILESTONE if line.milestone is not None else OF_TASK if line.task is not None else frozenset()
    used -= {BY_WHOM} if line.not_needed is not None else set()
    for key, value in held.items():
        if value is not None and key not in used:
            there = f"{value:%d-%m-%Y}" if isinstance(value, date) else value
            yield FindingCode.NOT_READ_HERE, key, (("value", there),), frozenset()


def running_finding(code: FindingCode, line: RunningLine, key: str, *params: tuple[str, str | int]) -> Finding:
    """A finding about a row that was in order by itself."""
    return Finding(code, SHEETS[Section.RUNNING], line.row, RUNNING_PLACES[key].header, params, line.case)
