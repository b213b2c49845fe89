"""Somebody was recorded in a household who never was in it: everything is as it would have been without."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from hervest.accounts.models import Person
from hervest.core.errors import NotAllowed, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.households import actions
from hervest.households.change_actions import record_change
from hervest.households.change_queries import changing
from hervest.households.change_rules import Birth, Joining, Mistake, after, can_be_mistakes
from hervest.households.event_queries import Happened, happened_in
from hervest.households.models import Member
from hervest.households.record_queries import record_of
from hervest.households.record_rules import MemberRecord
from hervest.households.vocabulary import LeftWhy, MemberRole, Sex
from hervest.journey.milestone_rules import Refusal
from hervest.journey.models import Task
from hervest.journey.queries import plan_version
from hervest.journey.vocabulary import TeamRole
from hervest.portal.change_queries import change_preview
from households.test_births import BABY, MOTHER, NEWBORN, by, make_family, record, reports
from people import TODAY

COUSIN = MemberRecord(MemberNo(0), MemberRole.OTHER, "Ilham", "Haddad", TODAY.replace(year=TODAY.year - 30), Sex.FEMALE)
WEEK_AGO = TODAY - timedelta(days=7)


@pytest.fixture
def family(begin):
    return begin(make_family)


def open_tasks(family):
    rows = Task.rows.filter(case__code=family)
    return {(row.template, row.member_no): row.due_on for row in rows if row.is_open}


def test_a_birth_of_another_family_is_taken_back_and_this_mother_is_expecting_again(world, family):
    before, reported = open_tasks(family), reports(family)
    record(world, family, Birth(BABY, MOTHER))
    assert reports(family) != reported

    record(world, family, Mistake(NEWBORN, expecting=MOTHER))

    assert open_tasks(family) == before
    assert reports(family) == reported
    child = record_of(family).member(NEWBORN)
    assert (child.left_on, child.left_why) == (BABY.born_on, LeftWhy.MISTAKE)
    assert not record_of(family).member(MOTHER).is_birth_recorded


def test_what_was_recorded_by_mistake_never_happened(world, family):
    record(world, family, Birth(BABY, MOTHER))
    assert happened_in([family])[family].born == (BABY.born_on,)
    record(world, family, Mistake(NEWBORN, expecting=MOTHER))
    record(world, family, Joining(COUSIN, WEEK_AGO))
    assert happened_in([family])[family] == Happened(joined=(WEEK_AGO,))
    record(world, family, Mistake(record_of(family).members[-1].no))

    assert happened_in([family]).get(family, Happened()) == Happened()


def test_a_child_that_is_not_hers_can_go_while_her_own_stays_born(world, family):
    record(world, family, Birth(BABY, MOTHER))
    record(world, family, Birth(replace(BABY, first_name="Sami")))

    record(world, family, Mistake(MemberNo(6)))

    assert record_of(family).member(MOTHER).is_birth_recorded
    assert {key[1] for key in reports(family)} == {NEWBORN}


def test_who_joined_by_mistake_was_in_the_household_on_no_day(world, family):
    before = open_tasks(family)
    record(world, family, Joining(COUSIN, WEEK_AGO))
    record(world, family, Mistake(MemberNo(5)))

    assert record_of(family).member(MemberNo(5)).left_on == WEEK_AGO
    assert len(record_of(family).present) == 4
    assert open_tasks(family) == before


def test_what_is_shown_of_a_mistake_is_what_follows(world, family):
    record(world, family, Birth(BABY, MOTHER))
    sander, before = world.actor("sander"), open_tasks(family)
    change = Mistake(NEWBORN, expecting=MOTHER)

    shown = change_preview(sander, changing(sander, family, today=world.today), change, today=world.today)
    assert open_tasks(family) == before
    record(world, family, change)

    gone = {(line.key.template, line.key.member or 0) for line in shown.plan.falls_away}
    new = {(line.key.template, line.key.member or 0) for line in shown.plan.new}
    assert gone == before.keys() - open_tasks(family).keys()
    assert new <= open_tasks(family).keys()
    assert [row.no for row in shown.follows.leaves] == [NEWBORN]


def test_the_login_of_who_was_recorded_by_mistake_closes_at_the_next_click_and_opens_when_it_was_none(
    world, family, log_in
):
    record(world, family, Joining(COUSIN, WEEK_AGO))
    world.joins(family, "samir", TeamRole.NEWCOMER, by="sander", member=MemberNo(5))
    samir = log_in("samir")
    assert samir.get("/week/").status_code == 200

    sander = world.actor("sander")
    shown = change_preview(sander, changing(sander, family, today=world.today), Mistake(MemberNo(5)), today=world.today)
    assert [row.no for row in shown.follows.shut_out] == [MemberNo(5)]
    record(world, family, Mistake(MemberNo(5)))
    assert samir.get("/week/")["Location"].startswith("/accounts/login/")

    actions.let_member_leave(**by(world, family), member=MemberNo(5), left_on=None)
    assert Person.rows.get(pk=world.ids["samir"]).is_active
    assert len(record_of(family).present) == 5


def test_who_came_with_the_dossier_and_the_first_contact_are_no_mistakes(world, family):
    assert can_be_mistakes(record_of(family)) == ()
    record(world, family, Birth(BABY, MOTHER))

    known = record_of(family)
    assert [row.no for row in can_be_mistakes(known)] == [NEWBORN]
    for change, field in (
        (Mistake(MemberNo(1)), "member"),
        (Mistake(MOTHER), "member"),
        (Mistake(MemberNo(9)), "member"),
        (Mistake(NEWBORN, expecting=MemberNo(1)), "expecting"),
    ):
        found = after(known, change, today=TODAY)
        assert isinstance(found, Refusal)
        assert found.params["field"] == field
    with pytest.raises(RuleBroken, match="choose_who_was_a_mistake"):
        record(world, family, Mistake(MOTHER))
    with pytest.raises(NotAllowed):
        record_change(
            **by(world, family) | {"by": world.actor("pieter")}, change=Mistake(NEWBORN), seen=plan_version(family)
        )


def test_on_the_page_it_is_looked_at_first_then_recorded_and_said_of_who_left(world, family, log_in):
    client, here = log_in("sander"), reverse("change_household", args=[family, "mistake"])
    assert "expecting" not in client.get(here).content.decode()
    record(world, family, Birth(BABY, MOTHER))
    given = {"member": "5", "expecting": "2", "reason": "Hoort bij een ander gezin.", "seen": plan_version(family)}

    looked = client.post(here, given)
    assert "is bij vergissing vastgelegd en hoorde nooit bij het gezin" in looked.content.decode()
    assert Member.rows.filter(household__case__code=family, left_on__isnull=False).count() == 0
    hidden = {name: looked.context["form"].data[name] for name in ("seen", "shown")}
    assert client.post(here, given | hidden | {"confirm": "yes"}).status_code == 303

    assert "is bij vergissing vastgelegd" in client.get(reverse("household", args=[family])).content.decode()
    back = client.get(reverse("member_left", args=[family, 5])).content.decode()
    assert "is bij vergissing vastgelegd" in back
    assert "Laat leeg als deze persoon toch bij het gezin hoort." in back
