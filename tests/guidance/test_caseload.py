"""How many hours who carries: codes and numbers for the lead, one's own for a worker, and nothing of families."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidance.supported import act, decides, make_family
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import Route
from hervest.guidance.caseload_actions import _kept, set_working_hours
from hervest.guidance.caseload_queries import caseload, reads_caseload
from hervest.guidance.caseload_vocabulary import HoursFrom
from hervest.guidance.models import WorkingHours
from hervest.journey import actions
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import TeamMember
from hervest.journey.vocabulary import MilestoneCode, TeamRole
from people import ELSEWHERE, HERE


@pytest.fixture
def family(begin):
    return begin(make_family)


def of(world, key):
    (found,) = caseload(world.actor(key), today=world.today)
    return found


def row_of(world, reader, worker):
    return next(row for row in of(world, reader).workers if row.person == world.ids[worker])


def has(world, worker, minutes, by="lena", *, seen=0, place=HERE):
    how = {"municipality": place, "person": world.ids[worker], "minutes": minutes, "seen": seen}
    set_working_hours(by=world.actor(by), now=world.now, **how)


def page_of(browser, name, *args):
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def expects(world, on):
    """A household that Sander leads and Anouk guides, expected on a day."""
    case = actions.open_case(by=world.actor("sander"), now=world.now, municipality=HERE, route=Route.RESETTLEMENT).code
    if on:
        record = MilestoneRecord(MilestoneCode.ARRIVED, None, planned_on=on)
        actions.record_milestones(**act(world, case), records=[record], source="person")
    world.joins(case, "anouk", TeamRole.GUIDE_COORDINATOR, by="sander")
    return case


def test_who_guides_and_who_coordinates_carry_what_was_decided_and_the_lead_reads_codes_and_numbers(
    log_in, world, family
):
    decides(world, family, "heavy", reason="Rima mist haar zus.")

    guide, lead = row_of(world, "lena", "anouk"), row_of(world, "lena", "sander")
    assert (guide.forecast.now, guide.n_households, guide.loads) == (240, 1, ())
    assert (lead.forecast.now, lead.n_households) == (60, 1)
    more = {family, *(make_family(world) for _ in range(2))}
    shown = page_of(log_in("lena"), "caseload")
    assert set(row_of(world, "lena", "anouk").codes) == more
    assert "Anouk Bakker" in shown
    assert family in shown
    for word in ("Rima", "Samir", "Haddad", "zus"):
        assert word not in shown


def test_the_hours_of_one_or_two_households_tell_a_lead_nothing_of_each(log_in, world, family):
    """Four hours a week over one household is its band, which is of tier P2."""
    decides(world, family, "heavy")
    others = [family, make_family(world)]

    row = row_of(world, "lena", "anouk")
    shown = page_of(log_in("lena"), "caseload")

    assert (row.n_households, row.codes, row.loads) == (2, (), ())
    assert not any(code in shown for code in others)
    assert row_of(world, "anouk", "anouk").codes == tuple(sorted(others))


def test_a_worker_reads_their_own_hours_household_by_household_and_nobody_elses(log_in, world, family):
    decides(world, family, "heavy")
    found = of(world, "anouk")

    assert [row.name for row in found.workers] == ["Anouk Bakker"]
    assert [(load.code, load.minutes, load.hours_from) for load in found.workers[0].loads] == [
        (family, 240, HoursFrom.DECIDED)
    ]
    assert "Sander Bos" not in page_of(log_in("anouk"), "caseload")
    assert [row.name for row in of(world, "lotte").workers] == ["Lotte Mulder"]


@pytest.mark.parametrize("key", ["carla", "gijs", "ruben", "saskia", "fenna", "samir", "joris", "bas", "aad"])
def test_who_neither_leads_nor_carries_has_no_such_page(log_in, world, everybody, key):
    assert not reads_caseload(world.actor(key))
    assert log_in(key).get(reverse("caseload")).status_code == 404


@pytest.mark.parametrize("key", ["lena", "marieke", "sander", "anouk"])
def test_who_leads_or_carries_finds_it_in_the_menu(log_in, world, family, key):
    assert f'href="{reverse("caseload")}"' in page_of(log_in(key), "caseload")


def test_a_household_of_which_nobody_decided_counts_as_assumed(world, family):
    row = row_of(world, "anouk", "anouk")

    assert (row.forecast.now, row.n_assumed, row.loads[0].hours_from) == (120, 1, HoursFrom.ASSUMED)


def test_a_household_that_is_expected_counts_from_the_week_of_its_arrival(world, family):
    on = world.today + timedelta(days=17)
    expects(world, on)

    weeks = row_of(world, "anouk", "anouk").forecast.weeks
    assert [week.minutes for week in weeks[:4]] == [120, 120, 240, 240]
    assert len(weeks) == 26


def test_on_a_day_nobody_knows_it_is_named_and_not_counted(log_in, world, family):
    code = expects(world, None)

    assert of(world, "lena").without_day == (code,)
    assert row_of(world, "lena", "anouk").forecast.peak.minutes == 120
    assert of(world, "anouk").without_day == ()
    assert code in page_of(log_in("lena"), "caseload")


def test_more_than_a_worker_has_is_warned_of_from_the_first_week_on(log_in, world, family):
    expects(world, world.today + timedelta(days=17))
    has(world, "anouk", 200)

    forecast = row_of(world, "lena", "anouk").forecast
    assert (forecast.available, forecast.first_over.monday) == (200, world.today + timedelta(days=14))
    assert "te vol vanaf" in page_of(log_in("lena"), "caseload")
    assert "te vol vanaf" in page_of(log_in("anouk"), "caseload")
    has(world, "anouk", 300, seen=1)
    assert row_of(world, "lena", "anouk").forecast.first_over is None
    has(world, "anouk", None, seen=2)
    assert row_of(world, "lena", "anouk").forecast.available is None


def test_hours_that_nobody_carries_are_named_to_the_lead(log_in, world, family):
    TeamMember.rows.filter(case__code=family, role__in=[TeamRole.GUIDE_COORDINATOR, TeamRole.CASE_LEAD]).delete()

    assert of(world, "lena").carried_by_nobody == (family,)
    assert "Niemand draagt de uren van" in page_of(log_in("lena"), "caseload")


@pytest.mark.parametrize("key", ["sander", "anouk", "hatice", "fenna", "joris"])
def test_nobody_but_the_lead_says_how_many_hours_somebody_has(log_in, world, family, key):
    with pytest.raises((NotAllowed, NotFound)):
        has(world, "anouk", 600, by=key)
    assert log_in(key).get(reverse("set_working_hours", args=[HERE, world.ids["anouk"]])).status_code == 404


def test_the_lead_sets_hours_on_a_page_and_somebody_elses_word_meanwhile_is_shown(log_in, world, family):
    browser, page = log_in("lena"), reverse("set_working_hours", args=[HERE, world.ids["anouk"]])
    assert browser.post(page, {"hours": "2,5", "seen": "0"}).status_code == 303
    assert WorkingHours.rows.get().minutes_per_week == 150

    shown = unescape(browser.post(page, {"hours": "4", "seen": "0"}).content.decode())
    assert "Iemand heeft deze uren intussen aangepast" in shown
    with pytest.raises(Conflict):
        has(world, "anouk", 10, seen=0)
    with pytest.raises(RuleBroken, match="hours_beyond"):
        has(world, "anouk", 90 * 60, seen=1)


@pytest.mark.parametrize("worker", ["joris", "ruben", "hatice", "samir"])
def test_hours_are_of_who_can_carry_a_household_there(world, family, worker):
    with pytest.raises(NotFound):
        has(world, worker, 600)
    with pytest.raises((NotAllowed, NotFound)):
        has(world, "wim", 600, place=ELSEWHERE)


def test_hours_that_were_set_at_the_same_instant_are_not_overwritten(world, family):
    has(world, "anouk", 600)

    assert not _kept(HERE, world.ids["anouk"], {"minutes_per_week": 10, "set_at": world.now, "set_by_id": 1}, seen=0)
    assert not _kept(HERE, world.ids["anouk"], {"minutes_per_week": 10}, seen=7)
    assert WorkingHours.rows.get().minutes_per_week == 600


def test_more_households_cost_no_more_questions(world, family):
    def asked():
        with CaptureQueriesContext(connection) as found:
            of(world, "lena")
        return len(found)

    cost_of_one = asked()
    for _ in range(3):
        make_family(world)
    assert asked() == cost_of_one
