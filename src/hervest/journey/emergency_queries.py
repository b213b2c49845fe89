"""Emergency access as pages show it: what is open in this visit, and what waits for a lead's word."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Subject
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window
from hervest.journey.access_queries import case_subject
from hervest.journey.models import EmergencyAccess
from hervest.journey.settings import journey_settings
from hervest.journey.vocabulary import EmergencyReason, EmergencyVerdict


@dataclass(frozen=True, slots=True)
class OpenEmergency:
    """Emergency access that the actor has at this instant."""

    id: int
    case: str
    until_at: datetime


@dataclass(frozen=True, slots=True)
class EmergencyRow:
    """Emergency access that somebody took; `judge_by`: the last day for a lead to say whether it was right."""

    id: int
    case: str
    person: str
    because: EmergencyReason
    reason: str
    taken_at: datetime
    until_at: datetime
    is_open: bool
    verdict: EmergencyVerdict | None
    verdict_reason: str
    judged_by: str
    judge_by: date
    is_late: bool
    may_judge: bool


def emergency_subject(*, emergency: int, now: datetime, **_: object) -> Subject:
    """The case that the emergency access is of. Raises: NotFound."""
    row = EmergencyAccess.rows.filter(pk=emergency).select_related("case").first()
    if row is None:
        raise NotFound("no_such_emergency")
    return case_subject(case=row.case.code or "", now=now)


def open_emergencies(actor: Actor) -> tuple[OpenEmergency, ...]:
    """What the actor has open in this visit, the first to end first. No query where the visit has none."""
    if actor.emergency_at is None:
        return ()
    rows = EmergencyAccess.rows.filter(person_id=actor.person or 0, until_at__gt=actor.emergency_at).select_related(
        "case"
    )
    return tuple(OpenEmergency(row.pk, row.case.code or "", row.until_at) for row in rows.order_by("until_at", "pk"))


def n_to_judge(actor: Actor) -> int:
    """How much emergency access of others waits for the actor's word."""
    return _to_judge(actor).count() if policy.holds(actor, Permission.ACCESS_JUDGE_EMERGENCY) else 0


def emergencies(actor: Actor, *, number: int, now: datetime) -> Page[EmergencyRow]:
    """One's own, and for a lead all of the municipality: what waits for the actor's word first, then the latest."""
    rows = EmergencyAccess.rows.filter(Q(person_id=actor.person) | _judged_by(actor))
    in_order = rows.annotate(waits=Exists(_to_judge(actor).filter(pk=OuterRef("pk")))).order_by(
        "-waits", "-taken_at", "-pk"
    )
    found = in_order.select_related("case", "person", "judged_by")[window(number)]
    return Page([_row(row, now, may_judge=row.waits) for row in found], number, rows.count())


def emergency_to_judge(actor: Actor, row: int, *, now: datetime) -> EmergencyRow:
    """One that waits for the actor's word. Raises: NotFound."""
    found = _to_judge(actor).filter(pk=row).select_related("case", "person", "judged_by").first()
    if found is None:
        raise NotFound("no_such_emergency")
    return _row(found, now, may_judge=True)


def _judged_by(actor: Actor) -> Q:
    reach = policy.reach(actor, Permission.ACCESS_JUDGE_EMERGENCY)
    return Q() if reach.everything else Q(case__municipality__in=reach.municipalities)


def _to_judge(actor: Actor) -> QuerySet[EmergencyAccess]:
    return EmergencyAccess.rows.filter(_judged_by(actor), verdict="").exclude(person_id=actor.person or 0)


def _row(row: EmergencyAccess, now: datetime, *, may_judge: bool) -> EmergencyRow:
    judge_by = clock.day_of(row.taken_at + journey_settings().to_judge)
    return EmergencyRow(
        id=row.pk,
        case=row.case.code or "",
        person=row.person.name,
        because=EmergencyReason(row.because),
        reason=row.reason,
        taken_at=row.taken_at,
        until_at=row.until_at,
        is_open=row.until_at > now,
        verdict=EmergencyVerdict(row.verdict) if row.verdict else None,
        verdict_reason=row.verdict_reason,
        judged_by=row.judged_by.name if row.judged_by else "",
        judge_by=judge_by,
        is_late=not row.verdict and clock.day_of(now) > judge_by,
        may_judge=may_judge,
    )
