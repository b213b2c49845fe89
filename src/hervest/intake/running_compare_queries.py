"""Running cases that were read beside what stands of them: for deciding what an import adds to each.

Every row asks what doing it by hand asks; a case in which its rows may not be done is answered as none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import pgettext

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.coordinator_queries import caseworkers_by_email, colleagues_by_email
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId, Role
from hervest.core.errors import RuleBroken
from hervest.core.texts import error_text
from hervest.core.vocabulary import MemberNo
from hervest.intake.compare_queries import digest_of
from hervest.intake.difference_rules import ChangeKind, Difference, FieldChange, canonical
from hervest.intake.list_rules import DAY
from hervest.intake.models import Dossier
from hervest.intake.report_rules import ImportReport, report
from hervest.intake.running_rules import (
    ANSWERS,
    CASE,
    COORDINATOR,
    DAYS,
    DOER,
    EXTRA,
    EXTRA_ANSWERS,
    HAPPENED,
    MILESTONE,
    MILESTONE_NAMES,
    NOT_NEEDED,
    PERSON,
    PLANNED,
    RUNNING_FIELDS,
    TASK,
    HalfRunning,
    RunningLine,
    RunningRead,
    running_finding,
)
from hervest.intake.text_rules import folded
from hervest.intake.vocabulary import Finding, FindingCode
from hervest.journey.access_rules import reads_milestone
from hervest.journey.milestone_rules import MilestoneRecord, Refusal, move_refusals
from hervest.journey.running_queries import (
    FROM_FILES,
    RunningCase,
    TaskName,
    household_tasks,
    may_be_taken_over,
    milestones_lacking,
    planned_with,
    recorded_of,
    running_cases,
    terms_passed,
)
from hervest.journey.running_rules import (
    DoneBefore,
    ExtraBefore,
    ExtraTask,
    NotNeededBefore,
    PassedTerm,
    same_title,
    standing_extra,
    stands_so,
    with_milestones,
)
from hervest.journey.task_rules import PlannedTask
from hervest.journey.vocabulary import PER_PERSON_MILESTONES, MilestoneCode, TaskKey, TaskState


@dataclass(frozen=True, slots=True)
class Settled:
    """One case beside what stands of it: what is recorded, and which binding terms passed without a word.

    `names_extra`: its rows were held against the tasks that people added to it.
    """

    case: RunningCase
    records: tuple[MilestoneRecord, ...]
    done: tuple[DoneBefore, ...]
    not_needed: tuple[NotNeededBefore, ...]
    extra: tuple[ExtraBefore, ...]
    lead: PersonId | None
    changes: Difference
    passed: tuple[PassedTerm, ...]
    findings: tuple[Finding, ...]
    names_extra: bool = False


@dataclass(frozen=True, slots=True)
class RunningCompared:
    """Everything an import of running cases would do, in the order of the file."""

    report: ImportReport
    settled: Mapping[str, Settled] = field(default_factory=dict)
    differences: Mapping[str, Difference] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Changes as soon as the import would do anything else than before."""
        return digest_of(self.report, self.differences)


def codes_in(called: Iterable[str], municipality: str) -> Mapping[str, str]:
    """What a file calls each case -> its code: by the code itself, or by the number of its dossier there."""
    numbers = Dossier.rows.filter(municipality=municipality).values_list("number", "case__code")
    by_number = {number.upper(): code or "" for number, code in numbers}
    return {name: by_number.get(name, name) for name in called}


def compare_running(actor: Actor, read: RunningRead, *, municipality: str, today: date) -> RunningCompared:
    """What applying `read` would do to the cases of this municipality that are the actor's to do so.

    Cases that the file itself refuses are looked at too, as far as their rows can be read: all that is wrong in them is
    told at once.
    """
    by_case: dict[str, list[HalfRunning]] = {}
    for half in (*map(HalfRunning, read.lines), *read.halves):
        by_case.setdefault(half.line.case, []).append(half)
    codes = codes_in(by_case, municipality)
    cases = running_cases(actor, frozenset(codes.values()), today=today)
    around = _Around.gathered(municipality, today)
    settled: dict[str, Settled] = {}
    findings: list[Finding] = []
    taken: set[str] = set()
    for key, halves in by_case.items():
        case, lines = cases.get(codes[key]), [half.line for half in halves]
        if case is None or not _may(case, lines, municipality) or codes[key] in taken:
            code = FindingCode.SAID_TWICE if codes[key] in taken else FindingCode.UNKNOWN_CASE
            findings.append(running_finding(code, lines[0], CASE, ("value", key)))
            continue
        taken.add(codes[key])
        settled[key] = _Settling(case, around, today).of(halves)
        findings += settled[key].findings
    refused = {*read.refused, *(finding.dossier or "" for finding in findings if finding.is_error)}
    good = {key: one for key, one in settled.items() if key not in refused}
    known = {key: one.changes for key, one in good.items()}
    told = report(tuple(good), tuple(sorted(refused)), (*read.findings, *findings), known)
    return RunningCompared(told, good, known)


def _may(case: RunningCase, lines: Sequence[RunningLine], municipality: str) -> bool:
    """Whether all that the rows ask may be done by hand in this case, in this municipality."""
    works = any(line.task or line.extra for line in lines)
    leads = any(line.coordinator for line in lines)
    is_here = case.municipality == municipality
    return is_here and (case.may_finish or not works) and (case.may_lead or not leads)


@dataclass(frozen=True, slots=True)
class _Around:
    """What the rows of every case are read against. `names`: what a task may be called, folded -> its id."""

    people: Mapping[str, PersonId]
    colleagues: Mapping[str, tuple[PersonId, frozenset[Role]]]
    tasks: Mapping[str, TaskName]
    names: Mapping[str, str]

    @classmethod
    def gathered(cls, municipality: str, today: date) -> "_Around":
        tasks = {one.id: one for one in household_tasks([municipality])}
        names = {folded(name): one.id for one in tasks.values() for name in one.names}
        leads = caseworkers_by_email(municipality, today=today)
        return cls(leads, colleagues_by_email(municipality, today=today), tasks, names)


class _Settling:
    """Works out one case, row by row."""

    def __init__(self, case: RunningCase, around: _Around, today: date) -> None:
        self.case, self.around, self.today = case, around, today
        self.records: dict[tuple[MilestoneCode, MemberNo | None], MilestoneRecord] = {}
        self.whole: list[MilestoneRecord] = []
        self.done: list[DoneBefore] = []
        self.not_needed: list[NotNeededBefore] = []
        self.extra: list[ExtraBefore] = []
        self.lead: PersonId | None = None
        self.changes: list[FieldChange] = []
        self.findings: list[Finding] = []
        self.seen: set[object] = set()
        self.titles: list[str] = []

    def of(self, halves: Sequence[HalfRunning]) -> Settled:
        """The case as its rows leave it: who leads it, then its milestones, what hangs on them, and what hangs on none.

        While a day or a milestone cannot be read, nothing is said of the order of milestones and of the plan.
        """
        lines = [half.line for half in halves]
        for line in lines:
            self._coordinator(line)
        for half in halves:
            if half.line.milestone is not None and "milestone" not in half.unread:
                self._milestone(half, half.line.milestone)
        is_known = not any(half.unread & {"milestone", *(DAYS if half.line.milestone else ())} for half in halves)
        self.findings += self._out_of_order(lines) if is_known else ()
        tasks = self._planned(lines) if is_known else None
        for half in halves:
            if half.line.task is not None and "task" not in half.unread:
                self._task(half, half.line.task, tasks)
            if half.line.extra is not None and "extra" not in half.unread:
                self._extra(half, half.line.extra)
        passed: tuple[PassedTerm, ...] = ()
        if tasks is not None and not any(half.unread for half in halves):
            closed = {one.key for one in self.done} | {one.key for one in self.not_needed}
            passed = terms_passed(tasks.values(), closed, today=self.today)
            self.findings += [self._passed(lines[0], one) for one in passed]
        return Settled(
            case=self.case,
            records=tuple(self.records.values()),
            done=tuple(self.done),
            not_needed=tuple(self.not_needed),
            extra=tuple(self.extra),
            lead=self.lead,
            changes=Difference(tuple(self.changes)),
            passed=passed,
            findings=tuple(self.findings),
            names_extra=any(line.extra for line in lines),
        )

    def _find(self, code: FindingCode, line: RunningLine, key: str, *params: tuple[str, str | int]) -> None:
        self.findings.append(running_finding(code, line, key, *params))

    def _is_new(self, line: RunningLine, key: str, what: object, word: str) -> bool:
        """Whether the file says this of the case for the first time; twice is an error: nobody can tell which holds."""
        if what in self.seen:
            self._find(FindingCode.SAID_TWICE, line, key, ("value", word))
            return False
        self.seen.add(what)
        return True

    def _coordinator(self, line: RunningLine) -> None:
        """They lead the case too; who leads it already stays: nobody loses a case by a file."""
        if not line.coordinator:
            return
        person = self.around.people.get(line.coordinator.casefold())
        if person is None:
            self._find(FindingCode.UNKNOWN_COORDINATOR, line, COORDINATOR, ("value", line.coordinator))
            return
        is_known = person in self.case.leads or person == self.lead
        if not is_known and self._is_new(line, COORDINATOR, COORDINATOR, line.coordinator):
            self.lead = person
            self.changes.append(FieldChange(COORDINATOR, ChangeKind.ADDED, None, line.coordinator))

    def _milestone(self, half: HalfRunning, code: MilestoneCode) -> None:
        line = half.line
        word, member = MILESTONE_NAMES[code], MemberNo(line.member) if line.member else None
        reads = reads_milestone(self.case.reader, code, member)
        if not reads or not may_be_taken_over(self.case.facts, code):
            self._find(FindingCode.NOT_OF_THIS_ROUTE, line, MILESTONE, ("value", word))
            return
        if member is not None and (member not in self.case.facts.members or code not in PER_PERSON_MILESTONES):
            self._find(FindingCode.WRONG_PERSON, line, PERSON, ("value", member))
            return
        if "member" in half.unread or not self._is_new(line, MILESTONE, (code, member), word) or half.unread & DAYS:
            return
        record, whole = self._record(line, code, member)
        self.whole.append(whole)
        if record.planned_on or record.actual_on:
            self.records[code, member] = record

    def _record(
        self, line: RunningLine, code: MilestoneCode, member: MemberNo | None
    ) -> tuple[MilestoneRecord, MilestoneRecord]:
        """The days that the row adds, and the milestone as it then stands whole; what a person said of it stays."""
        stands = recorded_of(self.case.facts, code, member) or MilestoneRecord(code, member)
        planned_on = self._day(line, PLANNED, stands, stands.planned_on, line.planned_on)
        actual_on = self._day(line, HAPPENED, stands, stands.actual_on, line.happened_on)
        whole = replace(stands, planned_on=planned_on or stands.planned_on, actual_on=actual_on or stands.actual_on)
        return MilestoneRecord(code, member, planned_on, actual_on), whole

    def _day(
        self, line: RunningLine, key: str, stands: MilestoneRecord, was: date | None, day: date | None
    ) -> date | None:
        """The day if it is to be written; a day that a person recorded stays, and that the file differs is said."""
        if day is None or day == was:
            return None
        if was is not None and self.case.sources.get((stands.code, stands.member)) not in FROM_FILES:
            self._find(FindingCode.STANDS_OTHERWISE, line, key)
            return None
        path = f"{MILESTONE}[{stands.code}:{stands.member or ''}].{key}"
        self.changes.append(FieldChange(path, ChangeKind.SET, was.isoformat() if was else None, day.isoformat()))
        return day

    def _out_of_order(self, lines: Sequence[RunningLine]) -> Iterator[Finding]:
        for refusal in move_refusals(self.case.facts.recorded, self.whole, today=self.today):
            why = error_text(RuleBroken(refusal.code, **refusal.params))
            yield running_finding(
                FindingCode.MILESTONES_IMPOSSIBLE, _line_of(lines, refusal), MILESTONE, ("because", why)
            )

    def _planned(self, lines: Sequence[RunningLine]) -> Mapping[TaskKey, PlannedTask] | None:
        """The tasks of the case once its milestones stand; None if no plan can be made with them."""
        facts = with_milestones(self.case.facts, self.whole)
        try:
            tasks = planned_with(self.case.template, facts, self.case.tasks, today=self.today)
        except RuleBroken as broken:
            self._find(FindingCode.MILESTONES_IMPOSSIBLE, lines[0], MILESTONE, ("because", error_text(broken)))
            return None
        return {task.key: task for task in tasks}

    def _task(self, half: HalfRunning, name: str, tasks: Mapping[TaskKey, PlannedTask] | None) -> None:
        line = half.line
        template = self.around.names.get(folded(name), "")
        if not self.case.reads(template):
            self._find(FindingCode.UNKNOWN_TASK, line, TASK, ("value", name))
            return
        if tasks is None or half.unread & {"member", "repeat_no"}:
            return
        key = self._key(line, template, tasks)
        if key is None or not self._is_new(line, TASK, key, name) or half.unread & ANSWERS:
            return
        task = tasks[key]
        if task.state is TaskState.DONE or (task.state is TaskState.NOT_NEEDED and task.gone is None):
            self._closed(line, task)
        elif task.state is TaskState.NOT_NEEDED:
            self._find(FindingCode.TASK_NOT_ASKED, line, TASK, ("value", name))
        else:
            self._closes(line, key)

    def _key(self, line: RunningLine, template: str, tasks: Mapping[TaskKey, PlannedTask]) -> TaskKey | None:
        """Which task of the plan the row means; without a person the only one who has it."""
        of_row = [key for key in tasks if key.template == template and not key.earlier_group]
        wanted = [key for key in of_row if key.repeat_no == line.repeat_no]
        found = [key for key in wanted if key.member == (line.member or None)]
        if not found and line.member is None and len(wanted) == 1:
            found = wanted
        if found:
            return found[0]
        code = FindingCode.WRONG_PERSON if wanted else FindingCode.TASK_NOT_ASKED
        place = PERSON if wanted else TASK
        self._find(code, line, place, ("value", line.member or "" if wanted else line.task or ""))
        return None

    def _closed(self, line: RunningLine, task: PlannedTask) -> None:
        """A task that is closed already stays as it is; that the file has it otherwise is said."""
        same_day = line.happened_on is not None and self.case.done_on.get(task.key) == line.happened_on
        same_word = line.not_needed is not None and task.state is TaskState.NOT_NEEDED
        if not (same_day or same_word):
            self._find(FindingCode.STANDS_OTHERWISE, line, NOT_NEEDED if line.not_needed else HAPPENED)

    def _closes(self, line: RunningLine, key: TaskKey) -> None:
        path = f"{TASK}[{key.template}:{key.member or ''}:{key.repeat_no}]"
        if line.not_needed is not None:
            self.not_needed.append(NotNeededBefore(key, line.not_needed))
            self.changes.append(FieldChange(path, ChangeKind.SET, None, line.not_needed))
        elif line.happened_on is not None:
            lacking = milestones_lacking(key, with_milestones(self.case.facts, self.whole))
            if lacking:
                words = ", ".join(MILESTONE_NAMES.get(code, code) for code in lacking)
                self._find(FindingCode.MILESTONE_FIRST, line, TASK, ("value", line.task or ""), ("expected", words))
            self.done.append(DoneBefore(key, line.happened_on, line.by_whom or ""))
            self.changes.append(FieldChange(path, ChangeKind.SET, None, line.happened_on.isoformat()))

    def _extra(self, half: HalfRunning, title: str) -> None:
        """A task that stands in no template: added, or what stands here under its title is closed by it."""
        line = half.line
        said = ExtraBefore(
            title=title,
            due_on=line.planned_on,
            person=self._doer(line) if line.doer and "doer" not in half.unread else None,
            done_on=line.happened_on,
            by_whom=line.by_whom or "",
            reason=line.not_needed or "",
        )
        if any(same_title(title, other) for other in self.titles):
            self._find(FindingCode.SAID_TWICE, line, EXTRA, ("value", title))
            return
        self.titles.append(title)
        if half.unread & EXTRA_ANSWERS:
            return
        stands = standing_extra(self.case.extra, said)
        if stands is None:
            self._adds(line, said)
        elif stands.is_open and not line.is_open_extra:
            self.extra.append(replace(said, task=stands.id))
            self._shows(line, ChangeKind.SET, ANSWERS)
        elif not stands_so(stands, said):
            self._find(FindingCode.STANDS_OTHERWISE, line, self._differing(line, stands))

    def _adds(self, line: RunningLine, said: ExtraBefore) -> None:
        if line.is_open_extra and line.planned_on is not None and line.planned_on < self.today:
            days = (("value", line.planned_on.strftime(DAY)), ("today", self.today.strftime(DAY)))
            self._find(FindingCode.DAY_HAS_PASSED, line, PLANNED, *days)
        self.extra.append(said)
        self._shows(line, ChangeKind.ADDED, EXTRA_ANSWERS | {"doer"})

    def _shows(self, line: RunningLine, kind: ChangeKind, names: frozenset[str]) -> None:
        """What the row says of the task, a line for each cell."""
        told = names | ({"by_whom"} if line.happened_on else frozenset())
        for key, name in RUNNING_FIELDS.items():
            becomes = canonical(getattr(line, name))
            if name in told and becomes is not None:
                self.changes.append(FieldChange(f"{EXTRA}[{line.extra}].{key}", kind, None, becomes))

    def _differing(self, line: RunningLine, stands: ExtraTask) -> str:
        """Under which column the row says something else than what stands."""
        if line.not_needed is not None:
            return NOT_NEEDED
        if line.happened_on is not None:
            return HAPPENED
        return DOER if stands.is_open and stands.due_on == line.planned_on else PLANNED

    def _doer(self, line: RunningLine) -> PersonId | None:
        """To whom the task is given: who could be chosen for it by hand, the lead that the file brings included."""
        person, roles = self.around.colleagues.get((line.doer or "").casefold(), (None, frozenset()))
        in_team = person is not None and person in {*self.case.team, self.lead}
        if person is None or not policy.could(roles, Permission.TASK_DO, in_team=in_team):
            self._find(FindingCode.UNKNOWN_DOER, line, DOER, ("value", line.doer or ""))
            return None
        return person

    def _passed(self, line: RunningLine, one: PassedTerm) -> Finding:
        params = (("value", self.title(one.key)), ("first", one.on.strftime(DAY)))
        return Finding(FindingCode.TERM_PASSED, params=params, dossier=line.case)

    def title(self, key: TaskKey) -> str:
        """What the task is called, for who may read it."""
        return task_title(self.case, key, self.around.tasks)


def task_title(case: RunningCase, key: TaskKey, tasks: Mapping[str, TaskName]) -> str:
    """The title of a task of the case in the reader's language; of one that they may not read, that there is one."""
    if not case.reads(key.template):
        return pgettext("TaskTakenOver", "not_for_you")
    return tasks[key.template].title


def _line_of(lines: Sequence[RunningLine], refusal: Refusal) -> RunningLine:
    """The row that says a milestone which the refusal is about."""
    named = [line for line in lines if line.milestone is not None]
    about = [refusal.params.get(which) for which in ("milestone", "later", "earlier")]
    found = (line for code in about for line in named if code is not None and line.milestone == code)
    return next(found, (named or lines)[0])
