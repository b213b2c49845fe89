"""Whether somebody takes more and more steps alone, and what a goal or an activity may be.

Source: needs.md, D3 and D5.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from hervest.deadlines.period import Offset, Unit
from hervest.guidance.goal_vocabulary import MOST_STEPS, ActivityOutcome, StepDoer, Trend
from hervest.journey.milestone_rules import Refusal

WINDOW, N_WINDOWS = Offset(3, Unit.MONTH), 4
"""The trend looks at so many times three months, the last of which ends today: an assumption."""

LEAST_STEPS = 2
"""Fewer steps in a window say nothing about it: an assumption."""

WIDTH, BAR, GAP, LEFT = 320, 20, 12, 0
"""Of the chart, of one bar in it, and between two, in units of its own box."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: by whom, and on which day."""

    doer: StepDoer
    on: date


@dataclass(frozen=True, slots=True)
class Window:
    """The steps taken from the day after `after` up to `until`, by who took them."""

    after: date
    until: date
    n_myself: int
    n_together: int
    n_professional: int

    @property
    def n(self) -> int:
        """All of them."""
        return self.n_myself + self.n_together + self.n_professional

    @property
    def says_something(self) -> bool:
        """Whether there are enough to compare with."""
        return self.n >= LEAST_STEPS


@dataclass(frozen=True, slots=True)
class Bar:
    """One window as the chart draws it: where each part begins, and how wide it is."""

    window: Window
    y: int
    myself: int
    together: int
    professional: int

    @property
    def together_x(self) -> int:
        """Where the steps taken together begin."""
        return LEFT + self.myself

    @property
    def professional_x(self) -> int:
        """Where those of professionals begin."""
        return LEFT + self.myself + self.together


def windows_of(taken: Collection[Taken], *, today: date) -> tuple[Window, ...]:
    """The steps by three months, the oldest first; every step of that time stands in exactly one of them."""
    found = []
    for n in range(N_WINDOWS, 0, -1):
        after, until = (Offset(-WINDOW.count * k, WINDOW.unit).after(today) for k in (n, n - 1))
        counted = [step.doer for step in taken if after < step.on <= until]
        found.append(Window(after, until, *(counted.count(doer) for doer in StepDoer)))
    return tuple(found)


def trend_of(windows: Sequence[Window]) -> Trend:
    """Whether of the newest steps a larger part was taken alone than of those before; too few steps say nothing.

    Parts are compared as whole numbers, so that no rounding decides.
    """
    telling = [window for window in windows if window.says_something]
    if len(telling) <= 1:
        return Trend.TOO_FEW
    *_, before, now = telling
    was, becomes = before.n_myself * now.n, now.n_myself * before.n
    if was == becomes:
        return Trend.SAME
    return Trend.MORE_ALONE if becomes > was else Trend.LESS_ALONE


def bars_of(windows: Iterable[Window]) -> tuple[Bar, ...]:
    """The bars of the chart from the first window with a step on, the longest as wide as it is; none without steps."""
    rows = tuple(dropwhile(lambda window: not window.n, windows))
    most = max((window.n for window in rows), default=0)
    if not most:
        return ()
    room = WIDTH - LEFT
    return tuple(
        Bar(
            window,
            place * (BAR + GAP),
            room * window.n_myself // most,
            room * window.n_together // most,
            room * window.n_professional // most,
        )
        for place, window in enumerate(rows)
    )


def height_of(bars: Sequence[Bar]) -> int:
    """How high the chart of these bars is."""
    return len(bars) * (BAR + GAP)


def goal_refusal(text: str) -> Refusal | None:
    """Why these are no words of a goal; None if they are."""
    return None if text.strip() else Refusal("say_what_you_want", {"field": "text"})


def day_refusal(done_on: date | None, *, today: date) -> Refusal | None:
    """Why a step was not taken on that day; None if it was, or was not taken yet."""
    is_ahead = done_on is not None and done_on > today
    return Refusal("step_in_the_future", {"field": "done_on"}) if is_ahead else None


def steps_refusal(text: str, *, n_steps: int) -> Refusal | None:
    """Why a goal that has `n_steps` gets no step with these words; None if it does."""
    if not text.strip():
        return Refusal("say_which_step", {"field": "text"})
    return Refusal("goal_has_enough_steps", {"field": "text", "most": MOST_STEPS}) if n_steps >= MOST_STEPS else None


def activity_refusal(from_on: date, until_on: date | None, outcome: ActivityOutcome, *, today: date) -> Refusal | None:
    """Why an activity cannot have been so; None if it can."""
    if until_on is not None and until_on < from_on:
        return Refusal("ends_before_it_begins", {"field": "until_on", "on": from_on})
    if outcome is ActivityOutcome.GOES_ON:
        return None
    if until_on is None:
        return Refusal("ended_on_which_day", {"field": "until_on"})
    return Refusal("ended_in_the_future", {"field": "until_on"}) if until_on > today else None
