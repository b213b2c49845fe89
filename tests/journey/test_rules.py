"""Planning a case: what holds of every plan, against oracles that share no code with the rules."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hervest.core.vocabulary import MemberNo, Route
from hervest.deadlines.register import read_register
from hervest.journey.rules import plan, reschedule, tasks_after
from hervest.journey.task_rules import Gone, because_as_json, because_from_json
from hervest.journey.vocabulary import (
    ClashCode,
    DeadlineKind,
    DoerRole,
    MilestoneCode,
    PulledBy,
    TaskKey,
    TaskState,
    TraitCode,
    WhyGone,
    WhyStays,
)
from journey.plans import (
    FAMILY,
    PARENT,
    PROPERTY,
    SON,
    SPOUSE,
    TEMPLATE,
    TERMS,
    TODAY,
    family,
    happened,
    milestone_records,
    named,
    near_today,
    planned,
    plans_in_use,
    row,
    says,
    small_template,
    tasks_of,
    with_task,
)

LANDING = date(2027, 3, 1)
ALLOCATION = date(2026, 12, 21)
EXPECTED = (happened(MilestoneCode.ALLOCATED, ALLOCATION), planned(MilestoneCode.LANDED, LANDING))
BOUND = {DeadlineKind.LEGAL, DeadlineKind.HARD}


def in_use(tasks):
    """What a person sees: everything but what planning itself let fall away."""
    return {task.key: task for task in tasks if not (task.state is TaskState.NOT_NEEDED and task.gone)}


def keys(changes):
    return {change.was.key for change in changes}


# What holds of every plan


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


# What a family gets


def test_a_resettled_family_counts_from_the_planned_landing_until_it_is_recorded():
    tasks = tasks_of(family(*EXPECTED))
    sleep = named(tasks, "E01")
    assert (sleep.due_on, sleep.because.is_actual) == (date(2027, 3, 3), False)
    assert (sleep.because.expected_from, sleep.because.expected_offset) == (MilestoneCode.LANDED, "+2d")
    arrived = tasks_of(family(*EXPECTED, happened(MilestoneCode.ARRIVED, date(2027, 3, 5))), today=date(2027, 3, 5))
    assert (named(arrived, "E01").due_on, named(arrived, "E01").because.is_actual) == (date(2027, 3, 5), True)


def test_a_date_says_milestone_offset_term_version_and_source():
    because = named(tasks_of(family(*EXPECTED)), "F06", PARENT).because
    assert (because.milestone, because.anchor_on, because.offset) == (MilestoneCode.PERMIT_GRANTED, LANDING, "+4m")
    assert (because.term, because.term_version) == ("health_insurance_4m", "2017-05")
    assert "Zorgverzekeringswet" in because.term_source
    assert because.source == "ZVW5"


def test_a_legal_date_from_a_planned_day_is_provisional_and_a_recorded_one_is_not():
    before = named(tasks_of(family(*EXPECTED)), "F01").because
    after = named(tasks_of(family(*EXPECTED, happened(MilestoneCode.ARRIVED, date(2027, 3, 3)))), "F01").because
    assert (before.is_provisional, after.is_provisional) == (True, False)
    assert not named(tasks_of(family(*EXPECTED)), "E01").because.is_provisional


def test_a_task_without_a_day_waits_and_names_its_milestone():
    tasks = tasks_of(family(happened(MilestoneCode.ALLOCATED, ALLOCATION)))
    task = named(tasks, "E01")
    assert (task.start_on, task.due_on, task.limit_on) == (None, None, None)
    assert (task.state, task.because.milestone) == (TaskState.WAITING_START, MilestoneCode.ARRIVED)
    assert named(tasks, "B01").due_on == date(2026, 12, 23)


def test_each_adult_each_child_and_each_member_gets_their_own():
    tasks = tasks_of(family(*EXPECTED, traits=(says(TraitCode.SCHOOL_AGE, SON),)))
    about = {name: {t.key.member for t in tasks if t.key.template == name} for name in ("F04", "G08", "F02", "E01")}
    assert about == {"F04": {PARENT, SPOUSE}, "G08": {SON}, "F02": {PARENT, SPOUSE, SON}, "E01": {None}}


def test_a_household_row_needs_the_trait_of_one_member_and_a_personal_row_of_that_member():
    tasks = {task.key for task in tasks_of(family(*EXPECTED, traits=(says(TraitCode.PREGNANT, SPOUSE),)))}
    assert {key.member for key in tasks if key.template == "C14"} == {SPOUSE}
    assert TaskKey("C13", None, 1) in tasks
    assert not {key for key in tasks if key.template == "C12"}


@pytest.mark.parametrize(("has_sponsor", "doer"), [(True, DoerRole.SPONSOR), (False, DoerRole.GUIDE)])
def test_without_a_sponsor_match_the_guide_does_what_sponsors_do(has_sponsor, doer):
    assert named(tasks_of(family(*EXPECTED, has_sponsor=has_sponsor)), "E03").doer is doer


def test_a_doer_without_login_is_waited_for_and_a_task_in_its_window_is_to_do():
    tasks = tasks_of(family(*EXPECTED))
    assert named(tasks, "C25").state is TaskState.WAITING_FOR
    assert named(tasks, "B04").state is TaskState.TO_DO
    assert named(tasks, "E01").state is TaskState.WAITING_START


def test_a_household_task_takes_the_earliest_permit_of_its_members():
    wants = says(TraitCode.REUNIFICATION_WANTED)
    permits = (
        happened(MilestoneCode.PERMIT_GRANTED, date(2026, 12, 31), SPOUSE),
        happened(MilestoneCode.PERMIT_GRANTED, date(2027, 1, 5), PARENT),
    )
    tasks = tasks_of(family(*EXPECTED, *permits, traits=(wants,)))
    assert (named(tasks, "G03").due_on, named(tasks, "G03").limit_on) == (date(2027, 3, 31), date(2027, 3, 31))
    assert named(tasks, "F06", PARENT).due_on == date(2027, 5, 5)
    assert named(tasks, "F06", SON).due_on == date(2027, 7, 1)


def test_the_limit_is_the_terms_and_the_due_date_the_rows():
    task = named(tasks_of(family(*EXPECTED)), "F05", PARENT)
    assert (task.due_on, task.limit_on) == (date(2027, 3, 17), date(2027, 7, 1))


def test_a_term_that_became_shorter_brings_the_task_of_a_newer_case_forward():
    written = (
        '[[term]]\nkey = "t"\nkind = "legal"\nsource = "s"\nchecked_on = 2026-11-01\nmark = "V"\n'
        'version = "{0}"\ncounts = [{{ anchor = "ARRIVED", ends = "{1}" }}]\n{2}\n'
    )
    old = written.format("old", "+3m", "valid_until = 2027-02-28")
    new = written.format("new", "+6w", "valid_from = 2027-03-01")
    terms = read_register(old + new)
    template = small_template(row("X", deadline_kind="legal", term="brp_move_5d", due_offset="+3m"))
    rows = [replace(spec, term="t") for spec in template.specs]
    template = type(template)("test", rows, ())
    for day, version, due in ((28, "old", date(2027, 5, 28)), (29, "new", date(2027, 4, 12))):
        arrived = date(2027, 2, 28) + timedelta(days=day - 28)
        (task,) = plan(template, family(planned(MilestoneCode.ARRIVED, arrived)), (), terms=terms, today=TODAY).adds
        assert (task.because.term_version, task.due_on, task.limit_on) == (version, due, due)
        assert task.because.pulled_by is (PulledBy.LIMIT if version == "new" else None)


def test_the_end_of_the_integration_term_is_its_own_limit_and_a_host_is_screened_the_day_before():
    ended = planned(MilestoneCode.INTEGRATION_ENDED, date(2031, 6, 1), PARENT)
    task = named(tasks_of(family(*EXPECTED, ended)), "J03", PARENT)
    assert (task.due_on, task.limit_on) == (date(2031, 6, 1), date(2031, 6, 1))
    host = family(
        planned(MilestoneCode.ARRIVED, LANDING),
        route=Route.TEMPORARY_PROTECTION,
        traits=(says(TraitCode.HOST_STAY),),
    )
    assert named(tasks_of(host), "T03").limit_on == LANDING - timedelta(days=1)
    assert named(tasks_of(host), "T06").due_on == date(2027, 3, 4)


# Repeats


def test_a_list_plans_all_its_repeats_with_the_window_of_the_first():
    tasks = tasks_of(family(*EXPECTED))
    reviews = [named(tasks, "I02", no=number) for number in range(1, 6)]
    assert [task.due_on for task in reviews] == [
        date(2027, 6, 3),
        date(2027, 9, 3),
        date(2027, 12, 3),
        date(2028, 3, 3),
        date(2028, 9, 3),
    ]
    assert {task.due_on - task.start_on for task in reviews} == {date(2027, 6, 3) - date(2027, 5, 12)}


def numbers(tasks, template):
    return sorted(task.key.repeat_no for task in tasks if task.key.template == template and task.gone is None)


def test_every_plans_one_ahead_when_the_former_is_done_or_its_date_has_come():
    case = family(*EXPECTED)
    tasks = tasks_of(case)
    assert numbers(tasks, "F09") == [1]
    done = with_task(tasks, TaskKey("F09", None, 1), state=TaskState.DONE)
    assert numbers(tasks_of(case, done), "F09") == [1, 2]
    first_due = named(tasks, "F09").due_on
    assert numbers(tasks_of(case, tasks, today=first_due - timedelta(days=1)), "F09") == [1]
    assert numbers(tasks_of(case, tasks, today=first_due), "F09") == [1, 2]
    second = named(tasks_of(case, tasks, today=first_due), "F09", no=2)
    assert (second.due_on, second.limit_on) == (first_due + timedelta(weeks=1), first_due + timedelta(weeks=1))


def test_a_list_then_every_goes_on_by_the_month_from_its_last():
    case = family(*EXPECTED)
    first = tasks_of(case)
    assert numbers(first, "G16") == [1, 2, 3]
    day = date(2027, 5, 31)
    later = tasks_of(case, first, today=day)
    assert [named(later, "G16", no=n).due_on for n in numbers(later, "G16")[2:]] == [
        date(2027, 3, 31),
        date(2027, 4, 30),
        date(2027, 5, 31),
        date(2027, 6, 30),
    ]
    assert named(later, "G16", no=5).because.times == 2


def test_the_repeats_end_when_their_milestone_is_recorded():
    case = family(happened(MilestoneCode.ARRIVED, date(2027, 1, 4)), traits=FAMILY)
    tasks = tasks_of(case)
    assert numbers(tasks, "F09") == [1, 2]
    with_one = replace(case, recorded=(*case.recorded, happened(MilestoneCode.CARD_ISSUED, TODAY, PARENT)))
    assert numbers(tasks_of(with_one, tasks), "F09") == [1, 2]
    benefit = (
        happened(MilestoneCode.BENEFIT_APPLIED, date(2026, 12, 1)),
        happened(MilestoneCode.BENEFIT_DECIDED, date(2027, 1, 5)),
    )
    assert numbers(tasks_of(family(*case.recorded, benefit[0])), "G01") == [1, 2]
    assert numbers(tasks_of(family(*case.recorded, *benefit)), "G01") == [1]


def test_a_repeat_that_is_no_longer_due_falls_away_when_its_end_is_recorded():
    benefit = happened(MilestoneCode.BENEFIT_APPLIED, date(2026, 12, 1))
    tasks = tasks_of(family(benefit))
    decided = family(benefit, happened(MilestoneCode.BENEFIT_DECIDED, date(2027, 1, 5)))
    outcome = plan(TEMPLATE, decided, tasks, terms=TERMS, today=TODAY)
    assert {(c.was.key, c.becomes.gone) for c in outcome.falls_away} == {
        (TaskKey("G01", None, 2), Gone(WhyGone.REPEATS_ENDED))
    }


# Traits that turn


def test_an_untouched_task_falls_away_with_its_trait_and_comes_back_with_it():
    yes, no = says(TraitCode.ADAPTED_HOME), says(TraitCode.ADAPTED_HOME, holds=False, by="home")
    tasks = tasks_of(family(*EXPECTED, traits=(yes,)))
    gone = tasks_of(family(*EXPECTED, traits=(yes, no)), tasks)
    assert named(gone, "C03").state is TaskState.NOT_NEEDED
    assert named(gone, "C03").gone == Gone(WhyGone.TRAIT, TraitCode.ADAPTED_HOME)
    outcome = plan(TEMPLATE, family(*EXPECTED, traits=(yes,)), gone, terms=TERMS, today=TODAY)
    assert keys(outcome.returns) == {TaskKey("C03", None, 1)}
    assert tasks_after(gone, outcome) == tasks


def test_a_touched_task_is_only_flagged_and_the_flag_lifts():
    yes, no = says(TraitCode.ADAPTED_HOME), says(TraitCode.ADAPTED_HOME, holds=False, by="home")
    key = TaskKey("C03", None, 1)
    tasks = with_task(tasks_of(family(*EXPECTED, traits=(yes,))), key, state=TaskState.BUSY)
    outcome = plan(TEMPLATE, family(*EXPECTED, traits=(yes, no)), tasks, terms=TERMS, today=TODAY)
    assert keys(outcome.flagged) == {key}
    assert key not in keys(outcome.falls_away)
    flagged = tasks_after(tasks, outcome)
    assert named(flagged, "C03").state is TaskState.BUSY
    assert named(flagged, "C03").gone == Gone(WhyGone.TRAIT, TraitCode.ADAPTED_HOME)
    assert tasks_of(family(*EXPECTED, traits=(yes,)), flagged) == tasks


def test_what_a_person_called_not_needed_does_not_come_back():
    case = family(*EXPECTED)
    tasks = with_task(tasks_of(case), TaskKey("C29", None, 1), state=TaskState.NOT_NEEDED)
    assert plan(TEMPLATE, case, tasks, terms=TERMS, today=TODAY).returns == ()
    assert named(tasks_of(case, tasks), "C29").state is TaskState.NOT_NEEDED


@pytest.mark.parametrize(
    ("becomes", "key", "why"),
    [
        ({"route": Route.STATUS_HOLDER}, TaskKey("D01", None, 1), Gone(WhyGone.ROUTE)),
        ({"members": (PARENT, SPOUSE)}, TaskKey("F02", SON, 1), Gone(WhyGone.MEMBER)),
        ({"traits": (*FAMILY, says(TraitCode.CHILD, SON, holds=False, by="person"))}, TaskKey("G09", SON, 1),
         Gone(WhyGone.TRAIT, TraitCode.CHILD)),
    ],
)  # fmt: skip
def test_what_a_changed_household_no_longer_needs_says_why(becomes, key, why):
    case = family(*EXPECTED)
    tasks = tasks_of(case)
    assert key in {task.key for task in tasks}
    after = tasks_of(replace(case, **becomes), tasks)
    assert named(after, *key).gone == why


def test_a_row_the_template_dropped_falls_away_and_a_new_one_is_planned():
    case = family(*EXPECTED)
    old, new = small_template(row("X"), row("Y")), small_template(row("Y"), row("Z"))
    after = tasks_of(case, tasks_of(case, template=old), template=new)
    assert named(after, "X").gone == Gone(WhyGone.TEMPLATE)
    assert (named(after, "Y").gone, named(after, "Z").gone) == (None, None)


# Order and pulling


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


# The preview


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


# Kept in a row


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
