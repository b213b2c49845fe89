"""The criteria of a match against values worked out by hand: stones, both sides, and what is not known."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hervest.core.errors import RuleBroken
from hervest.placement.match_vocabulary import (
    OF_THE_GROUP,
    LifePhase,
    MatchCriterion,
    MatchFact,
    MatchProfile,
)
from hervest.placement.vocabulary import Side
from hervest.sponsorship.vocabulary import (
    Block,
    ContactForm,
    Experience,
    Interest,
    Rhythm,
    SpokenLevel,
    Theme,
    WorkField,
)
from placement.families_and_groups import CRITERIA, FAMILY, GROUP, MEMBER, families, groups, judged

fixed = settings(derandomize=True, deadline=None, max_examples=200)
S = MatchCriterion


def score(criterion, household=FAMILY, group=GROUP, **more):
    return next((each for each in judged(household, group, **more).of_household if each.criterion == criterion), None)


def value(criterion, **more):
    return score(criterion, **more).value


def family(**changes):
    return replace(FAMILY, **changes)


def with_members(*members, **changes):
    return replace(GROUP, members=members, **changes)


@pytest.mark.parametrize(
    ("asked", "themes", "expected"),
    [
        ({Theme.SCHOOL, Theme.HEALTH}, {Theme.SCHOOL}, 0.5),
        ({Theme.SCHOOL}, {Theme.SCHOOL, Theme.WORK}, 1.0),
        ({Theme.SCHOOL}, set(), 0.0),
    ],
)
def test_first_weeks_is_the_share_covered_by_the_plan(asked, themes, expected):
    household, group = family(helps_first=frozenset(asked)), replace(GROUP, themes=frozenset(themes))

    assert value(S.FIRST_WEEKS, household=household, group=group) == expected


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([SpokenLevel.C1, SpokenLevel.B1], 1.0),
        ([SpokenLevel.C1], 0.75),
        ([SpokenLevel.B1], (0.5 + 1 / 3) / 2),
        ([SpokenLevel.A2], 0.3),
        ([], 0.3),
    ],
)
def test_communication_counts_speakers_and_the_best_level_and_an_interpreter_is_the_least(levels, expected):
    others = [replace(MEMBER, languages={})] * (5 - len(levels))
    group = with_members(*[replace(MEMBER, languages={"ar": level}) for level in levels], *others)

    assert value(S.COMMUNICATION, group=group) == pytest.approx(expected)


def test_no_shared_language_and_no_interpreter_is_nothing_and_an_open_interpreter_is_unknown():
    household = family(languages=frozenset({"ti"}), has_interpreter=False)

    assert value(S.COMMUNICATION, household=household) == 0
    open_one = score(S.COMMUNICATION, household=replace(household, has_interpreter=None))
    assert (open_one.value, open_one.side, open_one.unknown) == (0.5, Side.UNKNOWN, (MatchFact.INTERPRETER,))


def test_availability_asks_two_members_for_each_part_of_the_week():
    wants = family(blocks=frozenset({Block.WEEKDAY_EVENING, Block.WEEKDAY_DAY, Block.WEEKEND_DAY}))
    evening, weekend = (
        replace(MEMBER, blocks=frozenset({Block.WEEKDAY_EVENING})),
        replace(MEMBER, blocks=frozenset({Block.WEEKEND_DAY})),
    )

    assert value(S.AVAILABILITY, household=wants, group=with_members(evening, evening, weekend)) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("minutes", "expected"), [(0, 1), (5, 1), (40, 0), (90, 0), (22.5, 0.75), (12, 1 - (7 / 35) ** 2)]
)
def test_proximity_falls_slowly_at_first_and_then_faster(minutes, expected):
    assert value(S.PROXIMITY, group=replace(GROUP, area={"3511": minutes})) == pytest.approx(expected)


def test_a_rare_interest_weighs_more_than_a_common_one():
    household = family(interests=frozenset({Interest.COOKING, Interest.MUSIC}), phases=frozenset({LifePhase.ADULT}))
    cooks = with_members(replace(MEMBER, interests=frozenset({Interest.COOKING})))
    plays = with_members(replace(MEMBER, interests=frozenset({Interest.MUSIC})))
    pool = {Interest.COOKING: 9, Interest.MUSIC: 1}

    assert value(S.SHARED_LIFE, household=household, group=cooks) == 0.5
    common = value(S.SHARED_LIFE, household=household, group=cooks, commonness=pool)
    rare = value(S.SHARED_LIFE, household=household, group=plays, commonness=pool)
    assert (common, rare) == (pytest.approx(0.1 / 0.6), pytest.approx(0.5 / 0.6))


@pytest.mark.parametrize(
    ("phases", "experience", "expected"),
    [
        ({LifePhase.SCHOOL_CHILD}, {Experience.CHILDREN}, 1.0),
        ({LifePhase.SCHOOL_CHILD}, {Experience.ILLNESS}, 0.5),
        ({LifePhase.SCHOOL_CHILD, LifePhase.OLDER}, {Experience.CHILDREN}, 0.75),
        ({LifePhase.ADULT}, {Experience.ILLNESS}, 1.0),
    ],
)
def test_the_familys_phase_of_life_counts_as_much_as_its_interests(phases, experience, expected):
    household = family(phases=frozenset(phases))
    group = with_members(replace(MEMBER, experience=frozenset(experience)))

    assert value(S.SHARED_LIFE, household=household, group=group) == expected


def test_network_and_experience_are_shares_of_what_was_asked():
    household = family(
        work_hopes=frozenset({WorkField.CARE, WorkField.FOOD}),
        experience=frozenset({Experience.ILLNESS, Experience.CHILDREN}),
    )

    assert value(S.WORK_NETWORK, household=household) == 0.5
    assert value(S.EXPERIENCE, household=household) == 0.5


@pytest.mark.parametrize(
    ("rhythm", "forms", "expected"),
    [
        (Rhythm.WEEKLY, {ContactForm.AT_HOME}, 1.0),
        (Rhythm.OFTEN, {ContactForm.AT_HOME}, 0.75),
        (Rhythm.OFTEN, {ContactForm.OUTSIDE}, 0.25),
        (Rhythm.WEEKLY, set(), 1.0),
    ],
)
def test_contact_style_is_rhythm_and_forms(rhythm, forms, expected):
    assert value(S.CONTACT_STYLE, household=family(rhythm=rhythm, contact_forms=frozenset(forms))) == expected


@pytest.mark.parametrize(
    ("members", "backups", "bond", "expected"),
    [(5, 2, True, 1.0), (3, 0, False, 0.0), (4, 1, None, 0.5), (2, 2, True, 2 / 3)],
)
def test_stability_is_size_back_ups_and_bond(members, backups, bond, expected):
    group = with_members(*[MEMBER] * members, n_backups=backups, has_bond=bond)

    assert value(S.STABILITY, group=group) == pytest.approx(expected)


def test_what_was_asked_and_is_nothing_does_not_count_at_all():
    nothing = family(
        helps_first=frozenset(), blocks=frozenset(), interests=frozenset(), work_hopes=frozenset(),
        experience=frozenset(), phases=frozenset(),
    )  # fmt: skip

    assert {each.criterion for each in judged(nothing).of_household} == {
        S.COMMUNICATION, S.PROXIMITY, S.CONTACT_STYLE, S.STABILITY,
    }  # fmt: skip


def test_what_nobody_asked_is_a_half_and_named_never_nought():
    silent = MatchProfile(n_persons=1)
    found = judged(silent, replace(GROUP, has_bond=None))

    assert {
        each.criterion: each.value for each in found.of_household if each.criterion != S.STABILITY
    } == dict.fromkeys(set(S) - {S.STABILITY}, 0.5)
    assert {each.side for each in found.of_household if each.criterion != S.STABILITY} == {Side.UNKNOWN}
    assert MatchFact.BOND in {each.fact for each in found.unknown}
    assert len({each.fact for each in found.unknown}) == len(found.unknown)


def test_each_stone_adds_eight_points_before_scaling():
    plain = {each.criterion: each.weight for each in judged().of_household}
    stones = {
        each.criterion: each.weight
        for each in judged(family(stones=(S.PROXIMITY, S.PROXIMITY, S.WORK_NETWORK))).of_household
    }

    assert plain[S.PROXIMITY] == 12
    assert (stones[S.PROXIMITY], stones[S.WORK_NETWORK]) == (28, 18)
    assert {each.criterion: each.weight for each in judged(family(stones=(S.PROXIMITY,))).of_group}[S.PROXIMITY] == 12


@pytest.mark.parametrize("stones", [(S.PROXIMITY,) * 4, (S.STABILITY,)])
def test_a_fourth_stone_or_one_on_stability_is_refused(stones):
    with pytest.raises(RuleBroken) as refused:
        judged(family(stones=stones))
    assert refused.value.code == "stones_wrong"


@fixed
@given(families, groups)
def test_a_pair_is_worth_its_smaller_side_and_each_side_is_a_mean(household, group):
    found = judged(household, group)
    for side, whole in ((found.of_household, found.u), (found.of_group, found.v)):
        assert whole == pytest.approx(
            sum(each.weight * each.value for each in side) / sum(each.weight for each in side)
        )
        assert all(0 <= each.value <= 1 for each in side)
        assert all(each.value == 0.5 or each.side != Side.UNKNOWN for each in side)
    assert found.score == min(found.u, found.v)
    assert {each.criterion for each in found.of_group} <= set(OF_THE_GROUP)


@fixed
@given(families, groups, st.sampled_from(list(Interest)), st.sampled_from(list(Theme)))
def test_a_group_that_can_more_is_never_worth_less_to_the_family(household, group, interest, theme):
    richer = replace(
        group,
        members=tuple(replace(each, interests=each.interests | {interest}) for each in group.members),
        themes=(group.themes or frozenset()) | {theme},
        n_backups=group.n_backups + 1,
    )
    known = {each.criterion for each in judged(household, group).of_household if not each.unknown}
    before = {each.criterion: each.value for each in judged(household, group).of_household}
    after = {each.criterion: each.value for each in judged(household, richer).of_household}

    assert all(after[criterion] >= before[criterion] for criterion in known)


@fixed
@given(families, groups)
def test_the_order_of_members_decides_nothing(household, group):
    turned = replace(group, members=group.members[::-1])

    assert judged(household, group).of_household == judged(household, turned).of_household


@fixed
@given(families, groups)
def test_what_fills_in_a_sentence_is_codes_and_never_a_number(household, group):
    for each in judged(household, group).of_household:
        assert all(isinstance(code, str) and not code.isdigit() for _, codes in each.params for code in codes)


def test_the_published_weights_are_used_without_stones():
    assert {
        each.criterion: each.weight for each in judged(family(experience=frozenset(Experience))).of_household
    } == dict(CRITERIA.weights)
