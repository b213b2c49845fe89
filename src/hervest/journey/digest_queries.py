"""What a week holds for somebody, in numbers: for the mail at its beginning, which says no more than that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from hervest.accounts.actor import Actor
from hervest.accounts.queries import actors_of
from hervest.accounts.vocabulary import PersonId
from hervest.journey.late_queries import critically_late
from hervest.journey.models import Task
from hervest.journey.staffing_queries import active_team, my_teams
from hervest.journey.told_queries import given_to, visible
from hervest.journey.worklist_rules import week_until


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """How many tasks of somebody are due this week in one municipality, late ones among them, and of how many cases."""

    due: int
    late: int
    cases: int


def people_with_work(*, today: date) -> tuple[Actor, ...]:
    """Everybody who may log in and has a seat in an open case today, or open work by name; each as an actor."""
    seated = active_team(today).filter(case__closed_on__isnull=True).values_list("person_id", flat=True)
    named = Task.rows.filter(assigned_to__isnull=False, is_open=True).values_list("assigned_to_id", flat=True)
    return actors_of([PersonId(person) for person in sorted({*seated, *named})], today=today)


def week_of(actor: Actor, *, today: date) -> Mapping[str, WeekCounts]:
    """By municipality, what of the actor's own work is late or due by the last day of this week; none that has none."""
    mine = my_teams(actor, today)
    tasks = Task.rows.filter(visible(actor, mine), given_to(actor.person or 0, mine), is_open=True)
    late = Q(due_on__lt=today) | critically_late(today)
    due = tasks.filter(Q(due_on__lte=week_until(today)) | late).values("municipality").order_by("municipality")
    found = due.annotate(n_due=Count("pk"), n_late=Count("pk", filter=late), n_cases=Count("case", distinct=True))
    return {row["municipality"]: WeekCounts(row["n_due"], row["n_late"], row["n_cases"]) for row in found}
