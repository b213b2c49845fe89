"""An agenda as a calendar reads it (RFC 5545), with what makes it a feed (RFC 7986)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from hervest.core import clock
from hervest.core.marks import mark
from hervest.notices.agenda_actions import Told
from hervest.notices.agenda_queries import how_agendas_are_told
from hervest.notices.agenda_rules import AgendaEntry, ToldLine, is_cancelled

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One event of the calendar, by the name under which it is known there. `entry` None: it is to be struck."""

    uid: str
    line: ToldLine
    entry: AgendaEntry | None


def rows_of(entries: Iterable[AgendaEntry], told: Told, *, now: datetime) -> tuple[Row, ...]:
    """The events with these entries, and with what the calendar is to strike."""
    shown, cancelled_for = {entry.thing: entry for entry in entries}, how_agendas_are_told().cancelled_for
    return tuple(
        Row(told.uid(thing), line, shown.get(thing))
        for thing, line in sorted(told.lines.items())
        if thing in shown
        or is_cancelled(line, now=now, today_then=clock.day_of(line.changed_at), cancelled_for=cancelled_for)
    )


def mark_of(rows: Iterable[Row]) -> str:
    """Tells whether a calendar has these events as they are, before any of them is written.

    What an event says has another number as soon as it says something else.
    """
    events = tuple((row.uid, row.line.sequence, row.entry is None) for row in rows)
    return mark((_empty().to_ical(), events))


def written(rows: Iterable[Row], *, address_of: Callable[[str], str]) -> bytes:
    """The calendar with these events: the same bytes for the same ones."""
    calendar, hours = _empty(), list[AgendaEntry]()
    for row in rows:
        calendar.add_component(_event(row, row.entry, address_of) if row.entry else _struck(row))
        hours += [row.entry] if row.entry and row.entry.at else []
    _with_zone(calendar, hours)
    text: bytes = calendar.to_ical()
    return text


def _empty() -> Calendar:
    """A calendar with its name, and how often it is to be asked for."""
    calendar, every = Calendar(), how_agendas_are_told().fetched_every
    calendar.add("prodid", f"-//Hervest//Hervest//{(get_language() or 'nl')[:2].upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, _("Hervest: my tasks"))
    calendar.add("x-wr-timezone", clock.AMSTERDAM.key)
    calendar.add("refresh-interval", every, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{every // timedelta(hours=1)}H")
    return calendar


def _event(row: Row, entry: AgendaEntry, address_of: Callable[[str], str]) -> Event:
    """One entry: an hour where it has one, else its whole days, which keep nobody from being asked for something."""
    event = _known_as(row, entry.text)
    if entry.at is None:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.until + A_DAY)
        event.add("transp", "TRANSPARENT")
    else:
        start = datetime.combine(entry.on, entry.at, clock.AMSTERDAM)
        event.add("dtstart", start)
        event.add("dtend", start + how_agendas_are_told().meeting)
        event.add("transp", "OPAQUE")
    event.add("status", "CONFIRMED")
    if entry.path:
        event.add("url", address_of(entry.path))
    return event


def _struck(row: Row) -> Event:
    """What is no more: nothing is said of what it was."""
    event = _known_as(row, _("No longer there"))
    event.add("dtstart", row.line.on)
    event.add("status", "CANCELLED")
    event.add("transp", "TRANSPARENT")
    return event


def _known_as(row: Row, text: str) -> Event:
    event = Event()
    event.add("uid", row.uid)
    event.add("sequence", row.line.sequence)
    event.add("dtstamp", row.line.changed_at)
    event.add("last-modified", row.line.changed_at)
    event.add("summary", text)
    event.add("class", "PRIVATE")
    return event


def _with_zone(calendar: Calendar, hours: Iterable[AgendaEntry]) -> None:
    """What an hour in the Netherlands is, for the years of the entries that have one."""
    years = [entry.on.year for entry in hours]
    if years:
        calendar.add_missing_timezones(first_date=date(min(years), 1, 1), last_date=date(max(years) + 1, 12, 31))
