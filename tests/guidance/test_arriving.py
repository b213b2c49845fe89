"""The first 48 hours, the day of arrival and the round after it: planned, ticked once, and read by whom it is for."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from hervest.audit.models import AuditRow
from hervest.core.clock import AMSTERDAM
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.guidance.arriving_actions import (
    add_run_line,
    plan_run_line,
    record_hand_over,
    take_hand_over_back,
    tick_run_line,
)
from hervest.guidance.arriving_models import HandOver, RunLine
from hervest.guidance.arriving_queries import run_sheet
from hervest.guidance.arriving_rules import HandOverSaid, LinePlan
from hervest.guidance.arriving_vocabulary import ItemState, LineReaders, Sheet
from hervest.guidance.hand_over_queries import first_hours
from hervest.households.actions import let_member_leave, save_household
from hervest.households.record_queries import record_of
from hervest.households.record_rules import HouseholdRecord, MemberRecord, NeedRecord
from hervest.households.vocabulary import MemberRole, NeedKind, Sex
from hervest.journey import actions
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Task
from hervest.journey.task_actions import finish_task, set_task_state, undo_finish
from hervest.journey.vocabulary import MilestoneCode, TaskState, TeamRole
from people import HERE

SAMIR, BABY = MemberNo(1), MemberNo(2)
WELCOME = LinePlan(at=time(14, 30), place="Kerkstraat 12", who="Anouk Bakker, 06 12345678")
OWN = LinePlan(text="Taart van de buren", who="mevrouw Jansen", place="op nummer 14")


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """Landed yesterday and here today: Samir and a baby; Sander leads, Anouk guides, COA, a group and a GP are told."""
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.RESETTLEMENT).code
    days = (
        MilestoneRecord(MilestoneCode.LANDED, None, actual_on=world.today - timedelta(days=2)),
        MilestoneRecord(MilestoneCode.ARRIVED, None, planned_on=world.today),
    )
    actions.record_milestones(by=by, now=world.now, case=case, records=days, source="person")
    members = (
        MemberRecord(SAMIR, MemberRole.HEAD, "Samir", "Haddad", date(1990, 5, 1), Sex.MALE),
        MemberRecord(BABY, MemberRole.CHILD, "Noor", "Haddad", world.today - timedelta(days=300), Sex.FEMALE),
    )
    needs = (NeedRecord(SAMIR, NeedKind.WHEELCHAIR),)
    save_household(by=by, now=world.now, case=case, record=HouseholdRecord(members=members, needs=needs))
    for key, role in (("anouk", TeamRole.GUIDE_COORDINATOR), ("carla", TeamRole.COA_LIAISON)):
        world.joins(case, key, role, by="sander")
    world.joins(case, "samir", TeamRole.NEWCOMER, by="sander", member=SAMIR)
    world.joins(case, "gijs", TeamRole.GP, by="sander", member=SAMIR)
    world.sponsored(case, "saskia", "fenna")
    return case


def by(world, key, family):
    return {"by": world.actor(key), "now": world.now, "case": family}


def sheet_of(world, key, family, sheet=Sheet.ARRIVAL):
    return run_sheet(world.actor(key), family, sheet, today=world.today)


def line_of(world, key, family, slot):
    return next(line for line in sheet_of(world, key, family).lines if line.slot == slot)


def slots(world, key, family):
    return {line.slot for line in sheet_of(world, key, family).lines}


def said(world, **differs):
    at = datetime.combine(world.today, time(9, 30), AMSTERDAM)
    return replace(HandOverSaid(at, "Yara, COA Schiphol", world.ids["sander"], "Gemeentehuis"), **differs)


def verbs(family, start="guidance"):
    rows = AuditRow.rows.filter(case_code=family, verb__startswith=start)
    return list(rows.order_by("number").values_list("verb", flat=True))


def test_the_sheet_begins_with_what_this_household_needs(world, family):
    found = {line.slot: line for line in sheet_of(world, "sander", family).lines}

    assert {"welcome", "nappies", "cot", "child_seats", "wheelchair_travel", "cash"} <= found.keys()
    assert found["nappies"].n == 1
    assert "move" not in found


def test_what_somebody_needs_who_left_stands_on_the_sheet_no_more(world, family):
    record = record_of(family)
    needs = (*record.needs, NeedRecord(BABY, NeedKind.CARE_FROM_DAY_ONE), NeedRecord(None, NeedKind.AID))
    save_household(**by(world, "sander", family), record=replace(record, needs=needs))
    assert {"care", "aids"} <= slots(world, "sander", family)

    let_member_leave(**by(world, "sander", family), member=BABY, left_on=world.today, reason="Bij haar tante.")

    assert "care" not in slots(world, "sander", family)
    assert "aids" in slots(world, "sander", family)


def test_who_is_told_reads_what_is_for_them_and_nothing_above_it(world, family):
    add_run_line(**by(world, "anouk", family), sheet=Sheet.ARRIVAL, plan=replace(OWN, readers=LineReaders.TEAM))
    everybody, sponsor = slots(world, "anouk", family), slots(world, "saskia", family)

    kept = everybody - sponsor
    assert {"cash", "wheelchair_travel", "aids"} < kept
    assert any(slot.startswith("own-") for slot in kept)
    assert "nappies" in sponsor
    assert "welcome" in slots(world, "carla", family) & slots(world, "samir", family)
    assert "cash" not in slots(world, "carla", family)
    with pytest.raises(NotFound):
        sheet_of(world, "gijs", family)
    with pytest.raises(NotFound):
        sheet_of(world, "lotte", family)


def test_a_group_reads_who_and_when_and_the_place_only_once_they_are_there(world, family):
    plan_run_line(**by(world, "anouk", family), slot="welcome", plan=WELCOME, seen=0)
    line = line_of(world, "saskia", family, "welcome")

    assert (line.plan.at, line.plan.who, line.plan.place) == (WELCOME.at, WELCOME.who, "")
    assert line.is_place_kept
    arrived = (MilestoneRecord(MilestoneCode.ARRIVED, None, actual_on=world.today),)
    actions.record_milestones(**by(world, "sander", family), records=arrived, source="person")
    assert line_of(world, "saskia", family, "welcome").plan.place == WELCOME.place
    assert line_of(world, "anouk", family, "welcome").plan == WELCOME


def test_lines_stand_in_the_order_of_the_day_and_one_that_is_left_out_can_come_back(world, family):
    plan_run_line(**by(world, "sander", family), slot="house", plan=LinePlan(at=time(9, 0)), seen=0)
    plan_run_line(**by(world, "sander", family), slot="welcome", plan=LinePlan(at=time(8, 0)), seen=0)
    assert [line.slot for line in sheet_of(world, "anouk", family).lines][:2] == ["welcome", "house"]

    plan_run_line(**by(world, "anouk", family), slot="cot", plan=LinePlan(is_left_out=True), seen=0)
    assert "cot" not in slots(world, "saskia", family)
    assert [line.slot for line in sheet_of(world, "anouk", family).left_out] == ["cot"]
    assert sheet_of(world, "saskia", family).left_out == ()
    plan_run_line(**by(world, "anouk", family), slot="cot", plan=LinePlan(), seen=1)
    assert "cot" in slots(world, "saskia", family)


def test_two_who_plan_one_line_at_once_do_not_overwrite_each_other(world, family):
    plan_run_line(**by(world, "anouk", family), slot="welcome", plan=WELCOME, seen=0)

    with pytest.raises(Conflict, match="line_changed_meanwhile"):
        plan_run_line(**by(world, "sander", family), slot="welcome", plan=LinePlan(), seen=0)
    assert line_of(world, "sander", family, "welcome").plan == WELCOME


def test_a_form_that_came_second_shows_both_and_keeps_what_was_typed(world, family, log_in):
    client, here = log_in("sander"), reverse("plan_run_line", args=[family, "welcome"])
    stale = {"at": "16:00", "who": "Sander", "readers": "everybody", "seen": "0"}
    plan_run_line(**by(world, "anouk", family), slot="welcome", plan=WELCOME, seen=0)

    text = client.post(here, stale).content.decode()
    assert "14:30" in text
    assert 'value="16:00"' in text
    assert line_of(world, "anouk", family, "welcome").plan == WELCOME
    assert client.post(here, stale | {"seen": "1"}).status_code == 303
    assert line_of(world, "anouk", family, "welcome").plan.at == time(16, 0)


def test_a_line_of_ones_own_is_written_by_who_works_on_the_case_only(world, family):
    number = add_run_line(**by(world, "anouk", family), sheet=Sheet.ROUND, plan=OWN)
    assert RunLine.rows.get(pk=number).text == OWN.text

    with pytest.raises(RuleBroken, match="line_says_nothing"):
        add_run_line(**by(world, "anouk", family), sheet=Sheet.ROUND, plan=LinePlan())
    for key, wrong in (("saskia", NotAllowed), ("samir", NotAllowed), ("fenna", NotFound), ("lotte", NotAllowed)):
        with pytest.raises(wrong):
            add_run_line(**by(world, key, family), sheet=Sheet.ROUND, plan=OWN)
    with pytest.raises(NotFound):
        plan_run_line(**by(world, "anouk", family), slot="own-999", plan=OWN, seen=0)
    with pytest.raises(NotFound):
        plan_run_line(**by(world, "anouk", family), slot="move", plan=LinePlan(), seen=0)


def test_a_sponsor_ticks_on_the_spot_and_everybody_sees_who_did(world, family):
    assert tick_run_line(**by(world, "saskia", family), slot="nappies", is_done=True)

    line = line_of(world, "sander", family, "nappies")
    assert (line.is_done, line.ticked_by, line.ticked_at) == (True, world.person("saskia").name, world.now)
    tick_run_line(**by(world, "fenna", family), slot="welcome", is_done=True)
    with pytest.raises(RuleBroken, match="tick_of_somebody_else"):
        tick_run_line(**by(world, "saskia", family), slot="welcome", is_done=False)
    assert tick_run_line(**by(world, "fenna", family), slot="welcome", is_done=False)
    assert tick_run_line(**by(world, "sander", family), slot="nappies", is_done=False)
    assert not line_of(world, "saskia", family, "nappies").is_done


def test_who_does_not_read_a_line_cannot_tick_it_and_the_household_ticks_nothing(world, family):
    for key, slot in (("saskia", "cash"), ("samir", "welcome"), ("carla", "cash")):
        with pytest.raises(NotFound):
            tick_run_line(**by(world, key, family), slot=slot, is_done=True)
    with pytest.raises(NotAllowed):
        tick_run_line(**by(world, "lotte", family), slot="welcome", is_done=True)
    assert tick_run_line(**by(world, "anouk", family), slot="cash", is_done=True)


def test_of_ticks_that_come_in_late_the_one_made_last_stands(world, family):
    early, late = world.now - timedelta(hours=2), world.now - timedelta(hours=1)
    assert tick_run_line(**by(world, "saskia", family), slot="meal", is_done=False, at=late)
    assert not tick_run_line(**by(world, "anouk", family), slot="meal", is_done=True, at=early)

    assert not line_of(world, "anouk", family, "meal").is_done
    tick_run_line(**by(world, "anouk", family), slot="meal", is_done=True, at=world.now + timedelta(days=3))
    assert line_of(world, "anouk", family, "meal").ticked_at == world.now


def test_a_tick_that_is_sent_twice_is_done_once(world, family, log_in):
    client, here = log_in("saskia"), reverse("tick_run_line", args=[family, "nappies"])
    sent = {"done": "yes", "submission": "a" * 32, "at": "2026-11-23T08:00:00.000Z"}

    assert [client.post(here, sent).status_code for _ in range(3)] == [303, 303, 303]
    assert verbs(family, "arrival.ticked") == ["arrival.ticked"]
    assert client.post(here, {"done": "perhaps"}).status_code == 400
    assert client.post(here, {"done": "yes", "at": "yesterday"}).status_code == 400
    assert verbs(family, "arrival.ticked") == ["arrival.ticked"]


def test_with_a_line_its_task_is_done_where_nothing_is_in_its_way(world, family):
    before = dict(Task.rows.filter(case__code=family).values_list("template", "state"))
    assert before["E05"] != TaskState.DONE
    Task.rows.filter(case__code=family, template="E01").update(state=TaskState.NOT_NEEDED)

    tick_run_line(**by(world, "anouk", family), slot="house", is_done=True)
    tick_run_line(**by(world, "anouk", family), slot="keys", is_done=True)

    after = dict(Task.rows.filter(case__code=family).values_list("template", "state"))
    assert after["E05"] == TaskState.DONE
    assert line_of(world, "anouk", family, "house").open_works == ()


def test_a_tick_by_who_may_not_finish_the_task_leaves_the_task_open_beside_it(world, family):
    Task.rows.filter(case__code=family, template="E01").update(state=TaskState.NOT_NEEDED)
    tick_run_line(**by(world, "saskia", family), slot="house", is_done=True)

    line = line_of(world, "anouk", family, "house")
    assert line.is_done
    assert [row.key.template for row in line.open_works] == ["E05"]


def test_what_was_not_completed_at_the_hand_over_is_work_of_the_municipality(world, family):
    done = Task.rows.get(case__code=family, template="D03", member_no=1)
    finish_task(**by(world, "sander", family), task=done.pk, done_on=world.today, reason="Gezien.")
    before = first_hours(world.actor("sander"), family, today=world.today)
    assert before.n_open == 9

    assert record_hand_over(**by(world, "carla", family), said=said(world)) == 9

    after = first_hours(world.actor("sander"), family, today=world.today)
    assert (after.n_open, after.may_hand_over) == (0, False)
    assert (after.handed_over.given_by, after.handed_over.taken_by) == ("Yara, COA Schiphol", "Sander Bos")
    states = [cell.state for item in after.items for cell in item.cells]
    assert states.count(ItemState.PASSED_ON) == 9
    assert states.count(ItemState.DONE) == 1
    made = Task.rows.filter(case__code=family, template="", state=TaskState.TO_DO)
    assert made.count() == 9
    assert {row.member_no for row in made} == {1, 2}
    assert all(row.due_on > world.today for row in made)
    assert Task.rows.get(case__code=family, template="D07").state == TaskState.DONE


def test_a_hand_over_is_recorded_once_by_who_may_and_as_it_can_have_been(world, family):
    for key in ("saskia", "samir", "gijs", "lotte"):
        with pytest.raises(NotAllowed):
            record_hand_over(**by(world, key, family), said=said(world))
    with pytest.raises(RuleBroken, match="handed_over_in_the_future"):
        record_hand_over(**by(world, "sander", family), said=said(world, at=world.now + timedelta(hours=1)))
    with pytest.raises(NotFound):
        record_hand_over(**by(world, "sander", family), said=said(world, taken_by=world.ids["saskia"]))
    for on in (world.today - timedelta(days=9), date(1900, 1, 1)):
        early = datetime.combine(on, time(9, 30), AMSTERDAM)
        with pytest.raises(RuleBroken, match="handed_over_before_landing"):
            record_hand_over(**by(world, "sander", family), said=said(world, at=early))
    assert HandOver.rows.count() == 0

    record_hand_over(**by(world, "anouk", family), said=said(world))
    with pytest.raises(Conflict, match="handed_over_already"):
        record_hand_over(**by(world, "sander", family), said=said(world))


def test_a_hand_over_that_is_taken_back_leaves_everything_as_it_was(world, family):
    def stands():
        rows = Task.rows.filter(case__code=family).order_by("pk")
        return [(row.template, row.member_no, row.state, row.reason, row.waiting_for) for row in rows]

    waits = Task.rows.get(case__code=family, template="D05", member_no=1)
    said_of = {"state": TaskState.WAITING_FOR, "waiting_for": "IND Den Bosch", "reason": "Gebeld."}
    set_task_state(**by(world, "sander", family), task=waits.pk, **said_of)
    before = stands()
    record_hand_over(**by(world, "sander", family), said=said(world))
    assert first_hours(world.actor("sander"), family, today=world.today).handed_over.may_undo

    assert take_hand_over_back(**by(world, "sander", family))
    assert stands() == before
    assert not take_hand_over_back(**by(world, "sander", family))
    assert record_hand_over(**by(world, "sander", family), said=said(world)) == 10


def test_what_somebody_did_with_the_work_that_followed_stays_when_the_hand_over_is_taken_back(world, family):
    record_hand_over(**by(world, "sander", family), said=said(world))
    begun = Task.rows.filter(case__code=family, template="").order_by("pk").first()
    set_task_state(**by(world, "sander", family), task=begun.pk, state=TaskState.BUSY)

    assert not first_hours(world.actor("sander"), family, today=world.today).handed_over.may_undo
    take_hand_over_back(**by(world, "sander", family))
    left = Task.rows.filter(case__code=family, template="")
    assert [row.pk for row in left] == [begun.pk]


def test_a_hand_over_whose_task_was_opened_again_can_still_be_taken_back(world, family):
    record_hand_over(**by(world, "sander", family), said=said(world))
    ends = Task.rows.get(case__code=family, template="D07")
    undo_finish(**by(world, "sander", family), task=ends.pk)

    assert take_hand_over_back(**by(world, "sander", family))
    assert HandOver.rows.count() == 0


def test_a_tick_that_comes_in_late_dates_its_task_by_when_it_was_made(world, family):
    Task.rows.filter(case__code=family, template="E01").update(state=TaskState.NOT_NEEDED)
    made = world.now - timedelta(days=1)
    tick_run_line(**by(world, "anouk", family), slot="house", is_done=True, at=made)

    assert Task.rows.get(case__code=family, template="E05").done_on == world.today - timedelta(days=1)
    tick_run_line(**by(world, "anouk", family), slot="house", is_done=False)
    line = line_of(world, "anouk", family, "house")
    assert (line.is_done, line.is_task_done) == (False, True)
    with pytest.raises(RuleBroken, match="tick_too_old"):
        tick_run_line(**by(world, "anouk", family), slot="meal", is_done=True, at=world.now - timedelta(days=15))


def test_what_is_left_out_is_not_ticked_and_a_line_that_never_was_is_not_there(world, family, log_in):
    plan_run_line(**by(world, "anouk", family), slot="cot", plan=LinePlan(is_left_out=True), seen=0)
    with pytest.raises(NotFound):
        tick_run_line(**by(world, "anouk", family), slot="cot", is_done=True)
    client = log_in("anouk")
    for slot in ("own-" + "9" * 5000, "own-99999999999999999999", "own-", "own--1", "nothing"):
        assert client.post(reverse("tick_run_line", args=[family, slot]), {"done": "yes"}).status_code == 404
        assert client.get(reverse("plan_run_line", args=[family, slot])).status_code == 404
    for at in ("0001-01-01T00:00:00+14:00", "2026-11-23T08:00:00", "9999-12-31T23:59:59-14:00"):
        sent = client.post(reverse("tick_run_line", args=[family, "cash"]), {"done": "yes", "at": at})
        assert sent.status_code == 400


def test_who_does_not_land_has_no_first_hours_and_is_not_handed_over(world):
    sander = world.actor("sander")
    case = actions.open_case(by=sander, now=world.now, municipality=HERE, route=Route.STATUS_HOLDER).code

    assert first_hours(sander, case, today=world.today) is None
    with pytest.raises(NotFound):
        record_hand_over(**by(world, "sander", case), said=said(world))
    assert "move" in slots(world, "sander", case)


def test_who_is_told_reads_no_first_hours(world, family):
    for key in ("saskia", "samir"):
        assert first_hours(world.actor(key), family, today=world.today) is None
    assert first_hours(world.actor("carla"), family, today=world.today) is not None


def test_the_page_for_the_telephone_says_until_when_it_is_kept_and_later_is_not(world, family, log_in):
    kept = log_in("saskia").get(reverse("on_the_day", args=[family]))
    assert kept["X-Kept-Until"].startswith((world.today + timedelta(days=3)).isoformat())
    assert kept["Cache-Control"] == "no-store"

    long_ago = (MilestoneRecord(MilestoneCode.ARRIVED, None, actual_on=world.today - timedelta(days=3)),)
    landed = (MilestoneRecord(MilestoneCode.LANDED, None, actual_on=world.today - timedelta(days=5)),)
    actions.record_milestones(**by(world, "sander", family), records=landed + long_ago, source="person")
    assert "X-Kept-Until" not in log_in("saskia").get(reverse("on_the_day", args=[family])).headers


def test_the_pages_say_what_there_is_to_do_and_lead_to_it(world, family, log_in):
    client = log_in("sander")
    text = client.get(reverse("arrival", args=[family])).content.decode()
    for address in (
        reverse("hand_over", args=[family]),
        reverse("on_the_day", args=[family]),
        reverse("plan_run_line", args=[family, "welcome"]),
        reverse("add_run_line", args=[family, "round"]),
    ):
        assert address in text
        assert client.get(address).status_code == 200
    form = {"on": world.today.isoformat(), "time": "09:15", "given_by": "Yara", "taken_by": str(world.ids["sander"])}
    assert client.post(reverse("hand_over", args=[family]), form | {"given_by": ""}).status_code == 200
    assert client.post(reverse("hand_over", args=[family]), form).status_code == 303
    assert "10 punten ontbraken" in client.get(reverse("arrival", args=[family])).content.decode()
    assert client.post(reverse("undo_hand_over", args=[family])).status_code == 303
    assert HandOver.rows.count() == 0
    assert client.get(reverse("add_run_line", args=[family, "nonsense"])).status_code == 404
    own = log_in("samir").get(reverse("arrival", args=[family])).content.decode()
    assert reverse("tick_run_line", args=[family, "welcome"]) in text
    assert reverse("tick_run_line", args=[family, "welcome"]) not in own
    assert reverse("hand_over", args=[family]) not in own
