"""Who is asked when, and what a group sees: never early, never after an end, over ten thousand ways things can go."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from hervest.journey.milestone_rules import Refusal
from hervest.journey.vocabulary import Disclosure
from hervest.placement.match_state_rules import Circumstances, GroupSees, Happening, Progress, disclosure, go_on
from hervest.placement.match_state_vocabulary import (
    CLOSED_MATCH_STATES,
    GroupNo,
    MatchEnd,
    MatchEvent,
    MatchStage,
    MatchState,
)

E = MatchEvent
PROPOSER, COLLEAGUE = 1, 2
TODAY = date(2027, 3, 1)
DAY = timedelta(days=1)
WELL = Circumstances(
    do_rules_hold=True,
    has_sharing_choices=True,
    n_trained=2,
    least_trained=2,
    has_arrived=True,
    had_final_review=True,
    has_introduction=True,
)
TO_THE_OFFER = (E.CHECK, E.OFFER_NEWCOMER, E.NEWCOMER_YES, E.OFFER_GROUP)
TO_THE_MATCH = (
    *TO_THE_OFFER,
    E.GROUP_YES,
    E.PLAN_INTRO,
    E.HOLD_INTRO,
    E.NEWCOMER_CONFIRMS,
    E.GROUP_CONFIRMS,
    E.CONFIRM,
)


def happened(event, *, by=COLLEAGUE, reason=None, end=None):
    return Happening(event, by, reason, end)


def after(*events, given=WELL, start=None):
    progress = Progress(PROPOSER) if start is None else start
    for event in events:
        progress = go_on(progress, event if isinstance(event, Happening) else happened(event), given)
        assert isinstance(progress, Progress), progress
    return progress


def refused(progress, event, given=WELL):
    answer = go_on(progress, event if isinstance(event, Happening) else happened(event), given)
    return answer.code if isinstance(answer, Refusal) else None


def sees(progress, *, arrives_on=None, withheld=False, admitted=True):
    return disclosure(progress, today=TODAY, arrives_on=arrives_on, is_address_withheld=withheld, is_admitted=admitted)


def test_the_whole_way_from_draft_to_a_planned_end():
    match = after(*TO_THE_MATCH, E.MAKE_CONTACT, E.ARRIVE, E.BEGIN_INTENSIVE, E.GO_REGULAR, E.BEGIN_ENDING)
    assert match.stage == MatchStage.ENDING
    ended = after(happened(E.END, end=MatchEnd.ENDED_PLANNED), start=match)
    assert (ended.stage, ended.end, sees(ended)) == (MatchStage.ENDED, MatchEnd.ENDED_PLANNED, GroupSees(0))


@pytest.mark.parametrize(
    ("events", "level"),
    [
        ((), Disclosure.NOTHING),
        (TO_THE_OFFER[:3], Disclosure.NOTHING),
        (TO_THE_OFFER, Disclosure.CARD),
        (TO_THE_MATCH[:5], Disclosure.NAMES),
        (TO_THE_MATCH[:9], Disclosure.NAMES),
        (TO_THE_MATCH, Disclosure.MATCHED),
    ],
)
def test_the_level_follows_the_disclosure_table(events, level):
    assert sees(after(*events)).level == level
    assert sees(after(*events), admitted=False).level == Disclosure.NOTHING


@pytest.mark.parametrize(
    ("arrives_on", "withheld", "shown"),
    [
        (None, False, False),
        (TODAY + DAY, False, False),
        (TODAY, False, True),
        (TODAY - DAY, False, True),
        (TODAY, True, False),
    ],
)
def test_the_address_is_seen_from_the_day_of_arrival_unless_it_is_kept_back(arrives_on, withheld, shown):
    assert sees(after(*TO_THE_MATCH), arrives_on=arrives_on, withheld=withheld).has_address is shown
    assert not sees(after(*TO_THE_MATCH[:9]), arrives_on=TODAY).has_address


@pytest.mark.parametrize("n", range(2, 7))
def test_a_newcomers_no_needs_no_reason_and_takes_everything_back(n):
    no = after(*TO_THE_MATCH[:n], E.NEWCOMER_NO)

    assert no.state in CLOSED_MATCH_STATES
    assert sees(no) == GroupSees(Disclosure.NOTHING)


def test_a_newcomer_stops_a_match_at_any_moment_and_it_is_over_at_once():
    for more in ((), (E.ARRIVE,), (E.PUT_ON_HOLD,), (E.PUT_ON_HOLD, E.SEEK_OTHER)):
        stopped = after(*TO_THE_MATCH, *more, E.NEWCOMER_NO)
        assert (stopped.stage, stopped.end) == (MatchStage.ENDED, MatchEnd.ENDED_BY_NEWCOMER)
        assert sees(stopped, arrives_on=TODAY) == GroupSees(Disclosure.NOTHING)


def test_later_and_talking_first_leave_the_question_open_and_tell_the_group_nothing():
    asked = after(E.CHECK, E.OFFER_NEWCOMER, E.NEWCOMER_LATER, E.NEWCOMER_TALK)

    assert asked.state == MatchState.OFFERED_NEWCOMER
    assert sees(asked).level == Disclosure.NOTHING
    assert after(E.NEWCOMER_YES, start=asked).state == MatchState.NEWCOMER_YES


def test_a_group_on_hold_sees_nothing_and_what_it_saw_when_it_goes_on():
    arrived = after(*TO_THE_MATCH, E.ARRIVE)
    held = after(E.PUT_ON_HOLD, start=arrived)

    assert sees(held, arrives_on=TODAY) == GroupSees(Disclosure.NOTHING)
    assert after(E.RESUME, start=held) == arrived
    assert after(E.SEEK_OTHER, E.RESUME, start=held) == arrived


@pytest.mark.parametrize(
    ("progress", "event", "given", "code"),
    [
        (after(), happened(E.CHECK, by=PROPOSER), WELL, "match_own_check"),
        (after(), E.OFFER_NEWCOMER, WELL, "match_wrong_moment"),
        (after(E.CHECK), E.OFFER_GROUP, WELL, "match_wrong_moment"),
        (after(E.CHECK), E.OFFER_NEWCOMER, replace(WELL, do_rules_hold=False), "match_rules_changed"),
        (after(*TO_THE_OFFER[:3]), E.OFFER_GROUP, replace(WELL, do_rules_hold=False), "match_rules_changed"),
        (after(*TO_THE_OFFER[:2]), E.REPLY, WELL, "match_no_question"),
        (after(*TO_THE_OFFER[:2]), E.EXPIRE, replace(WELL, has_question=True), "match_question_waits"),
        (after(*TO_THE_OFFER), E.REPLY_GROUP, WELL, "match_no_question"),
        (after(*TO_THE_OFFER), E.EXPIRE, replace(WELL, has_question=True), "match_question_waits"),
        (after(*TO_THE_OFFER), E.REPLY, replace(WELL, has_question=True), "match_wrong_moment"),
        (after(*TO_THE_OFFER[:2]), E.GROUP_TALK, WELL, "match_wrong_moment"),
        (after(*TO_THE_OFFER), E.PLAN_INTRO, WELL, "match_wrong_moment"),
        (after(*TO_THE_MATCH[:6]), E.HOLD_INTRO, replace(WELL, has_introduction=False), "match_intro_unplanned"),
        (after(*TO_THE_MATCH[:6]), E.HOLD_INTRO, replace(WELL, is_introduction_to_come=True), "match_intro_to_come"),
        (after(*TO_THE_OFFER), E.GROUP_NO, WELL, "match_reason_needed"),
        (after(*TO_THE_MATCH[:7]), E.CONFIRM, WELL, "match_not_both"),
        (after(*TO_THE_MATCH[:7], E.NEWCOMER_CONFIRMS), E.CONFIRM, WELL, "match_not_both"),
        (after(*TO_THE_MATCH[:7], E.GROUP_CONFIRMS), E.CONFIRM, WELL, "match_not_both"),
        (after(*TO_THE_MATCH[:9]), E.CONFIRM, replace(WELL, has_sharing_choices=False), "match_sharing_unsaid"),
        (after(*TO_THE_MATCH[:9]), E.CONFIRM, replace(WELL, n_trained=1), "match_not_trained"),
        (after(*TO_THE_MATCH[:9]), E.CONFIRM, replace(WELL, do_rules_hold=False), "match_rules_changed"),
        (after(*TO_THE_MATCH), E.ARRIVE, replace(WELL, has_arrived=False), "match_not_arrived"),
        (after(*TO_THE_MATCH), E.END, WELL, "match_end_needed"),
        (after(*TO_THE_MATCH), happened(E.END, end=MatchEnd.ENDED_PLANNED), WELL, "match_end_not_planned"),
        (after(*TO_THE_MATCH), E.RESUME, WELL, "match_wrong_moment"),
        (after(*TO_THE_MATCH, E.NEWCOMER_NO), E.RESUME, WELL, "match_wrong_moment"),
        (after(*TO_THE_OFFER, E.WITHDRAW), E.GROUP_YES, WELL, "match_wrong_moment"),
    ],
)
def test_each_guard_refuses_and_nothing_happens(progress, event, given, code):
    assert refused(progress, event, given) == code


def test_the_guards_let_by_what_is_in_order():
    assert refused(after(), happened(E.CHECK, by=COLLEAGUE)) is None
    assert refused(after(*TO_THE_OFFER[:2], E.NEWCOMER_TALK), E.REPLY, replace(WELL, has_question=True)) is None
    assert refused(after(*TO_THE_OFFER[:2]), E.EXPIRE) is None
    assert refused(after(*TO_THE_OFFER, E.GROUP_TALK), E.REPLY_GROUP, replace(WELL, has_question=True)) is None
    assert refused(after(*TO_THE_OFFER, E.GROUP_TALK), E.GROUP_YES) is None
    assert refused(after(*TO_THE_MATCH[:6]), E.PLAN_INTRO, replace(WELL, has_introduction=False)) is None
    assert refused(after(*TO_THE_MATCH[:6]), E.HOLD_INTRO) is None
    assert refused(after(*TO_THE_OFFER), happened(E.GROUP_NO, reason=GroupNo.DISTANCE)) is None
    assert refused(after(*TO_THE_MATCH), happened(E.END, end=MatchEnd.ENDED_SAFEGUARDING)) is None


def told(history):
    """The oracle: what the group may see, read from what happened alone, without any table of states.

    `history`: the events that were let by, in order.
    """
    events = [each.event for each in history]
    last_no = E.NEWCOMER_NO in events or E.GROUP_NO in events
    if last_no or E.WITHDRAW in events or E.EXPIRE in events or E.END in events:
        return 0
    holds = [event for event in events if event in {E.PUT_ON_HOLD, E.RESUME}]
    if holds and holds[-1] == E.PUT_ON_HOLD:
        return 0
    if E.CONFIRM in events:
        return 3
    if E.GROUP_YES in events:
        return 2
    return 1 if E.OFFER_GROUP in events else 0


def in_order(history):
    """Whether what must come first came first, and whom nobody may skip was not."""
    first = {}
    for at, each in enumerate(history):
        first.setdefault(each.event, at)
    for earlier, later in [
        (E.CHECK, E.OFFER_NEWCOMER),
        (E.OFFER_NEWCOMER, E.NEWCOMER_YES),
        (E.NEWCOMER_YES, E.OFFER_GROUP),
        (E.OFFER_GROUP, E.GROUP_YES),
        (E.OFFER_GROUP, E.GROUP_TALK),
        (E.GROUP_YES, E.PLAN_INTRO),
        (E.GROUP_YES, E.HOLD_INTRO),
        (E.HOLD_INTRO, E.NEWCOMER_CONFIRMS),
        (E.HOLD_INTRO, E.GROUP_CONFIRMS),
        (E.NEWCOMER_CONFIRMS, E.CONFIRM),
        (E.GROUP_CONFIRMS, E.CONFIRM),
        (E.CONFIRM, E.ARRIVE),
        (E.CONFIRM, E.PUT_ON_HOLD),
        (E.CONFIRM, E.END),
    ]:
        if later in first and first.get(earlier, len(history)) > first[later]:
            return False
    return all(each.by != PROPOSER for each in history if each.event == E.CHECK)


ONWARDS = (*TO_THE_MATCH, E.MAKE_CONTACT, E.ARRIVE, E.BEGIN_INTENSIVE, E.GO_REGULAR, E.BEGIN_ENDING, E.END)


def some_event(chance, step):
    """Mostly what comes next, so that long ways are walked too; or a step too early, or anything at all."""
    here = min(step, len(ONWARDS) - 1)
    near = [ONWARDS[here]] * 6 + [*ONWARDS[here + 1 : here + 3]]
    event = chance.choice(near) if chance.random() < 0.8 else chance.choice(list(MatchEvent))
    reason = chance.choice([None, *GroupNo])
    return Happening(event, chance.choice([PROPOSER, COLLEAGUE]), reason, chance.choice([None, *MatchEnd]))


def some_circumstances(chance):
    return Circumstances(
        do_rules_hold=chance.random() < 0.9,
        has_sharing_choices=chance.random() < 0.9,
        n_trained=chance.choice([1, 2, 3]),
        least_trained=2,
        has_arrived=chance.random() < 0.9,
        had_final_review=chance.random() < 0.9,
        has_introduction=chance.random() < 0.9,
        is_introduction_to_come=chance.random() < 0.1,
    )


def test_over_ten_thousand_ways_nothing_is_seen_early_and_nothing_after_an_end():
    chance, reached = random.Random(20261127), dict.fromkeys(range(4), 0)
    ends = set()
    for _ in range(10_000):
        progress, history, step = Progress(PROPOSER), [], 0
        for _ in range(chance.randint(1, 30)):
            event, given = some_event(chance, step), some_circumstances(chance)
            answer = go_on(progress, event, given)
            if isinstance(answer, Refusal):
                continue
            progress = answer
            history.append(event)
            step += event.event == ONWARDS[min(step, len(ONWARDS) - 1)]
            arrives_on = chance.choice([None, TODAY - DAY, TODAY, TODAY + DAY])
            withheld, admitted = chance.random() < 0.3, chance.random() < 0.9
            seen = sees(progress, arrives_on=arrives_on, withheld=withheld, admitted=admitted)
            expected = told(history) if admitted else 0
            assert seen.level == expected, history
            assert seen.has_ticked == (expected == 3)
            is_here = arrives_on is not None and arrives_on <= TODAY
            assert seen.has_address == (expected == 3 and is_here and not withheld)
            assert in_order(history), history
            reached[seen.level] += 1
            ends.add(progress.end)
    assert min(reached.values()) > 1_000  # every level was reached often, so the test looked at all of them
    assert ends == {None, *MatchEnd}
