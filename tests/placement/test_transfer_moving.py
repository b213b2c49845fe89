"""Between the acceptance of a transfer and the day of the move the case that is left stays open and worked on."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from hervest.accounts.models import Municipality
from hervest.accounts.permissions import Permission
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotFound
from hervest.households.actions import let_member_leave
from hervest.households.change_rules import Birth
from hervest.housing.models import Dwelling
from hervest.journey.actions import record_milestones
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, Task, TeamMember
from hervest.journey.queries import plan_version
from hervest.journey.task_actions import finish_task
from hervest.journey.vocabulary import ClosingReason, Disclosure, MilestoneCode, TeamRole
from hervest.placement import actions, closing_actions
from hervest.placement.gather_queries import home_of
from hervest.placement.jobs import moving_day
from hervest.placement.match_gather_queries import gather_matches
from hervest.placement.match_models import Match, MatchProposal
from hervest.placement.match_state_vocabulary import MatchEvent, MatchStage, MatchState
from hervest.placement.models import Placement
from hervest.placement.proposal_queries import waiting_cases
from hervest.placement.transfer_actions import close_moved
from hervest.placement.transfer_models import Transfer
from people import ELSEWHERE, HERE, TODAY
from placement.matchmaking import family_and_group
from placement.test_transfers import BABY, accept, change, newcomer, offer, plan_of

MOVES_ON = TODAY + timedelta(days=20)


@pytest.fixture
def going(settled):
    """Amal's family was accepted by Havermeer and moves in twenty days."""
    settled.transfer = offer(settled)
    accept(settled, settled.transfer, arrival_on=MOVES_ON)
    return settled


def by(waiting, key="marieke"):
    return {"by": waiting.world.actor(key), "now": waiting.world.now, "case": waiting.families["amal"]}


def case_of(waiting):
    return Case.rows.get(code=waiting.families["amal"])


def test_until_they_move_every_task_here_stays_and_can_be_done(settled):
    before = {key: task.state for key, task in plan_of(settled.families["amal"]).items()}
    accept(settled, offer(settled), arrival_on=MOVES_ON)

    assert {key: task.state for key, task in plan_of(settled.families["amal"]).items()} == before
    task = next(task for task in plan_of(settled.families["amal"]).values() if task.state == "to_do")
    finish_task(**by(settled), task=task.pk, done_on=TODAY, reason="Gedaan.")
    assert Task.rows.get(pk=task.pk).state == "done"


def test_a_household_that_moves_keeps_its_group_until_that_day_and_not_after_it(between, begin):
    family = between.begun(*begin(family_and_group))
    between.goes_to(MatchEvent.CONFIRM, family)
    live_here(between, family)
    between.happens(MatchEvent.ARRIVE)
    unit = Placement.rows.get(case__code=family).unit_id

    accept(between.waiting, offer(between.waiting), arrival_on=MOVES_ON)
    assert home_of(family, today=TODAY) == unit
    assert Match.rows.get().ended_on is None
    assert seats(family)

    assert moving_day(between.world.now + timedelta(days=20)) == 1
    assert (Case.rows.get(code=family).closed_on, Match.rows.get().stage) == (MOVES_ON, MatchStage.ENDED)
    assert not seats(family)
    assert home_of(family, today=MOVES_ON) is None


def test_a_group_that_is_only_asked_is_asked_no_more_once_the_household_goes_elsewhere(between, begin):
    family = between.begun(*begin(family_and_group))
    between.goes_to(MatchEvent.NEWCOMER_YES, family)
    live_here(between, family)

    accept(between.waiting, offer(between.waiting), arrival_on=MOVES_ON)

    assert MatchProposal.rows.get().state == MatchState.WITHDRAWN


def test_no_group_is_sought_for_who_goes_elsewhere_and_its_pages_still_open(between, begin, log_in):
    family = between.begun(*begin(family_and_group))
    live_here(between, family)
    between.asked(family)
    page, group = reverse("groups_for_case", args=[family]), between.groups["De Brug"].group
    assert family in gather_matches(between.programme, today=TODAY).waiting

    accept(between.waiting, offer(between.waiting), arrival_on=MOVES_ON)

    assert family not in gather_matches(between.programme, today=TODAY).waiting
    assert log_in("marieke").get(page).status_code == 200
    assert log_in("fenna").get(page).status_code == 200
    with pytest.raises(Conflict, match="case_goes_elsewhere"):
        between.propose(family)
    assert not MatchProposal.rows.filter(group=group).exists()


def test_the_first_page_of_a_newcomer_tells_of_a_move_that_is_asked_and_of_one_that_comes(settled, log_in):
    newcomer(settled)
    page, link = "/week/", reverse("moving", args=[settled.families["amal"]])
    assert link not in log_in("samir").get(page).content.decode()

    transfer = offer(settled)
    assert (
        "Uw gemeente stelt voor dat een andere gemeente uw dossier overneemt."
        in log_in("samir").get(page).content.decode()
    )

    accept(settled, transfer, arrival_on=MOVES_ON)
    told = log_in("samir").get(page).content.decode()
    assert "verhuist u naar" in told
    assert link in told
    assert link not in log_in("marieke").get(page).content.decode()


def live_here(between, family):
    """The family is here, in a home that was free."""
    Dwelling.rows.update(available_from=TODAY)
    days = [MilestoneRecord(code, actual_on=TODAY) for code in (MilestoneCode.LANDED, MilestoneCode.ARRIVED)]
    by = {"by": between.world.actor("marieke"), "now": between.world.now, "case": family}
    record_milestones(**by, records=days, source="person")


def seats(family):
    """Who sits there for a group that knows the household on the day of the move."""
    later = TeamMember.rows.filter(case__code=family, until_on__gte=MOVES_ON)
    return later.filter(role=TeamRole.SPONSOR, disclosure__gte=Disclosure.MATCHED).exists()


def test_on_the_day_of_the_move_it_closes_as_any_case_in_the_name_of_who_offered_it(going):
    assert moving_day(going.world.now + timedelta(days=19)) == 0
    assert case_of(going).closed_on is None

    assert moving_day(going.world.now + timedelta(days=20)) == 1
    row = case_of(going)
    assert (row.closed_on, row.closed_as) == (MOVES_ON, ClosingReason.MOVED_AWAY)
    assert row.milestones.get(code=MilestoneCode.CASE_CLOSED).recorded_by_id == going.world.ids["marieke"]
    assert not [task for task in plan_of(row.code).values() if task.is_open]
    assert Placement.rows.get(case=row).until_on == MOVES_ON
    assert moving_day(going.world.now + timedelta(days=21)) == 0


def test_a_home_that_was_decided_meanwhile_is_free_on_that_day_too(going):
    Placement.rows.filter(case=case_of(going)).update(is_active=True, until_on=None)

    assert moving_day(going.world.now + timedelta(days=20)) == 1
    row = Placement.rows.get(case=case_of(going))
    assert (row.is_active, row.until_on) == (False, MOVES_ON)


def test_a_night_that_was_missed_closes_it_the_next_day(going):
    assert moving_day(going.world.now + timedelta(days=23)) == 1
    assert Placement.rows.get(case=case_of(going)).until_on == MOVES_ON


@pytest.mark.parametrize("days", [0, -3])
def test_who_lives_there_already_leaves_a_closed_case(settled, days):
    accept(settled, offer(settled), arrival_on=TODAY + timedelta(days=days))

    assert case_of(settled).closed_on == TODAY


def test_nobody_closes_it_as_moved_before_the_day_but_a_lead_may_close_it(going):
    with pytest.raises(NotFound, match="no_such_transfer"):
        close_moved(**by(going))
    closing_actions.close(
        **by(going),
        reason=ClosingReason.MOVED_AWAY,
        seen=plan_version(going.families["amal"]),
        knows_of_terms=True,
    )

    assert case_of(going).closed_on == TODAY
    assert Placement.rows.get(case=case_of(going)).until_on == MOVES_ON  # they live in it until then
    assert moving_day(going.world.now + timedelta(days=20)) == 0


def close_by_hand(going):
    seen = plan_version(going.families["amal"])
    closing_actions.close(**by(going), reason=ClosingReason.MOVED_AWAY, seen=seen, knows_of_terms=True)


def test_a_case_that_was_closed_before_they_move_is_opened_again_with_the_home_they_live_in(going, log_in):
    open_ones = {key for key, task in plan_of(going.families["amal"]).items() if task.is_open}
    close_by_hand(going)
    page = reverse("reopen_case", args=[going.families["amal"]])
    assert page in log_in("marieke").get(reverse("case", args=[going.families["amal"]])).content.decode()

    assert closing_actions.reopen(**by(going), reason="Zij zijn er nog.") is False

    assert case_of(going).closed_on is None
    assert {key for key, task in plan_of(going.families["amal"]).items() if task.is_open} == open_ones
    row = Placement.rows.get(case=case_of(going))
    assert (row.is_active, row.until_on) == (False, MOVES_ON)
    assert home_of(going.families["amal"], today=TODAY) == row.unit_id

    assert moving_day(going.world.now + timedelta(days=20)) == 1
    assert case_of(going).closed_on == MOVES_ON


def test_once_they_moved_it_is_not_opened_again(going, log_in):
    close_by_hand(going)
    Transfer.rows.update(moves_on=TODAY)

    with pytest.raises(Conflict, match="case_was_handed_over"):
        closing_actions.reopen(**by(going), reason="Toch.")
    page = reverse("reopen_case", args=[going.families["amal"]])
    assert page not in log_in("marieke").get(reverse("case", args=[going.families["amal"]])).content.decode()


@pytest.fixture
def housed_meanwhile(amal):
    """Amal's family landed and goes elsewhere; its home was not there yet, and another was decided since. It is closed.

    Bea's family comes after them.
    """
    amal.family("bea", n_children=1)
    actions.decide(**by(amal), unit=amal.units["W-LEVEL"], reason="Dicht bij school.")
    landed = MilestoneRecord(MilestoneCode.LANDED, actual_on=TODAY - timedelta(days=1))
    record_milestones(**by(amal), records=[landed], source="person")
    accept(amal, offer(amal), arrival_on=MOVES_ON)
    amal.home("W-SOON", bedrooms=3, available_from=TODAY - timedelta(days=30))
    later = {"now": amal.world.now + timedelta(hours=1)}
    actions.decide(**by(amal) | later, unit=amal.units["W-SOON"], reason="Tot zij verhuizen.")
    close_by_hand(amal)
    assert not Placement.rows.filter(is_active=True).exists()
    return amal


def test_a_home_that_was_decided_after_the_answer_is_theirs_again_when_it_is_opened_again(housed_meanwhile):
    assert closing_actions.reopen(**by(housed_meanwhile), reason="Zij zijn er nog.") is False

    row = Placement.rows.get(case=case_of(housed_meanwhile), is_active=True)
    assert (row.unit_id, row.until_on) == (housed_meanwhile.units["W-SOON"], None)
    assert case_of(housed_meanwhile).milestones.filter(code=MilestoneCode.HOME_DECIDED).exists()


def test_if_somebody_else_has_that_home_meanwhile_it_is_said_to_be_lost(housed_meanwhile):
    theirs = by(housed_meanwhile) | {"case": housed_meanwhile.families["bea"]}
    actions.decide(**theirs, unit=housed_meanwhile.units["W-SOON"], reason="Dichtbij.")

    assert closing_actions.reopen(**by(housed_meanwhile), reason="Zij zijn er nog.") is True

    assert not Placement.rows.filter(case=case_of(housed_meanwhile), is_active=True).exists()
    assert not case_of(housed_meanwhile).milestones.filter(code=MilestoneCode.HOME_DECIDED).exists()


def test_who_was_handed_over_while_abroad_is_not_opened_again_before_the_day_they_come_there(amal, log_in):
    accept(amal, offer(amal), arrival_on=TODAY + timedelta(days=120))
    assert case_of(amal).closed_on == TODAY

    with pytest.raises(Conflict, match="case_was_handed_over"):
        closing_actions.reopen(**by(amal), reason="Zij zijn er nog niet.")
    assert case_of(amal).closed_on == TODAY
    shown = log_in("marieke").get(reverse("case", args=[amal.families["amal"]]))
    assert shown.status_code == 200
    assert reverse("reopen_case", args=[amal.families["amal"]]) not in shown.content.decode()


def test_who_goes_elsewhere_is_not_offered_again(going):
    with pytest.raises(Conflict, match="case_goes_elsewhere"):
        offer(going)


def test_the_page_that_offers_a_household_says_who_accepted_it_and_asks_nothing_any_more(settled, log_in):
    page = reverse("transfer_case", args=[settled.families["amal"]])
    assert 'name="why"' in log_in("marieke").get(page).content.decode()

    transfer = offer(settled)
    accept(settled, transfer, arrival_on=MOVES_ON)
    shown = log_in("marieke").get(page).content.decode()

    assert "Havermeer neemt dit gezin over." in shown
    assert reverse("transfer", args=[transfer]) in shown
    assert 'name="why"' not in shown
    assert "Wat meegaat bij aannemen" not in shown


def test_for_who_goes_elsewhere_no_home_is_sought(amal):
    landed = MilestoneRecord(MilestoneCode.LANDED, actual_on=TODAY - timedelta(days=1))
    record_milestones(**by(amal), records=[landed], source="person")
    seek = {"permission": Permission.PLACEMENT_PROPOSE, "today": TODAY}
    assert amal.families["amal"] in waiting_cases(amal.world.actor("marieke"), HERE, **seek)
    accept(amal, offer(amal), arrival_on=MOVES_ON)

    assert case_of(amal).closed_on is None
    assert amal.families["amal"] not in waiting_cases(amal.world.actor("marieke"), HERE, **seek)


def test_the_household_reads_who_works_on_it_until_which_day_and_whom_to_call(going, log_in):
    Municipality.rows.filter(pk=ELSEWHERE).update(phone="14 0999")
    newcomer(going)
    client = log_in("samir")
    for name in ("case", "moving"):
        shown = unescape(client.get(reverse(name, args=[going.families["amal"]])).content.decode())
        assert "verhuist u naar Havermeer" in shown
        assert "Tot die dag blijft uw dossier hier open" in shown
        assert "gaat niet vanzelf mee" in shown
        assert "tel:140999" in shown
    assert "Uw dossier is nu bij" not in client.get(reverse("this_week")).content.decode()


def test_who_left_the_household_does_not_read_where_it_goes(settled, log_in):
    newcomer(settled, member=2)
    let_member_leave(**by(settled), member=2, left_on=TODAY, reason="Apart gaan wonen.")
    accept(settled, offer(settled), arrival_on=MOVES_ON)

    for name in ("case", "moving"):
        answer = log_in("samir").get(reverse(name, args=[settled.families["amal"]]))
        assert "Havermeer" not in answer.content.decode()


def test_who_works_on_it_reads_that_what_they_record_stays_here_and_the_other_side_reads_nothing_more(going, log_in):
    case, page = reverse("case", args=[going.families["amal"]]), reverse("transfer", args=[going.transfer])
    shown = unescape(log_in("marieke").get(case).content.decode())
    assert "Wat hier vanaf nu wordt vastgelegd, gaat niet mee" in shown
    assert page in shown
    assert "Bied" not in shown
    leads = unescape(log_in("lena").get(case).content.decode())
    assert "Wat hier vanaf nu wordt vastgelegd, gaat niet mee" in leads
    assert "wacht op antwoord" not in leads
    assert log_in("lena").get(reverse("moving", args=[going.families["amal"]])).status_code == 404
    assert "Tot die dag blijft hun dossier hier open" in log_in("marieke").get(page).content.decode()
    there = log_in("hatice").get(page)
    assert there.status_code == 200
    assert "dossier hier open" not in there.content.decode()
    assert log_in("hatice").get(case).status_code == 404
    assert not AuditRow.rows.filter(chain=ELSEWHERE, case_code=going.families["amal"]).exists()


def test_who_offered_it_reads_that_somebody_was_born_since_and_the_other_side_does_not(going, log_in):
    page, said = reverse("transfer", args=[going.transfer]), "Het gezin is hier veranderd"
    assert said not in log_in("marieke").get(page).content.decode()
    change(going, Birth(BABY))

    assert said in log_in("marieke").get(page).content.decode()
    assert said not in log_in("hatice").get(page).content.decode()


def test_who_still_lives_here_has_their_home_on_its_page(going, log_in):
    shown = log_in("marieke").get(reverse("case_home", args=[going.families["amal"]])).content.decode()

    assert "Dicht bij school." in shown
    assert log_in("marieke").get(reverse("undo_home", args=[going.families["amal"]])).status_code == 200


@pytest.mark.parametrize("is_done", [False, True])
def test_a_birth_that_is_not_reported_yet_is_to_be_reported_there_within_the_same_term(settled, is_done):
    change(settled, Birth(BABY))
    (task,) = Task.rows.filter(case__code=settled.families["amal"], template="G22")
    if is_done:
        finish_task(**by(settled), task=task.pk, done_on=TODAY)
    code = accept(settled, offer(settled), arrival_on=TODAY + timedelta(days=1))
    there = Task.rows.get(case__code=code, template="G22")

    assert (there.limit_on, there.is_open) == (TODAY + timedelta(days=3), not is_done)
