"""Open tasks are found by their own indexes, on both databases, however many closed ones there are."""

from datetime import timedelta

from django.db import connection

from hervest.journey.models import Task
from journey.test_actions import family

__all__ = ["family"]


def plan_of_query(rows) -> str:
    """What the database says it will do; PostgreSQL is asked what it would do with many rows."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.explain()


def test_the_open_tasks_of_somebody_are_read_from_their_index(world, family):
    mine = Task.rows.filter(is_open=True, assigned_to_id=world.ids["marieke"])
    everybodys = Task.rows.filter(assigned_to_id=world.ids["marieke"])

    assert "open_tasks_of_person" in plan_of_query(mine)
    assert "open_tasks_of_person" not in plan_of_query(everybodys)


def test_the_late_tasks_are_read_in_the_order_of_their_index(world, family):
    late = Task.rows.filter(is_open=True, municipality="GM9001", due_on__lt=world.today + timedelta(days=2)).order_by(
        "due_on", "pk"
    )

    assert "open_tasks_by_day" in plan_of_query(late[:25])


def test_a_task_is_open_until_it_is_done_or_not_needed(family):
    of_case = Task.rows.filter(case__code=family)
    assert of_case.filter(is_open=True).count() == of_case.count() > 0

    first, second = of_case.order_by("pk")[:2]
    Task.rows.filter(pk=first.pk).update(state="done", done_at="2026-03-02T10:00:00Z")
    Task.rows.filter(pk=second.pk).update(state="not_needed")

    assert set(of_case.filter(is_open=False)) == {first, second}
