"""Closing a case with all that its plan still asked, and opening it again as it was."""

from collections.abc import Iterable
from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, RuleBroken
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import end_seat, locked_case
from hervest.journey.closing_rules import put_away, taken_out
from hervest.journey.models import Case, Milestone, Task, TeamMember
from hervest.journey.plan_actions import replan_at_the_end, write_tasks
from hervest.journey.template_defaults import closing_rules, default_template
from hervest.journey.vocabulary import (
    CLOSED_STATES,
    CaseKind,
    ClosingReason,
    DeadlineKind,
    MilestoneCode,
    Phase,
    TaskState,
    TeamRole,
    WhyGone,
)

PUT_AWAY = ["state", "gone", "done_on", "done_at", "done_by"]


@action(Permission.CASE_CLOSE, on=case_subject)
def close_case(
    *,
    by: Actor,
    now: datetime,
    case: str,
    reason: ClosingReason,
    seen: int,
    text: str = "",
    knows_of_terms: bool = False,
    in_the_name_of: PersonId | None = None,
) -> None:
    """The case is closed today: nobody is asked anything of it and nothing in it changes until it is opened again.

    CASE_CLOSED is recorded, open tasks are not needed any more, and the task that is closing itself is done.
    `in_the_name_of`: who agreed to it, where the act of somebody else closes it.
    Source: access.md, case.close; workflow.md, sections 3 and 6.10.
    Raises: Conflict if it is closed, or its plan changed after version `seen`; RuleBroken for a reason that is not
    for this kind of case or needs words, or while a legal term is open and it is not said that this is known.
    """
    row = locked_case(case)
    if row.plan_version != seen:
        raise Conflict("plan_changed_meanwhile", seen=seen, now=row.plan_version)
    _must_be_a_reason(row, reason, text)
    tasks = list(Task.rows.filter(case=row).exclude(state__in=CLOSED_STATES))
    n_legal = sum(task.kind == DeadlineKind.LEGAL for task in tasks)
    if n_legal and not knows_of_terms:
        raise RuleBroken("legal_terms_are_open", field="knows_of_terms", n=n_legal)
    closer = in_the_name_of or by.person
    _put_away(tasks, closer, now)
    row.closed_on, row.closed_as, row.phase = clock.day_of(now), reason, Phase.CLOSING
    row.plan_version += 1
    row.save(update_fields=["closed_on", "closed_as", "phase", "plan_version"])
    _write_closed(row, text, closer, now)
    note("case.closed", case_code=case, municipality=row.municipality_id, reason=reason, legal=n_legal)


def _must_be_a_reason(row: Case, reason: ClosingReason, text: str) -> None:
    rule = closing_rules()[reason]
    if CaseKind(row.kind) not in rule.case_kinds:
        raise RuleBroken("reason_not_for_this_case", field="reason")
    if rule.asks_text and not text.strip():
        raise RuleBroken("reason_needed", field="text")


def _put_away(tasks: Iterable[Task], closer: PersonId | None, now: datetime) -> None:
    for task in tasks:
        task.gone = put_away(TaskState(task.state), task.gone)
        task.state = TaskState.NOT_NEEDED
        spec = default_template().by_id.get(task.template)
        if spec is not None and spec.anchor is MilestoneCode.CASE_CLOSED:  # closing is this task
            task.state, task.done_on, task.done_at = TaskState.DONE, clock.day_of(now), now
            task.done_by_id = closer
    write_tasks(tasks, PUT_AWAY)


def _write_closed(row: Case, text: str, closer: PersonId | None, now: datetime) -> None:
    Milestone.rows.create(
        case=row,
        code=MilestoneCode.CASE_CLOSED,
        actual_on=clock.day_of(now),
        source="closing",
        reason=text.strip(),
        recorded_at=now,
        recorded_by_id=closer,
    )


@action(Permission.CASE_CLOSE, on=case_subject)
def reopen_case(*, by: Actor, now: datetime, case: str, reason: str) -> datetime:
    """The case is open, and every task stands as it stood before it was closed; gives the instant it was closed.

    Dates follow from today. A referral or an appointment that ended with it is not made again by that.
    Raises: Conflict if it is not closed; RuleBroken without a reason.
    """
    row = locked_case(case, closed_too=True)
    if row.closed_on is None:
        raise Conflict("case_is_open", case=case)
    if not reason.strip():
        raise RuleBroken("reason_needed", field="reason")
    closed = Milestone.rows.get(case=row, code=MilestoneCode.CASE_CLOSED)
    _take_out(Task.rows.filter(case=row))
    row.closed_on, row.closed_as, row.reopened_because = None, "", reason.strip()
    row.save(update_fields=["closed_on", "closed_as", "reopened_because"])
    closed.delete()
    today = clock.day_of(now)
    for seat in TeamMember.rows.filter(case=row, member_no__gt=0, until_on__gte=today).exclude(role=TeamRole.NEWCOMER):
        end_seat(seat, today)
        note("team.left", case_code=case, municipality=row.municipality_id, person=seat.person_id, role=seat.role)
    replan_at_the_end(row, now)
    note("case.reopened", case_code=case, municipality=row.municipality_id)
    return closed.recorded_at


def _take_out(tasks: Iterable[Task]) -> None:
    put_away_ones = [task for task in tasks if task.gone and task.gone["why"] == WhyGone.CASE_CLOSED]
    for task in put_away_ones:
        state, task.gone = taken_out(task.gone or {})
        task.state, task.done_on, task.done_at, task.done_by = state, None, None, None
    write_tasks(put_away_ones, PUT_AWAY)
