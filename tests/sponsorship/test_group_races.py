"""Two who change one group at the same instant: the one waits for the other."""

import threading

import pytest

from hervest.core.errors import RuleBroken
from hervest.sponsorship import sponsor_actions
from hervest.sponsorship.models import Screening, SponsorMembership
from hervest.sponsorship.vocabulary import GroupRole, ScreeningKind, ScreeningState
from people import NOW, build_world, world_of
from races import at_once, log_can_be_emptied  # noqa: F401  # a fixture
from sponsorship.groups import SEEN, forming

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.two_writers,
    pytest.mark.usefixtures("log_can_be_emptied"),
]


@pytest.fixture
def made():
    """A group with two people in it and nobody who coordinates."""
    group = forming(world_of(build_world()))
    for name in ("otto", "pim"):
        group.join(name, GroupRole.MEMBER)
    return group


def test_of_two_who_become_coordinator_at_once_one_does(made, monkeypatch):
    by, look = made.world.actor("fenna"), sponsor_actions._check_roles

    def looked(*asked, **how):
        look(*asked, **how)
        threading.Event().wait(1)  # time enough for the other to look too

    monkeypatch.setattr(sponsor_actions, "_check_roles", looked)

    def lead(name):
        role, sponsor = GroupRole.COORDINATOR, made.sponsors[name]
        sponsor_actions.join_group(by=by, now=NOW, group=made.group, sponsor=sponsor, role=role)

    problems = at_once(lambda: lead("otto"), lambda: lead("pim"))

    assert [problem.code for problem in problems if isinstance(problem, RuleBroken)] == ["group_has_coordinator"]
    assert len(problems) == 1
    assert SponsorMembership.rows.filter(role=GroupRole.COORDINATOR).count() == 1


def test_two_who_record_the_same_screening_at_once_leave_one_row(made):
    by, sponsor = made.world.actor("sanne"), made.sponsors["otto"]

    def see():
        sponsor_actions.record_screening(
            by=by, now=NOW, sponsor=sponsor, kind=ScreeningKind.VOG, state=ScreeningState.SEEN_OK, seen_on=SEEN
        )

    assert at_once(see, see) == []
    assert Screening.rows.count() == 1
