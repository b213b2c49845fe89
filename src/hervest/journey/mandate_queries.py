"""Who of a partner works on a case, and whether they have a mandate to read the household's money."""

from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import ACTIONS, Permission
from hervest.accounts.vocabulary import PersonId, Relation, Scope
from hervest.core.errors import NotFound
from hervest.core.marks import mark
from hervest.journey.models import TeamMember
from hervest.journey.queries import case_for, case_row
from hervest.journey.staffing_queries import Team, team_of_case
from hervest.journey.template_defaults import team_relations
from hervest.journey.vocabulary import TeamRole


@dataclass(frozen=True, slots=True)
class MandateRow:
    """Somebody who reads the money of the household only with a mandate. `until_on` None: they have none.

    `seat`: of several seats of theirs the one that lasts longest. `has_ended`: the last day has passed. `latest_on`:
    the last day a mandate can have, for their work ends then.
    """

    seat: int
    person: PersonId
    name: str
    organisation: str
    role: TeamRole
    latest_on: date
    until_on: date | None
    has_ended: bool
    why: str
    by: str
    at: datetime | None
    seen: str


def mandates_of(actor: Actor, code: str, *, today: date) -> tuple[MandateRow, ...]:
    """Who works on the case and could read its money by a mandate alone, for who gives one. Raises: NotFound."""
    case_for(actor, code, Permission.MONEY_EDIT, today=today)
    team = team_of_case(case_row(actor, code, today=today), today)
    seats = sorted((seat for seat in team.seats if needs_mandate(team, seat)), key=lambda seat: seat.until_on)
    last = {seat.person_id: seat for seat in seats}  # who sits there in several roles has one mandate
    return tuple(_row(seat, today) for seat in last.values())


def mandate_of(actor: Actor, code: str, seat: int, *, today: date) -> MandateRow:
    """One of them. Raises: NotFound."""
    found = next((row for row in mandates_of(actor, code, today=today) if row.seat == seat), None)
    if found is None:
        raise NotFound("no_such_team_member")
    return found


def needs_mandate(team: Team, seat: TeamMember) -> bool:
    """Whether who sits there works on the case, and reads its money with a mandate and without none.

    Source: access.md, scope `team_if_mandated`.
    """
    roles = team.roles.get(seat.person_id, frozenset())
    works = team_relations()[TeamRole(seat.role)] is Relation.TEAM and team.takes(seat)
    by_mandate = any(ACTIONS[Permission.MONEY_READ][role] is Scope.TEAM_IF_MANDATED for role in roles)
    return works and by_mandate and not policy.gives(roles, Permission.MONEY_READ, {Relation.TEAM})


def mandate_mark(seat: TeamMember) -> str:
    """How a mandate stood when somebody looked at it (`core.marks`)."""
    return mark((seat.mandate_until, seat.mandate_why))


def _row(seat: TeamMember, today: date) -> MandateRow:
    return MandateRow(
        seat=seat.pk,
        person=PersonId(seat.person_id),
        name=seat.person.name,
        organisation=seat.organisation.name if seat.organisation else "",
        role=TeamRole(seat.role),
        latest_on=seat.until_on,
        until_on=seat.mandate_until,
        has_ended=seat.mandate_until is not None and seat.mandate_until < today,
        why=seat.mandate_why,
        by=seat.mandate_by.name if seat.mandate_by else "",
        at=seat.mandate_at,
        seen=mandate_mark(seat),
    )
