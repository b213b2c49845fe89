"""Screenings, who is admitted, and the guards of a group's stages, against oracles of their own."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.sponsorship import rules
from hervest.sponsorship.settings import parse_settings, sponsorship_settings
from hervest.sponsorship.vocabulary import (
    GroupRole,
    GroupStage,
    GroupStanding,
    MemberStanding,
    ScreeningFacts,
    ScreeningKind,
    ScreeningState,
    ScreeningWorth,
)

DAY = date(2026, 11, 23)
DEMANDS = sponsorship_settings().demands
SEEN, ASKED, REFUSED = ScreeningState.SEEN_OK, ScreeningState.REQUESTED, ScreeningState.NOT_ADMITTED
ALL_SEEN = tuple(ScreeningFacts(kind, SEEN) for kind in ScreeningKind)
LADDER = ("forming", "applied", "screening", "training", "plan_review", "ready")
OVER = {"withdrawn", "not_admitted", "dissolved", "alumni"}

days = st.dates(date(2020, 1, 1), date(2032, 12, 31))
screenings = st.builds(
    ScreeningFacts, st.sampled_from(ScreeningKind), st.sampled_from(ScreeningState), st.none() | days
)
members = st.builds(
    MemberStanding,
    st.frozensets(st.sampled_from(GroupRole)),
    st.lists(screenings, unique_by=lambda found: found.kind).map(tuple),
    st.frozensets(st.integers(1, 8)),
)
groups = st.builds(
    GroupStanding,
    st.sampled_from(GroupStage),
    st.lists(members, max_size=6).map(tuple),
    st.integers(2, 4),
    st.integers(4, 6),
    st.booleans(),
)


def member(*roles, screenings=ALL_SEEN, modules=(1, 2, 3, 4)):
    return MemberStanding(frozenset(roles), tuple(screenings), frozenset(modules))


def group(*members, stage=GroupStage.FORMING, least=3, aim=5, has_plan=True):
    return GroupStanding(stage, members, least, aim, has_plan)


def whole(**how):
    return group(member(GroupRole.COORDINATOR), member(GroupRole.SAFEGUARDING_CONTACT), member(GroupRole.MEMBER), **how)


def codes(found, to=GroupStage.READY, on=DAY):
    return [refusal.code for refusal in rules.stage_refusals(found, to, today=on, demands=DEMANDS)]


@pytest.mark.parametrize(
    ("screening", "expected"),
    [
        (None, ScreeningWorth.MISSING),
        (ScreeningFacts(ScreeningKind.VOG, ASKED), ScreeningWorth.REQUESTED),
        (ScreeningFacts(ScreeningKind.VOG, REFUSED, DAY), ScreeningWorth.NOT_ADMITTED),
        (ScreeningFacts(ScreeningKind.CODE_OF_CONDUCT, SEEN), ScreeningWorth.VALID),
        (ScreeningFacts(ScreeningKind.VOG, SEEN, DAY - timedelta(days=1)), ScreeningWorth.EXPIRED),
        (ScreeningFacts(ScreeningKind.VOG, SEEN, DAY), ScreeningWorth.RENEWAL_DUE),
        (ScreeningFacts(ScreeningKind.VOG, SEEN, DAY + timedelta(days=90)), ScreeningWorth.RENEWAL_DUE),
        (ScreeningFacts(ScreeningKind.VOG, SEEN, DAY + timedelta(days=91)), ScreeningWorth.VALID),
    ],
)
def test_a_screening_is_worth_what_its_last_day_says(screening, expected):
    assert rules.worth(screening, today=DAY, demands=DEMANDS) is expected


@given(screenings, days, st.integers(0, 2000))
def test_what_has_expired_never_counts_again(screening, day, later):
    if rules.worth(screening, today=day, demands=DEMANDS) is ScreeningWorth.EXPIRED:
        after = rules.worth(screening, today=day + timedelta(days=later), demands=DEMANDS)
        assert after is ScreeningWorth.EXPIRED


@given(members, days)
def test_somebody_is_admitted_exactly_when_certificate_code_and_modules_say_so(person, day):
    states = {found.kind: found for found in person.screenings}
    counts = {kind for kind, found in states.items() if found.state == SEEN and (found.valid_until or date.max) >= day}
    is_refused = REFUSED in {found.state for found in person.screenings}
    expected = {"vog", "code_of_conduct"} <= {kind.value for kind in counts} and not is_refused
    expected = expected and all(number in person.modules for number in (1, 2, 3, 4))

    assert rules.is_admitted(person, today=day, demands=DEMANDS) is expected


def test_an_interview_that_did_not_end_well_shuts_out_whatever_else_was_seen():
    others = [found for found in ALL_SEEN if found.kind is not ScreeningKind.INTERVIEW]

    assert rules.is_admitted(member(screenings=others), today=DAY, demands=DEMANDS)
    refused = [*others, ScreeningFacts(ScreeningKind.INTERVIEW, REFUSED)]
    assert not rules.is_admitted(member(screenings=refused), today=DAY, demands=DEMANDS)


def test_only_a_certificate_has_an_end_of_its_own_and_a_leap_day_has_one_too():
    assert rules.ends_on(ScreeningKind.VOG, date(2024, 2, 29), demands=DEMANDS) == date(2027, 2, 28)
    assert rules.ends_on(ScreeningKind.VOG, DAY, demands=DEMANDS) == date(2029, 11, 23)
    assert rules.ends_on(ScreeningKind.CODE_OF_CONDUCT, DAY, demands=DEMANDS) is None


@pytest.mark.parametrize(
    ("stage", "until", "expected"),
    [
        (GroupStage.READY, DAY, True),
        (GroupStage.READY, DAY - timedelta(days=1), False),
        (GroupStage.READY, None, False),
        (GroupStage.PAUSED, DAY, False),
    ],
)
def test_a_group_is_ready_until_its_day_has_passed(stage, until, expected):
    assert rules.is_ready(stage, until, today=DAY) is expected


def test_a_year_of_birth_shuts_out_only_who_cannot_be_of_age():
    assert rules.may_be_adult(2008, today=DAY, demands=DEMANDS)
    assert not rules.may_be_adult(2009, today=DAY, demands=DEMANDS)


def test_a_whole_group_may_be_ready():
    assert codes(whole()) == []


def test_a_ready_group_may_become_ready_anew_and_no_other_stage_is_taken_twice():
    assert codes(whole(stage=GroupStage.READY)) == []
    assert codes(whole(stage=GroupStage.PLAN_REVIEW), GroupStage.PLAN_REVIEW) == ["group_stage_not_from_here"]
    assert codes(whole(stage=GroupStage.PAUSED), GroupStage.PAUSED) == ["group_stage_not_from_here"]


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (group(member(GroupRole.COORDINATOR), member(GroupRole.SAFEGUARDING_CONTACT)), "group_too_small"),
        (group(member(), member(), member(GroupRole.SAFEGUARDING_CONTACT)), "group_needs_coordinator"),
        (group(member(GroupRole.COORDINATOR), member(), member()), "group_needs_safeguarding_contact"),
        (
            group(member(GroupRole.COORDINATOR, GroupRole.SAFEGUARDING_CONTACT), member(), member()),
            "coordinator_is_safeguarding_contact",
        ),
        (whole(has_plan=False), "group_needs_plan"),
        (whole(stage=GroupStage.READY, has_plan=False), "group_needs_plan"),
        (whole(stage=GroupStage.DISSOLVED), "group_stage_not_from_here"),
    ],
)
def test_each_thing_that_is_missing_has_its_own_refusal(found, code):
    assert codes(found) == [code]


def test_a_member_who_is_not_screened_or_trained_keeps_the_group_from_being_ready():
    short = member(modules=(1, 2, 3))
    without = member(screenings=())
    three = (member(GroupRole.COORDINATOR), member(GroupRole.SAFEGUARDING_CONTACT), member())

    assert codes(group(*three, short)) == ["group_modules_not_followed"]
    assert codes(group(*three, without)) == ["group_screening_not_valid"]
    assert codes(group(*three, short), GroupStage.TRAINING) == []


def test_how_many_are_not_valid_is_told_and_never_of_which_kind():
    two = (member(screenings=()), member(screenings=ALL_SEEN[:1]))
    [refusal] = rules.stage_refusals(
        group(member(GroupRole.COORDINATOR), *two), GroupStage.TRAINING, today=DAY, demands=DEMANDS
    )

    assert (refusal.code, dict(refusal.params)) == ("group_screening_not_valid", {"n": 2})


@given(groups, days)
def test_a_stage_asks_all_that_the_stages_before_it_ask(found, day):
    asked = [
        set(codes(GroupStanding(GroupStage.PAUSED, found.members, found.min_members, 9, found.has_plan), to, day))
        for to in map(GroupStage, LADDER)
    ]

    assert all(before <= after for before, after in pairwise(asked))


@given(groups, st.sampled_from(GroupStage), days)
def test_a_group_may_always_stop_and_what_is_over_only_begins_anew(found, to, day):
    refused = codes(found, to, day)
    if (found.stage == to and to != "ready") or (found.stage in OVER and to != "forming"):
        assert refused == ["group_stage_not_from_here"]
    elif to in {"paused", "withdrawn", "not_admitted", "dissolved", "forming"}:
        assert refused == []


@given(groups, days)
def test_a_group_becomes_ready_only_with_everybody_screened_and_trained(found, day):
    if codes(found, GroupStage.READY, day):
        return
    assert len(found.members) >= found.min_members
    assert all(rules.is_admitted(person, today=day, demands=DEMANDS) for person in found.members)
    leads = [person for person in found.members if GroupRole.COORDINATOR in person.roles]
    assert leads
    assert all(GroupRole.SAFEGUARDING_CONTACT not in person.roles for person in leads)


@given(groups, days)
def test_what_a_group_lacks_is_what_would_be_asked_of_it_if_it_were_not_ready_yet(found, day):
    paused = GroupStanding(GroupStage.PAUSED, found.members, found.min_members, 9, found.has_plan)
    lacks = [refusal.code for refusal in rules.lacking(found, today=day, demands=DEMANDS)]

    assert lacks == codes(paused, GroupStage.READY, day)


@pytest.mark.parametrize(("n", "expected"), [(2, False), (3, True), (4, True), (5, False)])
def test_below_the_aim_is_a_warning_from_the_least_number_on(n, expected):
    assert rules.is_below_target(group(*[member()] * n)) is expected


def test_a_screening_that_does_not_exist_stops_the_start():
    table = {
        "programme": dict.fromkeys(("min_group", "target_group", "travel_minutes", "response_days"), 3),
        "screening": {"admitted_by": ["horoscope"], "at_screening": [], "at_training": [], "at_ready": []},
        "modules": {"before_ready": [], "before_level_2": []},
    }
    with pytest.raises(ValueError, match="horoscope"):
        parse_settings(table)
