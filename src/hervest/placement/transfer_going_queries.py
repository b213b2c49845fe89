"""A household that another municipality accepted: until it moves, and what is told of it once it did. Decision 28."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import MunicipalityRow, municipality
from hervest.accounts.vocabulary import Relation, Shown
from hervest.core import clock
from hervest.core.vocabulary import Tier
from hervest.households.carry_queries import who_moves
from hervest.journey.queries import case_for, cases_by_code, may
from hervest.journey.staffing_queries import my_teams
from hervest.placement.transfer_models import Transfer
from hervest.placement.transfer_rules import has_changed
from hervest.placement.transfer_vocabulary import TransferState

TOLD_FOR = timedelta(days=60)
"""So long after a case was closed it is news where its household went; its page tells it as long as it is kept."""


@dataclass(frozen=True, slots=True)
class Taken:
    """That another municipality said yes to a household, on which day, and when it moves or moved; None: not known."""

    code: str
    to: MunicipalityRow
    accepted_on: date
    moves_on: date | None
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Going:
    """Where a household goes and on which day, or that it went.

    `moves_on`: None where that day is not known. `is_own`: it is the reader's own household.
    """

    to: MunicipalityRow
    moves_on: date | None
    is_gone: bool
    is_own: bool


def going(
    actor: Actor, code: str, *, today: date, by: Collection[Permission] = (Permission.WISH_RECORD,)
) -> Going | None:
    """What is told of a household that was accepted elsewhere to who speaks for it or works with what it wants.

    Told to who has one of the permissions `by` on it. Once it is gone only the household itself is told here, and who
    worked on it by `taken`. None for who is told nothing, and where nothing was accepted.
    """
    row = Transfer.rows.filter(case__code=code, state=TransferState.ACCEPTED).first()
    if row is None or not may(actor, code, Permission.CASE_READ, today=today):
        return None
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    is_gone = case.closed_on is not None
    is_told = case.is_own if is_gone else any(may(actor, code, permission, today=today) for permission in by)
    if not is_told or Tier.P1 not in case.tiers:
        return None
    actor.reads.read(code, Shown.MILESTONES)
    return Going(municipality(row.to_municipality_id), row.moves_on, is_gone, case.is_own)


def taken(actor: Actor, code: str, *, today: date) -> Taken | None:
    """Where the household of a closed case went, for who worked on it; None for others, and where it went nowhere.

    Raises: NotFound. Source: access.md: the municipality and its day are tier P1, which `team` and `muni` read.
    """
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    if case.closed_on is None or not case.is_inner or Tier.P1 not in case.tiers:
        return None
    row = Transfer.rows.filter(case__code=code, state=TransferState.ACCEPTED).first()
    if row is not None:
        actor.reads.read(code, Shown.MILESTONES)
    return _taken(row, code, is_closed=True) if row is not None else None


def taken_lately(actor: Actor, *, today: date) -> tuple[Taken, ...]:
    """The same of all in whose team the actor works, from the yes of the other municipality on, as long as it is news.

    Not of a case that should be closed by now: of that `moved_and_open` tells. 1 query while there are none.
    """
    mine = my_teams(actor, today).having(Relation.TEAM)
    if not mine:
        return ()
    is_news = Q(case__closed_on__gte=today - TOLD_FOR) | Q(case__closed_on__isnull=True, moves_on__gt=today)
    rows = Transfer.rows.filter(is_news, case__in=mine, state=TransferState.ACCEPTED).select_related("case")
    found = {row.case.code or "": row for row in rows.order_by("-ended_at", "-pk")}
    cases = cases_by_code(actor, found, Permission.CASE_READ, today=today)
    told = [case for case in map(cases.get, found) if case and Tier.P1 in case.tiers]
    for case in told:
        actor.reads.shown(case.code, case.municipality)
        actor.reads.read(case.code, Shown.MILESTONES)
    return tuple(_taken(found[case.code], case.code, is_closed=case.closed_on is not None) for case in told)


def _taken(row: Transfer, code: str, *, is_closed: bool) -> Taken:
    assert row.ended_at is not None  # the table says so of what was accepted
    to = municipality(row.to_municipality_id)
    return Taken(code, to, clock.day_of(row.ended_at), row.moves_on, is_closed=is_closed)


def accepted_elsewhere(codes: Iterable[str]) -> frozenset[str]:
    """Those of `codes` whose household another municipality accepted: nothing new is sought for them here. 1 query."""
    rows = Transfer.rows.filter(case__code__in=set(codes), state=TransferState.ACCEPTED)
    return frozenset(code or "" for code in rows.values_list("case__code", flat=True))


def is_another_household(code: str, *, today: date) -> bool:
    """Whether somebody came or left since the household was accepted elsewhere, which is not known there."""
    row = Transfer.rows.filter(case__code=code, case__closed_on__isnull=True, state=TransferState.ACCEPTED).first()
    people = who_moves([code], today=today).get(code, {})
    return row is not None and has_changed(people, agreed=row.agreed, n_people=row.n_people)


def moved_away(today: date) -> tuple[str, ...]:
    """The open cases whose household moved to who accepted it, today or before: for the night."""
    rows = Transfer.rows.filter(_moved(today)).order_by("pk")
    return tuple(code or "" for code in rows.values_list("case__code", flat=True))


def moved_and_open(actor: Actor, *, today: date) -> tuple[str, ...]:
    """The same, by code, for leads of the municipality that they left and for who coordinates the case.

    The night should have closed these; told to who may close them by hand. 1 query while there are none.
    """
    if not policy.holds(actor, Permission.CASE_CLOSE):
        return ()
    places = policy.reach(actor, Permission.CASE_TRANSFER).municipalities
    codes = moved_away(today)
    cases = cases_by_code(actor, codes, Permission.CASE_CLOSE, today=today) if codes else {}
    found = [case for case in map(cases.get, codes) if case and (case.municipality in places or case.is_case_lead)]
    for case in found:
        actor.reads.shown(case.code, case.municipality)
    return tuple(case.code for case in found)


def _moved(today: date) -> Q:
    return Q(state=TransferState.ACCEPTED, moves_on__lte=today, case__closed_on__isnull=True)
