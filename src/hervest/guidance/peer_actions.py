"""Asking to meet people who went through the same, answering that, and taking it back."""

from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.guidance.models import PeerRequest
from hervest.guidance.peer_queries import asking_case, may_be_asked, peer_of, peer_subject
from hervest.guidance.signal_vocabulary import PeerState
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.notices.outbox_actions import tell
from hervest.notices.vocabulary import NoticeKind


@action(Permission.SIGNAL_RAISE, on=case_subject)
def ask_for_peers(*, by: Actor, now: datetime, case: str, to: PersonId, text: str, reached_by: str) -> int:
    """The wish waits for the one it was sent to; nobody else in the household learns that it is there.

    Raises: NotFound for who does not live there; RuleBroken without words, and for who cannot be asked.
    """
    locked_case(case, closed_too=True)
    row = asking_case(by, case, today=clock.day_of(now))
    if not text.strip():
        raise RuleBroken("peer_without_words", field="text")
    if to not in may_be_asked(row, today=clock.day_of(now)):
        raise RuleBroken("cannot_be_chosen", field="to")
    found = PeerRequest.rows.create(
        case_id=row.id,
        asked_by_id=by.person or 0,
        to_person_id=to,
        text=text.strip(),
        reached_by=reached_by.strip(),
        asked_at=now,
        state=PeerState.ASKED,
    )
    once = f"peers {found.pk}"
    tell([to], NoticeKind.SIGNAL_WAITS, now=now, municipality=row.municipality, once=once)
    note("peer.asked", municipality=row.municipality, wish=found.pk)
    return found.pk


@action(Permission.SIGNAL_RAISE, on=case_subject)
def take_peers_back(*, by: Actor, now: datetime, case: str, wish: int) -> None:
    """The wish is gone, whenever, and nothing of it is left. Raises: NotFound for somebody else's."""
    locked_case(case, closed_too=True)
    row = asking_case(by, case, today=clock.day_of(now))
    found = PeerRequest.rows.filter(case=row.id, pk=wish, asked_by=by.person or 0).first()
    if found is None:
        raise NotFound("no_such_peer_request")
    found.delete()
    note("peer.taken_back", municipality=row.municipality, wish=wish)


@action(Permission.SIGNAL_TRIAGE, on=peer_subject)
def answer_peers(*, by: Actor, now: datetime, wish: int, state: PeerState, answer: str, seen: int) -> None:
    """Whoever asked reads how far it is, and this answer. Raises: NotFound; Conflict if it changed since `seen`."""
    there = PeerRequest.rows.filter(pk=wish).select_related("case").first()
    if there is None:
        raise NotFound("no_such_peer_request")
    locked_case(there.case.code or "", closed_too=True)
    row = peer_of(by, wish, today=clock.day_of(now))
    if row.n_changed != seen:
        raise Conflict("peer_changed_meanwhile")
    row.state, row.answer, row.answered_at, row.answered_by_id = state, answer.strip(), now, by.person
    row.n_changed += 1
    row.save(update_fields=["state", "answer", "answered_at", "answered_by", "n_changed"])
    note("peer.answered", municipality=row.case.municipality_id, wish=wish)


@action(Permission.SIGNAL_TRIAGE, on=peer_subject)
def note_peer_read(*, by: Actor, now: datetime, wish: int) -> None:
    """The log says who read which wish, each time: under the municipality, and not under the case."""
    row = peer_of(by, wish, today=clock.day_of(now))
    note("peer.read", municipality=row.case.municipality_id, wish=wish)
