"""A case's plan in outline: how far each phase is, and the work that is due now, without loading the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.journey.late_queries import critically_late
from hervest.journey.queries import case_for
from hervest.journey.told_queries import visible_tasks
from hervest.journey.vocabulary import CLOSED_STATES, Phase, TaskState, Urgency
from hervest.journey.work_row_queries import WorkRow, work_rows
from hervest.journey.worklist_rules import week_until


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """How far one phase of a case is."""

    phase: Phase
    n_tasks: int
    n_closed: int
    n_skipped: int
    first_on: date | None
    last_on: date | None

    @property
    def is_done(self) -> bool:
        """Whether nothing in it asks for anything."""
        return self.n_closed == self.n_tasks

    @property
    def percent(self) -> int:
        """How much of it is closed, for the width of a bar."""
        return 100 * self.n_closed // self.n_tasks if self.n_tasks else 0


def phase_rows(actor: Actor, code: str, *, today: date) -> tuple[PhaseRow, ...]:
    """The phases of the plan in order, as far as the actor may see its tasks: 1 query. Raises: NotFound."""
    case_for(actor, code, Permission.CASE_READ, today=today)
    counted = (
        visible_tasks(actor, today)
        .filter(case__code=code)
        .order_by()
        .values("phase")
        .annotate(
            n_tasks=Count("pk"),
            n_closed=Count("pk", filter=Q(state__in=CLOSED_STATES)),
            n_skipped=Count("pk", filter=Q(state=TaskState.NOT_NEEDED)),
            first_on=Min("due_on"),
            last_on=Max("due_on"),
        )
    )
    found = {row["phase"]: row for row in counted}
    return tuple(_phase_row(phase, found[phase]) for phase in Phase if phase in found)


def _phase_row(phase: Phase, row: Mapping[str, Any]) -> PhaseRow:
    return PhaseRow(phase, row["n_tasks"], row["n_closed"], row["n_skipped"], row["first_on"], row["last_on"])


def due_of(actor: Actor, code: str, *, today: date) -> tuple[WorkRow, ...]:
    """The open tasks of the case, late or due by `worklist_rules.week_until`, gravest first. Raises: NotFound."""
    case_for(actor, code, Permission.CASE_READ, today=today)
    is_due = Q(due_on__lte=week_until(today)) | critically_late(today)
    tasks = visible_tasks(actor, today).filter(is_due, case__code=code, is_open=True)
    rows = work_rows(actor, list(tasks.order_by("due_on", "pk").select_related("case", "assigned_to")), today)
    order = list(Urgency)
    return tuple(sorted(rows, key=lambda row: (order.index(row.urgency), row.due_on or today)))
