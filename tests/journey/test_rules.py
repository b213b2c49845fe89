"""What a family gets: dates, repeats, and what falls away, example by example."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hervest.core.vocabulary import Route
from hervest.deadlines.register import read_register
from hervest.journey.group_rules import stays_with_group
from hervest.journey.rules import plan, tasks_after
from hervest.journey.task_rules import Gone
from hervest.journey.vocabulary import (
    CaseKind,
    DoerRole,
    MilestoneCode,
    PulledBy,
    TaskKey,
    TaskState,
    TraitCode,
    WhyGone,
)
from hervest.journey.worklist_rules import open_predecessors
from journey.plans import (
    ALLOCATION,
    EXPECTED,
    FAMILY,
    LANDING,
    PARENT,
    SON,
    SPOUSE,
    TEMPLATE,
    TERMS,
    TODAY,
    family,
    happened,
    keys,
    named,
    planned,
    row,
    says,
    small_template,
    tasks_of,
    with_task,
)

GROUP_WANTED = (says(TraitCode.SPONSOR_WANTED, by="answer"),)
ROWS = TEMPLATE.rows_for(CaseKind.HOUSEHOLD, Route.RESETTLEMENT)

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


def test_what_is_about_the_group_falls_away_once_it_ended_and_what_somebody_took_up_is_flagged():
    helped = family(
        happened(MilestoneCode.ARRIVED, TODAY), happened(MilestoneCode.SPONSOR_STARTED, TODAY), traits=GROUP_WANTED
    )
    tasks = with_task(tasks_of(helped), TaskKey("I05", None, 1), state=TaskState.BUSY)
    over = replace(helped, recorded=(*helped.recorded, happened(MilestoneCode.SPONSOR_ENDED, TODAY)))

    outcome = plan(TEMPLATE, over, tasks, terms=TERMS, today=TODAY)

    assert {(c.was.key.template, c.becomes.gone) for c in outcome.falls_away} == {("I05", Gone(WhyGone.GROUP_ENDED))}
    assert [(c.becomes.state, c.becomes.gone) for c in outcome.flagged] == [(TaskState.BUSY, Gone(WhyGone.GROUP_ENDED))]
    again = plan(TEMPLATE, helped, tasks_after(tasks, outcome), terms=TERMS, today=TODAY)
    assert {c.becomes.key.template for c in again.returns} == {"I05"}
    planned_end = replace(helped, recorded=(*helped.recorded, planned(MilestoneCode.SPONSOR_ENDED, TODAY)))
    assert plan(TEMPLATE, planned_end, tasks, terms=TERMS, today=TODAY).falls_away == ()


def test_a_review_is_never_late_while_there_is_no_group_to_review():
    arrived = happened(MilestoneCode.ARRIVED, date(2026, 3, 2))
    alone = tasks_of(family(arrived, traits=GROUP_WANTED))
    assert {named(alone, "I05", no=no).due_on for no in (1, 2, 3)} == {None}
    helped = tasks_of(family(arrived, happened(MilestoneCode.SPONSOR_STARTED, TODAY), traits=GROUP_WANTED), alone)
    assert named(helped, "I05").due_on == date(2027, 4, 11)


def test_of_a_group_that_stopped_only_what_was_begun_and_what_its_end_asks_stays_with_it():
    stopped = family(
        happened(MilestoneCode.ARRIVED, TODAY),
        happened(MilestoneCode.SPONSOR_STARTED, TODAY),
        happened(MilestoneCode.SPONSOR_ENDED, TODAY),
        traits=(*GROUP_WANTED, says(TraitCode.SPONSOR_STOPPED, by="match")),
    )
    helped = replace(stopped, recorded=stopped.recorded[:2])
    tasks = with_task(tasks_of(helped), TaskKey("I05", None, 1), state=TaskState.DONE)
    tasks = tasks_of(stopped, with_task(tasks, TaskKey("E01", None, 1), state=TaskState.DONE))

    stays = {task.key for task in tasks if stays_with_group(task)}

    assert stays == {TaskKey("I05", None, 1), TaskKey("I14", None, 1)}
    untold = [task for task in tasks_of(helped) if stays_with_group(task)]
    assert untold == []


def test_what_is_about_an_earlier_group_stays_as_it_is_beside_what_is_asked_of_the_one_of_now():
    helped = family(
        happened(MilestoneCode.ARRIVED, TODAY), happened(MilestoneCode.SPONSOR_STARTED, TODAY), traits=GROUP_WANTED
    )
    review = replace(named(tasks_of(helped), "I05"), key=TaskKey("I05", None, 1, 1), state=TaskState.BUSY, touched=True)

    after = tasks_of(helped, (review,))

    assert [task for task in after if task.key.earlier_group] == [review]
    assert named(after, "I05").state is TaskState.WAITING_START
    assert open_predecessors(ROWS, after)[TaskKey("I06", None, 1)] == (TaskKey("I05", None, 1),)
    assert review.key not in open_predecessors(ROWS, after)


def test_when_a_group_stops_the_guide_has_until_the_next_working_day():
    friday = date(2027, 1, 8)
    stopped = family(
        happened(MilestoneCode.ARRIVED, date(2027, 1, 4)),
        happened(MilestoneCode.SPONSOR_STARTED, date(2027, 1, 4)),
        happened(MilestoneCode.SPONSOR_ENDED, friday),
        traits=(*GROUP_WANTED, says(TraitCode.SPONSOR_STOPPED, by="match")),
    )
    talk = named(tasks_of(stopped, today=friday), "I14")
    assert (talk.doer, talk.due_on, talk.limit_on) == (DoerRole.GUIDE, date(2027, 1, 11), date(2027, 1, 11))
    assert (talk.because.row_due_on, talk.because.skips_free_days) == (date(2027, 1, 9), True)  # a Saturday
    untold = replace(stopped, traits=(*FAMILY, *GROUP_WANTED))
    assert "I14" not in {task.key.template for task in tasks_of(untold, today=friday)}


def test_a_repeat_that_is_no_longer_due_falls_away_when_its_end_is_recorded():
    benefit = happened(MilestoneCode.BENEFIT_APPLIED, date(2026, 12, 1))
    tasks = tasks_of(family(benefit))
    decided = family(benefit, happened(MilestoneCode.BENEFIT_DECIDED, date(2027, 1, 5)))
    outcome = plan(TEMPLATE, decided, tasks, terms=TERMS, today=TODAY)
    assert {(c.was.key, c.becomes.gone) for c in outcome.falls_away} == {
        (TaskKey("G01", None, 2), Gone(WhyGone.REPEATS_ENDED))
    }


EVERY_WEEK = small_template(row("X", repeat_at="every 1w until CASE_CLOSED", condition="rural_home"))
RURAL = says(TraitCode.RURAL_HOME)


def test_a_repeat_that_fell_away_brings_no_next_when_it_returns():
    case = family(planned(MilestoneCode.ARRIVED, TODAY + timedelta(days=3)), traits=(RURAL,))
    tasks = tasks_of(case, template=EVERY_WEEK)
    fallen = tasks_of(replace(case, traits=FAMILY), tasks, template=EVERY_WEEK)
    assert named(fallen, "X").state is TaskState.NOT_NEEDED
    assert tasks_of(case, fallen, template=EVERY_WEEK) == tasks


@pytest.mark.parametrize(("days", "planned_now"), [(0, [1, 2]), (1, [1])])
def test_an_appointment_made_for_a_repeat_brings_the_next_when_its_own_day_has_come(days, planned_now):
    case = family(planned(MilestoneCode.ARRIVED, TODAY + timedelta(days=3)), traits=(RURAL,))
    tasks = tasks_of(case, template=EVERY_WEEK)
    fixed = with_task(tasks, TaskKey("X", None, 1), fixed=True, due_on=TODAY + timedelta(days=days))
    assert numbers(tasks_of(case, fixed, template=EVERY_WEEK), "X") == planned_now


def test_a_list_stops_too_when_its_end_is_recorded():
    template = small_template(row("X", repeat_at="0d;2w;4w;then every 1m until CASE_CLOSED"))
    arrived = happened(MilestoneCode.ARRIVED, date(2026, 12, 1))
    assert numbers(tasks_of(family(arrived), template=template), "X") == [1, 2, 3, 4]
    closed = happened(MilestoneCode.CASE_CLOSED, date(2026, 12, 20))
    assert numbers(tasks_of(family(arrived, closed), template=template), "X") == [1, 2]


# Traits that turn


def test_a_task_that_fell_away_and_got_a_note_since_is_open_again_with_its_trait():
    template = small_template(row("X", condition="rural_home"))
    case = family(planned(MilestoneCode.ARRIVED, TODAY), traits=(RURAL,))
    fallen = tasks_of(family(), tasks_of(case, template=template), template=template)
    noted = with_task(fallen, TaskKey("X", None, 1))
    (task,) = tasks_of(case, noted, template=template)
    assert (task.state, task.gone, task.touched) == (TaskState.TO_DO, None, True)


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
