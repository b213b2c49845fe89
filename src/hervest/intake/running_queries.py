"""Imports of running cases as their reader may see them: what a file adds to each case, and which terms passed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import MunicipalityRow
from hervest.accounts.vocabulary import Shown, Subject
from hervest.core.errors import NotFound
from hervest.core.texts import label
from hervest.core.vocabulary import Tier
from hervest.households.queries import names, places_for
from hervest.intake.cell_rules import Reading
from hervest.intake.difference_rules import Difference, FieldChange
from hervest.intake.json_rules import from_json
from hervest.intake.models import Import
from hervest.intake.place_queries import place_subject
from hervest.intake.queries import (
    HIDDEN,
    ChangedLine,
    FieldLine,
    ImportRow,
    RefusedLine,
    carriers_to_mend,
    import_row,
    own_import,
    refused_lines,
)
from hervest.intake.report_rules import ImportReport
from hervest.intake.running_compare_queries import RunningCompared, Settled, compare_running, task_title
from hervest.intake.running_rules import (
    CASE,
    COORDINATOR,
    EXTRA,
    PERSON,
    PLANNED,
    RUNNING_COLUMNS,
    RUNNING_PLACES,
    TASK,
    TIMES,
    RunningRead,
    read_running,
)
from hervest.intake.shown_rules import Place, ShownValue
from hervest.intake.vocabulary import SHEETS, Carrier, ColumnMap, Finding, FindingCode, ImportKind, Section, SourceFile
from hervest.intake.words import dutch_words
from hervest.journey.access_rules import milestone_tier
from hervest.journey.running_queries import TaskName, household_tasks
from hervest.journey.vocabulary import MilestoneCode, TaskKey


@dataclass(frozen=True, slots=True)
class PassedLine:
    """A binding term that passed without anybody saying that it was met; for whom, if it is about persons.

    `task`: the id of the task; empty where the reader may not know which it is.
    """

    task: str
    title: str
    on: date
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PassedCase:
    """The terms that passed in one case, the oldest first."""

    number: str
    case: str
    lines: tuple[PassedLine, ...]
    n_terms: int


@dataclass(frozen=True, slots=True)
class RunningImportPage:
    """The preview of one file; nothing of it is stored until it is applied."""

    row: ImportRow
    report: ImportReport
    digest: str
    hidden: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    refused: tuple[RefusedLine, ...]
    carriers: tuple[Carrier, ...]
    changed: tuple[ChangedLine, ...]
    passed: tuple[PassedCase, ...]
    new: tuple[()] = ()

    @property
    def n_cases(self) -> int:
        """Every case of the file, refused ones too."""
        return len(self.report.unchanged) + len(self.report.changed) + len(self.report.refused)

    @property
    def n_passed(self) -> int:
        """Every binding term that passed, in all cases."""
        return sum(one.n_terms for one in self.passed)

    @property
    def may_apply(self) -> bool:
        """Whether there is anything to apply."""
        return bool(self.report.changed)


def running_places(actor: Actor) -> tuple[MunicipalityRow, ...]:
    """The municipalities for which the actor imports, by name."""
    return places_for(actor, Permission.DOSSIER_IMPORT)


def running_in(source: SourceFile, mapping: ColumnMap, *, today: date) -> RunningRead:
    """What a file of running cases comes to."""
    return read_running(source, Reading(today, dutch_words()), mapping=mapping)


def running_import_subject(*, by: Actor, number: int, **_: object) -> Subject:
    """The municipality of an import, for who read the file; to others it does not exist. Raises: NotFound."""
    row = own_import(by, number, ImportKind.RUNNING)
    return place_subject(by, ImportKind.RUNNING, row.municipality_id or "")


def running_import_page(actor: Actor, number: int, *, today: date) -> RunningImportPage | None:
    """The preview of an import of running cases; None once it was applied. Raises: NotFound."""
    row = own_import(actor, number, ImportKind.RUNNING)
    if row.content is None:
        return None
    read = from_json(RunningRead, row.content)
    compared = compare_running(actor, read, municipality=row.municipality_id or "", today=today)
    warnings = [one for one in compared.report.warnings if one.code is not FindingCode.TERM_PASSED]
    tasks = _tasks_of(row)
    _note_shown(actor, compared, tasks)
    return RunningImportPage(
        row=import_row(row),
        report=compared.report,
        digest=compared.digest,
        hidden=tuple(finding for finding in warnings if finding.code in HIDDEN),
        notes=tuple(finding for finding in warnings if finding.code not in HIDDEN),
        refused=refused_lines(compared.report),
        carriers=carriers_to_mend(row, compared.report),
        changed=_changed(actor, compared, tasks, today),
        passed=tuple(_passed(compared, tasks)),
    )


def running_report(actor: Actor, number: int, *, today: date) -> ImportReport:
    """What applying the import would do, for the command line. Raises: NotFound."""
    row = own_import(actor, number, ImportKind.RUNNING)
    read = from_json(RunningRead, row.content)
    return compare_running(actor, read, municipality=row.municipality_id or "", today=today).report


def _tasks_of(row: Import) -> dict[str, TaskName]:
    """What a task of the import's municipality is called, by its id."""
    return {one.id: one for one in household_tasks([row.municipality_id or ""])}


def tasks_to_name(actor: Actor, number: int | None = None) -> tuple[TaskName, ...]:
    """The tasks that a file for the actor's municipalities may name, or one for the municipality of this import.

    Raises: NotFound for an import that is not theirs.
    """
    if number is not None:
        return tuple(_tasks_of(own_import(actor, number, ImportKind.RUNNING)).values())
    return household_tasks([place.code for place in running_places(actor)])


def _passed(compared: RunningCompared, tasks: Mapping[str, TaskName]) -> Iterator[PassedCase]:
    for number, one in compared.settled.items():
        found: dict[tuple[str, str, date], list[int]] = {}
        for term in one.passed:
            task = term.key.template if one.case.reads(term.key.template) else ""
            people = found.setdefault((task, task_title(one.case, term.key, tasks), term.on), [])
            people += [term.key.member] if term.key.member else []
        if found:
            lines = tuple(PassedLine(task, title, on, tuple(people)) for (task, title, on), people in found.items())
            yield PassedCase(number, one.case.ref.code, lines, len(one.passed))


def rows_to_answer(actor: Actor, number: int, *, today: date) -> tuple[tuple[str | int | None, ...], ...]:
    """A row of our layout for every term that passed and that the actor may read, its day still empty.

    Raises: NotFound, also once the import was applied.
    """
    row = own_import(actor, number, ImportKind.RUNNING)
    if row.content is None:
        raise NotFound("no_such_import", number=number)
    read = from_json(RunningRead, row.content)
    compared = compare_running(actor, read, municipality=row.municipality_id or "", today=today)
    tasks = _tasks_of(row)
    _note_shown(actor, compared, tasks)
    return tuple(
        tuple(
            {CASE: key, TASK: tasks[term.key.template].told, PERSON: term.key.member, TIMES: term.key.repeat_no}.get(
                column.key
            )
            for column in RUNNING_COLUMNS
        )
        for key, one in compared.settled.items()
        for term in one.passed
        if one.case.reads(term.key.template)
    )


def _changed(
    actor: Actor, compared: RunningCompared, tasks: Mapping[str, TaskName], today: date
) -> tuple[ChangedLine, ...]:
    found = {number: one for number, one in compared.settled.items() if one.changes.changes}
    heads = names(actor, [one.case.ref.code for one in found.values()], today=today).heads
    return tuple(
        ChangedLine(
            number=number,
            case=one.case.ref.code,
            names=heads.get(one.case.ref.code, ()),
            fields=tuple(_field(number, change, one, tasks) for change in one.changes.changes),
        )
        for number, one in found.items()
    )


def _field(number: str, change: FieldChange, one: Settled, tasks: Mapping[str, TaskName]) -> FieldLine:
    return FieldLine(
        number=number,
        path=change.path,
        place=_place(change.path, one, tasks),
        kind=change.kind,
        was=_value(change.was),
        becomes=_value(change.becomes),
        is_hidden=False,
        by="",
        reason="",
    )


def _place(path: str, one: Settled, tasks: Mapping[str, TaskName]) -> Place:
    """A milestone with which of its days, a task by its title, each with whose it is; an extra task by its words."""
    sheet, what, inner = SHEETS[Section.RUNNING], path.partition("[")[0], path.partition("[")[2].partition("]")[0]
    if what == COORDINATOR:
        return Place(sheet, RUNNING_PLACES[COORDINATOR].header, "", None)
    if what == EXTRA:
        title, _, cell = path.removeprefix(f"{EXTRA}[").rpartition("].")
        return Place(sheet, f"{RUNNING_PLACES[EXTRA].header} · {RUNNING_PLACES[cell].header}", title, None)
    code, _, rest = inner.partition(":")
    member, _, repeat = rest.partition(":")
    if what == TASK:
        key = TaskKey(code, None, int(repeat))
        times = f" ({repeat})" if int(repeat) > 1 else ""
        return Place(sheet, task_title(one.case, key, tasks) + times, member, None)
    which = RUNNING_PLACES[path.rpartition(".")[2]].header if path.endswith(PLANNED) else ""
    return Place(sheet, " · ".join(filter(None, (label(MilestoneCode(code)), which))), member, None)


def _value(text: str | None) -> ShownValue | None:
    if text is None:
        return None
    try:
        return ShownValue("day", day=date.fromisoformat(text))
    except ValueError:
        return ShownValue("text", ((text, ""),))


def _note_shown(actor: Actor, compared: RunningCompared, tasks: Mapping[str, TaskName]) -> None:
    """The cases of which the preview shows what stands, and of which tiers, for the log."""
    for one in compared.settled.values():
        code = one.case.ref.code
        actor.reads.shown(code, one.case.municipality)
        for tier in _tiers(one.changes):
            actor.reads.read_at(code, Shown.MILESTONES, tier)
        for term in one.passed:
            actor.reads.read_at(code, Shown.TASKS, tasks[term.key.template].tier)
        if one.names_extra:
            actor.reads.read_at(code, Shown.TASKS, Tier.P2)


def _tiers(changes: Difference) -> frozenset[Tier]:
    milestones = (one.path.partition("[")[2].partition(":")[0] for one in changes.changes if one.path[:4] == "mijl")
    return frozenset(milestone_tier(MilestoneCode(code)) for code in milestones)
