"""What an exception to a rule of a match rests on: it stands while that is so, and some rules never give way."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hervest.placement.agreed_rules import Exempt
from hervest.placement.match_exception_rules import MATCH_GROUNDS, changed_match, may_give_way, standing
from hervest.placement.match_rules import MATCH_RULES, MatchPair
from hervest.placement.match_vocabulary import NEVER_OVERRIDDEN, EarlierPair, MatchRule
from hervest.placement.vocabulary import HardRule
from hervest.sponsorship.vocabulary import Ability
from placement.families_and_groups import (
    CRITERIA,
    FACTS,
    FAMILY,
    GROUP,
    MEMBER,
    PLACE,
    TODAY,
    families,
    groups,
    judged,
)

fixed = settings(derandomize=True, deadline=None, max_examples=150)
SAID_ON = date(2027, 1, 4)
words = st.builds(
    Exempt,
    rule=st.sampled_from([*MatchRule, *HardRule]),
    rests_on=st.dictionaries(st.sampled_from(["minutes", "travel_limit", "earlier"]), st.integers(0, 99) | st.none()),
    by=st.just("Lena Blok"),
    on=st.just(SAID_ON),
)


def pair_of(household=FAMILY, group=GROUP, facts=FACTS, criteria=CRITERIA):
    return MatchPair(household, group, facts, criteria)


def agreed(pair, rule):
    """Two persons agreed it of the pair as it is."""
    return Exempt(rule, dict(MATCH_GROUNDS[rule](pair)), "Lena Blok", SAID_ON)


@fixed
@given(household=families, group=groups, said=st.lists(words, max_size=6))
def test_no_word_ever_lets_a_rule_give_way_that_never_does_or_that_rests_on_something_else(household, group, said):
    pair = pair_of(household, group)
    found = standing(pair, said)

    assert not found & (NEVER_OVERRIDDEN | {MatchRule.GROUP_NOT_READY})
    for rule in found:
        assert any(word.rule is rule and not changed_match(pair, rule, word.rests_on) for word in said)


@fixed
@given(household=families, group=groups)
def test_what_was_agreed_of_a_pair_stands_for_that_pair_and_excepts_what_is_broken(household, group):
    pair = pair_of(household, group)
    all_of_them = [agreed(pair, rule) for rule in MATCH_GROUNDS]
    stands = standing(pair, all_of_them)
    fit = judged(household, group, replace(FACTS, excepted=stands))

    assert stands == set(MATCH_GROUNDS)
    assert {each.code for each in fit.excepted} == set(may_give_way(pair))
    assert not {each.code for each in fit.broken} & set(may_give_way(pair))


WHEELED = replace(FAMILY, abilities=frozenset({Ability.WHEELCHAIR}))
BROKEN = {
    MatchRule.BEYOND_CAPACITY: pair_of(replace(FAMILY, n_persons=8)),
    MatchRule.NOT_IN_WINDOW: pair_of(group=replace(GROUP, starts=(date(2027, 4, 1), date(2027, 5, 1)))),
    MatchRule.TOO_FAR: pair_of(group=replace(GROUP, area={PLACE: 70})),
    MatchRule.NO_CHANNEL: pair_of(replace(FAMILY, languages=frozenset({"sw"}), has_interpreter=False)),
    MatchRule.NEED_NOT_MET: pair_of(WHEELED, replace(GROUP, abilities={Ability.WHEELCHAIR: False})),
    MatchRule.EARLIER_PAIR: pair_of(facts=replace(FACTS, earlier=EarlierPair.DECLINED, n_earlier=1)),
}
OTHERWISE = {
    MatchRule.BEYOND_CAPACITY: ("persons", pair_of(replace(FAMILY, n_persons=9))),
    MatchRule.NOT_IN_WINDOW: ("start", pair_of(group=replace(GROUP, starts=(date(2027, 4, 2), date(2027, 5, 1))))),
    MatchRule.TOO_FAR: ("minutes", pair_of(group=replace(GROUP, area={PLACE: 71}))),
    MatchRule.NO_CHANNEL: ("languages", pair_of(replace(FAMILY, languages=frozenset({"ti"}), has_interpreter=False))),
    MatchRule.NEED_NOT_MET: (
        "abilities",
        pair_of(
            replace(WHEELED, abilities=frozenset({Ability.WHEELCHAIR, Ability.HOSPITAL_TRIPS})),
            replace(GROUP, abilities={Ability.WHEELCHAIR: False, Ability.HOSPITAL_TRIPS: False}),
        ),
    ),
    MatchRule.EARLIER_PAIR: ("times", pair_of(facts=replace(FACTS, earlier=EarlierPair.DECLINED, n_earlier=2))),
}


@pytest.mark.parametrize("rule", list(MATCH_GROUNDS))
def test_each_exception_ends_with_a_fact_its_rule_compared_and_says_which(rule):
    before, (name, after) = BROKEN[rule], OTHERWISE[rule]
    word = agreed(before, rule)

    assert rule in may_give_way(before)
    assert standing(before, [word]) == {rule}
    assert standing(after, [word]) == frozenset()
    assert changed_match(after, rule, word.rests_on) == (name,)


def test_another_fact_ends_nothing():
    word = agreed(BROKEN[MatchRule.TOO_FAR], MatchRule.TOO_FAR)
    other = replace(BROKEN[MatchRule.TOO_FAR], household=replace(FAMILY, n_persons=5))

    assert standing(other, [word]) == {MatchRule.TOO_FAR}


def test_the_day_that_moves_on_is_no_other_fact_for_who_is_here_already():
    away = replace(MEMBER, away=(TODAY, TODAY + timedelta(days=900)))
    here = replace(FAMILY, arrival=(TODAY, TODAY + timedelta(days=365)))
    pair = pair_of(here, replace(GROUP, members=(away,) * 4))
    tomorrow = TODAY + timedelta(days=1)
    later = replace(
        pair,
        household=replace(here, arrival=(tomorrow, tomorrow + timedelta(days=365))),
        facts=replace(FACTS, today=tomorrow),
    )
    planned = replace(later, household=replace(here, arrival=(tomorrow, tomorrow)))
    word = agreed(pair, MatchRule.NOT_IN_WINDOW)

    assert MATCH_RULES[MatchRule.NOT_IN_WINDOW](pair) is not None
    assert standing(later, [word]) == {MatchRule.NOT_IN_WINDOW}
    assert standing(planned, [word]) == frozenset()
