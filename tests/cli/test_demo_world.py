"""What the demo shows, on whatever day it is started."""

from collections import Counter
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from hervest.accounts.models import Person
from hervest.accounts.queries import actor_by_email, demo_personas
from hervest.accounts.vocabulary import NOT_GIVEN, Role
from hervest.cli.demo import seed
from hervest.core import clock
from hervest.households.models import Member
from hervest.housing.models import Dwelling
from hervest.journey.models import Case, Task
from hervest.journey.plan_queries import household_phases
from hervest.journey.vocabulary import CaseKind, Phase, TaskState
from hervest.journey.worklist_queries import WorkFilters, worklist
from hervest.placement.match_models import MatchProposal
from hervest.placement.models import Run
from hervest.placement.proposal_queries import TableFilters, table_of
from hervest.placement.transfer_models import Transfer
from hervest.placement.vocabulary import RunState
from hervest.portal.vocabulary import TourCard
from hervest.sponsorship.facts_queries import group_facts
from hervest.sponsorship.models import SponsorGroup
from kept import keep
from people import let_in

pytestmark = pytest.mark.process  # a whole demo for each day: too slow for every change

DAYS = {
    "a Sunday": datetime(2026, 11, 29, 22, 30, tzinfo=UTC),
    "New Year's Day": datetime(2027, 1, 1, 9, 0, tzinfo=UTC),
    "the end of February": datetime(2028, 2, 29, 9, 0, tzinfo=UTC),
    "a summer Saturday": datetime(2027, 7, 31, 9, 0, tzinfo=UTC),
}


@pytest.fixture(scope="session")
def _seeded():
    """First day of a demo -> its rows."""
    return {}


@pytest.fixture(params=DAYS.values(), ids=DAYS.keys())
def today(request, db, _seeded):
    """The demo as it is on its first day: made by the first story of that day, put back for every other."""
    with time_machine.travel(request.param, tick=False):
        if request.param in _seeded:
            _seeded[request.param].put_back()
        else:
            _seeded[request.param] = keep(seed)
        yield clock.day_of(clock.now())


def test_the_demo_shows_every_phase_something_late_due_and_waiting_and_a_solved_run(today):
    households = Case.rows.filter(kind=CaseKind.HOUSEHOLD)
    assert Counter(households.values_list("municipality_id", flat=True)) == {"GM9001": 12, "GM9002": 5, "GM9003": 4}
    dwellings = Counter(Dwelling.rows.values_list("municipality", flat=True))
    assert dwellings == {"GM9001": 25, "GM9002": 6, "GM9003": 6}
    assert 35 <= Member.rows.filter(household__municipality="GM9001").count() <= 45

    in_molenveen = households.filter(municipality="GM9001")
    assert set(in_molenveen.values_list("phase", flat=True)) == set(household_phases())
    assert in_molenveen.filter(closed_on=today).count() == 1
    assert households.filter(phase=Phase.CLOSING, closed_on__isnull=True).exists()
    assert Case.rows.filter(kind=CaseKind.MUNICIPALITY).count() == 3

    marieke = actor_by_email("marieke.de.wit@hervest.example", today=today)
    counts = worklist(marieke, today=today, filters=WorkFilters()).counts
    assert min(counts.critical_late + counts.late, counts.this_week, counts.later) > 0
    assert Task.rows.filter(case__municipality="GM9001", state=TaskState.WAITING_FOR, waiting_for="COA").exists()

    assert list(Run.rows.values_list("state", "is_proven")) == [(RunState.DONE, True)] * 3
    table = table_of(marieke, TableFilters(), today=today, now=clock.now())
    assert table.counts["with"] == len(table.pages.rows) == 3
    assert not table.is_changed

    moved = sorted(Transfer.rows.values_list("from_municipality", "to_municipality", "state"))
    assert moved == [("GM9001", "GM9002", "offered"), ("GM9003", "GM9002", "accepted")]

    ready = group_facts("GM9001", today=today)
    assert [(len(group.members), group.n_women) for group in ready] == [(5, 2), (4, 2), (4, 2)]
    assert all(member.is_admitted for group in ready for member in group.members)
    assert any("ar" in member.languages for member in ready[0].members)
    assert Counter(MatchProposal.rows.values_list("state", flat=True)) == {
        "confirmed": 1,
        "offered_newcomer": 1,
        "draft": 1,
    }
    stages = Counter(SponsorGroup.rows.values_list("programme__municipality", "stage"))
    assert stages == {
        ("GM9001", "ready"): 3,
        ("GM9001", "training"): 1,
        ("GM9001", "forming"): 1,
        ("GM9002", "forming"): 1,
    }


OF_THE_ACCOUNT = {TourCard.NOTICES, TourCard.SECOND_STEP, TourCard.PRACTICE}
"""Cards that everybody can have: they lead to no work of one's own."""


def test_every_role_begins_with_a_card_of_its_own_work_that_opens(today, client):
    shown = {}
    for row in demo_personas(today=today):
        let_in(client, Person.rows.get(pk=row.id), at=clock.now())
        landing = client.get("/", follow=True)
        tour = landing.context["tour"] if "tour" in landing.context else landing.context["frame"]["tour"]()
        own = [card for card in tour if card.code not in OF_THE_ACCOUNT]
        for card in own:
            sent = {"card": card.code.value, "to": card.href, "submission": f"{row.id}{card.code}"}
            assert client.post(reverse("follow_card"), sent, follow=True).status_code == 200, (row.name, card.href)
        for role in row.roles:
            shown.setdefault(role, set()).update(card.code for card in own)

    assert set(shown) == set(Role) - NOT_GIVEN
    assert {role for role, cards in shown.items() if not cards} == set()
    assert TourCard.SCREENING in shown[Role.SCREENER]
    assert TourCard.APPOINTMENT in shown[Role.INTERPRETER]
    assert TourCard.HOMES_COMING in shown[Role.REGION_PLANNER]
    assert TourCard.READS in shown[Role.AUDITOR]
    assert shown[Role.EVALUATOR] == {
        TourCard.COUNTING
    }  # no evaluation is kept yet: the page behind it says what counts
