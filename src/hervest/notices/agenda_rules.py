"""What a calendar is told now, after what it was told before: what is new, what changed, what is gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from hervest.core.marks import mark


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """One thing in somebody's agenda: whole days, or an hour of one. `thing`: how we know it again.

    `is_work`: it stays there until it is done, also when its day is past; else it is past with its day.
    """

    thing: str
    on: date
    until: date
    text: str
    at: time | None = None
    path: str = ""
    is_work: bool = True

    @property
    def mark(self) -> str:
        """Tells whether a calendar would show it as it did."""
        return mark((self.on, self.until, self.at, self.text))


@dataclass(frozen=True, slots=True)
class ToldLine:
    """What a calendar was told of one thing last: its day, how often it changed, and when. `is_gone`: it is no more."""

    on: date
    mark: str
    sequence: int
    changed_at: datetime
    is_work: bool
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """What a calendar was told of each thing last; `floor`: where a thing begins that it was not told of."""

    lines: Mapping[str, ToldLine] = field(default_factory=dict)
    floor: int = 0


def told_now(before: Memory, entries: Iterable[AgendaEntry], *, now: datetime, remembered: timedelta) -> Memory:
    """What is remembered once these things are told: whatever changed, went or came back has a higher number.

    What is gone for longer than `remembered` is forgotten; whatever comes anew begins above it. Source: RFC 5545,
    section 3.8.7.4: a sequence number only rises.
    """
    found, floor = {}, before.floor
    for entry in entries:
        found[entry.thing] = _told(before.lines.get(entry.thing), entry, floor=before.floor, now=now)
    for thing, was in before.lines.items():
        if thing in found:
            continue
        if was.is_gone and now - was.changed_at > remembered:
            floor = max(floor, was.sequence + 1)
        else:
            found[thing] = was if was.is_gone else _gone(was, now)
    return Memory(found, floor)


def _told(was: ToldLine | None, entry: AgendaEntry, *, floor: int, now: datetime) -> ToldLine:
    if was is not None and not was.is_gone and was.mark == entry.mark:
        return was
    sequence = floor if was is None else was.sequence + 1
    return ToldLine(entry.on, entry.mark, sequence, now, entry.is_work)


def _gone(was: ToldLine, now: datetime) -> ToldLine:
    return replace(was, sequence=was.sequence + 1, changed_at=now, is_gone=True)


def is_cancelled(line: ToldLine, *, now: datetime, today_then: date, cancelled_for: timedelta) -> bool:
    """Whether a calendar is still told that this thing is no more.

    An appointment whose day was past by `today_then`, the day on which it went, was not cancelled: it was held.
    """
    was_held = not line.is_work and line.on < today_then
    return line.is_gone and now - line.changed_at <= cancelled_for and not was_held
