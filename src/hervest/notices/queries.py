"""What waits to be told, what did not arrive, and what somebody chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Scope, Subject
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window
from hervest.notices.models import NoticeChoice, OutboxMessage
from hervest.notices.vocabulary import ALWAYS, MailProblem, NoticeKind, Timing


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail that has not arrived: what it says, to whom, and what goes on with it; `next_at` None: given up."""

    id: int
    kind: NoticeKind
    case: str
    person: str
    asked_at: datetime
    tries: int
    problem: MailProblem | None
    next_at: datetime | None


def message_subject(*, message: int, **_: object) -> Subject:
    """The municipality that a mail comes from. Raises: NotFound."""
    row = OutboxMessage.rows.filter(pk=message).first()
    if row is None:
        raise NotFound("no_such_message")
    return Subject(municipality=row.municipality)


def not_arrived(actor: Actor, *, number: int) -> Page[MailRow]:
    """The mails of the actor's municipalities that failed at least once and were not sent since, the newest first."""
    reach = policy.reach(actor, Permission.SETTINGS_EDIT, scopes=frozenset({Scope.MUNI}))
    rows = OutboxMessage.rows.filter(municipality__in=reach.municipalities, sent_at__isnull=True).exclude(problem="")
    found = rows.select_related("person").order_by("-asked_at", "-pk")[window(number)]
    return Page([_row(row) for row in found], number, rows.count())


def reads_some_mails(actor: Actor) -> bool:
    """Whether the actor sets the settings of a municipality, whose mails they then look after."""
    return bool(policy.reach(actor, Permission.SETTINGS_EDIT, scopes=frozenset({Scope.MUNI})).municipalities)


def choices_of(actor: Actor) -> Mapping[NoticeKind, Timing]:
    """When the actor wants to be told of what can be chosen; of what nobody would tell them there is no choice."""
    rows = NoticeChoice.rows.filter(person_id=actor.person or 0)
    chosen = {NoticeKind(kind): Timing(timing) for kind, timing in rows.values_list("kind", "timing")}
    told = {kind for kind in NoticeKind if kind not in TOLD_TO or policy.holds(actor, TOLD_TO[kind])}
    return {kind: chosen.get(kind, Timing.DAILY) for kind in NoticeKind if kind in told - ALWAYS}


TOLD_TO: Mapping[NoticeKind, Permission] = {
    NoticeKind.TRANSFER_OFFERED: Permission.CASE_TRANSFER,
    NoticeKind.TRANSFER_ENDED: Permission.CASE_TRANSFER,
    NoticeKind.TRANSFER_HELD: Permission.CASE_TRANSFER,
}
"""What is told only to who may do something about it."""


def _row(row: OutboxMessage) -> MailRow:
    return MailRow(
        id=row.pk,
        kind=NoticeKind(row.kind),
        case=row.case_code,
        person=row.person.name,
        asked_at=row.asked_at,
        tries=row.tries,
        problem=MailProblem(row.problem) if row.problem else None,
        next_at=None if row.given_up_at else row.due_at,
    )
