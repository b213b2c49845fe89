"""Seats of a sponsor group in a case team: what the match gives and takes, and nothing else does.

No actions of their own: each runs within an action that the policy was asked about, which has locked the case.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from hervest.accounts.vocabulary import OrganisationId, PersonId
from hervest.core import clock
from hervest.core.errors import Conflict
from hervest.journey import plan_actions
from hervest.journey.actions import end_seat
from hervest.journey.models import Case, Task, TeamMember
from hervest.journey.running_actions import lock_cases
from hervest.journey.settings import journey_settings
from hervest.journey.staffing_queries import active_team
from hervest.journey.vocabulary import Disclosure, DoerRole, TeamRole

SEATED = (TeamRole.SPONSOR, TeamRole.SPONSOR_COORDINATOR)


@dataclass(frozen=True, slots=True)
class SponsorSeat:
    """Somebody of a sponsor group, or who coordinates it, and the last day on which they may learn of the household.

    None: as long as anybody may sit in a team.
    """

    person: PersonId
    organisation: OrganisationId | None
    role: TeamRole
    until_on: date | None


def seat_group(case: int, seats: Iterable[SponsorSeat], level: Disclosure, *, now: datetime) -> None:
    """These people, and no others of a group, are told at this level from the next click on.

    Who is in no seat any more is out of the team; a coordinator stays in it with what they do, and is told nothing.
    """
    today, kept, row = clock.day_of(now), set[int](), Case.rows.get(pk=case)
    wanted = list(seats) if level is not Disclosure.NOTHING else []
    for seat in wanted:
        kept.add(_seated(row, seat, level, today))
    ended = TeamMember.rows.filter(case=row, role=TeamRole.SPONSOR, until_on__lt=today)
    lapsed, left = set(ended.values_list("person_id", flat=True)), set[int]()
    for member in _sitting(today).filter(case=row).exclude(pk__in=kept):
        _leave(member, today)
        left.add(member.person_id)
    _give_back(row, left, today, lapsed=lapsed - {seat.person for seat in wanted})
    plan_actions.replan_at_the_end(row, now)


def lock_seats(people: Iterable[PersonId], *, now: datetime) -> frozenset[int]:
    """The cases in whose teams these people sit for a sponsor group, held until the commit: before any group is."""
    seats = _sitting(clock.day_of(now)).filter(person_id__in=set(people), role=TeamRole.SPONSOR)
    found = dict(seats.values_list("case__code", "case_id"))
    lock_cases(code for code in found if code)
    return frozenset(found.values())


def leave_seats(person: PersonId, *, held: frozenset[int], now: datetime) -> tuple[str, ...]:
    """The person sits in no team for a sponsor group any more; the cases that they left.

    Raises: Conflict if they were seated in a case that is not `held` (`lock_seats`).
    """
    today, left = clock.day_of(now), list[str]()
    for member in _sitting(today).filter(person_id=person, role=TeamRole.SPONSOR).select_related("case"):
        if member.case_id not in held:
            raise Conflict("seated_meanwhile")
        _leave(member, today)
        _give_back(member.case, {person}, today)
        plan_actions.replan_at_the_end(member.case, now)
        left.append(member.case.code or "")
    return tuple(left)


def _sitting(today: date) -> QuerySet[TeamMember]:
    return TeamMember.rows.filter(role__in=SEATED, until_on__gte=today)


def _seated(row: Case, seat: SponsorSeat, level: Disclosure, today: date) -> int:
    member = _sitting(today).filter(case=row, person_id=seat.person, role=seat.role).first()
    if member is None:
        member = TeamMember(
            case=row, person_id=seat.person, role=seat.role, organisation_id=seat.organisation, from_on=today
        )
    member.disclosure = level
    until = seat.until_on or today + journey_settings().longest_in_team
    member.until_on = until if seat.role is TeamRole.SPONSOR else max(until, member.until_on or today)
    member.save()
    return member.pk


def _leave(member: TeamMember, today: date) -> None:
    if member.role == TeamRole.SPONSOR_COORDINATOR:
        member.disclosure = Disclosure.NOTHING
        member.save(update_fields=["disclosure"])
    else:
        end_seat(member, today)


def _give_back(row: Case, left: set[int], today: date, *, lapsed: Collection[int] = ()) -> None:
    """What who left a group's seat had by name is its role's again; who sits elsewhere too keeps other work.

    Of whose seat `lapsed` some day only the work of groups: what they were given since is theirs.
    """
    sits = active_team(today).filter(case=row).exclude(role=TeamRole.SPONSOR).values("person")
    of_group = Q(assigned_to__in=left.union(lapsed), doer=DoerRole.SPONSOR)
    alone = Q(assigned_to__in=left) & ~Q(assigned_to__in=sits)
    Task.rows.filter(of_group | alone, case=row, is_open=True).update(assigned_to=None)
