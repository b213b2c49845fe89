"""What people see of a household, and what they do not."""

from dataclasses import replace

import pytest

from hervest.accounts.permissions import Permission
from hervest.core.errors import NotFound
from hervest.core.vocabulary import Route, Tier
from hervest.households import actions, queries
from hervest.households.vocabulary import NeedKind
from hervest.journey import actions as journey
from hervest.journey.queries import case_for
from hervest.journey.vocabulary import TeamRole
from households.families import HADDAD


def household(world, by, number="OD-1", municipality="GM9001"):
    """A case with a household in it, opened by this actor."""
    code = journey.open_case(by=by, now=world.now, municipality=municipality, route=Route.RESETTLEMENT).code
    actions.save_household(by=by, now=world.now, case=code, record=replace(HADDAD, dossier_number=number))
    return code


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """The family Haddad, led by Sander."""
    return household(world, world.actor("sander"))


def join(world, case, key, role):
    journey.join_team(by=world.actor("sander"), now=world.now, case=case, person=world.ids[key], role=role)


def test_head_and_partner_name_the_household_in_lists(world, family):
    found = queries.names(world.actor("sander"), [family], today=world.today)

    assert found.heads == {family: ("Samir", "ريم")}
    assert found.people[f"{family}/4"] == "Grâce"


@pytest.mark.parametrize("key", ["hatice", "joris", "lotte", "pieter", "bas"])
def test_who_may_not_read_the_case_hears_no_name(world, family, key):
    assert queries.names(world.actor(key), [family], today=world.today).heads == {}
    assert queries.cases_by_name(world.actor(key), "samir", today=world.today, limit=5).rows == ()
    assert queries.cases_by_name(world.actor("lena"), "samir", today=world.today, limit=5).rows == (family,)


def test_the_housing_partner_of_the_team_hears_no_name(world, family):
    join(world, family, "ruben", TeamRole.HOUSING_ASSOCIATION)
    ruben = world.actor("ruben")

    assert Tier.P1 not in case_for(ruben, family, Permission.CASE_READ, today=world.today).tiers
    assert queries.names(ruben, [family], today=world.today).heads == {}
    assert queries.card(ruben, family, today=world.today) is None


@pytest.mark.parametrize("words", ["samir", "HADDAD", "grace", "Grâce haddad", "ريم", "lin"])
def test_people_are_found_by_name_whatever_the_case_and_accents(world, family, words):
    assert queries.cases_by_name(world.actor("sander"), words, today=world.today, limit=5).rows == (family,)


@pytest.mark.parametrize("words", ["", "  ", "samira", "lina samir", "%"])
def test_other_words_find_nobody(world, family, words):
    assert queries.cases_by_name(world.actor("sander"), words, today=world.today, limit=5).rows == ()


def test_a_lead_outside_the_team_sees_who_is_in_it_but_not_what_they_need(world, family):
    card = queries.card(world.actor("lena"), family, today=world.today)
    page = queries.household_page(world.actor("lena"), family, today=world.today)

    assert (card.n_people, card.n_adults, card.ages) == (4, 2, (11, 8))
    assert card.needs is None
    assert card.births is None
    assert (page.needs, page.traits, page.rooms) == (None, None, None)
    assert (page.relatives, page.sensitive_wishes, page.remarks) == (None, None, None)
    assert not page.record.corrected
    assert not page.record.remarks
    assert [line.record.text for line in page.wishes] == ["Zelf de bedden kiezen."]


def test_the_partner_in_the_team_sees_needs_but_nothing_that_is_for_named_readers(world, family):
    join(world, family, "anouk", TeamRole.GUIDE)
    page = queries.household_page(world.actor("anouk"), family, today=world.today)

    assert {need.kind for need in page.needs} == {NeedKind.LIFT, NeedKind.CARE_FROM_DAY_ONE}
    assert [need.explanation for need in page.needs] == [None, None]
    assert page.relatives is None
    assert page.rooms.advice.bedrooms.needed_now == 2


def test_the_case_lead_reads_what_is_for_named_readers(world, family):
    page = queries.household_page(world.actor("sander"), family, today=world.today)

    assert [line.record.first_name for line in page.relatives] == ["Amal"]
    assert [line.record.text for line in page.sensitive_wishes] == ["Eerst kennismaken."]
    assert page.remarks == "Niet bellen na acht uur."
    assert page.needs[0].explanation == "Kan moeilijk lopen."


@pytest.mark.parametrize("key", ["joris", "hatice", "wim", "ruben", "fenna"])
def test_the_page_of_a_household_does_not_exist_for_the_others(world, family, key):
    with pytest.raises(NotFound):
        queries.household_page(world.actor(key), family, today=world.today)


def test_the_number_of_queries_does_not_grow_with_the_cases(world, django_assert_num_queries):
    sander = world.actor("sander")
    codes = []
    for numbers in ("A", "BCD"):
        codes += [household(world, sander, number) for number in numbers]
        asks_first = world.actor("sander")
        with django_assert_num_queries(2):
            assert len(queries.names(asks_first, codes, today=world.today).heads) == len(codes)
        with django_assert_num_queries(8):
            assert len(queries.facts_of_cases(codes, today=world.today)) == len(codes)
        with django_assert_num_queries(1):
            assert len(queries.cases_by_name(asks_first, "haddad", today=world.today, limit=9).rows) == len(codes)


def test_what_home_fit_knows_holds_no_person(world, family):
    facts = queries.facts_of(family, today=world.today)

    assert (facts.n_now, facts.n_adults, facts.n_children_4_17) == (4, 2, 2)
    assert facts.needs == {NeedKind.LIFT, NeedKind.CARE_FROM_DAY_ONE}
    assert facts.n_relatives == 1
