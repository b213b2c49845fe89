"""Since when a proposed match waits for somebody, what they are told then, and when they are reminded."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from hervest.deadlines.calendar import WorkingDays
from hervest.notices.vocabulary import NoticeKind
from hervest.placement.match_state_vocabulary import MatchEvent, MatchState, MatchWaits

HOUSEHOLD_IS_ASKED = frozenset({MatchEvent.OFFER_NEWCOMER, MatchEvent.REPLY, MatchEvent.HOLD_INTRO})

BEGINS: Mapping[MatchWaits, frozenset[MatchEvent]] = MappingProxyType(
    {
        MatchWaits.CHECK: frozenset(),
        MatchWaits.QUESTION: frozenset({MatchEvent.NEWCOMER_TALK}),
        MatchWaits.ASK_HOUSEHOLD: frozenset({MatchEvent.CHECK}),
        MatchWaits.ASK_GROUP: frozenset({MatchEvent.NEWCOMER_YES}),
        MatchWaits.GROUP_QUESTION: frozenset({MatchEvent.GROUP_TALK}),
        MatchWaits.PLAN_INTRO: frozenset({MatchEvent.GROUP_YES}),
        MatchWaits.INTRODUCE: frozenset({MatchEvent.PLAN_INTRO}),
        MatchWaits.YOUR_MEETING: frozenset({MatchEvent.PLAN_INTRO}),
        MatchWaits.GROUP_MEETING: frozenset({MatchEvent.PLAN_INTRO}),
        MatchWaits.CONFIRM: frozenset({MatchEvent.NEWCOMER_CONFIRMS, MatchEvent.GROUP_CONFIRMS}),
        MatchWaits.YOUR_ANSWER: HOUSEHOLD_IS_ASKED,
        MatchWaits.HOUSEHOLD_ANSWER: HOUSEHOLD_IS_ASKED,
        MatchWaits.GROUP_ANSWER: frozenset({MatchEvent.OFFER_GROUP, MatchEvent.REPLY_GROUP, MatchEvent.HOLD_INTRO}),
    }
)
"""The events with which each waiting begins, and begins anew; none: with the proposal. Source: section 6.2."""

ASKED = frozenset({MatchWaits.YOUR_ANSWER, MatchWaits.GROUP_ANSWER})
"""What waits for an answer of the household or the group itself."""

WHO_IS_ASKED: Mapping[MatchState, frozenset[MatchWaits]] = MappingProxyType(
    {
        MatchState.OFFERED_NEWCOMER: frozenset({MatchWaits.YOUR_ANSWER}),
        MatchState.OFFERED_GROUP: frozenset({MatchWaits.GROUP_ANSWER}),
        MatchState.INTRO_HELD: ASKED,
    }
)
"""Who of the two is asked in a state."""

OF_A_SIDE = ASKED | {MatchWaits.YOUR_MEETING, MatchWaits.GROUP_MEETING}
"""What concerns the household or the group itself: a mail about it says nothing of the other side."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event of a proposed match: its number, and the day on which it was recorded."""

    number: int
    event: MatchEvent
    on: date


def began_with(waits: MatchWaits, recorded: Iterable[Recorded]) -> Recorded | None:
    """The newest event with which this waiting began; None: with the proposal itself."""
    return max((each for each in recorded if each.event in BEGINS[waits]), key=lambda each: each.number, default=None)


def kind_of(waits: MatchWaits) -> NoticeKind:
    """What somebody is told for whom it waits."""
    return NoticeKind.MATCH_ASKED if waits in OF_A_SIDE else NoticeKind.MATCH_TO_DO


def reminded(waits: Collection[MatchWaits]) -> frozenset[MatchWaits]:
    """Of what waits those of whom somebody is reminded: a household that reads nothing here by who speaks for it."""
    speaks = frozenset[MatchWaits]() if MatchWaits.YOUR_ANSWER in waits else frozenset({MatchWaits.HOUSEHOLD_ANSWER})
    return (ASKED | speaks) & frozenset(waits)


def reminder_on(asked_on: date, respond_by: date, *, after: int, calendar: WorkingDays) -> date | None:
    """The day from which whoever has not answered is reminded: so many working days after they were asked.

    Where a programme gives too few days for that, it is the working day before the last; None: there is none between.

    Source: sponsorship.md, section 6.5.
    """
    day = min(calendar.step(asked_on, after), calendar.step(respond_by, -1))
    return day if day > asked_on else None
