"""What a change in a household does to a match that runs, and to a move that waits for an answer or is to come."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.households.queries import record_of
from hervest.households.record_rules import MemberRecord
from hervest.households.vocabulary import LeftWhy, MemberRole, Sex
from hervest.journey.actions import record_milestones
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.queries import plan_version
from hervest.journey.vocabulary import MilestoneCode
from hervest.placement import transfer_actions
from hervest.placement.change_agreed_queries import matches_after, transfer_after
from hervest.placement.match_state_vocabulary import MatchEvent
from hervest.placement.match_vocabulary import MatchRule
from hervest.placement.transfer_models import Transfer
from people import ELSEWHERE, TODAY

GIRL = MemberRecord(MemberNo(9), MemberRole.CHILD, "Noor", born_on=date(2020, 1, 1), sex=Sex.FEMALE)


@pytest.fixture
def five(between):
    """Five people, as many as the group can take on, who are asked about it."""
    between.group(login="saskia", capacity_persons=5)
    between.code = between.family(n_children=3)
    between.asked(between.code)
    between.propose(between.code)
    return between


def with_one_more(code, member=GIRL):
    record = record_of(code)
    return replace(record, members=(*record.members, member))


def of_match(five, becomes, key="marieke", on=TODAY):
    return matches_after(five.world.actor(key), five.code, becomes, on=on, today=TODAY)


def broken(found):
    return {(line.rule, line.outcome) for match in found for line in match.breaks}


def test_a_group_that_can_take_on_five_no_longer_suits_six(five):
    (found,) = of_match(five, with_one_more(five.code))

    assert (found.group, found.has_page) == ("De Brug", True)
    assert broken([found]) == {(MatchRule.BEYOND_CAPACITY, "broken")}
    assert of_match(five, record_of(five.code))[0].breaks == ()


def test_who_is_new_and_chooses_alone_has_still_to_say_yes(five):
    grown = replace(GIRL, born_on=date(1999, 1, 1), role=MemberRole.OTHER)

    assert (MatchRule.NOT_CHOSEN, "unknown") in broken(of_match(five, with_one_more(five.code, grown)))
    assert MatchRule.NOT_CHOSEN not in {rule for rule, _ in broken(of_match(five, with_one_more(five.code)))}


def test_a_group_that_helps_already_is_judged_too_and_one_that_no_longer_does_is_not(five):
    five.share(five.code)
    five.go_on_to(MatchEvent.CONFIRM)
    (found,) = of_match(five, with_one_more(five.code))

    assert found.stage is not None
    assert broken([found]) == {(MatchRule.BEYOND_CAPACITY, "broken")}


@pytest.mark.parametrize(("key", "n"), [("marieke", 1), ("lena", 1), ("ruben", 0), ("hatice", 0)])
def test_of_a_match_only_who_may_read_it_is_told(five, key, n):
    assert len(of_match(five, with_one_more(five.code), key)) == n


@pytest.fixture
def moving(amal):
    """Amal's family is offered to another municipality."""
    amal.code = amal.families["amal"]
    by = {"by": amal.world.actor("marieke"), "now": amal.world.now}
    said = {"household_agrees": True, "said_on": TODAY, "language": "ar", "interpreting": Interpreting.PROFESSIONAL}
    transfer_actions.offer_transfer(**by, case=amal.code, to=ELSEWHERE, why="Haar zus woont daar.", **said)
    return amal


def of_transfer(moving, becomes, key="marieke", on=TODAY):
    return transfer_after(moving.world.actor(key), moving.code, becomes, on=on, today=TODAY)


def test_a_household_that_changes_is_to_be_offered_anew_and_one_that_does_not_is_not(moving):
    record = record_of(moving.code)
    gone = replace(record.members[-1], left_on=TODAY, left_why=LeftWhy.DIED)

    assert of_transfer(moving, with_one_more(moving.code)).is_changed
    assert of_transfer(moving, replace(record, members=(*record.members[:-1], gone))).is_changed
    assert not of_transfer(moving, record).is_changed


def test_who_is_old_enough_to_decide_on_the_day_itself_is_to_be_asked(moving):
    record = record_of(moving.code)
    assert of_transfer(moving, record, on=TODAY.replace(year=2036)).is_changed  # the daughters are of age by then


def test_once_it_is_accepted_the_preview_says_that_the_other_municipality_hears_nothing_by_itself(moving, log_in):
    before = of_transfer(moving, with_one_more(moving.code))
    accept(moving)
    after = of_transfer(moving, with_one_more(moving.code))
    assert (before.accepted_by, after.accepted_by.code, after.is_changed) == (None, ELSEWHERE, True)
    here, born = reverse("change_household", args=[moving.code, "birth"]), born_lately(moving.code)

    told = log_in("marieke").post(here, born).content.decode()

    assert "hoort dit niet vanzelf" in told
    assert "trek het aanbod in en bied het gezin opnieuw aan" not in told


def accept(moving):
    """The family lives here; the other municipality accepts, and they move in a month."""
    here = [MilestoneRecord(each, actual_on=TODAY) for each in (MilestoneCode.LANDED, MilestoneCode.ARRIVED)]
    by, now = moving.world.actor("marieke"), moving.world.now
    record_milestones(by=by, now=now, case=moving.code, records=here, source="person")
    transfer_actions.accept_transfer(
        by=moving.world.actor("hatice"),
        now=now,
        transfer=Transfer.rows.get().pk,
        coordinator=moving.world.ids["hatice"],
        arrival_on=TODAY + timedelta(days=30),
    )


def born_lately(code):
    """What is typed of a birth."""
    born_on = (TODAY - timedelta(days=3)).isoformat()
    return {"first_name": "Noor", "born_on": born_on, "mother": "1", "reason": "Gehoord.", "seen": plan_version(code)}


@pytest.mark.parametrize("key", ["ruben", "hatice"])
def test_of_a_move_who_does_not_work_on_the_case_is_told_nothing(moving, key):
    assert of_transfer(moving, with_one_more(moving.code), key) is None
    assert of_transfer(moving, with_one_more(moving.code)).has_page


def test_the_page_of_a_change_says_what_becomes_of_both(five, log_in):
    by = {"by": five.world.actor("marieke"), "now": five.world.now}
    said = {"household_agrees": True, "said_on": TODAY, "language": "ar", "interpreting": Interpreting.PROFESSIONAL}
    transfer_actions.offer_transfer(**by, case=five.code, to=ELSEWHERE, why="Haar zus woont daar.", **said)
    here = reverse("change_household", args=[five.code, "birth"])
    told = log_in("marieke").post(here, born_lately(five.code)).content.decode()

    assert "De Brug" in told
    assert "kan de match niet verder" in told
    assert "trek het aanbod in en bied het gezin opnieuw aan" in told
