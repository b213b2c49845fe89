"""Who finishes a task whose milestone has a day that they may not read is not asked for it, and overwrites nothing."""

from datetime import timedelta

import pytest

from hervest.core.errors import RuleBroken
from hervest.journey.actions import record_milestones
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Milestone, Task
from hervest.journey.task_actions import assign_task, finish_task
from hervest.journey.vocabulary import MilestoneCode, TeamRole
from journey.test_actions import family, task_of

__all__ = ["family"]

KEYS, LANDED = MilestoneCode.KEYS_HANDED, MilestoneCode.LANDED
KNOWN = "die dag is al bekend en wordt niet gevraagd"


def recorded(world, family, code):
    """Marieke recorded that it happened three days ago."""
    days = [MilestoneRecord(code, actual_on=world.today - timedelta(days=3))]
    record_milestones(by=world.actor("marieke"), now=world.now, case=family, records=days, source="person")


@pytest.fixture
def landed(world, family):
    """The family landed, and Ruben, of the housing association, has that task by name: he does not read the day."""
    world.joins(family, "ruben", TeamRole.HOUSING_ASSOCIATION, by="marieke")
    recorded(world, family, LANDED)
    task, by = task_of(world, family, "D01").id, world.actor("marieke")
    assign_task(by=by, now=world.now, case=family, task=task, person=world.ids["ruben"])
    return task


def finish(world, family, task, key, day=None):
    by, given = world.actor(key), {day: world.today} if day else {}
    finish_task(by=by, now=world.now, case=family, task=task, done_on=world.today, dates=given, reason="Gedaan.")


def day_of(family, code):
    return Milestone.rows.get(case__code=family, code=code).actual_on


def test_who_may_not_read_the_day_is_not_asked_and_cannot_overwrite_it(world, family, landed):
    with pytest.raises(RuleBroken, match="milestone_known_unseen"):
        finish(world, family, landed, "ruben", day=LANDED)
    assert day_of(family, LANDED) == world.today - timedelta(days=3)

    finish(world, family, landed, "ruben")

    assert Task.rows.get(pk=landed).state == "done"
    assert day_of(family, LANDED) == world.today - timedelta(days=3)


def test_who_reads_the_day_may_give_another(world, family, landed):
    finish(world, family, landed, "marieke", day=LANDED)

    assert day_of(family, LANDED) == world.today


def test_a_day_that_nobody_recorded_is_asked_of_who_may_not_read_one(world, family, landed):
    Milestone.rows.filter(case__code=family, code=LANDED).delete()

    with pytest.raises(RuleBroken, match="milestone_date_needed"):
        finish(world, family, landed, "ruben")
    finish(world, family, landed, "ruben", day=LANDED)

    assert day_of(family, LANDED) == world.today


def test_the_form_says_that_it_is_known_and_to_who_reads_it_when(log_in, family, landed):
    address, field = f"/cases/{family}/tasks/{landed}/finish/", f'name="{LANDED.value}"'
    theirs, ours = (log_in(key).get(address).content.decode() for key in ("ruben", "marieke"))

    assert KNOWN in theirs
    assert field not in theirs
    assert "Al vastgelegd" in ours
    assert field in ours
    assert KNOWN not in ours


def test_a_day_that_was_asked_when_the_page_was_opened_is_not_left_out_unsaid(log_in, world, family, landed):
    address = f"/cases/{family}/tasks/{landed}/finish/"
    sent = {"done_on": world.today.isoformat(), LANDED.value: world.today.isoformat(), "reason": "Gedaan."}

    page = log_in("ruben").post(address, sent).content.decode()

    assert "is al vastgelegd door iemand die haar mag lezen" in page
    assert Task.rows.get(pk=landed).state != "done"


def test_who_looks_for_a_home_reads_when_the_keys_were_given_and_may_mend_that_day(world, family):
    world.joins(family, "ruben", TeamRole.HOUSING_ASSOCIATION, by="marieke")
    recorded(world, family, KEYS)

    finish(world, family, task_of(world, family, "E02").id, "ruben", day=KEYS)

    assert day_of(family, KEYS) == world.today
