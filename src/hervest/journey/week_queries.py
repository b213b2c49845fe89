"""What stands beside the worklist and above the list of cases: arrivals, own cases, and what nobody looks after."""

from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.journey.models import Case
from hervest.journey.queries import CaseFilters, CaseListRow, active_team, households, list_rows, listed, narrowed
from hervest.journey.vocabulary import CaseKind


def cases_without_coordinator(actor: Actor, *, today: date) -> int:
    """How many open households of the actor's municipalities have no case lead: shown to leads (access.md)."""
    places = policy.reach(actor, Permission.TEMPLATE_EDIT).municipalities
    wanted = narrowed(CaseFilters(without_coordinator=True), today)
    return households().filter(wanted, municipality__in=places).count()


def failed_plans(actor: Actor) -> tuple[str, ...]:
    """Open cases of the lead's municipalities whose plan could not be worked out last night, by code."""
    places = policy.reach(actor, Permission.TEMPLATE_EDIT).municipalities
    rows = Case.rows.filter(closed_on__isnull=True, plan_failed_at__isnull=False, municipality__in=places)
    return tuple(code or "" for code in rows.order_by("pk").values_list("code", flat=True))


def arrivals(actor: Actor, *, today: date, limit: int) -> tuple[CaseListRow, ...]:
    """The next households to arrive among the actor's cases, for who may read the day."""
    rows = listed(actor, today).filter(closed_on__isnull=True, has_arrived=False, arrives_on__gte=today)
    page = list(rows.order_by("arrives_on", "pk")[:limit])
    found = tuple(row for row in list_rows(actor, page, today) if row.arrives_on is not None)
    for row in found:
        actor.reads.shown(row.ref.code, row.ref.municipality)
    return found


def n_in_team(actor: Actor, *, today: date) -> int:
    """In how many open cases of households the actor is a team member today."""
    mine = active_team(today).filter(person_id=actor.person or 0, case__in=households().filter(closed_on__isnull=True))
    return mine.values("case").distinct().count()


def own_cases(actor: Actor, *, today: date) -> tuple[CaseListRow, ...]:
    """The own cases of municipalities that the actor may know of; they stand in the log."""
    rows = list(listed(actor, today, CaseKind.MUNICIPALITY).order_by("municipality"))
    for row in rows:
        actor.reads.shown(row.code or "", row.municipality_id)
    return list_rows(actor, rows, today)
