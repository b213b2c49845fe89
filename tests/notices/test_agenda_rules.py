"""What a calendar is told of a change: the same name, a number that only rises, and what is gone struck."""

from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hervest.notices.agenda_rules import AgendaEntry, Memory, is_cancelled, told_now
from people import NOW, TODAY

REMEMBERED, CANCELLED_FOR = timedelta(days=400), timedelta(days=28)
KEYS = AgendaEntry("task-1", TODAY, TODAY, "Sleutels · H-0001")
HOUR = timedelta(hours=1)


def told(before, *entries, now=NOW):
    return told_now(before, entries, now=now, remembered=REMEMBERED)


def is_struck(memory, thing="task-1", *, now=NOW, today_then=TODAY):
    return is_cancelled(memory.lines[thing], now=now, today_then=today_then, cancelled_for=CANCELLED_FOR)


def test_what_is_told_first_has_number_nought_and_what_stays_as_it_was_keeps_number_and_instant():
    first = told(Memory(), KEYS)
    again = told(first, KEYS, now=NOW + HOUR)

    assert (first.lines["task-1"].sequence, first.lines["task-1"].changed_at) == (0, NOW)
    assert again == first


def test_another_day_word_or_hour_has_the_next_number():
    first = told(Memory(), KEYS)
    for change in (
        {"on": TODAY + timedelta(days=1)},
        {"until": TODAY + timedelta(days=1)},
        {"text": "Taak · H-0001"},
        {"at": time(10)},
    ):
        line = told(first, replace(KEYS, **change), now=NOW + HOUR).lines["task-1"]
        assert (line.sequence, line.changed_at) == (1, NOW + HOUR)
    assert told(first, replace(KEYS, path="/elsewhere/"), now=NOW + HOUR) == first


def test_what_is_gone_is_struck_for_some_weeks_and_has_a_higher_number_when_it_comes_back():
    gone = told(told(Memory(), KEYS), now=NOW + HOUR)
    back = told(gone, KEYS, now=NOW + 2 * HOUR)

    assert gone.lines["task-1"].sequence == 1
    assert is_struck(gone, now=NOW + HOUR)
    assert is_struck(gone, now=NOW + HOUR + CANCELLED_FOR)
    assert not is_struck(gone, now=NOW + HOUR + CANCELLED_FOR + HOUR)
    assert told(gone, now=NOW + 2 * HOUR) == gone
    assert back.lines["task-1"].sequence == 2
    assert not is_struck(back, now=NOW + 2 * HOUR)


def test_an_appointment_that_was_held_is_not_struck_and_one_that_is_called_off_is():
    meeting = replace(KEYS, is_work=False)
    gone = told(told(Memory(), meeting), now=NOW + HOUR)
    late_work = told(told(Memory(), KEYS), now=NOW + HOUR)

    assert not is_struck(gone, now=NOW + HOUR, today_then=TODAY + timedelta(days=1))
    assert is_struck(gone, now=NOW + HOUR, today_then=TODAY)
    assert is_struck(late_work, now=NOW + HOUR, today_then=TODAY + timedelta(days=1))


def test_what_is_forgotten_and_comes_anew_begins_above_all_that_it_ever_had():
    gone = told(told(Memory(), KEYS), now=NOW + HOUR)
    kept = told(gone, now=NOW + HOUR + REMEMBERED)
    forgotten = told(gone, now=NOW + 2 * HOUR + REMEMBERED)

    assert "task-1" in kept.lines
    assert (dict(forgotten.lines), forgotten.floor) == ({}, 2)
    assert told(forgotten, KEYS, now=NOW + 3 * HOUR + REMEMBERED).lines["task-1"].sequence == 2


DAYS = st.dates(date(2026, 1, 1), date(2027, 1, 1))
ENTRIES = st.lists(
    st.builds(lambda no, day, text: AgendaEntry(f"task-{no}", day, day, text), st.integers(1, 4), DAYS, st.text()),
    unique_by=lambda entry: entry.thing,
    max_size=4,
)
FETCHES = st.lists(st.tuples(ENTRIES, st.integers(0, 300)), max_size=12)


@given(FETCHES)
def test_whatever_comes_and_goes_no_number_ever_goes_down_and_each_change_has_a_higher_one(fetches):
    memory, now, highest, seen = Memory(), NOW, {}, {}
    for entries, days in fetches:
        now += timedelta(days=days, hours=1)
        memory = told(memory, *entries, now=now)
        for entry in entries:
            line = memory.lines[entry.thing]
            as_before = seen.get(entry.thing) == entry.mark
            before = highest.get(entry.thing, -1)
            assert line.sequence == before if as_before else line.sequence > before
        there = {entry.thing: entry.mark for entry in entries}
        seen = {thing: there.get(thing, "gone") for thing in {*seen, *there}}
        highest |= {thing: line.sequence for thing, line in memory.lines.items()}
