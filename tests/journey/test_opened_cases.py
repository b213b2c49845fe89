"""A page of one case asks for its names: what it has read of the case already answers, and answers the same."""

import pytest

from hervest.accounts.permissions import Permission
from hervest.core.errors import NotFound
from hervest.journey.access_queries import visible_to
from hervest.journey.arrival_queries import household_milestones, milestones_known
from hervest.journey.known_queries import rows_in_team
from hervest.journey.models import Case
from hervest.journey.permit_queries import permits_known, permits_of
from hervest.journey.queries import case_for, cases_by_code, open_cases
from hervest.journey.staffing_queries import my_teams
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


@pytest.mark.parametrize("key", REGULARS)
def test_what_is_known_of_ones_own_cases_is_what_the_database_would_say(world, staffed, key):
    actor, asked = world.actor(key), 0
    mine = sorted(my_teams(actor, world.today).cases)
    for permission in Permission:
        found = rows_in_team(actor, mine, permission, today=world.today)
        if found is not None:
            asked += 1
            rows = Case.rows.filter(visible_to(actor, permission, today=world.today), pk__in=mine)
            assert [row.pk for row in found] == sorted(rows.values_list("pk", flat=True))
    assert asked


def test_a_case_in_whose_team_one_does_not_sit_is_asked_for(world, staffed):
    case = Case.rows.get(code=staffed).pk

    assert rows_in_team(world.actor("lena"), [case], Permission.CASE_READ, today=world.today) is None
    assert [ref.code for ref in open_cases(world.actor("lena"), Permission.CASE_READ, today=world.today)] == [staffed]
    assert rows_in_team(world.actor("marieke"), [case], Permission.CASE_READ, today=world.today)


def test_milestones_and_permits_of_a_page_are_those_that_decide_and_are_asked_for_once(
    world, staffed, django_assert_num_queries
):
    actor, case = world.actor("marieke"), Case.rows.get(code=staffed).pk
    my_teams(actor, world.today)

    known = milestones_known(actor, [case], today=world.today)
    with django_assert_num_queries(2):  # who is in the household, and whether an application was filed
        permits = permits_known(actor, [case], filed_with="F11", today=world.today)

    assert known == household_milestones([staffed], today=world.today)
    assert permits == permits_of([case], filed_with="F11", today=world.today)
