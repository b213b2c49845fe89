"""Taking along what is known and done when people go on in another case: a step of the actions that open it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import pgettext

from hervest.core import clock
from hervest.core.texts import label
from hervest.core.vocabulary import MemberNo
from hervest.journey.carry_rules import Numbers, carried_milestones, carried_tasks, overtaken_tasks, what_is_over
from hervest.journey.carry_vocabulary import GoingOn
from hervest.journey.models import Case, FactSet, Milestone, Task
from hervest.journey.plan_actions import replan_at_the_end
from hervest.journey.plan_queries import case_facts, key_of, milestones_of_facts, planned_tasks
from hervest.journey.template_defaults import overtaken, phase_rules, ties
from hervest.journey.vocabulary import TaskKey, TaskState, TraitSource
from hervest.journey.workflow_queries import template_of

SAID_BY_PEOPLE = (TraitSource.PERSON, TraitSource.ANSWER)
"""What other sources say is worked out anew in the new case."""

OF_A_TASK = (
    "tier",
    "audience",
    "is_finance",
    "phase",
    "kind",
    "doer",
    "recorded_by",
    "start_on",
    "due_on",
    "limit_on",
    "because",
    "holder",
    "is_stand_in",
    "done_on",
    "done_at",
)
"""What is known of a finished task; not who did it, nor in which words."""


def carry_plan(
    *, now: datetime, origin: str, case: str, people: Numbers, why: GoingOn, came_on: date | None = None
) -> int:
    """The new case begins with the past of these people; gives how many finished tasks that are.

    Of who parts, what hangs on a home, its money or a group counts from today, for all of that begins anew; what a
    person called not needed stays so. Where a whole household moves, what is over is not asked again
    (`taken_over_nl.csv`): what prepared a landing that has happened, COA's link of who is in the country, the home of
    who lives here since `came_on`. But for the law's own terms nothing is due before the day of the take-over.

    `people`: their numbers in the new case. What was said of traits goes along without the reasons people wrote.
    Holds: the caller has locked the case they come from, and made the new one within the same action.
    """
    before, after = Case.rows.get(code=origin), Case.rows.get(code=case)
    today = clock.day_of(now)
    facts = case_facts(before, today=today)
    dates = milestones_of_facts(facts, today=today)
    for record in carried_milestones(ties(), facts.recorded, dates, people, why):
        Milestone.rows.update_or_create(
            case=after,
            code=record.code,
            member_no=record.member or 0,
            defaults={
                "planned_on": record.planned_on,
                "actual_on": record.actual_on,
                "source": "carried",
                "recorded_at": now,
            },
        )
    tasks = planned_tasks(before)
    keys = carried_tasks(ties(), tasks, people, why)
    _carry_tasks(before, after, keys, state=TaskState.DONE)
    if why is GoingOn.APART:
        after.parted_on = today
        after.save(update_fields=["parted_on"])
        spared = carried_tasks(ties(), tasks, people, why, state=TaskState.NOT_NEEDED)
        _carry_closed(before, after, spared, pgettext("TaskTakenOver", "not_needed_before"))
    if why is GoingOn.ELSEWHERE:
        after.taken_over_on = today
        after.save(update_fields=["taken_over_on"])
        is_over = what_is_over(dates, phase_rules(), came_on, today=today)
        over = overtaken_tasks(template_of(before).by_id, overtaken(), is_over, tasks, people=people, done=keys)
        for what, of_these in over.items():
            _carry_closed(before, after, of_these, str(label(what)))
    _carry_words(before, after, people, why)
    replan_at_the_end(after, now)
    return len(keys)


def _carry_tasks(
    before: Case, after: Case, keys: Mapping[TaskKey, TaskKey], *, state: TaskState, **closed: object
) -> None:
    """These tasks stand in the new case in this state; `closed`: what is otherwise than it was."""
    rows = {key_of(task): task for task in Task.rows.filter(case=before).exclude(template="")}
    Task.rows.bulk_create(
        Task(
            case=after,
            municipality_id=after.municipality_id,
            template=new.template,
            member_no=new.member or 0,
            repeat_no=new.repeat_no,
            state=state,
            **({name: getattr(rows[old], name) for name in OF_A_TASK} | closed),
        )
        for old, new in keys.items()
    )


def _carry_closed(before: Case, after: Case, keys: Mapping[TaskKey, TaskKey], reason: str) -> None:
    """These tasks stand in the new case as not needed, for this reason."""
    closed = {"is_touched": True, "done_on": None, "done_at": None, "reason": reason}
    _carry_tasks(before, after, keys, state=TaskState.NOT_NEEDED, **closed)


def _carry_words(before: Case, after: Case, people: Numbers, why: GoingOn) -> None:
    """What people said of traits; of the household as a whole only if all of it goes."""
    numbers = {0: 0} if why is GoingOn.ELSEWHERE else {}
    numbers |= {int(old): int(new) for old, new in people.items()}
    for found in FactSet.rows.filter(case=before, source__in=SAID_BY_PEOPLE, member_no__in=list(numbers)):
        if not (found.traits or found.dates):
            continue
        member = MemberNo(numbers[found.member_no])
        FactSet.rows.create(
            case=after, member_no=member, source=found.source, traits=dict(found.traits), dates=dict(found.dates)
        )
