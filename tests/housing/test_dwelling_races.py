"""Two who add a dwelling under one code at the same instant: one is added, the other hears that the code is taken."""

import threading

import pytest

from hervest.core.errors import RuleBroken
from hervest.housing import actions
from hervest.housing.models import Dwelling
from people import NOW, build_world, world_of
from races import at_once, log_can_be_emptied  # noqa: F401  # a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.two_writers,
    pytest.mark.usefixtures("log_can_be_emptied"),
]


def test_of_two_who_take_one_code_at_once_one_does(monkeypatch):
    by, keep = world_of(build_world()).actor("marieke"), actions._keep

    def kept(row, *, is_new):
        threading.Event().wait(1)  # time enough for the other to find the code free too
        keep(row, is_new=is_new)

    monkeypatch.setattr(actions, "_keep", kept)

    def add():
        actions.save_dwelling(by=by, now=NOW, municipality="GM9001", code="W-1", fields={}, seen=actions.NOT_THERE)

    problems = at_once(add, add)

    assert [problem.code for problem in problems if isinstance(problem, RuleBroken)] == ["dwelling_code_taken"]
    assert len(problems) == 1
    assert Dwelling.rows.count() == 1
