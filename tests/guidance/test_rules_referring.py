"""Whether somebody can be referred, on what that rests, and how a referral goes on and ends."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.vocabulary import MemberNo
from hervest.guidance.referring_rules import (
    Course,
    Referred,
    answer_refusal,
    answered,
    followed_up,
    is_to_ask,
    referral_refusal,
    reopened,
    withdrawn,
)
from hervest.guidance.referring_vocabulary import Basis, FollowUp, ReferralEnd, ServiceAnswer
from hervest.households.consent_rules import who_consents
from hervest.households.settings import household_settings
from hervest.households.vocabulary import MemberFacts, MemberRole, Sex
from hervest.journey.milestone_rules import Refusal
from hervest.journey.vocabulary import TeamRole

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
FATHER, MOTHER, GIRL, BOY = map(MemberNo, (1, 2, 3, 4))
YES = Referred(
    member=FATHER,
    service=1,
    theme="language",
    question="Beter leren lezen",
    basis=Basis.CONSENT,
    follow_up_on=TODAY,
    consented_by=FATHER,
    consented_on=TODAY,
    language="ar",
)
DUTY = replace(
    YES, basis=Basis.RECORDED_GROUND, consented_by=None, consented_on=None, language="", ground="Leerplichtwet"
)


def code(referred, consenting=(FATHER,)):
    found = referral_refusal(referred, themes={"language"}, consenting=consenting, today=TODAY)
    return found.code if found else None


@pytest.mark.parametrize(
    ("referred", "refused"),
    [
        (YES, None),
        (DUTY, None),
        (replace(YES, reader=7, reads_as=TeamRole.GP), None),
        (replace(YES, theme="work"), "theme_not_of_service"),
        (replace(YES, question="  "), "question_needed"),
        (replace(YES, follow_up_on=TODAY - DAY), "day_has_passed"),
        (replace(YES, consented_by=None), "consent_by_whom"),
        (replace(YES, consented_by=MOTHER), "not_theirs_to_consent"),
        (replace(YES, consented_on=None), "consent_day_needed"),
        (replace(YES, consented_on=TODAY + DAY), "consent_day_needed"),
        (replace(YES, language=""), "consent_language_needed"),
        (replace(YES, reader=7), "reader_as_what"),
        (replace(YES, reads_as=TeamRole.GP), "reader_as_what"),
        (replace(DUTY, ground=" "), "ground_needed"),
        (replace(DUTY, reader=7, reads_as=TeamRole.GP), "reading_takes_consent"),
    ],
)
def test_a_referral_rests_on_a_yes_of_who_may_say_it_or_on_a_ground_in_words(referred, refused):
    assert code(referred) == refused


def member(no, role, years):
    born_on = TODAY.replace(year=TODAY.year - years) if years is not None else None
    return MemberFacts(no, role, born_on, Sex.UNKNOWN)


def test_from_sixteen_on_somebody_says_yes_themselves_and_for_a_younger_child_a_grown_up_does():
    people = [
        member(FATHER, MemberRole.HEAD, 40),
        member(MOTHER, MemberRole.PARTNER, 38),
        member(GIRL, MemberRole.CHILD, 16),
        member(BOY, MemberRole.CHILD, 15),
    ]
    assert who_consents(people, TODAY, household_settings()) == {
        FATHER: {FATHER},
        MOTHER: {MOTHER},
        GIRL: {GIRL},
        BOY: {FATHER, MOTHER},
    }


@given(st.lists(st.tuples(st.sampled_from(MemberRole), st.none() | st.integers(0, 90)), max_size=6))
def test_nobody_says_yes_for_somebody_of_sixteen_or_older_and_never_a_child_for_another(family):
    people = [member(MemberNo(no), role, years) for no, (role, years) in enumerate(family, 1)]
    known = {row.no: years for row, (_role, years) in zip(people, family, strict=True)}
    for no, by in who_consents(people, TODAY, household_settings()).items():
        if known[no] is None or known[no] >= 16:
            assert by == {no}
        else:
            assert no not in by
            assert all(known[other] is None or known[other] >= 18 for other in by)


OPEN = Course(follow_up_on=TODAY)
days = st.dates(TODAY - timedelta(days=30), TODAY)
steps = st.lists(
    st.tuples(st.just("answer"), st.sampled_from(ServiceAnswer))
    | st.tuples(st.just("heard"), st.sampled_from(FollowUp))
    | st.tuples(st.sampled_from(("withdraw", "reopen")), st.none()),
    max_size=8,
)


def step(course, kind, word):
    if kind == "answer":
        refused = answer_refusal(course, TODAY, made_on=TODAY, today=TODAY)
        return refused or answered(course, word, TODAY)
    if kind == "heard":
        return followed_up(course, word, today=TODAY, again_on=TODAY + DAY)
    return withdrawn(course, today=TODAY) if kind == "withdraw" else reopened(course, today=TODAY, within=DAY)


@given(steps)
def test_whatever_comes_a_referral_is_open_or_ended_somehow_and_a_withdrawn_one_never_goes_on(taken):
    course, was_withdrawn = OPEN, False
    for kind, word in taken:
        found = step(course, kind, word)
        if not isinstance(found, Refusal):
            course = found
        was_withdrawn = was_withdrawn or course.end is ReferralEnd.WITHDRAWN
        assert (course.ended_on is None) is (course.end is None)
        if was_withdrawn:
            assert course.end is ReferralEnd.WITHDRAWN
        if course.answer is ServiceAnswer.REFUSED:
            assert not course.is_open


def test_a_no_of_the_service_ends_it_and_any_other_answer_does_not():
    ended = {word for word in ServiceAnswer if not answered(OPEN, word, TODAY).is_open}

    assert ended == {ServiceAnswer.REFUSED}
    again = reopened(answered(OPEN, ServiceAnswer.REFUSED, TODAY), today=TODAY, within=DAY)
    assert again == OPEN


@pytest.mark.parametrize(
    ("answered_on", "refused"),
    [(TODAY, None), (TODAY + DAY, "day_is_ahead"), (TODAY - 3 * DAY, "answered_before_asked")],
)
def test_an_answer_lies_between_the_referral_and_today(answered_on, refused):
    found = answer_refusal(OPEN, answered_on, made_on=TODAY - DAY, today=TODAY)
    assert (found.code if found else None) == refused


def test_it_is_asked_again_on_a_later_day_and_an_end_too_long_ago_stays():
    assert followed_up(OPEN, FollowUp.AGAIN, today=TODAY, again_on=TODAY).code == "again_on_a_later_day"
    assert followed_up(OPEN, FollowUp.AGAIN, today=TODAY, again_on=None).code == "again_on_a_later_day"
    ended = followed_up(OPEN, FollowUp.HELPED, today=TODAY, again_on=None)
    assert ended.end is ReferralEnd.HELPED
    assert reopened(ended, today=TODAY + 2 * DAY, within=DAY).code == "too_late_to_take_back"
    assert reopened(OPEN, today=TODAY, within=DAY).code == "referral_is_open"


@given(days)
def test_somebody_asks_from_the_day_on_until_it_ended(on):
    course = Course(follow_up_on=on)
    assert is_to_ask(course, TODAY)
    assert not is_to_ask(course, on - DAY)
    assert not is_to_ask(withdrawn(course, today=TODAY), TODAY)
