"""Who reads what only the named read, when a signal is due, and what is in the tables that come along."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.accounts.vocabulary import PersonId
from hervest.deadlines.calendar import WorkingDays
from hervest.guidance.safety_rules import (
    Triager,
    leaving_refusal,
    naming_refusal,
    read_routes,
    read_steps,
    read_themes,
    readers_of_signal,
    readers_today,
    told_of_signal,
)
from hervest.guidance.safety_settings import (
    _text,
    all_themes,
    report_routes,
    routes_on,
    signal_terms,
    steps_on,
    theme_of,
    themes_on,
)
from hervest.guidance.safety_vocabulary import MOST_READERS, RouteKey
from hervest.guidance.signal_rules import SignalTerms, Waiting, asks_for_review, due_on, is_late, place, signal_refusal
from hervest.guidance.signal_vocabulary import AboutKind, SignalKind, SignalState

TODAY = date(2026, 11, 23)
people = st.builds(PersonId, st.integers(1, 6))
groups = st.frozensets(people)
triagers = st.lists(st.builds(Triager, people, st.sampled_from(["", "violence", "money"]), st.booleans()), max_size=6)
signals = st.fixed_dictionaries(
    {
        "chosen": st.none() | people,
        "theme": st.sampled_from(["violence", "money", "child"]),
        "triagers": triagers,
        "leads": groups,
        "able": groups,
        "kept_out": groups,
    }
)


@given(signals)
def test_nobody_reads_a_signal_who_is_kept_out_or_lost_the_permission(said):
    found = readers_of_signal(**said)

    assert found <= said["able"]
    assert not found & said["kept_out"]


@given(signals)
def test_one_circle_reads_and_the_next_only_where_nobody_of_it_is_left(said):
    """The oracle asks each person by themselves."""

    def may(person):
        return person in said["able"] and person not in said["kept_out"]

    def circle(person):
        if person == said["chosen"]:
            return 0
        themes = {one.theme for one in said["triagers"] if one.person == person}
        return 1 if said["theme"] in themes else 2 if "" in themes else 3 if person in said["leads"] else None

    def circles(person):
        themes = {one.theme for one in said["triagers"] if one.person == person}
        marks = (person == said["chosen"], said["theme"] in themes, "" in themes, person in said["leads"])
        return {number for number, is_in in enumerate(marks) if is_in}

    everybody = [PersonId(number) for number in range(1, 7)]
    first = min((number for person in everybody if may(person) for number in circles(person)), default=None)
    expected = (
        {person for person in everybody if may(person) and first in circles(person)} if first is not None else set()
    )

    assert readers_of_signal(**said) == expected
    assert all(circle(person) == first for person in expected)


@given(groups, triagers, st.booleans(), st.booleans())
def test_whoever_is_told_reads_it_and_somebody_is_told_where_anybody_reads_it(found, known, urgent, late):
    told = told_of_signal(found, known, is_urgent=urgent, is_late=late)

    assert told <= found
    assert bool(told) == bool(found)
    if urgent or late:
        assert told == found


@given(groups, groups)
def test_naming_counts_as_long_as_somebody_can_be_named(named, nameable):
    found = readers_today(named, nameable)

    assert all((person in found) == (person in named and person in nameable) for person in named | nameable)


@given(people, groups)
def test_somebody_may_stop_reading_exactly_where_another_goes_on(person, readers):
    refusal = leaving_refusal(person, readers)

    assert (refusal is None) == any(other != person for other in readers)


@given(groups, groups, groups)
def test_who_is_named_could_be_and_is_some(chosen, named, nameable):
    refusal = naming_refusal(chosen, named=named, nameable=nameable)

    assert (refusal is None) == (bool(chosen) and all(person in nameable for person in chosen))


def test_a_few_can_be_named_and_no_crowd():
    crowd = {PersonId(number) for number in range(MOST_READERS + 1)}

    assert naming_refusal(crowd, named=(), nameable=crowd).code == "too_many_readers"
    assert naming_refusal(set(list(crowd)[1:]), named=(), nameable=crowd) is None


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.booleans())
def test_danger_is_due_on_the_day_and_the_rest_on_the_next_working_day(day, is_urgent):
    due = due_on(day, is_urgent=is_urgent, terms=signal_terms())

    if is_urgent:
        assert due == day
        return
    calendar = WorkingDays()
    assert due > day
    assert calendar.is_working_day(due)
    between = (day + timedelta(days=n) for n in range(1, (due - day).days))
    assert not any(calendar.is_working_day(one) for one in between)


def test_terms_never_let_danger_wait_longer():
    with pytest.raises(ValueError, match="terms"):
        SignalTerms(2, 1, timedelta(days=1))


waiting = st.builds(
    Waiting,
    st.integers(1, 50),
    st.sampled_from(SignalState),
    st.booleans(),
    st.dates(TODAY, TODAY + timedelta(days=5)),
    st.datetimes(datetime(2026, 11, 1), datetime(2026, 11, 23), timezones=st.just(UTC)),  # noqa: DTZ001
)


@given(st.lists(waiting, max_size=8))
def test_what_waits_stands_first_and_danger_before_all_else(rows):
    ordered = sorted(rows, key=place)

    for one, then in pairwise(ordered):
        waits = (one.state is SignalState.RECEIVED, then.state is SignalState.RECEIVED)
        assert waits != (False, True)
        if waits[0] == waits[1]:
            assert (one.is_urgent, then.is_urgent) != (False, True)
            if one.is_urgent == then.is_urgent:
                assert one.due_on <= then.due_on


def test_only_what_nobody_looked_at_is_late():
    yesterday = TODAY - timedelta(days=1)

    assert is_late(SignalState.RECEIVED, yesterday, TODAY)
    assert not is_late(SignalState.RECEIVED, TODAY, TODAY)
    assert not is_late(SignalState.LOOKED_AT, yesterday, TODAY)


def test_a_review_follows_an_incident_unless_it_is_about_a_helper():
    asked = {(kind, about) for kind in SignalKind for about in AboutKind if asks_for_review(kind, about)}

    assert asked == {(SignalKind.INCIDENT, about) for about in AboutKind if about is not AboutKind.HELPER}


def test_a_signal_says_something_about_a_day_that_was():
    assert signal_refusal("Bang", TODAY, today=TODAY) is None
    assert signal_refusal("Bang", None, today=TODAY) is None
    assert signal_refusal(" ", None, today=TODAY).code == "signal_without_words"
    assert signal_refusal("Bang", TODAY + timedelta(days=1), today=TODAY).code == "happened_in_future"


def test_each_theme_says_what_to_do_first_and_where_danger_is_possible_that_is_112():
    assert {theme.key for theme in themes_on(TODAY)} >= {
        "pregnancy",
        "child",
        "mental_health",
        "violence",
        "exploitation",
        "money",
    }
    for theme in all_themes():
        if "emergency" in theme.routes:
            assert theme.routes[0] == "emergency"
            assert all("112" in text for text in theme.first)
        for word in ("ptss", "depressie", "trauma", "stoornis"):
            assert word not in f"{theme.title} {theme.plain} {theme.look} {theme.first}".lower()
    assert routes_on(TODAY)[0].key == "emergency"
    assert [step.number for step in steps_on(TODAY)] == [1, 2, 3, 4, 5]
    with pytest.raises(KeyError):
        theme_of("weather")


def test_texts_hold_from_a_day_on_and_say_their_source():
    assert themes_on(date(2026, 1, 1)) == ()
    for row in (*all_themes(), *report_routes(), *steps_on(TODAY)):
        assert row.force.source
        assert row.force.holds_on(TODAY)
        assert row.force.checked_on <= date(2026, 11, 29)


@pytest.mark.parametrize(
    ("old", "new"),
    [(",V,", ",X,"), ("2026-11-01,,", "2026-11-01,2026-10-01,"), ("Een kind,", ",")],
)
def test_a_table_that_says_half_is_not_read(old, new):
    routes = [route.key for route in report_routes()]
    text = _text("signal_themes_nl.csv")
    assert old in text
    with pytest.raises(ValueError):  # noqa: PT011  # each with its own word
        read_themes(text.replace(old, new, 1), routes)
    with pytest.raises(ValueError, match="violence"):
        read_themes(text, [RouteKey("gp")])
    table, steps = _text("report_routes_nl.csv"), _text("report_steps_nl.csv").splitlines()
    with pytest.raises(ValueError, match="emergency"):
        read_routes(f"{table}{table.splitlines()[1]}\n")
    with pytest.raises(ValueError, match="steps"):
        read_steps("\n".join([steps[0], *steps[2:]]))
