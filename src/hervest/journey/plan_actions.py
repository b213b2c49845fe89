"""Writing a plan down: called by the actions of the journey within their own transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache, partial

from hervest.accounts.action import once_at_the_end
from hervest.core import clock
from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import MemberNo, Tier
from hervest.deadlines.errors import UnknownTerm
from hervest.deadlines.register import all_versions
from hervest.journey.models import Case, Task
from hervest.journey.phase_rules import phase_of
from hervest.journey.plan_queries import (
    facts_of,
    is_finance,
    key_of,
    milestones_of_facts,
    planned_task,
    written,
)
from hervest.journey.rules import PlanOutcome, plan
from hervest.journey.seat_rules import ALL_OF_THEM, filled_for
from hervest.journey.staffing_queries import sittings_at_work, team_of_case
from hervest.journey.task_rules import CaseFacts, PlannedTask
from hervest.journey.template import TaskSpec, Template
from hervest.journey.template_defaults import phase_rules
from hervest.journey.vocabulary import MilestoneCode, TaskKey, TeamRole
from hervest.journey.workflow_queries import template_of
from hervest.journey.worklist_rules import holder

DECIDED_BY_PLANNING = ["state", "doer", "start_on", "due_on", "limit_on", "because", "gone", "holder", "is_stand_in"]

Filled = Callable[[MemberNo, Tier], frozenset[TeamRole]]
"""The roles in which somebody does work about this person (`seat_rules.filled_for`)."""


def replan_at_the_end(row: Case, now: datetime) -> None:
    """The plan is worked out once, when all that the running action does to the case is done.

    A case that the action closes keeps the plan it had.
    """
    once_at_the_end(("plan", row.pk), lambda: _replan_if_open(row.pk, now))


def _replan_if_open(case: int, now: datetime) -> None:
    row = Case.rows.filter(pk=case, closed_on__isnull=True).first()
    if row is not None:
        replan(row, now)


def replan(row: Case, now: datetime) -> PlanOutcome:
    """The plan of the case is what its facts, milestones and template ask for today; planning twice changes nothing.

    The case's version rises if anything changed. Holds: the caller has locked the case.
    """
    today = clock.day_of(now)
    team = team_of_case(row, today)
    facts = facts_of(row, team)
    rows = {key_of(task): task for task in Task.rows.filter(case=row).exclude(template="")}
    existing = [planned_task(task) for task in rows.values()]
    template = template_of(row)
    outcome = _planned(template, facts, existing, today)
    filled = cache(partial(filled_for, sittings_at_work(row, team)))  # many tasks, few people they are about
    changed = _changed(rows, outcome)
    reheld = [task for task in rows.values() if _hold(task, template, filled)]
    Task.rows.bulk_create([_new(row, task, template, filled) for task in outcome.adds])
    write_tasks({task.pk: task for task in (*changed, *reheld)}.values(), DECIDED_BY_PLANNING)
    _settle(row, facts, is_changed=not outcome.is_settled, today=today)
    return outcome


def write_tasks(tasks: Iterable[Task], columns: Sequence[str]) -> None:
    """These columns of tasks that exist are as the tasks have them, in one statement for many rows.

    An insert that gives way costs a tenth of an update with a condition for each row. Holds: the caller has locked
    the case, so that nobody takes a task away meanwhile.
    """
    Task.rows.bulk_create(tasks, update_conflicts=True, update_fields=columns, unique_fields=["pk"])


def _planned(template: Template, facts: CaseFacts, existing: list[PlannedTask], today: date) -> PlanOutcome:
    try:
        return plan(template, facts, existing, terms=all_versions(), today=today)
    except UnknownTerm as unknown:
        raise RuleBroken("no_term_on_that_day", field="on", term=unknown.params["key"]) from unknown


def _changed(rows: dict[TaskKey, Task], outcome: PlanOutcome) -> list[Task]:
    changed = []
    for change in (*outcome.changes, *outcome.falls_away, *outcome.returns, *outcome.flagged):
        task = rows[change.was.key]
        for name, value in written(change.becomes).items():
            setattr(task, name, value)
        changed.append(task)
    return changed


def _hold(task: Task, template: Template, filled: Filled) -> bool:
    """Give the task to the role that has it today; whether that is another one than before."""
    planned = planned_task(task)
    spec = template.known.get(task.template)
    roles = filled(MemberNo(task.member_no), Tier(task.tier))
    found = holder(planned.doer, spec.recorded_by if spec else None, roles)
    if (task.holder, task.is_stand_in) == (found.role, found.is_stand_in):
        return False
    task.holder, task.is_stand_in = found.role, found.is_stand_in
    return True


def _new(row: Case, planned: PlannedTask, template: Template, filled: Filled) -> Task:
    spec: TaskSpec = template.by_id[planned.key.template]
    member = planned.key.member or ALL_OF_THEM
    found = holder(planned.doer, spec.recorded_by, filled(member, spec.tier))
    return Task(
        case=row,
        municipality_id=row.municipality_id,
        template=spec.id,
        member_no=member,
        repeat_no=planned.key.repeat_no,
        tier=spec.tier,
        audience=spec.audience,
        is_finance=is_finance(spec.id),
        phase=spec.phase,
        kind=spec.kind,
        recorded_by=spec.recorded_by or "",
        holder=found.role,
        is_stand_in=found.is_stand_in,
        **written(planned),
    )


def _settle(row: Case, facts: CaseFacts, *, is_changed: bool, today: date) -> None:
    milestones = milestones_of_facts(facts, today=today)
    arrival = milestones.at(MilestoneCode.ARRIVED)
    row.arrives_on = arrival.on if arrival else None
    row.has_arrived = bool(arrival and arrival.is_actual and arrival.on <= today)
    row.phase = phase_of(phase_rules(), facts.kind, facts.route, milestones, today=today)
    row.plan_version += is_changed
    row.plan_failed_at = None
    row.save(update_fields=["arrives_on", "has_arrived", "phase", "plan_version", "plan_failed_at"])
