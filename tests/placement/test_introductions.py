"""How household and group meet: planned for both, with who joins; and a group that asks something first."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from hervest.accounts.permissions import Permission
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.households.models import Member
from hervest.journey.vocabulary import TeamRole
from hervest.placement import match_actions as matches
from hervest.placement.jobs import match_day
from hervest.placement.match_models import Introduction, MatchProposal
from hervest.placement.match_question_queries import group_question_page
from hervest.placement.match_side_queries import card_told, group_side, newcomer_side, our_matches
from hervest.placement.match_state_vocabulary import MatchEvent, MatchState, MatchWaits
from hervest.placement.match_view_queries import intro_page, match_view
from hervest.placement.match_waiting_queries import matches_waiting
from people import NOW, TODAY
from placement.matchmaking import MEETS, family_and_group
from placement.waiting_families import NAME

IN_THREE_DAYS = TODAY + timedelta(days=3)
AS_MOTHER = {"role": TeamRole.NEWCOMER, "member_no": 1}
TYPED = {
    "meets_on": IN_THREE_DAYS.isoformat(),
    "meets_at": "15:30",
    "place": "office",
    "directions": "Stadhuis, kamer 4",
    "language": "nl",
    "interpreting": "professional",
    "joins": ["1"],
    "seen": "0",
}


@pytest.fixture
def amal(between, begin):
    """A family that wants a group, and one group that suits it, with a login for its coordinator."""
    return between.begun(*begin(family_and_group))


def waits(between, who, today=TODAY):
    return [row.waits for row in matches_waiting(between.world.actor(who), today=today)]


def proposal(between):
    return MatchProposal.rows.get(pk=between.proposals["De Brug"])


def test_once_both_said_yes_the_meeting_waits_to_be_planned_and_then_for_its_day(between, amal):
    between.goes_to(MatchEvent.GROUP_YES, amal)
    unplanned = waits(between, "marieke")

    between.happens(MatchEvent.PLAN_INTRO, plan=replace(MEETS, meets_on=IN_THREE_DAYS))

    assert unplanned == [MatchWaits.PLAN_INTRO]
    assert waits(between, "marieke") == []
    assert waits(between, "marieke", IN_THREE_DAYS) == [MatchWaits.INTRODUCE]
    with pytest.raises(RuleBroken, match="match_intro_to_come"):
        between.happens(MatchEvent.HOLD_INTRO)
    between.happens(MatchEvent.PLAN_INTRO, plan=MEETS, seen=Introduction.rows.latest("pk").pk)
    between.happens(MatchEvent.HOLD_INTRO)
    assert proposal(between).state == MatchState.INTRO_HELD


def test_what_is_for_who_confirms_a_match_waits_for_nobody_who_may_not(between, amal, log_in):
    """Access.md, match.confirm: a guide of a partner makes a match and asks both sides, and confirms none."""
    between.joins(amal, "anouk", role=TeamRole.GUIDE)
    between.goes_to(MatchEvent.NEWCOMER_YES, amal)
    assert waits(between, "anouk") == waits(between, "marieke") == [MatchWaits.ASK_GROUP]

    between.go_on_to(MatchEvent.GROUP_YES, after=MatchEvent.NEWCOMER_YES)

    assert (waits(between, "anouk"), waits(between, "marieke")) == ([], [MatchWaits.PLAN_INTRO])
    pages = {who: log_in(who).get(f"/matches/{proposal(between).pk}/introduction/") for who in ("anouk", "marieke")}
    assert (pages["anouk"].status_code, pages["marieke"].status_code) == (404, 200)


def test_both_sides_read_on_their_first_page_when_they_meet_until_the_day_has_passed(between, amal):
    between.joins(amal, "samir", **AS_MOTHER)
    between.goes_to(MatchEvent.GROUP_YES, amal)
    between.happens(MatchEvent.PLAN_INTRO, plan=replace(MEETS, meets_on=IN_THREE_DAYS))

    for who, waits_for in (("samir", MatchWaits.YOUR_MEETING), ("saskia", MatchWaits.GROUP_MEETING)):
        (row,) = matches_waiting(between.world.actor(who), today=IN_THREE_DAYS)
        assert (row.waits, row.meets_on) == (waits_for, IN_THREE_DAYS)
        assert (row.code == "") is (who == "saskia")
        assert waits(between, who, IN_THREE_DAYS + timedelta(days=1)) == []


def test_while_they_are_to_meet_nobody_is_too_late_and_both_have_their_days_once_they_met(between, amal):
    between.goes_to(MatchEvent.GROUP_YES, amal)
    assert proposal(between).respond_by is None
    between.happens(MatchEvent.PLAN_INTRO, plan=replace(MEETS, meets_on=IN_THREE_DAYS))
    later = NOW + timedelta(days=14)
    match_day(later)
    assert proposal(between).state == MatchState.GROUP_YES

    between.happens(MatchEvent.HOLD_INTRO, now=later)

    assert proposal(between).respond_by == TODAY + timedelta(days=21)  # five working days
    match_day(later + timedelta(days=8))
    assert proposal(between).state == MatchState.EXPIRED


@pytest.mark.parametrize(
    ("days", "stands"), [(-31, False), (-1, False), (0, True), (180, True), (181, False), (9_000, False)]
)
def test_they_meet_after_the_group_was_proposed_and_not_in_a_far_year(between, amal, days, stands):
    between.goes_to(MatchEvent.GROUP_YES, amal)
    plan = replace(MEETS, meets_on=TODAY + timedelta(days=days))

    if stands:
        between.happens(MatchEvent.PLAN_INTRO, plan=plan)
    else:
        with pytest.raises(RuleBroken, match="match_intro_day"):
            between.happens(MatchEvent.PLAN_INTRO, plan=plan)
    assert Introduction.rows.exists() is stands


def test_who_joined_after_all_is_said_after_they_met(between, amal):
    between.goes_to(MatchEvent.HOLD_INTRO, amal)
    saskia, before = between.world.actor("saskia"), proposal(between).respond_by

    plan = replace(MEETS, joins=frozenset({MemberNo(2)}))
    between.happens(MatchEvent.PLAN_INTRO, plan=plan, seen=Introduction.rows.latest("pk").pk)

    (side,) = our_matches(saskia, today=TODAY, now=NOW)
    assert len(side.card.names) == 1
    assert (proposal(between).state, proposal(between).respond_by) == (MatchState.INTRO_HELD, before)


def test_who_has_no_first_name_is_named_by_number_to_who_plans_and_to_no_group(between, amal):
    between.goes_to(MatchEvent.GROUP_YES, amal)
    Member.rows.filter(household__case__code=amal, no=2).update(first_name="")
    number = between.proposals["De Brug"]

    planning = intro_page(between.world.actor("marieke"), number, today=TODAY, now=NOW)
    between.happens(MatchEvent.PLAN_INTRO)
    (side,) = our_matches(between.world.actor("saskia"), today=TODAY, now=NOW)

    assert planning.people[MemberNo(2)] == f"{amal}/2"
    assert len(side.card.names) == len(side.introduction.joining) == 1
    assert amal not in "".join(side.introduction.joining)


def test_who_answers_a_group_reads_what_it_was_told(between, amal):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    number = between.proposals["De Brug"]

    for who in ("marieke", "fenna"):
        side = card_told(between.world.actor(who), number, today=TODAY, now=NOW)
        assert (side.card.n_persons, side.card.names) == (2, ())
    with pytest.raises(NotFound):
        card_told(between.world.actor("sander"), number, today=TODAY, now=NOW)


def test_the_group_learns_the_names_of_who_joins_and_of_nobody_else(between, amal):
    between.joins(amal, "samir", **AS_MOTHER)
    between.goes_to(MatchEvent.GROUP_YES, amal)
    number, saskia = between.proposals["De Brug"], between.world.actor("saskia")
    before = group_side(saskia, number, today=TODAY, now=NOW)

    between.happens(MatchEvent.PLAN_INTRO, plan=replace(MEETS, joins=frozenset({MemberNo(1)})))
    (side,) = our_matches(saskia, today=TODAY, now=NOW)
    own = newcomer_side(between.world.actor("samir"), number, today=TODAY, now=NOW)

    assert (before.card.names, before.introduction) == ((), None)
    assert side.card.names == side.introduction.joining == own.introduction.joining
    assert len(side.card.names) == 1
    assert (own.introduction.plan, own.introduction.planner) == (replace(MEETS, joins=frozenset({1})), "Marieke de Wit")


def test_nobody_who_is_a_child_and_nobody_unknown_joins_by_name(between, amal):
    between.goes_to(MatchEvent.GROUP_YES, amal)

    for joins in (frozenset(), frozenset({MemberNo(3)}), frozenset({MemberNo(1), MemberNo(99)})):
        with pytest.raises(RuleBroken, match="match_nobody_joins"):
            between.happens(MatchEvent.PLAN_INTRO, plan=replace(MEETS, joins=joins))
    assert not Introduction.rows.exists()
    between.happens(MatchEvent.PLAN_INTRO)
    assert Introduction.rows.get().joins == [1, 2]


def test_nobody_plans_a_meeting_before_both_said_yes_or_after_a_no(between, amal):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    with pytest.raises(RuleBroken, match="match_wrong_moment"):
        between.happens(MatchEvent.PLAN_INTRO)
    between.happens(MatchEvent.GROUP_YES)
    between.happens(MatchEvent.PLAN_INTRO)
    between.happens(MatchEvent.NEWCOMER_NO)

    with pytest.raises(RuleBroken, match="match_wrong_moment"):
        between.happens(MatchEvent.PLAN_INTRO, seen=Introduction.rows.latest("pk").pk)
    assert our_matches(between.world.actor("saskia"), today=TODAY, now=NOW) == ()


def test_two_who_plan_at_once_see_each_others_plan_and_lose_nothing(between, amal, client, log_in):
    between.goes_to(MatchEvent.GROUP_YES, amal)
    address = reverse("plan_introduction", args=[between.proposals["De Brug"]])
    between.happens(MatchEvent.PLAN_INTRO)
    first = Introduction.rows.get().pk
    log_in("marieke")

    text = client.post(address, TYPED).content.decode()
    again = client.post(address, TYPED | {"seen": str(first)})

    assert "Stadhuis, kamer 4" in text
    assert f'name="seen" value="{first}"' in text
    assert again.status_code == 303
    assert Introduction.rows.latest("pk").directions == "Stadhuis, kamer 4"
    with pytest.raises(Conflict, match="introduction_changed_meanwhile"):
        between.happens(MatchEvent.PLAN_INTRO, seen=first)


def test_who_only_coordinates_groups_plans_with_numbers_and_reads_no_name_before(between, amal):
    between.goes_to(MatchEvent.GROUP_YES, amal)
    number = between.proposals["De Brug"]

    theirs = intro_page(between.world.actor("fenna"), number, today=TODAY, now=NOW)
    ours = intro_page(between.world.actor("marieke"), number, today=TODAY, now=NOW)

    assert dict(theirs.people) == {1: f"{amal}/1", 2: f"{amal}/2"}
    assert [NAME in name for name in ours.people.values()] == [True, True]
    between.happens(MatchEvent.PLAN_INTRO, by="fenna")
    with pytest.raises(NotFound):
        intro_page(between.world.actor("sander"), number, today=TODAY, now=NOW)


def test_the_meeting_stands_on_the_pages_of_both_sides(between, amal, client, log_in):
    between.joins(amal, "samir", **AS_MOTHER)
    between.goes_to(MatchEvent.GROUP_YES, amal)
    number = between.proposals["De Brug"]
    log_in("marieke")
    client.post(reverse("plan_introduction", args=[number]), TYPED)

    pages = {
        "marieke": reverse("match", args=[number]),
        "samir": reverse("answer_for_household", args=[number]),
        "saskia": reverse("our_match"),
    }
    for who, address in pages.items():
        log_in(who)
        assert "Stadhuis, kamer 4" in client.get(address).content.decode(), who


def test_a_group_that_asks_first_is_answered_and_meanwhile_nobody_is_too_late(between, amal):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    number, world = between.proposals["De Brug"], between.world
    with pytest.raises(RuleBroken, match="match_no_question"):
        matches.reply_to_group(by=world.actor("marieke"), now=NOW, proposal=number, text="Ja")
    between.happens(MatchEvent.GROUP_TALK, by="saskia", text="Mag het op zaterdag?")
    asked, late = [waits(between, who) for who in ("marieke", "fenna")], NOW + timedelta(days=10)
    match_day(late)
    kept = proposal(between).state
    with pytest.raises(RuleBroken, match="reason_needed"):
        matches.reply_to_group(by=world.actor("fenna"), now=late, proposal=number, text=" ")

    matches.reply_to_group(by=world.actor("fenna"), now=late, proposal=number, text="Ja, ook dan.")

    assert kept == MatchState.OFFERED_GROUP
    assert asked == [[MatchWaits.GROUP_QUESTION]] * 2
    assert waits(between, "marieke") == []
    assert proposal(between).respond_by == TODAY + timedelta(days=17)
    match_day(late + timedelta(days=8))
    assert proposal(between).state == MatchState.EXPIRED


def test_the_group_reads_its_question_and_answer_and_the_household_neither(between, amal, client, log_in):
    between.joins(amal, "samir", **AS_MOTHER)
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    number, world = between.proposals["De Brug"], between.world
    between.happens(MatchEvent.GROUP_TALK, by="saskia", text="Mag het op zaterdag?")
    log_in("marieke")
    sent = client.post(reverse("reply_to_group", args=[number]), {"text": "Ja, ook dan."})

    (side,) = our_matches(world.actor("saskia"), today=TODAY, now=NOW)
    own = newcomer_side(world.actor("samir"), number, today=TODAY, now=NOW)

    assert sent.status_code == 303
    assert [(each.is_reply, each.text) for each in side.spoken] == [
        (False, "Mag het op zaterdag?"),
        (True, "Ja, ook dan."),
    ]
    assert own.spoken == ()
    log_in("saskia")
    assert "Ja, ook dan." in client.get(reverse("our_match")).content.decode()
    log_in("samir")
    assert "zaterdag" not in client.get(reverse("answer_for_household", args=[number])).content.decode()


def test_only_who_makes_the_match_reads_and_answers_what_a_group_asks(between, amal):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    between.happens(MatchEvent.GROUP_TALK, by="saskia", text="Mag het op zaterdag?")
    number, world = between.proposals["De Brug"], between.world

    for who in ("saskia", "sander"):
        with pytest.raises(NotFound):
            group_question_page(world.actor(who), number, now=NOW)
        with pytest.raises(NotAllowed):
            matches.reply_to_group(by=world.actor(who), now=NOW, proposal=number, text="Ja")
    assert group_question_page(world.actor("fenna"), number, now=NOW).waits
    assert group_question_page(world.actor("marieke"), number, now=NOW).spoken[0].text == "Mag het op zaterdag?"


def test_a_question_of_the_household_is_not_the_groups_and_the_other_way_round(between, amal):
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    between.happens(MatchEvent.NEWCOMER_TALK, text="Wie zijn het?")
    number, fenna = between.proposals["De Brug"], between.world.actor("fenna")

    page = group_question_page(between.world.actor("marieke"), number, now=NOW)

    assert (page.spoken, page.waits) == ((), False)
    with pytest.raises(NotFound):
        group_question_page(fenna, number, now=NOW)
    with pytest.raises(RuleBroken, match="match_wrong_moment"):
        matches.reply_to_group(by=fenna, now=NOW, proposal=number, text="Ja")


def test_who_makes_the_match_reads_in_time_that_nobody_said_yet_what_they_share(between, amal):
    between.asked(amal)
    between.propose(amal)
    between.go_on_to(MatchEvent.GROUP_CONFIRMS)
    number, marieke = between.proposals["De Brug"], between.world.actor("marieke")

    def lacks():
        return match_view(marieke, number, Permission.MATCH_CONFIRM, today=TODAY, now=NOW).lacks_sharing

    unsaid = lacks()
    between.share(amal)

    assert unsaid
    assert not lacks()
    between.happens(MatchEvent.CONFIRM)


def test_a_match_is_offered_to_be_confirmed_once_both_said_yes_again(between, amal):
    between.goes_to(MatchEvent.NEWCOMER_CONFIRMS, amal)
    number, marieke = between.proposals["De Brug"], between.world.actor("marieke")

    def offered():
        view = match_view(marieke, number, Permission.MATCH_CONFIRM, today=TODAY, now=NOW)
        return MatchEvent.CONFIRM in view.can_be_recorded(TODAY)

    early = offered()
    between.happens(MatchEvent.GROUP_CONFIRMS)

    assert not early
    assert offered()


@pytest.mark.parametrize("event", [MatchEvent.OFFER_NEWCOMER, MatchEvent.HOLD_INTRO])
def test_a_yes_is_offered_before_a_no(between, amal, client, log_in, event):
    between.joins(amal, "samir", **AS_MOTHER)
    between.goes_to(event, amal)
    log_in("samir")

    text = client.get(reverse("answer_for_household", args=[between.proposals["De Brug"]])).content.decode()
    offered = re.findall(r'name="event" value="(\w+)"', text)

    assert offered[-1] == "newcomer_no"
    assert len(offered) > 1


def test_who_answered_for_a_group_stays_with_the_match_and_after_a_no_sees_nothing_of_it(between, amal, client, log_in):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    address = reverse("answer_for_group", args=[between.proposals["De Brug"]])
    log_in("fenna")

    said_yes = client.post(address, {"event": "group_yes"})
    said_no = client.post(address, {"event": "group_no", "because": "capacity"})

    assert (said_yes.url, said_no.url) == (address, reverse("this_week"))
    assert client.get(address).status_code == 404


def ends_at_once(between):
    between.happens(MatchEvent.NEWCOMER_NO)


def is_taken_back(between):
    between.happens(MatchEvent.WITHDRAW)


def ends_as_a_match(between):
    between.go_on_to(MatchEvent.CONFIRM, after=MatchEvent.OFFER_GROUP)
    between.happens(MatchEvent.NEWCOMER_NO)


def is_held(between):
    between.go_on_to(MatchEvent.CONFIRM, after=MatchEvent.OFFER_GROUP)
    between.happens(MatchEvent.PUT_ON_HOLD)


@pytest.mark.parametrize("goes", [ends_at_once, is_taken_back, ends_as_a_match, is_held])
def test_what_a_group_asked_of_a_household_is_gone_for_its_coordinator_once_the_group_is_told_nothing(
    between, amal, log_in, goes
):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    between.happens(MatchEvent.GROUP_TALK, by="saskia", text="Mag het op zaterdag?")
    there = reverse("reply_to_group", args=[between.proposals["De Brug"]])
    if goes in {ends_as_a_match, is_held}:
        between.share(amal)
    assert "Mag het op zaterdag?" in log_in("fenna").get(there).content.decode()

    goes(between)

    assert log_in("fenna").get(there).status_code == 404
    assert log_in("fenna").post(there, {"text": "Ja"}).status_code == 404
    assert "Mag het op zaterdag?" in log_in("marieke").get(there).content.decode()  # she works for the household
    if goes is is_held:
        between.happens(MatchEvent.RESUME)
        assert log_in("fenna").get(there).status_code == 200
