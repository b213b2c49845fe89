"""The one place where an act reaches two municipalities: a transfer that one offered and the other may answer.

Who acts stands on one side, which the policy asked; the row that both share says which the other is, and no more is
reached than these two. Decision 28.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from hervest.accounts.action import note
from hervest.accounts.actor import Actor
from hervest.accounts.queries import leads_of
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock, wall
from hervest.core.errors import Conflict
from hervest.notices.outbox_actions import tell
from hervest.notices.vocabulary import NoticeKind
from hervest.placement.transfer_models import Transfer
from hervest.placement.transfer_vocabulary import TransferState


@contextmanager
def both_sides(row: Transfer) -> Iterator[None]:
    """Within, both municipalities of this open transfer are reached. Raises: Conflict for one that is over."""
    if row.state != TransferState.OFFERED:
        raise Conflict("transfer_is_over")
    with wall.widened([row.from_municipality_id, row.to_municipality_id]):
        yield


def tell_of_offer(row: Transfer, *, by: Actor, now: datetime) -> None:
    """The leads who may answer hear that there is something, and the log of both says so; no code leaves its side."""
    place, other = row.from_municipality_id, row.to_municipality_id
    with both_sides(row):
        told = leads_of(other, today=clock.day_of(now)) - {by.person}
        tell(told, NoticeKind.TRANSFER_OFFERED, now=now, municipality=other, once=f"transfer {row.pk} offered")
        note("transfer.offered", case_code=row.case.code or "", municipality=place, to=other)
    note("transfer.offered", municipality=other, origin=place, n_people=row.n_people)


def tell_of_move(row: Transfer, workers: Collection[PersonId], *, by: Actor, now: datetime) -> None:
    """`workers`, who work on the case that was accepted elsewhere, hear so: it goes on there, and here only until then.

    Leads are told that the transfer ended (`end_transfer`), and not twice. Holds: both sides are reached.
    """
    place = row.from_municipality_id
    people = set(workers) - leads_of(place, today=clock.day_of(now)) - {by.person}
    once, code = f"transfer {row.pk} moves", row.case.code or ""
    tell(people, NoticeKind.CASE_MOVES, now=now, municipality=place, once=once, case=code)


def end_transfer(row: Transfer, state: TransferState, *, by: Actor, now: datetime, answer: str = "") -> None:
    """The transfer is over; who did not end it hears of it. Holds: the caller has locked the row.

    Raises: Conflict if it is over already.
    """
    place, other = row.from_municipality_id, row.to_municipality_id
    verb, told = f"transfer.{state.value}", other if state is TransferState.WITHDRAWN else place
    with both_sides(row):
        code = row.case.code or ""
        row.state, row.ended_by_id, row.ended_at, row.answer = state, by.person, now, answer
        row.save()
        note(verb, case_code=code, municipality=place, to=other)
        note(verb, municipality=other, origin=place)
        people = leads_of(told, today=clock.day_of(now)) - {by.person}
        once, case = f"transfer {row.pk} {state.value}", code if told == place else ""
        tell(people, NoticeKind.TRANSFER_ENDED, now=now, municipality=told, once=once, case=case)
