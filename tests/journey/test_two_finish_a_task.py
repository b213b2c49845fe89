"""Two colleagues finish the same task: the second sees how the first did, and loses nothing of what they typed."""

from html import unescape

from django.urls import reverse

from hervest.journey.models import Task
from hervest.journey.task_actions import finish_task, set_task_state
from hervest.journey.vocabulary import TaskState
from journey.test_actions import family, task_of
from people import TODAY

__all__ = ["family"]


def text_of(answer):
    return unescape(answer.content.decode())


def first(world, family, task, key="marieke"):
    finish_task(by=world.actor(key), now=world.now, case=family, task=task, done_on=TODAY, reason="Sleutel gegeven.")


def test_the_second_sees_who_finished_it_with_which_note_and_keeps_their_own(log_in, world, family):
    task = task_of(world, family, "B01").id
    address, typed = reverse("finish", args=[family, task]), {"done_on": TODAY.isoformat(), "reason": "Zij belden."}
    browser = log_in("lena")
    assert "rondde deze taak al af" not in text_of(browser.get(address))
    first(world, family, task)

    shown = browser.post(address, typed)

    assert shown.status_code == 200
    assert "Marieke de Wit rondde deze taak al af" in text_of(shown)
    assert "Sleutel gegeven." in text_of(shown)
    assert "Zij belden." in text_of(shown)
    assert "Leg vast als gedaan" not in text_of(shown)
    row = Task.rows.get(pk=task)
    assert (row.reason, row.done_by_id) == ("Sleutel gegeven.", world.ids["marieke"])


def test_the_button_in_a_list_shows_it_too(log_in, world, family):
    task = task_of(world, family, "B01").id
    first(world, family, task)

    shown = log_in("lena").post(reverse("finish", args=[family, task]), {"quick": "yes"})
    assert "Sleutel gegeven." in text_of(shown)


def test_of_a_task_that_a_colleague_set_aside_it_says_so(log_in, world, family):
    task = task_of(world, family, "B01").id
    set_task_state(
        by=world.actor("marieke"),
        now=world.now,
        case=family,
        task=task,
        state=TaskState.NOT_NEEDED,
        reason="Is al geregeld.",
    )

    shown = log_in("lena").post(
        reverse("finish", args=[family, task]), {"done_on": TODAY.isoformat(), "reason": "Zij belden."}
    )
    assert "Is al geregeld." in text_of(shown)
    assert "Zij belden." in text_of(shown)


def test_whoever_comes_second_on_time_opens_it_again_and_finishes_it_with_their_words(log_in, world, family):
    task = task_of(world, family, "B01").id
    first(world, family, task)
    set_task_state(
        by=world.actor("lena"), now=world.now, case=family, task=task, state=TaskState.TO_DO, reason="Nog iets."
    )

    address = reverse("finish", args=[family, task])
    assert log_in("lena").post(address, {"done_on": TODAY.isoformat(), "reason": "Zij belden."}).status_code == 303
    assert Task.rows.get(pk=task).reason == "Zij belden."
