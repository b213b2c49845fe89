"""What stands under this week: the same on the worklist, on a case and in the rule, also at the end of the week."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from hervest.journey import outline_queries, queries, worklist_queries
from hervest.journey.models import Task
from hervest.journey.queries import CaseFilters
from hervest.journey.vocabulary import DeadlineKind, Urgency
from hervest.journey.worklist_queries import WorkFilters
from hervest.journey.worklist_rules import urgency
from journey.test_actions import family, task_of
from people import NOW, let_in

__all__ = ["family"]

AT = 'id="g-this_week">', 'id="case-week">'
MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6
BOUND = WorkFilters(binding_only=True)
DUE = Urgency.CRITICAL_LATE, Urgency.LATE, Urgency.THIS_WEEK


def due_in(world, family, days):
    """The task as it is when its last day is so many days after the cast's Monday."""
    task = task_of(world, family, "B01").id
    due_on = world.today + timedelta(days=days)
    Task.rows.filter(pk=task).update(due_on=due_on, limit_on=due_on, kind=DeadlineKind.LEGAL)
    return task


def terms_of(world, family):
    """Tasks due before, on and after their terms, of every kind, and without either."""
    days, open_tasks = [None, -3, -1, 0, 2, 30], Task.rows.filter(case__code=family, is_open=True).order_by("pk")
    ways = [(due, limit, kind) for due in days for limit in days for kind in DeadlineKind]
    for task, (due, limit, kind) in zip(open_tasks, ways, strict=False):
        task.due_on, task.limit_on = (None if n is None else world.today + timedelta(days=n) for n in (due, limit))
        task.kind = kind
        task.save()


@pytest.mark.parametrize("day", [MONDAY, 3, FRIDAY, SATURDAY, SUNDAY])
@pytest.mark.parametrize("mixed", [False, True])
def test_list_and_case_group_the_work_as_the_rule_does(world, family, day, mixed):
    marieke, today = world.actor("marieke"), world.today + timedelta(days=day)
    if mixed:
        terms_of(world, family)
    everything = worklist_queries.plan_of(marieke, family, today=today)
    expected = {each: {r.id for r in everything if r.is_open and r.urgency is each} for each in Urgency}

    assert all(row.urgency is urgency(row.due_on, row.limit_on, row.kind, today) for row in everything)
    for show, groups in worklist_queries.SHOWN.items():
        work = worklist_queries.worklist(marieke, today=today, filters=WorkFilters(show=show))
        for each in groups:
            assert getattr(work.counts, each.value) == len(expected[each])
            assert {row.id for row in work.of(each)} <= expected[each]
    of_case = {row.id for row in outline_queries.due_of(marieke, family, today=today)}
    assert of_case == set().union(*(expected[each] for each in DUE))


def test_a_task_past_its_day_is_critically_late_only_once_its_term_has_passed(world, family):
    task = task_of(world, family, "B01").id
    Task.rows.filter(case__code=family).exclude(pk=task).update(state="not_needed")
    day = world.today - timedelta(days=1)

    def found(limit_on):
        Task.rows.filter(pk=task).update(due_on=day, limit_on=limit_on, kind=DeadlineKind.LEGAL)
        work = worklist_queries.worklist(world.actor("marieke"), today=world.today, filters=WorkFilters())
        cases = queries.case_list(world.actor("marieke"), CaseFilters(), today=world.today)
        (case,) = (row for row in cases.rows if row.ref.code == family)
        return work.counts.critical_late, work.counts.late, case.n_critical

    assert found(world.today) == (0, 1, 0)
    assert found(day) == (1, 0, 1)


def test_what_is_due_on_monday_is_seen_from_friday_on_and_what_is_due_on_wednesday_from_sunday(world, family):
    marieke, monday, wednesday = world.actor("marieke"), 7, 9

    def is_seen(task, day):
        today = world.today + timedelta(days=day)
        return task in {row.id for row in worklist_queries.worklist(marieke, today=today, filters=BOUND).page.rows}

    def first_seen(days):
        task = due_in(world, family, days)
        return next(day for day in range(days + 1) if is_seen(task, day))

    assert first_seen(monday) == FRIDAY
    assert first_seen(wednesday) == SUNDAY
    assert first_seen(SUNDAY) == MONDAY


@pytest.mark.parametrize(("days", "said"), [(MONDAY, "Deze week"), (FRIDAY, "Tot en met maandag 30 november 2026")])
def test_the_pages_say_until_which_day_the_work_reaches(client, world, family, days, said):
    due_in(world, family, days)
    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        let_in(client, world.person("marieke"), at=NOW + timedelta(days=days))
        pages = [client.get(reverse("this_week")), client.get(reverse("case", args=[family]))]

    headings = [page.content.decode().split(at, 1)[1].split(" <span", 1)[0] for page, at in zip(pages, AT, strict=True)]
    assert all(heading.endswith(said) for heading in headings), headings
