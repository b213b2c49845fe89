"""Closing the case of a household that has a home or waits for one, and opening it again."""

import pytest

from hervest.core.errors import Conflict, NotFound
from hervest.journey import queries
from hervest.journey.plan_queries import milestones
from hervest.journey.vocabulary import ClosingReason, MilestoneCode
from hervest.placement import actions, closing_actions, jobs, run_actions
from hervest.placement.closing_queries import closing_page
from hervest.placement.fit_queries import FitFilters, fit_page
from hervest.placement.models import PairWord, Placement, Proposal
from hervest.placement.proposal_queries import waiting_for_decision
from hervest.placement.vocabulary import ProposalState, RunState

MOVED, FINISHED = ClosingReason.MOVED_AWAY, ClosingReason.GUIDANCE_FINISHED


def close(waiting, key, reason=MOVED, by="marieke", **seen):
    case = waiting.families[key]
    closing_actions.close(
        by=waiting.world.actor(by),
        now=waiting.world.now,
        case=case,
        reason=reason,
        seen=queries.plan_version(case),
        knows_of_terms=True,
        **seen,
    )


def reopen(waiting, key, by="marieke"):
    return closing_actions.reopen(
        by=waiting.world.actor(by), now=waiting.world.now, case=waiting.families[key], reason="Toch niet."
    )


def decide(waiting, key, code):
    said = {"by": waiting.world.actor("marieke"), "now": waiting.world.now, "case": waiting.families[key]}
    actions.decide(**said, unit=waiting.units[code], reason="Dicht bij school.")


def home_of(waiting, key):
    row = Placement.rows.filter(case__code=waiting.families[key], is_active=True).first()
    return row.unit_id if row else None


@pytest.fixture
def housed(amal):
    """Amal's family has the level home; Bea's waits."""
    amal.family("bea", n_children=1)
    decide(amal, "amal", "W-LEVEL")
    return amal


def test_who_moves_away_leaves_the_home_to_others(housed):
    close(housed, "amal", MOVED)

    assert home_of(housed, "amal") is None
    decide(housed, "bea", "W-LEVEL")
    assert home_of(housed, "bea") == housed.units["W-LEVEL"]


def test_nobody_frees_a_home_that_was_decided_after_they_looked(housed):
    with pytest.raises(Conflict, match="decision_changed_meanwhile"):
        close(housed, "amal", MOVED, seen_home=0)

    assert home_of(housed, "amal") == housed.units["W-LEVEL"]
    close(housed, "amal", MOVED, seen_home=housed.units["W-LEVEL"])
    assert home_of(housed, "amal") is None


def test_who_stays_keeps_the_home_when_the_guidance_ends(housed):
    close(housed, "amal", FINISHED)

    assert home_of(housed, "amal") == housed.units["W-LEVEL"]
    with pytest.raises(Conflict, match="unit_taken"):
        decide(housed, "bea", "W-LEVEL")


def test_the_page_says_before_which_reasons_free_the_home(housed):
    shown = closing_page(housed.world.actor("marieke"), housed.families["amal"], today=housed.world.today)

    assert shown.home.id == housed.units["W-LEVEL"]
    assert MOVED in shown.freeing
    assert FINISHED not in shown.freeing
    without = closing_page(housed.world.actor("marieke"), housed.families["bea"], today=housed.world.today)
    assert (without.home, without.freeing) == (None, frozenset())


def test_opening_again_brings_the_home_back(housed):
    before = Placement.rows.filter(case__code=housed.families["amal"]).values().get()
    close(housed, "amal", MOVED)

    assert reopen(housed, "amal") is False

    assert Placement.rows.filter(case__code=housed.families["amal"]).values().get() == before


def test_a_home_that_went_to_somebody_else_does_not_come_back_and_the_plan_knows(housed):
    close(housed, "amal", MOVED)
    decide(housed, "bea", "W-LEVEL")

    assert reopen(housed, "amal") is True

    by, case = housed.world.actor("marieke"), housed.families["amal"]
    assert home_of(housed, "amal") is None
    assert fit_page(by, case, FitFilters(), today=housed.world.today).placed is None
    assert MilestoneCode.HOME_DECIDED not in {row.code for row in milestones(by, case, today=housed.world.today)}
    close(housed, "amal", MOVED)
    close(housed, "bea", MOVED)
    assert reopen(housed, "amal") is False
    assert home_of(housed, "amal") is None, "what was lost before does not come back later"


def test_a_lock_ends_with_the_case_and_holds_again_when_it_opens(amal):
    amal.family("bea", n_children=1)
    said = {"by": amal.world.actor("marieke"), "now": amal.world.now, "unit": amal.units["W-LEVEL"]}
    actions.lock_pair(**said, case=amal.families["amal"])
    close(amal, "amal", ClosingReason.NOT_ARRIVED)

    assert not PairWord.rows.filter(is_active=True).exists()
    reopen(amal, "amal")
    assert PairWord.rows.get(is_active=True).case.code == amal.families["amal"]

    close(amal, "amal", ClosingReason.NOT_ARRIVED)
    actions.lock_pair(**said, case=amal.families["bea"])
    reopen(amal, "amal")
    assert PairWord.rows.get(is_active=True).case.code == amal.families["bea"]


def test_a_lock_on_a_home_that_was_decided_for_somebody_else_meanwhile_holds_no_more(amal):
    amal.family("bea", n_children=1)
    said = {"by": amal.world.actor("marieke"), "now": amal.world.now, "unit": amal.units["W-LEVEL"]}
    actions.lock_pair(**said, case=amal.families["amal"])
    close(amal, "amal", ClosingReason.NOT_ARRIVED)
    decide(amal, "bea", "W-LEVEL")

    reopen(amal, "amal")

    assert not PairWord.rows.filter(is_active=True).exists()
    assert home_of(amal, "bea") == amal.units["W-LEVEL"]


def test_a_lock_on_the_home_that_stays_theirs_holds_again(amal):
    said = {"by": amal.world.actor("marieke"), "now": amal.world.now, "unit": amal.units["W-LEVEL"]}
    actions.lock_pair(**said, case=amal.families["amal"])
    decide(amal, "amal", "W-LEVEL")
    close(amal, "amal", FINISHED)
    assert not PairWord.rows.filter(is_active=True).exists()

    reopen(amal, "amal")

    assert PairWord.rows.get(is_active=True).case.code == amal.families["amal"]
    assert home_of(amal, "amal") == amal.units["W-LEVEL"]


def test_a_closed_household_waits_for_no_home_and_no_decision(amal):
    amal.run()
    assert waiting_for_decision(amal.world.actor("marieke"), amal.world.today)

    close(amal, "amal", ClosingReason.NOT_ARRIVED)

    assert waiting_for_decision(amal.world.actor("marieke"), amal.world.today) == ()
    assert amal.families["amal"] not in [row.case.code for row in amal.table().pages.rows]
    with pytest.raises(Conflict, match="case_is_closed"):
        decide(amal, "amal", "W-LEVEL")


def test_a_run_that_ends_after_the_case_was_closed_proposes_nothing_for_it(amal, monkeypatch):
    by = amal.world.actor("marieke")
    run = run_actions.start_run(by=by, now=amal.world.now, municipality="GM9001", hand_over=lambda _run: None)
    solve = jobs.best_plan

    def closed_meanwhile(*given, **named):
        close(amal, "amal", ClosingReason.NOT_ARRIVED)
        return solve(*given, **named)

    monkeypatch.setattr(jobs, "best_plan", closed_meanwhile)
    jobs.solve_run.call(run)

    assert run_actions.Run.rows.get(pk=run).state == RunState.DONE
    assert Proposal.rows.get(run=run).state == ProposalState.OUTDATED


def test_who_closes_is_shown_first_what_it_does_and_ticks_what_is_lost(log_in, housed):
    browser, case = log_in("marieke"), housed.families["amal"]
    page = browser.get(f"/cases/{case}/close/").content.decode()
    assert "Straat W-LEVEL" in page
    assert "Verhuisd naar een andere gemeente: de woning komt vrij" in page
    assert "Begeleiding afgerond: de woning blijft bezet" in page
    assert "Open wettelijke termijnen" in page

    typed = {"reason": "moved_away", "text": "", "seen": queries.plan_version(case), "submission": "s1"}
    typed["seen_home"] = housed.units["W-LEVEL"]
    refused = browser.post(f"/cases/{case}/close/", typed)
    assert refused.status_code == 200
    assert "Vink aan dat u weet" in refused.content.decode()
    assert queries.case_of(case).closed_on is None

    answer = browser.post(f"/cases/{case}/close/", typed | {"knows_of_terms": "on", "submission": "s2"})
    again = browser.post(f"/cases/{case}/close/", typed | {"knows_of_terms": "on", "submission": "s2"})
    assert (answer.status_code, queries.case_of(case).closed_as) == (303, MOVED)
    assert again.status_code == 303, "the same form sent again is done once"

    opened = browser.post(f"/cases/{case}/reopen/", {"reason": "Toch gebleven.", "submission": "s3"})
    assert (opened.status_code, queries.case_of(case).closed_on) == (303, None)


def test_elsewhere_there_is_nothing_to_close(log_in, housed):
    case = housed.families["amal"]
    for address in (f"/cases/{case}/close/", f"/cases/{case}/reopen/"):
        assert log_in("hatice").get(address).status_code == 404
        assert log_in("anouk").get(address).status_code == 404
    with pytest.raises(NotFound):
        closing_page(housed.world.actor("hatice"), case, today=housed.world.today)
