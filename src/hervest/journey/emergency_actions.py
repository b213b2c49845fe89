"""Emergency access: a case of the own municipality for a few hours, with a reason, and judged afterwards."""

from dataclasses import dataclass
from datetime import datetime

from hervest.accounts import policy
from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import leads_of
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import Tier
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.emergency_queries import emergency_subject
from hervest.journey.models import EmergencyAccess
from hervest.journey.settings import journey_settings
from hervest.journey.vocabulary import EmergencyReason, EmergencyVerdict
from hervest.notices.outbox_actions import tell
from hervest.notices.vocabulary import NoticeKind


@dataclass(frozen=True, slots=True)
class Taken:
    """Emergency access that is open: of which case, and until when."""

    case: str
    until_at: datetime


@action(Permission.ACCESS_BREAK_GLASS, on=case_subject)
def take_emergency_access(*, by: Actor, now: datetime, case: str, because: EmergencyReason, reason: str) -> Taken:
    """For four hours the person reads the case up to tier P2 in this visit; the leads are told, the family sees it.

    Who has it open already keeps that. Raises: NotFound; NotAllowed for the system, which reads everything; RuleBroken
    if the reason is too short, or the person reads as much of the case without. Source: access.md; security.md, 3.6.
    """
    if by.person is None:
        raise NotAllowed("not_allowed")
    row = locked_case(case, closed_too=True)
    if len(reason.strip()) < journey_settings().shortest_reason:
        raise RuleBroken("say_more", field="reason", characters=journey_settings().shortest_reason)
    there = EmergencyAccess.rows.filter(case=row, person_id=by.person, until_at__gt=now).first()
    if there is not None:
        return Taken(case, there.until_at)
    if policy.readable(by, Permission.CASE_READ, case_subject(case=case, now=now)) >= GIVEN:
        raise RuleBroken("needs_no_emergency", field="case")
    until = now + journey_settings().emergency
    EmergencyAccess.rows.create(
        case=row, person_id=by.person, because=because, reason=reason.strip(), taken_at=now, until_at=until
    )
    leads = leads_of(row.municipality_id, today=clock.day_of(now)) - {by.person}
    once = f"emergency {case} {now.isoformat()}"
    tell(leads, NoticeKind.EMERGENCY_TAKEN, now=now, municipality=row.municipality_id, once=once, case=case)
    note("emergency.taken", case_code=case, municipality=row.municipality_id, because=because, until=until)
    return Taken(case, until)


GIVEN = frozenset({Tier.P0, Tier.P1, Tier.P1A, Tier.P2})
"""What emergency access reads, as the table of tiers says (tested): who reads it all already needs none."""


@action(Permission.ACCESS_BREAK_GLASS, on=emergency_subject)
def end_emergency_access(*, by: Actor, now: datetime, emergency: int) -> None:
    """It gives nothing more from the next click on. For who took it. Raises: NotFound; Conflict if it had ended."""
    row = _locked(emergency)
    if row.person_id != by.person and not by.system:
        raise NotFound("no_such_emergency")
    if row.until_at <= now:
        raise Conflict("emergency_is_over")
    row.until_at = now
    row.save()
    _noted("emergency.ended", row)


@action(Permission.ACCESS_JUDGE_EMERGENCY, on=emergency_subject)
def judge_emergency_access(
    *, by: Actor, now: datetime, emergency: int, verdict: EmergencyVerdict, verdict_reason: str = ""
) -> None:
    """It is said whether it was right; what was not right ends at once.

    Raises: NotFound; RuleBroken for one's own, or without a reason for what was not right; Conflict if it was judged.
    """
    row = _locked(emergency)
    if row.person_id == by.person:
        raise RuleBroken("not_ones_own")
    if row.verdict:
        raise Conflict("emergency_is_judged")
    if verdict is EmergencyVerdict.NOT_RIGHT and not verdict_reason.strip():
        raise RuleBroken("reason_needed", field="verdict_reason")
    row.verdict, row.verdict_reason = verdict, verdict_reason.strip()
    row.judged_at, row.judged_by_id = now, by.person
    if verdict is EmergencyVerdict.NOT_RIGHT:
        row.until_at = min(row.until_at, now)
    row.save()
    _noted("emergency.judged", row, verdict=verdict)


def _locked(emergency: int) -> EmergencyAccess:
    row = EmergencyAccess.rows.select_for_update(of=("self",)).select_related("case").filter(pk=emergency).first()
    if row is None:
        raise NotFound("no_such_emergency")
    return row


def _noted(verb: str, row: EmergencyAccess, **detail: object) -> None:
    note(
        verb,
        case_code=row.case.code or "",
        municipality=row.case.municipality_id,
        person=PersonId(row.person_id),
        **detail,
    )
