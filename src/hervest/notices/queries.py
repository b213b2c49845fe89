"""What waits to be told, what did not arrive, and what somebody chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import ACTIONS, Permission
from hervest.accounts.practice_rules import is_practice
from hervest.accounts.vocabulary import Scope, Subject
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window
from hervest.notices.models import NoticeChoice, OutboxMessage
from hervest.notices.vocabulary import ALWAYS, MailProblem, NoticeKind, Timing, timings_of


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


def tells_anybody(municipality: str) -> bool:
    """Whether anybody is told of what happens there: this installation sends mail, and it is no practice."""
    return settings.SENDS_MAIL and not is_practice(municipality)


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
    return {kind: chosen.get(kind, timings_of(kind)[0]) for kind in kinds_to_choose(actor)}


def kinds_to_choose(actor: Actor) -> tuple[NoticeKind, ...]:
    """What the actor may be told of and can choose about. No query."""
    told = {kind for kind in NoticeKind if kind not in TOLD_TO or _may(actor, TOLD_TO[kind])}
    return tuple(kind for kind in NoticeKind if kind in told - ALWAYS)


def _may(actor: Actor, asked: Mapping[Permission, frozenset[Scope]]) -> bool:
    """Whether a role of the actor has one of these, within one of the scopes named with it."""
    return any(
        ACTIONS[permission][grant.role] in scopes for permission, scopes in asked.items() for grant in actor.grants
    )


ANYWHERE = frozenset(Scope) - {Scope.NONE}
TRANSFERS = {Permission.CASE_TRANSFER: ANYWHERE}
ANSWERS_FOR_THEMSELVES = {
    Permission.MATCH_ANSWER_NEWCOMER: frozenset({Scope.SELF}),
    Permission.MATCH_ANSWER_GROUP: frozenset({Scope.OWN_GROUP_LEAD}),
}
READS_A_CASE_OF_THEIR_TEAM = {Permission.CASE_READ: frozenset({Scope.TEAM})}
SEES_READY_GROUPS = {Permission.GROUP_LIST: frozenset({Scope.MUNI_READY})}
DOES_WORK = {Permission.TASK_DO: ANYWHERE}
RECORDS_WHAT_HAPPENED = {Permission.MILESTONE_RECORD: frozenset({Scope.TEAM, Scope.MUNI})}
TOLD_TO: Mapping[NoticeKind, Mapping[Permission, frozenset[Scope]]] = {
    NoticeKind.TRANSFER_OFFERED: TRANSFERS,
    NoticeKind.TRANSFER_ENDED: TRANSFERS,
    NoticeKind.TRANSFER_HELD: TRANSFERS,
    NoticeKind.MATCH_TO_DO: {
        Permission.MATCH_CHECK: ANYWHERE,
        Permission.MATCH_PROPOSE: ANYWHERE,
        Permission.MATCH_ANSWER_NEWCOMER: frozenset({Scope.HANDOVER}),
    },
    NoticeKind.MATCH_ASKED: ANSWERS_FOR_THEMSELVES,
    NoticeKind.MATCH_REMINDER: ANSWERS_FOR_THEMSELVES,
    NoticeKind.MATCH_MADE: SEES_READY_GROUPS,
    NoticeKind.WORK_HANDED_OVER: DOES_WORK,
    NoticeKind.WEEK_AHEAD: DOES_WORK,
    NoticeKind.CASE_MOVES: READS_A_CASE_OF_THEIR_TEAM,
    NoticeKind.REUNIFICATION_TERM: RECORDS_WHAT_HAPPENED,
    NoticeKind.REUNIFICATION_PASSED: RECORDS_WHAT_HAPPENED,
    NoticeKind.SIGNAL_WAITS: {Permission.SIGNAL_TRIAGE: ANYWHERE},
    NoticeKind.NAMED_READER: {Permission.PROTECTION_READ: ANYWHERE},
    NoticeKind.READER_ASKED: {Permission.TEAM_MANAGE: frozenset({Scope.MUNI})},
}
"""What is told only to who may do something about it: by which permission, within which scopes of the law."""


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
