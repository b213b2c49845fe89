"""The household that an organisation practises on."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.households.practice_queries import family_for_practice
from hervest.households.practice_rules import practice_family
from hervest.households.record_rules import members_of
from hervest.households.settings import household_settings
from hervest.households.trait_rules import is_adult
from hervest.households.vocabulary import MemberRole


@given(st.dates(min_value=date(2024, 1, 1), max_value=date(2060, 12, 31)))
def test_whenever_it_is_put_in_place_it_was_linked_just_before_and_arrives_later(today):
    family = family_for_practice(today=today)

    assert family.allocated_on < today < family.arrival_on
    assert [row.role for row in family.record.members].count(MemberRole.HEAD) == 1
    ages = [is_adult(row, today, household_settings()) for row in members_of(family.record)]
    assert ages == [True, True, False, False]


def test_everybody_in_it_is_named_so_that_nobody_takes_them_for_real():
    family = family_for_practice(today=date(2028, 2, 29))

    assert all(row.first_name.startswith("Oefen-") for row in family.record.members)
    assert all(row.first_name.startswith("Oefen-") for row in family.record.relatives)
    assert not family.record.dossier_number


def test_a_table_that_leaves_something_out_is_refused():
    with pytest.raises(KeyError, match="route"):
        practice_family({}, today=date(2028, 2, 29))
