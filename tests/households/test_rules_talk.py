"""Who in a household is grown up, and who raises children."""

from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.households.settings import household_settings
from hervest.households.talk_rules import listeners
from hervest.households.vocabulary import MemberFacts, MemberRole, Sex
from people import TODAY

GROWN, YOUNG = date(1985, 3, 1), date(2015, 3, 1)


def people(*roles_and_births):
    return [MemberFacts(MemberNo(no), role, born, Sex.UNKNOWN) for no, (role, born) in enumerate(roles_and_births, 1)]


def found(*members):
    answer = listeners(people(*members), TODAY, household_settings())
    return set(answer.adults), set(answer.parents)


def test_a_couple_with_a_child_are_grown_up_and_raise_it():
    couple = (MemberRole.HEAD, GROWN), (MemberRole.PARTNER, GROWN)

    assert found(*couple, (MemberRole.CHILD, YOUNG)) == ({1, 2}, {1, 2})
    assert found(*couple) == ({1, 2}, set())


def test_a_grown_up_son_hears_what_adults_hear_and_raises_nobody():
    family = (MemberRole.HEAD, GROWN), (MemberRole.CHILD, date(2004, 1, 1)), (MemberRole.CHILD, YOUNG)

    assert found(*family) == ({1, 2}, {1})


def test_nobody_there_is_nobody_to_tell():
    assert found() == (set(), set())
