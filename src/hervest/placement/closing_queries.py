"""What closing a case would do, its home included."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.households.queries import names
from hervest.housing.queries import UnitFacts, unit_by_id
from hervest.journey.closing_queries import BeforeClosing, before_closing, frees_home
from hervest.journey.vocabulary import ClosingReason
from hervest.placement.models import Placement


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """The plan as closing would leave it, and the home that was decided, if one was."""

    before: BeforeClosing
    home: UnitFacts | None
    from_on: date | None
    people: Mapping[str, str]

    @property
    def freeing(self) -> frozenset[ClosingReason]:
        """The reasons with which the home becomes free."""
        return frozenset(reason for reason in self.before.reasons if self.home and frees_home(reason))


def closing_page(actor: Actor, code: str, *, today: date) -> ClosingPage:
    """What closing the case would do. Raises: NotFound."""
    before = before_closing(actor, code, today=today)
    row = Placement.rows.filter(case_id=before.case.id, is_active=True).first()
    return ClosingPage(
        before=before,
        home=unit_by_id(row.unit_id) if row else None,
        from_on=row.from_on if row else None,
        people=names(actor, [code], today=today).people,
    )
