"""A minor who is the first contact of their household is told of a move as everybody who decides alone is."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from hervest.core.vocabulary import MemberNo, Route
from hervest.households.entry_actions import enter_household
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.vocabulary import MemberRole, Sex
from hervest.journey.actions import join_team, record_milestones
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.vocabulary import MilestoneCode, TeamRole
from hervest.placement.jobs import moving_day
from people import TODAY
from placement.test_transfers import accept, offer

LANDED, ARRIVED = MilestoneCode.LANDED, MilestoneCode.ARRIVED
MOVES_ON = TODAY + timedelta(days=20)


@pytest.fixture
def young(waiting, everybody):
    """Jamila is seventeen and heads a household of her own and her brother of twelve; Samir is of another one."""
    people = [(MemberRole.HEAD, Sex.FEMALE, 2009), (MemberRole.OTHER, Sex.MALE, 2014)]
    record = HouseholdRecord(
        members=tuple(
            MemberRecord(MemberNo(no), role, f"Naam{no}", born_on=date(year, 10, 1), sex=sex)
            for no, (role, sex, year) in enumerate(people, start=1)
        )
    )
    by, now = waiting.world.actor("marieke"), waiting.world.now
    code = enter_household(
        by=by,
        now=now,
        municipality="GM9001",
        route=Route.RESETTLEMENT,
        record=record,
        allocated_on=TODAY - timedelta(days=20),
        arrival_on=TODAY + timedelta(days=50),
    )
    waiting.families["amal"] = code
    days = [MilestoneRecord(each, actual_on=TODAY - timedelta(days=7)) for each in (LANDED, ARRIVED)]
    record_milestones(by=by, now=now, case=code, records=days, source="person")
    join_team(
        by=by,
        now=now,
        case=code,
        person=waiting.world.ids["jamila"],
        role=TeamRole.NEWCOMER,
        member=MemberNo(1),
        until_on=TODAY + timedelta(days=90),
    )
    return waiting


def week(log_in):
    return log_in("jamila").get(reverse("this_week")).content.decode()


def test_she_reads_that_it_is_asked_when_they_go_and_whom_to_call_afterwards(young, log_in):
    moving = reverse("moving", args=[young.families["amal"]])
    assert moving not in week(log_in)

    transfer = offer(young)
    assert "Uw gemeente stelt voor dat een andere gemeente uw dossier overneemt." in week(log_in)
    assert log_in("jamila").get(moving).status_code == 200

    accept(young, transfer, arrival_on=MOVES_ON)
    assert "verhuist u naar" in week(log_in)
    assert log_in("jamila").get(moving).status_code == 200

    moving_day(young.world.now + timedelta(days=20))
    assert "Uw dossier is nu bij Havermeer" in week(log_in)
