"""Covering is undone while somebody does the work: what was done or given on in between stays so."""

import threading

import pytest
from django.db import transaction

from hervest.journey import cover_actions
from hervest.journey.actions import locked_case
from hervest.journey.models import Task
from hervest.journey.task_actions import assign_task, set_task_state
from hervest.journey.vocabulary import TaskState, WhyNotBack
from journey.test_cover import chosen, covered, open_cases, waiting
from people import NOW, build_world
from races import SECONDS, at_once, log_can_be_emptied  # noqa: F401  # a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.two_writers,
    pytest.mark.usefixtures("log_can_be_emptied"),
]


def set_aside(world, case, task):
    state = {"state": TaskState.NOT_NEEDED, "reason": "Is arranged"}
    set_task_state(by=world.actor("sander"), now=NOW, case=case, task=task, **state)


def give_on(world, case, task):
    assign_task(by=world.actor("sander"), now=NOW, case=case, task=task, person=world.ids["sander"])


@pytest.mark.parametrize(("act", "why"), [(set_aside, WhyNotBack.SETTLED), (give_on, WhyNotBack.GIVEN_ON)])
def test_what_is_done_or_given_on_while_undoing_waits_for_the_case_stays_so(act, why):
    world = build_world()
    open_cases(world)
    first, *others = chosen(waiting(world))
    number = covered(world, [first, *others])
    is_held, undone = threading.Event(), []

    def acts():
        with transaction.atomic():
            locked_case(first[0])
            is_held.set()
            threading.Event().wait(1)  # time enough for the other to come to the lock
            act(world, *first)

    def undoes():
        is_held.wait(SECONDS)
        undone.append(cover_actions.undo_cover(by=world.actor("sander"), now=NOW, cover=number))

    assert at_once(acts, undoes) == []

    assert [row.why for row in undone[0].stayed] == [why]
    assert undone[0].n_back == len(others)
    row = Task.rows.get(pk=first[1])
    assert row.is_open is (why is WhyNotBack.GIVEN_ON)
    assert row.assigned_to_id == world.ids["sander" if why is WhyNotBack.GIVEN_ON else "lotte"]
