"""The sheets of an arrival as one reader may see them: the day itself, and the round after it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Relation, Shown
from hervest.core.errors import NotFound
from hervest.core.texts import in_language
from hervest.core.vocabulary import Tier
from hervest.core.written import LARGEST_KEY, whole_in
from hervest.guidance.arriving_models import RunLine
from hervest.guidance.arriving_rules import (
    OWN,
    HouseholdThen,
    LinePlan,
    ListLine,
    Order,
    Reading,
    holds,
    in_order,
    is_read,
    n_for,
    read_lines,
)
from hervest.guidance.arriving_vocabulary import LineReaders, Sheet
from hervest.guidance.settings import guidance_settings
from hervest.households.age_rules import age_on
from hervest.households.record_queries import record_of
from hervest.journey.passing_queries import work_of_rows
from hervest.journey.plan_queries import arrival_of, has_arrived
from hervest.journey.queries import CaseRef, case_for, facts_said, may
from hervest.journey.staffing_queries import my_teams
from hervest.journey.vocabulary import TaskState, TraitCode, TraitSource
from hervest.journey.work_row_queries import WorkRow
from hervest.journey.worklist_queries import plan_of

OF_THE_SHEET = {Sheet.ARRIVAL: (), Sheet.ROUND: ("F12",)}
"""The rows of the plan that are done with all of a sheet."""

LONGEST_KEY = len(str(LARGEST_KEY)) + 1


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line as the page shows it; what the reader may not have is empty.

    `slot` names it in addresses. `n`: for how many persons, None for the household. `works`: tasks that are done with
    it and that the reader may read. `is_place_kept`: there is a place, and it is not theirs to know yet.
    """

    slot: str
    title: str
    plan: LinePlan
    n: int | None
    is_own: bool
    is_done: bool
    ticked_by: str
    ticked_at: datetime | None
    works: tuple[WorkRow, ...]
    is_place_kept: bool
    n_changed: int

    @property
    def is_task_done(self) -> bool:
        """Whether everything that is done with it is done, whatever was ticked."""
        return bool(self.works) and not self.open_works

    @property
    def open_works(self) -> tuple[WorkRow, ...]:
        """The tasks that still ask something."""
        return tuple(row for row in self.works if row.is_open)


@dataclass(frozen=True, slots=True)
class RunSheet:
    """A sheet of one case: its lines in order, and those that were left out. `on`: its day, None where not known.

    `works`: open tasks that are done with all of it. `may_plan`, `may_tick`: what the reader may do with it;
    `kept_until`: until when a telephone keeps a copy.
    """

    case: CaseRef
    sheet: Sheet
    on: date | None
    lines: tuple[SheetLine, ...]
    left_out: tuple[SheetLine, ...]
    works: tuple[WorkRow, ...]
    may_plan: bool
    may_tick: bool
    kept_until: date | None

    @property
    def n_done(self) -> int:
        """How many lines are ticked."""
        return sum(line.is_done for line in self.lines)


@cache
def listed_lines() -> tuple[ListLine, ...]:
    """What every sheet begins with."""
    return read_lines(data_text("run_sheet_nl.csv"))


def data_text(name: str) -> str:
    """A list of this room, as it comes with this version."""
    return resources.files("hervest.guidance").joinpath("data", name).read_text(encoding="utf-8")


def arriving_case(actor: Actor, code: str, *, today: date) -> CaseRef:
    """The household's case, for who has to do with all of it. Raises: NotFound, also for who is told of one person."""
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    if not case.is_household or (case.about is not None and not case.is_own):
        raise NotFound("no_such_case", case=code)
    return case


def reads_arrival(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the pages of the arrival are theirs to open."""
    try:
        arriving_case(actor, code, today=today)
    except NotFound:
        return False
    return True


def run_sheet(actor: Actor, code: str, sheet: Sheet, *, today: date) -> RunSheet:
    """The sheet with the lines that are for the reader, in the order of the day. Raises: NotFound."""
    case = arriving_case(actor, code, today=today)
    reading = _reading(actor, case, today)
    reads_day = Tier.P1 in reading.tiers or case.reads_home_days
    on = arrival_of(case.id, today=today) if reads_day else None
    if reads_day:
        actor.reads.read(code, Shown.ARRIVAL)
    work = {} if case.is_own else _work(actor, code, today)
    found = _in_order(_lines(case, sheet, reading, work, today), on)
    is_open = case.closed_on is None
    return RunSheet(
        case=case,
        sheet=sheet,
        on=on,
        lines=tuple(line for line in found if not line.plan.is_left_out),
        left_out=tuple(line for line in found if line.plan.is_left_out) if case.is_inner else (),
        works=tuple(row for key in OF_THE_SHEET[sheet] for row in work.get(key, ()) if row.is_open),
        may_plan=is_open and case.is_inner and may(actor, code, Permission.TASK_ASSIGN, today=today),
        may_tick=is_open and not case.is_own and may(actor, code, Permission.TASK_DO, today=today),
        kept_until=_kept_until(on, today),
    )


def _reading(actor: Actor, case: CaseRef, today: date) -> Reading:
    """What of a sheet is for this reader.

    A group that is matched is told the day of arrival and the ages of the children; where they live, once they are
    there. Source: sponsorship.md, disclosure at level 2; access.md, `match_level` and `match_from_arrival`.
    """
    told = frozenset[Tier]()
    if Relation.MATCH in my_teams(actor, today).at(case.id).relations:
        told = frozenset({Tier.P1, Tier.P1A} if has_arrived(case.id) else {Tier.P1})
    return Reading(case.tiers | told, case.is_inner)


def _kept_until(on: date | None, today: date) -> date | None:
    """Until when a copy stays on a telephone: the day of arrival and some days after; None: none is kept."""
    kept = guidance_settings().copy_kept
    return None if on is None or today > on + kept else on + kept


def line_for(actor: Actor, code: str, slot: str, *, today: date) -> tuple[RunSheet, SheetLine]:
    """One line of a sheet, with its sheet, for who may plan it. Raises: NotFound; Conflict if the case is closed."""
    case_for(actor, code, Permission.TASK_ASSIGN, today=today)
    for sheet in Sheet:
        found = run_sheet(actor, code, sheet, today=today)
        for line in (*found.lines, *found.left_out):
            if line.slot == slot and found.may_plan:
                return found, line
    raise NotFound("no_such_line")


def sheet_to_plan(actor: Actor, code: str, sheet: Sheet, *, today: date) -> RunSheet:
    """The sheet, for who may add to it. Raises: NotFound; Conflict if the case is closed."""
    case_for(actor, code, Permission.TASK_ASSIGN, today=today)
    found = run_sheet(actor, code, sheet, today=today)
    if not found.may_plan:
        raise NotFound("no_such_line")
    return found


def household_then(case: CaseRef, *, today: date) -> HouseholdThen:
    """What of the household decides over the lines, on the day it arrives, for deciding."""
    record = record_of(case.code)
    if record is None:
        return HouseholdThen(route=case.route)
    on = arrival_of(case.id, today=today) or today
    said, present = facts_said(case.id, TraitSource.HOUSEHOLD), {row.no for row in record.present}
    return HouseholdThen(
        ages=tuple(age_on(row.born_on, max(on, row.born_on)) for row in record.present if row.born_on),
        needs=frozenset(need.kind for need in record.needs if need.member in {None, *present}),
        traits=frozenset(TraitCode(code) for words in said.values() for code, is_so in words.items() if is_so),
        route=case.route,
    )


def listed(slot: str) -> ListLine | None:
    """The line of the list that a slot names."""
    return next((line for line in listed_lines() if line.key == slot), None)


def stored_line(case: int, slot: str) -> RunLine | None:
    """The row of a line that somebody touched, for this room's actions."""
    if slot.startswith(OWN):
        number = whole_in(slot.removeprefix(OWN)[:LONGEST_KEY])
        if number is None or number > LARGEST_KEY:
            return None
        return RunLine.rows.filter(case=case, key="", pk=number).first()
    return RunLine.rows.filter(case=case, key=slot).first() if slot else None


def must_see(actor: Actor, case: CaseRef, slot: str, *, today: date) -> RunLine:
    """The row of a line that stands on the sheet for this reader, a new one where nobody touched it.

    Raises: NotFound.
    """
    known, row, reading = listed(slot), stored_line(case.id, slot), _reading(actor, case, today)
    if row is None and known is None:
        raise NotFound("no_such_line")
    tier = known.tier if known else Tier.P1
    readers = LineReaders(row.readers) if row else known.readers if known else LineReaders.TEAM
    is_there = known is None or holds(known, household_then(case, today=today))
    if not is_there or not is_read(tier, readers, reading):
        raise NotFound("no_such_line")
    return row or RunLine(case_id=case.id, sheet=known.sheet, key=slot, readers=readers)  # type: ignore[union-attr]  # one of both is there


def line_to_tick(actor: Actor, code: str, slot: str, *, today: date) -> tuple[CaseRef, RunLine]:
    """The case and the row of a line that is theirs to tick, a new one where nobody touched it.

    Raises: NotFound, also for the household itself; Conflict if the case is closed.
    """
    case_for(actor, code, Permission.TASK_DO, today=today)
    case = arriving_case(actor, code, today=today)
    if case.is_own:
        raise NotFound("no_such_line")
    line = must_see(actor, case, slot, today=today)
    if line.is_left_out:
        raise NotFound("no_such_line")
    return case, line


def finishable(actor: Actor, code: str, slot: str, *, today: date) -> tuple[int, ...]:
    """The tasks that are done with this line and that the actor may say so of today, with nothing in their way."""
    known = listed(slot)
    rows = plan_of(actor, code, today=today) if known and known.tasks else ()
    return tuple(
        row.id
        for row in rows
        if known and row.key.template in known.tasks and row.may_finish and row.is_ready and not row.asks
    )


def _work(actor: Actor, code: str, today: date) -> Mapping[str, tuple[WorkRow, ...]]:
    """The tasks of the case that the reader may read, by row of the plan."""
    found: dict[str, list[WorkRow]] = {}
    for row in plan_of(actor, code, today=today):
        if row.title is not None:
            found.setdefault(row.key.template, []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def _lines(
    case: CaseRef, sheet: Sheet, reading: Reading, work: Mapping[str, tuple[WorkRow, ...]], today: date
) -> list[SheetLine]:
    rows = RunLine.rows.filter(case=case.id, sheet=sheet).select_related("ticked_by").order_by("pk")
    stored, own = {row.key: row for row in rows if row.key}, [row for row in rows if not row.key]
    household, listed_here = household_then(case, today=today), [line for line in listed_lines() if line.sheet is sheet]
    ended = _ended(case, listed_here)
    found = [
        _line(reading, stored.get(line.key), work, line, n_for(line, household), is_ended=line.key in ended)
        for line in listed_here
        if holds(line, household)
        if is_read(line.tier, _readers(line, stored.get(line.key)), reading)
    ]
    theirs = [_line(reading, row, work) for row in own if is_read(Tier.P1, LineReaders(row.readers), reading)]
    return [*found, *theirs]


def _ended(case: CaseRef, lines: Iterable[ListLine]) -> frozenset[str]:
    """Lines whose work is done, for every reader alike: that something is done is told with the line, whoever reads."""
    states: dict[str, set[TaskState]] = {}
    for work in work_of_rows(case.id, {task for line in lines for task in line.tasks}):
        states.setdefault(work.row, set()).add(TaskState.TO_DO if work.is_open else work.state)
    return frozenset(
        line.key
        for line in lines
        if (found := set().union(*(states.get(task, set()) for task in line.tasks)))
        and TaskState.TO_DO not in found
        and TaskState.DONE in found
    )


def _readers(line: ListLine, row: RunLine | None) -> LineReaders:
    return LineReaders(row.readers) if row else line.readers


def _line(
    reading: Reading,
    row: RunLine | None,
    work: Mapping[str, tuple[WorkRow, ...]],
    listed: ListLine | None = None,
    n: int | None = None,
    *,
    is_ended: bool = False,
) -> SheetLine:
    works = tuple(one for key in (listed.tasks if listed else ()) for one in work.get(key, ()))
    title = in_language(listed.title_nl, listed.title_en) if listed else row.text if row else ""
    return SheetLine(
        slot=listed.key if listed else f"{OWN}{row.pk if row else ''}",
        title=title,
        plan=as_planned(row, reading.tiers)
        if row
        else LinePlan(readers=listed.readers if listed else LineReaders.TEAM),
        n=n,
        is_own=listed is None,
        is_done=row.is_done if row and row.ticked_at else is_ended,
        ticked_by=row.ticked_by.name if row and row.ticked_by else "",
        ticked_at=row.ticked_at if row else None,
        works=works,
        is_place_kept=bool(row and row.place and Tier.P1A not in reading.tiers),
        n_changed=row.n_changed if row else 0,
    )


def as_planned(row: RunLine, tiers: frozenset[Tier] = frozenset(Tier)) -> LinePlan:
    """What was planned of a line, as far as these tiers go."""
    reads = Tier.P1 in tiers
    return LinePlan(
        text=row.text if reads else "",
        readers=LineReaders(row.readers),
        on=row.on if reads else None,
        at=row.at,
        place=row.place if Tier.P1A in tiers else "",
        who=row.who if reads else "",
        is_left_out=row.is_left_out,
    )


def _in_order(lines: list[SheetLine], on: date | None) -> tuple[SheetLine, ...]:
    last = date.max - timedelta(days=1)
    orders = [Order(line.plan.on or on or last, line.plan.at or time.max, n) for n, line in enumerate(lines)]
    return tuple(lines[n] for n in in_order(orders))
