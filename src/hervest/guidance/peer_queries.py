"""Wishes to meet people who went through the same: for who asked, and for the few who were asked."""

from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId, Relation, Subject
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.guidance.models import PeerRequest
from hervest.guidance.safety_rules import readers_of_signal
from hervest.guidance.signal_queries import Circle, can_be_chosen, circle_of, is_at_home, raising
from hervest.guidance.signal_vocabulary import PeerState
from hervest.journey.named_queries import at_home_in, quiet_case
from hervest.journey.queries import CaseRef

ROLE = Permission.SIGNAL_TRIAGE
WAITING = frozenset({PeerState.ASKED, PeerState.LOOKING})


@dataclass(frozen=True, slots=True)
class OwnPeerRow:
    """A wish as whoever has it reads it: how far it is, and what was answered."""

    id: int
    asked_at: datetime
    state: PeerState
    answer: str


@dataclass(frozen=True, slots=True)
class OwnPeers:
    """The wishes of the reader alone, and whom they can send another one to."""

    case: CaseRef
    rows: tuple[OwnPeerRow, ...]
    readers: tuple[tuple[PersonId, str], ...]


@dataclass(frozen=True, slots=True)
class PeerRow:
    """A wish in the list of who was asked."""

    id: int
    code: str
    asked_at: datetime
    state: PeerState


@dataclass(frozen=True, slots=True)
class PeerView:
    """One wish as who was asked reads it."""

    row: PeerRow
    text: str
    reached_by: str
    asked_by: str
    answer: str
    n_changed: int


def asking_case(actor: Actor, code: str, *, today: date) -> CaseRef:
    """The case, for somebody who lives in its household. Raises: NotFound."""
    case = quiet_case(actor, code, Permission.SIGNAL_RAISE, today=today)
    if not is_at_home(actor, case, today=today):
        raise NotFound("no_such_case", case=code)
    return case


def asks_for_peers(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the actor can ask it about the case: for offering it."""
    try:
        asking_case(actor, code, today=today)
    except NotFound:
        return False
    return True


def own_peers(actor: Actor, code: str, *, today: date) -> OwnPeers:
    """What the actor asked themselves, the latest first; nothing of anybody else. Raises: NotFound."""
    case = asking_case(actor, code, today=today)
    rows = PeerRequest.rows.filter(case=case.id, asked_by=actor.person or 0).order_by("-asked_at", "-pk")
    return OwnPeers(
        case,
        tuple(OwnPeerRow(row.pk, row.asked_at, PeerState(row.state), row.answer) for row in rows),
        raising(actor, code, today=today).readers,
    )


def may_be_asked(case: CaseRef, *, today: date) -> frozenset[PersonId]:
    """Whom somebody of the household can choose."""
    return can_be_chosen(case, today=today)


def peer_subject(*, wish: int, now: datetime, **_: object) -> Subject:
    """The wish as the policy sees it: who was asked. Raises: NotFound."""
    row = PeerRequest.rows.filter(pk=wish).select_related("case").first()
    if row is None:
        raise NotFound("no_such_peer_request")
    return _subject(row, circle_of(row.case.municipality_id, today=clock.day_of(now)))


def _subject(row: PeerRequest, circle: Circle) -> Subject:
    named = readers_of_signal(
        chosen=PersonId(row.to_person_id) if row.to_person_id else None,
        theme="",
        triagers=circle.triagers,
        leads=circle.leads,
        able=circle.able,
        kept_out=at_home_in([row.case_id])[row.case_id],
    )
    return Subject(municipality=row.case.municipality_id, people={Relation.NAMED: named})


def peers_to_answer(actor: Actor, *, today: date) -> tuple[PeerRow, ...]:
    """The wishes that wait for the actor, the first asked first."""
    places = policy.reach(actor, ROLE).within(Relation.NAMED)
    rows = PeerRequest.rows.filter(case__municipality__in=places, state__in=WAITING).select_related("case")
    circles = {code: circle_of(code, today=today) for code in {row.case.municipality_id for row in rows}}
    found = (row for row in rows if policy.can(actor, ROLE, _subject(row, circles[row.case.municipality_id])))
    return tuple(sorted((_row(row) for row in found), key=lambda row: (row.asked_at, row.id)))


def _row(row: PeerRequest) -> PeerRow:
    return PeerRow(row.pk, row.case.code or "", row.asked_at, PeerState(row.state))


def peer_of(actor: Actor, wish: int, *, today: date) -> PeerRequest:
    """The wish, for who was asked. Raises: NotFound."""
    row = PeerRequest.rows.filter(pk=wish).select_related("case", "asked_by").first()
    if row is None or not policy.holds(actor, ROLE):
        raise NotFound("no_such_peer_request")
    if not policy.can(actor, ROLE, _subject(row, circle_of(row.case.municipality_id, today=today))):
        raise NotFound("no_such_peer_request")
    return row


def peer_view(actor: Actor, wish: int, *, today: date) -> PeerView:
    """One wish, for who was asked. Raises: NotFound."""
    row = peer_of(actor, wish, today=today)
    return PeerView(_row(row), row.text, row.reached_by, row.asked_by.name, row.answer, row.n_changed)
