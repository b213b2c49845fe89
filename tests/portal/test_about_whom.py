"""Pages about one piece of work say about whom it is, to who may read names there, and the log knows."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hervest.audit.models import AuditRow
from hervest.core.vocabulary import MemberNo, Route
from hervest.households.actions import save_household
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.vocabulary import MemberRole, Sex
from hervest.journey import actions
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Task
from hervest.journey.task_actions import add_task
from hervest.journey.vocabulary import MilestoneCode, TeamRole
from people import HERE, TODAY

FORMS = ("finish", "change_state", "postpone", "assign")


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """Samir and Rima, who land in a month; Sander leads, and Joris, who reads no name, has a task by name."""
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.RESETTLEMENT).code
    landing = MilestoneRecord(MilestoneCode.LANDED, planned_on=world.today + timedelta(days=30))
    actions.record_milestones(by=by, now=world.now, case=case, records=[landing], source="person")
    born = world.today - timedelta(days=365 * 40)
    members = (
        MemberRecord(MemberNo(1), MemberRole.HEAD, "Samir", "Haddad", born, Sex.MALE),
        MemberRecord(MemberNo(2), MemberRole.PARTNER, "Rima", "Haddad", born, Sex.FEMALE),
    )
    save_household(by=by, now=world.now, case=case, record=HouseholdRecord(members=members))
    words = {"title": "Bel de corporatie", "due_on": world.today, "person": world.ids["joris"]}
    add_task(by=by, now=world.now, case=case, **words)
    return case


def head_of(answer):
    """The words from the title of the page to its form or its facts."""
    main = answer.content.decode().split("<main")[1].split("<h1")[1].split("<form")[0].split("<dl")[0]
    return unescape(re.sub("<[^>]+>", "", main))


def of_one_person(case):
    return Task.rows.filter(case__code=case, member_no=2, is_open=True, holder=TeamRole.CASE_LEAD).earliest("pk")


@pytest.mark.parametrize("form", ["task", *FORMS])
def test_the_page_of_a_task_and_its_forms_say_about_whom_it_is(log_in, family, form):
    head = head_of(log_in("sander").get(reverse(form, args=[family, of_one_person(family).pk])))

    assert f"{family} · Samir, Rima" in head
    assert "· Rima" in head.replace("Samir, Rima", "").replace(f"{family} ·", "")


@pytest.mark.parametrize("form", ["task", "finish", "change_state", "postpone"])
def test_who_has_the_task_and_reads_no_names_is_told_the_code_alone(log_in, family, form):
    path = reverse(form, args=[family, Task.rows.get(title="Bel de corporatie").pk])

    shown, to_lead = (log_in(key).get(path) for key in ("joris", "sander"))
    assert shown.status_code == to_lead.status_code == 200
    assert family in shown.content.decode()
    assert "Samir" not in shown.content.decode()
    assert "Samir" in head_of(to_lead)


def test_that_names_were_read_on_the_page_of_a_task_stands_in_the_log(log_in, family, world):
    path = reverse("task", args=[family, Task.rows.get(title="Bel de corporatie").pk])
    for key in ("sander", "joris"):
        log_in(key).get(path)

    rows = AuditRow.rows.filter(verb="case.read", case_code=family)
    assert "names" in rows.filter(by_id=world.ids["sander"]).latest("number").detail["fields"]
    assert "names" not in rows.filter(by_id=world.ids["joris"]).latest("number").detail["fields"]


def test_adding_a_task_says_to_whose_case(log_in, family):
    assert f"{family} · Samir, Rima" in head_of(log_in("sander").get(reverse("add_task", args=[family])))


def test_who_covers_for_a_colleague_reads_about_whom_each_task_is(log_in, family, world):
    task, client = of_one_person(family), log_in("sander")
    answer = client.get(f"{reverse('cover')}?colleague={world.ids['sander']}&until_on=2027-12-31")

    page = unescape(re.sub("<[^>]+>", "", answer.content.decode()))
    title = next(row.title for row in answer.context["shown"].work.rows if row.id == task.pk)
    assert f"{family} · Samir, Rima" in page
    assert f"{title} · Rima" in page
    row = AuditRow.rows.filter(verb="case.listed", by_id=world.ids["sander"]).latest("number")
    assert family in row.detail["shown"]["names"]


def test_names_are_asked_once_for_a_page_however_often_it_says_them(log_in, family):
    client, path = log_in("sander"), reverse("finish", args=[family, of_one_person(family).pk])
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    assert sum('FROM "households_member"' in row["sql"] for row in asked.captured_queries) == 1


def controls_of(answer):
    """What the buttons and links beside the tasks of a list are called, for who hears them."""
    acts = answer.content.decode().split('<div class="hv-task__acts">')[1:]
    return [unescape(name) for act in acts for name in re.findall(r'aria-label="([^"]+)"', act.split("</li>")[0])]


@pytest.mark.parametrize("page", ["case_plan", "this_week"])
def test_the_controls_of_two_tasks_of_the_same_title_say_about_whom_each_is(log_in, family, page):
    Task.rows.filter(case__code=family, template="C27").update(due_on=TODAY)
    address = reverse(page, args=[family] if page == "case_plan" else [])

    names = controls_of(log_in("sander").get(address))
    same = [name for name in names if "Brondocumenten" in name and name.startswith("Meer:")]
    assert [name.split(", ")[-3:] for name in same] == [
        ["Samir", "ma 23 nov", family],
        ["Rima", "ma 23 nov", family],
    ]
    assert len(set(names)) == len(names)


def test_the_controls_of_a_task_name_nobody_to_who_reads_no_names(log_in, family):
    names = controls_of(log_in("joris").get(reverse("this_week")))

    assert f"Meer: Bel de corporatie, ma 23 nov, {family}" in names
    assert not [name for name in names if "Samir" in name or "Rima" in name]
