"""Giving somebody of a partner a mandate to read the household's money, and ending it."""

from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.mandate_queries import mandate_mark, needs_mandate
from hervest.journey.models import TeamMember
from hervest.journey.staffing_queries import team_of_case


@action(Permission.MONEY_EDIT, on=case_subject)
def give_mandate(*, by: Actor, now: datetime, case: str, seat: int, until_on: date, why: str, seen: str) -> None:
    """Who sits there reads the money of the household up to and including `until_on`, and as long as they sit there.

    That holds in every role in which they work on the case.
    Raises: NotFound for a seat that none is given to; RuleBroken without a reason, or for a day that has passed or
    lies behind the end of their work; Conflict if it stood otherwise than it was `seen`.
    """
    seats, today = _seats(case, seat, now), clock.day_of(now)
    found = seats[0]
    if seen != mandate_mark(found):
        raise Conflict("mandate_changed_meanwhile")
    if not why.strip():
        raise RuleBroken("reason_needed", field="why")
    if until_on < today:
        raise RuleBroken("day_has_passed", field="until_on")
    if until_on > found.until_on:
        raise RuleBroken("mandate_beyond_work", field="until_on", last=found.until_on)
    for one in seats:
        _keep(one, by, now, min(until_on, one.until_on), why.strip())
    note("mandate.given", case_code=case, municipality=found.case.municipality_id, person=found.person_id, on=until_on)


@action(Permission.MONEY_EDIT, on=case_subject)
def end_mandate(*, by: Actor, now: datetime, case: str, seat: int) -> None:
    """From the next click on who sits there reads nothing of the money any more. Raises: NotFound."""
    seats = _seats(case, seat, now)
    found = seats[0]
    if found.mandate_until is None:
        return
    for one in seats:
        _keep(one, None, None, None, "")
    note("mandate.ended", case_code=case, municipality=found.case.municipality_id, person=found.person_id)


def _seats(case: str, seat: int, now: datetime) -> list[TeamMember]:
    """The seat, and then every other one of the same person, their case held.

    Raises: NotFound for one that no mandate is given to.
    """
    team = team_of_case(locked_case(case), clock.day_of(now))
    fitting = [row for row in team.seats if needs_mandate(team, row)]
    found = next((row for row in fitting if row.pk == seat), None)
    if found is None:
        raise NotFound("no_such_team_member")
    return [found, *(row for row in fitting if row.person_id == found.person_id and row.pk != seat)]


def _keep(found: TeamMember, by: Actor | None, at: datetime | None, until_on: date | None, why: str) -> None:
    found.mandate_until, found.mandate_why = until_on, why
    found.mandate_at, found.mandate_by_id = at, by.person if by else None
    found.save(update_fields=["mandate_until", "mandate_why", "mandate_at", "mandate_by"])
