"""One side accepts while the other takes the offer back: one of the two holds, and never both."""

import pytest

from hervest.core.errors import Conflict, NotFound
from hervest.journey.models import Case
from hervest.placement.transfer_models import Transfer
from people import ELSEWHERE, build_world
from placement.test_transfers import accept, answer, offer
from placement.waiting_families import Waiting
from races import at_once, log_can_be_emptied  # noqa: F401  # a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.two_writers,
    pytest.mark.usefixtures("log_can_be_emptied"),
]


@pytest.mark.parametrize("first", ["accept", "withdraw"])
def test_of_accepting_and_withdrawing_at_once_one_holds_and_the_other_hears_of_it(first):
    waiting = Waiting(build_world())
    waiting.family("amal")
    transfer = offer(waiting)
    calls = {
        "accept": lambda: accept(waiting, transfer, arrival_on=None),
        "withdraw": lambda: answer(waiting, "withdraw", transfer, "lena"),
    }

    (problem,) = at_once(calls.pop(first), *calls.values())

    assert isinstance(problem, Conflict | NotFound)
    row = Transfer.rows.get(pk=transfer)
    there = Case.rows.filter(municipality=ELSEWHERE).count()
    closed = Case.rows.get(code=waiting.families["amal"]).closed_on is not None
    assert (row.state, there, closed) in {("accepted", 1, True), ("withdrawn", 0, False)}
