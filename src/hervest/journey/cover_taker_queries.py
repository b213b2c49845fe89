"""Who could take over a colleague's work, task by task: what the page offers is what the action does."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import Colleague, colleagues
from hervest.accounts.vocabulary import PersonId, Role
from hervest.journey.access_queries import own_subject
from hervest.journey.cover_rules import free_seats, is_of_their_kind
from hervest.journey.giving_rules import can_be_given
from hervest.journey.models import Case, Task
from hervest.journey.seat_rules import Seat
from hervest.journey.staffing_queries import active_team, my_teams, seat_of
from hervest.journey.team_queries import telling
from hervest.journey.template_defaults import team_relations, team_roles
from hervest.journey.work_row_queries import WorkRow

Seats = Mapping[tuple[int, int], tuple[Seat, ...]]
"""Where somebody sits in the team of a case: (case, person) -> seats."""


@dataclass(frozen=True, slots=True)
class Taker:
    """A colleague who could take over some of the work, and what of it they could not have."""

    id: PersonId
    name: str
    cannot: tuple[WorkRow, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """Colleagues who could have just the same: `rows` is what they could not have, or `only` what, if that is less."""

    names: tuple[str, ...]
    rows: tuple[WorkRow, ...]
    only: bool


@dataclass(frozen=True, slots=True)
class Takers:
    """Who could take over what, who could have most first; `nobodys` is what nobody who works here could have."""

    people: tuple[Taker, ...]
    nobodys: tuple[WorkRow, ...]
    somebodys: tuple[WorkRow, ...]

    @property
    def limits(self) -> tuple[Limit, ...]:
        """What some colleagues could not have though another could: a line for all who lack just the same."""
        found: dict[frozenset[int], list[str]] = {}
        for taker in self.people:
            cannot = {row.id for row in taker.cannot}
            if lacks := frozenset(row.id for row in self.somebodys if row.id in cannot):
                found.setdefault(lacks, []).append(taker.name)
        return tuple(self._limit(names, lacks) for lacks, names in found.items())

    def _limit(self, names: Sequence[str], lacks: Collection[int]) -> Limit:
        cannot = tuple(row for row in self.somebodys if row.id in lacks)
        can = tuple(row for row in self.somebodys if row.id not in lacks)
        return Limit(tuple(names), *((can, True) if len(can) < len(cannot) else (cannot, False)))


def takers_of(actor: Actor, colleague: PersonId, rows: Sequence[WorkRow], *, today: date) -> Takers:
    """Who else could have which of these tasks that the actor reads, if need be in a seat of the colleague's.

    3 queries, and 2 for each municipality, however much it is.
    """
    found = Task.rows.filter(pk__in=[row.id for row in rows]).select_related("case")
    by_case: dict[Case, list[Task]] = {}
    for task in found:
        by_case.setdefault(task.case, []).append(task)
    places = sorted({case.municipality_id for case in by_case})
    here = {place: [who for who in colleagues(actor, place, today=today) if who.id != colleague] for place in places}
    seats, able = _seats_in(by_case, today), set[tuple[PersonId, int]]()
    for case, tasks in by_case.items():
        theirs = seats.get((case.pk, colleague), ()) if _makes_team(actor, case, today) else ()
        able |= {pair for who in here[case.municipality_id] for pair in _pairs(who, case, tasks, seats, theirs)}
    names = sorted({(who.name, who.id) for colleagues_here in here.values() for who in colleagues_here})
    takers = [Taker(who, name, tuple(row for row in rows if (who, row.id) not in able)) for name, who in names]
    takers.sort(key=lambda taker: len(taker.cannot))
    some = {task for _, task in able}
    return Takers(
        people=tuple(taker for taker in takers if len(taker.cannot) < len(rows)),
        nobodys=tuple(row for row in rows if row.id not in some),
        somebodys=tuple(row for row in rows if row.id in some),
    )


def _seats_in(cases: Iterable[Case], today: date) -> Seats:
    found: dict[tuple[int, int], tuple[Seat, ...]] = {}
    for row in active_team(today).filter(case__in=list(cases)).order_by("pk"):
        key = (row.case_id, row.person_id)
        found[key] = (*found.get(key, ()), seat_of(row))
    return found


def _makes_team(actor: Actor, case: Case, today: date) -> bool:
    """Whether the actor says who sits in the case's team."""
    mine, place = my_teams(actor, today), case.municipality_id
    subject = own_subject(actor, place, mine.at(case.pk).relations, leads=mine.leads(case.pk, place))
    return policy.can(actor, Permission.TEAM_MANAGE, subject)


def _pairs(
    who: Colleague, case: Case, tasks: Sequence[Task], seats: Seats, theirs: Sequence[Seat]
) -> Iterable[tuple[PersonId, int]]:
    """The colleague with each of the case's tasks that they could have."""
    held, sits_as, relations = frozenset(map(Role, who.roles)), seats.get((case.pk, who.id), ()), team_relations()
    roles = [seat.role for seat in sits_as]
    free = free_seats(held, roles, [seat.role for seat in theirs], table=team_roles(), relations=relations)
    return (
        (who.id, task.pk)
        for task in tasks
        if can_be_given(held, (*sits_as, *map(Seat, free)), telling(task), relations=relations)
        and is_of_their_kind(held, roles, telling(task), table=team_roles(), relations=relations)
    )
