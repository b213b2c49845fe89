"""One term in one version: what it counts from, how long it runs, and where that is written."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hervest.deadlines.calendar import WorkingDays
from hervest.deadlines.errors import EndsBeforeItStarts, UnknownTerm, UnreadableRegister
from hervest.deadlines.period import Offset, Period


class TermKind(StrEnum):
    """How much weight a deadline has. Source: workflow.md, section 1."""

    LEGAL = "legal"
    HARD = "hard"
    NORM = "norm"
    SOFT = "soft"


class Mark(StrEnum):
    """Whether the term was read in its source, or is a setting to be confirmed."""

    READ = "V"
    ASSUMED = "A"


@dataclass(frozen=True, slots=True)
class Distance:
    """The term ends an offset away from its anchor."""

    offset: Offset

    def ends_on(self, anchor: date, _calendar: WorkingDays) -> date:
        """The last day of the term that counts from `anchor`."""
        return self.offset.after(anchor)


@dataclass(frozen=True, slots=True)
class WorkingDistance:
    """The term ends a number of working days away from its anchor."""

    days: int

    def ends_on(self, anchor: date, calendar: WorkingDays) -> date:
        """The last day of the term that counts from `anchor`."""
        return calendar.step(anchor, self.days)


@dataclass(frozen=True, slots=True)
class FixedDay:
    """The term ends on one day for everybody."""

    day: date

    def ends_on(self, _anchor: date, _calendar: WorkingDays) -> date:
        """The last day of the term, whatever the anchor."""
        return self.day


@dataclass(frozen=True, slots=True)
class QuarterEnd:
    """The term ends on the last day of the quarter that lies `quarters` after the anchor's quarter."""

    quarters: int

    def ends_on(self, anchor: date, _calendar: WorkingDays) -> date:
        """The last day of the term that counts from `anchor`.

        Source: AKW, article 14(3): a right goes back at most a year before the quarter of the application.
        """
        quarter = anchor.year * 4 + (anchor.month - 1) // 3 + self.quarters + 1
        return date(quarter // 4, quarter % 4 * 3 + 1, 1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayOfLaterYear:
    """The term ends on a fixed day and month, `years` after the anchor's year."""

    years: int
    month: int
    day: int

    def ends_on(self, anchor: date, _calendar: WorkingDays) -> date:
        """The last day of the term that counts from `anchor`. Source: Awir, article 15(1)."""
        return date(anchor.year + self.years, self.month, self.day)


Length = Distance | WorkingDistance | FixedDay | QuarterEnd | DayOfLaterYear


@dataclass(frozen=True, slots=True)
class Count:
    """How a term counts from one anchor; `opens` is its first day, for a term that is a window."""

    anchor: str
    length: Length
    opens: Offset | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One version of a term, in force from `valid_from` to `valid_until`, both included (None: unknown, open).

    `anchor` names are the milestone codes of the plan; this library does not know what they mean.
    `version` is the label of the text that was read.
    """

    key: str
    kind: TermKind
    counts: tuple[Count, ...]
    source: str
    article: str
    version: str
    valid_from: date | None
    valid_until: date | None
    checked_on: date
    mark: Mark
    note: str = ""

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise UnreadableRegister("term_without_source", key=self.key)
        if not self.counts:
            raise UnreadableRegister("term_without_count", key=self.key)
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise EndsBeforeItStarts("period_ends_before_it_starts", start=self.valid_from, end=self.valid_until)

    @property
    def distance(self) -> Offset | None:
        """How far it ends from whatever it counts from; None for a day in the calendar, or if that differs."""
        length, *others = {count.length for count in self.counts}
        return length.offset if not others and isinstance(length, Distance) else None

    @property
    def counts_working_days(self) -> bool:
        """Whether it counts in working days, whatever it counts from."""
        return all(isinstance(count.length, WorkingDistance) for count in self.counts)

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    def count_from(self, anchor: str | None = None) -> Count:
        """How the term counts from `anchor`; without one, from its own first anchor.

        Raises: UnknownTerm if it does not count from that anchor.
        """
        if anchor is None:
            return self.counts[0]
        for count in self.counts:
            if count.anchor == anchor:
                return count
        raise UnknownTerm("term_not_counted_from", key=self.key, anchor=anchor)

    def limit_on(self, anchor_on: date, calendar: WorkingDays, anchor: str | None = None) -> date:
        """The last day of the term, unextended: the calendar date, a free day or not."""
        return self.count_from(anchor).length.ends_on(anchor_on, calendar)

    def window_on(self, anchor_on: date, calendar: WorkingDays, anchor: str | None = None) -> Period | None:
        """The days on which the act may be done, or None if the term names no first day."""
        count = self.count_from(anchor)
        if count.opens is None:
            return None
        return Period(count.opens.after(anchor_on), count.length.ends_on(anchor_on, calendar))
