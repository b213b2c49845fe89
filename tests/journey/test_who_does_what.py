"""Who does what in a case: every task has one role that does it, and what nobody does is shown."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.vocabulary import MemberNo, Route
from hervest.households.actions import save_household
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.vocabulary import MemberRole, Sex
from hervest.journey import actions, task_actions
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Task, TeamMember
from hervest.journey.vocabulary import MAY_LOG_IN, NEVER_LOGS_IN, DoerRole, MilestoneCode, TeamRole
from hervest.journey.who_does_queries import who_does_what
from hervest.journey.who_does_rules import OpenWork, names_by_role, role_of_work, work_by_role
from hervest.journey.worklist_rules import holder
from journey.plans import PROPERTY
from people import HERE, TODAY

GUIDES = OpenWork(DoerRole.GUIDE, None, TeamRole.GUIDE, is_stand_in=False, is_given=False, due_on=TODAY)


@st.composite
def works(draw):
    """Open tasks that stand on somebody's list, as the plan puts them there."""
    doer = draw(st.sampled_from(list(DoerRole)))
    outside = doer in MAY_LOG_IN | NEVER_LOGS_IN
    recorded_by = draw(st.sampled_from([DoerRole.CASE_LEAD, DoerRole.GUIDE])) if outside else None
    filled = draw(st.frozensets(st.sampled_from(list(TeamRole))))
    found = holder(doer, recorded_by, filled)
    due_on = draw(st.none() | st.integers(-9, 9).map(lambda n: TODAY + timedelta(days=n)))
    return OpenWork(doer, recorded_by, found.role, found.is_stand_in, draw(st.booleans()), due_on), filled


@PROPERTY
@given(works())
def test_a_task_is_of_a_role_that_somebody_holds_or_there_is_a_gap(made):
    work, filled = made

    assert (role_of_work(work) in filled) is not work.is_stand_in


@PROPERTY
@given(st.lists(works(), max_size=12))
def test_every_task_is_counted_once_and_every_gap_comes_first(made):
    open_work = [work for work, _ in made]

    rows = work_by_role(open_work)

    assert sum(row.n_open for row in rows) == len(open_work)
    assert sum(row.n_gaps for row in rows) == sum(work.is_stand_in and not work.is_given for work in open_work)
    assert len({row.role for row in rows}) == len(rows)
    has_gap = [bool(row.n_gaps) for row in rows]
    assert has_gap == sorted(has_gap, reverse=True)
    days = [row.first_gap_on for row in rows if row.first_gap_on]
    assert days == sorted(days)


def test_what_somebody_has_by_name_is_no_gap_and_without_a_recorder_the_role_is_the_doers():
    left_over = replace(GUIDES, holder=TeamRole.CASE_LEAD, is_stand_in=True)
    (row,) = work_by_role([left_over, replace(left_over, is_given=True, due_on=TODAY - timedelta(days=9))])

    assert (row.role, row.n_open, row.n_gaps, row.first_gap_on) == (TeamRole.GUIDE, 2, 1, TODAY)
    gp = replace(left_over, doer=DoerRole.GP, recorded_by=DoerRole.GUIDE)
    assert role_of_work(gp) is TeamRole.GUIDE
    ind = replace(left_over, doer=DoerRole.IND, recorded_by=DoerRole.CASE_LEAD)
    assert role_of_work(ind) is TeamRole.CASE_LEAD


def test_who_holds_a_role_is_named_once():
    seats = [(TeamRole.GUIDE, "Anouk"), (TeamRole.GP, "Gijs"), (TeamRole.GUIDE, "Wim"), (TeamRole.GUIDE, "Anouk")]
    assert names_by_role(seats) == {TeamRole.GUIDE: ("Anouk", "Wim"), TeamRole.GP: ("Gijs",)}


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """Expected in a month: Sander leads, Anouk guides, Samir has a login; nobody else works on it."""
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.RESETTLEMENT).code
    born = world.today - timedelta(days=365 * 40)
    head = MemberRecord(MemberNo(1), MemberRole.HEAD, "Samir", "Haddad", born, Sex.MALE)
    save_household(by=by, now=world.now, case=case, record=HouseholdRecord(members=(head,), contact_language="ar"))
    records = [
        MilestoneRecord(MilestoneCode.ALLOCATED, None, actual_on=world.today - timedelta(days=21)),
        MilestoneRecord(MilestoneCode.LANDED, None, planned_on=world.today + timedelta(days=28)),
    ]
    actions.record_milestones(by=by, now=world.now, case=case, records=records, source="person")
    world.joins(case, "anouk", TeamRole.GUIDE, by="sander")
    world.joins(case, "samir", TeamRole.NEWCOMER, by="sander", member=MemberNo(1))
    return case


def roles_of(world, family, key="sander"):
    return {row.work.role: row for row in who_does_what(world.actor(key), family, today=world.today)}


def page_of(browser, family):
    return unescape(browser.get(reverse("case_team", args=[family])).content.decode())


def test_the_team_page_shows_who_does_what_and_what_nobody_does(log_in, world, family):
    rows = roles_of(world, family)

    assert rows[TeamRole.GUIDE].names == ("Anouk Bakker",)
    assert rows[TeamRole.GUIDE].work.n_gaps == 0
    income = rows[TeamRole.INCOME_OFFICER]
    assert income.names == ()
    assert income.work.n_gaps == income.work.n_open > 0
    assert income.stands_in == ("Sander Bos",)
    shown = page_of(log_in("sander"), family)
    for words in ("Wie doet wat", "Niemand heeft deze rol", "Sander Bos doet het erbij."):
        assert words in shown


def test_a_gap_closes_once_somebody_takes_the_role_or_has_its_tasks_by_name(world, family):
    world.joins(family, "lotte", TeamRole.INCOME_OFFICER, by="sander")
    rows = roles_of(world, family)
    assert rows[TeamRole.INCOME_OFFICER].names == ("Lotte Mulder",)
    assert rows[TeamRole.INCOME_OFFICER].work.n_gaps == 0

    before = rows[TeamRole.GUIDE_LEGAL].work
    task = Task.rows.filter(case__code=family, doer="guide_legal", is_open=True).first()
    said = {"by": world.actor("sander"), "now": world.now, "case": family, "task": task.pk}
    task_actions.assign_task(**said, person=world.ids["anouk"])
    assert roles_of(world, family)[TeamRole.GUIDE_LEGAL].work.n_gaps == before.n_gaps - 1


def test_without_a_case_lead_nobody_does_it(log_in, world, family):
    gone = {"from_on": world.today - timedelta(days=2), "until_on": world.today - timedelta(days=1)}
    TeamMember.rows.filter(case__code=family, role=TeamRole.CASE_LEAD).update(**gone)

    rows = roles_of(world, family, key="marieke")

    assert rows[TeamRole.INCOME_OFFICER].stands_in == ()
    assert "Niemand doet het nu." in page_of(log_in("marieke"), family)


def test_only_who_works_on_the_case_reads_it_and_its_numbers_are_of_what_they_see(log_in, world, family):
    lead = {role: row.work.n_open for role, row in roles_of(world, family).items()}
    guide = {role: row.work.n_open for role, row in roles_of(world, family, key="anouk").items()}

    assert sum(lead.values()) == Task.rows.filter(case__code=family, is_open=True).count()
    assert all(n <= lead[role] for role, n in guide.items())
    assert "Wie doet wat" in page_of(log_in("anouk"), family)
    assert who_does_what(world.actor("samir"), family, today=world.today) == ()
    assert "Wie doet wat" not in page_of(log_in("samir"), family)
