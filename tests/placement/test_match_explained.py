"""A match explained: the matcher sees all, the newcomer facts and a gap, the group nothing of who the family is."""

import math
import re
from dataclasses import fields, replace
from functools import cache

import pytest
from babel.messages.pofile import read_po
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from architecture.house import PACKAGE
from hervest.households.vocabulary import Participation
from hervest.placement.match_explain_rules import (
    TOLD_TO_GROUPS,
    for_group,
    for_matcher,
    for_newcomer,
    text_code,
    turning_factor,
)
from hervest.placement.match_rules import match_fit
from hervest.placement.match_vocabulary import (
    FOR_GROUPS,
    SHOWN_CODES,
    ConflictOfInterest,
    EarlierPair,
    MatchCriterion,
    MatchFact,
    MatchRule,
    MatchStrength,
    SafetyFacts,
    WishAnswer,
)
from hervest.placement.vocabulary import Side
from hervest.sponsorship.vocabulary import Ability, Experience, GroupStage, Interest, WorkField
from placement.families_and_groups import CRITERIA, FACTS, FAMILY, GROUP, MEMBER, PLACE, families, groups, judged

fixed = settings(derandomize=True, deadline=None, max_examples=200)
ALL_FACTS = (
    FACTS,
    replace(
        FACTS,
        stage=GroupStage.PAUSED,
        wishes=(WishAnswer.NOT_KEPT,),
        choices=(Participation.NO,),
        conflicts=frozenset(ConflictOfInterest),
        earlier=EarlierPair.ENDED,
        safety=SafetyFacts(has_single_woman=True, has_minors=None, n_women=0),
        excepted=frozenset(MatchRule),
    ),
)


def test_the_matcher_sees_every_rule_every_criterion_and_what_is_open():
    fit = judged(replace(FAMILY, neighbourhood=None, work_hopes=None), facts=replace(FACTS, earlier=EarlierPair.ENDED))
    shown = for_matcher(fit, CRITERIA)

    assert [line.rule for line in shown.rules] == list(MatchRule)
    outcome = {line.rule: line.outcome for line in shown.rules}
    assert outcome[MatchRule.TOO_FAR] == "unknown"
    assert outcome[MatchRule.EARLIER_PAIR] == "broken"
    assert outcome[MatchRule.NO_CHANNEL] == "holds"
    assert dict(shown.unknown) == {MatchFact.NEIGHBOURHOOD: True, MatchFact.WORK_HOPES: False}
    percent = {line.criterion: line.percent for line in shown.criteria}
    assert (percent[MatchCriterion.PROXIMITY], percent[MatchCriterion.FIRST_WEEKS]) == (None, 100)
    assert shown.strength == CRITERIA.strength(fit.score)
    assert shown.runner_up is None


def test_the_rules_stand_apart_by_what_is_broken_open_and_met_and_none_is_lost():
    fit = judged(replace(FAMILY, neighbourhood=None, work_hopes=None), facts=replace(FACTS, earlier=EarlierPair.ENDED))
    shown = for_matcher(fit, CRITERIA)

    parts = (shown.broken, shown.open, shown.met)

    assert sorted(line.rule for part in parts for line in part) == sorted(MatchRule)
    assert [line.rule for line in shown.broken] == [MatchRule.EARLIER_PAIR]
    assert [line.rule for line in shown.open] == [MatchRule.TOO_FAR]
    assert {line.outcome for line in shown.met} <= {"holds", "excepted"}
    assert (shown.needed, shown.unasked) == ((MatchFact.NEIGHBOURHOOD,), (MatchFact.WORK_HOPES,))


def test_an_exception_stands_among_the_rules_as_what_it_is():
    far = replace(GROUP, area={"3511": 45})
    fit = judged(group=far, facts=replace(FACTS, excepted=frozenset({MatchRule.TOO_FAR})))
    lines = {line.rule: line for line in for_matcher(fit, CRITERIA).rules}

    assert fit.is_possible
    assert (lines[MatchRule.TOO_FAR].outcome, dict(lines[MatchRule.TOO_FAR].params)["minutes"]) == ("excepted", 45)


def test_the_runner_up_stands_beside_with_its_difference_and_whether_it_says_anything():
    fit, other = judged(), judged(group=replace(GROUP, area={"3511": 14}))
    beside = for_matcher(fit, CRITERIA, runner_up=other).runner_up

    assert 0 < beside.points < 5
    assert beside.is_toss_up
    far = for_matcher(fit, CRITERIA, runner_up=judged(group=replace(GROUP, area={"3511": 30}, themes=frozenset())))
    assert not far.runner_up.is_toss_up


def reweighted(fit, criterion, factor):
    """The oracle: both sides worked out anew with one weight changed."""
    sides = []
    for scores in (fit.of_household, fit.of_group):
        weights = [each.weight * (factor if each.criterion == criterion else 1) for each in scores]
        points = sum(weights)
        sides.append(sum(w * each.value for w, each in zip(weights, scores, strict=True)) / points if points else 0.0)
    return min(sides)


@fixed
@given(families, groups, groups)
def test_a_weight_changes_the_order_at_the_factor_named_and_not_before(household, group, other):
    one, two = judged(household, group), judged(household, other)
    assume(one.score > two.score + 1e-6)
    for score in one.of_household:
        factor = turning_factor(one, two, score.criterion)
        grid = [10 ** (n / 20) for n in range(-50, 51)]
        if factor is not None:
            grid = [each for each in grid if abs(math.log(each)) < abs(math.log(factor)) - 1e-6]
            beyond = factor * 1.001 if factor > 1 else factor / 1.001
            gap = reweighted(one, score.criterion, beyond) - reweighted(two, score.criterion, beyond)
            assert gap <= 1e-9
        for each in grid:
            assert reweighted(one, score.criterion, each) >= reweighted(two, score.criterion, each) - 1e-9


def test_the_newcomer_reads_at_most_three_facts_and_one_gap_without_a_number():
    told = for_newcomer(judged(replace(FAMILY, neighbourhood=None)))

    assert [line.code for line in told.reasons] == ["first_weeks", "communication", "availability"]
    assert (told.gap.code, told.gap.params) == ("not_known", {"criterion": MatchCriterion.PROXIMITY})
    assert told.reasons[1].params == {"languages": ("ar",)}
    missing = for_newcomer(judged(replace(FAMILY, work_hopes=frozenset({WorkField.FOOD}))))
    assert missing.gap.code == "work_network"
    assert for_newcomer(judged()).gap is None


def test_the_group_reads_why_it_was_asked_and_that_an_interpreter_is_needed():
    speaks_not = replace(GROUP, members=tuple(replace(each, languages={"nl": 6}) for each in GROUP.members))
    told = for_group(judged(group=speaks_not))

    assert [line.code for line in told.reasons] == ["first_weeks", "availability", "proximity"]
    assert told.gap.code == "interpreter_needed"
    assert told.reasons[0].params == {"themes": ("health", "school")}


@fixed
@given(families, groups)
def test_neither_side_is_told_a_number_and_the_group_nothing_but_capacity_words(household, group):
    fit = match_fit(household, group, FACTS, CRITERIA)
    to_newcomer, to_group = for_newcomer(fit), for_group(fit)

    for told in (to_newcomer, to_group):
        lines = [*told.reasons, *([told.gap] if told.gap else [])]
        assert len(told.reasons) <= 3
        assert all(line.code in SHOWN_CODES[line.context] for line in lines)
        assert not [value for line in lines for value in line.params.values() if isinstance(value, int | float)]
    for line in [*to_group.reasons, *([to_group.gap] if to_group.gap else [])]:
        assert line.code in {*FOR_GROUPS, "interpreter_needed"}
        assert set(line.params) <= TOLD_TO_GROUPS


@fixed
@given(families, groups)
def test_a_group_reads_the_same_whatever_the_family_likes_hopes_or_needs(household, group):
    other = replace(
        household,
        interests=frozenset({Interest.MUSIC}),
        work_hopes=frozenset(WorkField),
        experience=frozenset(Experience),
        phases=frozenset(),
    )

    assert for_group(judged(household, group)) == for_group(judged(other, group))


def test_all_three_are_made_of_the_same_values():
    fit = judged(group=replace(GROUP, members=(MEMBER,) * 3))
    by_criterion = {each.criterion.value: each for each in fit.of_household}
    for line in (*for_newcomer(fit).reasons, *for_group(fit).reasons):
        assert by_criterion[line.code].side == Side.FOR
    assert for_matcher(fit, CRITERIA).strength in set(MatchStrength)


@pytest.mark.parametrize("context", ["match_group_for", "match_group_gap", "match_group_excepted"])
def test_no_sentence_for_groups_exists_on_what_they_may_not_read(context):
    unread = {"shared_life", "work_network", "experience", "need_not_met", "earlier_pair"}
    assert set(SHOWN_CODES[context]) & unread == set()
    assert "match_group_for" in SHOWN_CODES
    assert {field.name for field in fields(for_group(judged()))} == {"reasons", "gap", "exceptions"}


@pytest.mark.parametrize(
    ("rule", "group_is_told"),
    [(MatchRule.TOO_FAR, True), (MatchRule.NEED_NOT_MET, False), (MatchRule.EARLIER_PAIR, False)],
)
def test_each_side_is_told_of_an_exception_only_what_it_may_know(rule, group_is_told):
    excepted = judged(
        household=replace(FAMILY, abilities=frozenset({Ability.WHEELCHAIR})),
        group=replace(GROUP, area={PLACE: 90}, abilities=GROUP.abilities | {Ability.WHEELCHAIR: False}),
        facts=replace(FACTS, earlier=EarlierPair.DECLINED, n_earlier=1, excepted=frozenset({rule})),
    )
    to_household = [(line.code, dict(line.params)) for line in for_newcomer(excepted).exceptions]
    to_group = [(line.code, dict(line.params)) for line in for_group(excepted).exceptions]

    assert to_household == [(rule.value, {})]
    assert to_group == ([(rule.value, {})] if group_is_told else [])
    assert (for_newcomer(judged()).exceptions, for_group(judged()).exceptions) == ((), ())


@cache
def gaps(language):
    """(context, code) -> what its sentence asks for."""
    path = PACKAGE / "placement" / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as po:
        entries = [entry for entry in read_po(po) if entry.context and entry.context.startswith("match_")]
    return {(entry.context, str(entry.id)): set(re.findall(r"%\((\w+)\)s", str(entry.string))) for entry in entries}


@pytest.mark.parametrize("language", ["nl", "en"])
@fixed
@given(household=families, group=groups, facts=st.sampled_from(ALL_FACTS))
def test_every_sentence_finds_what_it_asks_for(language, household, group, facts):
    fit, known = judged(household, group, facts), gaps(language)
    said = for_newcomer(fit), for_group(fit)
    lines = [line for told in said for line in (*told.reasons, *([told.gap] if told.gap else []), *told.exceptions)]

    for line in lines:
        assert known[line.context, line.code] <= set(line.params)
        assert all(line.params[name] for name in known[line.context, line.code])
    for rule in for_matcher(fit, CRITERIA).rules:
        if rule.outcome in {"broken", "excepted"}:
            assert known["match_rule", rule.text_code] <= {name for name, _ in rule.params}


@pytest.mark.parametrize(
    ("rule", "names", "code"),
    [
        (MatchRule.BEYOND_CAPACITY, {"persons", "capacity"}, "beyond_capacity"),
        (MatchRule.BEYOND_CAPACITY, {"abilities"}, "beyond_abilities"),
        (MatchRule.BEYOND_CAPACITY, {"persons", "capacity", "abilities"}, "beyond_both"),
        (MatchRule.NOT_IN_WINDOW, {"from", "until"}, "not_in_window"),
        (MatchRule.NOT_IN_WINDOW, {"days"}, "not_in_window_away"),
        (MatchRule.SAFETY_PATTERN, {"least"}, "safety_pattern"),
        (MatchRule.SAFETY_PATTERN, {"one"}, "safety_pattern_one"),
    ],
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_broken_rule_has_the_sentence_of_what_it_found(language, rule, names, code):
    assert text_code(rule, names) == code
    assert gaps(language)["match_rule", code] <= names | {"arrival_from", "arrival_until"}
