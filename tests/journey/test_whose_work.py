"""Work about one person of a household stands on the list of who can do it for that person, and names nobody else."""

from datetime import timedelta

import pytest

from hervest.accounts import policy
from hervest.accounts.models import Membership
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Relation
from hervest.core.vocabulary import MemberNo, Route
from hervest.journey import actions, jobs
from hervest.journey.actions import Said
from hervest.journey.cover_actions import cover_work, undo_cover
from hervest.journey.cover_queries import left_with_work, work_of_colleague
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, Task, TeamMember
from hervest.journey.staffing_queries import my_teams
from hervest.journey.team_queries import work_of
from hervest.journey.told_queries import given_to, visible_tasks
from hervest.journey.vocabulary import MilestoneCode, TeamRole, TraitSource, WhyNotBack
from hervest.journey.worklist_queries import WorkFilters, plan_of, task_subject, worklist
from people import HERE, NOW, TODAY

FATHER, MOTHER, SON, BABY = map(MemberNo, (1, 2, 3, 4))
ADULT = {"adult": True, "integration_duty": True}
SCHOOLCHILD = {"child": True, "child_0_17": True, "child_4_17": True, "school_age": True}
FAMILY = {
    MemberNo(0): Said({"interpreter_needed": True}),
    FATHER: Said(ADULT),
    MOTHER: Said(ADULT),
    SON: Said(SCHOOLCHILD),
    BABY: Said({"child": True, "child_0_17": True, "child_0_3": True, "born_here": True}),
}
INTAKE, CATCH_UP, REPORT, EXTENSION = "F02", "G09", "G22", "H09"
"""What a GP does for everybody, youth health care for each child, a newcomer for a newborn and for themselves."""

GUIDED = ("anouk", TeamRole.GUIDE, None)
TEAMS = [
    [],
    [GUIDED],
    [GUIDED, ("gijs", TeamRole.GP, MOTHER)],
    [("gijs", TeamRole.GP, MOTHER), ("gijs", TeamRole.GP, SON), ("samir", TeamRole.NEWCOMER, FATHER)],
    [GUIDED, ("jamila", TeamRole.NEWCOMER, SON)],
    [GUIDED, ("jamila", TeamRole.NEWCOMER, SON), ("samir", TeamRole.NEWCOMER, MOTHER)],
    [("samir", TeamRole.NEWCOMER, FATHER), ("gijs", TeamRole.JGZ, BABY), ("sander", TeamRole.CIVIC_OFFICER, None)],
    [GUIDED, ("sander", TeamRole.CASE_LEAD, None), ("gijs", TeamRole.GGD, BABY), ("gijs", TeamRole.JGZ, SON)],
]


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """Two parents, a son and a baby that was born here, led by Marieke alone, landed and arrived."""
    by = world.actor("marieke")
    case = actions.open_case(by=by, now=NOW, municipality=HERE, route=Route.RESETTLEMENT).code
    actions.post_facts(by=by, now=NOW, case=case, source=TraitSource.HOUSEHOLD, said=FAMILY)
    days = (
        MilestoneRecord(MilestoneCode.ALLOCATED, actual_on=TODAY - timedelta(days=60)),
        MilestoneRecord(MilestoneCode.LANDED, actual_on=TODAY - timedelta(days=4)),
        MilestoneRecord(MilestoneCode.ARRIVED, actual_on=TODAY - timedelta(days=2)),
        MilestoneRecord(MilestoneCode.BIRTH_EXPECTED, BABY, actual_on=TODAY - timedelta(days=1)),
    )
    actions.record_milestones(by=by, now=NOW, case=case, records=days, source="dossier")
    return case


def seat(world, case, key, role, member, **days):
    """Somebody sits in the team, as a row: which of them may be let in by whom is told elsewhere."""
    span = {"from_on": TODAY, "until_on": TODAY + timedelta(days=99)} | days
    row = Case.rows.get(code=case)
    return TeamMember.rows.create(case=row, person_id=world.ids[key], role=role, member_no=member or 0, **span)


def worked_out(world, case):
    actions.work_out_again(by=world.actor("marieke"), now=NOW, case=case)


def falls_to(case, template, member):
    """The role that has the task, and whether the case lead has it because nobody else does."""
    task = Task.rows.get(case__code=case, template=template, member_no=member, repeat_no=1)
    return TeamRole(task.holder), task.is_stand_in


def own_list(world, case, key):
    """Every open task on the list of what is somebody's own; in the plan they are said to be theirs too."""
    actor = world.actor(key)
    theirs = given_to(world.ids[key], my_teams(actor, TODAY))
    found = set(visible_tasks(actor, TODAY).filter(theirs, is_open=True).values_list("pk", flat=True))
    assert found == {row.id for row in plan_of(actor, case, today=TODAY) if row.is_mine and row.is_open}
    return found


@pytest.mark.parametrize("team", TEAMS)
def test_every_open_task_is_on_the_list_of_who_can_do_it_or_the_case_leads(world, family, team):
    for key, role, member in team:
        seat(world, family, key, role, member)
    worked_out(world, family)
    people = {"marieke", *(key for key, _, _ in team)}
    lists = {key: own_list(world, family, key) for key in people}
    shown = {row.id: row for row in plan_of(world.actor("marieke"), family, today=TODAY)}
    tasks = list(Task.rows.filter(case__code=family, is_open=True))

    assert len({task.member_no for task in tasks}) == 5
    for task in tasks:
        subject = task_subject(case=family, task=task.pk, now=NOW)
        doers = {key for key in people if world.ids[key] in subject.people[Relation.ASSIGNED]}
        assert doers == {key for key in people if task.pk in lists[key]}, (task.template, task.member_no)
        assert all(policy.can(world.actor(key), Permission.TASK_DO, subject) for key in doers)
        assert doers, (task.template, task.member_no, task.holder)
        assert set(shown[task.pk].holder_names) == {world.person(key).name for key in doers}
        assert task.holder == TeamRole.CASE_LEAD or not task.is_stand_in


def test_a_gp_of_one_person_has_that_persons_work_and_the_rest_is_recorded_by_the_guide(world, family):
    for who in (GUIDED, ("gijs", TeamRole.GP, MOTHER)):
        seat(world, family, *who)
    worked_out(world, family)

    assert falls_to(family, INTAKE, MOTHER) == (TeamRole.GP, False)
    assert {falls_to(family, INTAKE, member) for member in (FATHER, SON, BABY)} == {(TeamRole.GUIDE, False)}


def test_what_a_newcomer_does_falls_to_the_case_lead_for_who_has_no_login(world, family):
    seat(world, family, "samir", TeamRole.NEWCOMER, FATHER)
    worked_out(world, family)

    assert falls_to(family, EXTENSION, FATHER) == (TeamRole.NEWCOMER, False)
    assert falls_to(family, EXTENSION, MOTHER) == (TeamRole.CASE_LEAD, True)
    assert falls_to(family, REPORT, BABY) == (TeamRole.NEWCOMER, False)


def test_a_sibling_with_a_login_is_not_named_beside_the_parent(world, family):
    seat(world, family, "jamila", TeamRole.NEWCOMER, SON)
    worked_out(world, family)
    assert falls_to(family, REPORT, BABY) == (TeamRole.CASE_LEAD, True)

    seat(world, family, "samir", TeamRole.NEWCOMER, FATHER)
    worked_out(world, family)
    (row,) = (row for row in plan_of(world.actor("marieke"), family, today=TODAY) if row.key.template == REPORT)
    assert row.holder is TeamRole.NEWCOMER
    assert row.holder_names == ("Nieuwkomer 1",)


def test_work_of_the_whole_household_falls_to_no_minor_and_to_an_adult_with_a_login(world, family):
    seat(world, family, "jamila", TeamRole.NEWCOMER, SON)
    worked_out(world, family)
    of_all = Task.rows.filter(case__code=family, doer="newcomer", member_no=0, is_open=True)
    own = Task.rows.filter(case__code=family, holder=TeamRole.NEWCOMER, is_open=True)
    assert of_all.exists()
    assert not of_all.filter(holder=TeamRole.NEWCOMER).exists()
    assert set(own.values_list("member_no", flat=True)) <= {SON}

    seat(world, family, "samir", TeamRole.NEWCOMER, FATHER)
    worked_out(world, family)
    numbers = set(of_all.values_list("pk", flat=True))
    assert set(of_all.values_list("holder", flat=True)) == {TeamRole.NEWCOMER}
    assert numbers <= own_list(world, family, "samir")
    assert not numbers & own_list(world, family, "jamila")


def test_who_left_fills_no_role_and_their_work_is_the_case_leads_from_the_next_night(world, family):
    seat(world, family, *GUIDED)
    worked_out(world, family)
    guided = Task.rows.filter(case__code=family, doer="guide", is_open=True)
    assert set(guided.values_list("holder", "is_stand_in")) == {(TeamRole.GUIDE, False)}

    Membership.rows.filter(person=world.ids["anouk"]).update(until_on=TODAY)
    jobs.new_day(NOW + timedelta(days=1))

    assert set(guided.values_list("holder", "is_stand_in")) == {(TeamRole.CASE_LEAD, True)}


def test_work_follows_when_a_seat_for_one_person_begins_and_ends(world, family):
    by = {"by": world.actor("marieke"), "now": NOW, "case": family}
    world.joins(family, "gijs", TeamRole.GP, by="marieke", member=SON)
    found = [falls_to(family, INTAKE, member) for member in (SON, MOTHER)]
    assert found == [(TeamRole.GP, False), (TeamRole.CASE_LEAD, True)]

    world.joins(family, "gijs", TeamRole.GP, by="marieke", member=MOTHER)
    assert falls_to(family, INTAKE, MOTHER) == (TeamRole.GP, False)
    (row,) = (row for row in plan_of(world.actor("marieke"), family, today=TODAY) if row.key == ("F02", MOTHER, 1, 0))
    assert row.holder_names == ("Gijs Arts",)

    actions.leave_team(**by, member=TeamMember.rows.get(role=TeamRole.GP, member_no=SON).pk)
    assert [falls_to(family, INTAKE, member) for member in (SON, MOTHER)] == [
        (TeamRole.CASE_LEAD, True),
        (TeamRole.GP, False),
    ]


def test_work_follows_in_the_night_when_a_seat_for_one_person_begins_or_ends_by_its_day(world, family):
    seat(world, family, "gijs", TeamRole.GP, SON, from_on=TODAY - timedelta(days=9), until_on=TODAY)
    seat(world, family, "gijs", TeamRole.GP, MOTHER, from_on=TODAY + timedelta(days=1))
    worked_out(world, family)
    assert [falls_to(family, INTAKE, member)[0] for member in (SON, MOTHER)] == [TeamRole.GP, TeamRole.CASE_LEAD]

    jobs.new_day(NOW + timedelta(days=1))
    assert [falls_to(family, INTAKE, member)[0] for member in (SON, MOTHER)] == [TeamRole.CASE_LEAD, TeamRole.GP]


def test_once_a_toddler_is_older_or_its_parent_has_left_the_work_is_no_parents_any_more(world, family):
    seat(world, family, "samir", TeamRole.NEWCOMER, FATHER)
    worked_out(world, family)
    said = {"by": world.actor("marieke"), "now": NOW, "case": family, "source": TraitSource.HOUSEHOLD}
    assert falls_to(family, REPORT, BABY)[0] is TeamRole.NEWCOMER

    actions.post_facts(**said, said=FAMILY | {BABY: Said(SCHOOLCHILD | {"born_here": True})})
    assert falls_to(family, REPORT, BABY) == (TeamRole.CASE_LEAD, True)
    actions.post_facts(**said, said=FAMILY)
    assert falls_to(family, REPORT, BABY)[0] is TeamRole.NEWCOMER
    actions.post_facts(**said, said={no: words for no, words in FAMILY.items() if no != FATHER})
    assert falls_to(family, REPORT, BABY) == (TeamRole.CASE_LEAD, True)


def test_the_work_of_a_colleague_is_that_of_the_people_they_are_there_for(world, family):
    seat(world, family, "gijs", TeamRole.GP, MOTHER)
    seat(world, family, "marieke", TeamRole.GP, SON)
    worked_out(world, family)
    lena, gijs = world.actor("lena"), world.ids["gijs"]

    def about(rows):
        return {(row.key.template, row.member) for row in rows}

    expected = {(INTAKE, MOTHER)}
    assert about(work_of_colleague(lena, gijs, None, today=TODAY).rows) == expected
    found = [worklist(lena, today=TODAY, filters=WorkFilters(person=gijs, show=show)) for show in ("week", "later")]
    assert about([row for each in found for row in each.page.rows]) == expected
    assert work_of(gijs, {HERE: frozenset()}, today=TODAY).n_tasks == len(expected)


@pytest.mark.parametrize(("member", "is_alone"), [(SON, True), (MOTHER, False), (None, False)])
def test_who_left_has_work_by_a_seat_unless_somebody_else_is_there_for_the_same_person(world, family, member, is_alone):
    seat(world, family, "gijs", TeamRole.GP, MOTHER)
    seat(world, family, "marieke", TeamRole.GP, member)
    worked_out(world, family)
    Membership.rows.filter(person=world.ids["gijs"]).update(until_on=TODAY - timedelta(days=1))

    left = {row.id for row in left_with_work(world.actor("lena"), today=TODAY)}
    assert (world.ids["gijs"] in left) is is_alone


@pytest.mark.parametrize(("member", "stays"), [(SON, [WhyNotBack.NOBODY]), (MOTHER, [])])
def test_what_was_covered_for_goes_back_to_a_role_only_where_somebody_is_there_for_that_person(
    world, family, member, stays
):
    theirs = seat(world, family, "gijs", TeamRole.GP, MOTHER)
    seat(world, family, "marieke", TeamRole.GP, member)
    worked_out(world, family)
    task = Task.rows.get(case__code=family, template=INTAKE, member_no=MOTHER)
    lena = {"by": world.actor("lena"), "now": NOW}
    who = {"colleague": world.ids["gijs"], "person": world.ids["marieke"], "until_on": TODAY, "reason": "Vakantie"}
    cover = cover_work(**lena, **who, work=[(family, task.pk)])
    theirs.delete()

    assert [row.why for row in undo_cover(**lena, cover=cover).stayed] == stays
    task.refresh_from_db()
    assert (task.assigned_to_id is None) is (stays == [])
