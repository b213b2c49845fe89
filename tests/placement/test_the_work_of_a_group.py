"""What a sponsor group does itself once its match is confirmed, and who does it when there is no group any more."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hervest.core.errors import NotAllowed, RuleBroken
from hervest.journey import actions as journey
from hervest.journey.jobs import new_day
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Task, TeamMember
from hervest.journey.queries import plan_version
from hervest.journey.task_actions import assign_task, finish_task
from hervest.journey.vocabulary import DoerRole, MilestoneCode, TaskState, TeamRole
from hervest.placement.jobs import match_day
from hervest.placement.match_state_vocabulary import MatchEnd, MatchEvent
from hervest.sponsorship.models import SponsorMembership
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


def finish(between, code, by="saskia", **how):
    """Saskia, of the group, says that the meal was there."""
    actor, now = between.world.actor(by), between.world.now
    finish_task(by=actor, now=now, case=code, task=meal(code).pk, done_on=TODAY, **how)


def arrive(between, code):
    """The family is here: the day to which the meal belongs has come."""
    here = [MilestoneRecord(each, actual_on=TODAY) for each in (MilestoneCode.LANDED, MilestoneCode.ARRIVED)]
    journey.record_milestones(**on_case(between, code), records=here, source="person")


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
    arrive(between, family)
    finish(between, family)
    assert meal(family).state == TaskState.DONE


def expect(between, code, days=60):
    """The family lands so many days from now, and is here two days later."""
    lands = [MilestoneRecord(MilestoneCode.LANDED, planned_on=TODAY + timedelta(days=days))]
    journey.record_milestones(**on_case(between, code), records=lands, source="person")
    return TODAY + timedelta(days=days + 2)


def test_a_sponsor_cannot_say_before_the_day_of_arrival_that_its_meal_was_there(between, family, log_in):
    between.goes_to(MatchEvent.CONFIRM, family)
    address, saskia = reverse("finish", args=[family, meal(family).pk]), log_in("saskia")
    arrives = expect(between, family)
    page = saskia.get(address).content.decode()
    assert "Dit hoort bij de dag zelf, zondag 24 januari 2027" in page
    assert "Leg vast als klaar" not in page

    with pytest.raises(RuleBroken, match="before_its_day"):
        finish(between, family, reason="Vast gedaan.")
    assert meal(family).start_on == arrives
    assert meal(family).state != TaskState.DONE
    Task.rows.filter(pk=meal(family).pk).update(start_on=None)
    assert "een dag die nog niet bekend is" in saskia.get(address).content.decode()
    with pytest.raises(RuleBroken, match="its_day_is_not_known"):
        finish(between, family)


def test_before_its_day_there_is_no_form_and_the_task_says_from_which_day(between, family, log_in):
    between.goes_to(MatchEvent.CONFIRM, family)
    expect(between, family)
    saskia, where = log_in("saskia"), {"args": [family, meal(family).pk]}
    finish_page, task_page = reverse("finish", **where), reverse("task", **where)
    assert 'name="done_on"' not in saskia.get(finish_page).content.decode()
    page, week = (
        saskia.get(address).content.decode() for address in (task_page, "/week/?scope=mine&show=later&order=day")
    )
    assert "Dit hoort bij de dag zelf, zondag 24 januari 2027" in page
    assert finish_page not in page
    assert "Kan vanaf zo 24 jan 2027" in week
    assert finish_page not in week

    lead = log_in("marieke")
    assert 'name="done_on"' in lead.get(finish_page).content.decode()
    assert finish_page in lead.get(task_page).content.decode()

    arrive(between, family)
    saskia = log_in("saskia")
    assert 'name="done_on"' in saskia.get(finish_page).content.decode()
    page = saskia.get(task_page).content.decode()
    assert finish_page in page
    assert "Dit hoort bij de dag zelf" not in page


def test_who_may_move_the_day_of_arrival_says_why_what_belongs_to_it_is_done_already(between, family, log_in):
    expect(between, family)
    address = reverse("finish", args=[family, meal(family).pk])
    page = log_in("marieke").get(address).content.decode()
    assert "U mag doorgaan; schrijf op waarom" in page
    assert "Leg vast als klaar" in page
    with pytest.raises(RuleBroken, match="why_before_its_day"):
        finish(between, family, by="marieke")

    finish(between, family, by="marieke", reason="Het gezin is er al; de dag volgt.")

    assert meal(family).state == TaskState.DONE


def test_what_does_not_belong_to_one_day_may_be_done_before_it_starts(between, family):
    between.goes_to(MatchEvent.CONFIRM, family)
    expect(between, family)
    phone = Task.rows.get(case__code=family, template="F11")
    assert phone.start_on > TODAY

    by, now = between.world.actor("saskia"), between.world.now
    finish_task(by=by, now=now, case=family, task=phone.pk, done_on=TODAY, reason="De telefoon ligt klaar.")

    assert Task.rows.get(pk=phone.pk).state == TaskState.DONE


def test_a_group_without_logins_does_its_work_and_the_guide_records_it(between):
    between.group()
    family = between.family()
    between.goes_to(MatchEvent.CONFIRM, family)

    journey.join_team(**on_case(between, family), person=between.world.ids["anouk"], role=TeamRole.GUIDE)

    assert whose(family) == (DoerRole.SPONSOR, TeamRole.GUIDE)


def on_case(between, code):
    return {"by": between.world.actor("marieke"), "now": between.world.now, "case": code}


def test_the_nights_change_nothing_for_a_group_without_logins(between):
    between.group()
    family = between.family()
    between.goes_to(MatchEvent.CONFIRM, family)
    began = plan_version(family)

    for night in (1, 2):
        new_day(between.world.now + timedelta(days=night))
        match_day(between.world.now + timedelta(days=night))

    assert whose(family)[0] == DoerRole.SPONSOR
    assert TeamMember.rows.filter(case__code=family, role=TeamRole.SPONSOR_COORDINATOR).count() == 1
    assert plan_version(family) - began <= 1


def test_whose_seat_ran_out_has_nothing_by_name_any_more(between, family):
    between.goes_to(MatchEvent.CONFIRM, family)
    name_saskia(between, family)
    TeamMember.rows.filter(case__code=family, role=TeamRole.SPONSOR).update(until_on=TODAY)
    SponsorMembership.rows.update(until_on=TODAY)

    match_day(between.world.now + timedelta(days=1))

    assert meal(family).assigned_to_id is None


def test_what_somebody_was_given_after_their_seat_ran_out_stays_theirs(between, family):
    between.goes_to(MatchEvent.CONFIRM, family)
    joris = between.world.ids["joris"]
    TeamMember.rows.create(
        case=meal(family).case, person_id=joris, role=TeamRole.SPONSOR, from_on=TODAY, until_on=TODAY
    )
    given = Task.rows.filter(case__code=family, doer=DoerRole.GUIDE, is_open=True, tier="P0").first()
    assign_task(**on_case(between, family), task=given.pk, person=joris)

    match_day(between.world.now + timedelta(days=1))

    assert Task.rows.get(pk=given.pk).assigned_to_id == joris


def test_who_guides_the_family_too_keeps_that_work_when_the_match_ends(between, family):
    between.goes_to(MatchEvent.CONFIRM, family)
    journey.join_team(**on_case(between, family), person=between.world.ids["anouk"], role=TeamRole.GUIDE)
    guides = Task.rows.filter(case__code=family, doer=DoerRole.GUIDE, is_open=True).first()
    anouk = between.world.ids["anouk"]
    for task in (meal(family), guides):
        assign_task(**on_case(between, family), task=task.pk, person=anouk)
    TeamMember.rows.create(
        case=meal(family).case,
        person_id=anouk,
        role=TeamRole.SPONSOR,
        from_on=TODAY,
        until_on=TODAY + timedelta(days=9),
    )

    stop(between)

    assert Task.rows.get(pk=guides.pk).assigned_to_id == anouk
    assert meal(family).assigned_to_id is None


def test_a_group_reads_who_finished_something_only_of_who_is_there_now(between, family, log_in):
    between.goes_to(MatchEvent.CONFIRM, family)
    arrive(between, family)
    finish(between, family)
    page = reverse("task", args=[family, meal(family).pk])
    assert "Saskia Burg" in log_in("saskia").get(page).content.decode()

    Task.rows.filter(pk=meal(family).pk).update(done_by=between.world.ids["lotte"])  # somebody of a group before

    assert "Lotte" not in log_in("saskia").get(page).content.decode()
    assert "Lotte" in log_in("marieke").get(page).content.decode()


def name_saskia(between, code):
    assign_task(**on_case(between, code), task=meal(code).pk, person=between.world.ids["saskia"])


def test_at_the_next_click_after_the_end_the_work_is_the_guides_and_nothing_is_left_to_the_group(
    between, family, log_in
):
    between.goes_to(MatchEvent.CONFIRM, family)
    name_saskia(between, family)
    page, saskia = reverse("task", args=[family, meal(family).pk]), log_in("saskia")
    assert saskia.get(page).status_code == 200

    stop(between)

    assert saskia.get(page).status_code == 404
    assert meal(family).assigned_to_id is None
    assert meal(family).holder != TeamRole.SPONSOR
    with pytest.raises(NotAllowed):
        finish(between, family)
