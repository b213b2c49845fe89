"""Closing a case and opening it again: what it asks, what it leaves, and that nothing is lost."""

from datetime import timedelta

import pytest

from hervest.accounts.actor import system
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.journey import actions, closing_actions, closing_queries, queries, task_actions, worklist_queries
from hervest.journey.actions import Said
from hervest.journey.jobs import new_day
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Milestone, Task
from hervest.journey.plan_queries import milestones
from hervest.journey.vocabulary import (
    ClosingReason,
    MilestoneCode,
    Phase,
    TaskState,
    TeamRole,
    TraitSource,
)
from hervest.journey.worklist_queries import WorkFilters

FINISHED, OTHER = ClosingReason.GUIDANCE_FINISHED, ClosingReason.OTHER
STORED = ("state", "gone", "due_on", "start_on", "is_touched", "waiting_for", "assigned_to_id", "done_on", "reason")


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """A family that arrived a month ago, led by Sander, guided by Anouk."""
    by, today = world.actor("sander"), world.today
    case = actions.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    actions.post_facts(
        by=by, now=world.now, case=case, source=TraitSource.HOUSEHOLD, said={MemberNo(1): Said({"adult": True})}
    )
    days = {MilestoneCode.ALLOCATED: 90, MilestoneCode.LANDED: 32, MilestoneCode.ARRIVED: 30}
    records = [MilestoneRecord(code, actual_on=today - timedelta(days=ago)) for code, ago in days.items()]
    actions.record_milestones(by=by, now=world.now, case=case, records=records, source="dossier")
    actions.join_team(by=by, now=world.now, case=case, person=world.ids["anouk"], role=TeamRole.GUIDE)
    return case


def close(world, case, key="sander", **given):
    said = {"reason": FINISHED, "seen": queries.plan_version(case), "knows_of_terms": True} | given
    closing_actions.close_case(by=world.actor(key), now=world.now, case=case, **said)


def reopen(world, case, key="sander", reason="Te vroeg gesloten."):
    closing_actions.reopen_case(by=world.actor(key), now=world.now, case=case, reason=reason)


def stored(case):
    return {row["id"]: row for row in Task.rows.filter(case__code=case).values("id", *STORED)}


def on_lists(world, case, key="sander"):
    filters = [WorkFilters(scope="all", show=show) for show in ("week", "later", "undated")]
    found = [worklist_queries.worklist(world.actor(key), today=world.today, filters=each) for each in filters]
    return [row for each in found for row in each.page.rows if row.case_code == case]


def test_closing_records_the_milestone_the_phase_and_the_reason_and_asks_nobody_anything_any_more(world, family):
    assert on_lists(world, family)

    close(world, family)

    case = queries.shown_case(world.actor("sander"), family, today=world.today)
    assert (case.closed_on, case.closed_as, case.phase) == (world.today, FINISHED, Phase.CLOSING)
    shown = milestones(world.actor("sander"), family, today=world.today)
    assert [(row.on, row.is_actual) for row in shown if row.code is MilestoneCode.CASE_CLOSED] == [(world.today, True)]
    assert on_lists(world, family) == []
    assert not Task.rows.filter(case__code=family).exclude(state__in=[TaskState.DONE, TaskState.NOT_NEEDED]).exists()


def test_the_task_that_is_closing_itself_is_done_by_who_closed(world, family):
    close(world, family)

    task = Task.rows.get(case__code=family, template="J06")
    assert (task.state, task.done_on, task.done_by_id) == (TaskState.DONE, world.today, world.ids["sander"])


def test_opening_again_leaves_every_task_as_it_was(world, family):
    by = world.actor("sander")
    first, second, *_ = on_lists(world, family)
    task_actions.set_task_state(
        by=by, now=world.now, case=family, task=first.id, state=TaskState.WAITING_FOR, waiting_for="COA"
    )
    task_actions.assign_task(by=by, now=world.now, case=family, task=second.id, person=world.ids["anouk"])
    task_actions.add_task(by=by, now=world.now, case=family, title="Bel de school", due_on=world.today)
    before, phase = stored(family), queries.case_of(family).phase

    close(world, family)
    assert stored(family) != before
    reopen(world, family)

    assert stored(family) == before
    assert queries.case_of(family).phase is phase
    assert queries.case_of(family).closed_on is None
    assert not Milestone.rows.filter(case__code=family, code=MilestoneCode.CASE_CLOSED).exists()


def test_a_legal_term_that_is_open_must_be_known_of(world, family):
    before = closing_queries.before_closing(world.actor("sander"), family, today=world.today)
    assert before.legal

    with pytest.raises(RuleBroken, match="legal_terms_are_open"):
        close(world, family, knows_of_terms=False)
    assert queries.case_of(family).closed_on is None

    close(world, family, knows_of_terms=True)
    assert AuditRow.rows.get(verb="case.closed").detail == {"reason": "guidance_finished", "legal": len(before.legal)}


def test_without_an_open_legal_term_nothing_needs_to_be_known(world):
    case = actions.open_case(by=world.actor("sander"), now=world.now, municipality="GM9001", route=Route.RESETTLEMENT)

    close(world, case.code, reason=ClosingReason.NOT_ARRIVED, knows_of_terms=False)

    assert queries.case_of(case.code).closed_as is ClosingReason.NOT_ARRIVED


def test_a_family_that_is_still_expected_can_be_closed_as_not_come(world, family):
    planned = MilestoneRecord(MilestoneCode.ARRIVED, planned_on=world.today + timedelta(days=9))
    Milestone.rows.filter(case__code=family, code=MilestoneCode.ARRIVED).update(
        actual_on=None, planned_on=planned.planned_on
    )

    close(world, family, reason=ClosingReason.NOT_ARRIVED)

    assert queries.case_of(family).closed_on == world.today


def test_something_else_needs_words_and_a_reason_of_another_kind_of_case_is_none(world, family):
    with pytest.raises(RuleBroken, match="reason_needed"):
        close(world, family, reason=OTHER)
    with pytest.raises(RuleBroken, match="reason_not_for_this_case"):
        close(world, family, reason=ClosingReason.PARTICIPATION_ENDED)

    close(world, family, reason=OTHER, text="Op eigen verzoek.")

    closed = closing_queries.closed_view(world.actor("sander"), family, today=world.today)
    assert (closed.reason, closed.text, closed.by) == (OTHER, "Op eigen verzoek.", "Sander Bos")


def test_who_comes_second_closes_nothing(world, family):
    seen = queries.plan_version(family)
    close(world, family, seen=seen)

    with pytest.raises(Conflict, match="case_is_closed"):
        close(world, family, key="marieke", seen=seen)
    assert AuditRow.rows.filter(verb="case.closed").count() == 1


def test_closing_what_changed_since_it_was_looked_at_is_refused(world, family):
    seen = queries.plan_version(family)
    actions.move_milestone(
        by=world.actor("anouk"),
        now=world.now,
        case=family,
        milestone=MilestoneCode.ARRIVED,
        member=None,
        on=world.today - timedelta(days=29),
        is_actual=True,
        reason="Een dag later.",
        seen=seen,
    )

    with pytest.raises(Conflict, match="plan_changed_meanwhile"):
        close(world, family, seen=seen)
    close(world, family)


def test_nothing_in_a_closed_case_changes(world, family):
    by, task = world.actor("sander"), on_lists(world, family)[0].id
    close(world, family)
    said = {"by": by, "now": world.now, "case": family}

    for attempt in (
        lambda: task_actions.set_task_state(**said, task=task, state=TaskState.TO_DO, reason="Toch."),
        lambda: task_actions.add_task(**said, title="Nog iets", due_on=world.today),
        lambda: actions.join_team(**said, person=world.ids["lotte"], role=TeamRole.CIVIC_OFFICER),
        lambda: actions.withdraw_milestone(**said, milestone=MilestoneCode.ARRIVED),
        lambda: actions.post_facts(**said, source=TraitSource.PERSON, said={}),
    ):
        with pytest.raises(Conflict, match="case_is_closed"):
            attempt()

    assert new_day(world.now + timedelta(days=1)) == 0
    reopen(world, family)
    actions.join_team(**said, person=world.ids["lotte"], role=TeamRole.CIVIC_OFFICER)


def test_opening_again_asks_why_and_only_what_is_closed_opens(world, family):
    with pytest.raises(Conflict, match="case_is_open"):
        reopen(world, family)
    close(world, family)
    with pytest.raises(RuleBroken, match="reason_needed"):
        reopen(world, family, reason=" ")

    reopen(world, family)

    why = closing_queries.reopened_because(world.actor("sander"), family, today=world.today)
    assert why == "Te vroeg gesloten."
    assert [row.verb for row in AuditRow.rows.filter(case_code=family).order_by("pk")][-1] == "case.reopened"


@pytest.mark.parametrize(("key", "may"), [("sander", True), ("marieke", True), ("lena", True), ("anouk", False)])
def test_the_team_of_the_municipality_and_its_lead_close_and_nobody_else(world, family, key, may):
    assert queries.may(world.actor(key), family, queries.Permission.CASE_CLOSE, today=world.today) is may
    if may:
        close(world, family, key=key)
    else:
        with pytest.raises(NotAllowed):
            close(world, family, key=key)


@pytest.mark.parametrize("key", ["hatice", "lotte"])
def test_to_who_does_not_know_the_case_its_closing_does_not_exist(world, family, key):
    with pytest.raises(NotAllowed):
        close(world, family, key=key)
    with pytest.raises(NotFound):
        closing_queries.before_closing(world.actor(key), family, today=world.today)


def test_a_closed_case_stands_in_the_list_of_closed_ones_only(world, family):
    lists = queries.CaseFilters(), queries.CaseFilters(closed=True)
    close(world, family)

    found = [queries.case_list(world.actor("sander"), each, today=world.today).rows for each in lists]

    assert [[row.ref.code for row in rows] for rows in found] == [[], [family]]
    assert found[1][0].n_open == 0


def test_the_pages_of_a_closed_case_offer_nothing_but_opening_it_again(log_in, world, family):
    browser = log_in("sander")
    assert f"/cases/{family}/close/" in browser.get(f"/cases/{family}/").content.decode()
    close(world, family)

    page = browser.get(f"/cases/{family}/").content.decode()
    plan = browser.get(f"/cases/{family}/plan/").content.decode()
    refused = browser.get(f"/cases/{family}/tasks/add/")

    assert "Gesloten op maandag 23 november 2026: Begeleiding afgerond" in page
    assert f"/cases/{family}/reopen/" in page
    assert "/move/" not in page
    assert f"/cases/{family}/close/" not in page
    assert 'name="quick"' not in plan
    assert f"/cases/{family}/tasks/add/" not in plan
    assert refused.status_code == 409
    assert "Heropen het eerst" in refused.content.decode()


def test_the_system_closes_no_case_by_itself(world, family):
    new_day(world.now + timedelta(days=900))

    assert queries.case_of(family).closed_on is None
    assert system("new-day").person is None
