"""The appointments for which somebody is let in as interpreter: which days, and with whom of which household."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Relation
from hervest.core.vocabulary import MemberNo
from hervest.journey.models import TeamMember
from hervest.journey.settings import journey_settings
from hervest.journey.staffing_queries import active_team, my_teams, relation_now
from hervest.journey.team_rules import appointment_on, appointment_window
from hervest.journey.template_defaults import team_relations
from hervest.journey.vocabulary import TeamRole


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment: where, with which people of the household, and the days on which its interpreter sees it.

    `days`: of the appointments themselves; empty where some seat was given for other days than those around one.
    """

    code: str
    municipality: str
    members: frozenset[MemberNo]
    from_on: date
    until_on: date
    days: tuple[date, ...]


def bookings(actor: Actor, *, today: date) -> tuple[Booking, ...]:
    """Every appointment for which the actor is let in today, that which ends first before the others. 2 queries, once.

    Source: access.md, scope `booking`: from a day before until a day after.
    """
    return actor.asked.once(("bookings", today), lambda: _bookings(actor, today))


def booked_in(actor: Actor, codes: Iterable[str], *, today: date) -> Mapping[str, Booking]:
    """Those of `codes` for which the actor is booked as interpreter."""
    wanted = set(codes)
    return {row.code: row for row in bookings(actor, today=today) if row.code in wanted}


def _bookings(actor: Actor, today: date) -> tuple[Booking, ...]:
    mine, places = my_teams(actor, today), policy.reach(actor, Permission.CASE_LIST).within(Relation.BOOKING)
    cases = mine.having(Relation.BOOKING)
    if not cases or actor.person is None:
        return ()
    seats: dict[int, list[TeamMember]] = {}
    rows = active_team(today).filter(person_id=actor.person, case__in=cases, case__municipality__in=places)
    for seat in rows.select_related("case"):
        if relation_now(seat, today) is Relation.BOOKING:
            seats.setdefault(seat.case_id, []).append(seat)
    found = (_booking(rows_of, mine.at(case).about) for case, rows_of in seats.items())
    return tuple(sorted(found, key=lambda row: (row.until_on, row.from_on, row.code)))


def _booking(seats: list[TeamMember], members: frozenset[MemberNo]) -> Booking:
    case = seats[0].case
    days = {day_booked(seat) for seat in seats}
    return Booking(
        code=case.code or "",
        municipality=case.municipality_id,
        members=members,
        from_on=min(seat.from_on for seat in seats),
        until_on=max(seat.until_on for seat in seats),
        days=() if None in days else tuple(sorted(day for day in days if day is not None)),
    )


def day_booked(seat: TeamMember) -> date | None:
    """The day of the appointment for which somebody was let in; None for any other seat, and for other days."""
    if team_relations()[TeamRole(seat.role)] is not Relation.BOOKING:
        return None
    known = journey_settings()
    return appointment_on(seat.from_on, seat.until_on, before=known.before_booking, after=known.after_booking)


def days_around(on: date) -> tuple[date, date]:
    """The first and last day on which an interpreter sees the appointment of that day."""
    known = journey_settings()
    return appointment_window(on, before=known.before_booking, after=known.after_booking)
