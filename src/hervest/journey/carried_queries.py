"""Who carries which households of a municipality, and what of their plan other rooms settle: for deciding."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.vocabulary import PersonId
from hervest.journey.models import Case, Task
from hervest.journey.plan_queries import key_of
from hervest.journey.staffing_queries import teams_of_cases
from hervest.journey.vocabulary import CLOSED_STATES, CaseKind, TaskKey, TaskState, TeamRole
from hervest.journey.worklist_rules import may_become


@dataclass(frozen=True, slots=True)
class Carried:
    """An open household, who sits in its team in which role, and when it arrives."""

    id: int
    code: str
    arrives_on: date | None
    has_arrived: bool
    seats: Mapping[TeamRole, frozenset[PersonId]]


def households_carried(municipality: str, *, today: date) -> tuple[Carried, ...]:
    """Every open household of the municipality, by code. 3 queries.

    Whoever does not do any more what their seat asks carries nothing.
    """
    rows = Case.rows.filter(municipality=municipality, kind=CaseKind.HOUSEHOLD, closed_on=None).order_by("pk")
    cases = {row.pk: row for row in rows}
    teams = teams_of_cases(cases, today)
    found = []
    for pk, row in cases.items():
        seats: dict[TeamRole, set[PersonId]] = {}
        for seat in teams[pk].seats:
            if teams[pk].takes(seat):
                seats.setdefault(TeamRole(seat.role), set()).add(PersonId(seat.person_id))
        sitting = {role: frozenset(people) for role, people in seats.items()}
        found.append(Carried(pk, row.code or "", row.arrives_on, row.has_arrived, sitting))
    return tuple(found)


def tasks_finished_at(
    case: int, templates: Collection[str], *, person: PersonId, at: datetime
) -> Mapping[TaskKey, int]:
    """The tasks of these rows of the plan that the person finished at that instant and that are done still. 1 query."""
    rows = Task.rows.filter(case=case, template__in=set(templates), state=TaskState.DONE)
    return {key_of(row): row.pk for row in rows.filter(done_by=person, done_at=at)}


def open_tasks_of(case: int, templates: Collection[str]) -> Mapping[TaskKey, int]:
    """The tasks of these rows of the plan that can be finished now, by key. 1 query."""
    rows = Task.rows.filter(case=case, template__in=set(templates)).exclude(state__in=CLOSED_STATES)
    return {key_of(row): row.pk for row in rows if may_become(TaskState(row.state), TaskState.DONE)}
