"""What waits for what in a case, as whoever works on it may see it: a step they may not read is not there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.texts import in_language
from hervest.core.vocabulary import MemberNo
from hervest.deadlines.register import all_versions
from hervest.journey.access_rules import milestone_tier, reads_milestone
from hervest.journey.chain_rules import (
    Chain,
    ChainFacts,
    Moment,
    Step,
    all_before,
    chain_of,
    days_before,
    free_since,
    holding_up,
    in_order,
    longest_behind,
    seen_of,
    waiting,
)
from hervest.journey.chain_vocabulary import ChainTie
from hervest.journey.models import Case
from hervest.journey.plan_queries import facts_shown, planned_tasks, recorded_by_hand
from hervest.journey.queries import CaseRef, case_for, case_row, may
from hervest.journey.recording_rules import known_of
from hervest.journey.rules import milestones_of, traits_of
from hervest.journey.task_rules import CaseFacts
from hervest.journey.template import CaseTemplate
from hervest.journey.template_defaults import chain_ties, default_template, recording_rules
from hervest.journey.told_queries import visible_tasks
from hervest.journey.vocabulary import MilestoneCode, TaskKey, TaskState
from hervest.journey.work_row_queries import WorkRow, work_rows
from hervest.journey.workflow_queries import template_of

CAN_GO_ON = frozenset({TaskState.TO_DO, TaskState.BUSY})
"""A task in one of these is somebody's own to go on with: it waits for no day and for nobody else."""


Done = Mapping[str, Mapping[MemberNo | None, date]]
"""On which day tasks were done that the reader is told of, by row of the template and person."""


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One kind of step: a milestone that is still to come, or a row of the plan, with everybody about whom it is open.

    `people`: how pages find the names of those without the milestone; empty where that is everybody. `on`: the first
    day on which one of them is due or expected.
    """

    code: MilestoneCode | None
    tasks: tuple[WorkRow, ...]
    people: tuple[str, ...]
    on: date | None

    @property
    def title(self) -> str:
        """The task in the reader's language; empty of a milestone."""
        return (self.tasks[0].title or "") if self.tasks else ""

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way of one of its tasks."""
        return any(row.is_ready for row in self.tasks)

    @property
    def waits_for(self) -> tuple[WorkRow, ...]:
        """The first of its tasks that waits for somebody, if one does."""
        return tuple(row for row in self.tasks if row.state is TaskState.WAITING_FOR)[:1]

    @property
    def blocked_by(self) -> str | None:
        """What comes first of all of its tasks, as far as the reader reads that; None where one of them can begin."""
        return None if self.is_ready else next((title for row in self.tasks for title in row.blocked_by if title), "")


@dataclass(frozen=True, slots=True)
class Held:
    """What comes first of all that a milestone waits for; `since`: since when it can be done, or waits for somebody."""

    line: ChainLine
    since: date | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A milestone that is still to come, and how many open tasks wait for it, as far as the reader sees them."""

    code: MilestoneCode
    n: int


@dataclass(frozen=True, slots=True)
class Sight:
    """A case as the reader sees its chain. `whole`: what comes before what, seen or not, for deciding.

    `chain`: the steps that the reader sees, as they hang together. `rows`: the open tasks that they read.
    """

    case: CaseRef
    row: Case
    facts: CaseFacts
    template: CaseTemplate
    whole: Chain
    chain: Chain
    rows: dict[TaskKey, WorkRow]
    done: Done

    def moments(self, code: MilestoneCode) -> tuple[Moment, ...]:
        """Of whom this milestone is still to come, as far as the reader sees it."""
        return tuple(step for step in self.chain.before if isinstance(step, Moment) and step.code is code)


@dataclass(frozen=True, slots=True)
class ChainView:
    """What waits for one milestone of a case, what brings it nearer, and what can be done meanwhile.

    `code`: None where nothing is still to come. `people`: of whom it is still to come; empty for everybody. `on`: the
    last day on which it is expected. `chain`: the longest way, from what comes first to what comes last; `at`: how many
    steps of it come before the milestone. `levels`: what waits, by how many steps behind the milestone.
    `to_record`: for whom a person may record it now, 0 the household.
    """

    case: CaseRef
    code: MilestoneCode | None
    choices: tuple[Choice, ...]
    people: tuple[str, ...] = ()
    on: date | None = None
    held: Held | None = None
    chain: tuple[ChainLine, ...] = ()
    at: int = 0
    speeds: tuple[ChainLine, ...] = ()
    further: tuple[ChainLine, ...] = ()
    speeds_notes: tuple[str, ...] = ()
    can_start: tuple[WorkRow, ...] = ()
    first_notes: tuple[str, ...] = ()
    goes_on: tuple[ChainLine, ...] = ()
    levels: tuple[tuple[ChainLine, ...], ...] = ()
    to_record: tuple[tuple[MemberNo, str], ...] = ()

    @property
    def n_waiting(self) -> int:
        """How many open tasks wait for it."""
        return sum(len(line.tasks) for level in self.levels for line in level)


def reads_chain(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the case has such a page for the actor: for offering it."""
    if not may(actor, code, Permission.CASE_READ, today=today):
        return False
    return case_for(actor, code, Permission.CASE_READ, today=today).is_inner


def chain_view(actor: Actor, code: str, milestone: str, *, today: date) -> ChainView:
    """What waits for this milestone of the case; without one, for the one that practice names, else most waits for.

    Nothing waits in a closed case, nor for a milestone that they do not see: as for one that has happened. Raises:
    NotFound for whoever does not work on the case, and for a milestone that is none.
    """
    sight = sight_of(actor, code, today=today)
    choices = tuple(_choices(sight))
    wanted = _wanted(milestone) if milestone else _usual(choices)
    if wanted is None:
        return ChainView(sight.case, None, choices)
    return replace(_view(sight, wanted, choices, today), to_record=_to_record(actor, sight, wanted, today))


def sight_of(actor: Actor, code: str, *, today: date) -> Sight:
    """The chain of a case as its reader sees it, once in a request; what of its plan that shows stands in the log.

    Raises: NotFound for whoever does not work on the case.
    """
    return actor.asked.once(("chain", code, today), lambda: _sight(actor, code, today))


def whole_chain(actor: Actor, code: str, *, today: date) -> Chain:
    """What comes before what in an open case that `case_for` gave in this request: for deciding, never for showing."""
    row, facts = case_row(actor, code, today=today), facts_shown(actor, code, today=today)
    if row.closed_on is not None:
        return Chain({}, {})
    return chain_of(_facts(row, facts, template_of(row).rows_for(facts.kind, facts.route), today))


def _sight(actor: Actor, code: str, today: date) -> Sight:
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    if not case.is_inner:
        raise NotFound("no_such_case", case=code)
    row, facts = case_row(actor, code, today=today), facts_shown(actor, code, today=today)
    template = template_of(row).rows_for(facts.kind, facts.route)
    whole = whole_chain(actor, code, today=today)
    found, done = (_rows(actor, case, today), _done(actor, case, today)) if whole.before else ({}, {})
    seen = frozenset(
        step
        for step in whole.before
        if (reads_milestone(case.reader, *step) if isinstance(step, Moment) else step in found)
    )
    chain = seen_of(whole, seen)
    for step in chain.before:
        if isinstance(step, Moment):
            actor.reads.read_at(code, Shown.MILESTONES, milestone_tier(step.code))
    return Sight(case, row, facts, template, whole, chain, found, done)


def _facts(row: Case, facts: CaseFacts, template: CaseTemplate, today: date) -> ChainFacts:
    return ChainFacts(
        rows=template,
        codes=known_of(recording_rules(), facts.kind, facts.route),
        members=tuple(sorted(facts.members)),
        traits=traits_of(facts),
        milestones=milestones_of(template, facts, terms=all_versions(), today=today),
        tasks=planned_tasks(row),
        posted=default_template().posted,
        ties=chain_ties(),
    )


def _rows(actor: Actor, case: CaseRef, today: date) -> dict[TaskKey, WorkRow]:
    """The open tasks whose title the reader reads; also those that a person added: these have no row of a template."""
    tasks = visible_tasks(actor, today).filter(case_id=case.id, is_open=True).order_by("due_on", "pk")
    found = work_rows(actor, list(tasks.select_related("case", "assigned_to")), today)
    return {_key(row): row for row in found if row.title is not None}


def _done(actor: Actor, case: CaseRef, today: date) -> Done:
    tasks = visible_tasks(actor, today).filter(case_id=case.id, state=TaskState.DONE, repeat_no=1, earlier_group=0)
    found: dict[str, dict[MemberNo | None, date]] = {}
    for template, member, on in tasks.values_list("template", "member_no", "done_on"):
        if on is not None:
            found.setdefault(template, {})[MemberNo(member) or None] = on
    return found


def _key(row: WorkRow) -> TaskKey:
    """What the task is; of one that a person added its own number, for these have nothing else to tell them apart."""
    return row.key if row.key.template else TaskKey("", row.key.member, -row.id)


def lines_of(sight: Sight, steps: Iterable[Step]) -> tuple[ChainLine, ...]:
    """The steps by kind, the earliest first."""
    kinds: dict[MilestoneCode | str, list[Step]] = {}
    for step in sorted(steps, key=in_order):
        kinds.setdefault(step.code if isinstance(step, Moment) else step.template, []).append(step)
    lines = [_line(sight, found) for found in kinds.values()]
    return tuple(sorted(lines, key=lambda line: line.on or date.max))


def _line(sight: Sight, steps: list[Step]) -> ChainLine:
    days = [day for step in steps if (day := sight.chain.days.get(step))]
    code = next((step.code for step in steps if isinstance(step, Moment)), None)
    members = tuple(step.member for step in steps if isinstance(step, Moment) and step.member)
    return ChainLine(
        code=code,
        tasks=tuple(sight.rows[step] for step in steps if isinstance(step, TaskKey)),
        people=_people(sight, members),
        on=min(days, default=None),
    )


def _people(sight: Sight, members: Iterable[MemberNo]) -> tuple[str, ...]:
    """How pages find these people's names; empty where that is everybody the reader knows of."""
    found, known = frozenset(members), sight.case.about or frozenset(sight.facts.members)
    return () if found >= known else tuple(f"{sight.case.code}/{member}" for member in sorted(found))


def _choices(sight: Sight) -> Iterator[Choice]:
    """The milestones on which work hangs, before them or behind."""
    for code in MilestoneCode:
        moments = sight.moments(code)
        n = sum(isinstance(step, TaskKey) for level in waiting(sight.chain, moments) for step in level)
        if n or any(isinstance(step, TaskKey) for moment in moments for step in sight.chain.before[moment]):
            yield Choice(code, n)


def _usual(choices: tuple[Choice, ...]) -> MilestoneCode | None:
    """The first milestone on which practice says that work hangs; else the one that most work waits for."""
    open_codes = {choice.code for choice in choices}
    for tie in chain_ties():
        if tie.milestone in open_codes:
            return tie.milestone
    return max(choices, key=lambda choice: choice.n).code if choices else None


def _wanted(word: str) -> MilestoneCode:
    code = MilestoneCode.__members__.get(word)
    if code is None:
        raise NotFound("no_such_milestone")
    return code


def _view(sight: Sight, code: MilestoneCode, choices: tuple[Choice, ...], today: date) -> ChainView:
    moments = sight.moments(code)
    levels = waiting(sight.chain, moments)
    earlier = all_before(sight.chain, moments)
    behind = frozenset(step for level in levels for step in level)
    before = holding_up(sight.chain, moments, today=today)
    after = longest_behind(sight.chain, before[-1]) if before else ()
    direct = frozenset(step for moment in moments for step in sight.chain.before[moment])
    speeds, further = _work(sight, direct), _work(sight, earlier - direct)
    can_start = tuple(_can_start(sight, code, earlier | behind))
    known = {*moments, *earlier, *behind}
    days = [day for moment in moments if (day := sight.chain.days.get(moment))]
    return ChainView(
        case=sight.case,
        code=code,
        choices=choices,
        people=_people(sight, (moment.member for moment in moments if moment.member)),
        on=max(days, default=None),
        held=_held(sight, _alike(sight, before[0], earlier)) if len(before) > 1 else None,
        chain=tuple(_line(sight, _alike(sight, step, known)) for step in (*before, *after)),
        at=max(len(before) - 1, 0),
        speeds=speeds,
        further=further,
        speeds_notes=_notes(code, ChainTie.SPEEDS, (row for line in (*speeds, *further) for row in line.tasks)),
        can_start=can_start,
        first_notes=_notes(code, ChainTie.FIRST, can_start),
        goes_on=lines_of(sight, (key for key in sight.rows if _ends_with(sight, key, code))),
        levels=tuple(lines_of(sight, level) for level in levels),
    )


def _to_record(actor: Actor, sight: Sight, code: MilestoneCode, today: date) -> tuple[tuple[MemberNo, str], ...]:
    """For whom the actor may record the milestone by hand: everybody at once, where nobody has it."""
    by_hand = sight.moments(code) and code in recorded_by_hand(sight.facts.kind, sight.facts.route)
    if not by_hand or not may(actor, sight.case.code, Permission.MILESTONE_RECORD, today=today):
        return ()
    members = tuple(moment.member for moment in sight.moments(code) if moment.member)
    people = _people(sight, members)
    return tuple(zip(members, people, strict=True)) if people else ((MemberNo(0), ""),)


def _alike(sight: Sight, step: Step, among: Iterable[Step]) -> list[Step]:
    """The steps of the same kind, in the order of the household."""
    same = (one for one in among if type(one) is type(step) and one[0] == step[0])
    return sorted({step, *same} & sight.chain.before.keys(), key=in_order)


def _work(sight: Sight, steps: Iterable[Step]) -> tuple[ChainLine, ...]:
    """The tasks among these steps by kind: first what can be gone on with, then by day."""
    lines = lines_of(sight, (step for step in steps if isinstance(step, TaskKey)))
    return tuple(sorted(lines, key=lambda line: not line.is_ready))


def _can_start(sight: Sight, code: MilestoneCode, tied: frozenset[Step]) -> list[WorkRow]:
    """What can be done now and hangs in no way on the milestone; first what is best done before it."""
    first = {tie.task for tie in chain_ties() if (tie.milestone, tie.tie) == (code, ChainTie.FIRST)}
    rows = [
        row
        for key, row in sight.rows.items()
        if key not in tied and not sight.whole.before.get(key) and row.is_ready and row.state in CAN_GO_ON
    ]
    return sorted(rows, key=lambda row: (row.key.template not in first, row.due_on or date.max, row.id))


def _notes(code: MilestoneCode, how: ChainTie, rows: Iterable[WorkRow]) -> tuple[str, ...]:
    """What practice says of these tasks, each once."""
    shown = {row.key.template for row in rows}
    said = (tie for tie in chain_ties() if (tie.milestone, tie.tie) == (code, how) and tie.task in shown)
    return tuple(dict.fromkeys(note for tie in said if (note := in_language(tie.note_nl, tie.note_en))))


def _ends_with(sight: Sight, key: TaskKey, code: MilestoneCode) -> bool:
    spec = sight.template.by_id.get(key.template)
    return spec is not None and spec.repeat is not None and spec.repeat.until is code


def _held(sight: Sight, steps: list[Step]) -> Held:
    line = _line(sight, steps)
    return Held(line, min((day for row in line.tasks if (day := _since(sight, row))), default=None))


def _since(sight: Sight, row: WorkRow) -> date | None:
    """Since when it waits for somebody; else since it could begin."""
    if row.state is TaskState.WAITING_FOR and row.waiting_since:
        return row.waiting_since
    spec = sight.template.by_id.get(row.key.template)
    before = days_before(spec, row.key.member, sight.done) if spec is not None else ()
    return free_since(row.start_on, before)
