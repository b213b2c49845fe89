"""A birth is to be reported within the law's term, before it and after it was recorded."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hervest.core.errors import NotAllowed, NotFound
from hervest.core.vocabulary import MemberNo, Route
from hervest.households import actions, jobs
from hervest.households.change_actions import record_change
from hervest.households.change_rules import Birth, Joining, Leaving
from hervest.households.models import Member
from hervest.households.record_rules import MemberRecord
from hervest.households.vocabulary import LeftWhy, MemberRole, Sex
from hervest.journey import actions as journey
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Task
from hervest.journey.plan_queries import milestones
from hervest.journey.queries import plan_version
from hervest.journey.task_actions import finish_task
from hervest.journey.vocabulary import MilestoneCode, TaskState, TeamRole
from hervest.journey.worklist_queries import plan_of
from households.families import HADDAD
from people import TODAY

FATHER, SON = MemberNo(1), MemberNo(3)
EXPECTED, REPORT = "G21", "G22"
MOTHER, NEWBORN = MemberNo(2), MemberNo(5)
BORN = TODAY - timedelta(days=2)
BABY = MemberRecord(MemberNo(0), MemberRole.CHILD, "Noor", "Haddad", BORN, Sex.FEMALE)


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world, dossier_number=HADDAD.dossier_number):
    """The family Haddad, led by Sander, arrived a month ago; a child is expected next week."""
    by = {"by": world.actor("sander"), "now": world.now}
    code = journey.open_case(**by, municipality="GM9001", route=Route.RESETTLEMENT).code
    days = (MilestoneRecord(MilestoneCode.ARRIVED, actual_on=world.today - timedelta(days=30)),)
    journey.record_milestones(**by, case=code, records=days, source="person")
    mother = replace(HADDAD.member(MOTHER), due_on=world.today + timedelta(days=7))
    people = tuple(mother if row.no == MOTHER else row for row in HADDAD.members)
    actions.save_household(**by, case=code, record=replace(HADDAD, members=people, dossier_number=dossier_number))
    return code


def by(world, family):
    return {"by": world.actor("sander"), "now": world.now, "case": family, "reason": "Verteld aan de balie."}


def record(world, family, change):
    record_change(**by(world, family), change=change, seen=plan_version(family))


def reports(family):
    """Who has an open task to report a birth, with the last day on which it may be."""
    rows = Task.rows.filter(case__code=family, template__in=[EXPECTED, REPORT])
    return {(row.template, row.member_no): row.limit_on for row in rows if row.is_open}


def test_before_the_birth_its_report_stands_in_the_plan_by_the_day_on_which_it_is_expected(world, family):
    assert reports(family) == {(EXPECTED, MOTHER): world.today + timedelta(days=10)}


@pytest.mark.parametrize("mother", [MOTHER, None])
def test_once_the_birth_is_recorded_it_is_to_be_reported_within_the_term_from_that_day(world, family, mother):
    actions.correct_member(**by(world, family), member=MOTHER, changes={"due_on": None if mother is None else BORN})
    record(world, family, Birth(BABY, mother))

    assert reports(family) == {(REPORT, NEWBORN): BORN + timedelta(days=3)}
    days = milestones(world.actor("sander"), family, today=world.today)
    assert [(row.member, row.on, row.is_actual) for row in days if row.code is MilestoneCode.BIRTH_EXPECTED] == [
        (NEWBORN, BORN, True)
    ]


def test_each_of_twins_is_to_be_reported(world, family):
    record(world, family, Birth(BABY, MOTHER))
    record(world, family, Birth(replace(BABY, first_name="Nour"), MOTHER))

    assert reports(family).keys() == {(REPORT, NEWBORN), (REPORT, 6)}


def test_a_birth_that_was_reported_is_not_asked_for_again_when_its_day_is_corrected(world, family):
    record(world, family, Birth(BABY, MOTHER))
    task = Task.rows.get(case__code=family, template=REPORT)
    finish_task(**by(world, family), task=task.pk, done_on=world.today)
    actions.correct_member(**by(world, family), member=NEWBORN, changes={"born_on": BORN - timedelta(days=1)})

    assert reports(family) == {}
    task.refresh_from_db()
    assert task.state == TaskState.DONE


@pytest.mark.parametrize(
    ("days_later", "mother", "asked"), [(0, MOTHER, []), (-1, MOTHER, [NEWBORN]), (0, None, [NEWBORN])]
)
def test_a_birth_that_was_reported_before_it_was_recorded_is_not_asked_for_again(
    world, family, days_later, mother, asked
):
    expected = Task.rows.get(case__code=family, template=EXPECTED)
    finish_task(**by(world, family), task=expected.pk, done_on=BORN + timedelta(days=days_later))
    record(world, family, Birth(BABY, mother))

    assert [member for _, member in reports(family)] == asked
    report = Task.rows.get(case__code=family, template=REPORT)
    assert (report.state == TaskState.DONE) is (asked == [])
    assert (report.done_by_id == world.ids["sander"]) is (asked == [])


def test_of_twins_the_second_is_asked_for_and_of_a_next_child_the_report_of_the_one_before_does_not_count(
    world, family
):
    expected = Task.rows.get(case__code=family, template=EXPECTED)
    finish_task(**by(world, family), task=expected.pk, done_on=BORN)
    record(world, family, Birth(BABY, MOTHER))
    record(world, family, Birth(replace(BABY, first_name="Nour"), MOTHER))

    assert reports(family).keys() == {(REPORT, 6)}


def test_the_term_follows_the_day_of_birth_and_ends_where_it_is_taken_back(world, family):
    record(world, family, Birth(BABY, MOTHER))
    actions.correct_member(**by(world, family), member=NEWBORN, changes={"born_on": world.today})
    assert reports(family) == {(REPORT, NEWBORN): world.today + timedelta(days=3)}

    actions.let_member_leave(**by(world, family), member=NEWBORN, left_on=world.today)
    assert reports(family) == {}


def test_of_who_joined_and_of_who_was_born_before_the_arrival_no_birth_is_reported_here(world, family):
    record(world, family, Joining(BABY, world.today))
    record(world, family, Birth(replace(BABY, born_on=date(2026, 1, 1))))

    assert reports(family).keys() == {(EXPECTED, MOTHER)}


def test_of_a_child_that_was_entered_before_births_were_recorded_so_no_late_report_is_asked(world, family):
    record(world, family, Birth(BABY, MOTHER))
    Member.rows.filter(household__case__code=family, no=NEWBORN).update(is_born_here=False)
    jobs.derive_changed(world.now)

    assert reports(family) == {}


def test_a_child_that_goes_with_its_mother_is_to_be_reported_in_their_own_household(world, family):
    record(world, family, Birth(BABY, MOTHER))
    apart = Leaving(frozenset({MOTHER, NEWBORN}), TODAY, LeftWhy.SEPARATED)
    own = record_change(**by(world, family), change=apart, seen=plan_version(family), opens_case=True)

    assert reports(family) == {}
    assert reports(own) == {(REPORT, MemberNo(2)): BORN + timedelta(days=3)}


def joins(world, case, key, member):
    """Somebody logs in as one of the household."""
    world.joins(case, key, TeamRole.NEWCOMER, by="sander", member=member)
    return world.actor(key)


def report_of(world, actor, case):
    """The report of the birth as it stands in the plan of this reader."""
    return [row for row in plan_of(actor, case, today=world.today) if row.key.template == REPORT]


def finish(world, actor, case):
    task = Task.rows.get(case__code=case, template=REPORT)
    finish_task(by=actor, now=world.now, case=case, task=task.pk, done_on=world.today)
    task.refresh_from_db()
    return TaskState(task.state)


@pytest.mark.parametrize("parent", [FATHER, MOTHER])
def test_a_parent_reads_the_report_of_the_birth_with_its_day_and_does_it(world, family, parent):
    record(world, family, Birth(BABY, MOTHER))
    samir = joins(world, family, "samir", parent)
    (row,) = report_of(world, samir, family)

    assert (row.title is not None, row.because is not None, row.is_mine, row.may_do) == (True, True, True, True)
    assert finish(world, samir, family) is TaskState.DONE


def test_a_sibling_with_a_login_neither_reads_nor_does_it(world, family):
    record(world, family, Birth(BABY, MOTHER))
    jamila, samir = joins(world, family, "jamila", SON), joins(world, family, "samir", FATHER)

    assert report_of(world, jamila, family) == []
    with pytest.raises((NotAllowed, NotFound)):
        finish(world, jamila, family)
    assert finish(world, samir, family) is TaskState.DONE


def test_a_parent_of_another_household_does_not_do_it(world, family):
    other = make_family(world, "OD-2")
    record(world, family, Birth(BABY, MOTHER))
    samir = joins(world, other, "samir", FATHER)

    with pytest.raises(NotFound):
        report_of(world, samir, family)
    with pytest.raises((NotAllowed, NotFound)):
        finish(world, samir, family)
    record(world, other, Birth(BABY, MOTHER))
    assert finish(world, samir, other) is TaskState.DONE


@pytest.mark.parametrize(
    ("differs", "is_theirs"),
    [({}, True), ({"member_no": SON}, False), ({"member_no": MOTHER}, False), ({"tier": "P2"}, False)],
)
def test_a_parent_does_for_a_toddler_what_is_of_daily_life_and_nothing_for_anybody_older(
    world, family, differs, is_theirs
):
    record(world, family, Birth(BABY, MOTHER))
    samir = joins(world, family, "samir", FATHER)
    Task.rows.filter(case__code=family, template=REPORT).update(**differs)

    assert any(row.may_do for row in report_of(world, samir, family)) is is_theirs
    if is_theirs:
        assert finish(world, samir, family) is TaskState.DONE
    else:
        with pytest.raises((NotAllowed, NotFound)):
            finish(world, samir, family)
