"""Order, pulling forward, and the preview of a move."""

from datetime import date, timedelta

from hervest.journey.rules import plan, reschedule
from hervest.journey.vocabulary import (
    ClashCode,
    MilestoneCode,
    PulledBy,
    TaskKey,
    TaskState,
    WhyStays,
)
from journey.plans import (
    ALLOCATION,
    EXPECTED,
    LANDING,
    PARENT,
    TEMPLATE,
    TERMS,
    TODAY,
    family,
    happened,
    keys,
    named,
    planned,
    row,
    small_template,
    tasks_of,
    with_task,
)


def test_preparation_is_done_the_day_before_arrival_and_says_it_was_pulled():
    case = family(happened(MilestoneCode.ALLOCATED, ALLOCATION), planned(MilestoneCode.ARRIVED, date(2027, 1, 18)))
    template = small_template(
        row("PREP", phase="preparation", anchor="ALLOCATED", due_offset="+8w", start_offset="0d"),
        row("HARD", phase="preparation", anchor="ALLOCATED", due_offset="+8w", start_offset="0d",
            deadline_kind="hard", term="data_agreement"),
        row("OTHER", phase="guidance", anchor="ALLOCATED", due_offset="+8w", start_offset="0d"),
    )  # fmt: skip
    tasks = tasks_of(case, template=template)
    prep = named(tasks, "PREP")
    assert (prep.due_on, prep.because.pulled_by) == (date(2027, 1, 17), PulledBy.ARRIVAL)
    assert prep.because.row_due_on == date(2027, 2, 15)
    assert named(tasks, "HARD").due_on == named(tasks, "OTHER").due_on == date(2027, 2, 15)


def chain(**first: str):
    return small_template(
        row("FIRST", due_offset="+20d", **first),
        row("LAST", due_offset="+10d", depends_on="FIRST"),
    )


def test_a_soft_task_is_pulled_to_the_task_that_waits_and_a_hard_one_is_a_clash():
    case = family(planned(MilestoneCode.ARRIVED, LANDING))
    soft = plan(chain(), case, (), terms=TERMS, today=TODAY)
    assert (soft.adds[0].due_on, soft.adds[0].because.pulled_for) == (LANDING + timedelta(days=10), "LAST")
    assert soft.clashes == ()
    hard = plan(chain(deadline_kind="hard", term="school_duty"), case, (), terms=TERMS, today=TODAY)
    assert hard.adds[0].due_on == LANDING + timedelta(days=20)
    (clash,) = hard.clashes
    assert (clash.code, clash.key.template, clash.other) == (
        ClashCode.DUE_BEFORE_PREDECESSOR,
        "LAST",
        TaskKey("FIRST", None, 1),
    )


def test_a_task_that_waits_no_longer_pulls_no_longer():
    case = family(planned(MilestoneCode.ARRIVED, LANDING))
    tasks = with_task(tasks_of(case, template=chain()), TaskKey("LAST", None, 1), state=TaskState.DONE)
    assert named(tasks, "FIRST").due_on == LANDING + timedelta(days=10)
    assert named(tasks_of(case, tasks, template=chain()), "FIRST").due_on == LANDING + timedelta(days=20)


def test_an_appointment_pulls_what_comes_first_to_its_own_day():
    case = family(planned(MilestoneCode.ARRIVED, LANDING))
    day = LANDING + timedelta(days=4)
    tasks = with_task(tasks_of(case, template=chain()), TaskKey("LAST", None, 1), fixed=True, due_on=day)
    assert named(tasks_of(case, tasks, template=chain()), "FIRST").due_on == day


def test_a_late_task_is_no_clash_when_only_its_reasons_change():
    template = small_template(row("X"))
    day = TODAY - timedelta(days=3)
    case = family(planned(MilestoneCode.ARRIVED, day))
    tasks = tasks_of(case, template=template)
    recorded = family(happened(MilestoneCode.ARRIVED, day))
    outcome = plan(template, recorded, tasks, terms=TERMS, today=TODAY)
    assert [(change.moves, change.becomes.because.is_actual) for change in outcome.changes] == [(False, True)]
    assert outcome.clashes == ()


def test_a_done_task_keeps_its_date_when_the_arrival_moves():
    case = family(*EXPECTED)
    done, still_open = TaskKey("C10", None, 1), TaskKey("C19", None, 1)
    tasks = with_task(tasks_of(case), done, state=TaskState.DONE)
    move = planned(MilestoneCode.LANDED, LANDING + timedelta(days=9))
    outcome = reschedule(TEMPLATE, case, tasks, moves=[move], terms=TERMS, today=TODAY).outcome
    assert done in {kept.key for kept in outcome.stays if kept.why is WhyStays.DONE}
    assert done not in keys(outcome.changes)
    moved = {change.was.key: change.becomes.due_on - change.was.due_on for change in outcome.changes}
    assert moved[still_open] == timedelta(days=9)


def test_the_preview_names_the_milestones_that_follow():
    case = family(*EXPECTED)
    move = planned(MilestoneCode.LANDED, LANDING + timedelta(days=9))
    shifts = reschedule(TEMPLATE, case, (), moves=[move], terms=TERMS, today=TODAY).shifts
    followed = {shift.code: shift.becomes.on - shift.was.on for shift in shifts}
    assert followed[MilestoneCode.ARRIVED] == followed[MilestoneCode.KEYS_HANDED] == timedelta(days=9)
    assert MilestoneCode.ALLOCATED not in followed


def test_an_appointment_stays_and_is_a_clash_outside_its_window():
    case, key = family(*EXPECTED), TaskKey("F02", PARENT, 1)
    tasks = with_task(tasks_of(case), key, fixed=True, due_on=date(2027, 3, 8))
    near, far = (planned(MilestoneCode.LANDED, LANDING + timedelta(days=n)) for n in (2, 9))
    for move, codes in ((near, set()), (far, {ClashCode.FIXED_OUTSIDE_WINDOW})):
        outcome = reschedule(TEMPLATE, case, tasks, moves=[move], terms=TERMS, today=TODAY).outcome
        assert (key, WhyStays.FIXED) in {(kept.key, kept.why) for kept in outcome.stays}
        assert {
            c.code for c in outcome.clashes if c.key == key and c.code is not ClashCode.DUE_BEFORE_PREDECESSOR
        } == codes


def test_an_appointment_after_the_limit_is_a_clash():
    case, key = family(*EXPECTED), TaskKey("F02", PARENT, 1)
    limit = named(tasks_of(case), *key).limit_on
    for days, told in ((0, False), (1, True)):
        tasks = with_task(tasks_of(case), key, fixed=True, due_on=limit + timedelta(days=days))
        clashes = plan(TEMPLATE, case, tasks, terms=TERMS, today=TODAY).clashes
        assert ((key, ClashCode.DUE_AFTER_LIMIT) in {(c.key, c.code) for c in clashes}) is told


def test_a_date_that_moves_into_the_past_is_a_clash_and_one_that_was_late_is_not():
    template = small_template(row("LATE", anchor="ALLOCATED"), row("EARLY", due_offset="-28d", start_offset="-60d"))
    case = family(*EXPECTED)
    tasks = tasks_of(case, template=template)
    assert named(tasks, "LATE").due_on < TODAY < named(tasks, "EARLY").due_on
    move = planned(MilestoneCode.LANDED, TODAY + timedelta(days=3))
    (clash,) = reschedule(template, case, tasks, moves=[move], terms=TERMS, today=TODAY).outcome.clashes
    assert (clash.key.template, clash.code) == ("EARLY", ClashCode.DUE_IN_THE_PAST)


def test_a_pulled_task_that_would_be_due_before_it_may_start_is_a_clash():
    case = family(planned(MilestoneCode.ARRIVED, LANDING))
    for start, told in (("+10d", set()), ("+12d", {ClashCode.DUE_BEFORE_START})):
        clashes = plan(chain(start_offset=start), case, (), terms=TERMS, today=TODAY).clashes
        assert {clash.code for clash in clashes} == told
