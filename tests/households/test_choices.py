"""Choices about sponsors: each person's own, the newest counts, and how it was said is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from hervest.accounts.actor import system
from hervest.audit.models import AuditRow
from hervest.core.errors import NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import Interpreting, MemberNo, Route
from hervest.households.actions import save_household
from hervest.households.choice_actions import choose_participation, choose_sharing
from hervest.households.choice_models import ParticipationChoice
from hervest.households.choice_queries import choices_of
from hervest.households.choice_rules import Given, Participating, Sharing, may_be_seen, participation_of
from hervest.households.models import Household
from hervest.households.vocabulary import Participation, SaidHow, ShareItem, ShareWith
from hervest.journey import actions as journey
from households.families import HADDAD
from people import NOW, TODAY

YES, NO, LATER = Participation.YES, Participation.NO, Participation.LATER
HEAD, CHILD = MemberNo(1), MemberNo(3)
SAID = Given("ar", Interpreting.PROFESSIONAL, SaidHow.ORAL, was_read_aloud=True, was_abroad=True, said_on=TODAY)
GROUP = ShareWith.SPONSOR_GROUP


@pytest.fixture
def case(begin):
    return begin(open_a_case)


def open_a_case(world):
    """The family Haddad, led by Sander."""
    by = world.actor("sander")
    code = journey.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    save_household(by=by, now=world.now, case=code, record=HADDAD)
    return code


def choose(world, case, answer, *, member=HEAD, key="sander", said=SAID):
    choose_participation(by=world.actor(key), now=world.now, case=case, member=member, answer=answer, given=said)


def share(world, case, item, *, may_see, member=HEAD):
    choose_sharing(
        by=world.actor("sander"),
        now=world.now,
        case=case,
        member=member,
        item=item,
        recipient=GROUP,
        may_see=may_see,
        given=SAID,
    )


def seen(world, case):
    return choices_of(world.actor("sander"), case, today=world.today)


def test_nobody_was_asked_until_somebody_chose_and_the_newest_word_counts(world, case):
    assert set(seen(world, case).participation.values()) == {None}

    choose(world, case, YES)
    choose(world, case, LATER)
    found = seen(world, case)
    assert found.participation[HEAD] is LATER
    assert [each.answer for each in found.said] == [YES, LATER]
    assert found.said[0].given == SAID
    assert {answer for member, answer in found.participation.items() if member != HEAD} == {None}


def test_what_is_shared_is_said_thing_by_thing_and_taken_back(world, case):
    share(world, case, ShareItem.ADDRESS, may_see=True)
    assert may_be_seen(ShareItem.ADDRESS, GROUP, [HEAD], seen(world, case).sharing) is True
    assert may_be_seen(ShareItem.PHONE, GROUP, [HEAD], seen(world, case).sharing) is None
    assert may_be_seen(ShareItem.ADDRESS, ShareWith.HOST, [HEAD], seen(world, case).sharing) is None

    share(world, case, ShareItem.ADDRESS, may_see=False)
    assert may_be_seen(ShareItem.ADDRESS, GROUP, [HEAD], seen(world, case).sharing) is False


def test_a_child_does_not_choose_and_a_stranger_is_not_there(world, case):
    with pytest.raises(RuleBroken) as refused:
        choose(world, case, YES, member=CHILD)
    assert refused.value.code == "too_young_to_choose"
    with pytest.raises(NotFound):
        choose(world, case, YES, member=MemberNo(99))
    assert CHILD not in seen(world, case).participation
    choose(world, case, YES)


def test_nothing_is_chosen_on_a_day_to_come_or_by_nobody(world, case):
    with pytest.raises(RuleBroken) as refused:
        choose(world, case, YES, said=replace(SAID, said_on=TODAY + timedelta(days=1)))
    assert refused.value.code == "day_still_to_come"
    with pytest.raises(RuleBroken) as refused:
        choose_participation(by=system("tests"), now=world.now, case=case, member=HEAD, answer=YES, given=SAID)
    assert refused.value.code == "a_person_decides"
    assert not ParticipationChoice.rows.exists()


def test_who_does_not_know_the_case_neither_records_nor_reads(world, case):
    for key in ("marieke", "joris"):
        with pytest.raises((NotAllowed, NotFound)):
            choose(world, case, YES, key=key)
        with pytest.raises((NotAllowed, NotFound)):
            choices_of(world.actor(key), case, today=world.today)
    choose(world, case, YES, key="sander")


def test_the_log_says_who_chose_and_never_what(world, case):
    choose(world, case, NO)
    row = AuditRow.rows.filter(verb="participation.chosen").get()

    assert row.case_code == case
    assert "no" not in str(row.detail).split('"')
    assert row.detail["member"] == HEAD


def test_the_table_refuses_a_choice_of_nobody(world, case):
    household = Household.rows.get(case__code=case)
    content = {"household": household, "answer": YES, "by_id": world.ids["sander"], "at": NOW, "language": "ar"}
    content |= {"interpreting": "other", "how": "oral", "was_read_aloud": False, "was_abroad": False, "said_on": TODAY}

    with pytest.raises(IntegrityError), transaction.atomic():
        ParticipationChoice.rows.create(member_no=0, **content)
    assert ParticipationChoice.rows.create(member_no=1, **content).pk


members = st.integers(1, 4).map(MemberNo)
participating = st.builds(Participating, members, st.sampled_from(Participation), st.just(SAID), st.just(NOW))
sharing = st.builds(
    Sharing,
    members,
    st.sampled_from([ShareItem.ADDRESS, ShareItem.PHONE]),
    st.sampled_from([GROUP, ShareWith.HOST]),
    st.booleans(),
    st.just(SAID),
    st.just(NOW),
)
fixed = settings(derandomize=True, deadline=None, max_examples=200)


@fixed
@given(st.lists(participating), st.sets(members))
def test_of_each_person_the_last_word_counts_and_no_other_persons(said, people):
    found = participation_of(people, said)

    assert set(found) == people
    for member in people:
        own = [each.answer for each in said if each.member == member]
        assert found[member] == (own[-1] if own else None)


@fixed
@given(st.lists(sharing), st.sets(members))
def test_a_thing_is_seen_only_when_everybody_lets_it(said, people):
    found = may_be_seen(ShareItem.ADDRESS, GROUP, people, said)
    last = {}
    for each in said:
        if each.item == ShareItem.ADDRESS and each.recipient == GROUP:
            last[each.member] = each.may_see

    assert (found is True) == (bool(people) and all(last.get(member) is True for member in people))
    assert (found is False) == (not people or any(last.get(member) is False for member in people))
