"""For whom a task waits can change, and a name typed beside one that waits for nobody is said not to be kept."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from hervest.journey import task_actions
from hervest.journey.models import Task
from hervest.journey.vocabulary import TaskState
from journey.test_actions import make_family, task_of

NOT_KEPT = "is niet bewaard: de taak wacht op niemand"


@pytest.fixture
def family(begin):
    return begin(make_family)


@pytest.mark.parametrize(
    "said",
    [
        (TaskState.NOT_NEEDED, "Anouk", True),
        (TaskState.BUSY, "Anouk", True),
        (TaskState.NOT_NEEDED, " ", False),
        (TaskState.WAITING_FOR, "Anouk", False),
    ],
)
def test_a_name_is_kept_only_by_a_task_that_waits_and_else_that_is_told(log_in, world, family, said):
    state, name, is_told = said
    task = task_of(world, family, "C15").id
    sent = {"state": state.value, "waiting_for": name, "reason": "Is al geregeld"}

    shown = log_in("marieke").post(reverse("change_state", args=[family, task]), sent, follow=True)

    assert (NOT_KEPT in unescape(shown.content.decode())) is is_told
    found = Task.rows.get(pk=task)
    assert (found.state, found.waiting_for) == (state, "Anouk" if state is TaskState.WAITING_FOR else "")


def test_a_task_that_waits_can_wait_for_somebody_else_from_then_on(log_in, world, family):
    task = task_of(world, family, "C15").id
    wait = {"case": family, "task": task, "state": TaskState.WAITING_FOR}
    three_days_ago = world.now - timedelta(days=3)
    task_actions.set_task_state(by=world.actor("marieke"), now=three_days_ago, waiting_for="Anouk", **wait)
    address, marieke = reverse("change_state", args=[family, task]), log_in("marieke")
    offered = marieke.get(address)
    form, text = offered.context["form"], offered.content.decode()
    opened = {name: form[name].value() for name in ("state", "waiting_for", "seen")}
    assert (opened["state"], opened["waiting_for"]) == ("waiting_for", "Anouk")
    assert 'value="busy"' in text
    assert text.count("Wat gebeurt er met deze taak?") == 1

    marieke.post(address, opened | {"waiting_for": "Tarek"})  # a new name, and nothing else

    found = Task.rows.get(pk=task)
    assert (found.state, found.waiting_for, found.waiting_since) == (TaskState.WAITING_FOR, "Tarek", world.today)


def test_a_name_that_stood_there_and_was_left_standing_is_not_said_to_be_lost(log_in, world, family):
    task = task_of(world, family, "C15").id
    wait = {"case": family, "task": task, "state": TaskState.WAITING_FOR, "waiting_for": "Anouk"}
    task_actions.set_task_state(by=world.actor("marieke"), now=world.now, **wait)
    address, marieke = reverse("change_state", args=[family, task]), log_in("marieke")

    def becomes_busy(name):
        return unescape(marieke.post(address, {"state": "busy", "waiting_for": name}, follow=True).content.decode())

    assert NOT_KEPT not in becomes_busy("Anouk")
    assert Task.rows.get(pk=task).waiting_for == ""
    task_actions.set_task_state(by=world.actor("marieke"), now=world.now, **wait)
    assert NOT_KEPT in becomes_busy("Tarek")


def test_who_waits_for_the_same_one_goes_on_doing_so_since_the_same_day(world, family):
    task = task_of(world, family, "C15").id
    wait = {"by": world.actor("marieke"), "case": family, "task": task, "state": TaskState.WAITING_FOR}
    three_days_ago = world.now - timedelta(days=3)
    task_actions.set_task_state(now=three_days_ago, waiting_for="Anouk", **wait)

    task_actions.set_task_state(now=world.now, waiting_for="Anouk", reason="Ze belt terug", **wait)

    found = Task.rows.get(pk=task)
    assert (found.waiting_since, found.reason) == (three_days_ago.date(), "Ze belt terug")
