"""The same code of an app in two browsers at once: it lets in one."""

import threading

import pytest
from allauth.mfa.models import Authenticator

from hervest.accounts.factor_actions import spend_code
from people import NOW, build_world
from races import SECONDS, at_once, log_can_be_emptied  # noqa: F401  # a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.two_writers,
    pytest.mark.usefixtures("log_can_be_emptied"),
]


def test_of_two_who_send_the_same_code_at_once_one_is_let_in():
    world, together, answers = build_world(), threading.Barrier(2), []
    Authenticator.objects.create(user_id=world.ids["sander"], type="totp", data={"secret": "x"})

    def send():
        together.wait(SECONDS)
        answers.append(spend_code(world.ids["sander"], "123456", now=NOW))

    assert at_once(send, send) == []

    assert sorted(answers) == [False, True]
    assert spend_code(world.ids["sander"], "654321", now=NOW)
