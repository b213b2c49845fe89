"""Two answers to one exception in the same moment: one counts, and the other hears of it."""

import pytest

from hervest.core.errors import Conflict
from hervest.placement import match_exemption_actions as acts
from hervest.placement.match_models import MatchExemption
from hervest.placement.match_vocabulary import MatchRule
from people import NOW, build_world
from placement.matchmaking import Between, programme_alone
from placement.waiting_families import Waiting
from races import at_once, log_can_be_emptied  # noqa: F401  # a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.two_writers,
    pytest.mark.usefixtures("log_can_be_emptied"),
]


@pytest.fixture
def asked():
    """Fenna asked that a group may live far away; Lena and Marieke may both answer."""
    world = build_world()
    between = Between(Waiting(world), programme_alone(world))
    group = between.group(area={"9001": 90})
    code = between.family()
    between.asked(code)
    exemption = acts.ask_match_exemption(
        by=world.actor("fenna"), now=NOW, case=code, group=group, rule=MatchRule.TOO_FAR, reason="Zij hebben een auto."
    )
    return world, exemption


def test_of_two_who_answer_at_once_one_is_heard_and_the_other_learns_of_it(asked):
    world, exemption = asked

    def answer(key, *, confirms):
        by = world.actor(key)
        return lambda: acts.answer_match_exemption(
            by=by, now=NOW, exemption=exemption, confirms=confirms, answer="Zo is het."
        )

    [problem] = at_once(answer("lena", confirms=True), answer("marieke", confirms=False))
    row = MatchExemption.rows.get()

    assert isinstance(problem, Conflict)
    assert (row.state, row.decided_by_id) in {
        ("confirmed", world.ids["lena"]),
        ("declined", world.ids["marieke"]),
    }


def test_a_confirmation_and_a_withdrawal_at_once_leave_one_story(asked):
    world, exemption = asked
    lena, fenna = world.actor("lena"), world.actor("fenna")
    problems = at_once(
        lambda: acts.answer_match_exemption(by=lena, now=NOW, exemption=exemption, confirms=True),
        lambda: acts.take_match_exemption_back(by=fenna, now=NOW, exemption=exemption),
    )

    assert MatchExemption.rows.get().state == "withdrawn"
    assert all(isinstance(problem, Conflict) for problem in problems)
