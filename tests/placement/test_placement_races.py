"""A run that ends while somebody decides: the one waits for the other, and no proposal outlives a decision."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction

from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict
from hervest.housing.models import Dwelling
from hervest.housing.queries import lock_unit
from hervest.journey.actions import move_milestone
from hervest.journey.queries import case_of, plan_version
from hervest.journey.vocabulary import ClosingReason, MilestoneCode
from hervest.placement import actions, closing_actions, jobs, run_actions
from hervest.placement.models import Placement, Proposal, Run
from hervest.placement.vocabulary import ProposalState, RunState
from people import NOW, TODAY, build_world
from placement.waiting_families import Waiting
from races import SECONDS, at_once, log_can_be_emptied  # noqa: F401  # a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.two_writers,
    pytest.mark.usefixtures("log_can_be_emptied"),
]


@pytest.fixture
def family():
    """A family with a home that the first run proposed."""
    waiting = Waiting(build_world())
    waiting.family("amal")
    waiting.home("W-1")
    waiting.run()
    return waiting


def test_a_run_that_ends_while_somebody_decides_leaves_nothing_open_for_who_has_a_home(family, monkeypatch):
    by, case = family.world.actor("marieke"), family.families["amal"]
    run = run_actions.start_run(by=by, now=NOW, municipality="GM9001", hand_over=lambda _run: None)
    has_looked, look = threading.Event(), run_actions.placed_cases

    def looked(cases):
        found = look(cases)
        has_looked.set()
        threading.Event().wait(1)  # time enough for the decision to come in between
        return found

    def decide():
        has_looked.wait(SECONDS)
        actions.decide(by=by, now=NOW, case=case, unit=family.units["W-1"])

    monkeypatch.setattr(run_actions, "placed_cases", looked)
    assert at_once(lambda: jobs.solve_run.call(run), decide) == []

    assert Run.rows.get(pk=run).state == RunState.DONE
    assert Placement.rows.filter(is_active=True).count() == 1
    assert not Proposal.rows.filter(state=ProposalState.OPEN).exists()
    assert Proposal.rows.filter(run=run).get().state == ProposalState.DECIDED


def test_what_is_known_of_a_home_stands_still_while_somebody_decides_for_it(family):
    def change():
        with transaction.atomic():
            Dwelling.rows.select_for_update(nowait=True).get(code="W-1")

    with transaction.atomic():
        lock_unit(family.units["W-1"])
        [problem] = at_once(change)
    assert isinstance(problem, OperationalError)

    assert at_once(change) == []


def test_of_two_who_close_at_once_one_closes_and_the_other_hears_of_it(family):
    case = family.families["amal"]
    seen = plan_version(case)

    def closes(key):
        closing_actions.close(
            by=family.world.actor(key),
            now=NOW,
            case=case,
            reason=ClosingReason.NOT_ARRIVED,
            seen=seen,
            knows_of_terms=True,
        )

    (problem,) = at_once(lambda: closes("marieke"), lambda: closes("lena"))

    assert isinstance(problem, Conflict)
    assert problem.code == "case_is_closed"
    assert AuditRow.rows.filter(verb="case.closed").count() == 1


def test_of_closing_and_recording_at_once_one_hears_of_the_other(family):
    case = family.families["amal"]
    seen = plan_version(case)

    def closes():
        closing_actions.close(
            by=family.world.actor("marieke"),
            now=NOW,
            case=case,
            reason=ClosingReason.NOT_ARRIVED,
            seen=seen,
            knows_of_terms=True,
        )

    def moves():
        move_milestone(
            by=family.world.actor("lena"),
            now=NOW,
            case=case,
            milestone=MilestoneCode.LANDED,
            member=None,
            on=TODAY + timedelta(days=50),
            is_actual=False,
            reason="Vlucht.",
            seen=seen,
        )

    (problem,) = at_once(closes, moves)

    assert isinstance(problem, Conflict)
    assert problem.code in {"case_is_closed", "plan_changed_meanwhile"}
    assert (case_of(case).closed_on is None) == (problem.code == "plan_changed_meanwhile")


def test_of_closing_and_deciding_at_once_the_case_is_left_closed_or_with_a_home_but_never_both(family):
    case = family.families["amal"]
    seen = plan_version(case)

    def closes():
        closing_actions.close(
            by=family.world.actor("marieke"),
            now=NOW,
            case=case,
            reason=ClosingReason.NOT_ARRIVED,
            seen=seen,
            knows_of_terms=True,
        )

    (problem,) = at_once(
        closes,
        lambda: actions.decide(by=family.world.actor("lena"), now=NOW, case=case, unit=family.units["W-1"]),
    )

    assert isinstance(problem, Conflict)
    assert Placement.rows.filter(is_active=True).exists() is (case_of(case).closed_on is None)
