"""A name typed beside a task that waits for nobody is said not to be kept."""

from html import unescape

import pytest
from django.urls import reverse

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
