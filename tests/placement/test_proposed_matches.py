"""A match is proposed by one person, looked at by a second, asked of the newcomer first and then of the group."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.households.vocabulary import Participation
from hervest.journey.models import Task, TeamMember
from hervest.journey.queries import plan_version
from hervest.journey.vocabulary import Disclosure, TeamRole
from hervest.placement import closing_actions, transfer_actions
from hervest.placement import match_actions as matches
from hervest.placement.jobs import match_day
from hervest.placement.match_models import Match, MatchAnswer, MatchCandidate, MatchEnquiry, MatchProposal, MatchRun
from hervest.placement.match_question_queries import question_page
from hervest.placement.match_run_actions import say_of_match, take_back_match_word
from hervest.placement.match_side_queries import our_matches
from hervest.placement.match_state_vocabulary import (
    GroupNo,
    MatchEnd,
    MatchEvent,
    MatchStage,
    MatchState,
    MatchWaits,
)
from hervest.placement.match_waiting_queries import matches_waiting
from hervest.placement.vocabulary import PersonsWord
from hervest.sponsorship import sponsor_actions
from hervest.sponsorship.vocabulary import Ability, GroupRole, GroupStage
from people import ELSEWHERE, TODAY
from placement.matchmaking import ASKED, SAID, TOLD, family_and_group
from sponsorship.groups import forming


@pytest.fixture
def amal(between, begin):
    """A family that wants a group, and one group that suits it, with a login for its coordinator."""
    return between.begun(*begin(family_and_group))


def state(between, name="De Brug"):
    return MatchState(MatchProposal.rows.get(pk=between.proposals[name]).state)


def seats(code, today=TODAY):
    """Who of a group is told of the household on the day: name and level."""
    rows = TeamMember.rows.filter(case__code=code, disclosure__gt=0, until_on__gte=today).select_related("person")
    return {(row.person.name, TeamRole(row.role), Disclosure(row.disclosure)) for row in rows}


def test_a_family_and_a_group_find_each_other_step_by_step(between, amal):
    told = {}
    between.asked(amal)
    between.propose(amal)
    between.share(amal)

    for event in (
        MatchEvent.CHECK,
        MatchEvent.OFFER_NEWCOMER,
        MatchEvent.NEWCOMER_TALK,
        MatchEvent.NEWCOMER_YES,
        MatchEvent.OFFER_GROUP,
        MatchEvent.GROUP_YES,
        MatchEvent.PLAN_INTRO,
        MatchEvent.HOLD_INTRO,
        MatchEvent.NEWCOMER_CONFIRMS,
        MatchEvent.GROUP_CONFIRMS,
        MatchEvent.CONFIRM,
    ):
        between.happens(event)
        told[event] = {level for _, _, level in seats(amal)}

    assert state(between) is MatchState.CONFIRMED
    assert Match.rows.get(case__code=amal).stage == MatchStage.CONFIRMED
    nothing = (MatchEvent.CHECK, MatchEvent.OFFER_NEWCOMER, MatchEvent.NEWCOMER_TALK, MatchEvent.NEWCOMER_YES)
    assert all(told[event] == set() for event in nothing)
    assert told[MatchEvent.OFFER_GROUP] == {Disclosure.CARD}
    assert told[MatchEvent.GROUP_YES] == told[MatchEvent.HOLD_INTRO] == {Disclosure.NAMES}
    assert told[MatchEvent.CONFIRM] == {Disclosure.MATCHED}
    assert {name for name, _, _ in seats(amal)} == {"Saskia Burg", "Fenna Stam"}


def test_each_answer_of_a_newcomer_keeps_its_language_and_interpreter(between, amal):
    between.goes_to(MatchEvent.NEWCOMER_YES, amal)

    row = MatchAnswer.rows.get(proposal=between.proposals["De Brug"], event=MatchEvent.NEWCOMER_YES)

    assert (row.language, row.interpreting, row.how, row.said_on) == ("ar", "professional", "oral", TODAY)


def test_the_proposer_is_never_the_second_pair_of_eyes(between, amal):
    between.asked(amal)
    between.propose(amal)

    with pytest.raises(RuleBroken, match="match_own_check"):
        between.happens(MatchEvent.CHECK, by="marieke")
    between.happens(MatchEvent.CHECK, by="fenna")
    assert state(between) is MatchState.CHECKED


def test_the_second_pair_of_eyes_may_take_it_off_the_table_with_a_reason(between, amal):
    between.asked(amal)
    between.propose(amal)

    with pytest.raises(RuleBroken, match="reason_needed"):
        between.happens(MatchEvent.CHECK, is_right=False)
    between.happens(MatchEvent.CHECK, is_right=False, text="De groep kent het gezin van de moskee.")

    assert state(between) is MatchState.WITHDRAWN


def test_what_a_hard_rule_needs_and_nobody_found_out_is_proposed_to_nobody(between, amal):
    with pytest.raises(RuleBroken, match="match_cannot_be_proposed"):
        between.propose(amal)
    between.asked(amal)
    between.propose(amal)

    assert state(between) is MatchState.DRAFT


def test_nothing_goes_on_when_a_rule_holds_no_more(between, amal):
    between.asked(amal)
    between.propose(amal)
    between.happens(MatchEvent.CHECK)
    between.groups["De Brug"].describe(capacity_persons=1, by="fenna")

    with pytest.raises(RuleBroken, match="match_rules_changed"):
        between.happens(MatchEvent.OFFER_NEWCOMER)
    between.groups["De Brug"].describe(capacity_persons=6, by="fenna")
    between.happens(MatchEvent.OFFER_NEWCOMER)


def test_a_group_that_is_spoken_for_is_proposed_to_nobody_else(between, amal):
    other = between.family("bana", home="W-2")
    for code in (amal, other):
        between.asked(code)
    between.propose(amal)

    with pytest.raises(Conflict, match="group_already_proposed"):
        between.propose(other)


def test_a_household_may_choose_between_groups_and_its_yes_takes_the_others_off_the_table(between, amal):
    between.group("De Eik")
    for name in between.groups:
        between.asked(amal, name)
        between.propose(amal, name)
        between.happens(MatchEvent.CHECK, name)
        between.happens(MatchEvent.OFFER_NEWCOMER, name)

    between.happens(MatchEvent.NEWCOMER_YES, "De Eik")

    assert (state(between, "De Eik"), state(between)) == (MatchState.NEWCOMER_YES, MatchState.WITHDRAWN)
    with pytest.raises(Conflict, match="household_has_a_group"):
        between.propose(amal)


def test_a_no_of_either_side_takes_back_at_once_what_was_shown(between, amal):
    between.goes_to(MatchEvent.GROUP_YES, amal)
    assert seats(amal)

    with pytest.raises(RuleBroken, match="match_reason_needed"):
        between.happens(MatchEvent.GROUP_NO)
    between.happens(MatchEvent.GROUP_NO, because=GroupNo.CAPACITY)

    assert seats(amal) == set()
    with pytest.raises(RuleBroken, match="match_cannot_be_proposed"):  # not again: the pair was declined
        between.propose(amal)


def test_a_newcomer_ends_a_match_at_once_and_without_a_reason(between, amal):
    between.goes_to(MatchEvent.CONFIRM, amal)
    assert seats(amal)

    between.happens(MatchEvent.NEWCOMER_NO)

    match = Match.rows.get(case__code=amal)
    assert (match.stage, match.end, match.ended_on) == (MatchStage.ENDED, MatchEnd.ENDED_BY_NEWCOMER, TODAY)
    assert seats(amal) == set()


def test_nobody_answered_before_a_second_person_had_looked_or_after_today(between, amal):
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    for day, why in (
        (TODAY - timedelta(days=1), "match_before_proposed"),
        (TODAY + timedelta(days=1), "day_still"),
    ):
        with pytest.raises(RuleBroken, match=why):
            between.happens(MatchEvent.NEWCOMER_YES, given=replace(SAID, said_on=day))
    assert state(between) == MatchState.OFFERED_NEWCOMER

    between.happens(MatchEvent.NEWCOMER_YES, given=replace(SAID, said_on=TODAY))
    assert state(between) == MatchState.NEWCOMER_YES


@pytest.mark.parametrize("answer", [Participation.NO, Participation.LATER])
def test_who_wants_no_group_any_more_is_heard_at_once(between, amal, answer):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    assert seats(amal)

    matches.choose_about_group(
        by=between.world.actor("marieke"),
        now=between.world.now,
        case=amal,
        member=MemberNo(2),
        answer=answer,
        given=SAID,
    )

    assert (state(between), seats(amal)) == (MatchState.NEWCOMER_NO, set())


def test_a_match_on_hold_tells_the_group_nothing_and_goes_on_where_it_was(between, amal):
    between.goes_to(MatchEvent.CONFIRM, amal)
    before = seats(amal)

    between.happens(MatchEvent.PUT_ON_HOLD)
    held = seats(amal)
    between.happens(MatchEvent.RESUME)

    assert held == set()
    assert seats(amal) == before


def test_confirming_asks_for_both_yeses_what_is_shared_and_training(between, amal):
    between.asked(amal)
    between.propose(amal)
    for event in (
        MatchEvent.CHECK,
        MatchEvent.OFFER_NEWCOMER,
        MatchEvent.NEWCOMER_YES,
        MatchEvent.OFFER_GROUP,
        MatchEvent.GROUP_YES,
        MatchEvent.PLAN_INTRO,
        MatchEvent.HOLD_INTRO,
        MatchEvent.NEWCOMER_CONFIRMS,
    ):
        between.happens(event)

    with pytest.raises(RuleBroken, match="match_not_both"):
        between.happens(MatchEvent.CONFIRM)
    between.happens(MatchEvent.GROUP_CONFIRMS)
    with pytest.raises(RuleBroken, match="match_sharing_unsaid"):
        between.happens(MatchEvent.CONFIRM)
    between.share(amal)
    between.happens(MatchEvent.CONFIRM)
    assert state(between) is MatchState.CONFIRMED


def test_who_leaves_the_group_or_is_not_admitted_any_more_is_told_nothing_from_the_next_click_on(between, amal):
    between.goes_to(MatchEvent.CONFIRM, amal)
    made = between.groups["De Brug"]
    assert "Saskia Burg" in {name for name, _, _ in seats(amal)}

    sponsor_actions.end_membership(
        by=between.world.actor("fenna"), now=between.world.now, membership=made.memberships["saskia"]
    )

    assert "Saskia Burg" not in {name for name, _, _ in seats(amal)}
    assert "Fenna Stam" in {name for name, _, _ in seats(amal)}


@pytest.mark.parametrize("stage", [GroupStage.PAUSED, GroupStage.WITHDRAWN])
def test_nobody_of_a_group_that_stops_is_told_anything_any_more(between, amal, stage):
    between.goes_to(MatchEvent.CONFIRM, amal)
    saskia = between.world.actor("saskia")
    assert our_matches(saskia, today=TODAY, now=between.world.now)

    between.groups["De Brug"].stage(stage)

    assert "Saskia Burg" not in {name for name, _, _ in seats(amal)}
    assert our_matches(saskia, today=TODAY, now=between.world.now) == ()


def test_closing_the_case_ends_its_match_and_whatever_is_asked(between, amal):
    between.goes_to(MatchEvent.CONFIRM, amal)

    closing_actions.close(
        by=between.world.actor("marieke"),
        now=between.world.now,
        case=amal,
        reason="moved_away",
        text="",
        knows_of_terms=True,
        seen=plan_version(amal),
    )

    assert Match.rows.get(case__code=amal).stage == MatchStage.ENDED
    assert seats(amal) == set()
    assert not Task.rows.filter(case__code=amal, is_open=True).exists()


def test_a_match_ends_when_the_household_goes_to_another_municipality_and_names_nobody_of_there(between, amal):
    between.goes_to(MatchEvent.CONFIRM, amal)
    now, number = between.world.now, between.proposals["De Brug"]
    offered = transfer_actions.offer_transfer(
        by=between.world.actor("marieke"),
        now=now,
        case=amal,
        to=ELSEWHERE,
        why="Haar zus woont daar.",
        household_agrees=True,
        said_on=TODAY,
        language="ar",
        interpreting=SAID.interpreting,
    )

    transfer_actions.accept_transfer(
        by=between.world.actor("hatice"), now=now, transfer=offered, coordinator=between.world.ids["hatice"]
    )

    assert Match.rows.get(proposal=number).stage == MatchStage.ENDED
    assert seats(amal) == set()
    assert MatchAnswer.rows.filter(proposal=number).latest("pk").by_id == between.world.ids["marieke"]


def test_only_who_may_do_it_does_it(between, amal):
    between.asked(amal)
    with pytest.raises(NotAllowed):
        between.propose(amal, by="lena")  # a lead looks, and proposes none
    between.propose(amal)
    with pytest.raises(NotAllowed):
        between.happens(MatchEvent.CHECK, by="sander")  # not of the team
    between.happens(MatchEvent.CHECK)
    between.happens(MatchEvent.OFFER_NEWCOMER)
    for somebody in ("fenna", "saskia", "lena"):
        with pytest.raises(NotAllowed):
            between.happens(MatchEvent.NEWCOMER_YES, by=somebody)  # nobody speaks for the household but its own
    between.happens(MatchEvent.NEWCOMER_YES)
    between.happens(MatchEvent.OFFER_GROUP)
    with pytest.raises(NotAllowed):
        between.happens(MatchEvent.GROUP_YES, by="marieke")  # nor for the group
    between.happens(MatchEvent.GROUP_YES, by="saskia")
    with pytest.raises(NotAllowed):
        between.happens(MatchEvent.PLAN_INTRO, by="saskia")
    between.happens(MatchEvent.PLAN_INTRO)
    with pytest.raises(NotAllowed):
        between.happens(MatchEvent.HOLD_INTRO, by="saskia")


def test_a_run_pairs_by_three_rules_keeps_every_pair_and_holds_to_words(between, amal):
    other = between.family("bana", home="W-2", told=replace(TOLD, rhythm=None))
    between.group("De Eik", area={"9001": 25})
    for code in (amal, other):
        for name in between.groups:
            between.asked(code, name)

    first = between.run()
    chosen = {
        code: group
        for code, group, rules in MatchCandidate.rows.filter(run=first).values_list("case__code", "group", "chosen_by")
        if "total" in rules
    }
    away = chosen[amal]
    say_of_match(
        by=between.world.actor("fenna"),
        now=between.world.now,
        case=amal,
        group=away,
        word=PersonsWord.FORBID,
        reason="Kennen elkaar al.",
    )
    second = between.run()

    run = MatchRun.rows.get(pk=first)
    assert set(run.plans) == {"worst_off_first", "total", "stable"}
    assert run.plans["worst_off_first"]["served"] == 2
    assert MatchCandidate.rows.filter(run=first).count() == 4
    pairs = MatchCandidate.rows.filter(run=second).exclude(chosen_by=[])
    assert (amal, away) not in set(pairs.values_list("case__code", "group"))
    take_back_match_word(by=between.world.actor("fenna"), now=between.world.now, case=amal, group=away)
    with pytest.raises(NotFound):
        take_back_match_word(by=between.world.actor("fenna"), now=between.world.now, case=amal, group=away)


def test_a_departure_from_the_run_needs_a_reason_and_following_it_needs_none(between, amal):
    between.group("De Eik", area={"9001": 29})
    for name in between.groups:
        between.asked(amal, name)
    between.run()

    with pytest.raises(RuleBroken, match="reason_needed"):
        between.propose(amal, "De Eik", reason="  ")
    between.propose(amal, "De Brug", reason="")


def test_of_whom_somebody_said_no_no_run_knows(between, amal):
    between.family("bana", home="W-2", wants=Participation.NO)

    run = between.run()

    assert set(MatchCandidate.rows.filter(run=run).values_list("case__code", flat=True)) == {amal}


def test_working_it_out_is_for_who_runs_the_programme_or_works_on_a_case(between, amal):
    for somebody in ("lena", "sander", "saskia", "joris"):
        with pytest.raises(NotAllowed):
            between.run(by=somebody)
    between.run(by="fenna")
    between.run(by="marieke")


def test_who_answers_too_late_is_asked_no_more(between, amal):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    row = MatchProposal.rows.get(pk=between.proposals["De Brug"])
    assert row.respond_by == TODAY + timedelta(days=7)  # five working days from a Monday
    with pytest.raises(RuleBroken, match="match_wrong_moment"):
        matches.expire_match(by=between.world.actor("marieke"), now=between.world.now, proposal=row.pk)

    match_day(between.world.now + timedelta(days=7))
    still = state(between)
    match_day(between.world.now + timedelta(days=8))

    assert still is MatchState.OFFERED_GROUP
    assert state(between) is MatchState.EXPIRED
    assert seats(amal, today=TODAY + timedelta(days=8)) == set()


def test_while_a_question_of_the_household_waits_nobody_is_too_late_and_from_the_answer_its_days_count_anew(
    between, amal
):
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    number, marieke = between.proposals["De Brug"], between.world.actor("marieke")
    with pytest.raises(RuleBroken, match="match_no_question"):
        matches.reply_to_household(by=marieke, now=between.world.now, proposal=number, text="Ja")
    between.happens(MatchEvent.NEWCOMER_TALK, text="Kunnen zij op zondag?")
    late = between.world.now + timedelta(days=10)
    match_day(late)
    waits = state(between)
    with pytest.raises(RuleBroken, match="reason_needed"):
        matches.reply_to_household(by=marieke, now=late, proposal=number, text=" ")

    matches.reply_to_household(by=marieke, now=late, proposal=number, text="Ja, ook op zondag.")
    match_day(late + timedelta(days=1))

    assert waits is state(between) is MatchState.OFFERED_NEWCOMER
    assert MatchProposal.rows.get(pk=number).respond_by == TODAY + timedelta(days=17)  # five working days more
    with pytest.raises(RuleBroken, match="match_no_question"):
        matches.reply_to_household(by=marieke, now=late, proposal=number, text="Nog iets.")
    match_day(late + timedelta(days=8))
    assert state(between) is MatchState.EXPIRED


def test_who_says_later_after_a_question_waits_for_no_answer_any_more(between, amal):
    between.joins(amal, "samir", role=TeamRole.NEWCOMER, member_no=1)
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    between.happens(MatchEvent.NEWCOMER_TALK)
    between.happens(MatchEvent.NEWCOMER_LATER, text="Telefonisch besproken.")

    assert matches_waiting(between.world.actor("marieke"), today=TODAY) == ()
    match_day(between.world.now + timedelta(days=10))
    assert state(between) is MatchState.EXPIRED


def test_who_only_coordinates_groups_neither_reads_a_question_nor_answers_it(between, amal):
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    between.happens(MatchEvent.NEWCOMER_TALK, text="Is er iemand ziek?")
    number, now = between.proposals["De Brug"], between.world.now

    with pytest.raises(NotAllowed):
        matches.reply_to_household(by=between.world.actor("fenna"), now=now, proposal=number, text="Nee")
    with pytest.raises(NotFound):
        question_page(between.world.actor("fenna"), number, now=now)
    assert [row.waits for row in matches_waiting(between.world.actor("fenna"), today=TODAY)] == []
    assert [row.waits for row in matches_waiting(between.world.actor("marieke"), today=TODAY)] == [MatchWaits.QUESTION]
    assert question_page(between.world.actor("marieke"), number, now=now).waits


def test_what_is_found_out_counts_for_its_pair_and_the_newest_holds(between, amal):
    between.asked(amal, found=replace(ASKED, conflicts=frozenset({"teacher"})))
    with pytest.raises(RuleBroken, match="match_cannot_be_proposed"):
        between.propose(amal)
    between.asked(amal)
    between.propose(amal)


def test_who_leaves_one_of_two_groups_is_told_nothing_of_its_household_any_more(between, amal):
    between.goes_to(MatchEvent.CONFIRM, amal)
    made, other = between.groups["De Brug"], forming(between.world, "De Eik", of=between.programme)
    other.sponsors |= made.sponsors
    other.join("saskia", role=GroupRole.MEMBER)

    sponsor_actions.end_membership(
        by=between.world.actor("fenna"), now=between.world.now, membership=made.memberships["saskia"]
    )

    assert "Saskia Burg" not in {name for name, _, _ in seats(amal)}


def test_a_login_that_is_that_sponsor_no_more_is_told_nothing_any_more(between, amal):
    between.goes_to(MatchEvent.CONFIRM, amal)
    fenna, sponsor = between.world.actor("fenna"), between.groups["De Brug"].sponsors["saskia"]

    sponsor_actions.link_login(by=fenna, now=between.world.now, sponsor=sponsor, person=None)

    assert "Saskia Burg" not in {name for name, _, _ in seats(amal)}


def test_what_somebody_else_takes_on_is_said_by_who_reads_what_is_needed(between, amal):
    between.asked(amal, found=replace(ASKED, covered=frozenset({Ability.WHEELCHAIR})))
    between.asked(amal, by="fenna")

    assert MatchEnquiry.rows.latest("pk").covered == ["wheelchair"]
