"""What people do to a case: team, facts, milestones and tasks."""

from datetime import timedelta

import pytest

from hervest.accounts.actor import system
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.journey import actions, plan_queries, queries, task_actions, week_queries, worklist_queries
from hervest.journey.actions import Said
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Task
from hervest.journey.vocabulary import MilestoneCode, TaskState, TeamRole, TraitSource
from hervest.journey.worklist_queries import WorkFilters

FAMILY = {
    MemberNo(0): Said({"sponsor_wanted": False, "interpreter_needed": True}),
    MemberNo(1): Said({"adult": True, "integration_duty": True}),
    MemberNo(2): Said({"child": True, "child_0_17": True, "child_4_17": True, "school_age": True}),
}


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """A family linked twenty days ago that lands in thirty, led by Marieke."""
    by = world.actor("marieke")
    case = actions.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    actions.post_facts(by=by, now=world.now, case=case, source=TraitSource.HOUSEHOLD, said=FAMILY)
    actions.record_milestones(
        by=by,
        now=world.now,
        case=case,
        records=[
            MilestoneRecord(MilestoneCode.ALLOCATED, actual_on=world.today - timedelta(days=20)),
            MilestoneRecord(MilestoneCode.LANDED, planned_on=world.today + timedelta(days=30)),
        ],
        source="dossier",
    )
    return case


def rows(world, case, key="marieke"):
    return worklist_queries.plan_of(world.actor(key), case, today=world.today)


def task_of(world, case, template, key="marieke"):
    return next(row for row in rows(world, case, key) if row.key.template == template)


def test_a_case_entered_by_a_caseworker_is_led_by_them(world, family):
    team = queries.team_of(world.actor("marieke"), family, today=world.today)

    assert [(member.name, member.role) for member in team] == [("Marieke de Wit", TeamRole.CASE_LEAD)]


def test_a_case_opened_by_the_system_without_a_default_stands_with_the_leads(world):
    case = actions.open_case(by=system("x"), now=world.now, municipality="GM9001", route=Route.STATUS_HOLDER)

    assert week_queries.unled(world.actor("marieke"), today=world.today).n_households == 1
    assert week_queries.unled(world.actor("hatice"), today=world.today).n_households == 0
    assert queries.case_for(world.actor("lena"), case.code, _read(), today=world.today).code == case.code


def _read():
    return queries.Permission.CASE_READ


def test_planning_again_changes_nothing(world, family):
    before = list(Task.rows.order_by("pk").values())
    version = queries.plan_version(family)

    actions.post_facts(by=world.actor("marieke"), now=world.now, case=family, source=TraitSource.HOUSEHOLD, said=FAMILY)

    assert list(Task.rows.order_by("pk").values()) == before
    assert queries.plan_version(family) == version


def test_arrival_is_expected_two_days_after_landing(world, family):
    found = {row.code: row for row in plan_queries.milestones(world.actor("marieke"), family, today=world.today)}

    assert found[MilestoneCode.ARRIVED].on == world.today + timedelta(days=32)
    assert not found[MilestoneCode.ARRIVED].is_recorded
    assert found[MilestoneCode.LANDED].is_recorded


def test_moving_the_landing_nine_days_moves_what_hangs_on_it(world, family):
    before = task_of(world, family, "C07").due_on

    actions.move_milestone(
        by=world.actor("marieke"),
        now=world.now,
        case=family,
        milestone=MilestoneCode.LANDED,
        member=None,
        on=world.today + timedelta(days=39),
        is_actual=False,
        reason="COA meldde een andere vlucht.",
        seen=queries.plan_version(family),
    )

    assert task_of(world, family, "C07").due_on == before + timedelta(days=9)


def test_a_plan_that_changed_meanwhile_is_not_moved(world, family):
    seen = queries.plan_version(family)
    say = {"by": world.actor("marieke"), "now": world.now, "case": family, "member": MemberNo(1)}
    actions.say_trait(**say, trait="foreign_licence", holds=True, reason="Heeft een rijbewijs.")

    with pytest.raises(Conflict, match="plan_changed_meanwhile"):
        actions.move_milestone(
            by=world.actor("marieke"),
            now=world.now,
            case=family,
            milestone=MilestoneCode.LANDED,
            member=None,
            on=world.today + timedelta(days=39),
            is_actual=False,
            reason="",
            seen=seen,
        )


def test_a_persons_word_survives_what_the_dossier_says_again(world, family):
    by = world.actor("marieke")
    say = {"by": by, "now": world.now, "case": family, "member": MemberNo(0), "trait": "interpreter_needed"}
    actions.say_trait(**say, holds=False, reason="Zij spreken Engels met ons.")
    actions.post_facts(by=by, now=world.now, case=family, source=TraitSource.HOUSEHOLD, said=FAMILY)

    assert task_of(world, family, "C20").state is TaskState.NOT_NEEDED

    actions.say_trait(**say, holds=None, reason="")

    assert task_of(world, family, "C20").is_open


def test_a_finished_task_is_done_and_can_be_undone(world, family):
    by, row = world.actor("marieke"), task_of(world, family, "B01")

    task_actions.finish_task(by=by, now=world.now, case=family, task=row.id, done_on=world.today)
    assert task_of(world, family, "B01").state is TaskState.DONE

    task_actions.undo_finish(by=by, now=world.now, case=family, task=row.id)
    assert task_of(world, family, "B01").state is TaskState.TO_DO


def test_a_task_somebody_was_busy_with_is_busy_again_once_finishing_it_is_undone(world, family):
    mine = {"by": world.actor("marieke"), "now": world.now, "case": family, "task": task_of(world, family, "B01").id}
    task_actions.set_task_state(**mine, state=TaskState.BUSY)

    task_actions.finish_task(**mine, done_on=world.today)
    task_actions.undo_finish(**mine)

    assert task_of(world, family, "B01").state is TaskState.BUSY


def test_a_task_opened_again_with_a_reason_forgets_how_it_stood_before_it_was_done(world, family):
    mine = {"by": world.actor("marieke"), "now": world.now, "case": family, "task": task_of(world, family, "B01").id}
    task_actions.set_task_state(**mine, state=TaskState.BUSY)
    task_actions.finish_task(**mine, done_on=world.today)

    task_actions.set_task_state(**mine, state=TaskState.TO_DO, reason="Toch niet")
    task_actions.finish_task(**mine, done_on=world.today)
    task_actions.undo_finish(**mine)

    assert task_of(world, family, "B01").state is TaskState.TO_DO


def test_a_task_that_waited_for_somebody_waits_again_once_finishing_it_is_undone(world, family):
    by, row = world.actor("marieke"), task_of(world, family, "B01")
    mine = {"by": by, "case": family, "task": row.id}
    task_actions.set_task_state(**mine, now=world.now, state=TaskState.WAITING_FOR, waiting_for="COA")

    task_actions.finish_task(**mine, now=world.now + timedelta(days=2), done_on=world.today)
    task_actions.undo_finish(**mine, now=world.now + timedelta(days=2))

    again = task_of(world, family, "B01")
    assert (again.state, again.waiting_for, again.waiting_since) == (TaskState.WAITING_FOR, "COA", world.today)


def test_what_was_finished_before_the_state_was_kept_waits_again_for_whom_it_waited(world, family):
    row = task_of(world, family, "B01")
    mine = {"by": world.actor("marieke"), "now": world.now, "case": family, "task": row.id}
    task_actions.set_task_state(**mine, state=TaskState.WAITING_FOR, waiting_for="COA")
    task_actions.finish_task(**mine, done_on=world.today)
    Task.rows.filter(pk=row.id).update(state_before="")

    task_actions.undo_finish(**mine)

    again = task_of(world, family, "B01")
    assert (again.state, again.waiting_for) == (TaskState.WAITING_FOR, "COA")


def test_what_an_organisation_without_login_does_waits_for_it_again_once_finishing_is_undone(world, family):
    mine = {"by": world.actor("marieke"), "now": world.now, "case": family, "task": task_of(world, family, "C24").id}
    assert task_of(world, family, "C24").state is TaskState.WAITING_FOR

    task_actions.finish_task(**mine, done_on=world.today, reason="COA belde.")
    task_actions.undo_finish(**mine)

    assert task_of(world, family, "C24").state is TaskState.WAITING_FOR


def test_a_task_is_undone_only_once_the_day_that_was_recorded_with_it_is_withdrawn(world, family):
    """H03 records the plan of one person: while its day stands, the day is moved and not the task undone."""
    row, now = task_of(world, family, "H03"), world.now + timedelta(days=60)
    mine = {"by": world.actor("marieke"), "now": now, "case": family}
    landed, today = now.date() - timedelta(days=20), now.date()
    records = [MilestoneRecord(code, actual_on=landed) for code in (MilestoneCode.LANDED, MilestoneCode.ARRIVED)]
    actions.record_milestones(**mine, records=records, source="person")
    how = {"task": row.id, "done_on": today, "dates": {MilestoneCode.PIP_SET: today}}
    task_actions.finish_task(**mine, **how, reason="Alles stond er al.")
    with pytest.raises(RuleBroken) as refused:
        task_actions.undo_finish(**mine, task=row.id)
    assert refused.value.code == "milestone_recorded_with_it"

    actions.withdraw_milestone(**mine, milestone=MilestoneCode.PIP_SET, member=MemberNo(1))
    task_actions.undo_finish(**mine, task=row.id)
    assert Task.rows.get(pk=row.id).state != TaskState.DONE


def test_a_task_that_others_come_before_is_finished_only_with_a_reason(world, family):
    by, first, then = world.actor("marieke"), task_of(world, family, "B01"), task_of(world, family, "B02")
    finish = {"by": by, "now": world.now, "case": family, "done_on": world.today}

    with pytest.raises(RuleBroken, match="others_come_first") as refused:
        task_actions.finish_task(**finish, task=then.id)
    assert refused.value.params["tasks"] == (first.title,)
    task_actions.finish_task(**finish, task=then.id, reason="De koppeling is al telefonisch bevestigd.")
    assert task_of(world, family, "B02").state is TaskState.DONE


def test_a_task_whose_predecessors_are_done_needs_no_reason(world, family):
    finish = {"by": world.actor("marieke"), "now": world.now, "case": family, "done_on": world.today}

    task_actions.finish_task(**finish, task=task_of(world, family, "B01").id)
    task_actions.finish_task(**finish, task=task_of(world, family, "B02").id)

    assert task_of(world, family, "B02").state is TaskState.DONE


def test_finishing_the_arrival_asks_for_its_day_and_records_it(world, family):
    by, row = world.actor("marieke"), task_of(world, family, "E01")
    finish = {"by": by, "now": world.now, "case": family, "task": row.id, "done_on": world.today, "reason": "Gezien."}

    with pytest.raises(RuleBroken, match="milestone_date_needed"):
        task_actions.finish_task(**finish)
    with pytest.raises(RuleBroken, match="milestones_out_of_order"):  # the landing still lies ahead
        task_actions.finish_task(**finish, dates={MilestoneCode.ARRIVED: world.today})
    landed = MilestoneRecord(MilestoneCode.LANDED, actual_on=world.today - timedelta(days=2), planned_on=world.today)
    actions.record_milestones(by=by, now=world.now, case=family, records=[landed], source="task")
    task_actions.finish_task(**finish, dates={MilestoneCode.ARRIVED: world.today})

    found = {row.code: row for row in plan_queries.milestones(by, family, today=world.today)}
    assert found[MilestoneCode.ARRIVED].is_actual


def test_a_task_is_not_called_needless_without_a_reason(world, family):
    row = task_of(world, family, "C18")
    change = {"by": world.actor("marieke"), "now": world.now, "case": family, "task": row.id}

    with pytest.raises(RuleBroken, match="reason_needed"):
        task_actions.set_task_state(**change, state=TaskState.NOT_NEEDED)
    task_actions.set_task_state(**change, state=TaskState.NOT_NEEDED, reason="Alle partners kennen de aanpak.")

    assert task_of(world, family, "C18").state is TaskState.NOT_NEEDED


def test_a_hard_date_is_never_postponed_beyond_its_limit(world, family):
    row = task_of(world, family, "C10")
    change = {"by": world.actor("marieke"), "now": world.now, "case": family, "task": row.id, "reason": "Vakantie."}

    with pytest.raises(RuleBroken, match="after_the_limit"):
        task_actions.postpone_task(**change, due_on=row.limit_on + timedelta(days=1))
    task_actions.postpone_task(**change, due_on=row.limit_on)

    assert task_of(world, family, "C10").due_on == row.limit_on


def test_who_leaves_the_team_sees_nothing_at_the_next_click(world, family):
    by = world.actor("marieke")
    actions.join_team(by=by, now=world.now, case=family, person=world.ids["sander"], role=TeamRole.CASE_LEAD)
    assert rows(world, family, "sander")

    member = next(m for m in queries.team_of(by, family, today=world.today) if m.person == world.ids["sander"])
    actions.leave_team(by=by, now=world.now, case=family, member=member.id)

    with pytest.raises(NotFound):
        rows(world, family, "sander")


def test_somebody_works_in_a_team_only_as_what_their_access_role_allows(world, family):
    join = {"by": world.actor("marieke"), "now": world.now, "case": family}

    with pytest.raises(RuleBroken, match="role_not_theirs") as refused:
        actions.join_team(**join, person=world.ids["ruben"], role=TeamRole.CASE_LEAD)
    assert refused.value.params["roles"] == (TeamRole.HOUSING_ASSOCIATION,)
    with pytest.raises(RuleBroken, match="no_role_in_a_team"):
        actions.join_team(**join, person=world.ids["pieter"], role=TeamRole.CASE_LEAD)
    actions.join_team(**join, person=world.ids["ruben"], role=TeamRole.HOUSING_ASSOCIATION)
    actions.join_team(**join, person=world.ids["sander"], role=TeamRole.CASE_LEAD)

    team = queries.team_of(world.actor("marieke"), family, today=world.today)
    assert {row.name for row in team} == {"Marieke de Wit", "Ruben Smit", "Sander Bos"}


def test_a_task_is_given_only_to_who_can_open_and_do_it(world, family):
    by, task = world.actor("marieke"), task_of(world, family, "B01").id
    give = {"by": by, "now": world.now, "case": family, "task": task}
    add = {"by": by, "now": world.now, "case": family, "title": "Bel de school", "due_on": world.today}

    for key in ("pieter", "tolk", "sander"):  # sander could, once in the team
        with pytest.raises(RuleBroken, match="cannot_do_tasks_here"):
            task_actions.assign_task(**give, person=world.ids[key])
        with pytest.raises(RuleBroken, match="cannot_do_tasks_here"):
            task_actions.add_task(**add, person=world.ids[key])
    actions.join_team(by=by, now=world.now, case=family, person=world.ids["sander"], role=TeamRole.CASE_LEAD)
    task_actions.assign_task(**give, person=world.ids["sander"])
    task_actions.add_task(**add, person=world.ids["joris"])

    assert worklist_queries.task_for(world.actor("sander"), family, task, today=world.today).may_do


def test_a_lead_outside_the_team_reads_no_functional_needs_and_no_money(world, family):
    seen_by_lead = {row.key.template: row for row in rows(world, family, "lena")}
    seen_in_team = {row.key.template: row for row in rows(world, family)}

    assert seen_by_lead["C19"].title is None
    assert seen_by_lead["C19"].because is None
    assert seen_in_team["C19"].title
    assert seen_by_lead["C15"].title


def test_the_guiding_organisation_sees_money_only_as_an_appointment(world, family):
    by = world.actor("marieke")
    actions.join_team(by=by, now=world.now, case=family, person=world.ids["anouk"], role=TeamRole.GUIDE)
    seen = {row.key.template: row for row in rows(world, family, "anouk")}

    assert seen["G14"].title is None  # the income officer's
    assert seen["G05"].title  # the guide does it
    assert seen["C07"].title


def test_a_colleague_of_another_municipality_finds_nothing(world, family):
    elsewhere = world.actor("hatice")

    with pytest.raises(NotFound):
        rows(world, family, "hatice")
    work = worklist_queries.worklist(elsewhere, today=world.today, filters=WorkFilters(scope="all"))
    assert work.page.n_rows == 0
    assert worklist_queries.worklist(
        world.actor("marieke"), today=world.today, filters=WorkFilters(scope="all")
    ).page.n_rows


def test_somebody_of_another_municipality_cannot_act_on_the_case(world, family):
    task = task_of(world, family, "B01").id
    finish = {"now": world.now, "case": family, "task": task, "done_on": world.today}

    with pytest.raises(NotAllowed):
        task_actions.finish_task(by=world.actor("hatice"), **finish)
    task_actions.finish_task(by=world.actor("marieke"), **finish)

    assert task_of(world, family, "B01").state is TaskState.DONE


def test_the_housing_partner_sees_only_its_own_tasks(world, family):
    by = world.actor("marieke")
    actions.join_team(by=by, now=world.now, case=family, person=world.ids["ruben"], role=TeamRole.HOUSING_ASSOCIATION)
    work = worklist_queries.worklist(
        world.actor("ruben"), today=world.today, filters=WorkFilters(scope="all", show="later")
    )

    assert {row.key.template for row in work.page.rows} == {"C02", "E02"}
    assert all(row.title for row in work.page.rows)


@pytest.mark.parametrize(
    ("order", "key"), [("day", lambda row: (row.due_on, row.id)), ("case", lambda row: (row.case_code, row.due_on))]
)
def test_the_worklist_is_in_the_order_that_was_asked(world, family, order, key):
    by = world.actor("marieke")
    other = actions.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    actions.post_facts(by=by, now=world.now, case=other, source=TraitSource.HOUSEHOLD, said=FAMILY)
    landed = MilestoneRecord(MilestoneCode.LANDED, planned_on=world.today + timedelta(days=31))
    actions.record_milestones(by=by, now=world.now, case=other, records=[landed], source="dossier")

    filters = WorkFilters(show="later", order=order)
    rows = worklist_queries.worklist(by, today=world.today, filters=filters).page.rows

    assert list(rows) == sorted(rows, key=key)
    assert {row.case_code for row in rows} >= {family}


def test_the_number_of_queries_of_the_worklist_does_not_grow(world, family, django_assert_max_num_queries):
    actor = world.actor("marieke")
    work = {"today": world.today, "filters": WorkFilters(show="later")}
    with django_assert_max_num_queries(12):
        few = worklist_queries.worklist(actor, **work)
    for _ in range(3):
        other = actions.open_case(by=actor, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
        actions.post_facts(by=actor, now=world.now, case=other, source=TraitSource.HOUSEHOLD, said=FAMILY)
        actions.record_milestones(
            by=actor,
            now=world.now,
            case=other,
            records=[MilestoneRecord(MilestoneCode.LANDED, planned_on=world.today + timedelta(days=60))],
            source="dossier",
        )
    with django_assert_max_num_queries(12):
        many = worklist_queries.worklist(actor, **work)

    assert many.page.n_rows > few.page.n_rows


def test_work_that_was_done_before_is_finished_at_once_and_the_plan_is_worked_out_once(world, family):
    version = queries.plan_version(family)
    done = [row for row in rows(world, family) if row.is_open and row.due_on and not row.asks][:5]
    finished = [task_actions.Finished(row.id, world.today - timedelta(days=1)) for row in done]

    task_actions.finish_tasks(by=world.actor("marieke"), now=world.now, case=family, finished=finished)

    left = {row.id: row for row in rows(world, family)}
    assert {left[row.id].state for row in done} == {TaskState.DONE}
    assert queries.plan_version(family) <= version + 1


def test_of_work_finished_at_once_all_stands_or_none(world, family):
    first, asking = (
        next(row for row in rows(world, family) if row.is_open and bool(row.asks) is asks) for asks in (False, True)
    )
    finished = [task_actions.Finished(row.id, world.today) for row in (first, asking)]

    with pytest.raises(RuleBroken, match="milestone_date_needed"):
        task_actions.finish_tasks(by=system("test"), now=world.now, case=family, finished=finished)
    assert next(row for row in rows(world, family) if row.id == first.id).is_open


def test_only_who_gives_the_work_of_a_case_finishes_it_at_once(world, family):
    row = next(row for row in rows(world, family) if row.is_open and not row.asks)
    with pytest.raises(NotAllowed):
        task_actions.finish_tasks(
            by=world.actor("joris"),
            now=world.now,
            case=family,
            finished=[task_actions.Finished(row.id, world.today)],
        )
