"""Taking mails to send, writing down how that went, and what somebody chooses to be told of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.coordinator_queries import may_edit_settings
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import installation_subject, person_subject, staying
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.notices.models import NoticeChoice, OutboxMessage
from hervest.notices.queries import message_subject
from hervest.notices.rules import next_try
from hervest.notices.settings import notice_settings
from hervest.notices.vocabulary import ALWAYS, MailProblem, NoticeKind, Timing, timings_of


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a letter tells: its kind, the case, and what else its words say."""

    kind: NoticeKind
    case: str = ""
    details: tuple[tuple[str, int | str], ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """All that one person is told in one mail; `messages` are what it is about, as rows of the outbox."""

    address: str
    language: str
    messages: tuple[int, ...]
    lines: tuple[Line, ...]


@action(Permission.SETTINGS_EDIT, on=installation_subject)
def take_letters(*, by: Actor, now: datetime) -> tuple[Letter, ...]:
    """What is due, one letter for each person; it is this caller's to send for as long as the lease lasts.

    Whoever dies with them in hand has them sent by another afterwards: a letter may then arrive twice, and none is
    lost. Who left meanwhile, or whose login was closed, is told nothing any more.
    """
    known = notice_settings()
    waiting = OutboxMessage.rows.filter(sent_at__isnull=True, given_up_at__isnull=True, due_at__lte=now)
    due = list(
        waiting.select_for_update(skip_locked=True, of=("self",))
        .select_related("person")
        .order_by("due_at", "pk")[: known.most_at_once]
    )
    told = staying({PersonId(row.person_id) for row in due}, today=clock.day_of(now))
    rows = [row for row in due if row.person_id in told]
    OutboxMessage.rows.filter(pk__in=[row.pk for row in due if row.person_id not in told]).delete()
    for row in rows:
        row.due_at, row.tries = now + known.lease, row.tries + 1
    OutboxMessage.rows.bulk_update(rows, ["due_at", "tries"])
    by_person: dict[int, list[OutboxMessage]] = {}
    for row in rows:
        by_person.setdefault(row.person_id, []).append(row)
    return tuple(_letter(found) for found in by_person.values())


def _letter(rows: list[OutboxMessage]) -> Letter:
    person = rows[0].person
    lines = tuple(dict.fromkeys(_line(row) for row in rows))
    return Letter(person.email, person.language, tuple(row.pk for row in rows), lines)


def _line(row: OutboxMessage) -> Line:
    return Line(NoticeKind(row.kind), row.case_code, tuple(sorted(row.details.items())))


@action(Permission.SETTINGS_EDIT, on=installation_subject)
def record_sent(*, by: Actor, now: datetime, letter: Letter) -> None:
    """The letter has gone out."""
    for row in _in_hand(letter):
        row.sent_at, row.problem = now, ""
        row.save(update_fields=["sent_at", "problem"])
        note("notice.sent", case_code=row.case_code, municipality=row.municipality, person=row.person_id)


@action(Permission.SETTINGS_EDIT, on=installation_subject)
def record_failed(*, by: Actor, now: datetime, letter: Letter, problem: MailProblem) -> None:
    """The letter has not gone out: it is tried again later, or given up, for good at once if it was refused."""
    for row in _in_hand(letter):
        again_at = None if problem is MailProblem.REFUSED else next_try(row.tries, now, notice_settings().waits)
        row.problem, row.due_at, row.given_up_at = problem, again_at or now, None if again_at else now
        row.save(update_fields=["problem", "due_at", "given_up_at"])
        if again_at is None:
            note("notice.given_up", case_code=row.case_code, municipality=row.municipality, person=row.person_id)


def _in_hand(letter: Letter) -> QuerySet[OutboxMessage]:
    """What the letter told of, held until the commit: of what is no longer so the message may have gone meanwhile."""
    return OutboxMessage.rows.select_for_update().filter(pk__in=letter.messages, sent_at__isnull=True)


@action(Permission.SETTINGS_EDIT, on=message_subject)
def try_again(*, by: Actor, now: datetime, message: int) -> None:
    """A mail that did not arrive is tried anew from now on.

    Raises: NotFound; NotAllowed for who edits technical settings only; Conflict if it has gone out meanwhile.
    """
    row = OutboxMessage.rows.select_for_update().filter(pk=message).first()
    if row is None:
        raise NotFound("no_such_message")
    if not may_edit_settings(by, row.municipality):
        raise NotAllowed("not_allowed", municipality=row.municipality)
    if row.sent_at is not None:
        raise Conflict("message_was_sent")
    row.due_at, row.given_up_at, row.tries = now, None, 0
    row.save()
    note("notice.tried_again", case_code=row.case_code, municipality=row.municipality, person=row.person_id)


@action(Permission.PAGE_PUBLIC, on=person_subject)
def choose_notices(*, by: Actor, now: datetime, person: PersonId, chosen: Mapping[NoticeKind, Timing]) -> None:
    """From now on the person is told so; what is told of always cannot be chosen.

    Raises: RuleBroken for a time at which nothing of its kind is told.
    """
    for kind, timing in chosen.items():
        if timing not in timings_of(kind):
            raise RuleBroken("never_told_then", field=kind.value)
        if kind not in ALWAYS:
            NoticeChoice.rows.update_or_create(person_id=person, kind=kind, defaults={"timing": timing})
    note("notices.chosen")
