"""What waits for what in a case: the chain of its open tasks and milestones, against walks of their own."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.vocabulary import MemberNo, Route
from hervest.journey.chain_rules import (
    Chain,
    ChainFacts,
    Moment,
    all_before,
    chain_of,
    days_before,
    free_since,
    holding_up,
    longest_behind,
    pressed,
    read_chain_ties,
    seen_of,
    waiting,
)
from hervest.journey.chain_vocabulary import ChainTie, Pressed
from hervest.journey.recording_rules import known_of
from hervest.journey.rules import milestones_of, predecessors, traits_of
from hervest.journey.template_defaults import chain_ties, file_text, recording_rules, sources
from hervest.journey.vocabulary import CLOSED_STATES, DeadlineKind, MilestoneCode, TaskKey, TaskState, TraitCode
from journey.plans import (
    EXPECTED,
    LANDING,
    PARENT,
    PROPERTY,
    SON,
    SPOUSE,
    TEMPLATE,
    TERMS,
    TODAY,
    family,
    happened,
    named,
    planned,
    plans_in_use,
    says,
    tasks_of,
    with_task,
)

CARD = MilestoneCode.CARD_ISSUED
HERE = (
    happened(MilestoneCode.ALLOCATED, TODAY - timedelta(days=90)),
    happened(MilestoneCode.LANDED, TODAY - timedelta(days=14)),
    happened(MilestoneCode.PERMIT_GRANTED, TODAY - timedelta(days=14)),
    happened(MilestoneCode.ARRIVED, TODAY - timedelta(days=12)),
)
BEFORE_THE_CARD = {spec.id for spec in TEMPLATE.specs if spec.phase.value not in {"first_week", "first_month"}}
HEAD, *LINES = file_text("chain_ties_nl.csv").splitlines()


def facts_of(case, tasks, *, today=TODAY, ties=None):
    rows = TEMPLATE.rows_for(case.kind, case.route)
    return ChainFacts(
        rows=rows,
        codes=known_of(recording_rules(), case.kind, case.route),
        members=case.members,
        traits=traits_of(case),
        milestones=milestones_of(rows, case, terms=TERMS, today=today),
        tasks=tasks,
        posted=TEMPLATE.posted,
        ties=chain_ties() if ties is None else ties,
    )


def chain(case, tasks=None, **facts):
    return chain_of(facts_of(case, tasks_of(case) if tasks is None else tasks, **facts))


def moments(found, code=CARD):
    return [step for step in found.before if isinstance(step, Moment) and step.code is code]


def words(steps):
    """Rows and milestones by name, whoever they are about."""
    return {step.code.value if isinstance(step, Moment) else step.template for step in steps}


def done(tasks, *rows):
    return tuple(replace(task, state=TaskState.DONE) if task.key.template in rows else task for task in tasks)


# the table of practice


def test_every_tie_of_practice_has_a_source_that_is_known_and_its_note_in_both_languages():
    for tie in chain_ties():
        assert set(tie.source.split(",")) <= set(sources()), tie
        assert bool(tie.note_nl) == bool(tie.note_en), tie
        assert bool(tie.task) != bool(tie.then), tie


@pytest.mark.parametrize(
    "line",
    [
        "CARD_ISSUED,waits,X99,card_missing,,,KIS",  # no such row
        "CARD_ISSUED,waits,F04,card_missing,,,",  # no source
        "CARD_ISSUED,hastens,F04,card_missing,,,KIS",  # no such word
        "NO_CARD,waits,F04,card_missing,,,KIS",  # no such milestone
        "CARD_ISSUED,waits,F04,no_trait,,,KIS",  # no such trait
        "CARD_ISSUED,speeds,BENEFIT_DECIDED,card_missing,,,KIS",  # a milestone is no work
    ],
)
def test_a_tie_that_names_what_there_is_not_cannot_be_read(line):
    assert len(read_chain_ties("\n".join([HEAD, *LINES]), TEMPLATE.by_id)) == len(LINES)
    with pytest.raises(ValueError, match=r".*"):
        read_chain_ties("\n".join([HEAD, *LINES, line]), TEMPLATE.by_id)


# the residence card


def test_bank_insurance_digid_and_the_decision_on_the_benefit_wait_for_the_card_and_the_allowances_for_those():
    case = family(*HERE)
    found = chain(case, done(tasks_of(case), *BEFORE_THE_CARD))

    levels = [words(level) for level in waiting(found, moments(found))]

    assert levels[0] >= {"F04", "F05", "F10", "F06", "BENEFIT_DECIDED"}
    assert levels[1] >= {"G04", "G05"}
    assert "F02" not in set().union(*levels)  # the GP need not wait: the care scheme pays the interpreter
    assert "F03" not in set().union(*levels)  # the benefit counts from the day of reporting


def test_source_documents_and_biometrics_bring_the_card_nearer_and_hold_it_up_while_they_are_open():
    case = family(*HERE)
    found = chain(case, done(tasks_of(case), *BEFORE_THE_CARD - {"C27"}))

    way = holding_up(found, moments(found), today=TODAY)

    assert words(all_before(found, moments(found))) == {"C27", "F08"}
    assert [step.template for step in way[:-1]] == ["C27"]
    assert way[-1] == Moment(CARD, way[0].member)


def test_before_the_journey_the_card_waits_for_all_that_leads_to_it_in_order():
    found = chain(family(*EXPECTED))

    way = holding_up(found, moments(found), today=TODAY)

    order = [step.code if isinstance(step, Moment) else step.template for step in way]
    assert order[-1] is CARD
    assert order.index("D01") < order.index(MilestoneCode.LANDED) < order.index("E01")
    assert order.index("E01") < order.index(MilestoneCode.ARRIVED) < order.index(CARD)


def test_who_has_the_card_holds_nobody_else_up_and_waits_for_nothing():
    case = family(*HERE, happened(CARD, TODAY, PARENT))
    found = chain(case, done(tasks_of(case), *BEFORE_THE_CARD))

    assert {moment.member for moment in moments(found)} == {SPOUSE, SON}
    held = {step for level in waiting(found, moments(found)) for step in level}
    assert TaskKey("F04", SPOUSE, 1) in held
    assert TaskKey("F04", PARENT, 1) in found.before
    assert TaskKey("F04", PARENT, 1) not in held


def test_a_status_holder_of_whom_nobody_says_so_misses_no_card():
    case = family(planned(MilestoneCode.ARRIVED, LANDING), route=Route.STATUS_HOLDER)
    assert moments(chain(case)) == []

    missed = replace(case, traits=(*case.traits, says(TraitCode.CARD_MISSING, PARENT)))
    assert [moment.member for moment in moments(chain(missed))] == [PARENT]


# milestones of every kind


def test_what_counts_from_a_milestone_waits_for_it_and_what_is_done_before_it_does_not():
    found = chain(family(*EXPECTED))

    levels = waiting(found, moments(found, MilestoneCode.ARRIVED))
    held = set().union(*map(words, levels))

    assert {"E05", "F02", "F07", "REGISTERED"} <= held
    assert held & {"C01", "C07", "C20", "D01"} == set()
    assert "E01" in words(all_before(found, moments(found, MilestoneCode.ARRIVED)))  # the welcome records it


def test_a_milestone_that_another_case_or_route_has_is_not_in_the_chain():
    for route in (Route.STATUS_HOLDER, Route.TEMPORARY_PROTECTION):
        case = family(planned(MilestoneCode.ARRIVED, LANDING), route=route)
        assert words(chain(case).before) & {"GROUP_READY", "GROUP_APPLIED", "DECIDED", "LANDED"} == set()


def test_nobody_waits_for_a_plan_of_integration_that_they_do_not_come_under():
    found = chain(family(*EXPECTED))

    assert {moment.member for moment in moments(found, MilestoneCode.PIP_SET)} == {PARENT, SPOUSE}


def test_what_is_done_or_not_needed_holds_up_nothing():
    case = family(*EXPECTED)
    tasks = tasks_of(case)
    key = named(tasks, "B01").key
    waits = {step for step, firsts in chain(case, tasks).before.items() if key in firsts}
    assert waits

    for state in CLOSED_STATES:
        found = chain(case, with_task(tasks, key, state=state))
        assert key not in found.before
        assert all(key not in firsts for firsts in found.before.values())


def test_a_tie_that_would_close_a_circle_is_left_out():
    tie = next(tie for tie in chain_ties() if tie.tie is ChainTie.WAITS and tie.task)
    case = family(*HERE)
    circle = replace(tie, task="F08")  # the work that records the card cannot wait for it

    found = chain(case, done(tasks_of(case), *BEFORE_THE_CARD), ties=(*chain_ties(), circle))

    assert "F08" in words(all_before(found, moments(found)))
    assert "F08" not in set().union(*map(words, waiting(found, moments(found))))


@PROPERTY
@given(plans_in_use())
def test_every_chain_of_a_plan_holds_what_its_rows_say_and_closes_no_circle(in_plan):
    case, tasks = in_plan
    found = chain(case, tasks)
    by_id = TEMPLATE.rows_for(case.kind, case.route).by_id

    open_keys = {task.key for task in tasks if task.state not in CLOSED_STATES}
    assert {step for step in found.before if isinstance(step, TaskKey)} == open_keys
    for key in open_keys:
        first_times = {(k.template, k.member) for k in open_keys if k.repeat_no == 1}
        for row in by_id[key.template].depends_on if key.template in by_id else ():
            if (row, key.member) in first_times:
                assert TaskKey(row, key.member, 1) in found.before[key]
    reach = closure(found)
    assert all(step not in reach[step] for step in found.before)
    happened_codes = {(r.code, r.member) for r in case.recorded if r.actual_on}
    assert not happened_codes & {tuple(step) for step in found.before if isinstance(step, Moment)}


# walking a chain


def closure(found):
    """Of each step all that comes before it: by going round until nothing is added any more."""
    reach = {step: set(firsts) for step, firsts in found.before.items()}
    changed = True
    while changed:
        changed = False
        for step, firsts in reach.items():
            more = set().union(*(reach[first] for first in firsts)) - firsts
            if more:
                reach[step] = firsts | more
                changed = True
    return reach


def ways_to(found, step):
    """Every way that ends in the step, each from something that nothing comes before."""
    firsts = found.before[step]
    if not firsts:
        return [(step,)]
    return [(*way, step) for first in firsts for way in ways_to(found, first)]


STEPS = [TaskKey(f"T{n}", None, 1) for n in range(6)] + [Moment(CARD, None), Moment(MilestoneCode.ARRIVED, None)]


@st.composite
def chains(draw):
    """Eight steps in any order, each after some of those before it, some without a day."""
    order = draw(st.permutations(STEPS))
    before = {
        step: frozenset(draw(st.lists(st.sampled_from(order[:at]), max_size=3)) if at else ())
        for at, step in enumerate(order)
    }
    days = st.none() | st.integers(-30, 60).map(lambda n: TODAY + timedelta(days=n))
    dated = {step: day for step in order if (day := draw(days)) is not None}
    return Chain(before, dated)


some_steps = st.lists(st.sampled_from(STEPS), min_size=1, max_size=3, unique=True)


@PROPERTY
@given(chains(), some_steps)
def test_all_that_comes_before_is_what_a_walk_round_and_round_finds(found, steps):
    reach = closure(found)
    assert all_before(found, steps) == frozenset().union(*(reach[step] for step in steps))


@PROPERTY
@given(chains(), some_steps)
def test_what_waits_stands_as_many_steps_behind_as_the_longest_way_from_there_has_links(found, steps):
    far = {}
    for step in found.before.keys() - set(steps):
        ways = [way for way in ways_to(found, step) if set(steps) & set(way)]
        if ways:  # counted from the last of the steps on a way: what lies before that one makes it no longer
            far[step] = max(len(way) - 1 - max(way.index(start) for start in steps if start in way) for way in ways)

    assert [set(level) for level in waiting(found, steps)] == [
        {step for step, n in far.items() if n == at} for at in range(1, max(far.values(), default=0) + 1)
    ]


@PROPERTY
@given(chains(), some_steps)
def test_the_chain_that_decides_is_a_whole_way_and_no_other_way_ends_later(found, steps):
    way = holding_up(found, steps, today=TODAY)

    assert way in [one for step in steps for one in ways_to(found, step)]
    assert last_day(found, [way]) == last_day(found, [one for step in steps for one in ways_to(found, step)])
    for first, then in pairwise(way):  # nor does any other that comes directly before one of its steps
        latest = max(last_day(found, ways_to(found, other)) for other in found.before[then])
        assert last_day(found, ways_to(found, first)) == latest


def last_day(found, ways):
    """The last day on one of these ways: without a day later than any, and never before today."""
    return max(max(found.days.get(step, date.max), TODAY) for way in ways for step in way)


@PROPERTY
@given(chains(), st.sampled_from(STEPS))
def test_the_longest_way_behind_a_step_is_one_of_the_longest(found, step):
    way = longest_behind(found, step)

    lengths = [len(one) - 1 - one.index(step) for end in STEPS for one in ways_to(found, end) if step in one]
    assert len(way) == max(lengths)
    assert all(first in found.before[then] for first, then in pairwise((step, *way)))


@PROPERTY
@given(chains(), st.sets(st.sampled_from(STEPS)))
def test_for_who_sees_some_steps_those_hang_together_as_before_and_nothing_tells_of_the_others(found, seen):
    shown, whole = seen_of(found, frozenset(seen)), closure(found)

    told = set(shown.before) | set(shown.days) | set().union(*shown.before.values())
    assert told <= seen
    assert {step for step in seen if isinstance(step, TaskKey)} <= set(shown.before)
    for step in shown.before:
        assert closure(shown)[step] == whole[step] & set(shown.before)


# days and terms


def test_a_later_milestone_presses_a_legal_or_hard_term_and_else_only_the_day_of_the_plan():
    task = replace(named(tasks_of(family(*HERE)), "F05", PARENT), due_on=TODAY, limit_on=TODAY + timedelta(days=9))

    for kind in (DeadlineKind.LEGAL, DeadlineKind.HARD):
        assert pressed(task, kind, TODAY) is None
        assert pressed(task, kind, TODAY + timedelta(days=9)) is Pressed.DAY
        assert pressed(task, kind, TODAY + timedelta(days=10)) is Pressed.TERM
    for kind in (DeadlineKind.NORM, DeadlineKind.SOFT):
        assert pressed(task, kind, TODAY + timedelta(days=10)) is Pressed.DAY
    assert pressed(replace(task, due_on=None, limit_on=None), DeadlineKind.LEGAL, TODAY) is None


def test_a_task_is_free_from_its_first_day_or_from_when_the_last_before_it_was_done():
    assert free_since(None, ()) is None
    assert free_since(TODAY, ()) == TODAY
    assert free_since(TODAY, [TODAY - timedelta(days=3), None]) == TODAY
    assert free_since(None, [TODAY - timedelta(days=3), TODAY - timedelta(days=5)]) == TODAY - timedelta(days=3)


people = st.none() | st.integers(1, 3).map(MemberNo)


@PROPERTY
@given(people, st.dictionaries(st.sampled_from(["C10", "F01"]), st.dictionaries(people, st.integers(0, 9))))
def test_the_days_before_are_of_the_tasks_that_a_task_waits_for(member, found):
    spec = replace(TEMPLATE.by_id["F02"], depends_on=("C10", "F01"))
    by_row = {row: {whose: TaskKey(row, whose, 1) for whose in days} for row, days in found.items()}
    done_on = {row: {whose: TODAY - timedelta(days=n) for whose, n in days.items()} for row, days in found.items()}

    wanted = sorted(done_on[key.template][key.member] for key in predecessors(spec, member, by_row))
    assert sorted(days_before(spec, member, done_on)) == wanted
