"""A municipality publishes its own way of working; running cases keep theirs until somebody moves them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import Route
from hervest.deadlines.period import Offset
from hervest.journey import actions
from hervest.journey import workflow_actions as editing
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, Task, WorkflowVersion
from hervest.journey.own_case_actions import open_own_case
from hervest.journey.task_actions import finish_task, postpone_task, set_task_state
from hervest.journey.vocabulary import MilestoneCode, TaskState
from hervest.journey.workflow_moving_actions import move_cases
from hervest.journey.workflow_moving_queries import cases_behind, going_over
from hervest.journey.workflow_page_queries import (
    WorkflowFilters,
    draft_differences,
    places_to_edit,
    task_to_change,
    term_to_change,
    text_to_change,
    versions_of,
    workflow_head,
    workflow_rows,
    workflow_terms,
    workflow_texts,
)
from hervest.journey.workflow_rules import RowChange, Words
from hervest.journey.workflow_text_queries import own_text
from hervest.journey.worklist_queries import plan_of
from journey.test_rules_workflow import WELCOME
from people import ELSEWHERE, HERE, NOW, TODAY

LANDING = TODAY + timedelta(days=60)
SOONER = Offset.parse("+2d")


def opened(world, by="sander", place=HERE):
    """A case whose family lands in two months."""
    actor = world.actor(by)
    code = actions.open_case(by=actor, now=NOW, municipality=place, route=Route.RESETTLEMENT).code
    landing = MilestoneRecord(MilestoneCode.LANDED, planned_on=LANDING)
    actions.record_milestones(by=actor, now=NOW, case=code, records=[landing], source="person")
    return code


@pytest.fixture
def case(begin):
    return begin(opened)


def row_changed(world, key="A01", by="lena", seen=None, **change):
    stands = task_to_change(world.actor(by), HERE, key)
    editing.change_row(
        by=world.actor(by), now=NOW, municipality=HERE, key=key, change=RowChange(**change), seen=seen or stands.seen
    )


def term_shortened(world, length=SOONER, by="lena", key="brp_move_5d"):
    seen = term_to_change(world.actor(by), HERE, key, today=TODAY).seen
    editing.change_term(by=world.actor(by), now=NOW, municipality=HERE, key=key, length=length, seen=seen)


def task_added(world, by="lena", task=WELCOME):
    return editing.add_own_task(by=world.actor(by), now=NOW, municipality=HERE, task=task)


def published(world, by="lena", reason="Wij zijn eerder klaar", now=NOW):
    _, _, mark = draft_differences(world.actor(by), HERE)
    return editing.publish_workflow(by=world.actor(by), now=now, municipality=HERE, reason=reason, seen=mark)


def moved(world, *codes, by="lena", number=1):
    plans = {code: Case.rows.get(code=code).plan_version for code in codes}
    return move_cases(by=world.actor(by), now=NOW, municipality=HERE, cases=plans, number=number)


def task_in(world, code, key, by="sander"):
    return next(row for row in plan_of(world.actor(by), code, today=TODAY) if row.key.template == key)


def test_a_case_without_a_municipal_version_is_planned_as_ever(world, case):
    row = Case.rows.get(code=case)
    assert (row.workflow, row.template_version) == (None, "nl-2026-11")
    assert task_in(world, case, "F01").because.own_version == 0
    head = workflow_head(world.actor("lena"), HERE)
    assert (head.number, head.package, head.n_changes, head.n_behind) == (0, "nl-2026-11", 0, 0)


def test_new_cases_are_planned_by_what_was_published_and_running_ones_keep_theirs(world, case):
    before = task_in(world, case, "F01")
    term_shortened(world)
    task_added(world)
    assert task_in(world, case, "F01").limit_on == before.limit_on
    assert published(world) == 1

    actions.work_out_again(by=world.actor("sander"), now=NOW + timedelta(days=1), case=case)
    kept, fresh = task_in(world, case, "F01"), opened(world)
    assert (kept.limit_on, kept.because.own_version) == (before.limit_on, 0)
    new = task_in(world, fresh, "F01")
    assert new.limit_on == before.limit_on - timedelta(days=3)
    assert (new.because.own_by, new.because.own_version, new.because.own_on) == ("Molenveen", 1, TODAY)
    assert task_in(world, fresh, "M-1").title == WELCOME.title_nl
    assert not any(row.key.template == "M-1" for row in plan_of(world.actor("sander"), case, today=TODAY))


def test_a_draft_changes_nothing_for_anybody(world):
    term_shortened(world)
    fresh = opened(world)

    assert Case.rows.get(code=fresh).workflow is None
    assert workflow_head(world.actor("lena"), HERE).n_changes == 1
    assert workflow_head(world.actor("hatice"), ELSEWHERE).n_changes == 0


def test_moving_shows_first_and_then_does_exactly_that_in_one_go(world, case):
    finish_task(
        by=world.actor("sander"),
        now=NOW,
        case=case,
        task=task_in(world, case, "C05").id,
        done_on=TODAY,
        reason="Al klaar",
    )
    done = task_in(world, case, "C05")
    term_shortened(world)
    task_added(world)
    row_changed(world, "C05", due=Offset.parse("-30d"), start=Offset.parse("-40d"))
    published(world)
    lena = world.actor("lena")
    (going,) = going_over(lena, HERE, [case], today=TODAY).cases
    assert [line.key.template for line in going.preview.new] == ["M-1"]
    stays = {line.key.template for line in going.preview.stays}
    moves = {line.key.template: line.becomes_on for line in going.preview.moves}
    assert [row.code for row in cases_behind(lena, HERE, number=1).rows] == [case]

    assert moved(world, case) >= 2
    after = {row.key.template: row.due_on for row in plan_of(world.actor("sander"), case, today=TODAY)}
    assert {key: after[key] for key in moves} == moves
    assert "C05" in stays
    assert task_in(world, case, "C05").due_on == done.due_on
    assert task_in(world, case, "M-1").due_on == task_in(world, case, "M-1").because.anchor_on
    assert cases_behind(world.actor("lena"), HERE, number=1).rows == ()
    assert going_over(world.actor("lena"), HERE, [case], today=TODAY).cases == ()
    assert AuditRow.rows.filter(verb="case.workflow_moved", case_code=case).count() == 1


def test_what_people_touched_stays_and_what_is_off_falls_away(world, case):
    soft = [key for key in ("C01", "C02", "C05") if task_in(world, case, key)]
    busy = task_in(world, case, soft[0])
    set_task_state(
        by=world.actor("sander"), now=NOW, case=case, task=busy.id, state=TaskState.BUSY, reason="", waiting_for=""
    )
    for key in soft[:2]:
        row_changed(world, key, is_off=True, reason="Doet de corporatie")
    published(world)
    (going,) = going_over(world.actor("lena"), HERE, [case], today=TODAY).cases
    assert {line.key.template for line in going.preview.falls_away} == set(soft[:2])

    moved(world, case)
    flagged, gone = task_in(world, case, soft[0]), task_in(world, case, soft[1])
    assert (flagged.state, flagged.is_flagged) == (TaskState.BUSY, True)
    assert gone.state is TaskState.NOT_NEEDED
    assert gone.title
    assert flagged.title


def test_a_fixed_appointment_keeps_its_day(world, case):
    task = task_in(world, case, "C05")
    due = TODAY + timedelta(days=9)
    postpone_task(by=world.actor("sander"), now=NOW, case=case, task=task.id, due_on=due, reason="Afspraak")
    row_changed(world, "C05", due=Offset.parse("-30d"), start=Offset.parse("-40d"))
    published(world)
    moved(world, case)

    assert task_in(world, case, "C05").due_on == due


def test_several_cases_move_together_or_not_at_all(world, case):
    other = opened(world)
    term_shortened(world)
    published(world)
    going = going_over(world.actor("lena"), HERE, [case, other], today=TODAY)
    assert [len(one.preview.moves) > 0 for one in going.cases] == [True, True]
    stale = {case: Case.rows.get(code=case).plan_version, other: 99}
    with pytest.raises(Conflict):
        move_cases(by=world.actor("lena"), now=NOW, municipality=HERE, cases=stale, number=1)
    assert Case.rows.filter(workflow__isnull=False).count() == 0

    moved(world, case, other)
    assert Case.rows.filter(workflow__number=1).count() == 2


def test_moving_to_another_version_than_was_looked_at_is_a_conflict(world, case):
    term_shortened(world)
    published(world)
    row_changed(world, due=Offset.parse("-5w"))
    published(world)
    with pytest.raises(Conflict, match="workflow_changed_meanwhile"):
        moved(world, case, number=1)

    assert moved(world, case, number=2) >= 1


def test_the_case_of_the_municipality_itself_is_planned_by_it_too(world):
    row_changed(world, "A01", due=Offset.parse("-5w"))
    published(world)
    own = open_own_case(by=world.actor("lena"), now=NOW, municipality=HERE)

    assert Case.rows.get(code=own.code).workflow.number == 1


def test_the_law_is_refused_with_its_latest_day(world):
    with pytest.raises(RuleBroken) as refused:
        row_changed(world, "F01", due=Offset.parse("+6d"))
    assert refused.value.params["n"] == 5
    with pytest.raises(RuleBroken, match="term_only_shorter"):
        term_shortened(world, Offset.parse("+6d"))
    with pytest.raises(RuleBroken, match="row_cannot_be_off"):
        row_changed(world, "F01", is_off=True, reason="x")

    row_changed(world, "F01", due=Offset.parse("+4d"), start=Offset.parse("0d"))
    term_shortened(world, Offset.parse("+5d"))  # as the register has it: no change
    assert workflow_head(world.actor("lena"), HERE).n_changes == 1


def test_a_version_has_a_number_a_day_a_reason_and_who_and_is_never_changed_again(world):
    term_shortened(world)
    with pytest.raises(RuleBroken, match="reason_needed"):
        published(world, reason=" ")
    published(world, reason="Sneller")
    first = WorkflowVersion.rows.get(number=1)
    row_changed(world, due=Offset.parse("-5w"))
    published(world, by="marieke", reason="Eerder beginnen", now=NOW + timedelta(days=2))

    _, (second, again) = versions_of(world.actor("lena"), HERE)
    assert [(row.number, row.by, row.reason) for row in (second, again)] == [
        (2, "Marieke de Wit", "Eerder beginnen"),
        (1, "Lena Blok", "Sneller"),
    ]
    assert [line.key for line in again.lines] == ["brp_move_5d"]
    assert [line.key for line in second.lines] == ["A01"]
    assert WorkflowVersion.rows.get(number=1).content == first.content
    verbs = AuditRow.rows.filter(verb="workflow.published").count()
    assert verbs == 2


def test_nothing_is_published_that_was_not_looked_at_or_differs_in_nothing(world):
    term_shortened(world)
    _, _, mark = draft_differences(world.actor("lena"), HERE)
    row_changed(world, due=Offset.parse("-5w"))
    words = {"now": NOW, "municipality": HERE, "reason": "x"}
    with pytest.raises(Conflict):
        editing.publish_workflow(by=world.actor("lena"), seen=mark, **words)
    assert published(world) == 1
    with pytest.raises(RuleBroken, match="workflow_is_the_same"):
        published(world)


def test_two_leads_who_change_the_same_row_are_told_and_two_rows_are_no_conflict(world):
    seen = task_to_change(world.actor("lena"), HERE, "A01").seen
    row_changed(world, "A01", by="marieke", due=Offset.parse("-5w"))
    row_changed(world, "A02", by="lena", due=Offset.parse("-4w"))
    with pytest.raises(Conflict):
        row_changed(world, "A01", due=Offset.parse("-6w"), seen=seen)

    row_changed(world, "A01", due=Offset.parse("-6w"))
    found = {
        row.spec.id: row
        for row in workflow_rows(world.actor("lena"), HERE, WorkflowFilters(only="changed"), number=1).rows
    }
    assert str(found["A01"].spec.due_offset) == "-6w"
    assert set(found) == {"A01", "A02"}


def test_an_own_task_goes_away_before_and_only_off_after_it_was_published(world):
    key = task_added(world)
    words = {"now": NOW, "municipality": HERE, "key": key}
    seen = task_to_change(world.actor("lena"), HERE, key).seen
    editing.change_own_task(by=world.actor("lena"), task=None, seen=seen, **words)
    assert workflow_head(world.actor("lena"), HERE).n_changes == 0

    assert task_added(world) == key
    published(world)
    assert task_added(world) == "M-2"
    seen = task_to_change(world.actor("lena"), HERE, key).seen
    with pytest.raises(RuleBroken, match="own_task_is_published"):
        editing.change_own_task(by=world.actor("lena"), task=None, seen=seen, **words)
    off = replace(WELCOME, is_off=True, reason="Doen we niet meer")
    editing.change_own_task(by=world.actor("lena"), task=off, seen=seen, **words)
    assert published(world) == 2
    fresh = opened(world)
    assert [row.template for row in Task.rows.filter(case__code=fresh, template__startswith="M-")] == ["M-2"]


def test_a_text_of_the_municipality_stands_at_once_and_can_be_taken_back(world):
    actor = world.actor("lena")
    default = own_text(actor, "who_to_call", HERE)
    words = {"by": actor, "now": NOW, "municipality": HERE, "key": "who_to_call"}
    seen = text_to_change(actor, HERE, "who_to_call").seen
    with pytest.raises(RuleBroken, match="both_languages"):
        editing.change_text(words=Words("Bel 14 000", ""), seen=seen, **words)
    editing.change_text(words=Words("Bel 14 000", "Call 14 000"), seen=seen, **words)
    assert own_text(actor, "who_to_call", HERE) == default
    published(world)
    assert own_text(actor, "who_to_call", HERE) == "Bel 14 000"
    assert own_text(world.actor("hatice"), "who_to_call", ELSEWHERE) == default
    with pytest.raises(NotFound):
        editing.change_text(**words | {"key": "no_such"}, words=None, seen=seen)
    (row,) = [row for row in workflow_texts(world.actor("lena"), HERE) if row.key == "who_to_call"]
    assert row.is_ours


@pytest.mark.parametrize("who", ["sander", "hatice", "bas", "anouk"])
def test_only_the_lead_of_the_municipality_changes_publishes_and_moves(world, case, who):
    by = world.actor(who)
    words = {"by": by, "now": NOW, "municipality": HERE}
    acts = [
        lambda: editing.change_row(**words, key="A01", change=RowChange(), seen=""),
        lambda: editing.add_own_task(**words, task=WELCOME),
        lambda: editing.change_term(**words, key="brp_move_5d", length=SOONER, seen=""),
        lambda: editing.change_text(**words, key="who_to_call", words=None, seen=""),
        lambda: editing.publish_workflow(**words, reason="x", seen=""),
        lambda: move_cases(**words, cases={case: 1}, number=1),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotFound):
        workflow_head(by, HERE)
    with pytest.raises(NotFound):
        going_over(by, HERE, [case], today=TODAY)
    assert HERE in {row.code for row in places_to_edit(world.actor("lena"))}


def test_no_case_of_another_municipality_is_moved(world, case):
    other = opened(world, "hatice", ELSEWHERE)
    term_shortened(world)
    published(world)
    with pytest.raises(NotFound):
        going_over(world.actor("lena"), HERE, [other], today=TODAY)
    with pytest.raises(NotFound):
        moved(world, case, other)
    assert Case.rows.filter(workflow__isnull=False).count() == 0

    moved(world, case)
    assert Case.rows.get(code=case).workflow.number == 1


def test_planning_by_an_own_version_asks_no_more_of_the_database(world, case):
    def queries_of(code):
        actions.work_out_again(by=world.actor("sander"), now=NOW, case=code)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            actions.work_out_again(by=world.actor("sander"), now=NOW, case=code)
        with CaptureQueriesContext(connection) as shown:
            plan_of(world.actor("sander"), code, today=TODAY)
        return len(asked), len(shown)

    before = queries_of(case)
    term_shortened(world)
    task_added(world)
    published(world)
    assert queries_of(opened(world)) == before


def test_the_list_finds_a_task_by_a_word_a_phase_and_what_is_ours(world):
    lena = world.actor("lena")
    every = workflow_rows(lena, HERE, WorkflowFilters(), number=1)
    assert every.n_rows == 130
    task_added(world)
    row_changed(world, "A01", title_nl="Praat met iedereen", title_en="Talk to everybody")
    found = workflow_rows(world.actor("lena"), HERE, WorkflowFilters(q="praat met"), number=1)
    assert [row.spec.id for row in found.rows] == ["A01"]
    ours = workflow_rows(world.actor("lena"), HERE, WorkflowFilters(only="ours"), number=1)
    assert [row.spec.id for row in ours.rows] == ["A01", "M-1"]
    assert all(row.term.source for row in workflow_terms(world.actor("lena"), HERE, today=TODAY))
