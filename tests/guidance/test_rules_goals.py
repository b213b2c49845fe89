"""Whether somebody takes more steps alone than before: against counting by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.guidance.goal_rules import (
    WIDTH,
    Taken,
    Window,
    activity_refusal,
    bars_of,
    goal_refusal,
    height_of,
    steps_refusal,
    trend_of,
    windows_of,
)
from hervest.guidance.goal_vocabulary import MOST_STEPS, ActivityOutcome, StepDoer, Trend

TODAY = date(2026, 11, 23)
STEPS = st.lists(
    st.builds(Taken, st.sampled_from(StepDoer), st.integers(-500, 20).map(lambda days: TODAY + timedelta(days=days))),
    max_size=40,
)
BORDERS = (date(2025, 11, 23), date(2026, 2, 23), date(2026, 5, 23), date(2026, 8, 23), TODAY)
COUNTS = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))


def window(myself, together, professional):
    return Window(TODAY, TODAY, myself, together, professional)


@given(STEPS)
def test_every_step_of_the_last_year_stands_in_exactly_one_window(taken):
    found = windows_of(taken, today=TODAY)

    assert tuple(one.after for one in found) == BORDERS[:-1]
    assert tuple(one.until for one in found) == BORDERS[1:]
    assert sum(one.n for one in found) == sum(BORDERS[0] < step.on <= TODAY for step in taken)
    alone = sum(step.doer is StepDoer.MYSELF and BORDERS[0] < step.on <= TODAY for step in taken)
    assert sum(one.n_myself for one in found) == alone


@given(STEPS, st.randoms(use_true_random=False))
def test_the_order_in_which_steps_were_ticked_changes_nothing(taken, chance):
    other = list(taken)
    chance.shuffle(other)

    assert windows_of(taken, today=TODAY) == windows_of(other, today=TODAY)


@given(COUNTS, COUNTS)
def test_the_trend_compares_what_part_was_taken_alone(before, now):
    found = trend_of((window(*before), window(*now)))

    if sum(before) < 2 or sum(now) < 2:
        assert found is Trend.TOO_FEW
    else:
        was, becomes = before[0] / sum(before), now[0] / sum(now)
        expected = Trend.SAME if abs(was - becomes) < 1e-9 else Trend.MORE_ALONE if becomes > was else Trend.LESS_ALONE
        assert found is expected


def test_a_quiet_time_between_two_others_is_skipped():
    assert trend_of((window(0, 2, 2), window(0, 0, 0), window(3, 1, 0))) is Trend.MORE_ALONE


@given(st.lists(COUNTS, max_size=4))
def test_bars_fit_in_the_picture_and_stand_beside_each_other(counts):
    found = bars_of([window(*one) for one in counts])

    assert bool(found) == any(map(sum, counts))
    assert height_of(found) == 32 * len(found)
    assert not found or found[0].window.n
    for bar in found:
        assert bar.professional_x + bar.professional <= WIDTH
        assert bar.together_x == bar.myself
        assert (bar.myself == 0) == (bar.window.n_myself == 0)


def test_a_goal_and_a_step_have_words_and_a_goal_has_no_endless_steps():
    assert goal_refusal("  ").code == "say_what_you_want"
    assert goal_refusal("Fietsen") is None
    assert steps_refusal(" ", n_steps=0).code == "say_which_step"
    assert steps_refusal("Fiets lenen", n_steps=MOST_STEPS).code == "goal_has_enough_steps"
    assert steps_refusal("Fiets lenen", n_steps=MOST_STEPS - 1) is None


@pytest.mark.parametrize(
    ("from_on", "until_on", "outcome", "code"),
    [
        (TODAY, None, ActivityOutcome.GOES_ON, None),
        (TODAY, TODAY - timedelta(days=1), ActivityOutcome.GOES_ON, "ends_before_it_begins"),
        (TODAY, TODAY + timedelta(days=9), ActivityOutcome.GOES_ON, None),
        (TODAY, None, ActivityOutcome.COMPLETED, "ended_on_which_day"),
        (TODAY, TODAY + timedelta(days=9), ActivityOutcome.STOPPED, "ended_in_the_future"),
        (TODAY, TODAY, ActivityOutcome.STOPPED, None),
    ],
)
def test_what_somebody_takes_part_in_ends_after_it_begins_and_not_in_the_future(from_on, until_on, outcome, code):
    found = activity_refusal(from_on, until_on, outcome, today=TODAY)

    assert (found.code if found else None) == code
