"""Who is out of a group, or not admitted, leaves the teams in which they sit for it.

No actions of their own: each runs within an action that the policy was asked about. The cases are held first, then the
groups, then the sponsor: whoever moves a match holds case and group in that order too, and seats nobody meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime

from hervest.accounts.action import note
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.journey.seat_actions import leave_seats, lock_seats
from hervest.sponsorship.models import Sponsor, SponsorGroup, SponsorMembership
from hervest.sponsorship.queries import in_force, lock_groups, sponsor_row
from hervest.sponsorship.vocabulary import GroupId


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """A group, and the cases in whose teams its people sit, all held until the commit."""

    row: SponsorGroup
    cases: frozenset[int]


@dataclass(frozen=True, slots=True)
class HeldSponsor:
    """A sponsor with their groups, and the cases in whose teams they sit, all held until the commit."""

    row: Sponsor
    cases: frozenset[int]


def hold_group(group: GroupId, *, now: datetime) -> HeldGroup:
    """The group, held after the cases of its people. Raises: NotFound."""
    people = SponsorMembership.rows.filter(in_force(clock.day_of(now)), group=group, sponsor__person__isnull=False)
    cases = lock_seats(map(PersonId, people.values_list("sponsor__person", flat=True)), now=now)
    row = SponsorGroup.rows.select_for_update(no_key=True, of=("self",)).filter(pk=group).first()
    if row is None:
        raise NotFound("no_such_group")
    return HeldGroup(row, cases)


def hold_sponsor(sponsor: int, *, now: datetime) -> HeldSponsor:
    """The sponsor, held after the cases in which they sit and after their groups. Raises: NotFound."""
    person = sponsor_row(sponsor).person_id
    cases = lock_seats([PersonId(person)] if person else [], now=now)
    mine = SponsorMembership.rows.filter(in_force(clock.day_of(now)), sponsor=sponsor)
    lock_groups(map(GroupId, mine.values_list("group", flat=True)))
    return HeldSponsor(Sponsor.rows.select_for_update(no_key=True, of=("self",)).get(pk=sponsor), cases)


def unseat_members(held: HeldGroup, *, now: datetime) -> None:
    """Everybody who is in the group leaves the teams in which they sit for a sponsor group. Raises: Conflict."""
    people = SponsorMembership.rows.filter(in_force(clock.day_of(now)), group=held.row, sponsor__person__isnull=False)
    for sponsor in Sponsor.rows.filter(pk__in=people.values("sponsor")).order_by("pk"):
        _leave(sponsor, held.row.programme.municipality_id, held.cases, now)


def unseat(held: HeldSponsor, *, now: datetime, is_out: bool) -> None:
    """Who left a group, is not admitted, or logs in as somebody else learns nothing of a household from now on.

    A seat does not say of which group it is: who is in another group too sits there again with the next day or act.
    Raises: Conflict.
    """
    if is_out and held.row.person_id:
        _leave(held.row, held.row.programme.municipality_id, held.cases, now)


def _leave(sponsor: Sponsor, municipality: str, cases: frozenset[int], now: datetime) -> None:
    assert sponsor.person_id is not None  # both callers asked
    for case in leave_seats(PersonId(sponsor.person_id), held=cases, now=now):
        note("match.seat_left", case_code=case, municipality=municipality, sponsor=sponsor.pk)
