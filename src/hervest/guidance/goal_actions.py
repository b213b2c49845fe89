"""Writing goals and steps in somebody's own words, ticking steps, and noting in what people take part."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound
from hervest.core.vocabulary import MemberNo
from hervest.guidance.goal_models import Activity, Goal, GoalStep
from hervest.guidance.goal_queries import (
    GoalRow,
    activity_to_change,
    goal_to_change,
    step_to_change,
    who_writes,
)
from hervest.guidance.goal_rules import activity_refusal, day_refusal, goal_refusal, steps_refusal
from hervest.guidance.goal_vocabulary import ActivityKind, ActivityOutcome, GoalEnd, GoalReader, StepDoer
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.milestone_rules import must_be_right
from hervest.journey.queries import CaseRef


@dataclass(frozen=True, slots=True)
class TakingPart:
    """In what somebody takes part, where, from when until when, and what came of it."""

    kind: ActivityKind
    what: str
    organisation: str
    from_on: date
    until_on: date | None = None
    outcome: ActivityOutcome = ActivityOutcome.GOES_ON
    came_of_it: str = ""


@action(Permission.WISH_RECORD, on=case_subject)
def write_goal(
    *, by: Actor, now: datetime, case: str, member: MemberNo, text: str, readers: Collection[GoalReader]
) -> int:
    """The person wants this, in their own words, and lets `readers` read it; gives its number.

    Raises: NotFound for who neither works on the case nor is this person; RuleBroken without words.
    """
    locked_case(case)
    row, is_self = who_writes(by, case, member, today=clock.day_of(now))
    must_be_right(goal_refusal(text))
    found = Goal(case_id=row.id, member_no=member, is_own_hand=is_self, set_on=clock.day_of(now))
    found.text, found.readers, found.readers_at = text.strip(), sorted(set(readers)), now
    _save(found, by, now)
    _noted("goal.written", row, member)
    return found.pk


@action(Permission.WISH_RECORD, on=case_subject)
def change_goal(
    *, by: Actor, now: datetime, case: str, goal: int, text: str, readers: Collection[GoalReader], seen: int
) -> None:
    """The goal has these words and these readers: whoever is not among them reads nothing of it any more.

    Once the person wrote it anew themselves, the words are theirs, and nobody else changes them.
    Raises: NotFound for whose goal it is not; Conflict if it changed since it was `seen`; RuleBroken without words.
    """
    row, shown, found = _held(by, now, case, goal, seen)
    must_be_right(goal_refusal(text))
    found.is_own_hand |= not row.is_inner
    found.text, found.readers = text.strip(), sorted(set(readers))
    if GoalReader.GROUP in readers and GoalReader.GROUP not in shown.readers:
        found.readers_at = now
    _save(found, by, now)
    _noted("goal.changed", row, shown.member)


@action(Permission.WISH_RECORD, on=case_subject)
def end_goal(*, by: Actor, now: datetime, case: str, goal: int, end: GoalEnd | None, seen: int) -> None:
    """The goal was reached, or let go, today; None: it stands again. Raises: as `change_goal`, without the words."""
    row, shown, found = _held(by, now, case, goal, seen)
    found.ended_as = end.value if end else ""
    found.ended_on = clock.day_of(now) if end else None
    _save(found, by, now)
    _noted("goal.ended", row, shown.member)


@action(Permission.WISH_RECORD, on=case_subject)
def remove_goal(*, by: Actor, now: datetime, case: str, goal: int, seen: int) -> bool:
    """The goal is gone with its steps: it is its owner's. False: it changed since it was `seen`, and stays.

    Raises: NotFound for whose goal it is not.
    """
    locked_case(case)
    row, shown = goal_to_change(by, case, goal, today=clock.day_of(now))
    if shown.n_changed != seen:
        return False
    Goal.rows.get(pk=goal).delete()
    _noted("goal.removed", row, shown.member)
    return True


@action(Permission.WISH_RECORD, on=case_subject)
def add_step(*, by: Actor, now: datetime, case: str, goal: int, text: str, doer: StepDoer) -> int:
    """The goal has one step more, to be taken by `doer`; gives its number.

    Raises: NotFound for whose it is not and who does not read it; RuleBroken as `goal_rules.steps_refusal`.
    """
    locked_case(case)
    row, shown = goal_to_change(by, case, goal, today=clock.day_of(now), steps=True)
    must_be_right(steps_refusal(text, n_steps=len(shown.steps)))
    if by.person is None:
        raise NotFound("no_such_goal")
    found = GoalStep.rows.create(goal_id=goal, text=text.strip(), doer=doer, made_by_id=by.person)
    _noted("goal.step_added", row, shown.member)
    return found.pk


@action(Permission.WISH_RECORD, on=case_subject)
def change_step(
    *, by: Actor, now: datetime, case: str, step: int, text: str, doer: StepDoer, done_on: date | None, seen: int
) -> None:
    """The step has these words and this doer, and was taken on that day; None: it was not taken yet.

    Raises: as `add_step`; NotFound for who neither wrote the step nor changes the goal; RuleBroken for a day to
    come; Conflict if it changed since it was `seen`.
    """
    locked_case(case)
    row, shown, known = step_to_change(by, case, step, today=clock.day_of(now))
    must_be_right(steps_refusal(text, n_steps=0) or day_refusal(done_on, today=clock.day_of(now)))
    if known.n_changed != seen:
        raise Conflict("goal_changed_meanwhile")
    found = GoalStep.rows.get(pk=step)
    found.text, found.doer, found.done_on = text.strip(), doer.value, done_on
    found.n_changed += 1
    found.save()
    _noted("goal.step_changed", row, shown.member)


@action(Permission.WISH_RECORD, on=case_subject)
def tick_step(*, by: Actor, now: datetime, case: str, step: int, seen: int) -> bool:
    """The step was taken today; where it was taken already, it was not. False: it changed since it was `seen`.

    Raises: NotFound as `add_step`.
    """
    locked_case(case)
    row, shown, known = step_to_change(by, case, step, today=clock.day_of(now), ticks=True)
    if known.n_changed != seen:
        return False
    found = GoalStep.rows.get(pk=step)
    found.done_on = None if known.done_on else clock.day_of(now)
    found.n_changed += 1
    found.save()
    _noted("goal.step_ticked", row, shown.member)
    return True


@action(Permission.WISH_RECORD, on=case_subject)
def remove_step(*, by: Actor, now: datetime, case: str, step: int, seen: int) -> bool:
    """The step is gone. False: it changed since it was `seen`, and stays. Raises: NotFound as `change_step`."""
    locked_case(case)
    row, shown, known = step_to_change(by, case, step, today=clock.day_of(now))
    if known.n_changed != seen:
        return False
    GoalStep.rows.get(pk=step).delete()
    _noted("goal.step_removed", row, shown.member)
    return True


@action(Permission.WISH_RECORD, on=case_subject)
def note_activity(*, by: Actor, now: datetime, case: str, member: MemberNo, taking: TakingPart) -> int:
    """The person takes part in this; gives its number.

    Raises: NotFound for who neither works on the case nor is this person; RuleBroken as `goal_rules.activity_refusal`.
    """
    locked_case(case)
    row, _ = who_writes(by, case, member, today=clock.day_of(now))
    found = Activity(case_id=row.id, member_no=member, made_at=now)
    _fill(found, taking, by, clock.day_of(now))
    _noted("activity.noted", row, member)
    return found.pk


@action(Permission.WISH_RECORD, on=case_subject)
def change_activity(*, by: Actor, now: datetime, case: str, entry: int, taking: TakingPart, seen: int) -> None:
    """It is so. Raises: as `note_activity`; Conflict if it changed since it was `seen`."""
    locked_case(case)
    row, shown = activity_to_change(by, case, entry, today=clock.day_of(now), now=now)
    if shown.n_changed != seen:
        raise Conflict("activity_changed_meanwhile")
    found = Activity.rows.get(pk=entry)
    found.n_changed += 1
    _fill(found, taking, by, clock.day_of(now))
    _noted("activity.changed", row, shown.member)


@action(Permission.WISH_RECORD, on=case_subject)
def take_activity_back(*, by: Actor, now: datetime, case: str, entry: int) -> bool:
    """It was noted by mistake and is gone: within a day, by who noted it, and as they noted it.

    False: it stays. Raises: NotFound.
    """
    locked_case(case)
    row, shown = activity_to_change(by, case, entry, today=clock.day_of(now), now=now)
    if not shown.may_take_back:
        return False
    Activity.rows.get(pk=entry).delete()
    _noted("activity.taken_back", row, shown.member)
    return True


def _held(by: Actor, now: datetime, case: str, goal: int, seen: int) -> tuple[CaseRef, GoalRow, Goal]:
    locked_case(case)
    row, shown = goal_to_change(by, case, goal, today=clock.day_of(now))
    if shown.n_changed != seen:
        raise Conflict("goal_changed_meanwhile")
    return row, shown, Goal.rows.get(pk=goal)


def _save(found: Goal, by: Actor, now: datetime) -> None:
    if by.person is None:
        raise NotFound("no_such_goal")
    found.n_changed += 1
    found.changed_at, found.changed_by_id = now, by.person
    found.save()


def _fill(found: Activity, taking: TakingPart, by: Actor, today: date) -> None:
    must_be_right(activity_refusal(taking.from_on, taking.until_on, taking.outcome, today=today))
    if by.person is None:
        raise NotFound("no_such_activity")
    found.kind, found.what, found.organisation = taking.kind.value, taking.what.strip(), taking.organisation.strip()
    found.from_on, found.until_on = taking.from_on, taking.until_on
    found.outcome, found.came_of_it = taking.outcome.value, taking.came_of_it.strip()
    if found.pk is None:
        found.made_by_id = by.person
    found.changed_by_id = by.person
    found.save()


def _noted(verb: str, row: CaseRef, member: MemberNo) -> None:
    note(verb, case_code=row.code, municipality=row.municipality, member=member)
