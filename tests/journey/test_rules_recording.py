"""Which milestones a person records by hand."""

import pytest

from hervest.core.vocabulary import MemberNo, Route
from hervest.journey.recording_rules import hand_refusal, read_recording_rules
from hervest.journey.template_defaults import file_text, recording_rules
from hervest.journey.vocabulary import CaseKind, MilestoneCode


def refused(code, *, member=None, kind=CaseKind.HOUSEHOLD, route=Route.RESETTLEMENT):
    found = hand_refusal(recording_rules(), code, member, kind=kind, route=route)
    return found.code if found else None


def test_a_home_is_decided_only_by_its_decision_and_a_case_closed_only_by_closing_it():
    assert refused(MilestoneCode.HOME_DECIDED) == "milestone_by_decision"
    assert refused(MilestoneCode.CASE_CLOSED) == "milestone_by_closing"
    assert refused(MilestoneCode.ARRIVED) is None


@pytest.mark.parametrize("code", [MilestoneCode.DECIDED, MilestoneCode.GROUP_APPLIED, MilestoneCode.GROUP_READY])
def test_what_the_municipality_or_a_sponsor_group_does_is_not_a_households(code):
    assert refused(code) == "milestone_not_of_this_case"
    assert refused(MilestoneCode.DECIDED, kind=CaseKind.MUNICIPALITY, route=None) is None
    assert refused(MilestoneCode.GROUP_READY, kind=CaseKind.SPONSOR_GROUP, route=None) is None


def test_protection_ends_only_for_who_has_temporary_protection():
    assert refused(MilestoneCode.PROTECTION_ENDED) == "milestone_not_of_this_case"
    assert refused(MilestoneCode.PROTECTION_ENDED, route=Route.TEMPORARY_PROTECTION) is None


def test_a_household_arrives_together_but_everybody_has_their_own_card():
    assert refused(MilestoneCode.ARRIVED, member=MemberNo(1)) == "milestone_of_the_household"
    assert refused(MilestoneCode.CARD_ISSUED, member=MemberNo(1)) is None


def test_a_table_that_leaves_a_milestone_out_is_not_read():
    whole = file_text("recorded_milestones_nl.csv")
    assert len(read_recording_rules(whole)) == len(MilestoneCode)
    with pytest.raises(ValueError, match="CASE_CLOSED"):
        read_recording_rules("\n".join(whole.splitlines()[:-1]))
