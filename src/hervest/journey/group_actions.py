"""Keeping apart what is about one sponsor group of a household and what is about the next."""

from datetime import datetime

from django.db.models import Max

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.group_rules import stays_with_group
from hervest.journey.models import Task
from hervest.journey.plan_actions import replan_at_the_end
from hervest.journey.plan_queries import planned_task


@action(Permission.MILESTONE_RECORD, on=case_subject)
def leave_with_group(*, by: Actor, now: datetime, case: str) -> None:
    """What is about the sponsor group so far stays as it is, about that group; the plan asks the next one's anew.

    Source: decision 41.
    """
    row = locked_case(case)
    tasks = Task.rows.filter(case=row).exclude(template="")
    number = (tasks.aggregate(last=Max("earlier_group"))["last"] or 0) + 1
    stays = [task.pk for task in tasks if stays_with_group(planned_task(task))]
    Task.rows.filter(pk__in=stays).update(earlier_group=number)
    replan_at_the_end(row, now)
    note("group.left_behind", case_code=case, municipality=row.municipality_id)
