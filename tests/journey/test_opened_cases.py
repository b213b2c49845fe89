"""A page of one case asks for its names: what it has read of the case already answers, and answers the same."""

import pytest

from hervest.accounts.permissions import Permission
from hervest.core.errors import NotFound
from hervest.journey.queries import case_for, cases_by_code
from hervest.journey.vocabulary import TeamRole
from journey.test_actions import make_family
from people import REGULARS

ASKED = (Permission.CASE_READ, Permission.CASE_LIST, Permission.HOUSEHOLD_EDIT)


@pytest.fixture
def staffed(world, begin):
    """A family with a guide and somebody of the housing association in its team."""
    code = begin(make_family)
    for key, role in (("anouk", TeamRole.GUIDE), ("ruben", TeamRole.HOUSING_ASSOCIATION)):
        world.joins(code, key, role, by="marieke")
    return code


def opened(actor, code, today):
    try:
        case_for(actor, code, Permission.CASE_LIST, today=today)
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("key", REGULARS)
@pytest.mark.parametrize("permission", ASKED)
def test_whether_a_case_was_opened_before_makes_no_difference_to_what_is_known_of_it(world, staffed, key, permission):
    fresh, again = world.actor(key), world.actor(key)
    opened(again, staffed, world.today)

    known = cases_by_code(fresh, [staffed], permission, today=world.today)

    assert cases_by_code(again, [staffed], permission, today=world.today) == known


def test_who_opened_a_case_is_not_asked_for_it_again(world, staffed, django_assert_num_queries):
    actor = world.actor("marieke")
    assert opened(actor, staffed, world.today)

    with django_assert_num_queries(0):
        known = cases_by_code(actor, [staffed], Permission.CASE_READ, today=world.today)

    assert list(known) == [staffed]
    assert not cases_by_code(world.actor("hatice"), [staffed], Permission.CASE_READ, today=world.today)
