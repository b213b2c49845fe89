"""What is read of a plan by who stands to a case from outside the team: a newcomer, COA, a health partner, a group."""

from datetime import timedelta

import pytest

from hervest.accounts import policy
from hervest.accounts.permissions import Permission
from hervest.core.errors import NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Route, Tier
from hervest.journey import actions
from hervest.journey.actions import Said
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, Task, TeamMember
from hervest.journey.plan_queries import milestones
from hervest.journey.queries import case_for, team_of
from hervest.journey.task_actions import finish_task
from hervest.journey.vocabulary import Audience, Disclosure, MilestoneCode, TeamRole, TraitSource
from hervest.journey.worklist_queries import WorkFilters, plan_of, task_subject, worklist

FATHER, MOTHER, SON = map(MemberNo, (1, 2, 3))
FAMILY = {
    MemberNo(0): Said({"interpreter_needed": True}),
    FATHER: Said({"adult": True, "integration_duty": True}),
    MOTHER: Said({"adult": True, "integration_duty": True}),
    SON: Said({"child": True, "child_0_17": True, "child_4_17": True, "school_age": True}),
}


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """Two parents and a son, led by Marieke, with Anouk as guide, landing in thirty days."""
    by = world.actor("marieke")
    case = actions.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    actions.post_facts(by=by, now=world.now, case=case, source=TraitSource.HOUSEHOLD, said=FAMILY)
    days = (
        MilestoneRecord(MilestoneCode.ALLOCATED, actual_on=world.today - timedelta(days=20)),
        MilestoneRecord(MilestoneCode.LANDED, planned_on=world.today + timedelta(days=30)),
    )
    actions.record_milestones(by=by, now=world.now, case=case, records=days, source="dossier")
    join(world, case, "anouk", TeamRole.GUIDE)
    return case


def join(world, case, key, role, member=None):
    by = world.actor("marieke")
    actions.join_team(by=by, now=world.now, case=case, person=world.ids[key], role=role, member=member)
    return world.actor(key)


def offered(world, case, key, level):
    """A group, or its coordinator, as a match makes it stand to the case."""
    TeamMember.rows.create(
        case=Case.rows.get(code=case),
        person_id=world.ids[key],
        role=TeamRole.SPONSOR,
        disclosure=level,
        from_on=world.today,
        until_on=world.today + timedelta(days=365),
    )
    return world.actor(key)


def read(actor, case, world):
    """The stored tasks whose titles the actor reads."""
    found = {row.id for row in plan_of(actor, case, today=world.today) if row.title is not None}
    return [task for task in Task.rows.filter(case__code=case) if task.pk in found]


def test_a_newcomer_reads_what_is_for_everybody_and_nothing_that_is_for_the_municipality(world, family):
    tasks = read(join(world, family, "samir", TeamRole.NEWCOMER, FATHER), family, world)

    assert {task.audience for task in tasks if task.holder != TeamRole.NEWCOMER} == {Audience.TEAM}
    assert {task.member_no for task in tasks} == {0, FATHER, SON}
    assert Audience.MUNICIPALITY in {task.audience for task in read(world.actor("anouk"), family, world)}


@pytest.mark.parametrize(
    ("key", "role", "member"),
    [
        ("samir", TeamRole.NEWCOMER, FATHER),
        ("jamila", TeamRole.NEWCOMER, SON),
        ("gijs", TeamRole.GP, MOTHER),
        ("carla", TeamRole.COA_LIAISON, None),
    ],
)
def test_who_stands_outside_is_told_of_no_work_that_they_may_not_read(world, family, key, role, member):
    plan = plan_of(join(world, family, key, role, member), family, today=world.today)
    listed = worklist(world.actor(key), today=world.today, filters=WorkFilters(show="later"))

    assert plan
    assert [row.key for row in (*plan, *listed.page.rows) if row.title is None] == []
    assert len(plan) < len(plan_of(world.actor("anouk"), family, today=world.today))


def test_who_works_for_the_municipality_and_treats_one_of_them_sees_the_work_for_all(world, family):
    before = {row.id for row in plan_of(world.actor("marieke"), family, today=world.today)}
    TeamMember.rows.create(
        case=Case.rows.get(code=family),
        person_id=world.ids["marieke"],
        role=TeamRole.GP,
        member_no=MOTHER,
        from_on=world.today,
        until_on=world.today + timedelta(days=9),
    )

    assert {row.id for row in plan_of(world.actor("marieke"), family, today=world.today)} == before


def test_work_for_the_spouse_is_not_told_to_a_newcomer(world, family):
    father = join(world, family, "samir", TeamRole.NEWCOMER, FATHER)

    assert not [row for row in plan_of(father, family, today=world.today) if row.member == MOTHER]
    assert any(row.title for row in plan_of(world.actor("anouk"), family, today=world.today) if row.member == MOTHER)


def test_a_child_with_a_login_reads_its_own_work_and_not_that_of_its_parents(world, family):
    tasks = read(join(world, family, "jamila", TeamRole.NEWCOMER, SON), family, world)

    assert {task.member_no for task in tasks} <= {0, SON}
    assert SON in {task.member_no for task in tasks}


def test_what_a_parent_reads_of_a_childs_work_is_daily_life_only(world, family):
    Task.rows.filter(case__code=family, member_no=SON).update(tier=Tier.P2)
    tasks = read(join(world, family, "samir", TeamRole.NEWCOMER, FATHER), family, world)

    assert SON not in {task.member_no for task in tasks}


def test_coa_reads_what_is_for_everybody_up_to_functional_needs(world, family):
    tasks = read(join(world, family, "carla", TeamRole.COA_LIAISON), family, world)

    assert {task.audience for task in tasks if task.holder != TeamRole.COA_LIAISON} == {Audience.TEAM}
    assert Tier.P3 not in {task.tier for task in tasks}
    assert not any(task.is_finance for task in tasks)


@pytest.mark.parametrize("who", [("samir", TeamRole.NEWCOMER), ("gijs", TeamRole.GP)])
@pytest.mark.parametrize(("member", "is_told"), [(FATHER, False), (MOTHER, True)])
def test_that_a_birth_is_expected_is_told_to_who_stands_to_that_person_only(world, family, who, member, is_told):
    birth = MilestoneRecord(MilestoneCode.BIRTH_EXPECTED, MOTHER, planned_on=world.today + timedelta(days=90))
    actions.record_milestones(by=world.actor("marieke"), now=world.now, case=family, records=[birth], source="person")
    told = milestones(join(world, family, *who, member), family, today=world.today)

    assert (MilestoneCode.BIRTH_EXPECTED in {row.code for row in told}) is is_told
    of_team = milestones(world.actor("anouk"), family, today=world.today)
    assert MilestoneCode.BIRTH_EXPECTED in {row.code for row in of_team}
    assert MilestoneCode.LANDED in {row.code for row in told}


def test_money_is_read_by_a_grown_up_and_not_by_a_minor(world, family):
    asked = {"today": world.today}
    father = join(world, family, "samir", TeamRole.NEWCOMER, FATHER)
    son = join(world, family, "jamila", TeamRole.NEWCOMER, SON)

    assert case_for(father, family, Permission.CASE_READ, **asked).reads_finance
    assert not case_for(son, family, Permission.CASE_READ, **asked).reads_finance


def test_work_for_one_newcomer_is_not_another_newcomers_to_do(world, family):
    father = join(world, family, "samir", TeamRole.NEWCOMER, FATHER)
    join(world, family, "jamila", TeamRole.NEWCOMER, MOTHER)
    task = Task.rows.filter(case__code=family, holder=TeamRole.NEWCOMER, member_no=MOTHER).first()
    own = Task.rows.filter(case__code=family, holder=TeamRole.NEWCOMER, member_no=FATHER).first()
    subjects = [task_subject(case=family, task=row.pk, now=world.now) for row in (task, own)]

    assert [policy.can(father, Permission.TASK_DO, subject) for subject in subjects] == [False, True]


def test_a_health_partner_has_their_own_work_and_no_list_of_the_rest(world, family):
    gijs = join(world, family, "gijs", TeamRole.GP, MOTHER)

    assert {row.holder for row in plan_of(gijs, family, today=world.today)} <= {TeamRole.GP}


@pytest.mark.parametrize("level", [Disclosure.NOTHING, Disclosure.CARD, Disclosure.NAMES])
def test_a_group_reads_work_of_tier_p0_once_the_match_is_confirmed_and_nothing_before(world, family, level):
    saskia = offered(world, family, "saskia", level)
    with pytest.raises(NotFound):
        plan_of(saskia, family, today=world.today)

    TeamMember.rows.filter(person=world.ids["saskia"]).update(disclosure=Disclosure.MATCHED)
    tasks = read(world.actor("saskia"), family, world)

    assert tasks
    assert {task.tier for task in tasks if task.holder != TeamRole.SPONSOR} == {Tier.P0}


def test_a_family_is_not_told_who_is_in_a_group_before_both_said_yes(world, family):
    father = join(world, family, "samir", TeamRole.NEWCOMER, FATHER)

    def names(actor):
        return {row.name for row in team_of(actor, family, today=world.today)}

    offered(world, family, "saskia", Disclosure.CARD)
    assert "Saskia Burg" not in names(father)
    assert {"Marieke de Wit", "Anouk Bakker"} <= names(father)
    assert "Saskia Burg" in names(world.actor("anouk"))

    TeamMember.rows.filter(person=world.ids["saskia"]).update(disclosure=Disclosure.NAMES)
    assert "Saskia Burg" in names(world.actor("samir"))


@pytest.mark.parametrize(
    ("key", "role", "member"),
    [
        ("samir", TeamRole.NEWCOMER, FATHER),
        ("jamila", TeamRole.NEWCOMER, SON),
        ("gijs", TeamRole.GP, MOTHER),
        ("carla", TeamRole.COA_LIAISON, None),
        ("saskia", TeamRole.SPONSOR, None),
    ],
)
def test_what_comes_first_is_named_only_to_who_reads_it_itself(world, family, key, role, member):
    """That something comes first is told; its title only where it stands in their own plan."""
    if role is TeamRole.SPONSOR:
        actor = offered(world, family, key, Disclosure.MATCHED)
    else:
        actor = join(world, family, key, role, member)
    plan, whole = (plan_of(who, family, today=world.today) for who in (actor, world.actor("marieke")))
    named = {row.id: row.blocked_by for row in whole}

    assert {title for row in plan for title in row.blocked_by if title} <= {row.title for row in plan}
    assert all(bool(row.blocked_by) == bool(named[row.id]) for row in plan if row.title)
    assert None not in {title for row in whole for title in row.blocked_by}


def test_a_newcomer_waits_for_something_unnamed_and_their_guide_reads_for_what(world, family, log_in):
    join(world, family, "samir", TeamRole.NEWCOMER, FATHER)
    first = Task.rows.get(case__code=family, template="B02")
    waiting = Task.rows.get(case__code=family, template="C20")
    assert (first.audience, waiting.audience) == (Audience.MUNICIPALITY, Audience.TEAM)
    pages = {key: log_in(key).get(f"/cases/{family}/plan/").content.decode() for key in ("samir", "anouk")}
    alone = {
        key: log_in(key).get(f"/cases/{family}/tasks/{waiting.pk}/").content.decode() for key in ("samir", "anouk")
    }

    for shown in (pages, alone):
        assert "Bestudeer het overdrachtsdossier" in shown["anouk"]
        assert "Bestudeer het overdrachtsdossier" not in shown["samir"]
    assert "Kan nog niet: er komt eerst iets anders" in pages["samir"]
    assert "Iets anders, dat hier niet staat" in alone["samir"]
    assert "Iets anders, dat hier niet staat" not in alone["anouk"]


def test_finishing_too_early_is_refused_without_naming_what_may_not_be_read(world, family):
    join(world, family, "samir", TeamRole.NEWCOMER, FATHER)
    waiting = Task.rows.get(case__code=family, template="C20")
    Task.rows.filter(pk=waiting.pk).update(assigned_to=world.ids["samir"])
    done = {"now": world.now, "case": family, "task": waiting.pk, "done_on": world.today}

    with pytest.raises(RuleBroken, match="something_comes_first") as refused:
        finish_task(by=world.actor("samir"), **done)
    assert "tasks" not in refused.value.params

    Task.rows.filter(pk=waiting.pk).update(assigned_to=world.ids["marieke"])
    with pytest.raises(RuleBroken, match="others_come_first"):
        finish_task(by=world.actor("marieke"), **done)
