"""Who finishes a task whose milestone has a day that they may not read is not asked for it, and overwrites nothing."""

from datetime import timedelta

import pytest

from hervest.core.errors import RuleBroken
from hervest.journey.actions import record_milestones
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Milestone, Task
from hervest.journey.task_actions import finish_task
from hervest.journey.vocabulary import MilestoneCode, TeamRole
from journey.test_actions import family, task_of

__all__ = ["family"]

KEYS = MilestoneCode.KEYS_HANDED
KNOWN = "die dag is al bekend en wordt niet gevraagd"


@pytest.fixture
def handed(world, family):
    """Marieke recorded when the keys were handed over; Ruben, of the housing association, still has that task."""
    world.joins(family, "ruben", TeamRole.HOUSING_ASSOCIATION, by="marieke")
    days = [MilestoneRecord(KEYS, actual_on=world.today - timedelta(days=3))]
    by = world.actor("marieke")
    record_milestones(by=by, now=world.now, case=family, records=days, source="person")
    return task_of(world, family, "E02").id


def finish(world, family, task, key, **dates):
    by, today = world.actor(key), world.today
    given = {KEYS: today} if dates.get("with_day") else {}
    finish_task(by=by, now=world.now, case=family, task=task, done_on=today, dates=given, reason="Getekend.")


def keys_on(family):
    return Milestone.rows.get(case__code=family, code=KEYS).actual_on


def test_who_may_not_read_the_day_is_not_asked_and_cannot_overwrite_it(world, family, handed):
    with pytest.raises(RuleBroken, match="milestone_known_unseen"):
        finish(world, family, handed, "ruben", with_day=True)
    assert keys_on(family) == world.today - timedelta(days=3)

    finish(world, family, handed, "ruben")

    assert Task.rows.get(pk=handed).state == "done"
    assert keys_on(family) == world.today - timedelta(days=3)


def test_who_reads_the_day_may_give_another(world, family, handed):
    finish(world, family, handed, "marieke", with_day=True)

    assert keys_on(family) == world.today


def test_a_day_that_nobody_recorded_is_asked_of_who_may_not_read_one(world, family, handed):
    Milestone.rows.filter(case__code=family, code=KEYS).delete()

    with pytest.raises(RuleBroken, match="milestone_date_needed"):
        finish(world, family, handed, "ruben")
    finish(world, family, handed, "ruben", with_day=True)

    assert keys_on(family) == world.today


def test_the_form_says_that_it_is_known_and_to_who_reads_it_when(log_in, family, handed):
    address, field = f"/cases/{family}/tasks/{handed}/finish/", f'name="{KEYS.value}"'
    theirs, ours = (log_in(key).get(address).content.decode() for key in ("ruben", "marieke"))

    assert KNOWN in theirs
    assert field not in theirs
    assert "Al vastgelegd" in ours
    assert field in ours
    assert KNOWN not in ours


def test_a_day_that_was_asked_when_the_page_was_opened_is_not_left_out_unsaid(log_in, world, family, handed):
    address = f"/cases/{family}/tasks/{handed}/finish/"
    sent = {"done_on": world.today.isoformat(), KEYS.value: world.today.isoformat(), "reason": "Getekend."}

    page = log_in("ruben").post(address, sent).content.decode()

    assert "is al vastgelegd door iemand die haar mag lezen" in page
    assert Task.rows.get(pk=handed).state != "done"
