"""Every hard rule of a match on both sides of its line, what is unknown, and what nobody overrides."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hervest.households.vocabulary import Participation
from hervest.placement.match_rules import MATCH_RULES
from hervest.placement.match_vocabulary import (
    NEVER_OVERRIDDEN,
    ConflictOfInterest,
    EarlierPair,
    LifePhase,
    MatchFact,
    MatchRule,
    SafetyFacts,
    WishAnswer,
)
from hervest.sponsorship.vocabulary import Ability, GroupStage, SpokenLevel
from placement.families_and_groups import (
    ARRIVAL,
    FACTS,
    FAMILY,
    GROUP,
    MEMBER,
    TODAY,
    broken,
    families,
    groups,
    judged,
    needed,
)

fixed = settings(derandomize=True, deadline=None, max_examples=200)
DAY = timedelta(days=1)
YES, NO, LATER, OPEN = Participation.YES, Participation.NO, Participation.LATER, None


def facts(**changes):
    return replace(FACTS, **changes)


def family(**changes):
    return replace(FAMILY, **changes)


def group(**changes):
    return replace(GROUP, **changes)


def safety(*, single=False, minors=False, women=3, waived=False):
    return facts(safety=SafetyFacts(single, minors, women, waived))


def test_a_pair_that_fits_breaks_no_rule_and_leaves_nothing_open():
    found = judged()

    assert (found.broken, found.excepted, found.unknown) == ((), (), ())
    assert found.is_possible
    assert found.is_decidable
    assert set(MATCH_RULES) == set(MatchRule)


@pytest.mark.parametrize(
    ("changes", "rule", "params"),
    [
        ({"facts": facts(stage=GroupStage.TRAINING)}, "group_not_ready", {"reasons": ("stage",)}),
        ({"facts": facts(ready_until=TODAY - DAY)}, "group_not_ready", {"reasons": ("lapsed",)}),
        ({"facts": facts(group_municipality="GM0363")}, "group_not_ready", {"reasons": ("municipality",)}),
        (
            {"facts": facts(has_active_match=True, has_open_proposal=True)},
            "group_not_ready",
            {"reasons": ("matched", "proposed")},
        ),
        (
            {"group": group(members=(*GROUP.members, replace(MEMBER, is_admitted=False)))},
            "not_admitted",
            {"members": 1},
        ),
        ({"household": family(n_persons=7)}, "beyond_capacity", {"persons": 7, "capacity": 6}),
        (
            {
                "household": family(phases=frozenset({LifePhase.BABY})),
                "group": group(abilities={Ability.BABY: False}),
            },
            "beyond_capacity",
            {"abilities": ("baby",)},
        ),
        (
            {"household": family(arrival=(date(2027, 5, 2), date(2027, 5, 9)))},
            "not_in_window",
            {
                "arrival_from": date(2027, 5, 2),
                "arrival_until": date(2027, 5, 9),
                "from": date(2027, 2, 1),
                "until": date(2027, 5, 1),
            },
        ),
        ({"group": group(area={"3511": 31})}, "too_far", {"minutes": 31, "limit": 30}),
        (
            {"household": family(languages=frozenset({"ti"}), has_interpreter=False)},
            "no_channel",
            {},
        ),
        (
            {
                "household": family(abilities=frozenset({Ability.WHEELCHAIR})),
                "group": group(abilities={Ability.WHEELCHAIR: False}),
            },
            "need_not_met",
            {"abilities": ("wheelchair",)},
        ),
        ({"facts": facts(wishes=(WishAnswer.KEPT, WishAnswer.NOT_KEPT))}, "wish_not_kept", {}),
        ({"facts": safety(minors=True, women=1)}, "safety_pattern", {"least": 2}),
        (
            {"facts": facts(conflicts=frozenset({ConflictOfInterest.LANDLORD}))},
            "conflict_of_interest",
            {"conflicts": ("landlord",)},
        ),
        ({"facts": facts(choices=(YES, NO))}, "not_chosen", {}),
        ({"facts": facts(choices=(YES, LATER))}, "not_chosen", {}),
        ({"facts": facts(earlier=EarlierPair.DECLINED)}, "earlier_pair", {"earlier": "declined"}),
    ],
)
def test_each_rule_is_broken_alone_with_what_its_sentence_needs(changes, rule, params):
    assert broken(**changes) == {rule: params}
    assert not judged(**changes).is_possible


@pytest.mark.parametrize(
    ("changes", "facts_", "rule"),
    [
        ({"group": group(capacity_persons=None)}, {MatchFact.CAPACITY}, "beyond_capacity"),
        (
            {"household": family(phases=frozenset({LifePhase.TEENAGER})), "group": group(abilities={})},
            {MatchFact.ABILITIES},
            "beyond_capacity",
        ),
        ({"household": family(arrival=None)}, {MatchFact.ARRIVAL}, "not_in_window"),
        ({"group": group(starts=None)}, {MatchFact.START}, "not_in_window"),
        ({"household": family(neighbourhood=None)}, {MatchFact.NEIGHBOURHOOD}, "too_far"),
        ({"group": group(area={})}, {MatchFact.TRAVEL}, "too_far"),
        (
            {"household": family(languages=frozenset(), has_interpreter=None)},
            {MatchFact.LANGUAGES, MatchFact.INTERPRETER},
            "no_channel",
        ),
        (
            {"household": family(abilities=frozenset({Ability.HOSPITAL_TRIPS}))},
            {MatchFact.ABILITIES},
            "need_not_met",
        ),
        ({"facts": facts(wishes=(WishAnswer.NOT_ASKED,))}, {MatchFact.HARD_WISHES}, "wish_not_kept"),
        ({"facts": safety(single=None, women=1)}, {MatchFact.COMPOSITION}, "safety_pattern"),
        ({"facts": facts(conflicts=None)}, {MatchFact.CONFLICTS}, "conflict_of_interest"),
        ({"facts": facts(choices=(YES, OPEN))}, {MatchFact.CHOICES}, "not_chosen"),
        ({"facts": facts(choices=())}, {MatchFact.CHOICES}, "not_chosen"),
    ],
)
def test_what_a_rule_needs_and_nobody_knows_breaks_nothing_and_keeps_everybody_from_deciding(changes, facts_, rule):
    found = judged(**changes)

    assert needed(**changes) == dict.fromkeys(facts_, rule)
    assert found.is_possible
    assert not found.is_decidable


def test_all_broken_rules_are_named_and_never_only_the_first():
    everything = broken(
        household=family(n_persons=9, languages=frozenset({"ti"}), has_interpreter=False),
        group=group(area={"3511": 99}, members=(replace(MEMBER, is_admitted=False),)),
        facts=facts(
            stage=GroupStage.PAUSED,
            choices=(NO,),
            earlier=EarlierPair.ENDED,
            wishes=(WishAnswer.NOT_KEPT,),
            conflicts=frozenset(ConflictOfInterest),
        ),
    )

    assert set(everything) == set(MatchRule) - {MatchRule.NOT_IN_WINDOW, MatchRule.NEED_NOT_MET}


@pytest.mark.parametrize(
    ("level", "is_workable"), [(SpokenLevel.A2, False), (SpokenLevel.B1, True), (SpokenLevel.C1, True)]
)
def test_a_shared_language_works_from_b1_or_an_interpreter_does(level, is_workable):
    little = group(members=(replace(MEMBER, languages={"ar": level}),) * 5)

    assert ("no_channel" not in broken(household=family(has_interpreter=False), group=little)) is is_workable
    assert "no_channel" not in broken(household=family(has_interpreter=True), group=little)


def test_what_another_party_takes_on_the_group_need_not():
    wants = family(abilities=frozenset({Ability.WHEELCHAIR}), covered=frozenset({Ability.WHEELCHAIR}))

    assert broken(household=wants, group=group(abilities={Ability.WHEELCHAIR: False})) == {}
    assert "need_not_met" in broken(
        household=replace(wants, covered=frozenset()), group=group(abilities={Ability.WHEELCHAIR: False})
    )


def away(n, first=ARRIVAL[0], last=ARRIVAL[1] + 14 * DAY):
    return group(members=(replace(MEMBER, away=(first, last)),) * n + (MEMBER,) * (4 - n))


def test_half_the_group_may_be_away_in_the_first_days_and_no_more():
    assert broken(group=away(2)) == {}
    assert broken(group=away(3)) == {"not_in_window": {"days": 14}}


def test_one_arrival_day_that_works_is_enough():
    first = ARRIVAL[0]

    assert broken(group=away(3, first - 30 * DAY, first)) == {}
    assert "not_in_window" in broken(household=family(arrival=(first, first)), group=away(3, first - 30 * DAY, first))


@pytest.mark.parametrize(
    ("given_", "members", "outcome"),
    [
        (safety(minors=True, women=2), 5, None),
        (safety(minors=True, women=1), 5, {"least": 2}),
        (safety(single=True, women=1), 5, {"least": 2}),
        (safety(single=True, women=0, waived=True), 5, None),
        (safety(single=True, women=1, waived=True), 1, {"one": "one"}),
        (safety(women=0), 5, None),
        (safety(single=None, women=2), 5, None),
        (safety(single=None, minors=True, women=0), 5, {"least": 2}),
    ],
)
def test_a_single_woman_or_minors_need_two_women_and_never_a_group_of_one(given_, members, outcome):
    found = broken(facts=given_, group=group(members=(MEMBER,) * members)).get(MatchRule.SAFETY_PATTERN)

    assert found == outcome


def test_two_persons_override_what_may_be_and_nothing_else():
    all_broken = {
        "household": family(n_persons=9, languages=frozenset({"ti"}), has_interpreter=False),
        "group": group(area={"3511": 99}, members=(replace(MEMBER, is_admitted=False),)),
    }
    wrong = facts(
        stage=GroupStage.PAUSED,
        choices=(NO,),
        earlier=EarlierPair.ENDED,
        wishes=(WishAnswer.NOT_KEPT,),
        conflicts=frozenset(ConflictOfInterest),
        excepted=frozenset(MatchRule),
    )
    found = judged(**all_broken, facts=wrong)

    assert {each.code for each in found.broken} == NEVER_OVERRIDDEN
    assert {each.code for each in found.excepted} == {
        MatchRule.GROUP_NOT_READY,
        MatchRule.BEYOND_CAPACITY,
        MatchRule.TOO_FAR,
        MatchRule.NO_CHANNEL,
        MatchRule.EARLIER_PAIR,
    }


@fixed
@given(families, groups, st.integers(0, 3))
def test_what_hard_rules_read_never_moves_a_score(household, members, women):
    one = judged(household=household, group=members, facts=safety(single=True, women=women))
    other = judged(
        household=household,
        group=members,
        facts=facts(wishes=(WishAnswer.NOT_KEPT,), choices=(NO,), earlier=EarlierPair.DECLINED),
    )

    assert (one.u, one.v, one.of_household) == (other.u, other.v, other.of_household)


@fixed
@given(families, groups)
def test_no_sentence_of_a_rule_tells_of_a_wish_or_of_women(household, members):
    found = judged(household=household, group=members, facts=facts(wishes=(WishAnswer.NOT_KEPT,)))

    assert {name for each in found.broken for name, _ in each.params} <= {
        "reasons", "members", "persons", "capacity", "abilities", "arrival_from", "arrival_until", "from", "until",
        "days", "minutes", "limit", "least", "one", "conflicts", "earlier",
    }  # fmt: skip
