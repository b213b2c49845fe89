"""Work of one phase as another room decides over it: how far each row of the plan is, for each person."""

from collections.abc import Iterable
from dataclasses import dataclass

from hervest.core.vocabulary import MemberNo
from hervest.journey.models import Task
from hervest.journey.vocabulary import CLOSED_STATES, TaskState


@dataclass(frozen=True, slots=True)
class RowWork:
    """One task of a row of the plan: whose it is about, None for the household, and how far it is."""

    id: int
    row: str
    member: MemberNo | None
    state: TaskState

    @property
    def is_open(self) -> bool:
        """Whether it asks something of somebody."""
        return self.state not in CLOSED_STATES


def work_of_rows(case: int, rows: Iterable[str]) -> tuple[RowWork, ...]:
    """Every task of these rows in the case, by row and person: for deciding, and for who may read all of the case."""
    found = Task.rows.filter(case=case, template__in=set(rows), earlier_group=0).order_by("template", "member_no", "pk")
    return tuple(
        RowWork(row.pk, row.template, MemberNo(row.member_no) if row.member_no else None, TaskState(row.state))
        for row in found
    )


def stand_as_made(case: int, tasks: Iterable[int]) -> frozenset[int]:
    """Which of these added tasks nobody touched: to do, and nobody's in particular."""
    found = Task.rows.filter(case=case, pk__in=set(tasks), template="", state=TaskState.TO_DO, assigned_to__isnull=True)
    return frozenset(row.pk for row in found if not row.reason)
