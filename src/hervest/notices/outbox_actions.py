"""Telling people: called by the actions of other rooms within their own transaction.

So nothing is told of what did not happen, and nothing that happened goes untold.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from django.db.models import Q

from hervest.accounts.vocabulary import PersonId
from hervest.notices.models import NoticeChoice, OutboxMessage
from hervest.notices.queries import tells_anybody
from hervest.notices.rules import first_due, timing_of
from hervest.notices.settings import notice_settings
from hervest.notices.vocabulary import NoticeKind, Timing

NOTHING_MORE: Mapping[str, int | str] = MappingProxyType({})


def tell(
    people: Iterable[PersonId],
    kind: NoticeKind,
    *,
    now: datetime,
    municipality: str,
    once: str,
    case: str = "",
    details: Mapping[str, int | str] = NOTHING_MORE,
) -> None:
    """Each of them gets a mail about this, once and when they chose; none where this installation sends no mail.

    Of practice nobody is told. `details`: numbers and names of places that the line says.

    `once` names what happened: who was told of it is not told again.
    """
    if not tells_anybody(municipality):
        return
    told = sorted(set(people))
    chosen = dict(NoticeChoice.rows.filter(person__in=told, kind=kind).values_list("person_id", "timing"))
    known = notice_settings()
    messages = []
    for person in told:
        timing = timing_of(kind, Timing(chosen[person]) if person in chosen else None)
        due_at = first_due(timing, now, daily_at=known.daily_at, zone=known.zone)
        if due_at is not None:
            what = {
                "kind": kind,
                "municipality": municipality,
                "case_code": case,
                "details": dict(details),
                "once": once,
            }
            messages.append(OutboxMessage(person_id=person, asked_at=now, due_at=due_at, **what))
    OutboxMessage.rows.bulk_create(messages, ignore_conflicts=True)


def tell_no_more(about: str, *, now: datetime, municipality: str, but: Collection[str] = ()) -> None:
    """Nobody is told any more of what did not go out yet and is no longer so; what is sent, or in hand, is sent.

    `about`: how the `once` of all these begins. `but`: those of which people are still to be told.
    """
    waiting = OutboxMessage.rows.filter(municipality=municipality, sent_at__isnull=True, given_up_at__isnull=True)
    in_hand = Q(tries__gt=0, problem="", due_at__gt=now)
    waiting.filter(once__startswith=about).exclude(in_hand).exclude(once__in=but).delete()
