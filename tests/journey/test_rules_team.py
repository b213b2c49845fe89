"""As what somebody may work in a team."""

import pytest

from hervest.accounts.permissions import Permission
from hervest.accounts.policy import could
from hervest.accounts.vocabulary import Role
from hervest.journey.team_rules import fitting_roles, read_team_roles
from hervest.journey.template_defaults import file_text, team_roles
from hervest.journey.vocabulary import TeamRole


def test_a_planner_and_a_caseworker_may_both_be_the_housing_officer():
    assert fitting_roles(team_roles(), [Role.MUNI_PLANNER]) == (TeamRole.HOUSING_OFFICER,)
    assert TeamRole.HOUSING_OFFICER in fitting_roles(team_roles(), [Role.MUNI_CASEWORKER])
    assert TeamRole.GUIDE not in fitting_roles(team_roles(), [Role.MUNI_CASEWORKER])


def test_a_role_that_does_not_work_yet_fits_nowhere():
    assert fitting_roles(team_roles(), [Role.SPONSOR_MEMBER, Role.PRIVACY_OFFICER]) == ()
    assert fitting_roles(team_roles(), [Role.SPONSOR_COORDINATOR]) == (TeamRole.SPONSOR_COORDINATOR,)


def test_a_table_that_leaves_a_role_out_is_not_read():
    with pytest.raises(ValueError, match="coa_liaison"):
        read_team_roles("\n".join(file_text("team_roles_nl.csv").splitlines()[:-1]))


def test_work_by_name_reaches_a_caseworker_only_in_the_team_and_a_privacy_officer_never():
    assert could([Role.MUNI_CASEWORKER], Permission.TASK_DO, in_team=True)
    assert not could([Role.MUNI_CASEWORKER], Permission.TASK_DO, in_team=False)
    assert could([Role.MUNI_PLANNER], Permission.TASK_DO, in_team=False)
    assert not could([Role.PRIVACY_OFFICER], Permission.TASK_DO, in_team=True)
