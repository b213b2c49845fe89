"""A municipality's own way of working: what it may change, and that the law keeps its dates whatever it wrote."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.vocabulary import Route
from hervest.deadlines.period import Offset, Unit
from hervest.journey.rules import plan, replanned
from hervest.journey.task_rules import because_as_json, because_from_json
from hervest.journey.template import BOUND_KINDS, OwnMark
from hervest.journey.vocabulary import (
    Audience,
    CaseKind,
    DeadlineKind,
    DoerRole,
    MilestoneCode,
    Phase,
    TaskState,
    WhyGone,
)
from hervest.journey.workflow_rules import (
    OwnTask,
    RowChange,
    Words,
    Workflow,
    applied,
    differences,
    latest_of,
    next_key,
    own_refusal,
    read_workflow,
    row_refusal,
    term_refusal,
    terms_to_shorten,
    tidied,
    with_part,
    written_workflow,
)
from journey.plans import (
    EXPECTED,
    PROPERTY,
    TEMPLATE,
    TERMS,
    TODAY,
    family,
    keys,
    named,
    planned,
    plans_in_use,
    row,
    small_template,
    tasks_of,
    with_task,
)

MARK = OwnMark("Molenveen", 2, date(2026, 11, 3))
SOFT = next(spec for spec in TEMPLATE.specs if spec.kind is DeadlineKind.SOFT and spec.repeat is None)
LAW, HARD = TEMPLATE.by_id["F01"], TEMPLATE.by_id["D04"]
WELCOME = OwnTask(
    title_nl="Breng een welkomstpakket",
    title_en="Bring a welcome parcel",
    phase=Phase.ARRIVAL,
    anchor=MilestoneCode.ARRIVED,
    start=Offset.parse("-1w"),
    due=Offset.parse("0d"),
    doer=DoerRole.GUIDE,
    audience=Audience.TEAM,
    kind=DeadlineKind.SOFT,
)
offsets = st.builds(Offset, st.integers(-90, 90), st.sampled_from([Unit.DAY, Unit.WEEK, Unit.MONTH]))
days = st.dates(date(2020, 1, 1), date(2060, 1, 1))


def ours(**parts):
    """The packaged template as a municipality changed it."""
    return applied(TEMPLATE, Workflow(**parts), MARK)


def sooner(offset, n=1):
    return Offset(offset.count - n, offset.unit)


@PROPERTY
@given(offsets, offsets, days)
def test_what_is_never_after_something_is_not_after_it_on_any_day(one, other, day):
    if one.is_never_after(other):
        assert one.after(day) <= other.after(day)
    else:
        cycle = [date(2024, 1, 1) + timedelta(days=n) for n in range(1461)]
        assert any(one.after(each) > other.after(each) for each in cycle)


def test_a_soft_or_norm_row_moves_freely_and_a_legal_or_hard_one_only_to_an_earlier_day():
    later = Offset(SOFT.due_offset.count + 400, Unit.DAY)
    assert row_refusal(SOFT, RowChange(due=later)) is None

    for spec in (LAW, HARD):
        assert spec.kind in BOUND_KINDS
        refusal = row_refusal(spec, RowChange(due=sooner(spec.due_offset, -1)))
        assert (refusal.code, refusal.params["n"]) == ("row_only_sooner", abs(spec.due_offset.count))
        assert row_refusal(spec, RowChange(start=sooner(spec.start_offset), due=spec.due_offset)) is None


def test_only_a_soft_or_norm_row_is_switched_off_and_only_with_a_reason():
    assert row_refusal(SOFT, RowChange(is_off=True, reason="Wij doen dit anders")) is None
    assert row_refusal(SOFT, RowChange(is_off=True, reason=" ")).code == "reason_needed"
    assert row_refusal(LAW, RowChange(is_off=True, reason="Wij doen dit anders")).code == "row_cannot_be_off"


def test_words_come_in_both_languages_and_a_row_starts_before_it_is_due():
    assert row_refusal(SOFT, RowChange(title_nl="Bel", title_en="Call")) is None
    assert row_refusal(SOFT, RowChange(title_nl="Bel")).code == "both_languages"
    assert row_refusal(SOFT, RowChange(note_en="Call")).code == "both_languages"
    assert row_refusal(SOFT, RowChange(start=sooner(SOFT.due_offset, -1))).code == "row_starts_after_due"


def test_days_on_a_list_move_together_or_not_at_all():
    listed = TEMPLATE.by_id["G17"]
    single = TEMPLATE.by_id["I02"]
    assert row_refusal(listed, RowChange(due=sooner(listed.due_offset))).code == "row_returns_on_listed_days"
    repeated = TEMPLATE.by_id["H08"]
    assert row_refusal(repeated, RowChange(due=sooner(repeated.due_offset), start=sooner(repeated.due_offset))) is None
    assert row_refusal(single, RowChange(title_nl="Praat", title_en="Talk")) is None


def test_a_term_is_made_shorter_and_never_longer():
    terms = terms_to_shorten(TEMPLATE, TERMS, TODAY)
    for term in terms.values():
        latest = latest_of(term)
        assert term_refusal(term, sooner(latest)) is None
        assert term_refusal(term, latest) is None
        later = "term_only_sooner" if term.distance is None else "term_only_shorter"
        assert term_refusal(term, sooner(latest, -1)).code == later
    assert {spec.term for spec in TEMPLATE.specs if spec.term and not spec.repeat} == set(terms)


@pytest.mark.parametrize(
    ("key", "row"),
    [("allowance_1_sept", "G04"), ("child_benefit_1y", "G06"), ("integration_3y", "H05")],
    ids=["a day of the next year", "the end of a quarter", "another day from each milestone"],
)
def test_a_term_that_is_no_distance_from_its_milestone_ends_so_much_before_its_own_last_day(key, row):
    assert TERMS.version_on(key, TODAY).distance is None
    case = family(*EXPECTED, planned(MilestoneCode.PIP_SET, TODAY + timedelta(days=200), 1))
    before = next(task for task in tasks_of(case) if task.key.template == row and task.limit_on)
    after = named(tasks_of(case, template=ours(terms={key: Offset.parse("-2w")})), *before.key)

    assert after.limit_on == before.limit_on - timedelta(weeks=2)
    assert after.due_on == min(before.due_on, after.limit_on)


def test_a_shorter_term_moves_the_limit_and_the_dates_that_stand_on_it():
    case = family(*EXPECTED)
    term = TERMS.version_on("brp_move_5d", TODAY)
    before = named(tasks_of(case), "F01")
    template = ours(terms={"brp_move_5d": sooner(term.distance, 3)})
    after = named(tasks_of(case, template=template), "F01")

    assert after.limit_on == before.limit_on - timedelta(days=3)
    assert after.due_on == min(before.due_on, after.limit_on)
    assert (after.because.own_by, after.because.own_version, after.because.own_on) == ("Molenveen", 2, MARK.on)
    assert after.because.term_source == before.because.term_source
    assert before.because.own_version == 0


@PROPERTY
@given(plans_in_use(), st.data())
def test_no_legal_or_hard_date_is_ever_later_than_the_packages_whatever_was_written(used, data):
    case, _ = used
    rows = data.draw(st.lists(st.sampled_from(TEMPLATE.specs), max_size=20, unique_by=lambda spec: spec.id))
    change = st.builds(RowChange, start=offsets, due=offsets, is_off=st.booleans(), reason=st.just("x"))
    wanted = Workflow(
        rows={spec.id: data.draw(change) for spec in rows},
        terms={spec.term: data.draw(offsets) for spec in rows if spec.term},
        own={"M-1": WELCOME},
    )
    template = applied(TEMPLATE, wanted, MARK)
    package = {task.key: task for task in tasks_of(case)}
    of_ours = {task.key: task for task in tasks_of(case, template=template)}
    bound = [key for key in package if TEMPLATE.by_id[key.template].kind in BOUND_KINDS and key.repeat_no == 1]

    for key in bound:
        if TEMPLATE.by_id[key.template].repeat is None:
            assert key in of_ours
            assert (of_ours[key].due_on or date.min) <= (package[key].due_on or date.max)
            assert (of_ours[key].limit_on or date.min) <= (package[key].limit_on or date.max)


@PROPERTY
@given(plans_in_use())
def test_planning_by_an_own_way_of_working_twice_changes_nothing_and_done_tasks_stay(used):
    case, tasks = used
    template = ours(
        rows={SOFT.id: RowChange(is_off=True, reason="x"), "C01": RowChange(due=Offset.parse("-60d"))},
        own={"M-1": WELCOME},
        terms={"brp_move_5d": Offset.parse("+2d")},
    )
    moved = tasks_of(case, tasks, template=template)

    assert plan(template, case, moved, terms=TERMS, today=TODAY).is_settled
    after = {task.key: task for task in moved}
    assert all(after[task.key] == task for task in tasks if task.state is TaskState.DONE)


def test_an_untouched_task_that_is_off_falls_away_and_a_touched_one_is_flagged():
    small = small_template(row("A"), row("B", depends_on="A"), row("C"))
    case = family(*EXPECTED)
    tasks = tasks_of(case, template=small)
    wanted = Workflow(rows={"A": RowChange(is_off=True, reason="x")})
    template = applied(small, wanted, MARK)
    untouched = replanned(template, case, tasks, terms=TERMS, today=TODAY)
    a = named(tasks, "A").key
    busy = with_task(tasks, a, state=TaskState.BUSY)
    flagged = replanned(template, case, busy, terms=TERMS, today=TODAY)

    assert keys(untouched.falls_away) == {a} == keys(flagged.flagged)
    assert untouched.falls_away[0].becomes.gone.why is WhyGone.TEMPLATE
    assert template.by_id["B"].depends_on == ()
    assert template.known["A"].title_nl == "A"
    back = tasks_of(case, tasks_of(case, tasks, template=template), template=small)
    assert named(back, "A").state is not TaskState.NOT_NEEDED


def test_an_own_task_is_planned_for_every_household_and_says_whose_it_is():
    template = ours(own={"M-1": WELCOME})
    for route in Route:
        (spec,) = [spec for spec in template.rows_for(CaseKind.HOUSEHOLD, route).specs if spec.id == "M-1"]
        assert (spec.source, spec.own) == ("MUNI", MARK)
    task = named(tasks_of(family(*EXPECTED), template=template), "M-1")
    assert task.due_on is not None
    assert task.because.own_version == 2
    assert because_from_json(because_as_json(task.because)) == task.because


def test_an_own_task_makes_no_law_and_once_published_only_words_days_and_being_off_change():
    assert own_refusal(WELCOME, None) is None
    assert own_refusal(replace(WELCOME, kind=DeadlineKind.LEGAL), None).code == "own_task_not_so"
    assert own_refusal(replace(WELCOME, anchor=MilestoneCode.BIRTH_EXPECTED), None).code == "own_task_not_so"
    assert own_refusal(replace(WELCOME, audience=Audience.MUNICIPALITY), WELCOME).code == "own_task_is_published"
    assert own_refusal(replace(WELCOME, title_nl="Anders", due=Offset.parse("1d")), WELCOME) is None
    assert own_refusal(replace(WELCOME, title_en=""), None).code == "both_languages"


def test_what_is_no_longer_in_the_package_is_passed_over():
    small = small_template(row("A"))
    template = applied(
        small, Workflow(rows={"GONE": RowChange(due=Offset.parse("1d"))}, terms={"no": Offset.parse("1d")}), MARK
    )

    assert [spec.id for spec in template.specs] == ["A"]
    assert template.by_id["A"] == small.by_id["A"]


def test_what_equals_the_package_is_no_change():
    same = RowChange(start=SOFT.start_offset, due=SOFT.due_offset, title_nl=SOFT.title_nl, title_en=SOFT.title_en)

    assert tidied(SOFT, same) is None
    assert tidied(SOFT, replace(same, due=sooner(SOFT.due_offset))) == RowChange(due=sooner(SOFT.due_offset))


def test_all_of_it_is_kept_in_words_and_read_back():
    whole = Workflow(
        rows={"A01": RowChange(due=Offset.parse("-3w"), note_nl="Bel", note_en="Call")},
        own={"M-1": WELCOME},
        terms={"brp_move_5d": Offset.parse("+2d")},
        texts={"help": Words("Bel 14 000", "Call 14 000")},
    )

    assert read_workflow(written_workflow(whole)) == whole
    assert read_workflow({}) == Workflow()


def test_versions_differ_in_exactly_what_was_changed():
    before = Workflow(own={"M-1": WELCOME})
    after = with_part(before, "terms", "brp_move_5d", Offset.parse("+2d"))
    (difference,) = differences(before, after)

    assert (difference.part, difference.key, difference.was) == ("terms", "brp_move_5d", None)
    assert differences(after, with_part(after, "terms", "brp_move_5d", None))[0].becomes is None
    assert differences(before, before) == ()
    assert next_key(before.own) == "M-2"
    assert next_key(()) == "M-1"


@pytest.mark.parametrize("code", ["DECIDED", "CASE_CLOSED", "BENEFIT_DECIDED"])
def test_an_own_task_counts_from_no_day_that_the_team_may_not_know(code):
    assert own_refusal(replace(WELCOME, anchor=MilestoneCode(code)), None).code == "own_task_not_so"
    assert own_refusal(replace(WELCOME, anchor=MilestoneCode.LANDED), None) is None
