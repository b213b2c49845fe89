"""The cases of a place where an organisation practises: the family, and who went on apart from it."""

from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.journey.access_queries import visible_to
from hervest.journey.models import Case
from hervest.journey.queries import CaseRef, case_of


@dataclass(frozen=True, slots=True)
class PracticeCases:
    """The codes of the cases there that somebody may open. `family` "": it is not there, or they do not sit in it yet.

    `apart`: of who left the family and goes on in a case of their own, the oldest first.
    """

    family: str = ""
    apart: tuple[str, ...] = ()


def case_there(place: str) -> CaseRef | None:
    """The family's case, if it was put in place, whoever asks: for deciding, never for showing."""
    row = _cases(place)[:1]
    return case_of(row[0]) if row else None


def cases_to_practise(actor: Actor, place: str, *, today: date) -> PracticeCases:
    """The cases there for who may open them. 2 queries."""
    there = _cases(place)
    open_to = Case.rows.filter(visible_to(actor, Permission.CASE_READ, today=today), code__in=there)
    mine = set(open_to.values_list("code", flat=True))
    for code in mine:
        actor.reads.shown(code or "", place)
    apart = tuple(code for code in there[1:] if code in mine)
    return PracticeCases(there[0] if there and there[0] in mine else "", apart)


def _cases(place: str) -> list[str]:
    """Their codes, the oldest first: the family was there before anybody could leave it."""
    return [code or "" for code in Case.rows.filter(municipality=place).order_by("pk").values_list("code", flat=True)]
