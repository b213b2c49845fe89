"""What somebody sees only as "afspraak" they cannot change either, and nothing about it tells them what it is."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hervest.audit.models import AuditRow
from hervest.core.errors import NotFound
from hervest.core.texts import label
from hervest.core.vocabulary import MemberNo
from hervest.journey import actions, plan_queries, queries, task_actions
from hervest.journey.actions import move_milestone
from hervest.journey.vocabulary import MilestoneCode, TeamRole
from journey.test_actions import family, rows, task_of

__all__ = ["family"]

FORMS = ("finish", "change_state", "postpone", "assign")


@pytest.mark.parametrize("form", FORMS)
def test_a_lead_outside_the_team_gets_no_form_for_a_task_above_their_tiers(log_in, world, family, form):
    client, locked, open_to_all = log_in("lena"), task_of(world, family, "F03"), task_of(world, family, "B01")

    assert client.get(reverse(form, args=[family, locked.id])).status_code == 404
    assert client.get(reverse(form, args=[family, open_to_all.id])).status_code == 200


def test_the_page_of_a_locked_task_names_neither_its_milestone_nor_its_doer(log_in, world, family):
    address = reverse("task", args=[family, task_of(world, family, "F03").id])

    locked = log_in("lena").get(address).content.decode()
    assert "Afspraak" in locked
    assert "Wie doet dit" not in locked
    assert "Wie doet dit" in log_in("marieke").get(address).content.decode()


def test_a_task_says_by_whom_it_was_done_only_once_it_is_done(log_in, world, family):
    task = task_of(world, family, "J01").id
    address, marieke = reverse("task", args=[family, task]), log_in("marieke")

    still_open = marieke.get(address).content.decode()
    assert "Gedaan door" not in still_open
    assert "Wie doet dit" in still_open

    by = {"by": world.actor("marieke"), "now": world.now, "case": family, "task": task}
    task_actions.finish_task(**by, done_on=world.today, reason="Eerder gedaan.")
    done = marieke.get(address).content.decode()
    assert "Gedaan door" in done
    assert "Wie doet dit" not in done


def test_a_task_names_its_role_once_where_who_has_it_is_who_does_it(log_in, world, family):
    address = reverse("task", args=[family, task_of(world, family, "B01").id])

    page = log_in("marieke").get(address)
    facts = page.content.decode().split('<dl class="hv-kv">')[1].split("</dl>")[0]
    assert facts.count(label(page.context["row"].holder)) == 1
    assert "Wie doet dit" not in facts


def test_a_locked_task_asks_for_no_milestone(world, family):
    assert task_of(world, family, "F03", "lena").asks == ()
    assert task_of(world, family, "F03", "marieke").asks


def test_a_partner_without_mandate_changes_no_task_about_money(world, family):
    by, guide = world.actor("marieke"), world.actor("anouk")
    actions.join_team(by=by, now=world.now, case=family, person=world.ids["anouk"], role=TeamRole.GUIDE)
    money = task_of(world, family, "E04")
    act = {"now": world.now, "case": family, "task": money.id}
    assert next(row for row in rows(world, family, "anouk") if row.id == money.id).title is None

    for change in (
        lambda: task_actions.finish_task(by=guide, **act, done_on=world.today),
        lambda: task_actions.postpone_task(by=guide, **act, due_on=world.today, reason="later"),
        lambda: task_actions.assign_task(by=guide, **act, person=None),
    ):
        with pytest.raises(NotFound):
            change()
    assert task_of(world, family, "E04").is_open

    task_actions.finish_task(by=by, **act, done_on=world.today, reason="Het geld is er al.")
    assert not task_of(world, family, "E04").is_open
    with pytest.raises(NotFound):
        task_actions.undo_finish(by=guide, **act)


def test_reading_an_appointment_is_not_logged_as_reading_its_tier(log_in, world, family):
    address = reverse("task", args=[family, task_of(world, family, "F03").id])

    assert _tiers_read(log_in("lena"), address) == ["P0"]
    assert _tiers_read(log_in("marieke"), address) == ["P0", "P2"]


def _tiers_read(client, address):
    assert client.get(address).status_code == 200
    return AuditRow.rows.filter(verb="case.read").latest("pk").detail["tiers"]


def test_the_log_tells_of_no_birth(world, family):
    move = {"by": world.actor("marieke"), "now": world.now, "case": family, "is_actual": False, "reason": "said so"}
    later = world.today.replace(year=world.today.year + 1)

    seen = queries.plan_version(family)
    move_milestone(**move, milestone=MilestoneCode.BIRTH_EXPECTED, member=MemberNo(1), on=later, seen=seen)
    assert AuditRow.rows.filter(verb="milestone.moved").latest("pk").detail == {}

    seen = queries.plan_version(family)
    move_milestone(**move, milestone=MilestoneCode.LANDED, member=None, on=later, seen=seen)
    assert AuditRow.rows.filter(verb="milestone.moved").latest("pk").detail["milestone"] == "LANDED"


def test_a_milestone_about_money_or_birth_is_neither_shown_to_nor_moved_by_who_may_not_read_it(world, family):
    by = world.actor("marieke")
    actions.join_team(by=by, now=world.now, case=family, person=world.ids["anouk"], role=TeamRole.GUIDE)
    seen_by_lead = {row.code for row in plan_queries.milestones(by, family, today=world.today)}
    assert MilestoneCode.BENEFIT_APPLIED in seen_by_lead

    for outsider in ("lena", "anouk"):
        seen = {row.code for row in plan_queries.milestones(world.actor(outsider), family, today=world.today)}
        assert MilestoneCode.ARRIVED in seen
        assert MilestoneCode.BENEFIT_APPLIED not in seen
        with pytest.raises(NotFound):
            move(world, family, outsider, MilestoneCode.BENEFIT_APPLIED)
    move(world, family, "marieke", MilestoneCode.BENEFIT_APPLIED)


def move(world, case, key, milestone):
    return actions.move_milestone(
        by=world.actor(key),
        now=world.now,
        case=case,
        milestone=milestone,
        member=None,
        on=world.today + timedelta(days=60),
        is_actual=False,
        reason="",
        seen=queries.plan_version(case),
    )
