"""As what somebody may work in a team."""

from datetime import date, timedelta

import pytest

from hervest.accounts.permissions import Permission
from hervest.accounts.policy import could
from hervest.accounts.vocabulary import Relation, Role
from hervest.journey.settings import journey_settings
from hervest.journey.team_rules import fitting_roles, read_team_roles, relation_of, still_handing_over
from hervest.journey.template_defaults import file_text, team_relations, team_roles
from hervest.journey.vocabulary import Disclosure, TeamRole


def fits(*held, **kind):
    return fitting_roles(team_roles(), team_relations(), held, **kind)


def test_a_planner_and_a_caseworker_may_both_be_the_housing_officer():
    assert fits(Role.MUNI_PLANNER) == (TeamRole.HOUSING_OFFICER,)
    assert TeamRole.HOUSING_OFFICER in fits(Role.MUNI_CASEWORKER)
    assert TeamRole.GUIDE not in fits(Role.MUNI_CASEWORKER)


def test_a_sponsor_comes_into_no_team_by_hand_and_their_coordinator_does():
    assert fits(Role.SPONSOR_MEMBER, Role.PRIVACY_OFFICER) == ()
    assert fits(Role.SPONSOR_MEMBER, with_a_member=True) == ()
    assert fits(Role.SPONSOR_COORDINATOR) == (TeamRole.SPONSOR_COORDINATOR,)


def test_who_stands_to_one_person_is_added_with_that_person_and_not_to_the_whole_team():
    assert fits(Role.HEALTH_PARTNER) == ()
    assert fits(Role.HEALTH_PARTNER, with_a_member=True) == (TeamRole.GP, TeamRole.GGD, TeamRole.JGZ)
    assert fits(Role.NEWCOMER_MINOR, with_a_member=True) == (TeamRole.NEWCOMER,)
    assert fits(Role.INTERPRETER, with_a_member=True) == (TeamRole.INTERPRETER,)
    assert fits(Role.MUNI_CASEWORKER, with_a_member=True) == ()


def test_a_table_that_leaves_a_role_out_is_not_read():
    with pytest.raises(ValueError, match="interpreter"):
        read_team_roles("\n".join(file_text("team_roles_nl.csv").splitlines()[:-1]))


@pytest.mark.parametrize(("days", "hands_over"), [(0, True), (14, True), (15, False)])
def test_the_liaison_hands_over_until_fourteen_days_after_arrival(days, hands_over):
    today, arrived = date(2026, 11, 23), {"has_arrived": True, "after_arrival": journey_settings().after_arrival}

    assert still_handing_over(today - timedelta(days=days), today, **arrived) is hands_over
    assert still_handing_over(today - timedelta(days=days), today, **arrived | {"has_arrived": False})


def test_a_group_is_nothing_to_a_household_before_the_match_is_confirmed():
    def relation(role, level):
        return relation_of(team_relations(), role, disclosure=level, is_handing_over=True)

    assert relation(TeamRole.SPONSOR, Disclosure.NOTHING) is None
    assert relation(TeamRole.SPONSOR, Disclosure.CARD) is None
    assert relation(TeamRole.SPONSOR_COORDINATOR, Disclosure.NAMES) is None
    assert relation(TeamRole.SPONSOR, Disclosure.MATCHED) is Relation.MATCH
    assert relation(TeamRole.GUIDE, Disclosure.NOTHING) is Relation.TEAM


def test_work_by_name_reaches_a_caseworker_only_in_the_team_and_a_privacy_officer_never():
    assert could([Role.MUNI_CASEWORKER], Permission.TASK_DO, in_team=True)
    assert not could([Role.MUNI_CASEWORKER], Permission.TASK_DO, in_team=False)
    assert could([Role.MUNI_PLANNER], Permission.TASK_DO, in_team=False)
    assert not could([Role.PRIVACY_OFFICER], Permission.TASK_DO, in_team=True)
