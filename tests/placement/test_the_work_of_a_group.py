"""What a sponsor group does itself once its match is confirmed, and who does it when there is no group any more."""

import pytest
from django.urls import reverse

from hervest.core.errors import NotAllowed
from hervest.journey import actions as journey
from hervest.journey.models import Task
from hervest.journey.task_actions import assign_task, finish_task
from hervest.journey.vocabulary import DoerRole, TaskState, TeamRole
from hervest.placement.match_state_vocabulary import MatchEnd, MatchEvent
from people import TODAY
from placement.matchmaking import family_and_group

MEAL = "E03"
"""A warm meal on the day of arrival: a row whose doer is the sponsor group."""


@pytest.fixture
def family(between, begin):
    """A family that waits for a group."""
    return between.begun(*begin(family_and_group))


def meal(code):
    return Task.rows.get(case__code=code, template=MEAL)


def whose(code):
    """Who does the meal, and on whose list it stands."""
    found = meal(code)
    return found.doer, found.holder


def finish(between, code):
    """Saskia, of the group, says that the meal was there."""
    by, now = between.world.actor("saskia"), between.world.now
    finish_task(by=by, now=now, case=code, task=meal(code).pk, done_on=TODAY)


def stop(between):
    between.happens(MatchEvent.END, end=MatchEnd.ENDED_EARLY_NEUTRAL)


def test_until_a_group_is_theirs_the_guide_does_what_groups_do(between, family):
    assert whose(family)[0] == DoerRole.GUIDE

    between.goes_to(MatchEvent.GROUP_CONFIRMS, family)
    assert whose(family)[0] == DoerRole.GUIDE

    between.happens(MatchEvent.CONFIRM)
    assert whose(family) == (DoerRole.SPONSOR, TeamRole.SPONSOR)


def test_a_sponsor_finds_their_own_work_and_finishes_it(between, family, log_in):
    between.goes_to(MatchEvent.CONFIRM, family)
    page = reverse("task", args=[family, meal(family).pk])
    saskia = log_in("saskia")

    assert page in saskia.get("/week/", {"scope": "mine", "show": "later"}).content.decode()
    finish(between, family)
    assert meal(family).state == TaskState.DONE


def test_a_group_without_logins_does_its_work_and_the_guide_records_it(between):
    between.group()
    family = between.family()
    between.goes_to(MatchEvent.CONFIRM, family)

    journey.join_team(**on_case(between, family), person=between.world.ids["anouk"], role=TeamRole.GUIDE)

    assert whose(family) == (DoerRole.SPONSOR, TeamRole.GUIDE)


def on_case(between, code):
    return {"by": between.world.actor("marieke"), "now": between.world.now, "case": code}


def test_at_the_next_click_after_the_end_the_work_is_the_guides_and_nothing_is_left_to_the_group(
    between, family, log_in
):
    between.goes_to(MatchEvent.CONFIRM, family)
    on = {"now": between.world.now, "case": family, "task": meal(family).pk}
    assign_task(**on, by=between.world.actor("marieke"), person=between.world.ids["saskia"])
    page, saskia = reverse("task", args=[family, meal(family).pk]), log_in("saskia")
    assert saskia.get(page).status_code == 200

    stop(between)

    assert saskia.get(page).status_code == 404
    assert meal(family).assigned_to_id is None
    assert meal(family).holder != TeamRole.SPONSOR
    with pytest.raises(NotAllowed):
        finish(between, family)
