"""A household that was accepted elsewhere moves sooner or later than was said: told where it lives until then."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.journey.models import Case
from hervest.journey.vocabulary import ClosingReason
from hervest.placement import actions
from hervest.placement.jobs import moving_day
from hervest.placement.models import Placement
from hervest.placement.transfer_actions import change_day_of_move
from hervest.placement.transfer_models import Transfer
from hervest.placement.transfer_rules import may_move_day
from hervest.placement.transfer_vocabulary import TransferSide, TransferState
from people import TODAY
from placement.test_transfer_moving import MOVES_ON, close_by_hand
from placement.test_transfers import accept, offer

LATER, SOONER = MOVES_ON + timedelta(days=14), MOVES_ON - timedelta(days=9)


@pytest.fixture
def going(settled):
    """Amal's family lives in its home here, was accepted by Havermeer and moves in twenty days."""
    settled.transfer = offer(settled)
    accept(settled, settled.transfer, arrival_on=MOVES_ON)
    return settled


def move(going, on, key="lena", **more):
    change_day_of_move(by=going.world.actor(key), now=going.world.now, transfer=going.transfer, moves_on=on, **more)


def case_of(going):
    return Case.rows.get(code=going.families["amal"])


def night(going, day):
    return moving_day(going.world.now + (day - TODAY))


@pytest.mark.parametrize("day", [SOONER, LATER])
def test_the_case_closes_and_the_home_is_free_on_the_other_day_and_not_before(going, day):
    move(going, day)

    assert night(going, day - timedelta(days=1)) == 0
    assert case_of(going).closed_on is None
    assert Placement.rows.get(case=case_of(going)).until_on == day

    assert night(going, day) == 1
    assert (case_of(going).closed_on, case_of(going).closed_as) == (day, ClosingReason.MOVED_AWAY)
    row = AuditRow.rows.get(verb="transfer.day_changed")
    assert (row.chain, row.case_code, row.detail) == ("GM9001", going.families["amal"], {"on": day.isoformat()})


@pytest.mark.parametrize(
    ("days", "why"), [(0, "move_is_still_to_come"), (-3, "move_is_still_to_come"), (9000, "day_far_away")]
)
def test_only_a_day_that_is_to_come_within_reason_is_recorded(going, days, why):
    with pytest.raises(RuleBroken, match=why):
        move(going, TODAY + timedelta(days=days))

    assert Transfer.rows.get().moves_on == MOVES_ON


def test_no_home_is_theirs_longer_once_somebody_else_comes_into_it_before_they_go(going):
    going.family("bea", n_children=1)
    theirs = {"by": going.world.actor("marieke"), "now": going.world.now, "case": going.families["bea"]}
    actions.decide(**theirs, unit=going.units["W-LEVEL"], reason="Dichtbij.")
    comes_on = Placement.rows.get(case__code=going.families["bea"]).from_on

    with pytest.raises(RuleBroken, match="home_given_before_the_move"):
        move(going, comes_on + timedelta(days=1))
    assert Transfer.rows.get().moves_on == MOVES_ON

    move(going, comes_on)
    assert Transfer.rows.get().moves_on == comes_on


def test_it_is_told_on_the_side_where_they_live_by_who_may_offer_and_by_nobody_else(going):
    for key in ("hatice", "sander", "wim"):
        with pytest.raises((NotAllowed, NotFound)):
            move(going, LATER, key)
    assert Transfer.rows.get().moves_on == MOVES_ON

    move(going, LATER, "marieke")
    assert Transfer.rows.get().moves_on == LATER


def test_once_they_moved_or_their_case_is_closed_no_other_day_is_recorded(going):
    Transfer.rows.update(moves_on=TODAY)
    with pytest.raises(Conflict, match="transfer_is_over"):
        move(going, LATER)

    Transfer.rows.update(moves_on=MOVES_ON)
    close_by_hand(going)
    with pytest.raises(Conflict, match="transfer_is_over"):
        move(going, LATER)


def test_of_two_who_record_a_day_the_second_sees_what_the_first_recorded(going, log_in):
    page = reverse("day_of_move", args=[going.transfer])
    lena = log_in("lena")
    move(going, SOONER, "marieke")
    sent = {"moves_on": LATER.isoformat(), "seen": MOVES_ON.isoformat()}

    answer = lena.post(page, sent).content.decode()
    assert "intussen een andere dag vastgelegd" in answer
    assert Transfer.rows.get().moves_on == SOONER

    assert lena.post(page, sent | {"seen": SOONER.isoformat()}).status_code == 303
    assert Transfer.rows.get().moves_on == LATER


def test_both_sides_read_the_day_and_only_where_they_live_it_can_be_another_one(going, log_in):
    here, page = reverse("transfer", args=[going.transfer]), reverse("day_of_move", args=[going.transfer])
    move(going, LATER)

    offering = unescape(log_in("lena").get(here).content.decode())
    assert page in offering
    assert log_in("lena").get(page).status_code == 200
    receiving = unescape(log_in("hatice").get(here).content.decode())
    assert "Zij komen op zondag 27 december 2026" in receiving
    assert page not in receiving
    assert log_in("hatice").get(page).status_code == 404

    Transfer.rows.update(moves_on=TODAY)
    assert page not in log_in("lena").get(here).content.decode()
    assert log_in("lena").get(page).status_code == 404
    assert "Zij komen op" not in unescape(log_in("hatice").get(here).content.decode())


@pytest.mark.parametrize("state", TransferState)
@pytest.mark.parametrize("side", TransferSide)
@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("day", [None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)])
def test_another_day_can_be_said_of_what_was_accepted_by_where_they_live_while_it_is_to_come(state, side, is_open, day):
    may = state == "accepted" and side == "from" and is_open and day == TODAY + timedelta(days=1)

    assert may_move_day(state, {side}, day, is_open=is_open, today=TODAY) is may
