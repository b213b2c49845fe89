"""A night that could not close the case of who moved: it stays open, and a lead reads what that is and what to do."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hervest.audit.models import AuditRow
from hervest.journey.models import Case, Milestone
from hervest.journey.night_actions import CasesFailedError
from hervest.journey.queries import plan_version
from hervest.journey.vocabulary import ClosingReason, MilestoneCode, TeamRole
from hervest.placement import closing_actions
from hervest.placement.jobs import moving_day
from hervest.placement.transfer_going_queries import moved_and_open
from hervest.placement.transfer_models import Transfer
from people import TODAY
from placement.test_transfers import accept, offer

MOVES_ON = TODAY + timedelta(days=20)
STILL_OPEN = "en zijn dossier is hier nog open"


@pytest.fixture
def going(settled):
    """Amal's family moves in twenty days, and a second day of closing already stands in the way."""
    accept(settled, offer(settled), arrival_on=MOVES_ON)
    case = Case.rows.get(code=settled.families["amal"])
    Milestone.rows.create(
        case=case,
        code=MilestoneCode.CASE_CLOSED,
        actual_on=TODAY,
        recorded_at=settled.world.now,
        recorded_by_id=settled.world.ids["marieke"],
    )
    return settled


@pytest.fixture
def failed(going):
    """The night of the move could not close it."""
    with pytest.raises(CasesFailedError, match=going.families["amal"]):
        moving_day(going.world.now + timedelta(days=20))
    return going


def told(waiting, key, on=MOVES_ON):
    return moved_and_open(waiting.world.actor(key), today=on)


def test_no_plan_is_said_to_have_failed_and_the_log_says_what_did(failed):
    case = Case.rows.get(code=failed.families["amal"])
    row = AuditRow.rows.get(verb="case.not_closed")

    assert (case.closed_on, case.plan_failed_at) == (None, None)
    assert (row.chain, row.case_code, row.detail) == ("GM9001", case.code, {"problem": "IntegrityError"})


def test_from_the_day_of_the_move_the_lead_here_hears_of_it_and_nobody_else(failed):
    assert told(failed, "lena") == (failed.families["amal"],)
    assert told(failed, "lena", on=MOVES_ON - timedelta(days=1)) == ()
    assert told(failed, "hatice") == ()
    assert told(failed, "sander") == ()


def test_who_coordinates_it_hears_of_it_too_and_who_only_works_on_it_does_not(failed):
    code = failed.families["amal"]
    failed.joins(code, "sander", TeamRole.CASE_LEAD)
    failed.joins(code, "lotte", TeamRole.INCOME_OFFICER)

    assert told(failed, "sander") == (code,)
    assert told(failed, "sander", on=MOVES_ON - timedelta(days=1)) == ()
    assert told(failed, "lotte") == ()


def test_the_first_page_of_who_coordinates_it_leads_to_closing_it_by_hand(failed, log_in):
    code = failed.families["amal"]
    Transfer.rows.update(moves_on=TODAY)
    assert STILL_OPEN not in log_in("sander").get("/week/").content.decode()
    failed.joins(code, "sander", TeamRole.CASE_LEAD)

    assert STILL_OPEN in log_in("sander").get("/week/").content.decode()
    assert log_in("sander").get(reverse("close_case", args=[code])).status_code == 200


def test_the_first_page_of_the_lead_leads_to_closing_it_by_hand_and_then_says_nothing_more(failed, log_in):
    lena, code = failed.world.actor("lena"), failed.families["amal"]
    Transfer.rows.update(moves_on=TODAY)
    page = log_in("lena").get("/week/").content.decode()
    assert STILL_OPEN in page
    assert reverse("close_case", args=[code]) in page
    assert "staan stil" not in page
    assert STILL_OPEN not in log_in("sander").get("/week/").content.decode()

    Milestone.rows.filter(case__code=code, code=MilestoneCode.CASE_CLOSED).delete()
    seen, reason = plan_version(code), ClosingReason.MOVED_AWAY
    closing_actions.close(by=lena, now=failed.world.now, case=code, reason=reason, seen=seen, knows_of_terms=True)

    assert STILL_OPEN not in log_in("lena").get("/week/").content.decode()
