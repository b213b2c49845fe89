"""Nobody has tasks of a journey they did not make: what is asked of who came later counts from their first day."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.deadlines.period import Offset
from hervest.journey.first_day_rules import FirstDay, read_beginnings
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.rules import milestones_of, plan, reschedule, traits_of
from hervest.journey.task_rules import CaseFacts, because_as_json, because_from_json
from hervest.journey.template import with_beginnings
from hervest.journey.template_defaults import default_template, file_text
from hervest.journey.templatetags.plan import why
from hervest.journey.trait_rules import TraitRow
from hervest.journey.vocabulary import (
    PER_PERSON_MILESTONES,
    TRAITS_THAT_BEGIN,
    Began,
    CaseKind,
    DeadlineKind,
    LateStart,
    MilestoneCode,
    Per,
    TaskState,
    TraitCode,
    TraitSource,
    WhyGone,
)
from journey.plans import PARENT, PROPERTY, SON, SPOUSE, TEMPLATE, TERMS, cases, family, happened, named, says, tasks_of

M = MilestoneCode
LINKED, LANDED, ARRIVED = date(2026, 6, 1), date(2026, 7, 28), date(2026, 7, 30)
BORN = date(2026, 11, 20)
TODAY = date(2026, 11, 27)
NEWCOMER = MemberNo(4)
HERE = (
    happened(M.ALLOCATED, LINKED),
    happened(M.LANDED, LANDED),
    happened(M.PERMIT_GRANTED, LANDED),
    happened(M.ARRIVED, ARRIVED),
)
BABY = (
    says(TraitCode.CHILD, NEWCOMER),
    says(TraitCode.CHILD_0_17, NEWCOMER),
    says(TraitCode.CHILD_0_3, NEWCOMER),
    says(TraitCode.CARD_MISSING, NEWCOMER),
)
GROWN_UP = (says(TraitCode.ADULT, NEWCOMER), says(TraitCode.INTEGRATION_DUTY, NEWCOMER))
WRITTEN = list(csv.DictReader(io.StringIO(file_text("first_days_nl.csv"))))


def since(trait, member, on):
    return TraitRow(trait, TraitSource.HOUSEHOLD, holds=True, member=member, since=on)


def with_a_fourth(why, traits, *recorded, on=BORN, route=Route.RESETTLEMENT):
    case = family(*HERE, *recorded, route=route, traits=traits)
    return replace(case, members=(*case.members, NEWCOMER), first_days={NEWCOMER: FirstDay(on, why)})


def of(tasks, member):
    return {task.key.template: task for task in tasks if task.key.member == member and task.gone is None}


def planned_now(case, existing=()):
    return tasks_of(case, existing, today=TODAY)


def test_a_newborn_has_no_task_of_the_journey_and_everything_else_counts_from_the_birth():
    case = with_a_fourth(Began.BORN, BABY)
    tasks = of(planned_now(case), NEWCOMER)

    assert not tasks.keys() & {"C27", "C28", "D02", "D03", "D04", "D05", "D06", "I03"}
    assert min(task.due_on for task in tasks.values()) >= BORN
    assert tasks["F06"].limit_on == tasks["F06"].due_on == date(2027, 3, 20)  # four months from the birth
    assert tasks["F05"].due_on == date(2026, 12, 4)
    assert tasks["G09"].due_on == date(2026, 12, 18)
    assert (tasks["F06"].because.since, tasks["F06"].because.anchor_on) == (Began.BORN, BORN)
    assert not tasks["F06"].because.is_provisional
    brothers = of(planned_now(case), SON)
    assert brothers["F06"].limit_on == date(2026, 11, 28)
    assert brothers["C28"].due_on == LANDED - timedelta(days=7)


def test_the_preview_of_a_move_tells_of_milestones_and_of_no_first_day_in_the_place_of_one():
    later = MilestoneRecord(M.ARRIVED, planned_on=BORN + timedelta(days=14))
    coming = replace(with_a_fourth(Began.BORN, BABY), recorded=(happened(M.ALLOCATED, LINKED), later))
    moved = reschedule(TEMPLATE, coming, (), moves=[happened(M.ARRIVED, ARRIVED)], terms=TERMS, today=TODAY)

    after = milestones_now(replace(coming, recorded=(happened(M.ALLOCATED, LINKED), happened(M.ARRIVED, ARRIVED))))
    assert after[M.REGISTERED, NEWCOMER].since is Began.BORN
    assert (M.REGISTERED, None) in {(shift.code, shift.member) for shift in moved.shifts}
    assert {shift.code for shift in moved.shifts if shift.member == NEWCOMER} <= {M.PERMIT_ENDED}


def test_what_was_told_of_late_is_not_late_on_the_day_it_is_told_but_for_the_law():
    told = TODAY + timedelta(days=130)
    case = with_a_fourth(Began.BORN, BABY)
    late = replace(case, first_days={NEWCOMER: FirstDay(BORN, Began.BORN, told)})
    tasks = of(tasks_of(late, today=told), NEWCOMER)

    assert {task.due_on for task in tasks.values() if task.due_on < told} == {date(2027, 3, 20)}
    assert (tasks["F02"].due_on, tasks["F02"].because.held_by) == (told, Began.KNOWN)
    assert tasks["F06"].limit_on == date(2027, 3, 20)


@pytest.mark.parametrize("why", [Began.BORN, Began.JOINED])
def test_a_first_child_that_is_told_of_late_brings_no_late_work_to_the_household_either(why):
    told = TODAY + timedelta(weeks=5)
    couple = replace(family(*HERE), members=(PARENT, SPOUSE), traits=family().traits[:2])

    def with_a_child(known_on):
        first = {NEWCOMER: FirstDay(BORN, why, known_on)}
        case = replace(couple, members=(PARENT, SPOUSE, NEWCOMER), traits=(*couple.traits, *BABY), first_days=first)
        old = {task.key for task in tasks_of(couple, today=told)}
        return [task for task in tasks_of(case, today=told) if task.key not in old]

    new = with_a_child(told)
    late = {
        task.key.template for task in new if task.due_on and task.due_on < told and kind(task) is not DeadlineKind.LEGAL
    }
    assert late == set()
    assert {task.key.template for task in new if task.key.member is None} >= {"G06", "G07", "G19"}
    assert (named(new, "G06").due_on, named(new, "G06").because.held_by) == (told, Began.KNOWN)
    assert named(with_a_child(None), "G06").due_on == BORN + timedelta(weeks=4)  # nobody said when it was told


def test_a_second_child_that_is_told_of_late_moves_nothing_of_the_household():
    before = {task.key: task for task in planned_now(family(*HERE)) if task.key.member is None}
    case = with_a_fourth(Began.BORN, BABY)
    case = replace(case, first_days={NEWCOMER: FirstDay(BORN, Began.BORN, TODAY)})
    after = {task.key: task for task in planned_now(case) if task.key.member is None}

    assert {key: after[key].due_on for key in before} == {key: task.due_on for key, task in before.items()}


def test_where_nobody_recorded_the_landing_the_journey_was_over_on_arrival():
    arrived = (happened(M.ALLOCATED, LINKED), happened(M.ARRIVED, ARRIVED))
    case = replace(with_a_fourth(Began.BORN, BABY), recorded=arrived)
    tasks = of(planned_now(case), NEWCOMER)

    assert not tasks.keys() & {"C28", "D03"}
    assert tasks["F06"].limit_on == date(2027, 3, 20)
    assert of(planned_now(case), SON)["C28"].due_on is None


def test_a_birth_changes_nothing_for_who_was_there():
    before, after = planned_now(family(*HERE)), planned_now(with_a_fourth(Began.BORN, BABY))

    assert {task.key: task for task in before}.items() <= {task.key: task for task in after}.items()


def test_who_joins_counts_from_the_day_of_joining_and_has_a_term_of_integration_of_their_own():
    tasks = of(planned_now(with_a_fourth(Began.JOINED, GROWN_UP)), NEWCOMER)

    assert not tasks.keys() & {"C27", "C28", "D02", "D03", "D05", "D06"}
    assert min(task.due_on for task in tasks.values()) >= BORN
    assert tasks["F04"].due_on == BORN + timedelta(days=10)
    assert tasks["H03"].limit_on == BORN + timedelta(weeks=10)
    assert tasks["J03"].limit_on == date(2030, 1, 29)  # three years after a plan of ten weeks from the joining
    assert tasks["F06"].limit_on == date(2027, 3, 20)
    assert tasks["F06"].because.is_provisional  # their own permit is not recorded yet


def test_a_term_counts_from_their_own_permit_once_it_is_recorded_and_never_from_later():
    own = happened(M.PERMIT_GRANTED, date(2026, 7, 1), NEWCOMER)
    tasks = of(planned_now(with_a_fourth(Began.JOINED, GROWN_UP, own)), NEWCOMER)

    assert (tasks["F06"].limit_on, tasks["F06"].due_on) == (date(2026, 11, 1), date(2026, 11, 1))
    assert not tasks["F06"].because.is_provisional
    assert tasks["J04"].because.anchor_on == date(2031, 7, 1)


def test_what_was_planned_by_the_familys_days_moves_and_what_people_did_stays():
    old = planned_now(replace(with_a_fourth(Began.JOINED, GROWN_UP), first_days={}))
    by_hand = {"D02": {"state": TaskState.DONE}, "F04": {"state": TaskState.BUSY}, "D03": {"state": TaskState.BUSY}}
    by_hand |= {"F10": {"fixed": True}}
    old = tuple(
        replace(task, touched=True, **by_hand.get(task.key.template, {}))
        if task.key.member == NEWCOMER and task.key.template in by_hand
        else task
        for task in old
    )
    now = {
        task.key.template: task
        for task in planned_now(with_a_fourth(Began.JOINED, GROWN_UP), old)
        if task.key.member == NEWCOMER
    }
    was = {task.key.template: task for task in old if task.key.member == NEWCOMER}

    assert now["D02"] == was["D02"]
    assert (now["F04"].state, now["F04"].due_on) == (TaskState.BUSY, BORN + timedelta(days=10))
    assert now["F10"].due_on == was["F10"].due_on
    assert (now["D03"].state, now["D03"].gone.why) == (TaskState.BUSY, WhyGone.FIRST_DAY)
    assert (now["C28"].state, now["C28"].gone.why) == (TaskState.NOT_NEEDED, WhyGone.FIRST_DAY)
    others = {task.key: task for task in old if task.key.member != NEWCOMER}
    assert others.items() <= {t.key: t for t in planned_now(with_a_fourth(Began.JOINED, GROWN_UP), old)}.items()


def test_at_eighteen_what_follows_counts_from_the_birthday_but_naturalisation_from_the_permit():
    day = date(2027, 9, 19)
    grown = (since(TraitCode.ADULT, NEWCOMER, day), since(TraitCode.INTEGRATION_DUTY, NEWCOMER, day))
    case = with_a_fourth(Began.BORN, grown, on=date(2009, 9, 19))
    tasks = of(tasks_of(case, today=day), NEWCOMER)

    assert (tasks["F04"].due_on, tasks["F10"].due_on) == (day + timedelta(days=10), day + timedelta(days=14))
    assert (tasks["F04"].because.since, tasks["H03"].limit_on) == (Began.TURNED, day + timedelta(weeks=10))
    assert tasks["H04"].due_on == day + timedelta(weeks=18)
    assert tasks["J03"].limit_on == date(2030, 11, 28)
    assert tasks["J05"].due_on == date(2031, 7, 28)
    assert "C28" in tasks  # they did make the journey


def test_who_was_of_age_on_arrival_has_the_dates_of_the_family():
    plain = with_a_fourth(Began.BORN, GROWN_UP, on=date(1990, 1, 1))
    grown = (since(TraitCode.ADULT, NEWCOMER, date(2008, 1, 1)), *GROWN_UP[1:])
    told = with_a_fourth(Began.BORN, grown, on=date(1990, 1, 1))

    assert planned_now(told) == planned_now(plain) == planned_now(replace(plain, first_days={}))


def test_a_guardian_is_needed_from_the_day_nobody_of_age_is_left():
    alone = (since(TraitCode.UNACCOMPANIED_MINOR, SON, BORN),)
    case = replace(family(*HERE), members=(SON,), traits=(*family().traits[2:4], *alone))
    task = named(planned_now(case), "C26", SON)

    assert (task.start_on, task.due_on, task.limit_on) == (BORN, BORN, BORN)


def test_the_first_child_of_a_household_brings_its_child_benefit_from_its_birth_on():
    cards = happened(M.CARD_ISSUED, date(2026, 9, 1))
    childless = replace(family(*HERE, cards), members=(PARENT, SPOUSE), traits=family().traits[:2])
    case = replace(
        childless,
        members=(PARENT, SPOUSE, NEWCOMER),
        traits=(*childless.traits, *BABY),
        first_days={NEWCOMER: FirstDay(BORN, Began.BORN)},
    )
    assert not [task for task in planned_now(childless) if task.key.template == "G06"]
    tasks = planned_now(case, planned_now(childless))

    assert named(tasks, "G06").due_on == BORN + timedelta(days=28)
    assert not [task for task in tasks if task.key.template in {"C13", "F09"} and task.gone is None]


def test_cards_the_family_got_before_are_not_those_of_who_came_later():
    cards = happened(M.CARD_ISSUED, date(2026, 9, 1))
    case = with_a_fourth(Began.JOINED, GROWN_UP, cards)

    assert traits_of(case).having(TraitCode.CARD_MISSING) == (NEWCOMER,)
    at = milestones_of(TEMPLATE.rows_for(case.kind, case.route), case, terms=TERMS, today=TODAY).at
    assert at(M.CARD_ISSUED, NEWCOMER) is None
    assert at(M.CARD_ISSUED, SON).on == date(2026, 9, 1)
    assert (at(M.REGISTERED, NEWCOMER).on, at(M.REGISTERED, SON).on) == (BORN, ARRIVED)


def milestones_now(case):
    return milestones_of(TEMPLATE.rows_for(case.kind, case.route), case, terms=TERMS, today=TODAY).dates


def test_a_plan_and_the_end_of_integration_are_expected_only_of_who_has_the_duty():
    plans = (M.PIP_SET, M.INTEGRATION_ENDED)
    born = milestones_now(with_a_fourth(Began.BORN, BABY))
    child = milestones_now(with_a_fourth(Began.JOINED, (says(TraitCode.CHILD, NEWCOMER),)))
    grown = milestones_now(with_a_fourth(Began.JOINED, GROWN_UP))

    assert [(code, NEWCOMER) in dates for dates in (born, child) for code in plans] == [False] * 4
    assert grown[M.PIP_SET, NEWCOMER].on == BORN + timedelta(weeks=10)
    assert {(code, NEWCOMER) for code in plans} <= grown.keys()
    assert {(M.REGISTERED, NEWCOMER), (M.PERMIT_GRANTED, NEWCOMER)} <= born.keys() & grown.keys()


@pytest.mark.parametrize("own_plan", [(), (happened(M.PIP_SET, TODAY, NEWCOMER),)])
def test_the_end_the_family_has_on_record_is_not_that_of_who_has_a_plan_of_their_own(own_plan):
    ended = MilestoneRecord(M.INTEGRATION_ENDED, planned_on=date(2029, 10, 1))
    family_plan = happened(M.PIP_SET, date(2026, 10, 1))
    dates = milestones_now(with_a_fourth(Began.JOINED, GROWN_UP, ended, family_plan, *own_plan))
    plan_on = dates[M.PIP_SET, NEWCOMER].on

    assert plan_on == (TODAY if own_plan else BORN + timedelta(weeks=10))
    assert dates[M.INTEGRATION_ENDED, NEWCOMER].on > date(2029, 10, 1)
    assert dates[M.INTEGRATION_ENDED, NEWCOMER].expected_from is M.PIP_SET
    assert dates[M.INTEGRATION_ENDED, None].on == date(2029, 10, 1)


def test_who_came_with_the_family_has_the_end_of_the_family():
    ended = MilestoneRecord(M.INTEGRATION_ENDED, planned_on=date(2029, 10, 1))
    own = happened(M.PIP_SET, date(2026, 10, 10), NEWCOMER)
    dates = milestones_now(with_a_fourth(Began.BORN, GROWN_UP, ended, own, on=date(1990, 1, 1)))

    assert (M.INTEGRATION_ENDED, NEWCOMER) not in dates


# taken over from another municipality


def test_where_a_household_was_taken_over_nothing_but_the_laws_terms_is_due_before_that_day():
    arrival = TODAY + timedelta(days=18)
    recorded = (
        happened(M.ALLOCATED, TODAY),
        happened(M.LANDED, LANDED),
        happened(M.PERMIT_GRANTED, LANDED),
        MilestoneRecord(M.ARRIVED, planned_on=arrival),
    )
    case = replace(family(*recorded, traits=(says(TraitCode.REUNIFICATION_WANTED),)), taken_over_on=TODAY)
    before = {task.key: task for task in planned_now(replace(case, taken_over_on=None))}
    tasks = planned_now(case)

    assert before[named(tasks, "C10").key].due_on < TODAY == named(tasks, "C10").due_on
    assert named(tasks, "C10").because.held_by is Began.TAKEN_OVER
    late = {task.key.template for task in tasks if task.due_on and task.due_on < TODAY}
    assert late == {"G03"}  # three months after the permit, wherever they live
    assert all(before[task.key].limit_on == task.limit_on for task in tasks if kind(task) is DeadlineKind.LEGAL)
    assert all(
        task.limit_on is None or task.due_on is None or task.due_on <= task.limit_on
        for task in tasks
        if kind(task) is DeadlineKind.HARD
    )


def turns_of(tasks, template, member=None):
    found = [task for task in tasks if (task.key.template, task.key.member) == (template, member)]
    return [task.due_on for task in found if task.state is not TaskState.NOT_NEEDED]


@pytest.mark.parametrize(
    ("template", "member", "route"),
    [
        ("G16", None, Route.RESETTLEMENT),
        ("H08", PARENT, Route.RESETTLEMENT),
        ("T05", PARENT, Route.TEMPORARY_PROTECTION),
    ],
)
def test_of_what_comes_again_and_again_a_takeover_brings_one_turn_and_not_all_that_were_missed(template, member, route):
    year_ago = TODAY - timedelta(days=400)
    recorded = (happened(M.ALLOCATED, year_ago), happened(M.ARRIVED, year_ago), happened(M.PIP_SET, year_ago))
    case = family(*recorded, route=route)
    taken = replace(case, taken_over_on=TODAY)
    missed = turns_of(planned_now(case), template, member)

    assert len([due_on for due_on in missed if due_on <= TODAY]) > 3
    found = turns_of(planned_now(taken), template, member)
    assert found == [TODAY, *(due_on for due_on in missed if due_on > TODAY)]
    assert len(found) == 2
    assert turns_of(planned_now(taken, planned_now(case)), template, member) == found
    assert plan(TEMPLATE, taken, planned_now(taken, planned_now(case)), terms=TERMS, today=TODAY).is_settled


def test_a_missed_turn_that_somebody_took_up_or_did_stays_theirs():
    year_ago = TODAY - timedelta(days=400)
    case = family(happened(M.ALLOCATED, year_ago), happened(M.ARRIVED, year_ago))
    state = {1: TaskState.DONE, 3: TaskState.BUSY}
    old = tuple(
        replace(task, state=state[task.key.repeat_no], touched=True)
        if task.key.template == "G16" and task.key.repeat_no in state
        else task
        for task in planned_now(case)
    )
    now = [task for task in planned_now(replace(case, taken_over_on=TODAY), old) if task.key.template == "G16"]
    by_number = {task.key.repeat_no: (task.state, task.gone) for task in now}

    assert (by_number[1], by_number[3]) == ((TaskState.DONE, None), (TaskState.BUSY, None))
    assert by_number[2][0] is TaskState.NOT_NEEDED


def kind(task):
    return TEMPLATE.by_id[task.key.template].kind


# any household


@st.composite
def cases_with_latecomers(draw):
    case: CaseFacts = draw(cases())
    days = st.integers(-300, 300).map(lambda n: TODAY + timedelta(days=n))
    whys = st.sampled_from([Began.BORN, Began.JOINED])
    told = st.none() | days
    first = {m: FirstDay(draw(days), draw(whys), draw(told)) for m in case.members if draw(st.booleans())}
    turned = tuple(
        since(draw(st.sampled_from([TraitCode.ADULT, TraitCode.INTEGRATION_DUTY, TraitCode.SCHOOL_AGE])), m, draw(days))
        for m in case.members
        if draw(st.booleans())
    )
    own = tuple(
        happened(draw(st.sampled_from(sorted(PER_PERSON_MILESTONES - {M.BIRTH_EXPECTED}))), draw(days), m)
        for m in case.members
        if draw(st.booleans())
    )
    recorded = {(r.code, r.member): r for r in (*case.recorded, *own)}
    return replace(case, first_days=first, traits=(*case.traits, *turned), recorded=tuple(recorded.values()))


@PROPERTY
@given(cases_with_latecomers())
def test_no_task_of_a_person_is_due_before_the_day_they_are_there(case):
    """By hand: only a milestone recorded of that very person, or a row that says so, reaches back before it."""
    own = {(record.code, record.member) for record in case.recorded}
    for task in planned_now(case):
        first = case.first_days.get(task.key.member)
        spec = TEMPLATE.by_id[task.key.template]
        if first is None or task.due_on is None or (spec.anchor, task.key.member) in own:
            continue
        if (spec.beginnings.born if first.why is Began.BORN else spec.beginnings.joined).how is LateStart.MILESTONE:
            continue
        own_term = spec.term and any(m == task.key.member for _, m in own)
        assert task.due_on >= first.on or own_term


@PROPERTY
@given(cases_with_latecomers(), st.integers(0, 3))
def test_planning_twice_changes_nothing_for_latecomers_either(case, weeks):
    case = replace(case, taken_over_on=TODAY - timedelta(weeks=weeks) if weeks else None)
    tasks = planned_now(case)
    assert plan(TEMPLATE, case, tasks, terms=TERMS, today=TODAY).is_settled


@PROPERTY
@given(cases_with_latecomers(), st.integers(0, 40))
def test_no_two_turns_of_one_task_are_held_on_one_day(case, weeks):
    case = replace(case, taken_over_on=TODAY - timedelta(weeks=weeks))
    held = [
        (task.key.template, task.key.member, task.due_on)
        for task in planned_now(case)
        if task.because.held_by and kind(task) is not DeadlineKind.LEGAL
    ]
    assert len(held) == len(set(held))


@PROPERTY
@given(cases_with_latecomers())
def test_a_day_of_the_law_is_never_later_than_counted_from_the_persons_own_day(case):
    """The oracle adds four months to what was recorded of the person, and knows nothing of first days."""
    permits = {record.member: record.actual_on for record in case.recorded if record.code is M.PERMIT_GRANTED}
    for task in planned_now(case):
        if task.key.template == "F06" and task.key.member in permits:
            assert task.limit_on == Offset.parse("+4m").after(permits[task.key.member])


# the table


def test_every_row_about_a_person_says_what_it_does_for_who_came_later_and_why():
    told = {row["task"] for row in WRITTEN}
    per_person = {spec.id for spec in default_template().specs if spec.per is not Per.HOUSEHOLD}

    assert per_person <= told
    assert all(row["source"].strip() for row in WRITTEN)
    rows = {spec.id: spec for spec in default_template().specs}
    assert {rows[task].case_kind for task in told} == {CaseKind.HOUSEHOLD}
    assert rows["C15"].beginnings.joined.due == Offset.parse("+14d")


def test_the_table_speaks_of_a_birthday_or_a_parting_just_where_one_can_bring_the_row():
    rows = {spec.id: spec for spec in default_template().specs}

    def begins(spec):
        return bool(TRAITS_THAT_BEGIN & {spec.condition, *([TraitCode.ADULT] if spec.per is Per.ADULT else [])})

    assert {row["task"] for row in WRITTEN if row["turned"]} == {r["task"] for r in WRITTEN if begins(rows[r["task"]])}


def test_a_date_that_counts_from_a_birthday_says_what_began_on_it():
    day = date(2027, 9, 19)
    grown = (since(TraitCode.ADULT, NEWCOMER, day), since(TraitCode.INTEGRATION_DUTY, NEWCOMER, day))
    tasks = of(tasks_of(with_a_fourth(Began.BORN, grown, on=date(2009, 9, 19)), today=day), NEWCOMER)

    assert why(tasks["F04"].because) == "10 dagen na het volwassen worden van deze persoon"
    assert "het begin van de inburgeringsplicht" in why(tasks["H01"].because)
    assert because_from_json(because_as_json(tasks["F04"].because)) == tasks["F04"].because
    joined = of(planned_now(with_a_fourth(Began.JOINED, GROWN_UP)), NEWCOMER)
    assert why(joined["F04"].because) == "10 dagen na de dag van komst in het gezin"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("F05,sometimes,counts,counts,KIS", "template_unknown_value"),
        ("F05,counts,,counts,KIS", "template_unknown_value"),
        ("F05,counts,counts,counts,", "template_without_source"),
        ("Z99,counts,counts,counts,KIS", "template_unknown_value"),
    ],
)
def test_a_table_that_cannot_be_read_names_what_is_not_right(line, code):
    text = f"task,born,joined,turned,source\n{line}\n"
    with pytest.raises(RuleBroken, match=code):
        with_beginnings(default_template().specs, text)
    assert (
        read_beginnings("task,born,joined,turned,source\nF05,never,+3d,counts,KIS\n")["F05"].born.how is LateStart.NEVER
    )
