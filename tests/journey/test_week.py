"""What stands under this week: the same on the worklist, on a case and in the rule, also at the end of the week."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from hervest.journey import outline_queries, worklist_queries
from hervest.journey.models import Task
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
    Task.rows.filter(pk=task).update(due_on=world.today + timedelta(days=days), kind=DeadlineKind.LEGAL)
    return task


@pytest.mark.parametrize("day", [MONDAY, 3, FRIDAY, SATURDAY, SUNDAY])
def test_list_and_case_group_the_work_as_the_rule_does(world, family, day):
    marieke, today = world.actor("marieke"), world.today + timedelta(days=day)
    everything = worklist_queries.plan_of(marieke, family, today=today)
    expected = {each: {r.id for r in everything if r.is_open and r.urgency is each} for each in Urgency}

    assert all(row.urgency is urgency(row.due_on, row.kind, today) for row in everything)
    for show, groups in worklist_queries.SHOWN.items():
        work = worklist_queries.worklist(marieke, today=today, filters=WorkFilters(show=show))
        for each in groups:
            assert getattr(work.counts, each.value) == len(expected[each])
            assert {row.id for row in work.of(each)} <= expected[each]
    of_case = {row.id for row in outline_queries.due_of(marieke, family, today=today)}
    assert of_case == set().union(*(expected[each] for each in DUE))


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
