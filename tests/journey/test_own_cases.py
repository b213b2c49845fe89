"""The case that a municipality has for itself: one each, with its own plan, and never counted as a household."""

from datetime import timedelta

import pytest

from hervest.accounts.actor import system
from hervest.audit.models import AuditRow
from hervest.cli.init import create
from hervest.core.errors import NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import Route
from hervest.households.actions import save_household
from hervest.journey import (
    actions,
    closing_actions,
    plan_queries,
    queries,
    staffing_queries,
    task_actions,
    week_queries,
    worklist_queries,
)
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, Task
from hervest.journey.own_case_actions import choose_sponsor_programme, open_own_case
from hervest.journey.vocabulary import CaseKind, ClosingReason, MilestoneCode, Phase, TeamRole
from hervest.journey.worklist_queries import WorkFilters
from hervest.portal import queries as portal
from households.families import HADDAD


@pytest.fixture
def own(world):
    """Molenveen's own case, opened by Marieke."""
    return open_own_case(by=world.actor("marieke"), now=world.now, municipality="GM9001").code


def decide(world, own, days):
    on = world.today + timedelta(days=days)
    planned, actual = (on, None) if days > 0 else (None, on)
    record = MilestoneRecord(MilestoneCode.DECIDED, planned_on=planned, actual_on=actual)
    by = world.actor("marieke")
    actions.record_milestones(by=by, now=world.now, case=own, records=[record], source="person")


def titles(own):
    return list(Task.rows.filter(case__code=own).order_by("template").values_list("template", flat=True))


def work(world, key, scope="cases"):
    filters = [WorkFilters(scope=scope, show=show) for show in ("week", "later", "undated")]
    found = [worklist_queries.worklist(world.actor(key), today=world.today, filters=each) for each in filters]
    return {row.key.template for each in found for row in each.page.rows}


def test_it_has_the_tasks_that_are_meant_for_it_waiting_for_the_decision(world, own):
    assert titles(own) == ["A01", "A02", "A03", "A04", "A05", "A06"]
    assert set(Task.rows.filter(case__code=own).values_list("due_on", flat=True)) == {None}

    decide(world, own, 30)

    row = Task.rows.get(case__code=own, template="A04")
    assert (row.due_on, row.holder) == (world.today + timedelta(days=30), TeamRole.CASE_LEAD)
    assert queries.case_of(own).phase is Phase.CONSIDERATION


def open_titles(code):
    return set(Task.rows.filter(case__code=code, is_open=True).values_list("template", flat=True))


def test_recruiting_groups_is_asked_only_where_there_is_a_programme(world, own):
    elsewhere = open_own_case(by=world.actor("hatice"), now=world.now, municipality="GM9002").code

    assert "A06" in titles(own)
    assert "A06" not in titles(elsewhere)


def test_a_lead_says_that_there_is_no_programme_any_more_and_the_plan_follows(world, own, log_in):
    client, address = log_in("lena"), "/settings/programme/GM9001/"

    assert client.post(address, {"has_programme": "no"}).status_code == 303
    assert open_titles(own).isdisjoint({"A06"})
    assert AuditRow.rows.filter(verb="sponsor_programme.set", chain="GM9001").count() == 1
    assert client.post(address, {"has_programme": "yes"}).status_code == 303
    assert "A06" in open_titles(own)
    assert client.post(address, {"has_programme": ""}).status_code == 200


@pytest.mark.parametrize("person", ["sander", "joris", "hatice", "bas", "fenna"])
def test_nobody_else_says_whether_there_is_a_programme(world, own, log_in, person):
    assert log_in(person).get("/settings/programme/GM9001/").status_code == 404
    with pytest.raises((NotAllowed, NotFound)):
        choose_sponsor_programme(by=world.actor(person), now=world.now, municipality="GM9001", has_programme=False)
    choose_sponsor_programme(by=world.actor("lena"), now=world.now, municipality="GM9001", has_programme=False)
    assert "A06" not in open_titles(own)


def test_a_municipality_has_one_and_asking_again_gives_the_same(world, own):
    again = open_own_case(by=world.actor("lena"), now=world.now, municipality="GM9001")

    assert again.code == own
    assert own.startswith("G-")
    assert Case.rows.filter(kind=CaseKind.MUNICIPALITY).count() == 1
    assert again.route is None


def test_it_is_opened_with_the_municipality(db, world):
    create("GM0363", "Voorbeeldstad", "els@voorbeeld.example", world.now)

    (case,) = Case.rows.filter(municipality_id="GM0363")
    assert (case.kind, case.route) == (CaseKind.MUNICIPALITY, "")
    assert create("GM0363", "Voorbeeldstad", "els@voorbeeld.example", world.now) is None
    assert Case.rows.filter(municipality_id="GM0363").count() == 1


@pytest.mark.parametrize(
    ("key", "may"), [("lena", True), ("marieke", True), ("sander", False), ("hatice", False), ("bas", False)]
)
def test_a_lead_opens_it_by_hand_and_nobody_else(world, key, may):
    if may:
        assert open_own_case(by=world.actor(key), now=world.now, municipality="GM9001").code
    else:
        with pytest.raises(NotAllowed):
            open_own_case(by=world.actor(key), now=world.now, municipality="GM9001")


def test_a_lead_who_leads_no_cases_is_told_that_nobody_leads_it(log_in, world):
    code = open_own_case(by=world.actor("lena"), now=world.now, municipality="GM9001").code
    assert f"/cases/{code}/team/" in log_in("lena").get("/week/").content.decode()

    by = world.actor("lena")
    actions.join_team(by=by, now=world.now, case=code, person=world.ids["marieke"], role=TeamRole.CASE_LEAD)

    assert f"/cases/{code}/team/" not in log_in("lena").get("/week/").content.decode()


def test_its_work_stands_on_the_lists_of_who_does_it(world, own):
    by = world.actor("marieke")
    for key, role in (("joris", TeamRole.HOUSING_OFFICER), ("fenna", TeamRole.SPONSOR_COORDINATOR)):
        actions.join_team(by=by, now=world.now, case=own, person=world.ids[key], role=role)
    decide(world, own, 30)

    assert work(world, "marieke") >= {"A01", "A02", "A04", "A05"}
    assert work(world, "joris") == {"A03"}
    assert work(world, "fenna") == {"A06"}
    assert work(world, "sander", "all") == set()


def test_finishing_the_decision_records_it(world, own):
    decide(world, own, 3)
    task = Task.rows.get(case__code=own, template="A04").pk
    task_actions.finish_task(
        by=world.actor("marieke"),
        now=world.now,
        case=own,
        task=task,
        done_on=world.today,
        dates={MilestoneCode.DECIDED: world.today},
        reason="De raad besloot eerder.",
    )

    found = {row.code: row.is_actual for row in plan_queries.milestones(world.actor("marieke"), own, today=world.today)}
    assert found[MilestoneCode.DECIDED]


def test_milestones_of_a_household_are_none_of_its_own(world, own):
    shown = portal.case_page(world.actor("marieke"), own, today=world.today)

    assert set(shown.undated) == {MilestoneCode.DECIDED}
    with pytest.raises(RuleBroken, match="milestone_not_of_this_case"):
        actions.move_milestone(
            by=world.actor("marieke"),
            now=world.now,
            case=own,
            milestone=MilestoneCode.ARRIVED,
            member=None,
            on=world.today,
            is_actual=True,
            reason="?",
            seen=queries.plan_version(own),
        )


def test_it_is_no_household_in_lists_counts_and_searches(world, own):
    by = world.actor("marieke")
    family = actions.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code

    listed = queries.case_list(by, queries.CaseFilters(), today=world.today)
    found = queries.search(by, "-0", today=world.today, limit=9)

    assert [row.ref.code for row in listed.rows] == [family]
    assert [ref.code for ref in found.rows] == [family]
    assert week_queries.n_in_team(by, today=world.today) == 1
    waiting = queries.open_cases(by, queries.Permission.PLACEMENT_PROPOSE, today=world.today)
    assert [ref.code for ref in waiting] == [family]
    assert [row.ref.code for row in week_queries.own_cases(by, today=world.today)] == [own]


def test_it_counts_not_among_households_without_coordinator(world):
    open_own_case(by=system("init"), now=world.now, municipality="GM9001")
    assert week_queries.unled(world.actor("lena"), today=world.today).n_households == 0

    actions.open_case(by=system("x"), now=world.now, municipality="GM9001", route=Route.STATUS_HOLDER)
    assert week_queries.unled(world.actor("lena"), today=world.today).n_households == 1


def test_an_own_case_that_nobody_leads_is_told_to_its_lead_and_stands_in_the_log(world):
    code = open_own_case(by=world.actor("lena"), now=world.now, municipality="GM9001").code
    lead, other = world.actor("lena"), world.actor("hatice")

    assert week_queries.unled(lead, today=world.today).own == (code,)
    assert code in lead.reads.listed["GM9001"]
    assert week_queries.unled(other, today=world.today).own == ()
    actions.join_team(by=lead, now=world.now, case=code, person=world.ids["marieke"], role=TeamRole.CASE_LEAD)
    assert week_queries.unled(world.actor("lena"), today=world.today).own == ()


@pytest.mark.parametrize("person", ["marieke", "sander", "anouk", "lena", "hatice"])
def test_the_ways_to_say_who_leads_agree(world, person):
    codes = {
        key: actions.open_case(by=world.actor(key), now=world.now, municipality=place, route=Route.RESETTLEMENT).code
        for key, place in (("marieke", "GM9001"), ("sander", "GM9001"), ("hatice", "GM9002"))
    }
    actions.join_team(
        by=world.actor("lena"), now=world.now, case=codes["sander"], person=world.ids["anouk"], role=TeamRole.GUIDE
    )
    mine = staffing_queries.my_teams_now(world.actor(person), world.today)
    leading = staffing_queries.leading(world.today)

    for case in Case.rows.filter(code__in=codes.values()):
        leads = leading.filter(case=case, person_id=world.ids[person]).exists()
        assert mine.leads(case.pk, case.municipality_id) == leads
        led = Case.rows.filter(staffing_queries.led_in(case.municipality_id, world.today), pk=case.pk).exists()
        assert led == leading.filter(case=case).exists()
    assert (person in codes) == any(mine.leads(case.pk, case.municipality_id) for case in Case.rows.all())


def test_nobody_lives_in_it_and_no_home_is_found_for_it(log_in, world, own):
    browser = log_in("marieke")

    assert browser.get(f"/cases/{own}/household/").status_code == 404
    assert browser.get(f"/cases/{own}/home/").status_code == 404
    with pytest.raises(NotFound):
        save_household(by=world.actor("marieke"), now=world.now, case=own, record=HADDAD)


def test_its_page_says_in_its_own_words_what_it_is(log_in, world, own):
    page = log_in("marieke").get(f"/cases/{own}/").content.decode()

    assert "Eigen dossier van Molenveen" in page
    assert f"/cases/{own}/household/" not in page
    assert f"/cases/{own}/home/" not in page
    assert f"/cases/{own}/plan/" in page
    assert "Eigen dossier van Molenveen" in log_in("marieke").get("/cases/").content.decode()
    assert log_in("hatice").get(f"/cases/{own}/").status_code == 404


def test_the_list_of_cases_offers_the_lead_to_open_it_and_nobody_else(log_in, world):
    assert "/cases/own/GM9001/open/" in log_in("lena").get("/cases/").content.decode()
    assert "/cases/own/GM9001/open/" not in log_in("sander").get("/cases/").content.decode()

    answer = log_in("lena").post("/cases/own/GM9001/open/", {"submission": "a1"})

    assert answer.status_code == 303
    assert Case.rows.get(kind=CaseKind.MUNICIPALITY).code in answer.headers["Location"]
    assert "/cases/own/GM9001/open/" not in log_in("lena").get("/cases/").content.decode()


def test_it_closes_for_a_reason_of_its_own_and_stays_the_one_of_the_municipality(world, own):
    by, seen = world.actor("marieke"), queries.plan_version(own)
    with pytest.raises(RuleBroken, match="reason_not_for_this_case"):
        closing_actions.close_case(by=by, now=world.now, case=own, reason=ClosingReason.MOVED_AWAY, seen=seen)

    closing_actions.close_case(by=by, now=world.now, case=own, reason=ClosingReason.PARTICIPATION_ENDED, seen=seen)

    assert open_own_case(by=by, now=world.now, municipality="GM9001").closed_on == world.today
