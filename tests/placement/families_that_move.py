"""A family that lives in its home here, before another municipality takes it over."""

from datetime import timedelta

from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.households.choice_actions import choose_participation
from hervest.households.choice_rules import Given
from hervest.households.vocabulary import Participation, SaidHow
from hervest.housing.models import Dwelling
from hervest.journey.actions import record_milestones
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Task
from hervest.journey.task_actions import finish_task
from hervest.journey.vocabulary import MilestoneCode
from hervest.placement import actions
from people import TODAY

GIVEN = Given("ar", Interpreting.PROFESSIONAL, SaidHow.ORAL, was_read_aloud=True, was_abroad=False, said_on=TODAY)


def settle(amal):
    """Amal's family landed and was given its home, which was free; some of its work is done."""
    Dwelling.rows.filter(units__pk=amal.units["W-LEVEL"]).update(available_from=TODAY - timedelta(days=30))
    by = {"by": amal.world.actor("marieke"), "now": amal.world.now, "case": amal.families["amal"]}
    actions.decide(**by, unit=amal.units["W-LEVEL"], reason="Dicht bij school.")
    days = [
        MilestoneRecord(MilestoneCode.LANDED, actual_on=TODAY - timedelta(days=9)),
        MilestoneRecord(MilestoneCode.ARRIVED, actual_on=TODAY - timedelta(days=7)),
    ]
    record_milestones(**by, records=days, source="person")
    tasks = {(row.template, row.member_no): row.pk for row in Task.rows.filter(case__code=by["case"])}
    for key in (("F05", 1), ("C10", 0)):
        finish_task(**by, task=tasks[key], done_on=TODAY, reason="Klaar.")
    choose_participation(**by, member=MemberNo(1), answer=Participation.NO, given=GIVEN)
