"""How a task stands today."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.vocabulary import Route
from hervest.journey.task_rules import first_state
from hervest.journey.vocabulary import (
    CaseKind,
    DeadlineKind,
    DoerRole,
    MilestoneCode,
    TaskKey,
    TaskState,
    TeamRole,
    Urgency,
)
from hervest.journey.worklist_rules import (
    MAY_FOLLOW,
    NEEDS_REASON,
    Holder,
    holder,
    is_before_its_day,
    may_become,
    open_predecessors,
    preferred_day,
    state_on,
    urgency,
    week_until,
)
from journey.plans import (
    PARENT,
    PROPERTY,
    SON,
    SPOUSE,
    TEMPLATE,
    TERMS,
    TODAY,
    family,
    named,
    planned,
    plans_in_use,
    row,
    small_template,
    tasks_of,
    with_task,
)

MONDAY = date(2027, 1, 11)
ORDER = list(Urgency)


@pytest.mark.parametrize(
    ("days", "legal", "soft"),
    [
        (-1, Urgency.CRITICAL_LATE, Urgency.LATE),
        (0, Urgency.THIS_WEEK, Urgency.THIS_WEEK),
        (6, Urgency.THIS_WEEK, Urgency.THIS_WEEK),
        (7, Urgency.LATER, Urgency.LATER),
    ],
)
def test_from_monday_the_week_reaches_until_sunday_and_a_late_term_is_critical(days, legal, soft):
    due = MONDAY + timedelta(days=days)
    for kind in (DeadlineKind.LEGAL, DeadlineKind.HARD):
        assert urgency(due, due, kind, MONDAY) is legal
    for kind in (DeadlineKind.NORM, DeadlineKind.SOFT):
        assert urgency(due, due, kind, MONDAY) is soft
    assert urgency(None, None, DeadlineKind.LEGAL, MONDAY) is Urgency.UNDATED


@pytest.mark.parametrize(("day", "last"), [(0, 6), (3, 6), (4, 7), (5, 8), (6, 9)])
def test_at_the_end_of_a_week_what_is_due_within_three_days_counts_with_it(day, last):
    today = MONDAY + timedelta(days=day)
    assert week_until(today) == MONDAY + timedelta(days=last)
    assert urgency(MONDAY + timedelta(days=last), None, DeadlineKind.LEGAL, today) is Urgency.THIS_WEEK
    assert urgency(MONDAY + timedelta(days=last + 1), None, DeadlineKind.LEGAL, today) is Urgency.LATER


@pytest.mark.parametrize(
    ("task", "is_early"), [("E03", True), ("E04", True), ("D07", False), ("F11", False), ("J05", False)]
)
def test_only_what_belongs_to_one_day_can_be_too_early_and_never_on_that_day(task, is_early):
    spec = TEMPLATE.by_id[task]
    assert is_before_its_day(spec, MONDAY, MONDAY - timedelta(days=1)) is is_early
    assert is_before_its_day(spec, None, MONDAY) is is_early
    assert not is_before_its_day(spec, MONDAY, MONDAY)


DAYS = st.none() | st.integers(-30, 30)
KINDS = st.sampled_from(list(DeadlineKind))


@pytest.mark.parametrize(
    ("limit", "kind", "found"),
    [
        (-1, DeadlineKind.LEGAL, Urgency.CRITICAL_LATE),
        (-1, DeadlineKind.HARD, Urgency.CRITICAL_LATE),
        (0, DeadlineKind.LEGAL, Urgency.LATE),
        (20, DeadlineKind.HARD, Urgency.LATE),
        (None, DeadlineKind.HARD, Urgency.CRITICAL_LATE),
        (-1, DeadlineKind.NORM, Urgency.LATE),
    ],
)
def test_what_is_due_before_its_term_is_critical_only_once_the_term_has_passed(limit, kind, found):
    last = None if limit is None else MONDAY + timedelta(days=limit)
    assert urgency(MONDAY - timedelta(days=2), last, kind, MONDAY) is found


def test_an_appointment_after_a_term_that_has_passed_is_critical_before_its_own_day():
    assert urgency(MONDAY + timedelta(days=9), MONDAY - timedelta(days=1), DeadlineKind.LEGAL, MONDAY) is (
        Urgency.CRITICAL_LATE
    )


@PROPERTY
@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), DAYS, DAYS, KINDS)
def test_a_task_never_grows_less_grave_by_waiting(today, due_in, limit_in, kind):
    due, limit = (None if days is None else today + timedelta(days=days) for days in (due_in, limit_in))
    now, tomorrow = urgency(due, limit, kind, today), urgency(due, limit, kind, today + timedelta(days=1))
    assert ORDER.index(tomorrow) <= ORDER.index(now)


def test_the_day_before_a_free_day_stands_beside_the_date_if_the_task_may_start_by_then():
    calendar = TERMS.calendar
    sunday, friday = date(2027, 1, 17), date(2027, 1, 15)
    assert preferred_day(None, sunday, calendar) == friday
    assert preferred_day(friday, sunday, calendar) == friday
    assert preferred_day(date(2027, 1, 16), sunday, calendar) is None
    assert preferred_day(None, friday, calendar) is None
    assert preferred_day(None, date(2027, 5, 7), calendar) == date(2027, 5, 4)


def test_a_task_whose_start_has_come_is_shown_as_to_do():
    (task,) = tasks_of(
        family(planned(MilestoneCode.ARRIVED, TODAY + timedelta(days=9))), template=small_template(row("X"))
    )
    assert task.state is TaskState.WAITING_START
    assert state_on(task, TODAY + timedelta(days=1)) is TaskState.WAITING_START
    assert state_on(task, TODAY + timedelta(days=2)) is TaskState.TO_DO


@PROPERTY
@given(st.sampled_from(list(DoerRole)), st.none() | st.integers(-5, 5))
def test_the_first_state_follows_login_and_start(doer, days):
    start = None if days is None else TODAY + timedelta(days=days)
    outside = {"coa_trainer", "bma", "ind", "iom", "nidos", "arrival_registry", "duo"}
    expected = "waiting_for" if doer in outside else ("to_do" if days is not None and days <= 0 else "waiting_start")
    assert first_state(doer, start, TODAY) == expected


def test_open_states_follow_each_other_and_closed_ones_open_again_with_a_reason():
    assert may_become(TaskState.TO_DO, TaskState.BUSY)
    assert may_become(TaskState.BUSY, TaskState.WAITING_FOR)
    assert may_become(TaskState.WAITING_FOR, TaskState.BUSY)
    assert may_become(TaskState.WAITING_FOR, TaskState.WAITING_FOR)
    assert not may_become(TaskState.BUSY, TaskState.BUSY)
    assert not may_become(TaskState.BUSY, TaskState.WAITING_START)
    assert not may_become(TaskState.DONE, TaskState.NOT_NEEDED)
    assert may_become(TaskState.DONE, TaskState.TO_DO)
    assert (TaskState.DONE, TaskState.TO_DO) in NEEDS_REASON
    assert (TaskState.TO_DO, TaskState.NOT_NEEDED) in NEEDS_REASON
    assert (TaskState.TO_DO, TaskState.BUSY) not in NEEDS_REASON
    assert set(MAY_FOLLOW) == set(TaskState)


WAITING = small_template(
    row("HOUSE"),
    row("EACH", per="adult"),
    row("OWN", per="adult", depends_on="EACH"),
    row("SHARED", per="each_member", depends_on="HOUSE"),
    row("ALL", depends_on="EACH"),
    row("CHILD", per="child", depends_on="EACH"),
    row("GONE", depends_on="NEVER"),
    row("NEVER", condition="host_stay"),
)
ROWS = WAITING.rows_for(CaseKind.HOUSEHOLD, Route.RESETTLEMENT)


def test_a_task_waits_for_the_same_members_or_the_households_task():
    before = open_predecessors(ROWS, tasks_of(family(), template=WAITING))
    assert before[TaskKey("OWN", PARENT, 1)] == (TaskKey("EACH", PARENT, 1),)
    assert before[TaskKey("SHARED", SON, 1)] == (TaskKey("HOUSE", None, 1),)
    assert set(before[TaskKey("ALL", None, 1)]) == {TaskKey("EACH", PARENT, 1), TaskKey("EACH", SPOUSE, 1)}


def test_what_is_not_in_the_plan_or_closed_counts_as_done():
    tasks = tasks_of(family(), template=WAITING)
    before = open_predecessors(ROWS, tasks)
    assert TaskKey("GONE", None, 1) not in before
    assert TaskKey("CHILD", SON, 1) not in before
    own = named(tasks, "OWN", PARENT)
    assert own.key in before
    for state in (TaskState.DONE, TaskState.NOT_NEEDED):
        closed = with_task(tasks, TaskKey("EACH", PARENT, 1), state=state)
        assert own.key not in open_predecessors(ROWS, closed)
        assert TaskKey("OWN", SPOUSE, 1) in open_predecessors(ROWS, closed)


@PROPERTY
@given(plans_in_use())
def test_no_plan_waits_for_itself_in_a_circle(in_plan):
    case, tasks = in_plan
    before = open_predecessors(TEMPLATE.rows_for(CaseKind.HOUSEHOLD, case.route), tasks)
    waiting = dict(before)
    while free := [key for key, first in waiting.items() if not any(one in waiting for one in first)]:
        for key in free:
            del waiting[key]
    assert not waiting


@pytest.mark.parametrize(
    ("doer", "recorded_by", "filled", "expected"),
    [
        (DoerRole.GUIDE, None, {TeamRole.GUIDE}, Holder(TeamRole.GUIDE)),
        (DoerRole.GUIDE, None, {TeamRole.SPONSOR}, Holder(TeamRole.CASE_LEAD, is_stand_in=True)),
        (DoerRole.NEWCOMER, DoerRole.GUIDE, {TeamRole.NEWCOMER, TeamRole.GUIDE}, Holder(TeamRole.NEWCOMER)),
        (DoerRole.NEWCOMER, DoerRole.GUIDE, {TeamRole.GUIDE}, Holder(TeamRole.GUIDE, records=True)),
        (DoerRole.IND, DoerRole.CASE_LEAD, {TeamRole.CASE_LEAD}, Holder(TeamRole.CASE_LEAD, records=True)),
        (DoerRole.DUO, DoerRole.CIVIC_OFFICER, set(), Holder(TeamRole.CASE_LEAD, records=True, is_stand_in=True)),
    ],
)
def test_a_task_stands_on_the_list_of_the_doer_the_recorder_or_the_case_lead(doer, recorded_by, filled, expected):
    assert holder(doer, recorded_by, frozenset(filled)) == expected
