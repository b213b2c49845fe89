"""Saying how many hours a worker has for households."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality_subject
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound
from hervest.guidance.caseload_queries import setting_hours
from hervest.guidance.caseload_rules import available_refusal
from hervest.guidance.models import WorkingHours
from hervest.journey.milestone_rules import must_be_right


@action(Permission.TASK_ASSIGN, on=municipality_subject)
def set_working_hours(
    *, by: Actor, now: datetime, municipality: str, person: PersonId, minutes: int | None, seen: int
) -> None:
    """The worker has so many minutes a week for households of the municipality; None: nothing is said of it.

    Raises: NotFound for who does not lead there, and for who cannot carry a household there; Conflict if somebody set
    it since `seen`; RuleBroken for more than a week holds.
    """
    before = setting_hours(by, municipality, person, today=clock.day_of(now))
    if by.person is None:
        raise NotFound("no_such_person")
    if before.seen != seen:
        raise Conflict("working_hours_set_meanwhile")
    must_be_right(available_refusal(minutes))
    said = {"minutes_per_week": minutes, "set_at": now, "set_by_id": by.person, "n_changed": seen + 1}
    if not _kept(municipality, person, said, seen=seen):
        raise Conflict("working_hours_set_meanwhile")
    note("working_hours.set", municipality=municipality, person=person)


def _kept(municipality: str, person: PersonId, said: dict[str, Any], *, seen: int) -> bool:
    """Whether it stands now; not if somebody set it at the same instant, who is not overwritten."""
    if seen:
        return bool(WorkingHours.rows.filter(municipality=municipality, worker=person, n_changed=seen).update(**said))
    try:
        with transaction.atomic():
            WorkingHours.rows.create(municipality_id=municipality, worker_id=person, **said)
    except IntegrityError:
        return False
    return True
