"""What placement may know of a household."""

from dataclasses import fields, replace
from datetime import date

import pytest

from hervest.core.vocabulary import MemberNo, Route
from hervest.households.bedroom_rules import bedrooms
from hervest.households.rules import household_facts
from hervest.households.settings import household_settings
from hervest.households.vocabulary import (
    AidKind,
    HouseholdFacts,
    HouseholdProfile,
    MemberFacts,
    MemberRole,
    NeedFacts,
    NeedKind,
    RelativeFacts,
    RelativeKind,
    Sex,
)

ARRIVAL = date(2027, 2, 25)
FATHER = MemberFacts(MemberNo(1), MemberRole.HEAD, date(1988, 1, 1), Sex.MALE)
MOTHER = MemberFacts(MemberNo(2), MemberRole.PARTNER, date(1992, 9, 7), Sex.FEMALE, due_on=date(2027, 4, 20))
GIRL = MemberFacts(MemberNo(3), MemberRole.CHILD, date(2015, 6, 18), Sex.FEMALE)
BOY = MemberFacts(MemberNo(4), MemberRole.CHILD, date(2012, 5, 3), Sex.MALE)
FAMILY = (FATHER, MOTHER, GIRL, BOY)
GRANDMOTHER = RelativeFacts(RelativeKind.OTHER, True)


def facts(*members: MemberFacts, **more: object) -> HouseholdFacts:
    options: dict[str, object] = {
        "arrival_on": ARRIVAL,
        "allocated_on": date(2026, 11, 12),
        "today": date(2026, 11, 22),
        "settings": household_settings(),
    } | more
    return household_facts("GV-1", HouseholdProfile(Route.RESETTLEMENT), members, **options)  # type: ignore[arg-type]


def test_those_who_are_here_now_and_those_who_come_later_are_counted_apart():
    family = facts(*FAMILY, relatives=[GRANDMOTHER, replace(GRANDMOTHER, is_reunification_wanted=False)])

    assert (family.n_now, family.n_later, family.n_relatives) == (4, 6, 1)
    assert family.births == (date(2027, 4, 20),)
    assert family.n_adults == 2


def test_a_birth_before_arrival_counts_now():
    family = facts(FATHER, replace(MOTHER, due_on=date(2027, 1, 20)))

    assert (family.n_now, family.n_later, family.births) == (3, 3, ())


def test_a_birth_that_counts_as_now_is_not_counted_as_later_too():
    as_later, as_now = facts(FATHER, MOTHER, GIRL), facts(FATHER, MOTHER, GIRL, near_birth_months=6)
    assert (as_later.grows_on, as_now.grows_on) == (((date(2027, 6, 18), 2),), ((date(2027, 6, 18), 3),))

    toddler = replace(GIRL, born_on=date(2025, 6, 18))
    alone, two = facts(FATHER, MOTHER, toddler), facts(FATHER, MOTHER, toddler, near_birth_months=6)
    assert alone.sharers == ((1, 2, 3),)  # the only small child could sleep with its parents
    assert two.sharers == ()  # beside the one to be born that saves no room


@pytest.mark.parametrize(("born_until", "codes"), [(None, ["birth_after_arrival"]), (date(2027, 8, 25), [])])
def test_the_reasons_for_later_name_only_births_that_count_as_later(born_until, codes):
    advice = bedrooms((FATHER, MOTHER), on=ARRIVAL, norm=household_settings().rooms, born_until=born_until)
    assert [reason.code for reason in advice.later] == codes


def test_children_are_counted_by_the_school_they_go_to():
    family = facts(*FAMILY)

    assert (family.n_children_primary, family.n_children_secondary, family.n_children_4_17) == (1, 1, 2)


def test_the_day_a_girl_turns_twelve_is_told_with_the_bedrooms_from_then_on():
    family = facts(*FAMILY)

    assert family.bedrooms.needed_now == 3
    assert family.grows_on == ((date(2027, 6, 18), 3),)
    assert facts(*FAMILY, arrival_on=None).grows_on == ()


def test_a_judged_aid_stands_for_what_it_is_and_an_unjudged_one_for_itself():
    unjudged = NeedFacts(NeedKind.AID, MemberNo(1))

    assert facts(FATHER, needs=[unjudged]).needs == {NeedKind.AID}
    assert facts(FATHER, needs=[replace(unjudged, aid=AidKind.WHEELCHAIR)]).needs == {NeedKind.WHEELCHAIR}
    assert facts(FATHER, needs=[replace(unjudged, aid=AidKind.OTHER)]).needs == frozenset()


def test_the_lower_rent_limit_holds_only_when_every_adult_is_young():
    young = replace(FATHER, born_on=date(2007, 1, 1))

    assert facts(young).all_adults_under_rent_age
    assert not facts(young, replace(MOTHER, due_on=None)).all_adults_under_rent_age
    assert not facts(replace(young, born_on=None)).all_adults_under_rent_age


def test_the_age_of_the_rent_limit_is_that_of_the_year_of_arrival():
    twenty_one, seen = replace(FATHER, born_on=date(2004, 6, 1)), date(2025, 11, 1)

    assert facts(twenty_one, arrival_on=date(2025, 12, 31), today=seen).all_adults_under_rent_age
    assert not facts(twenty_one, arrival_on=date(2026, 1, 1), today=seen).all_adults_under_rent_age


def test_from_the_day_of_arrival_on_ages_count_as_they_are_today():
    sister = replace(GIRL, no=MemberNo(9), born_on=date(2016, 11, 10))  # ten since this month

    assert facts(FATHER, BOY, sister, arrival_on=date(2026, 7, 30)).bedrooms == facts(FATHER, BOY, GIRL).bedrooms
    assert not facts(replace(FATHER, born_on=date(2004, 6, 1)), arrival_on=date(2025, 12, 31)).all_adults_under_rent_age


def test_birthdays_to_come_are_looked_for_from_the_day_of_arrival_and_from_today_once_it_has_passed():
    long_here = facts(FATHER, GIRL, BOY, arrival_on=date(2024, 1, 1))
    girl, boy = date(2027, 6, 18), date(2024, 5, 3)  # both turn twelve

    assert girl in {day for day, _ in long_here.grows_on}
    assert boy not in {day for day, _ in long_here.grows_on}
    assert facts(FATHER, GIRL, BOY, arrival_on=None).grows_on == ()


def test_only_who_lives_alone_says_of_which_sex_a_shared_house_would_be():
    assert facts(FATHER).sharing_sex == "male"
    assert facts(FATHER, MOTHER).sharing_sex is None


def test_home_fit_cannot_be_asked_of_a_field_that_the_criteria_forbid():
    allowed = {
        "case_code", "route", "n_now", "n_later", "bedrooms", "births", "n_relatives", "arrival_on", "allocated_on",
        "needs", "n_children_4_17", "n_children_primary", "n_children_secondary", "n_adults",
        "all_adults_under_rent_age", "wants_sharing", "sharing_sex", "wishes", "grows_on", "has_walking_aid", "sharers",
        "has_arrived",
    }  # fmt: skip

    assert {field.name for field in fields(HouseholdFacts)} == allowed
