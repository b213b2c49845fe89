"""Which traits follow from a household, and that a person's word goes before them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hervest.core.vocabulary import MemberNo, Route
from hervest.households.age_rules import age_on, birthday, months_later
from hervest.households.settings import household_settings
from hervest.households.trait_rules import Traits, changes_on, merge, pension_on, traits
from hervest.households.vocabulary import (
    AidKind,
    HouseholdProfile,
    LanguageFacts,
    LanguageLevel,
    MemberFacts,
    MemberRole,
    NeedFacts,
    NeedKind,
    RelativeFacts,
    RelativeKind,
    Sex,
    SponsorWish,
    StayKind,
    TraitCorrection,
)

SETTINGS = household_settings()
TODAY = date(2026, 11, 22)
ARRIVAL = date(2027, 2, 25)
RESETTLED = HouseholdProfile(route=Route.RESETTLEMENT)
MOTHER = MemberFacts(MemberNo(1), MemberRole.HEAD, date(1992, 9, 7), Sex.FEMALE)


def child(born_on: date | None, no: int = 2, role: MemberRole = MemberRole.CHILD) -> MemberFacts:
    return MemberFacts(MemberNo(no), role, born_on, Sex.MALE)


def derived(*members: MemberFacts, profile: HouseholdProfile = RESETTLED, **more: object) -> Traits:
    options: dict[str, object] = {"arrival_on": ARRIVAL, "today": TODAY, "settings": SETTINGS} | more
    return traits(profile, members or (MOTHER,), **options)  # type: ignore[arg-type]


CLASSES = {"adult", "child", "child_0_3", "child_0_17", "child_4_17", "school_age"}


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [
        (date(2025, 8, 29), {"child", "child_0_3", "child_0_17"}),
        (date(2023, 2, 26), {"child", "child_0_3", "child_0_17"}),
        (date(2023, 2, 25), {"child", "child_0_17", "child_4_17"}),
        (date(2022, 2, 1), {"child", "child_0_17", "child_4_17"}),
        (date(2022, 1, 31), {"child", "child_0_17", "child_4_17", "school_age"}),
        (date(2009, 2, 26), {"child", "child_0_17", "child_4_17", "school_age"}),
        (date(2009, 2, 25), {"adult"}),
        (None, {"child", "child_0_3", "child_0_17", "child_4_17"}),
    ],
)
def test_age_classes_count_on_the_day_of_arrival(born_on, expected):
    assert derived(MOTHER, child(born_on)).member(MemberNo(2)) & CLASSES == expected


def test_a_grandmother_without_a_birth_date_is_an_adult():
    found = derived(MOTHER, child(None, role=MemberRole.PARENT))

    assert found.member(MemberNo(2)) & CLASSES == {"adult"}
    assert found.why("adult", MemberNo(2)).code == "birth_date_unknown"


def test_ages_count_on_the_birthday_once_the_family_is_here():
    boy = child(date(2023, 3, 10))

    assert "child_0_3" in derived(MOTHER, boy).member(MemberNo(2))
    assert "child_4_17" in derived(MOTHER, boy, today=date(2027, 3, 10)).member(MemberNo(2))


def test_without_an_arrival_ages_count_today():
    assert "child" in derived(MOTHER, child(date(2009, 1, 1)), arrival_on=None).member(MemberNo(2))
    assert "adult" in derived(MOTHER, child(date(2009, 1, 1))).member(MemberNo(2))


def test_a_household_has_what_one_of_its_members_has():
    found = derived(MOTHER, child(date(2025, 8, 29)))

    assert {"child_0_3", "adult"} <= found.household()
    assert "child_0_3" not in found.member(MemberNo(1))


@pytest.mark.parametrize(("days", "holds"), [(-15, False), (-14, True), (57, True)])
def test_a_birth_long_before_the_journey_is_not_a_pregnancy(days, holds):
    mother = replace(MOTHER, due_on=ARRIVAL + timedelta(days=days))

    assert ("pregnant" in derived(mother).member(MemberNo(1))) is holds


def test_a_pregnancy_ends_when_the_birth_is_recorded():
    mother = replace(MOTHER, due_on=ARRIVAL + timedelta(days=9))

    assert "pregnant" in derived(mother).household()
    assert "pregnant" not in derived(replace(mother, is_birth_recorded=True)).household()


@pytest.mark.parametrize("arrival_on", [ARRIVAL, ARRIVAL + timedelta(days=50), None])
def test_of_a_child_it_holds_that_it_was_born_here_where_that_was_recorded_and_its_day_is_known(arrival_on):
    asked = {"today": ARRIVAL + timedelta(days=60), "arrival_on": arrival_on}
    baby = child(ARRIVAL + timedelta(days=40))

    assert "born_here" in derived(MOTHER, replace(baby, is_born_here=True), **asked).member(MemberNo(2))
    assert "born_here" not in derived(MOTHER, baby, **asked).household()
    assert "born_here" not in derived(MOTHER, replace(baby, is_born_here=True, born_on=None), **asked).household()


@pytest.mark.parametrize(
    ("asked", "languages", "holds"),
    [
        (True, [("nl", LanguageLevel.FLUENT)], True),
        (None, [("nl", LanguageLevel.REASONABLE)], False),
        (False, [("nl", LanguageLevel.BASIC)], True),
        (False, [("nl", LanguageLevel.NATIVE)], False),
        (False, [("en", LanguageLevel.NATIVE)], True),
    ],
)
def test_an_interpreter_is_needed_unless_an_adult_speaks_dutch_reasonably(asked, languages, holds):
    speaker = replace(MOTHER, languages=tuple(LanguageFacts(code, level) for code, level in languages))
    found = derived(speaker, profile=replace(RESETTLED, is_interpreter_needed=asked))

    assert ("interpreter_needed" in found.household()) is holds


def test_a_child_does_not_interpret_for_its_parents():
    boy = replace(child(date(2012, 1, 1)), languages=(LanguageFacts("nl", LanguageLevel.NATIVE),))

    assert "interpreter_needed" in derived(MOTHER, boy).household()


def test_every_member_of_a_household_of_minors_is_unaccompanied():
    brothers = child(date(2010, 1, 1), 1, MemberRole.HEAD), child(date(2012, 1, 1), 2, MemberRole.OTHER)

    assert "unaccompanied_minor" in derived(*brothers).member(MemberNo(2))
    assert "unaccompanied_minor" not in derived(MOTHER, brothers[1]).household()


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        (Route.RESETTLEMENT, {"benefit", "card_missing", "integration_duty"}),
        (Route.STATUS_HOLDER, {"benefit", "integration_duty"}),
        (Route.TEMPORARY_PROTECTION, set()),
    ],
)
def test_benefit_card_and_integration_follow_the_route(route, expected):
    found = derived(profile=HouseholdProfile(route=route)).household()

    assert found & {"benefit", "card_missing", "integration_duty"} == expected


def test_a_recorded_income_ends_the_benefit():
    assert "benefit" in derived().household()
    assert "benefit" not in derived(has_income=True).household()


@pytest.mark.parametrize(
    ("born_on", "holds"),
    [
        (date(2009, 2, 25), True),
        (date(2009, 2, 26), False),
        (date(1960, 2, 26), True),
        (date(1960, 2, 25), False),
    ],
)
def test_the_duty_to_integrate_runs_from_leaving_school_to_the_pension_age(born_on, holds):
    found = derived(MOTHER, child(born_on, role=MemberRole.OTHER))

    assert ("integration_duty" in found.member(MemberNo(2))) is holds


@pytest.mark.parametrize(
    ("born_on", "pension"),
    [
        (date(1960, 12, 31), date(2027, 12, 31)),
        (date(1961, 1, 1), date(2028, 4, 1)),
        (date(1961, 11, 30), date(2029, 2, 28)),
    ],
)
def test_the_pension_age_rises_by_three_months_in_2028(born_on, pension):
    assert pension_on(born_on, SETTINGS) == pension


@pytest.mark.parametrize(
    ("needs", "trait", "holds"),
    [
        ([NeedFacts(NeedKind.WHEELCHAIR, MemberNo(1))], "adapted_home", True),
        ([NeedFacts(NeedKind.ADAPTED_BATHROOM)], "adapted_home", True),
        ([NeedFacts(NeedKind.AID, MemberNo(1), AidKind.WHEELCHAIR)], "adapted_home", True),
        ([NeedFacts(NeedKind.LIFT, MemberNo(1))], "adapted_home", False),
        ([NeedFacts(NeedKind.AID, MemberNo(1))], "care_from_day_one", True),
        ([NeedFacts(NeedKind.CARE_FROM_DAY_ONE)], "care_from_day_one", True),
        ([NeedFacts(NeedKind.HOSPITAL_NEAR, MemberNo(1))], "care_from_day_one", False),
    ],
)
def test_needs_ask_for_an_adapted_home_or_care(needs, trait, holds):
    assert (trait in derived(needs=needs).household()) is holds


def test_care_is_the_trait_of_the_person_who_needs_it_and_of_the_head_when_nobody_is_named():
    boy = child(date(2020, 5, 3))
    named = derived(MOTHER, boy, needs=[NeedFacts(NeedKind.CARE_FROM_DAY_ONE, MemberNo(2))])
    unnamed = derived(MOTHER, boy, needs=[NeedFacts(NeedKind.CARE_FROM_DAY_ONE)])

    assert [("care_from_day_one" in named.member(MemberNo(no))) for no in (1, 2)] == [False, True]
    assert [("care_from_day_one" in unnamed.member(MemberNo(no))) for no in (1, 2)] == [True, False]


@pytest.mark.parametrize(
    ("stay", "years", "holds"),
    [(StayKind.CAMP, 5, True), (StayKind.CAMP, 4, False), (StayKind.CITY, 9, False), (StayKind.CAMP, None, False)],
)
def test_five_years_in_a_camp_is_long(stay, years, holds):
    found = derived(profile=replace(RESETTLED, stay=stay, years_displaced=years))

    assert ("long_camp_stay" in found.household()) is holds


def test_a_sponsor_group_needs_both_the_wish_and_a_programme():
    for wish, has_programme, holds in (
        (SponsorWish.YES, True, True),
        (SponsorWish.YES, False, False),
        (SponsorWish.LATER, True, False),
        (None, True, False),
    ):
        found = derived(profile=replace(RESETTLED, sponsor_wish=wish), has_programme=has_programme)
        assert ("sponsor_wanted" in found.household()) is holds


def test_reunification_is_wanted_when_one_relative_is_said_to_follow():
    brother, husband = RelativeFacts(RelativeKind.OTHER, False), RelativeFacts(RelativeKind.PARTNER, True)

    assert "reunification_wanted" in derived(relatives=[brother, husband]).household()
    assert "reunification_wanted" not in derived(relatives=[brother]).household()


@pytest.mark.parametrize(
    ("education", "is_proposed"),
    [
        ("Middelbare school", True),
        ("universiteit", True),
        ("middelbare school (niet afgemaakt)", False),
        ("basisschool", False),
        (None, False),
    ],
)
def test_a_diploma_is_proposed_and_never_assumed(education, is_proposed):
    found = derived(replace(MOTHER, education=education))

    assert (found.why("has_diploma", MemberNo(1)) is not None) is is_proposed
    assert "has_diploma" not in found.household() | found.member(MemberNo(1))


def test_a_persons_word_makes_a_proposal_hold():
    found = derived(replace(MOTHER, education="mbo"))
    agreed = merge(found, [TraitCorrection("has_diploma", MemberNo(1), holds=True)])

    assert "has_diploma" in agreed.member(MemberNo(1))
    assert agreed.why("has_diploma", MemberNo(1)).code == "said_by_person"


def test_a_persons_word_clears_a_trait_and_survives_deriving_it_anew():
    word = [TraitCorrection("benefit", None, holds=False), TraitCorrection("child_0_3", None, holds=False)]
    baby = child(date(2026, 1, 1))

    for today in (TODAY, TODAY + timedelta(days=30)):
        found = derived(MOTHER, baby, today=today)
        said = merge(found, word)
        assert {"benefit", "child_0_3"} <= found.household()
        assert not {"benefit", "child_0_3"} & said.household()
        assert "child_0_3" in said.member(MemberNo(2))


def test_every_derived_trait_has_a_reason_and_stands_once():
    found = derived(
        replace(MOTHER, due_on=ARRIVAL, education="hbo"),
        child(date(2020, 5, 3)),
        needs=[NeedFacts(NeedKind.WHEELCHAIR, MemberNo(2)), NeedFacts(NeedKind.CARE_FROM_DAY_ONE, MemberNo(2))],
        relatives=[RelativeFacts(RelativeKind.OTHER, True)],
    )

    keys = [(row.member, row.code) for row in found.rows]
    assert len(keys) == len(set(keys))
    assert all(row.because.code for row in found.rows)


def test_the_next_birthday_that_matters_is_the_day_to_derive_anew():
    boy = child(date(2022, 1, 31))

    assert changes_on([boy], after=date(2026, 1, 1), settings=SETTINGS) == date(2026, 1, 31)
    assert changes_on([boy], after=date(2026, 1, 31), settings=SETTINGS) == date(2027, 2, 1)
    assert changes_on([child(None)], after=TODAY, settings=SETTINGS) is None


BIRTHS = st.dates(date(1950, 1, 1), date(2027, 2, 25))


@settings(derandomize=True, max_examples=150, deadline=None)
@given(BIRTHS, st.dates(TODAY, date(2034, 1, 1)))
def test_nothing_changes_before_the_day_that_was_named(born_on, today):
    people = (MOTHER, child(born_on))
    until = changes_on(people, after=today, settings=SETTINGS)
    if until is None:
        return

    before = derived(*people, arrival_on=None, today=today)
    on_the_eve = derived(*people, arrival_on=None, today=until - timedelta(days=1))
    assert on_the_eve.member(MemberNo(2)) == before.member(MemberNo(2))


@settings(derandomize=True, max_examples=200, deadline=None)
@given(BIRTHS, st.integers(0, 80))
def test_an_age_is_reached_on_its_birthday_and_not_the_day_before(born_on, age):
    day = birthday(born_on, age)

    assert age_on(born_on, day) == age
    assert age_on(born_on, day - timedelta(days=1)) == max(0, age - 1)


def test_who_was_born_on_leap_day_turns_older_on_the_first_of_march():
    leap = date(2012, 2, 29)

    assert birthday(leap, 12) == date(2024, 2, 29)
    assert birthday(leap, 13) == date(2025, 3, 1)
    assert age_on(leap, date(2025, 2, 28)) == 12


def test_a_month_later_is_the_same_day_or_the_last_of_the_month():
    assert months_later(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_later(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert months_later(date(2027, 12, 15), 12) == date(2028, 12, 15)
