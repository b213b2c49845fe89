"""A household goes to another municipality: what each side sees before, while it waits, and afterwards."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from hervest.accounts.actor import system
from hervest.accounts.models import Municipality
from hervest.audit.models import AuditRow
from hervest.core import wall
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import Interpreting, MemberNo, Route
from hervest.households import change_actions, queries
from hervest.households.actions import let_member_leave
from hervest.households.carry_vocabulary import Confided
from hervest.households.change_rules import Birth, Leaving
from hervest.households.choice_models import ParticipationChoice
from hervest.households.models import Household, Member
from hervest.households.record_rules import MemberRecord
from hervest.households.settings import household_settings
from hervest.households.vocabulary import LeftWhy, MemberRole, Sex
from hervest.housing.models import Dwelling
from hervest.journey.actions import join_team, open_case, record_milestones
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, Milestone, Task
from hervest.journey.queries import CaseFilters, case_list, plan_version
from hervest.journey.schedule_queries import schedule
from hervest.journey.vocabulary import ClosingReason, MilestoneCode, TeamRole
from hervest.journey.worklist_queries import plan_of as plan_of_case
from hervest.notices.models import OutboxMessage
from hervest.placement import actions, closing_actions, transfer_actions, transfer_queries, transfer_say_actions
from hervest.placement.agreed_actions import record_stay
from hervest.placement.gather_queries import gather
from hervest.placement.jobs import moving_day
from hervest.placement.models import Placement
from hervest.placement.transfer_models import Transfer, TransferSay
from hervest.placement.transfer_vocabulary import TransferAnswer
from hervest.placement.vocabulary import BridgingPlace
from people import ELSEWHERE, HERE, TODAY
from placement.waiting_families import EXPLANATION, NAME

SAID = {
    "to": ELSEWHERE,
    "why": "Haar zus woont daar.",
    "household_agrees": True,
    "said_on": TODAY - timedelta(days=1),
    "language": "ar",
    "interpreting": Interpreting.PROFESSIONAL,
}
TRANSFERS = "placement_transfer"


def offer(waiting, key="marieke", case="amal", **differs):
    by = {"by": waiting.world.actor(key), "now": waiting.world.now}
    return transfer_actions.offer_transfer(**by, case=waiting.families[case], **SAID | differs)


def answer(waiting, deed, transfer, key="hatice", **given):
    act = getattr(transfer_actions, f"{deed}_transfer")
    return act(by=waiting.world.actor(key), now=waiting.world.now, transfer=transfer, **given)


def accept(waiting, transfer, key="hatice", **differs):
    given = {"coordinator": waiting.world.ids["hatice"], "arrival_on": TODAY + timedelta(days=20)}
    return answer(waiting, "accept", transfer, key, **given | differs)


def rows_of(place):
    """How many rows of each table of a municipality's a request from there would reach, the log aside."""
    with wall.only([place]):
        return {
            model._meta.db_table: model._base_manager.count()
            for model in apps.get_models()
            if model._meta.app_label in {"journey", "households", "placement", "housing"}
        }


def held_by(place):
    """The cases of a municipality, and everything that hangs on them, whatever the database."""
    return {
        "cases": set(Case.rows.filter(municipality=place).values_list("code", flat=True)),
        "households": Household.rows.filter(municipality=place).count(),
        "tasks": Task.rows.filter(municipality=place).count(),
    }


def seen_by(waiting, key):
    page = case_list(waiting.world.actor(key), CaseFilters(), today=TODAY, number=1)
    return {row.ref.code for row in page.rows}


# While it waits


def test_while_it_waits_the_other_side_sees_how_many_come_and_why_and_nothing_of_them(settled, log_in):
    before = held_by(ELSEWHERE)
    transfer = offer(settled, confided=[Confided.RELATIVES])

    page = log_in("hatice").get(reverse("transfer", args=[transfer]))
    words = page.content.decode()
    assert "Haar zus woont daar." in words
    assert "4 personen" in words
    assert not [word for word in (NAME, EXPLANATION, settled.families["amal"], "Marieke") if word in words]
    assert held_by(ELSEWHERE) == before
    for name in ("case", "household", "case_plan", "transfer_case"):
        assert log_in("hatice").get(reverse(name, args=[settled.families["amal"]])).status_code == 404
    assert settled.families["amal"] in log_in("lena").get(reverse("transfer", args=[transfer])).content.decode()
    assert settled.families["amal"] in seen_by(settled, "sander") | seen_by(settled, "lena")


@pytest.mark.second_wall
def test_in_the_database_the_other_side_reaches_the_offer_and_no_row_beside_it(settled):
    before = rows_of(ELSEWHERE)
    transfer = offer(settled)

    assert {table for table, n in rows_of(ELSEWHERE).items() if n != before[table]} == {TRANSFERS}
    with wall.only([ELSEWHERE]):
        assert Transfer.rows.filter(pk=transfer).exists()
        assert not Transfer.rows.filter(pk=transfer, case__code__isnull=False).exists()
    with wall.only(["GM0999"]):
        assert not Transfer.rows.exists()


def test_work_goes_on_here_while_it_waits(settled):
    offer(settled)
    by = {"by": settled.world.actor("marieke"), "now": settled.world.now, "case": settled.families["amal"]}

    record_milestones(
        **by, records=[MilestoneRecord(MilestoneCode.CARD_ISSUED, MemberNo(1), actual_on=TODAY)], source="person"
    )
    assert home_of(settled) is not None


def home_of(waiting):
    row = Placement.rows.filter(case__code=waiting.families["amal"], is_active=True).first()
    return row.unit_id if row else None


# Accepted


def test_accepted_the_household_has_a_plan_there_and_its_old_case_stays_open_until_it_moves(settled):
    old = settled.families["amal"]
    new = accept(settled, offer(settled))

    row = Case.rows.get(code=new)
    assert (row.municipality_id, row.route) == (ELSEWHERE, "resettlement")
    page = queries.household_page(settled.world.actor("hatice"), new, today=TODAY)
    assert [line.record.first_name for line in page.members] == [f"{NAME}amal{no}" for no in (1, 2, 3, 4)]
    tasks = {(task.template, task.member_no): task for task in Task.rows.filter(case=row)}
    assert {key for key, task in tasks.items() if task.state == "done"} == {("F05", 1)}
    assert (tasks["F05", 1].done_by_id, tasks["F05", 1].reason) == (None, "")
    assert tasks["C10", 0].is_open  # a general practitioner there
    known = {found.code: found.actual_on or found.planned_on for found in Milestone.rows.filter(case=row)}
    assert known == {
        "LANDED": TODAY - timedelta(days=9),
        "ALLOCATED": TODAY,
        "ARRIVED": TODAY + timedelta(days=20),
    }
    assert row.team.get().person_id == settled.world.ids["hatice"]
    said = ParticipationChoice.rows.get(household__case=row)
    assert (said.answer, said.said_on, said.by_id) == ("no", TODAY, settled.world.ids["hatice"])
    assert Case.rows.get(code=old).closed_on is None
    assert home_of(settled) is None


def says_of_home(waiting, case, log_in, key="marieke"):
    text = unescape(log_in(key).get(reverse("why_not", args=[case, waiting.units["W-LEVEL"]])).content.decode())
    return [line for line in ("al toegewezen of gereserveerd tot", "al toegewezen of vastgezet") if line in text]


def test_until_they_move_their_home_is_taken_and_who_finds_homes_reads_until_when(settled, log_in):
    samir, moves_on = settled.family("samir", n_children=2), TODAY + timedelta(days=20)
    assert says_of_home(settled, samir, log_in) == ["al toegewezen of vastgezet"]
    transfer = offer(settled)
    accept(settled, transfer, arrival_on=moves_on)

    row = Placement.rows.get(case__code=settled.families["amal"])
    assert (row.is_active, row.until_on) == (False, moves_on)
    gathered = gather(HERE, [samir], today=TODAY)
    assert gathered.leaving == {settled.units["W-LEVEL"]: moves_on}
    assert gather(HERE, [samir], today=moves_on).residents == {}
    table = log_in("joris").get(reverse("matching_table")).content.decode()
    assert "W-LEVEL is bezet tot het gezin verhuist" in table
    assert "2 plekken zijn vrij" in table
    assert (
        "Hun woning hier is bezet tot zij verhuizen"
        in log_in("marieke").get(reverse("transfer", args=[transfer])).content.decode()
    )
    assert "Hun woning" not in log_in("hatice").get(reverse("transfer", args=[transfer])).content.decode()


@pytest.mark.parametrize(("comes_after", "said"), [(21, ["al toegewezen of gereserveerd tot"]), (40, [])])
def test_only_who_comes_after_they_moved_can_get_their_home(settled, log_in, comes_after, said):
    samir = settled.family("samir", n_children=2, days=comes_after)
    accept(settled, offer(settled), arrival_on=TODAY + timedelta(days=20))

    assert says_of_home(settled, samir, log_in) == said
    by = {"by": settled.world.actor("marieke"), "now": settled.world.now, "case": samir}
    if said:
        with pytest.raises(Conflict, match="unit_taken"):
            actions.decide(**by, unit=settled.units["W-LEVEL"], reason="Dichtbij.")
        return
    actions.decide(**by, unit=settled.units["W-LEVEL"], reason="Dichtbij.")
    assert gather(HERE, [samir], today=TODAY).leaving == {}


def test_among_the_homes_for_who_comes_later_it_says_until_when_it_is_taken(settled, log_in):
    samir, moves_on = settled.family("samir", n_children=2, days=40), TODAY + timedelta(days=20)
    page, words = reverse("case_home", args=[samir]), "W-LEVEL is bezet tot het gezin verhuist"
    assert words not in log_in("marieke").get(page).content.decode()
    accept(settled, offer(settled), arrival_on=moves_on)

    answer = log_in("marieke").get(page)
    views = {view.place: view for group in answer.context["shown"].groups for view in group.rows}
    assert views["W-LEVEL"].free_from == moves_on
    assert {view.leaving_on for place, view in views.items() if place != "W-LEVEL"} == {None}
    assert answer.content.decode().count(words) == 1


@pytest.mark.parametrize("why", ["they stay in a hotel", "it is not there yet"])
def test_a_home_that_waits_for_who_is_here_already_is_free_at_once(settled, why):
    if why == "they stay in a hotel":
        by = {"by": settled.world.actor("marieke"), "now": settled.world.now, "case": settled.families["amal"]}
        record_stay(**by, place=BridgingPlace.HOTEL, from_on=TODAY, until_on=TODAY + timedelta(days=40))
    else:
        Dwelling.rows.filter(units__pk=settled.units["W-LEVEL"]).update(available_from=TODAY + timedelta(days=40))
    accept(settled, offer(settled), arrival_on=TODAY + timedelta(days=60))

    assert gather(HERE, [], today=TODAY).residents == {}


def test_a_home_in_which_nobody_lived_yet_is_free_at_once(amal):
    by = {"by": amal.world.actor("marieke"), "now": amal.world.now, "case": amal.families["amal"]}
    actions.decide(**by, unit=amal.units["W-LEVEL"], reason="Dicht bij school.")
    landed = MilestoneRecord(MilestoneCode.LANDED, actual_on=TODAY - timedelta(days=1))
    record_milestones(**by, records=[landed], source="person")
    accept(amal, offer(amal), arrival_on=TODAY + timedelta(days=20))

    assert gather(HERE, [], today=TODAY).residents == {}


def plan_of(code):
    return {(task.template, task.member_no): task for task in Task.rows.filter(case__code=code)}


LINKED = "Het gezin was al in Nederland: een andere gemeente droeg het over, en COA koppelt niet opnieuw."
LIVES_HERE = "Het gezin woonde hier al toen deze gemeente het dossier overnam."
ARRIVAL_OVER = "De dag van aankomst was voorbij toen deze gemeente het dossier overnam."


def not_needed(tasks):
    """The rows that are not asked for, by the reason that stands there."""
    found = {}
    for (template, _), task in tasks.items():
        if task.state == "not_needed":
            found.setdefault(task.reason, set()).add(template)
    return found


@pytest.mark.parametrize(("days", "is_over"), [(0, False), (1, False), (2, True), (8, True)])
def test_who_lives_there_already_is_not_asked_for_what_came_before_that(settled, days, is_over):
    tasks = plan_of(accept(settled, offer(settled), arrival_on=TODAY - timedelta(days=days)))

    found = not_needed(tasks)
    assert found[LINKED] == {"B01", "B03"}
    assert found[LIVES_HERE] == {"C01", "C02", "C04", "C05", "C07", "C08", "C19", "C20", "C29"}
    assert found.get(ARRIVAL_OVER, set()) == ({"E01", "E03", "E04", "E05"} if is_over else set())
    still_asked = {"B02", "B04", "B05", "C09", "C10", "C13", "C15", "E02", "F01", "F03", "G08"}
    assert still_asked <= {template for (template, _), task in tasks.items() if task.is_open}


def test_who_is_linked_with_another_municipality_before_they_came_is_linked_anew(amal):
    tasks = plan_of(accept(amal, offer(amal), arrival_on=None))

    assert not_needed(tasks) == {}
    assert {tasks[key, 0].is_open for key in ("B01", "B03", "C01", "C17")} == {True}


def test_nobody_there_is_named_as_having_done_what_was_done_before(settled, log_in):
    new = accept(settled, offer(settled), arrival_on=TODAY + timedelta(days=18))
    hatice, rows = settled.world.actor("hatice"), {}
    for row in plan_of_case(hatice, new, today=TODAY):
        rows.setdefault(row.state, []).append(row)

    assert rows["done"]
    assert {(row.holder_names, row.holders_left, row.done_by) for row in rows["done"]} == {((), (), "")}
    assert any("Hatice Kaya" in row.holder_names for row in rows["to_do"])
    page = log_in("hatice").get(reverse("task", args=[new, rows["done"][0].id])).content.decode()
    facts = page.split('<dl class="hv-kv">')[1].split("</dl>")[0]
    assert "Afgerond" in facts
    assert "Hatice Kaya" not in facts


def test_who_landed_already_has_a_plan_there_in_which_everything_counts_from_a_day(settled):
    settled_before = plan_of(settled.families["amal"])
    arrival_on = TODAY + timedelta(days=150)
    tasks = plan_of(accept(settled, offer(settled), arrival_on=arrival_on))

    undated = {key for key, task in tasks.items() if task.is_open and task.due_on is None}
    assert undated == {("J06", 0)}  # counts from the day on which the case is closed
    assert tasks["B02", 0].due_on == TODAY + timedelta(days=7)
    assert tasks["C02", 0].due_on == TODAY + timedelta(weeks=10)
    assert tasks["H03", 1].limit_on == arrival_on + timedelta(weeks=10)  # a new term: registered on the arrival
    assert not_needed(tasks) == {
        "Was voor de landing, en die is geweest.": {"C06", "C16", "C17", "C18", "C24", "C25", "C27", "C28"},
        LINKED: {"B01", "B03"},
    }
    assert {tasks[key, 0].state for key in ("C01", "C07", "E01")} <= {"to_do", "waiting_start"}
    undone = ("D03", 1)  # since the landing: nobody did it, and moving does not do it
    assert tasks[undone].state == settled_before[undone].state == "to_do"
    assert settled_before[undone].due_on < tasks[undone].due_on == TODAY  # late there, and not here on the first day


def test_nothing_is_due_there_before_the_day_on_which_it_was_taken_over(settled):
    tasks = plan_of(accept(settled, offer(settled), arrival_on=TODAY + timedelta(days=18)))

    due = {key: task.due_on for key, task in tasks.items() if task.is_open and task.kind != "legal" and task.due_on}
    assert min(due.values()) == TODAY
    assert due["B02", 0] >= TODAY
    assert tasks["F05", 1].state == "done"
    assert tasks["F05", 1].due_on == plan_of(settled.families["amal"])["F05", 1].due_on


def test_coa_and_the_new_municipality_expect_no_message_about_who_is_in_the_country_already(settled):
    new = accept(settled, offer(settled), arrival_on=TODAY + timedelta(days=18))
    by = settled.world.actor("hatice")
    own = open_case(by=by, now=settled.world.now, municipality=ELSEWHERE, route=Route.RESETTLEMENT).code

    assert schedule(by, new, today=TODAY).n_open == 0
    assert schedule(by, own, today=TODAY).n_open > 0


def test_who_came_before_the_answer_was_linked_when_they_came_and_their_days_can_be_mended(settled):
    came = TODAY - timedelta(days=3)
    new = accept(settled, offer(settled), arrival_on=came)

    known = {found.code: found.actual_on for found in Milestone.rows.filter(case__code=new)}
    assert known == {"LANDED": TODAY - timedelta(days=9), "ALLOCATED": came, "ARRIVED": came}
    by = {"by": settled.world.actor("hatice"), "now": settled.world.now, "case": new, "source": "person"}
    record_milestones(**by, records=[MilestoneRecord(MilestoneCode.LANDED, actual_on=TODAY - timedelta(days=10))])
    with pytest.raises(RuleBroken, match="milestones_out_of_order"):
        record_milestones(**by, records=[MilestoneRecord(MilestoneCode.ALLOCATED, actual_on=TODAY)])


def test_accepted_neither_side_sees_the_other_and_the_old_side_reads_its_closed_case(settled, log_in):
    old = settled.families["amal"]
    transfer = offer(settled)
    new = accept(settled, transfer)

    for key, mine, theirs in (("hatice", new, old), ("lena", old, new)):
        client = log_in(key)
        assert client.get(reverse("case", args=[mine])).status_code == 200
        assert client.get(reverse("case", args=[theirs])).status_code == 404
        told = client.get(reverse("transfer", args=[transfer])).content.decode()
        assert mine in told
        assert theirs not in told
    closed, samirs = pages_on_the_day_of_the_move(settled, log_in, old, settled.family("samir"))
    assert "Hatice" not in closed
    assert reverse("reopen_case", args=[old]) not in closed
    assert reverse("reopen_case", args=[settled.families["samir"]]) in samirs
    assert not AuditRow.rows.filter(chain=HERE, case_code=new).exists()
    assert not AuditRow.rows.filter(chain=ELSEWHERE, case_code=old).exists()
    for chain, code in ((HERE, new), (ELSEWHERE, old)):
        assert not [row for row in AuditRow.rows.filter(chain=chain) if code in str(row.detail)]


def pages_on_the_day_of_the_move(waiting, log_in, moved, stopped):
    """What a lead reads of the case that the night closed, and of one that somebody closed for another reason."""
    on_that_day = waiting.world.now + timedelta(days=20)
    assert moving_day(on_that_day) == 1
    closing_actions.close(
        by=waiting.world.actor("lena"),
        now=on_that_day,
        case=stopped,
        reason=ClosingReason.NOT_ARRIVED,
        seen=plan_version(stopped),
        knows_of_terms=True,
    )
    with time_machine.travel(on_that_day, tick=False):
        client = log_in("lena", at=on_that_day)
        return tuple(client.get(reverse("case", args=[code])).content.decode() for code in (moved, stopped))


def test_who_has_still_to_land_is_linked_there_today_and_their_landing_goes_along(amal):
    new = accept(amal, offer(amal), arrival_on=None)

    known = {found.code: (found.planned_on, found.actual_on) for found in Milestone.rows.filter(case__code=new)}
    assert known == {"LANDED": (TODAY + timedelta(days=100), None), "ALLOCATED": (None, TODAY)}
    assert Case.rows.get(code=amal.families["amal"]).closed_as == ClosingReason.REALLOCATED


@pytest.mark.parametrize("confided", [(), tuple(Confided)])
def test_what_is_for_named_readers_goes_along_only_if_the_household_wants_it(amal, confided):
    new = accept(amal, offer(amal, confided=confided), arrival_on=None)

    assert {need.explanation for need in Household.rows.get(case__code=new).needs.all()} == {
        EXPLANATION if confided else ""
    }


def test_the_other_municipality_can_hand_the_household_back_and_nobody_opens_the_old_case_again(settled):
    settled.families["back"] = accept(settled, offer(settled))
    back = offer(settled, key="hatice", case="back", to=HERE)
    again = accept(settled, back, key="lena", coordinator=settled.world.ids["sander"])

    assert Case.rows.get(code=again).municipality_id == HERE
    assert Household.rows.get(case__code=again).members.count() == 4
    assert Task.rows.get(case__code=again, template="F05", member_no=1).state == "done"

    on_that_day, old = settled.world.now + timedelta(days=20), settled.families["amal"]
    moving_day(on_that_day)
    assert Case.rows.get(code=old).closed_on == TODAY + timedelta(days=20)
    with pytest.raises(Conflict, match="case_was_handed_over"):
        closing_actions.reopen(by=settled.world.actor("lena"), now=on_that_day, case=old, reason="Toch.")


# Refused, withdrawn, overtaken


@pytest.mark.parametrize(("deed", "key"), [("refuse", "hatice"), ("withdraw", "lena")])
def test_refused_or_withdrawn_nothing_of_it_is_left_there(settled, log_in, deed, key):
    before = held_by(ELSEWHERE)
    transfer = offer(settled)
    answer(settled, deed, transfer, key, **({"answer": "Geen woning die past."} if deed == "refuse" else {}))

    assert held_by(ELSEWHERE) == before
    assert log_in("hatice").get(reverse("transfer", args=[transfer])).status_code == 404
    assert "Haar zus" not in log_in("hatice").get(reverse("transfers")).content.decode()
    kept = log_in("lena").get(reverse("transfer", args=[transfer])).content.decode()
    assert ("Geen woning die past." in kept) is (deed == "refuse")
    assert Case.rows.get(code=settled.families["amal"]).closed_on is None
    for late in ("accept", "refuse", "withdraw"):
        given = {"accept": {"coordinator": settled.world.ids["hatice"]}, "refuse": {"answer": "x"}}.get(late, {})
        with pytest.raises((NotFound, Conflict)):
            answer(settled, late, transfer, "lena" if late == "withdraw" else "hatice", **given)
    offer(settled)  # it can be offered anew


def test_closing_the_case_takes_the_offer_back(settled):
    transfer = offer(settled)
    closing_actions.close(
        by=settled.world.actor("lena"),
        now=settled.world.now,
        case=settled.families["amal"],
        reason=ClosingReason.GUIDANCE_FINISHED,
        seen=plan_version(settled.families["amal"]),
        knows_of_terms=True,
    )

    assert Transfer.rows.get(pk=transfer).state == "withdrawn"
    with pytest.raises(NotFound):
        accept(settled, transfer)


def test_who_was_offered_as_four_is_not_taken_as_three(settled):
    transfer, case = offer(settled), settled.families["amal"]
    by = {"by": settled.world.actor("marieke"), "now": settled.world.now, "case": case}
    left = Leaving(frozenset({MemberNo(2)}), TODAY, LeftWhy.SEPARATED)
    change_actions.record_change(**by, change=left, reason="Verteld.", seen=plan_version(case))

    with pytest.raises(RuleBroken, match="people_changed_meanwhile"):
        accept(settled, transfer)
    assert Transfer.rows.get(pk=transfer).state == "offered"
    answer(settled, "withdraw", transfer, "lena")
    assert accept(settled, offer(settled))


BABY = MemberRecord(MemberNo(0), MemberRole.CHILD, f"{NAME}kind", born_on=TODAY, sex=Sex.FEMALE)


def change(waiting, *changes):
    case = waiting.families["amal"]
    by = {"by": waiting.world.actor("marieke"), "now": waiting.world.now, "case": case}
    for each in changes:
        change_actions.record_change(**by, change=each, reason="Verteld.", seen=plan_version(case))


def dies(member, **differs):
    return Leaving(frozenset({MemberNo(member)}), TODAY, LeftWhy.DIED, **differs)


def test_of_as_many_people_but_others_it_is_not_the_household_that_agreed(settled):
    transfer = offer(settled)
    change(settled, Birth(BABY, mother=MemberNo(1)), dies(1, new_head=MemberNo(2)))

    with pytest.raises(RuleBroken, match="people_changed_meanwhile"):
        accept(settled, transfer)
    assert Transfer.rows.get(pk=transfer).state == "offered"
    answer(settled, "withdraw", transfer, "lena")
    assert accept(settled, offer(settled))


def test_who_is_old_enough_to_decide_since_the_offer_was_not_asked(settled):
    birthday = TODAY + timedelta(days=1)
    born_on = birthday.replace(year=birthday.year - household_settings().own_say_from)
    Member.rows.filter(household__case__code=settled.families["amal"], no=3).update(born_on=born_on)
    transfer = offer(settled)
    given = {"transfer": transfer, "coordinator": settled.world.ids["hatice"], "arrival_on": TODAY}

    with pytest.raises(RuleBroken, match="people_changed_meanwhile"):
        transfer_actions.accept_transfer(
            by=settled.world.actor("hatice"), now=settled.world.now + timedelta(days=1), **given
        )
    assert accept(settled, transfer)  # the day before they were still spoken for


def test_of_an_offer_from_before_more_was_kept_only_how_many_they_are_is_compared(settled):
    transfer = offer(settled)
    Transfer.rows.filter(pk=transfer).update(agreed="")
    change(settled, Birth(BABY))
    with pytest.raises(RuleBroken, match="people_changed_meanwhile"):
        accept(settled, transfer)

    change(settled, dies(5))
    assert accept(settled, transfer)


def test_both_sides_read_that_a_household_changed_and_the_other_side_nothing_of_who(settled, log_in):
    transfer = offer(settled)
    there, everywhere = reverse("transfer", args=[transfer]), reverse("transfers")
    for key in ("lena", "hatice"):
        page = log_in(key).get(there).content.decode()
        assert ("is veranderd" in page, "Wacht op antwoord" in page, "Iedereen die oud genoeg is" in page) == (
            False,
            True,
            True,
        )
    assert "Neem dit gezin aan" in page

    change(settled, Birth(BABY, mother=MemberNo(1)), dies(1, new_head=MemberNo(2)))

    ours, theirs = (log_in(key).get(there).content.decode() for key in ("lena", "hatice"))
    assert "trek dit aanbod in en bied het gezin opnieuw aan" in ours
    assert "Vraag Molenveen om dit aanbod in te trekken en het gezin opnieuw aan te bieden" in theirs
    assert not [page for page in (ours, theirs) if "Iedereen die oud genoeg is" in page or "Wacht op antwoord" in page]
    assert not [word for word in (NAME, settled.families["amal"], "geboren", "overleden") if word in theirs]
    done = {"does": "accept", "coordinator": settled.world.ids["hatice"], "arrival_on": TODAY.isoformat()}
    client = log_in("hatice")
    assert "Neem dit gezin aan" not in theirs
    assert client.post(there, done).status_code == 200
    assert Transfer.rows.get(pk=transfer).state == "offered"
    lists = [log_in(key).get(everywhere).content.decode() for key in ("lena", "hatice")]
    assert not [page for page in lists if "Wacht op antwoord" in page or "Opnieuw aan te bieden" not in page]


# Who, and what is asked first


@pytest.mark.parametrize("key", ["sander", "joris", "anouk", "hatice"])
def test_only_a_lead_of_the_own_municipality_offers(amal, key):
    with pytest.raises(NotAllowed):
        offer(amal, key)

    assert offer(amal, "lena")


def test_each_side_does_its_own_part_and_no_other(settled, everybody):
    transfer = offer(settled)
    for key in sorted(set(everybody) - {"hatice"}):
        with pytest.raises(NotAllowed):
            accept(settled, transfer, key)
        with pytest.raises(NotAllowed):
            answer(settled, "refuse", transfer, key, answer="x")
    for key in sorted(set(everybody) - {"marieke", "lena"}):
        with pytest.raises(NotAllowed):
            answer(settled, "withdraw", transfer, key)

    answer(settled, "withdraw", transfer, "lena")


@pytest.mark.parametrize(
    ("differs", "code"),
    [
        ({"household_agrees": False}, "household_says_no"),
        ({"why": "  "}, "reason_needed"),
        ({"said_on": TODAY + timedelta(days=1)}, "day_still_to_come"),
        ({"to": HERE}, "transfer_goes_elsewhere"),
        ({"to": "GM0999"}, "no_such_municipality"),
    ],
)
def test_without_the_household_a_reason_or_a_place_nothing_is_offered(amal, differs, code):
    with pytest.raises((RuleBroken, NotFound), match=code):
        offer(amal, **differs)

    assert not Transfer.rows.exists()


def test_a_household_is_offered_once_at_a_time_and_never_from_a_closed_case(amal):
    transfer = offer(amal)
    with pytest.raises(Conflict, match="transfer_is_open"):
        offer(amal)
    accept(amal, transfer, arrival_on=None)
    with pytest.raises(Conflict, match="case_is_closed"):
        offer(amal)


@pytest.mark.parametrize(
    ("differs", "code"),
    [
        ({"arrival_on": None}, "arrival_needed"),
        ({"arrival_on": TODAY + timedelta(days=9999)}, "day_far_away"),
        ({"coordinator": "wim"}, "coordinator_is_a_caseworker"),
        ({"coordinator": "sander"}, "coordinator_is_a_caseworker"),
    ],
)
def test_who_leads_it_there_and_since_when_is_asked_before_it_is_taken(settled, differs, code):
    transfer, before = offer(settled), held_by(ELSEWHERE)
    given = {name: settled.world.ids[value] if name == "coordinator" else value for name, value in differs.items()}
    with pytest.raises(RuleBroken, match=code):
        accept(settled, transfer, **given)

    assert held_by(ELSEWHERE) == before
    assert home_of(settled) is not None


# Pages and mails


def test_a_lead_offers_and_the_other_accepts_on_the_pages(settled, log_in):
    case, client = settled.families["amal"], log_in("lena")
    assert reverse("transfer_case", args=[case]) in client.get(reverse("case", args=[case])).content.decode()
    page = client.get(reverse("transfer_case", args=[case])).content.decode()
    assert "Zorgen over bescherming" in page
    sent = SAID | {
        "household_agrees": "yes",
        "language": "nl",
        "interpreting": "professional",
        "confided": ["relatives"],
    }
    assert "eerst aan hen" in client.post(reverse("transfer_case", args=[case]), sent | {"why": ""}).content.decode()
    assert client.post(reverse("transfer_case", args=[case]), sent).status_code == 303
    transfer = Transfer.rows.get()
    assert reverse("transfer", args=[transfer.pk]) in client.get(reverse("case", args=[case])).content.decode()

    client = log_in("hatice")
    assert reverse("transfers") in client.get(reverse("this_week")).content.decode()
    there = reverse("transfer", args=[transfer.pk])
    missed = client.post(there, {"does": "accept", "coordinator": settled.world.ids["hatice"]}).content.decode()
    assert "al in Nederland" in missed
    done = {"does": "accept", "coordinator": settled.world.ids["hatice"], "arrival_on": TODAY.isoformat()}
    transfer_page = client.post(there, done)
    transfer.refresh_from_db()
    assert transfer_page["Location"] == reverse("case", args=[transfer.new_case.code])
    assert reverse("transfers") not in client.get(reverse("this_week")).content.decode()


def test_the_leads_of_the_other_side_are_told_by_mail_without_a_code(settled, settings):
    settings.SENDS_MAIL = True
    transfer = offer(settled)
    asked = OutboxMessage.rows.get()
    assert (asked.person_id, asked.municipality, asked.case_code) == (settled.world.ids["hatice"], ELSEWHERE, "")

    accept(settled, transfer)
    told = OutboxMessage.rows.filter(kind="transfer_ended")
    assert {row.person_id for row in told} == {settled.world.ids[key] for key in ("marieke", "lena")}
    assert {(row.municipality, row.case_code) for row in told} == {(HERE, settled.families["amal"])}


def test_once_accepted_whoever_works_on_the_case_is_told_that_it_goes_on_elsewhere(settled, settings):
    settings.SENDS_MAIL = True
    case, ids = settled.families["amal"], settled.world.ids
    for key, role in (("sander", TeamRole.SCHOOL_OFFICER), ("anouk", TeamRole.GUIDE), ("samir", TeamRole.NEWCOMER)):
        by = {"by": settled.world.actor("marieke"), "now": settled.world.now}
        join_team(**by, case=case, person=ids[key], role=role, until_on=TODAY + timedelta(days=90), **member_of(role))
    refused = offer(settled)
    answer(settled, "refuse", refused, answer="Geen plek.")
    assert not OutboxMessage.rows.filter(kind="case_moves").exists()

    accept(settled, offer(settled))

    told = OutboxMessage.rows.filter(kind="case_moves")
    assert {row.person_id for row in told} == {ids["sander"], ids["anouk"]}  # a lead hears of the answer itself
    assert {(row.municipality, row.case_code) for row in told} == {(HERE, case)}


def member_of(role):
    """Of whom in the household somebody in this role sits there."""
    return {"member": MemberNo(1)} if role is TeamRole.NEWCOMER else {}


def test_how_many_wait_is_counted_where_they_are_answered(settled):
    offer(settled)

    assert transfer_queries.n_to_answer(settled.world.actor("hatice")) == 1
    assert [transfer_queries.n_to_answer(settled.world.actor(key)) for key in ("lena", "sander", "wim")] == [0, 0, 0]


# What the household says while it waits


def say(waiting, answer, key="marieke", member=1, **how):
    transfer_say_actions.say_of_transfer(
        by=waiting.world.actor(key),
        now=waiting.world.now,
        case=waiting.families["amal"],
        member=MemberNo(member),
        answer=answer,
        **how,
    )


RECORDED = {"said_on": TODAY, "language": "ar", "interpreting": Interpreting.PROFESSIONAL}


@pytest.mark.parametrize("answer", [TransferAnswer.NO, TransferAnswer.TALK])
def test_while_somebody_says_no_or_wants_to_talk_nothing_moves_and_the_other_side_hears_no_why(settled, log_in, answer):
    transfer = offer(settled)
    say(settled, answer, text="Liever dicht bij oma.", **RECORDED)

    with pytest.raises(RuleBroken, match="transfer_is_held"):
        accept(settled, transfer)
    assert Transfer.rows.get(pk=transfer).state == "offered"
    assert "Liever dicht bij oma." in log_in("lena").get(reverse("transfer", args=[transfer])).content.decode()
    there = log_in("hatice").get(reverse("transfer", args=[transfer])).content.decode()
    assert "Liever dicht bij oma." not in there
    assert ("kan nu niet worden aangenomen" in there, "Iedereen die oud genoeg is" in there) == (True, False)
    assert "Neem dit gezin aan" not in there  # told before they click, and not after

    say(settled, TransferAnswer.YES, **RECORDED)
    assert accept(settled, transfer)


def test_who_offered_sees_on_their_first_page_and_in_the_list_that_it_is_to_be_talked_over(settled, log_in):
    offer(settled)
    pages = [reverse("this_week"), reverse("transfers")]
    words = ["wil eerst praten", "er is nog iets te bespreken"]
    assert not any(word in log_in("lena").get(page).content.decode() for page, word in zip(pages, words, strict=True))

    say(settled, TransferAnswer.TALK, **RECORDED)

    assert all(word in log_in("lena").get(page).content.decode() for page, word in zip(pages, words, strict=True))
    assert words[0] not in log_in("hatice").get(pages[0]).content.decode()  # they are told where they answer
    say(settled, TransferAnswer.YES, **RECORDED)
    assert words[0] not in log_in("lena").get(pages[0]).content.decode()


@pytest.mark.second_wall
def test_in_the_database_the_other_side_reaches_nothing_of_what_the_household_says(settled):
    before = rows_of(ELSEWHERE)
    offer(settled)
    say(settled, TransferAnswer.NO, **RECORDED)

    assert {table for table, n in rows_of(ELSEWHERE).items() if n != before[table]} == {TRANSFERS}


def test_who_offered_hears_that_somebody_says_otherwise_and_of_a_yes_nothing(settled, settings):
    settings.SENDS_MAIL = True
    offer(settled, "lena")
    say(settled, TransferAnswer.YES, **RECORDED)
    assert not OutboxMessage.rows.filter(kind="transfer_held").exists()

    say(settled, TransferAnswer.NO, **RECORDED)
    (told,) = OutboxMessage.rows.filter(kind="transfer_held")
    assert (told.person_id, told.case_code) == (settled.world.ids["lena"], settled.families["amal"])


@pytest.mark.parametrize("key", ["lena", "sander", "joris", "hatice", "fenna"])
def test_who_works_not_on_the_case_records_nothing_of_it(settled, key):
    offer(settled)
    with pytest.raises(NotAllowed):
        say(settled, TransferAnswer.YES, key, **RECORDED)
    say(settled, TransferAnswer.YES, **RECORDED)


@pytest.mark.parametrize("member", [3, 99])
def test_nobody_speaks_for_a_child_or_for_who_is_not_there(settled, member):
    offer(settled)
    with pytest.raises(NotFound):
        say(settled, TransferAnswer.NO, member=member, **RECORDED)


def test_of_no_offer_or_one_that_is_over_nothing_is_said(settled, log_in):
    page = reverse("moving", args=[settled.families["amal"]])
    with pytest.raises(NotFound):
        say(settled, TransferAnswer.NO, **RECORDED)
    assert log_in("marieke").get(page).status_code == 404
    transfer = offer(settled)
    assert log_in("marieke").get(page).status_code == 200
    with pytest.raises(RuleBroken, match="day_still_to_come"):
        say(settled, TransferAnswer.NO, **RECORDED | {"said_on": TODAY + timedelta(days=1)})
    answer(settled, "withdraw", transfer, "lena")
    assert log_in("marieke").get(page).status_code == 404


def test_a_newcomer_reads_what_goes_along_and_says_no_on_their_own_page(settled, log_in):
    case = settled.families["amal"]
    join_team(
        by=system("test"),
        now=settled.world.now,
        case=case,
        person=settled.world.ids["samir"],
        role=TeamRole.NEWCOMER,
        member=MemberNo(1),
        until_on=TODAY + timedelta(days=90),
    )
    client = log_in("samir")
    page, mine = reverse("moving", args=[case]), reverse("say_of_transfer", args=[case, 1])
    assert page not in client.get(reverse("case", args=[case])).content.decode()
    transfer = offer(settled, confided=[Confided.RELATIVES])

    assert page in client.get(reverse("case", args=[case])).content.decode()
    shown = client.get(page).content.decode()
    assert "Haar zus woont daar." in shown
    assert "Voorstel: u verhuist naar Havermeer" in shown
    assert "Voorstel: Havermeer neemt het over" in log_in("marieke").get(page).content.decode()
    log_in("samir")
    assert mine in shown
    told = {"answer": "no", "text": "Ik blijf liever hier.", "language": "nl", "interpreting": "other"}
    for missing in ("answer", "language", "interpreting"):  # nothing is recorded of them that they did not say
        assert missing in client.post(mine, told | {missing: ""}).context["form"].errors
    assert not TransferSay.rows.exists()
    assert client.post(mine, told)["Location"] == page
    said = TransferSay.rows.get()
    assert (said.member_no, said.answer, said.said_on) == (1, "no", TODAY)
    assert (said.language, said.interpreting) == ("nl", "other")
    assert "Ik blijf liever hier." in client.get(page).content.decode()
    with pytest.raises(RuleBroken, match="transfer_is_held"):
        accept(settled, transfer)


def newcomer(waiting, member=1):
    join_team(
        by=waiting.world.actor("marieke"),
        now=waiting.world.now,
        case=waiting.families["amal"],
        person=waiting.world.ids["samir"],
        role=TeamRole.NEWCOMER,
        member=MemberNo(member),
        until_on=TODAY + timedelta(days=90),
    )


def test_after_it_a_newcomer_is_told_where_their_case_is_and_whom_to_call(settled, log_in):
    Municipality.rows.filter(pk=ELSEWHERE).update(phone="14 0999")
    newcomer(settled)
    week, told = reverse("this_week"), "Uw dossier is nu bij Havermeer"
    transfer = offer(settled)
    assert told not in log_in("samir").get(week).content.decode()

    accept(settled, transfer, arrival_on=TODAY)

    shown = log_in("samir").get(week).content.decode()
    assert told in shown
    assert "tel:140999" in shown
    assert "Bekijk de dossiers" not in shown
    page = reverse("moving", args=[settled.families["amal"]])
    told_there = log_in("samir").get(page)
    assert told_there.status_code == 200
    assert told in told_there.content.decode()
    assert "tel:140999" in told_there.content.decode()
    assert "Haar zus woont daar." not in told_there.content.decode()
    assert log_in("marieke").get(page).status_code == 409  # who worked on it reads the closed case
    assert told not in log_in("sander").get(week).content.decode()


def test_who_left_the_household_is_not_told_where_it_went(settled, log_in):
    newcomer(settled, member=2)
    leaving = {"left_on": TODAY, "reason": "Apart gaan wonen."}
    by = {"by": settled.world.actor("marieke"), "now": settled.world.now, "case": settled.families["amal"]}
    let_member_leave(**by, member=MemberNo(2), **leaving)
    accept(settled, offer(settled), arrival_on=TODAY)

    shown = log_in("samir").get(reverse("this_week"), follow=True).content.decode()
    assert "Havermeer" not in shown
    assert log_in("samir").get(reverse("moving", args=[settled.families["amal"]])).status_code == 404
