"""Going on in another case: what is true for people goes along, what is true for a place or a home does not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hervest.core.vocabulary import MemberNo, Route
from hervest.journey.carry_rules import (
    carried_milestones,
    carried_tasks,
    read_overtaken,
    read_ties,
    what_is_over,
)
from hervest.journey.carry_vocabulary import STAYS_TRUE, GoingOn, Overtaken, Tie
from hervest.journey.milestone_rules import MilestoneRecord, expected_milestones
from hervest.journey.rules import plan, tasks_after
from hervest.journey.task_rules import CaseFacts
from hervest.journey.template_defaults import phase_rules, ties
from hervest.journey.vocabulary import CaseKind, MilestoneCode, TaskState
from journey.plans import PARENT, PROPERTY, SON, SPOUSE, TEMPLATE, TERMS

ARRIVED_ON = date(2026, 3, 1)
TODAY = date(2026, 11, 23)
EVERYBODY = {PARENT: PARENT, SPOUSE: SPOUSE, SON: SON}
RULES = TEMPLATE.rows_for(CaseKind.HOUSEHOLD, Route.RESETTLEMENT).milestones


def carried(recorded, people, why):
    dates = expected_milestones(RULES, recorded, terms=TERMS, today=TODAY)
    return carried_milestones(ties(), recorded, dates, people, why)


PAST = (
    MilestoneRecord(MilestoneCode.ALLOCATED, actual_on=date(2026, 1, 5)),
    MilestoneRecord(MilestoneCode.LANDED, actual_on=date(2026, 2, 27)),
    MilestoneRecord(MilestoneCode.ARRIVED, actual_on=ARRIVED_ON),
    MilestoneRecord(MilestoneCode.KEYS_HANDED, actual_on=ARRIVED_ON),
    MilestoneRecord(MilestoneCode.PERMIT_GRANTED, PARENT, actual_on=date(2026, 2, 27)),
    MilestoneRecord(MilestoneCode.PERMIT_GRANTED, SON, actual_on=date(2026, 2, 28)),
    MilestoneRecord(MilestoneCode.PIP_SET, PARENT, actual_on=date(2026, 5, 1)),
    MilestoneRecord(MilestoneCode.SPONSOR_STARTED, actual_on=ARRIVED_ON),
)


def test_everything_in_the_plan_of_a_household_says_what_it_hangs_on():
    household = {spec.id for spec in TEMPLATE.specs if spec.case_kind is CaseKind.HOUSEHOLD}

    assert set(ties().tasks) == household
    assert set(ties().milestones) == set(MilestoneCode)


def test_a_table_that_forgets_a_milestone_or_says_an_unknown_word_is_refused():
    with pytest.raises(ValueError, match="ARRIVED"):
        read_ties("milestone,tie\nLANDED,person\n", "task,tie\n")
    with pytest.raises(ValueError, match="somewhere"):
        read_ties("milestone,tie\nLANDED,somewhere\n", "task,tie\n")


def test_who_moves_takes_permit_and_landing_along_and_begins_anew_with_arrival_and_registration():
    found = {(record.code, record.member): record for record in carried(PAST, EVERYBODY, GoingOn.ELSEWHERE)}

    assert {code for code, _ in found} == {
        MilestoneCode.LANDED,
        MilestoneCode.PERMIT_GRANTED,
        MilestoneCode.INTEGRATION_ENDED,
    }
    assert found[MilestoneCode.PERMIT_GRANTED, SON].actual_on == date(2026, 2, 28)


def test_the_term_of_civic_integration_runs_on_though_another_municipality_sets_a_new_plan():
    found = {(record.code, record.member): record for record in carried(PAST, EVERYBODY, GoingOn.ELSEWHERE)}

    assert found[MilestoneCode.INTEGRATION_ENDED, PARENT].planned_on == date(2029, 5, 1)
    assert (MilestoneCode.INTEGRATION_ENDED, SPOUSE) not in found  # whose plan was never set


def test_who_lives_apart_keeps_the_place_and_leaves_home_and_group():
    found = carried(PAST, {SON: MemberNo(1)}, GoingOn.APART)

    assert {(record.code, record.member) for record in found} == {
        (MilestoneCode.ALLOCATED, None),
        (MilestoneCode.LANDED, None),
        (MilestoneCode.ARRIVED, None),
        (MilestoneCode.PERMIT_GRANTED, MemberNo(1)),
    }


@st.composite
def lived(draw):
    """A plan of three people in which some tasks were done."""
    facts = CaseFacts(CaseKind.HOUSEHOLD, draw(st.sampled_from(Route)), tuple(EVERYBODY), recorded=PAST[:4])
    planned = tasks_after((), plan(TEMPLATE, facts, (), terms=TERMS, today=TODAY))
    done = draw(st.sets(st.sampled_from(range(len(planned)))))
    return facts, tuple(
        replace(task, state=TaskState.DONE) if number in done else task for number, task in enumerate(planned)
    )


@settings(PROPERTY, max_examples=10)
@given(lived(), st.sampled_from(list(GoingOn)), st.sets(st.sampled_from(list(EVERYBODY)), min_size=1))
def test_what_was_done_is_never_asked_again_and_what_was_not_is_never_called_done(plan_, why, leavers):
    facts, tasks = plan_
    people = {no: MemberNo(number) for number, no in enumerate(sorted(leavers), start=1)}
    found = carried_tasks(ties(), tasks, people, why)

    by_key = {task.key: task for task in tasks}
    assert all(by_key[key].state is TaskState.DONE for key in found)
    assert all(ties().tasks[key.template] in STAYS_TRUE[why] for key in found)
    assert len(set(found.values())) == len(found)
    brought = tuple(replace(by_key[old], key=new) for old, new in found.items())
    after = plan(TEMPLATE, replace(facts, members=tuple(people.values())), brought, terms=TERMS, today=TODAY)
    assert not {task.key for task in after.adds} & set(found.values())
    assert not [change for change in after.falls_away if change.was.state is TaskState.DONE]
    left = {task.key for task in tasks if task.state is TaskState.DONE} - set(found)
    assert all(ties().tasks[key.template] not in STAYS_TRUE[why] or key.member not in people for key in left)


def test_a_table_of_what_is_over_with_an_unknown_row_or_word_or_without_a_source_is_refused():
    head, rows = "task,once,source\n", TEMPLATE.by_id
    assert read_overtaken(head + "B01,lives_here,KIS\n", rows) == {"B01": Overtaken.LIVES_HERE}
    for wrong in ("Z99,lives_here,KIS\n", "B01,sometime,KIS\n", "B01,lives_here, \n"):
        with pytest.raises(ValueError, match=r"Z99|sometime|B01"):
            read_overtaken(head + wrong, rows)


@pytest.mark.parametrize(
    ("recorded", "came_on", "is_over"),
    [
        (PAST[:1], None, set()),
        (PAST[:2], None, {Overtaken.LANDED, Overtaken.IN_THE_COUNTRY}),
        ((PAST[0], PAST[2]), None, {Overtaken.IN_THE_COUNTRY}),
        (PAST[:3], TODAY - timedelta(days=1), set(Overtaken) - {Overtaken.ARRIVAL_OVER}),
        (PAST[:3], TODAY - timedelta(days=2), set(Overtaken)),
    ],
)
def test_what_is_over_follows_from_where_a_household_has_come(recorded, came_on, is_over):
    dates = expected_milestones(RULES, recorded, terms=TERMS, today=TODAY)
    assert what_is_over(dates, phase_rules(), came_on, today=TODAY) == is_over


@pytest.mark.parametrize("why", GoingOn)
def test_whoever_moves_takes_no_more_along_than_who_stays_in_the_place(why):
    assert STAYS_TRUE[GoingOn.ELSEWHERE] <= STAYS_TRUE[why]
    assert not {Tie.HOME, Tie.GROUP, Tie.CASE} & STAYS_TRUE[why]


def test_days_stay_days():
    assert carried((), EVERYBODY, GoingOn.APART) == ()
    ahead = MilestoneRecord(MilestoneCode.LANDED, planned_on=TODAY + timedelta(days=30))
    assert carried((ahead,), EVERYBODY, GoingOn.ELSEWHERE) == (ahead,)
