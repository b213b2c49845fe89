"""When a signal must have been looked at, what stands first, and for what it is refused."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hervest.deadlines.calendar import WorkingDays
from hervest.guidance.signal_vocabulary import AboutKind, SignalKind, SignalState
from hervest.journey.milestone_rules import Refusal


@dataclass(frozen=True, slots=True)
class SignalTerms:
    """Working days within which a signal about danger, and any other, is looked at; how long something is undone."""

    urgent: int
    normal: int
    undo: timedelta

    def __post_init__(self) -> None:
        if not 0 <= self.urgent <= self.normal:
            raise ValueError("terms")


def due_on(on: date, *, is_urgent: bool, terms: SignalTerms, calendar: WorkingDays | None = None) -> date:
    """The last day on which it is looked at in time; danger does not wait for a working day.

    Source: sponsorship.md 6.3: within one working day, danger on the same day.
    """
    days = terms.urgent if is_urgent else terms.normal
    return (calendar or WorkingDays()).step(on, days) if days else on


@dataclass(frozen=True, slots=True)
class Waiting:
    """What puts a signal in its place in a list."""

    id: int
    state: SignalState
    is_urgent: bool
    due_on: date
    raised_at: datetime


def place(one: Waiting) -> tuple[bool, bool, date, datetime, int]:
    """Where it stands: what waits before what was looked at, danger first, then what is due first."""
    return (one.state is not SignalState.RECEIVED, not one.is_urgent, one.due_on, one.raised_at, one.id)


def is_late(state: SignalState, due: date, today: date) -> bool:
    """Whether nobody looked at it in time."""
    return state is SignalState.RECEIVED and due < today


def asks_for_review(kind: SignalKind, about: AboutKind) -> bool:
    """Whether support is looked at again after it: something happened, and not about somebody who helps.

    Of what is about a helper the review would tell that helper. Source: domain.md 4.1 (reassess after events).
    """
    return kind is SignalKind.INCIDENT and about is not AboutKind.HELPER


def signal_refusal(text: str, happened_on: date | None, *, today: date) -> Refusal | None:
    """The first thing for which it cannot be raised; None if it can."""
    if not text.strip():
        return Refusal("signal_without_words", {"field": "text"})
    is_ahead = happened_on is not None and happened_on > today
    return Refusal("happened_in_future", {"field": "happened_on"}) if is_ahead else None
