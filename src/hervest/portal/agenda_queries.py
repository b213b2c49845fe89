"""What stands in somebody's own agenda: the days of their tasks, and the appointments they are part of."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_rules import is_practice
from hervest.journey.booking_queries import Booking, bookings
from hervest.journey.queries import has_appointments_only
from hervest.journey.worklist_queries import DueDay, own_due
from hervest.notices.agenda_rules import AgendaEntry
from hervest.notices.vocabulary import AgendaLevel
from hervest.placement.match_waiting_queries import meetings_to_come


def has_agenda(actor: Actor) -> bool:
    """Whether anything of the actor's can stand in an agenda: tasks, or appointments as an interpreter."""
    return policy.holds(actor, Permission.TASK_READ) or has_appointments_only(actor)


def agenda_of(actor: Actor, level: AgendaLevel, *, today: date) -> tuple[AgendaEntry, ...]:
    """All of it as it may be told outside Hervest: no name of anybody, no address, and nothing above tier P1.

    However many tasks there are, as many queries.
    """
    found = tuple(_entries(actor, today))
    return found if level is AgendaLevel.CODE else tuple(replace(each, text=_("Busy"), path="") for each in found)


def _entries(actor: Actor, today: date) -> Iterator[AgendaEntry]:
    for due in own_due(actor, today=today) if policy.holds(actor, Permission.TASK_READ) else ():
        path = reverse("task", args=[due.case_code, due.task])
        yield AgendaEntry(f"task-{due.task}", due.on, due.on, _with_code(_called(due), due.case_code), path=path)
    for booking in bookings(actor, today=today):
        if is_practice(booking.municipality):
            continue
        actor.reads.shown(booking.code, booking.municipality)
        yield from _booked(booking)
    for meeting in meetings_to_come(actor, today=today):
        if meeting.code:
            actor.reads.shown(meeting.code, meeting.municipality)
        text = _with_code(_("Introduction of household and group"), meeting.code)
        yield AgendaEntry(f"meeting-{meeting.proposal}", meeting.on, meeting.on, text, at=meeting.at, is_work=False)


def _booked(booking: Booking) -> Iterator[AgendaEntry]:
    """Each day of somebody's appointments by itself; of one without a day, the days on which they see it."""
    text, path, thing = _with_code(_("Appointment"), booking.code), reverse("cases"), f"booking-{booking.code}"
    if not booking.days:
        yield AgendaEntry(thing, booking.from_on, booking.until_on, text, path=path, is_work=False)
    for day in booking.days:
        yield AgendaEntry(f"{thing}-{day.isoformat()}", day, day, text, path=path, is_work=False)


def _called(due: DueDay) -> str:
    """What the task is called in a calendar: of one whose title may not leave, that it is one."""
    if due.title is not None:
        return due.title
    return _("Task") if due.is_read else _("Appointment")


def _with_code(text: str, code: str) -> str:
    return f"{text} · {code}" if code else text
