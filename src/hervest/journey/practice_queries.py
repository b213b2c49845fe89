"""The practice case of a place where an organisation practises."""

from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.journey.access_queries import visible_to
from hervest.journey.models import Case
from hervest.journey.queries import CaseRef, case_of


def case_there(place: str) -> CaseRef | None:
    """The case, if it was put in place, whoever asks: for deciding, never for showing."""
    row = Case.rows.filter(municipality=place).order_by("pk").first()
    return case_of(row.code or "") if row else None


def code_to_practise(actor: Actor, place: str, *, today: date) -> str:
    """The code of the case for who may open it; "" if it is not there or they do not sit in it yet. 1 query."""
    rows = Case.rows.filter(visible_to(actor, Permission.CASE_READ, today=today), municipality=place)
    row = rows.order_by("pk").first()
    if row is None:
        return ""
    actor.reads.shown(row.code or "", place)
    return row.code or ""
