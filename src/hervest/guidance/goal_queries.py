"""Goals, steps and what people take part in: for themselves, and for whom they let read it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId, Relation, Shown
from hervest.core.errors import NotFound
from hervest.core.vocabulary import MemberNo
from hervest.guidance.goal_models import Activity, Goal, GoalStep
from hervest.guidance.goal_rules import Bar, Taken, Window, bars_of, height_of, trend_of, windows_of
from hervest.guidance.goal_vocabulary import (
    ActivityKind,
    ActivityOutcome,
    GoalEnd,
    GoalReader,
    StepDoer,
    Trend,
)
from hervest.guidance.integrating_queries import is_their_own, must_be_theirs, works_there
from hervest.guidance.integrating_rules import may_take_back
from hervest.households.carry_queries import who_moves
from hervest.journey.contact_queries import last_matched, matched_since
from hervest.journey.queries import CaseRef, case_for, may
from hervest.journey.staffing_queries import my_teams


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a goal. `may_change`: its words are theirs to change; who only ticks it leaves them."""

    id: int
    text: str
    doer: StepDoer
    done_on: date | None
    n_changed: int
    may_change: bool


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One goal as its reader reads it. `may_change`: its words, its readers and its end are theirs to change.

    `readers`: who reads it today; no group that was matched after the owner let the group of then read it.
    """

    id: int
    member: MemberNo
    text: str
    readers: tuple[GoalReader, ...]
    is_own_hand: bool
    set_on: date
    ended_as: GoalEnd | None
    ended_on: date | None
    steps: tuple[StepRow, ...]
    n_changed: int
    may_change: bool
    may_step: bool

    @property
    def n_taken(self) -> int:
        """How many steps were taken."""
        return sum(step.done_on is not None for step in self.steps)


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """Something in which somebody takes part."""

    id: int
    member: MemberNo
    kind: ActivityKind
    what: str
    organisation: str
    from_on: date
    until_on: date | None
    outcome: ActivityOutcome
    came_of_it: str
    n_changed: int
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class PersonGoals:
    """What one person wants and does, as far as the reader reads it; the trend is of these goals alone.

    `may_write`: the reader may write more of it for them.
    """

    member: MemberNo
    key: str
    goals: tuple[GoalRow, ...]
    ended: tuple[GoalRow, ...]
    activities: tuple[ActivityRow, ...]
    trend: Trend
    windows: tuple[Window, ...]
    bars: tuple[Bar, ...]
    may_write: bool

    @property
    def chart_height(self) -> int:
        """How high the chart of the trend is."""
        return height_of(self.bars)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return not (self.goals or self.ended or self.activities)


@dataclass(frozen=True, slots=True)
class GoalsPage:
    """Goals of a household. `reader`: as whom somebody else reads them; None: their own."""

    case: CaseRef
    people: tuple[PersonGoals, ...]
    reader: GoalReader | None
    may_write: bool


def reads_goals(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the case has a page of goals for who works on it or guides the household: for offering it."""
    if not may(actor, code, Permission.CASE_READ, today=today):
        return False
    return reader_of(actor, case_for(actor, code, Permission.CASE_READ, today=today), today) is not None


def reads_own_goals(actor: Actor, code: str, *, today: date) -> bool:
    """The same for the household itself."""
    if not may(actor, code, Permission.CASE_READ, today=today):
        return False
    return is_their_own(actor, case_for(actor, code, Permission.CASE_READ, today=today), today)


def reader_of(actor: Actor, case: CaseRef, today: date) -> GoalReader | None:
    """As whom somebody reads the goals of others: of the team, or of a group with a match; None: as nobody.

    Who sees the case for another reason, as a lead of the municipality or in an emergency, is not of the team.
    """
    relations = my_teams(actor, today).at(case.id).relations
    if works_there(case) and Relation.TEAM in relations:
        return GoalReader.TEAM
    return GoalReader.GROUP if case.is_household and Relation.MATCH in relations else None


def goals(actor: Actor, code: str, *, today: date, now: datetime) -> GoalsPage:
    """What the people of the household let the reader read of their goals. Raises: NotFound for who is no reader.

    Of a goal that is not for the reader nothing is told, also not that it is there. A group reads what the newcomer
    let the group read since it was matched: for another group they choose anew.
    """
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    reader = reader_of(actor, case, today)
    if reader is None:
        raise NotFound("no_such_case", case=code)
    is_team = reader is GoalReader.TEAM
    may_write = is_team and case.closed_on is None and may(actor, code, Permission.WISH_RECORD, today=today)
    shared = [row for row in _stored(case) if reader in row.readers]
    if not is_team:
        since = matched_since(actor, case, today)
        shared = [row for row in shared if row.readers_at >= since]
    last = last_matched(case, today)
    found = [_goal_row(row, actor.person, last, is_self=False, may_write=may_write) for row in shared]
    done: tuple[ActivityRow, ...] = _activity_rows(case, actor.person, now, None) if is_team else ()
    actor.reads.read(code, Shown.WISHES)
    speaking = speakers_of(case, today=today) if is_team else frozenset[MemberNo]()
    people = {row.member for row in found} | {row.member for row in done} | speaking
    rows = tuple(_of(case, no, found, done, today, may_write=may_write and no in speaking) for no in sorted(people))
    return GoalsPage(case, rows, reader, may_write)


def own_goals(actor: Actor, code: str, *, today: date, now: datetime) -> GoalsPage:
    """The reader's own goals, and nothing of a spouse. Raises: NotFound for who is not of the household."""
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    if not is_their_own(actor, case, today):
        raise NotFound("no_such_case", case=code)
    own = my_teams(actor, today).at(case.id).about
    may_write = case.closed_on is None and may(actor, code, Permission.WISH_RECORD, today=today)
    mine, last = [row for row in _stored(case) if row.member_no in own], last_matched(case, today)
    found = [_goal_row(row, actor.person, last, is_self=True, may_write=may_write) for row in mine]
    done = _activity_rows(case, actor.person, now, own)
    actor.reads.read(code, Shown.WISHES)
    rows = tuple(_of(case, no, found, done, today, may_write=may_write) for no in sorted(own))
    return GoalsPage(case, rows, None, may_write)


def who_writes(actor: Actor, code: str, member: MemberNo, *, today: date) -> tuple[CaseRef, bool]:
    """The case, and whether the actor is this person themselves: for a goal or an activity of theirs.

    Raises: NotFound for who neither works on the case nor is this person, and for nobody of it; Conflict if closed.
    """
    case = case_for(actor, code, Permission.WISH_RECORD, today=today)
    _must_write(actor, case, member, today)
    is_self = not works_there(case)
    if not is_self and member not in speakers_of(case, today=today):
        raise NotFound("no_such_member", member=member)
    return case, is_self


def goal_to_change(actor: Actor, code: str, goal: int, *, today: date, steps: bool = False) -> tuple[CaseRef, GoalRow]:
    """A goal that the actor may change; with `steps`, whose steps they may. Raises: NotFound; Conflict if closed."""
    case = case_for(actor, code, Permission.WISH_RECORD, today=today)
    found = Goal.rows.filter(case=case.id, pk=goal).prefetch_related("steps").first()
    if found is None:
        raise NotFound("no_such_goal")
    is_self = is_their_own(actor, case, today) and found.member_no in my_teams(actor, today).at(case.id).about
    is_team = GoalReader.TEAM in found.readers and reader_of(actor, case, today) is GoalReader.TEAM
    last = last_matched(case, today)
    row = _goal_row(found, actor.person, last, is_self=is_self, may_write=is_self or is_team)
    if not (row.may_step if steps else row.may_change):
        raise NotFound("no_such_goal")
    actor.reads.read(code, Shown.WISHES)
    return case, row


def step_to_change(
    actor: Actor, code: str, step: int, *, today: date, ticks: bool = False
) -> tuple[CaseRef, GoalRow, StepRow]:
    """A step that the actor may change, or with `ticks` tick. Raises: NotFound; Conflict if the case is closed."""
    goal = GoalStep.rows.filter(pk=step, goal__case__code=code).values_list("goal", flat=True).first()
    if goal is None:
        case_for(actor, code, Permission.WISH_RECORD, today=today)
        raise NotFound("no_such_goal")
    case, row = goal_to_change(actor, code, goal, today=today, steps=True)
    found = next(each for each in row.steps if each.id == step)
    if not (ticks or found.may_change):
        raise NotFound("no_such_goal")
    return case, row, found


def activity_to_change(
    actor: Actor, code: str, entry: int, *, today: date, now: datetime
) -> tuple[CaseRef, ActivityRow]:
    """An activity that the actor may change. Raises: NotFound; Conflict if the case is closed."""
    case = case_for(actor, code, Permission.WISH_RECORD, today=today)
    found = next((row for row in _activity_rows(case, actor.person, now, None) if row.id == entry), None)
    if found is None:
        raise NotFound("no_such_activity")
    _must_write(actor, case, found.member, today)
    actor.reads.read(code, Shown.WISHES)
    return case, found


def speakers_of(case: CaseRef, *, today: date) -> frozenset[MemberNo]:
    """Who of the household is old enough to say for themselves what they want. 1 query."""
    found = who_moves([case.code], today=today).get(case.code, {})
    return frozenset(no for no, has_say in found.items() if has_say)


def _must_write(actor: Actor, case: CaseRef, member: MemberNo, today: date) -> None:
    """Go on only for who is of the team, or is this person. Raises: NotFound."""
    must_be_theirs(actor, case, member, today)
    if works_there(case) and reader_of(actor, case, today) is not GoalReader.TEAM:
        raise NotFound("no_such_case", case=case.code)


def _stored(case: CaseRef) -> Iterable[Goal]:
    return Goal.rows.filter(case=case.id).prefetch_related("steps").order_by("pk")


def _goal_row(row: Goal, reader: PersonId | None, last: datetime | None, *, is_self: bool, may_write: bool) -> GoalRow:
    steps = sorted(row.steps.all(), key=lambda step: step.pk)
    is_past = last is not None and row.readers_at < last
    may_change, may_step = may_write and (is_self or not row.is_own_hand), may_write and not row.ended_as
    return GoalRow(
        id=row.pk,
        member=MemberNo(row.member_no),
        text=row.text,
        readers=tuple(GoalReader(word) for word in row.readers if not (word == GoalReader.GROUP and is_past)),
        is_own_hand=row.is_own_hand,
        set_on=row.set_on,
        ended_as=GoalEnd(row.ended_as) if row.ended_as else None,
        ended_on=row.ended_on,
        steps=tuple(_step_row(one, may_step and (may_change or one.made_by_id == reader)) for one in steps),
        n_changed=row.n_changed,
        may_change=may_change,
        may_step=may_step,
    )


def _step_row(row: GoalStep, may_change: bool) -> StepRow:  # noqa: FBT001
    return StepRow(row.pk, row.text, StepDoer(row.doer), row.done_on, row.n_changed, may_change)


def _activity_rows(
    case: CaseRef, reader: PersonId | None, now: datetime, members: Collection[int] | None
) -> tuple[ActivityRow, ...]:
    """Everybody's, or those of `members`; the newest first."""
    rows = Activity.rows.filter(case=case.id).order_by("-from_on", "-pk")
    return tuple(
        ActivityRow(
            id=row.pk,
            member=MemberNo(row.member_no),
            kind=ActivityKind(row.kind),
            what=row.what,
            organisation=row.organisation,
            from_on=row.from_on,
            until_on=row.until_on,
            outcome=ActivityOutcome(row.outcome),
            came_of_it=row.came_of_it,
            n_changed=row.n_changed,
            may_take_back=row.made_by_id == reader and not row.n_changed and may_take_back(row.made_at, now),
        )
        for row in rows
        if members is None or row.member_no in members
    )


def _of(
    case: CaseRef,
    member: MemberNo,
    found: Iterable[GoalRow],
    done: Iterable[ActivityRow],
    today: date,
    *,
    may_write: bool,
) -> PersonGoals:
    mine = [row for row in found if row.member == member]
    taken = [Taken(step.doer, step.done_on) for row in mine for step in row.steps if step.done_on]
    windows = windows_of(taken, today=today)
    return PersonGoals(
        member=member,
        key=f"{case.code}/{member}",
        goals=tuple(row for row in mine if row.ended_as is None),
        ended=tuple(row for row in reversed(mine) if row.ended_as is not None),
        activities=tuple(row for row in done if row.member == member),
        trend=trend_of(windows),
        windows=windows,
        bars=bars_of(windows),
        may_write=may_write,
    )
