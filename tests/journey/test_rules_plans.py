"""What holds of every plan, against oracles that share no code with the rules."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hervest.core.vocabulary import MemberNo, Route
from hervest.journey.rules import plan, reschedule, tasks_after
from hervest.journey.task_rules import because_as_json, because_from_json
from hervest.journey.vocabulary import (
    DeadlineKind,
    MilestoneCode,
    PulledBy,
    TaskState,
    TraitCode,
)
from journey.plans import (
    ALLOCATION,
    EXPECTED,
    PROPERTY,
    TEMPLATE,
    TERMS,
    TODAY,
    family,
    happened,
    milestone_records,
    near_today,
    planned,
    plans_in_use,
    says,
    tasks_of,
)

BOUND = {DeadlineKind.LEGAL, DeadlineKind.HARD}


def in_use(tasks):
    """What a person sees: everything but what planning itself let fall away."""
    return {task.key: task for task in tasks if not (task.state is TaskState.NOT_NEEDED and task.gone)}


@PROPERTY
@given(plans_in_use())
def test_planning_twice_changes_nothing(in_plan):
    case, tasks = in_plan
    assert len(tasks) == len({task.key for task in tasks}) > 0
    assert plan(TEMPLATE, case, tasks, terms=TERMS, today=TODAY).is_settled


@PROPERTY
@given(plans_in_use(), milestone_records())
def test_moving_there_and_back_changes_nothing(in_plan, move):
    case, tasks = in_plan
    here = [record for record in case.recorded if (record.code, record.member) == (move.code, move.member)]
    moved = replace(case, recorded=(*(r for r in case.recorded if r not in here), move))
    there = tasks_after(tasks, reschedule(TEMPLATE, case, tasks, moves=[move], terms=TERMS, today=TODAY).outcome)
    assert tasks_of(moved, there) == there
    back = tasks_after(there, plan(TEMPLATE, case, there, terms=TERMS, today=TODAY))
    assert in_use(back) == in_use(tasks)


@PROPERTY
@given(plans_in_use(), milestone_records())
def test_what_people_did_stays_theirs_whatever_moves(in_plan, move):
    case, tasks = in_plan
    outcome = reschedule(TEMPLATE, case, tasks, moves=[move], terms=TERMS, today=TODAY).outcome
    after = {task.key: task for task in tasks_after(tasks, outcome)}
    for task in tasks:
        now = after[task.key]
        if task.state is TaskState.DONE:
            assert now == task
        if task.touched:
            assert now.state is task.state
        if task.fixed:
            assert (now.due_on, now.start_on) == (task.due_on, task.start_on)


@PROPERTY
@given(plans_in_use())
def test_a_legal_or_hard_task_is_never_due_after_its_limit(in_plan):
    case, _ = in_plan
    for task in tasks_of(case):
        if TEMPLATE.by_id[task.key.template].kind in BOUND and task.limit_on and task.due_on:
            assert task.due_on <= task.limit_on


@PROPERTY
@given(plans_in_use(), st.integers(0, 400))
def test_time_alone_only_opens_tasks_and_brings_the_next_repeat(in_plan, days):
    case, tasks = in_plan
    outcome = plan(TEMPLATE, case, tasks, terms=TERMS, today=TODAY + timedelta(days=days))
    repeating = {spec.id for spec in TEMPLATE.specs if spec.repeat and spec.repeat.every}
    assert {task.key.template for task in outcome.adds} <= repeating
    assert not outcome.falls_away
    assert {(c.was.state, c.becomes.state) for c in outcome.changes} <= {(TaskState.WAITING_START, TaskState.TO_DO)}
    assert not any(change.moves for change in outcome.changes)


def pulled_by_hand(case, row_dues, arrived):
    """Pull dates until none moves: the rule of section 6.4 written as a fixed point over the rows themselves."""
    dues = dict(row_dues)
    settled = False
    while not settled:
        settled = True
        for key, due in list(dues.items()):
            spec = TEMPLATE.by_id[key.template]
            caps = [arrived - timedelta(days=1)] if arrived and is_preparation(spec) else []
            caps += [dues[later] for later in dues if key in waits_for(later, dues)]
            if spec.kind not in BOUND and caps and min(caps) < due:
                dues[key], settled = min(caps), False
    return dues


def before_pulling(task):
    return (task.because.pulled_by is not PulledBy.LIMIT and task.because.row_due_on) or task.due_on


def is_preparation(spec):
    return spec.phase.value in {"allocation", "preparation"} and spec.anchor.value == "ALLOCATED"


def waits_for(later, dues):
    before = set()
    for name in TEMPLATE.by_id[later.template].depends_on:
        found = {key.member: key for key in dues if key.template == name and key.repeat_no == 1}
        own = found.get(later.member) or found.get(None)
        before |= {own} if own else (set(found.values()) if later.member is None else set())
    return before


@pytest.mark.parametrize("route", list(Route))
@pytest.mark.parametrize("weeks", [2, 5, 9, 20])
def test_soft_and_norm_dates_are_pulled_exactly_as_far_as_the_tasks_that_wait_ask(route, weeks):
    arrived = ALLOCATION + timedelta(weeks=weeks)
    first = planned(MilestoneCode.ARRIVED, arrived)
    case = family(happened(MilestoneCode.ALLOCATED, ALLOCATION), first, route=route)
    dated = {task.key: task for task in tasks_of(case) if task.due_on}
    row_dues = {key: before_pulling(task) for key, task in dated.items()}
    by_hand = pulled_by_hand(case, row_dues, arrived)
    assert {key: task.due_on for key, task in dated.items()} == by_hand
    assert weeks > 2 or by_hand != row_dues


@PROPERTY
@given(plans_in_use())
def test_reasons_survive_being_kept_as_json(in_plan):
    _, tasks = in_plan
    for task in tasks:
        assert because_from_json(json.loads(json.dumps(because_as_json(task.because)))) == task.because


@PROPERTY
@given(near_today, near_today)
def test_an_earlier_landing_never_makes_a_term_end_later(one, other):
    assume(one != other)
    first, last = sorted((one, other))
    early, late = (tasks_of(family(planned(MilestoneCode.LANDED, on))) for on in (first, last))
    limits = {task.key: task.limit_on for task in late if task.limit_on}
    assert limits
    assert all(task.limit_on <= limits[task.key] for task in early if task.limit_on and task.key in limits)


def test_a_municipality_and_a_sponsor_group_have_plans_of_their_own():
    decided = happened(MilestoneCode.DECIDED, TODAY)
    case = replace(family(decided), kind="municipality", route=None, members=(), traits=())
    case = replace(case, kind=TEMPLATE.by_id["A01"].case_kind)
    tasks = tasks_of(case)
    assert {task.key.template for task in tasks} == {"A01", "A02", "A03", "A04", "A05"}
    with_programme = replace(case, traits=(says(TraitCode.SPONSOR_PROGRAMME, by="programme"),))
    assert "A06" in {task.key.template for task in tasks_of(with_programme)}
    group = replace(case, kind=TEMPLATE.by_id["K01"].case_kind, recorded=(planned(MilestoneCode.GROUP_APPLIED, TODAY),))
    assert {task.key.template: task.due_on for task in tasks_of(group)} == {
        "K01": TODAY + timedelta(weeks=12),
        "C22": None,
    }


def test_members_may_come_in_any_order():
    case = family(*EXPECTED)
    turned = replace(case, members=tuple(reversed(case.members)), traits=tuple(reversed(case.traits)))
    assert MemberNo(3) in turned.members
    assert tasks_of(turned) == tasks_of(case)
