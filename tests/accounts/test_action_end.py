"""What an action leaves to its end is done once, on what everything within it leaves behind."""

from datetime import timedelta

import pytest

from hervest.accounts.action import NestedActionError, once_at_the_end
from hervest.core.vocabulary import MemberNo, Route
from hervest.households.entry_actions import enter_household
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.vocabulary import MemberRole
from hervest.journey import plan_actions
from hervest.journey.models import Case, Task
from hervest.journey.queries import plan_version


def test_outside_an_action_nothing_can_be_left_to_the_end():
    with pytest.raises(NestedActionError):
        once_at_the_end("key", list)


def test_a_household_that_is_entered_is_planned_once_and_as_if_planned_after_each_step(world, monkeypatch):
    calls = []
    replan = plan_actions.replan

    def counted(row: Case, now):
        calls.append(row.code)
        return replan(row, now)

    monkeypatch.setattr(plan_actions, "replan", counted)
    code = enter_household(
        by=world.actor("marieke"),
        now=world.now,
        municipality="GM9001",
        route=Route.RESETTLEMENT,
        record=HouseholdRecord(members=(MemberRecord(MemberNo(1), MemberRole.HEAD, "Samir", "Haddad"),)),
        allocated_on=world.today - timedelta(days=10),
        arrival_on=world.today + timedelta(days=40),
        source="hand",
    )

    assert calls == [code]
    assert plan_version(code) == 1
    before = list(Task.rows.filter(case__code=code).order_by("pk").values("template", "due_on", "state"))
    assert len(before) > 60
    replan(Case.rows.get(code=code), world.now)
    assert list(Task.rows.filter(case__code=code).order_by("pk").values("template", "due_on", "state")) == before
