"""How much of a case goes along when its household moves, and how far the household had come: numbers and a word."""

from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core.vocabulary import MemberNo
from hervest.journey.carry_rules import carried_milestones, carried_tasks
from hervest.journey.carry_vocabulary import GoingOn
from hervest.journey.models import Case, Milestone
from hervest.journey.plan_queries import case_facts, milestones_of_facts, planned_tasks
from hervest.journey.queries import case_for
from hervest.journey.template_defaults import ties
from hervest.journey.vocabulary import MilestoneCode

IN_THE_COUNTRY = (MilestoneCode.LANDED, MilestoneCode.ARRIVED)


@dataclass(frozen=True, slots=True)
class GoesAlong:
    """How many milestones and finished tasks another municipality would begin with."""

    n_milestones: int
    n_tasks: int


def goes_along(actor: Actor, code: str, *, today: date) -> GoesAlong:
    """What of the plan another municipality would begin with, as numbers. Raises: NotFound."""
    case = case_for(actor, code, Permission.CASE_TRANSFER, today=today)
    row = Case.rows.get(pk=case.id)
    facts = case_facts(row, today=today)
    people = {MemberNo(no): MemberNo(no) for no in facts.members}
    dates = milestones_of_facts(facts, today=today)
    return GoesAlong(
        len(carried_milestones(ties(), facts.recorded, dates, people, GoingOn.ELSEWHERE)),
        len(carried_tasks(ties(), planned_tasks(row), people, GoingOn.ELSEWHERE)),
    )


def is_in_the_country(code: str) -> bool:
    """Whether the household has landed, or arrived in a municipality: for deciding."""
    return Milestone.rows.filter(case__code=code, code__in=IN_THE_COUNTRY, actual_on__isnull=False).exists()
