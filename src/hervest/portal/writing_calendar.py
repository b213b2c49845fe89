"""An agenda as a calendar reads it (RFC 5545), with what makes it a feed (RFC 7986)."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from hervest.core import clock
from hervest.notices.agenda_actions import Told
from hervest.notices.agenda_queries import how_agendas_are_told
from hervest.notices.agenda_rules import AgendaEntry, ToldLine, is_cancelled

A_DAY = timedelta(days=1)


def written(entries: Iterable[AgendaEntry], told: Told, *, now: datetime, address_of: Callable[[str], str]) -> bytes:
    """The calendar with these entries, and with what it is to strike; the same bytes as long as nothing changes."""
    calendar, settings = _empty(), how_agendas_are_told()
    shown = {entry.thing: entry for entry in entries}
    for thing, line in sorted(told.lines.items()):
        if thing in shown:
            calendar.add_component(_event(shown[thing], told.uid(thing), line, address_of))
        elif is_cancelled(
            line, now=now, today_then=clock.day_of(line.changed_at), cancelled_for=settings.cancelled_for
        ):
            calendar.add_component(_struck(told.uid(thing), line))
    _with_zone(calendar, shown.values())
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


def _event(entry: AgendaEntry, uid: str, line: ToldLine, address_of: Callable[[str], str]) -> Event:
    """One entry: an hour where it has one, else its whole days, which keep nobody from being asked for something."""
    event = _known_as(uid, line, entry.text)
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


def _struck(uid: str, line: ToldLine) -> Event:
    """What is no more: nothing is said of what it was."""
    event = _known_as(uid, line, _("No longer there"))
    event.add("dtstart", line.on)
    event.add("status", "CANCELLED")
    event.add("transp", "TRANSPARENT")
    return event


def _known_as(uid: str, line: ToldLine, text: str) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("sequence", line.sequence)
    event.add("dtstamp", line.changed_at)
    event.add("last-modified", line.changed_at)
    event.add("summary", text)
    event.add("class", "PRIVATE")
    return event


def _with_zone(calendar: Calendar, entries: Iterable[AgendaEntry]) -> None:
    """What an hour in the Netherlands is, for the years of the entries that have one."""
    years = [entry.on.year for entry in entries if entry.at is not None]
    if years:
        calendar.add_missing_timezones(first_date=date(min(years), 1, 1), last_date=date(max(years) + 1, 12, 31))
