"""What is said of who sits in the team of a case: who their deputy is, and what they do for the household."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import Colleague, colleagues, roles_there
from hervest.accounts.vocabulary import PersonId, Role
from hervest.core.errors import NotFound
from hervest.core.marks import mark
from hervest.journey.models import TeamMember
from hervest.journey.queries import TeamRow, case_for, case_row, team_row
from hervest.journey.staffing_queries import active_team, team_shown
from hervest.journey.team_rules import can_be_deputy
from hervest.journey.template_defaults import team_roles
from hervest.journey.vocabulary import TeamRole


@dataclass(frozen=True, slots=True)
class SeatSaid:
    """What is said of a seat. `deputy_sits_in`: the deputy is in the team as well, and so sees the case.

    `deputy_has_left`: they may no longer do what the seat asks.
    """

    deputy: str
    deputy_has_left: bool
    deputy_sits_in: bool
    offers: str


@dataclass(frozen=True, slots=True)
class SeatToSay:
    """A seat of which something may be said; `can_be_deputy`: the colleagues who may do what it asks."""

    row: TeamRow
    deputy: PersonId | None
    offers: str
    seen: str
    can_be_deputy: tuple[Colleague, ...]


def seats_said(actor: Actor, code: str, *, today: date) -> Mapping[int, SeatSaid]:
    """What is said of each seat but those of the household's own, for who works on the case; else nothing.

    Raises: NotFound.
    """
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    if not case.is_inner:
        return {}
    team = team_shown(actor, case_row(actor, code, today=today), today)
    inside = {seat.person_id for seat in team.seats if team.takes(seat)}
    rows = TeamMember.rows.filter(pk__in=[seat.pk for seat in team.seats], member_no=0).select_related("deputy")
    said = list(rows)
    roles = roles_there({row.deputy_id for row in said if row.deputy_id}, {case.municipality}, today=today)
    return {
        row.pk: SeatSaid(
            deputy=row.deputy.name if row.deputy else "",
            deputy_has_left=not can_be_deputy(
                team_roles(), TeamRole(row.role), roles.get((row.deputy_id or 0, case.municipality), frozenset())
            ),
            deputy_sits_in=row.deputy_id in inside,
            offers=row.offers,
        )
        for row in said
    }


def seat_to_say(actor: Actor, code: str, member: int, *, today: date) -> SeatToSay:
    """The seat, for who forms the team. Raises: NotFound, also for that of somebody of the household."""
    case = case_for(actor, code, Permission.TEAM_MANAGE, today=today)
    rows = active_team(today).filter(case_id=case.id, member_no=0).select_related("person", "organisation", "deputy")
    row = rows.filter(pk=member).first()
    if row is None:
        raise NotFound("no_such_team_member")
    role, found = TeamRole(row.role), colleagues(actor, case.municipality, today=today)
    others = (one for one in found if one.id != row.person_id)
    fit = tuple(one for one in others if can_be_deputy(team_roles(), role, map(Role, one.roles)))
    stands = () if row.deputy is None or row.deputy_id in {one.id for one in fit} else (_as_colleague(row),)
    deputy = PersonId(row.deputy_id) if row.deputy_id else None
    return SeatToSay(team_row(row), deputy, row.offers, seat_mark(row), (*fit, *stands))


def _as_colleague(row: TeamMember) -> Colleague:
    """Who stands as deputy and could not be chosen any more."""
    assert row.deputy is not None
    return Colleague(PersonId(row.deputy.pk), row.deputy.name, "", ())


def seat_mark(row: TeamMember) -> str:
    """How a seat stood when somebody looked at what is said of it (`core.marks`)."""
    return mark((row.deputy_id, row.offers))
