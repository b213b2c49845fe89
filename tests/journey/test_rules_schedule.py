"""Which messages are expected of a case, by which day, and what became of each of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.vocabulary import Route
from hervest.journey.milestone_rules import MilestoneDate, Milestones
from hervest.journey.schedule_rules import (
    NOTHING_SAID,
    Plan,
    Said,
    WorkDay,
    expected,
    has_messages,
    message_refusal,
    read_schedule,
    state_of,
    was_linked_elsewhere,
)
from hervest.journey.schedule_vocabulary import MessageParty, MessageState
from hervest.journey.template_defaults import contact_schedule, default_template, file_text, sources
from hervest.journey.vocabulary import MilestoneCode, Phase, TaskState
from people import TODAY

ROWS = default_template().by_id
LINKED = TODAY - timedelta(days=10)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
BY_KEY = {spec.key: spec for spec in contact_schedule()}


def days_of(**on):
    """Milestones by name: a day, and whether it happened."""
    return Milestones(
        {
            (MilestoneCode[name], None): MilestoneDate(MilestoneCode[name], day, is_actual=actual)
            for name, (day, actual) in on.items()
        }
    )


def plan_of(route=Route.RESETTLEMENT, *, days=None, **work):
    return Plan(route, days or days_of(ALLOCATED=(LINKED, True)), work=work, rows=ROWS)


def found_in(plan, *, said=()):
    return {found.spec.key: found for found in expected(contact_schedule(), plan, said)}


def all_work(state=TaskState.TO_DO):
    named = {spec.task for spec in contact_schedule() if spec.task}
    return {name: [WorkDay(number, state, TODAY)] for number, name in enumerate(sorted(named), 1)}


def test_every_message_of_the_table_has_a_source_that_is_known_and_two_parties():
    for spec in contact_schedule():
        assert set(spec.source.replace(" ", "").split(",")) <= set(sources()), spec.key
        assert spec.sender is not spec.receiver
        assert "" not in (spec.title_nl, spec.title_en)
        assert bool(spec.document_nl) == bool(spec.document_en)


def test_a_message_is_of_the_routes_of_the_work_it_belongs_to_and_comes_in_its_phase():
    for spec in contact_schedule():
        if spec.task:
            assert spec.routes & ROWS[spec.task].routes == spec.routes, spec.key
            assert spec.phase is ROWS[spec.task].phase, spec.key


def test_a_displaced_household_comes_without_coa_and_has_no_schedule():
    assert has_messages(contact_schedule(), Route.RESETTLEMENT)
    assert has_messages(contact_schedule(), Route.STATUS_HOLDER)
    assert not has_messages(contact_schedule(), Route.TEMPORARY_PROTECTION)
    assert not has_messages(contact_schedule(), None)


@pytest.mark.parametrize("route", [Route.RESETTLEMENT, Route.STATUS_HOLDER])
def test_a_household_has_the_messages_of_its_route_and_no_other(route):
    found = found_in(plan_of(route, **all_work()))

    assert set(found) == {spec.key for spec in contact_schedule() if route in spec.routes}


def test_a_message_has_the_day_of_its_work_the_first_where_each_person_has_it():
    work = [WorkDay(8, TaskState.TO_DO, TODAY + timedelta(days=9)), WorkDay(7, TaskState.BUSY, TOMORROW)]
    found = found_in(plan_of(C27=work))["papers_collected"]

    assert (found.due_on, found.task, found.is_over) == (TOMORROW, 7, False)


def test_a_message_that_belongs_to_no_work_counts_from_its_milestone():
    found = found_in(plan_of())

    assert found["link_told"].due_on == LINKED
    assert found["dossier_sent"].due_on == LINKED + timedelta(days=2)
    assert (found["care_told"].due_on, found["care_told"].waits_for) == (None, MilestoneCode.ARRIVED)


def test_work_without_a_day_says_which_milestone_the_message_waits_for():
    found = found_in(plan_of(C25=[WorkDay(3, TaskState.WAITING_START, None)]))["travel_told"]

    assert (found.due_on, found.waits_for, found.task) == (None, MilestoneCode.LANDED, 3)


def test_a_message_falls_away_with_its_work_unless_something_was_recorded_of_it():
    gone = plan_of(B07=[WorkDay(4, TaskState.NOT_NEEDED, TODAY)])

    assert "group_asked" not in found_in(gone)
    assert "group_asked" in found_in(gone, said={"group_asked"})
    assert "group_asked" in found_in(plan_of(B07=[WorkDay(4, TaskState.TO_DO, TODAY)]))


def test_once_its_work_is_done_a_message_is_late_no_more():
    done = found_in(plan_of(B02=[WorkDay(2, TaskState.DONE, YESTERDAY)]))["questions_put"]
    still = found_in(plan_of(B02=[WorkDay(2, TaskState.TO_DO, YESTERDAY)]))["questions_put"]

    assert state_of(NOTHING_SAID, done.due_on, today=TODAY, is_over=done.is_over) is MessageState.UNRECORDED
    assert state_of(NOTHING_SAID, still.due_on, today=TODAY, is_over=still.is_over) is MessageState.LATE


@pytest.mark.parametrize("key", ["link_told", "dossier_sent", "questions_answered", "arrival_confirmed"])
def test_what_shows_in_later_work_that_it_came_through_is_late_no_more(key):
    later = BY_KEY[key].over_with

    assert not found_in(plan_of(**{later: [WorkDay(1, TaskState.TO_DO, TODAY)]}))[key].is_over
    assert found_in(plan_of(**{later: [WorkDay(1, TaskState.DONE, TODAY)]}))[key].is_over
    assert not found_in(plan_of(**{later: [WorkDay(1, TaskState.NOT_NEEDED, TODAY)]}))[key].is_over


def test_where_the_schedule_ended_nothing_is_expected_any_more():
    closed = replace(plan_of(**all_work()), is_ended=True)

    assert all(found.is_over for found in found_in(closed).values())
    assert not all(found.is_over for found in found_in(plan_of(**all_work())).values())


@pytest.mark.parametrize(
    ("days", "was_taken_over", "was"),
    [
        ({}, True, False),
        ({"LANDED": (TOMORROW, False)}, True, False),
        ({"LANDED": (YESTERDAY, True)}, True, True),
        ({"LANDED": (YESTERDAY, True)}, False, False),
    ],
)
def test_who_was_taken_over_in_the_country_was_linked_elsewhere(days, was_taken_over, was):
    assert was_linked_elsewhere(days_of(**days), was_taken_over=was_taken_over) is was


def test_once_the_household_is_there_only_the_message_that_says_so_can_be_late():
    there = days_of(ALLOCATED=(LINKED, True), LANDED=(YESTERDAY, True), ARRIVED=(YESTERDAY, True))
    coming = days_of(ALLOCATED=(LINKED, True), LANDED=(YESTERDAY, False), ARRIVED=(YESTERDAY, False))

    open_there = {key for key, found in found_in(plan_of(days=there)).items() if not found.is_over}
    open_before = {key for key, found in found_in(plan_of(days=coming)).items() if not found.is_over}
    assert open_there == {key for key, spec in BY_KEY.items() if spec.phase is Phase.ARRIVAL} == {"arrival_confirmed"}
    assert open_there < open_before


@pytest.mark.parametrize(
    ("said", "due_on", "state"),
    [
        (NOTHING_SAID, None, MessageState.EXPECTED),
        (NOTHING_SAID, TODAY, MessageState.EXPECTED),
        (NOTHING_SAID, YESTERDAY, MessageState.LATE),
        (Said(sent_on=TODAY), YESTERDAY, MessageState.SENT),
        (Said(received_on=TODAY), YESTERDAY, MessageState.RECEIVED),
        (Said(sent_on=YESTERDAY, received_on=TODAY), YESTERDAY, MessageState.RECEIVED),
        (Said(is_needless=True, note="Er is geen kind."), YESTERDAY, MessageState.NEEDLESS),
    ],
)
def test_what_became_of_a_message(said, due_on, state):
    assert state_of(said, due_on, today=TODAY) is state


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        (Said(sent_on=TOMORROW), "message_sent_in_the_future", "sent_on"),
        (Said(received_on=TOMORROW), "message_received_in_the_future", "received_on"),
        (Said(sent_on=TODAY, received_on=YESTERDAY), "message_received_before", "received_on"),
        (Said(sent_on=TODAY, is_needless=True, note="Toch niet."), "message_needless_and_sent", "is_needless"),
        (Said(is_needless=True, note="  "), "message_needless_without_reason", "note"),
    ],
)
def test_what_cannot_be_says_why_at_the_field_to_mend(said, code, field):
    refusal = message_refusal(said, today=TODAY)

    assert refusal is not None
    assert (refusal.code, refusal.params["field"]) == (code, field)


DAYS = st.none() | st.dates(TODAY - timedelta(days=5), TODAY + timedelta(days=5))


@given(DAYS, DAYS, st.booleans(), st.sampled_from(["", " ", "Waarom"]))
def test_exactly_what_can_have_happened_can_be_recorded(sent, received, needless, note):
    happened = all(day is None or day <= TODAY for day in (sent, received)) and (
        sent is None or received is None or sent <= received
    )
    makes_sense = not needless or (sent is None and received is None and note == "Waarom")

    refusal = message_refusal(Said(sent, received, needless, "", note), today=TODAY)
    assert (refusal is None) == (happened and makes_sense)


HEAD, *LINES = file_text("contact_schedule_nl.csv").splitlines()


def line(**differs):
    cells = {
        "key": "x",
        "phase": "allocation",
        "sender": "coa",
        "receiver": "municipality",
        "title_nl": "x",
        "title_en": "x",
        "routes": "resettlement",
        "anchor": "ALLOCATED",
        "offset": "0d",
        "source": "KIS",
    } | differs
    return ",".join(cells.get(name, "") for name in HEAD.split(","))


def test_a_table_that_is_right_is_read():
    (spec,) = read_schedule(f"{HEAD}\n{line()}", ROWS)

    assert (spec.sender, spec.anchor) == (MessageParty.COA, MilestoneCode.ALLOCATED)
    assert replace(spec, anchor=None, offset=None, task="B01").task == "B01"


@pytest.mark.parametrize(
    "differs",
    [
        {"source": ""},
        {"task": "B01"},
        {"anchor": "", "offset": ""},
        {"anchor": "", "offset": "", "task": "Z99"},
        {"over_with": "Z99"},
        {"offset": ""},
        {"sender": "nobody"},
        {"routes": "elsewhere"},
        {"phase": "later"},
    ],
)
def test_a_table_that_is_wrong_is_refused(differs):
    with pytest.raises(ValueError):  # noqa: PT011  # each of these words says itself which it is
        read_schedule(f"{HEAD}\n{line(**differs)}", ROWS)


def test_a_key_stands_in_the_table_once():
    with pytest.raises(ValueError, match="x"):
        read_schedule(f"{HEAD}\n{line()}\n{line()}", ROWS)
