"""A family and a sponsor group that fit each other, to change one thing at a time; and strategies for both."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from hervest.households.vocabulary import Participation
from hervest.placement.match_criteria import match_criteria
from hervest.placement.match_rules import group_profile, match_fit
from hervest.placement.match_vocabulary import (
    MAY_CARRY_STONES,
    LifePhase,
    MatchProfile,
    PairFacts,
    SafetyFacts,
)
from hervest.sponsorship.vocabulary import (
    Ability,
    Block,
    ContactForm,
    Experience,
    GroupFacts,
    GroupId,
    GroupStage,
    Interest,
    Rhythm,
    SpokenLevel,
    SponsorFacts,
    Theme,
    WorkField,
)

CRITERIA = match_criteria()
TODAY = date(2027, 1, 10)
ARRIVAL = date(2027, 3, 1), date(2027, 3, 14)
PLACE = "3511"

MEMBER = SponsorFacts(
    is_admitted=True,
    languages={"ar": SpokenLevel.B2, "nl": SpokenLevel.C2},
    blocks=frozenset({Block.WEEKDAY_EVENING, Block.WEEKEND_DAY}),
    interests=frozenset({Interest.COOKING, Interest.GARDENING}),
    work_fields=frozenset({WorkField.CARE}),
    experience=frozenset({Experience.CHILDREN, Experience.INTERPRETERS}),
    modules=frozenset({1, 2, 3, 4}),
)
GROUP_FACTS = GroupFacts(
    group=GroupId(7),
    municipality="GM0344",
    stage=GroupStage.READY,
    members=(MEMBER, MEMBER, replace(MEMBER, languages={"nl": SpokenLevel.C2}), MEMBER, MEMBER),
    min_members=3,
    n_women=3,
    ready_until=date(2027, 6, 1),
    capacity_persons=6,
    abilities={Ability.BABY: True, Ability.TEENAGERS: True, Ability.WHEELCHAIR: True},
    starts=(date(2027, 2, 1), date(2027, 5, 1)),
    area={PLACE: 12},
    themes=frozenset({Theme.SCHOOL, Theme.HEALTH, Theme.NEIGHBOURHOOD}),
    rhythm=Rhythm.WEEKLY,
    contact_forms=frozenset({ContactForm.AT_HOME, ContactForm.FEW_PEOPLE}),
    n_backups=2,
    has_bond=True,
)
GROUP = group_profile(GROUP_FACTS)

FAMILY = MatchProfile(
    n_persons=4,
    phases=frozenset({LifePhase.ADULT, LifePhase.SCHOOL_CHILD}),
    languages=frozenset({"ar"}),
    has_interpreter=True,
    arrival=ARRIVAL,
    neighbourhood=PLACE,
    blocks=frozenset({Block.WEEKDAY_EVENING}),
    interests=frozenset({Interest.COOKING}),
    work_hopes=frozenset({WorkField.CARE}),
    helps_first=frozenset({Theme.SCHOOL, Theme.HEALTH}),
    experience=frozenset(),
    rhythm=Rhythm.WEEKLY,
    contact_forms=frozenset({ContactForm.AT_HOME}),
)
FACTS = PairFacts(
    today=TODAY,
    municipality="GM0344",
    group_municipality="GM0344",
    stage=GroupStage.READY,
    safety=SafetyFacts(has_single_woman=False, has_minors=True, n_women=3),
    choices=(Participation.YES, Participation.YES),
    ready_until=date(2027, 6, 1),
    conflicts=frozenset(),
)


def judged(household=FAMILY, group=GROUP, facts=FACTS, criteria=CRITERIA, **more):
    return match_fit(household, group, facts, criteria, **more)


def broken(**changes):
    """The rules broken, with their parameters, when these things are otherwise."""
    return {each.code: dict(each.params) for each in judged(**changes).broken}


def needed(**changes):
    """The facts that hard rules lack."""
    return {each.fact: each.rule for each in judged(**changes).unknown if each.rule is not None}


def some(vocabulary, most=3):
    return st.frozensets(st.sampled_from(list(vocabulary)), max_size=most)


members = st.builds(
    SponsorFacts,
    is_admitted=st.booleans(),
    languages=st.dictionaries(st.sampled_from(["ar", "ti", "nl"]), st.sampled_from(list(SpokenLevel)), max_size=3),
    blocks=some(Block),
    interests=some(Interest),
    work_fields=some(WorkField),
    experience=some(Experience),
)
groups = st.builds(
    replace,
    st.just(GROUP),
    members=st.lists(members, min_size=1, max_size=6).map(tuple),
    area=st.dictionaries(st.just(PLACE), st.integers(0, 60)),
    themes=st.none() | some(Theme, 6),
    rhythm=st.none() | st.sampled_from(list(Rhythm)),
    contact_forms=some(ContactForm),
    n_backups=st.integers(0, 4),
    has_bond=st.none() | st.booleans(),
)
families = st.builds(
    MatchProfile,
    n_persons=st.integers(1, 9),
    phases=some(LifePhase),
    languages=st.frozensets(st.sampled_from(["ar", "ti", "sw"]), max_size=2),
    has_interpreter=st.none() | st.booleans(),
    arrival=st.none() | st.just(ARRIVAL),
    neighbourhood=st.none() | st.just(PLACE),
    blocks=st.none() | some(Block),
    interests=st.none() | some(Interest),
    work_hopes=st.none() | some(WorkField),
    helps_first=st.none() | some(Theme),
    abilities=some(Ability, 2),
    experience=st.none() | some(Experience),
    rhythm=st.none() | st.sampled_from(list(Rhythm)),
    contact_forms=st.none() | some(ContactForm),
    stones=st.lists(st.sampled_from(MAY_CARRY_STONES), max_size=3).map(tuple),
)
