"""Letting people in and out while others work: nobody is sent away by a lock that has nothing to do with them."""

import threading

import pytest

from hervest.accounts import people_actions
from hervest.accounts.models import Membership
from hervest.accounts.vocabulary import Role
from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import Route
from hervest.journey.actions import open_case
from hervest.journey.models import Case
from people import HERE, NOW, build_world
from races import SECONDS, at_once, log_can_be_emptied  # noqa: F401  # a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.two_writers,
    pytest.mark.usefixtures("log_can_be_emptied"),
]


def ending(world, by, key, role):
    """The act of somebody who asked for it just now."""
    actor, row = world.actor(by), Membership.rows.get(person=world.ids[key], role=role).pk
    return lambda: people_actions.end_role(by=actor, now=NOW, membership=row)


def test_who_opens_a_case_while_a_role_ends_waits_for_nobody_and_both_are_done(monkeypatch):
    world = build_world()
    has_locked, look = threading.Event(), people_actions.is_last

    def looked(*args, **kwargs):
        has_locked.set()
        threading.Event().wait(1)  # time enough for the case to be written, log and all
        return look(*args, **kwargs)

    def opens():
        has_locked.wait(SECONDS)
        open_case(by=world.actor("lena"), now=NOW, municipality=HERE, route=Route.RESETTLEMENT)

    monkeypatch.setattr(people_actions, "is_last", looked)
    assert at_once(ending(world, "lena", "sander", Role.MUNI_CASEWORKER), opens) == []

    assert Case.rows.count() == 1
    assert not world.actor("sander").grants


def test_of_two_leads_who_end_each_other_at_once_one_stays():
    world = build_world()

    (problem,) = at_once(
        ending(world, "lena", "marieke", Role.MUNI_LEAD), ending(world, "marieke", "lena", Role.MUNI_LEAD)
    )

    assert isinstance(problem, RuleBroken)
    assert problem.code == "last_in_this_role"
    assert Membership.rows.filter(role=Role.MUNI_LEAD, until_on__gte=world.today, municipalities=HERE).count() == 1
