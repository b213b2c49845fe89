"""Whose screening waits to be looked at, for who screens for their programme."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core.paging import Page, window
from hervest.sponsorship import rules
from hervest.sponsorship.facts_queries import screenings_of
from hervest.sponsorship.models import SponsorMembership
from hervest.sponsorship.queries import in_force, programmes_for
from hervest.sponsorship.settings import sponsorship_settings
from hervest.sponsorship.vocabulary import GroupId, ScreeningFacts, ScreeningWait, WaitingFor


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A sponsor of whose screening something waits, and the groups they are in today."""

    sponsor: int
    name: str
    groups: tuple[tuple[GroupId, str], ...]
    programme: str
    municipality: str
    waits: tuple[ScreeningWait, ...]


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """One page of them; `counts`: how many there are in each part of the list. `notice_days`: when an end is near."""

    page: Page[WaitingRow]
    counts: tuple[tuple[WaitingFor, int], ...]
    notice_days: int


@dataclass(frozen=True, slots=True)
class _Screened:
    sponsor: int
    name: str
    groups: tuple[tuple[GroupId, str], ...]
    programme: str
    municipality: str
    screenings: tuple[ScreeningFacts, ...]


def waiting_page(actor: Actor, only: WaitingFor, *, today: date, number: int = 1) -> WaitingPage:
    """One page of who waits in the programmes for which the actor screens, the most pressing first."""
    people = _screened(actor, today)
    lists = {word: _waiting(people, word, today) for word in WaitingFor}
    rows = lists[only]
    return WaitingPage(
        page=Page(rows=rows[window(number)], number=number, n_rows=len(rows)),
        counts=tuple((word, len(found)) for word, found in lists.items()),
        notice_days=sponsorship_settings().demands.notice_days,
    )


def first_waiting(actor: Actor, *, today: date) -> WaitingRow | None:
    """Who presses most; no query where a page has asked who waits already."""
    return next(iter(_waiting(_screened(actor, today), WaitingFor.ALL, today)), None)


def _waiting(people: Iterable[_Screened], only: WaitingFor, today: date) -> tuple[WaitingRow, ...]:
    demands = sponsorship_settings().demands
    found = [
        WaitingRow(one.sponsor, one.name, one.groups, one.programme, one.municipality, waits)
        for one in people
        if (waits := rules.waiting(one.screenings, today=today, demands=demands, only=only))
    ]
    return tuple(sorted(found, key=lambda row: (rules.urgency(row.waits), row.name, row.sponsor)))


def _screened(actor: Actor, today: date) -> tuple[_Screened, ...]:
    """Everybody in a group that is not over, of the programmes for which the actor screens. 3 queries, once."""
    return actor.asked.once(("screened", today), lambda: _screened_now(actor, today))


def _screened_now(actor: Actor, today: date) -> tuple[_Screened, ...]:
    programmes = {row.id: row for row in programmes_for(actor, Permission.SCREENING_RECORD)}
    rows = SponsorMembership.rows.filter(in_force(today), group__programme__in=programmes)
    rows = rows.exclude(group__stage__in=rules.ENDED).select_related("sponsor", "group")
    groups: dict[int, dict[GroupId, str]] = {}
    people = {}
    for row in rows.prefetch_related("sponsor__screenings").order_by("pk"):
        people[row.sponsor_id] = row.sponsor
        groups.setdefault(row.sponsor_id, {})[GroupId(row.group_id)] = row.group.name
    return tuple(
        _Screened(
            sponsor=key,
            name=sponsor.name,
            groups=tuple(groups[key].items()),
            programme=programmes[sponsor.programme_id].name,
            municipality=programmes[sponsor.programme_id].municipality,
            screenings=screenings_of(sponsor),
        )
        for key, sponsor in people.items()
    )
