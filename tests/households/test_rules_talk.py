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


def since(*members, joined=None):
    return listeners(people(*members), TODAY, household_settings(), joined or {})


def found(*members):
    answer = since(*members)
    return set(answer.adults), set(answer.parents)


def test_a_couple_with_a_child_are_grown_up_and_raise_it():
    couple = (MemberRole.HEAD, GROWN), (MemberRole.PARTNER, GROWN)

    assert found(*couple, (MemberRole.CHILD, YOUNG)) == ({1, 2}, {1, 2})
    assert found(*couple) == ({1, 2}, set())


def test_a_grown_up_son_hears_what_adults_hear_and_raises_nobody():
    family = (MemberRole.HEAD, GROWN), (MemberRole.CHILD, date(2004, 1, 1)), (MemberRole.CHILD, YOUNG)

    assert found(*family) == ({1, 2}, {1})


def test_somebody_is_a_grown_up_there_since_their_birthday_or_since_they_joined():
    family = (MemberRole.HEAD, GROWN), (MemberRole.CHILD, date(2008, 11, 20)), (MemberRole.OTHER, None)
    answer = since(*family, joined={3: date(2026, 10, 1)})

    assert answer.adults_since == {1: date(2003, 3, 1), 2: date(2026, 11, 20), 3: date(2026, 10, 1)}
    assert since(*family, joined={1: date(2026, 9, 1)}).adults_since[1] == date(2026, 9, 1)
    assert answer.everybody == {1, 2, 3}


def test_somebody_is_a_parent_there_since_the_first_child_is():
    couple = (MemberRole.HEAD, GROWN), (MemberRole.PARTNER, GROWN)
    baby, born = (MemberRole.CHILD, date(2026, 11, 1)), date(2026, 11, 1)

    assert since(*couple, baby).parents_since == {1: born, 2: born}
    assert since(*couple, baby, joined={2: date(2026, 11, 9)}).parents_since[2] == date(2026, 11, 9)
    assert since(*couple, (MemberRole.CHILD, YOUNG), baby).parents_since[1] == YOUNG
    grown_up = since(*couple, (MemberRole.CHILD, date(2004, 1, 1)), baby)
    assert grown_up.parents_since[1] == date(2004, 1, 1)
    came = since(*couple, (MemberRole.CHILD, YOUNG), joined={3: date(2026, 10, 1)})
    assert came.parents_since[1] == date(2026, 10, 1)
    unknown = since(*couple, (MemberRole.CHILD, None), baby)
    assert unknown.parents_since[1] == date(2003, 3, 1)


def test_nobody_there_is_nobody_to_tell():
    assert found() == (set(), set())
