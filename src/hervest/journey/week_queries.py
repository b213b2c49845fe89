"""What stands beside the worklist and above the list of cases: arrivals, own cases, and what nobody looks after."""

from dataclasses import dataclass
from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_rules import is_practice
from hervest.accounts.vocabulary import Shown
from hervest.core.vocabulary import Tier
from hervest.journey.models import Case
from hervest.journey.queries import CaseListRow, households, list_rows, listed, listed_tiers, open_cases
from hervest.journey.staffing_queries import active_team, led_in, my_teams
from hervest.journey.vocabulary import CaseKind, TeamRole


@dataclass(frozen=True, slots=True)
class Unled:
    """What nobody leads: how many open households, and which own cases of municipalities."""

    n_households: int
    own: tuple[str, ...]


def unled(actor: Actor, *, today: date) -> Unled:
    """What no one leads in the actor's municipalities: shown to leads (access.md); the codes stand in the log."""
    n_households, own = 0, []
    for place in sorted(policy.reach(actor, Permission.TEMPLATE_EDIT).municipalities):
        if is_practice(place):
            continue
        cases = Case.rows.filter(~led_in(place, today), municipality=place, closed_on__isnull=True)
        for kind, code in cases.values_list("kind", "code"):
            if kind == CaseKind.HOUSEHOLD:
                n_households += 1
            elif kind == CaseKind.MUNICIPALITY:
                actor.reads.shown(code or "", place)
                own.append(code or "")
    return Unled(n_households, tuple(own))


def has_households(municipality: str) -> bool:
    """Whether the municipality has ever received a household: for its lead, who sees them all."""
    return households().filter(municipality=municipality).exists()


def failed_plans(actor: Actor) -> tuple[str, ...]:
    """Open cases of the lead's municipalities whose plan could not be worked out last night, by code."""
    places = policy.reach(actor, Permission.TEMPLATE_EDIT).municipalities
    rows = Case.rows.filter(closed_on__isnull=True, plan_failed_at__isnull=False, municipality__in=places)
    return tuple(code or "" for code in rows.order_by("pk").values_list("code", flat=True))


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """A household that arrives, and when."""

    code: str
    arrives_on: date


def arrivals(actor: Actor, *, today: date, limit: int) -> tuple[ArrivalRow, ...]:
    """The next households to arrive among the actor's cases, for who may read the day. 1 query."""
    rows = listed(actor, today).filter(closed_on__isnull=True, has_arrived=False, arrives_on__gte=today)
    found = []
    for row in rows.order_by("arrives_on", "pk")[:limit]:
        if row.arrives_on is not None and Tier.P1 in listed_tiers(actor, row, today):
            actor.reads.shown(row.code or "", row.municipality_id)
            actor.reads.read(row.code or "", Shown.ARRIVAL)
            found.append(ArrivalRow(row.code or "", row.arrives_on))
    return tuple(found)


def n_in_team(actor: Actor, *, today: date) -> int:
    """In how many open cases of households the actor is a team member today."""
    return len(my_teams(actor, today).households)


def closed_cases_of_newcomer(actor: Actor, *, today: date) -> tuple[int, ...]:
    """The closed cases of whose household the actor is one today; who left it is one no longer."""
    if actor.person is None:
        return ()
    seats = active_team(today).filter(person_id=actor.person, role=TeamRole.NEWCOMER, case__closed_on__isnull=False)
    return tuple(seats.values_list("case", flat=True))


def own_cases(actor: Actor, *, today: date) -> tuple[CaseListRow, ...]:
    """The own cases of municipalities that the actor may know of; they stand in the log."""
    rows = list(listed(actor, today, CaseKind.MUNICIPALITY).order_by("municipality"))
    for row in rows:
        actor.reads.shown(row.code or "", row.municipality_id)
    return list_rows(actor, rows, today)


def first_of_mine(actor: Actor, *, today: date) -> str:
    """The first open household in whose team the actor is and that they may open; "" if there is none."""
    mine = my_teams(actor, today).cases
    found = next(iter(open_cases(actor, Permission.CASE_READ, today=today, among=mine)), None)
    if found is None:
        return ""
    actor.reads.shown(found.code, found.municipality)
    return found.code
