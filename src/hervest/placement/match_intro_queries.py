"""The introduction of a household and a group: what is planned, and who of the household can join."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.placement.match_models import Introduction
from hervest.placement.match_state_vocabulary import IntroPlace, IntroPlan

NOT_PLANNED = 0
"""The version of an introduction that nobody planned yet."""


@dataclass(frozen=True, slots=True)
class IntroShown:
    """An introduction as somebody reads it. `version`: which of its plans; `planner`: whom to ask about it."""

    plan: IntroPlan
    version: int
    planner: str
    joining: tuple[str, ...]

    def is_to_come(self, today: date) -> bool:
        """Its day is after today."""
        return self.plan.meets_on > today


def introduction_of(proposal: int, *, called: Mapping[MemberNo, str]) -> IntroShown | None:
    """What is planned now; of who joins those whom `called` gives a name. None: nothing is. 1 query."""
    row = Introduction.rows.filter(proposal=proposal).select_related("by").order_by("-pk").first()
    if row is None:
        return None
    plan = as_plan(row)
    joining = tuple(called[no] for no in sorted(plan.joins) if no in called)
    return IntroShown(plan=plan, version=row.pk, planner=row.by.name, joining=joining)


def plan_of(proposal: int) -> IntroPlan | None:
    """What is planned now, for deciding. 1 query."""
    row = Introduction.rows.filter(proposal=proposal).order_by("-pk").first()
    return as_plan(row) if row else None


def as_plan(row: Introduction) -> IntroPlan:
    """A row as the rules see it."""
    return IntroPlan(
        meets_on=row.meets_on,
        meets_at=row.meets_at,
        place=IntroPlace(row.place),
        directions=row.directions,
        language=row.language,
        interpreting=Interpreting(row.interpreting),
        joins=frozenset(MemberNo(no) for no in row.joins),
    )
