"""Days of milestones for many cases at once, for rooms that decide over lists."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from hervest.accounts.actor import Actor
from hervest.core.vocabulary import Route
from hervest.journey.known_queries import case_rows, milestone_rows
from hervest.journey.milestone_rules import MilestoneRecord, Milestones
from hervest.journey.models import Case, Milestone
from hervest.journey.plan_queries import milestones_of_facts
from hervest.journey.task_rules import CaseFacts
from hervest.journey.vocabulary import CaseKind, MilestoneCode


def household_milestones(codes: Iterable[str], *, today: date) -> Mapping[str, Milestones]:
    """The day of every milestone of the household, by case code: always 2 queries. For deciding, never for showing.

    Births, which are kept with the facts, are not among them.
    """
    cases = {row.pk: row for row in Case.rows.filter(code__in=set(codes))}
    return milestones_of_rows(cases, Milestone.rows.filter(case__in=list(cases), member_no=0), today=today)


def milestones_known(actor: Actor, cases: Collection[int], *, today: date) -> Mapping[str, Milestones]:
    """The same for a page, of these cases by their keys: of each no more than once in a request. At most 2 queries."""
    return milestones_of_rows(case_rows(actor, cases, today=today), milestone_rows(actor, cases), today=today)


def milestones_of_rows(
    cases: Mapping[int, Case], rows: Iterable[Milestone], *, today: date
) -> Mapping[str, Milestones]:
    """The same of rows that are there already, for this room's queries; what is one person's is left out."""
    recorded: dict[int, list[MilestoneRecord]] = {pk: [] for pk in cases}
    for row in rows:
        if not row.member_no:
            recorded[row.case_id].append(MilestoneRecord(MilestoneCode(row.code), None, row.planned_on, row.actual_on))
    return {
        row.code or "": milestones_of_facts(
            CaseFacts(CaseKind(row.kind), Route(row.route) if row.route else None, recorded=tuple(recorded[pk])),
            today=today,
        )
        for pk, row in cases.items()
    }
