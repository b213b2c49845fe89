"""On which day something can have happened to a match: no event before what it follows, and none on a day to come."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.households.vocabulary import Participation
from hervest.journey.milestone_rules import Refusal
from hervest.placement import match_actions as matches
from hervest.placement.match_models import MatchAnswer, MatchProposal
from hervest.placement.match_state_rules import Days, Happening, wrong_day
from hervest.placement.match_state_vocabulary import MatchEvent, MatchState
from people import NOW, TODAY
from placement.matchmaking import MEETS, SAID, family_and_group

E = MatchEvent
PROPOSED, LAST = date(2027, 3, 1), date(2027, 3, 31)
DAY = timedelta(days=1)
PROPERTY = settings(derandomize=True, deadline=None, max_examples=400)
days_near = st.dates(PROPOSED - 5 * DAY, LAST + 5 * DAY)
COMES_AFTER = {
    E.NEWCOMER_YES: {E.OFFER_NEWCOMER, E.NEWCOMER_LATER, E.NEWCOMER_TALK},
    E.NEWCOMER_NO: {E.OFFER_NEWCOMER, E.NEWCOMER_YES, E.NEWCOMER_CONFIRMS},
    E.GROUP_YES: {E.OFFER_GROUP, E.GROUP_TALK},
    E.NEWCOMER_CONFIRMS: {E.HOLD_INTRO, E.NEWCOMER_YES},
    E.GROUP_CONFIRMS: {E.HOLD_INTRO, E.GROUP_YES},
    E.CONFIRM: {E.NEWCOMER_CONFIRMS, E.GROUP_CONFIRMS},
    E.END: {E.CONFIRM},
}
"""Some of what must come first, written down here once more and not read from the rule."""


def why(event, on, newest=None, *, today=LAST):
    refusal = wrong_day(Happening(event, 1, on=on), Days(today, PROPOSED, newest or {}))
    assert refusal is None or isinstance(refusal, Refusal)
    return refusal


@PROPERTY
@given(st.sampled_from(E), days_near, st.dictionaries(st.sampled_from(E), st.dates(PROPOSED, LAST)))
def test_nothing_happens_on_a_day_to_come_or_before_the_proposal_and_today_is_always_right(event, on, newest):
    refusal = why(event, on, newest)

    if on > LAST:
        assert refusal.code == "day_still_to_come"
    if on < PROPOSED:
        assert refusal.code == "match_before_proposed"
    assert why(event, LAST, newest) is None
    assert why(event, None, newest) is None


@PROPERTY
@given(st.sampled_from(sorted(COMES_AFTER)), st.dates(PROPOSED, LAST), st.data())
def test_nothing_lies_before_what_it_follows_and_on_that_very_day_it_may(event, on, data):
    earlier = data.draw(st.sampled_from(sorted(COMES_AFTER[event])))
    newest = {earlier: on}

    assert why(event, on, newest) is None
    if on > PROPOSED:
        refusal = why(event, on - DAY, newest)
        assert refusal is not None
        assert refusal.params == {"field": "said_on", "day": on}


@PROPERTY
@given(st.sampled_from(E), st.dates(PROPOSED, LAST), st.dictionaries(st.sampled_from(E), st.dates(PROPOSED, LAST)))
def test_the_day_that_is_named_is_the_first_that_is_right(event, on, newest):
    refusal = why(event, on, newest)

    if refusal is not None:
        first = refusal.params["day"]
        assert on < first <= LAST
        assert why(event, first, newest) is None


@PROPERTY
@given(st.dates(PROPOSED, LAST), st.dates(PROPOSED, LAST))
def test_what_one_side_says_waits_for_no_day_of_the_other(on, other):
    asked = {E.OFFER_NEWCOMER: PROPOSED, E.NEWCOMER_YES: PROPOSED, E.OFFER_GROUP: other, E.GROUP_YES: other}
    assert why(E.NEWCOMER_NO, on, asked) is None


@pytest.fixture
def amal(between, begin):
    """A family that wants a group, and one group that suits it, with a login for its coordinator."""
    return between.begun(*begin(family_and_group))


def days_pass(between, n):
    """Everything that stands was done so many days ago."""
    MatchProposal.rows.update(at=NOW - timedelta(days=n + 1))
    MatchAnswer.rows.update(at=NOW - timedelta(days=n))


def said(day):
    return {"given": replace(SAID, said_on=day)}


def test_a_household_answers_from_the_day_on_which_it_was_asked(between, amal):
    between.goes_to(E.OFFER_NEWCOMER, amal)
    days_pass(between, 3)
    with pytest.raises(RuleBroken, match="match_before_household_asked"):
        between.happens(E.NEWCOMER_YES, **said(TODAY - 4 * DAY))

    between.happens(E.NEWCOMER_YES, **said(TODAY - 3 * DAY))

    assert MatchProposal.rows.get().state == MatchState.NEWCOMER_YES


def test_a_household_goes_on_from_the_day_on_which_they_met_though_that_was_recorded_later(between, amal):
    between.goes_to(E.GROUP_YES, amal)
    days_pass(between, 9)
    MatchAnswer.rows.filter(event=E.NEWCOMER_YES).update(said_on=TODAY - 9 * DAY)
    between.happens(E.PLAN_INTRO, plan=replace(MEETS, meets_on=TODAY - 2 * DAY))
    between.happens(E.HOLD_INTRO)
    with pytest.raises(RuleBroken, match="match_before_meeting"):
        between.happens(E.NEWCOMER_CONFIRMS, **said(TODAY - 3 * DAY))

    between.happens(E.NEWCOMER_CONFIRMS, **said(TODAY - 2 * DAY))

    assert MatchProposal.rows.get().did_newcomer_confirm


def test_the_form_says_which_day_is_right_and_keeps_what_was_typed(between, amal, log_in):
    between.goes_to(E.OFFER_NEWCOMER, amal)
    days_pass(between, 3)
    there = reverse("answer_for_household", args=[between.proposals["De Brug"]])
    typed = {"event": "newcomer_yes", "language": "nl", "interpreting": "professional", "how": "oral", "text": "Graag."}
    marieke = log_in("marieke")

    page = marieke.post(there, typed | {"said_on": (TODAY - 4 * DAY).isoformat()})

    assert page.status_code == 200
    assert "een antwoord van eerder kan niet. Kies die dag of een latere." in page.content.decode()
    assert "Graag." in page.content.decode()
    assert marieke.post(there, typed | {"said_on": (TODAY - 3 * DAY).isoformat()}).status_code == 303


def test_who_wants_no_group_any_more_is_heard_whatever_day_they_said_so(between, amal):
    between.goes_to(E.OFFER_NEWCOMER, amal)
    days_pass(between, 3)

    matches.choose_about_group(
        by=between.world.actor("marieke"),
        now=NOW,
        case=amal,
        member=MemberNo(1),
        answer=Participation.NO,
        given=replace(SAID, said_on=TODAY - 8 * DAY),
    )

    assert MatchProposal.rows.get().state == MatchState.NEWCOMER_NO
