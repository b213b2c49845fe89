"""A person decides: the plan follows, nobody decides twice, every word is respected, and undoing has its end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hervest.accounts.actor import system
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.housing.vocabulary import DwellingKind
from hervest.journey import plan_queries, queries, worklist_queries
from hervest.journey.actions import record_milestones
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.vocabulary import MilestoneCode, Phase, TaskState, TraitSource
from hervest.placement import actions, jobs
from hervest.placement.fit_queries import FitFilters, fit_page, pair_page
from hervest.placement.models import Block, Decision, PairWord, Placement, Proposal
from hervest.placement.queries import waiting_for_decision
from hervest.placement.vocabulary import DecisionKind, HardRule, ProposalState, RunProblem, RunState


def decide(waiting, case, code, by="marieke", now=None, **words):
    return actions.decide(
        by=waiting.world.actor(by), now=now or waiting.world.now, case=case, unit=waiting.units[code], **words
    )


def undo(waiting, case, by="marieke"):
    actions.undo_decision(by=waiting.world.actor(by), now=waiting.world.now, case=case, reason="Het gezin wil niet.")


def say(waiting, action, case, code, by="marieke", **words):
    action(by=waiting.world.actor(by), now=waiting.world.now, case=case, unit=waiting.units[code], **words)


def home_of(waiting, case, by="marieke"):
    return fit_page(waiting.world.actor(by), case, FitFilters(), today=waiting.world.today)


def milestones_of(waiting, case):
    return {
        row.code: row
        for row in plan_queries.milestones(waiting.world.actor("marieke"), case, today=waiting.world.today)
    }


def states_of(waiting, case):
    rows = worklist_queries.plan_of(waiting.world.actor("marieke"), case, today=waiting.world.today)
    return {row.key.template: row.state for row in rows}


@pytest.fixture
def proposed(amal):
    """Amal's family with its proposal."""
    amal.run()
    return amal


def test_a_decision_posts_its_milestone_and_the_plan_follows(proposed):
    case = proposed.families["amal"]
    before = states_of(proposed, case)["C03"]
    kind = decide(proposed, case, "W-LEVEL")
    found = milestones_of(proposed, case)[MilestoneCode.HOME_DECIDED]

    assert kind is DecisionKind.FOLLOWED
    assert (found.on, found.is_actual) == (proposed.world.today, True)
    assert queries.case_of(case).phase is Phase.PREPARATION
    assert queries.facts_said(queries.case_of(case).id, TraitSource.HOME) == {
        0: {"adapted_home": False, "rented_home": True, "rural_home": False}
    }
    assert before is not TaskState.NOT_NEEDED  # the adaptation of the home
    assert states_of(proposed, case)["C03"] is TaskState.NOT_NEEDED


def test_a_decision_keeps_who_when_why_and_the_fit_it_saw(proposed):
    case = proposed.families["amal"]
    decide(proposed, case, "W-LEVEL", reason="dicht bij school")
    row = Decision.rows.get()

    assert (row.by_id, row.at, row.reason) == (proposed.world.ids["marieke"], proposed.world.now, "dicht bij school")
    assert row.proposal.state == ProposalState.DECIDED
    assert row.fit["outcome"] == "fits_with"
    shown = home_of(proposed, case).placed
    assert (shown.view.facts.code, shown.by, shown.reason) == ("W-LEVEL", "Marieke de Wit", "dicht bij school")


def test_departing_from_a_proposal_needs_a_reason(proposed):
    case = proposed.families["amal"]
    proposed.home("W-OTHER", bedrooms=3, minutes_gp=25)

    with pytest.raises(RuleBroken) as refused:
        decide(proposed, case, "W-OTHER")
    assert (refused.value.code, refused.value.params["field"]) == ("reason_needed_to_depart", "reason")
    assert decide(proposed, case, "W-OTHER", reason="dicht bij de zus") is DecisionKind.DEPARTED
    assert Proposal.rows.get().state == ProposalState.PASSED_OVER


def test_without_any_proposal_a_reason_is_needed_too(amal):
    with pytest.raises(RuleBroken, match="reason_needed_to_depart"):
        decide(amal, amal.families["amal"], "W-LEVEL")


def test_every_broken_rule_is_named(proposed):
    with pytest.raises(RuleBroken) as refused:
        decide(proposed, proposed.families["amal"], "W-STAIRS", reason="toch")
    assert set(refused.value.params["rules"]) == {HardRule.NOT_STEP_FREE, HardRule.STAIRS_INSIDE}
    assert not Placement.rows.exists()


def test_nobody_decides_while_a_fact_that_a_rule_needs_is_unknown(amal):
    case = amal.families["amal"]
    amal.home("W-DOORS", bedrooms=3, door_width_cm=None)

    with pytest.raises(RuleBroken) as refused:
        decide(amal, case, "W-DOORS", reason="mooi huis")
    assert refused.value.code == "facts_to_find_out"
    amal.home("W-DOORS", bedrooms=3, door_width_cm=90)
    decide(amal, case, "W-DOORS", reason="mooi huis")


def test_the_fit_is_judged_anew_when_facts_changed_after_the_page_was_made(amal):
    case = amal.families["amal"]
    seen = pair_page(amal.world.actor("marieke"), case, amal.units["W-LEVEL"], today=amal.world.today).view.seen
    amal.home("W-LEVEL", bedrooms=3, basic_rent_cents=90000)

    with pytest.raises(Conflict, match="fit_changed_meanwhile"):
        decide(amal, case, "W-LEVEL", reason="x", seen=seen)


def test_a_unit_goes_to_one_household(amal):
    other = amal.family("ben", n_children=2)
    decide(amal, amal.families["amal"], "W-LEVEL", reason="eerst")

    with pytest.raises(Conflict, match="unit_taken"):
        decide(amal, other, "W-LEVEL", reason="later")
    assert list(Placement.rows.values_list("case__code", flat=True)) == [amal.families["amal"]]


def test_a_household_gets_one_home(amal):
    case = amal.families["amal"]
    amal.home("W-OTHER", bedrooms=3)
    decide(amal, case, "W-LEVEL", reason="eerst")

    with pytest.raises(Conflict, match="case_has_home"):
        decide(amal, case, "W-OTHER", reason="later")


def test_the_database_itself_refuses_a_second_household_in_a_unit(amal):
    other = queries.case_of(amal.family("ben")).id
    decide(amal, amal.families["amal"], "W-LEVEL", reason="eerst")
    first = Decision.rows.get()
    second = Decision.rows.create(
        case_id=other, unit_id=first.unit_id, kind="departed", by_id=first.by_id, at=amal.world.now
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.rows.create(case_id=other, unit_id=first.unit_id, decision=second, from_on=amal.world.today)


def test_only_a_person_who_may_decide_decides(proposed):
    case = proposed.families["amal"]

    for person in ("joris", "ruben", "hatice", "sander"):
        with pytest.raises(NotAllowed):
            decide(proposed, case, "W-LEVEL", by=person)
    with pytest.raises(RuleBroken, match="a_person_decides"):
        actions.decide(by=system("x"), now=proposed.world.now, case=case, unit=proposed.units["W-LEVEL"])
    decide(proposed, case, "W-LEVEL", by="lena")


def test_a_home_of_another_municipality_does_not_exist(amal):
    amal.home("W-ELSEWHERE", municipality="GM9002", bedrooms=3)

    with pytest.raises(NotFound):
        decide(amal, amal.families["amal"], "W-ELSEWHERE", reason="x")


def test_undoing_frees_the_home_and_takes_everything_back(proposed):
    case = proposed.families["amal"]
    before = states_of(proposed, case)
    decide(proposed, case, "W-LEVEL")
    undo(proposed, case)

    assert MilestoneCode.HOME_DECIDED not in milestones_of(proposed, case)
    assert queries.facts_said(queries.case_of(case).id, TraitSource.HOME) == {}
    assert states_of(proposed, case) == before
    decision = Decision.rows.get()
    assert (decision.undone_by_id, decision.undone_because) == (proposed.world.ids["marieke"], "Het gezin wil niet.")
    assert home_of(proposed, case).placed is None
    assert Proposal.rows.get().state == ProposalState.OPEN
    assert decide(proposed, case, "W-LEVEL") is DecisionKind.FOLLOWED


@pytest.mark.parametrize("code", [MilestoneCode.KEYS_HANDED, MilestoneCode.LANDED])
def test_undoing_ends_when_a_milestone_builds_on_the_decision(proposed, code):
    case, world = proposed.families["amal"], proposed.world
    earlier = world.now - timedelta(days=3)
    actions.decide(by=world.actor("marieke"), now=earlier, case=case, unit=proposed.units["W-LEVEL"])
    record_milestones(
        by=world.actor("marieke"),
        now=world.now,
        case=case,
        records=[MilestoneRecord(code, actual_on=world.today)],
        source="person",
    )

    with pytest.raises(RuleBroken) as refused:
        undo(proposed, case)
    assert (refused.value.code, refused.value.params["milestone"]) == ("decision_built_upon", code)
    assert Placement.rows.get().is_active


def test_there_is_nothing_to_undo_without_a_decision(amal):
    with pytest.raises(NotFound):
        undo(amal, amal.families["amal"])


def test_a_lock_holds_against_a_better_plan_and_a_forbid_against_the_best(waiting):
    case = waiting.family("ben")
    for code, minutes in (("W-NEAR", 10), ("W-FAR", 30), ("W-FARTHER", 40)):
        waiting.home(code, minutes_gp=minutes, minutes_pharmacy=minutes)

    def home_after(action, code, **words):
        say(waiting, action, case, code, **words)
        waiting.run()
        return waiting.table().pages.rows[0].home.facts.code

    assert home_after(actions.forbid_pair, "W-NEAR", reason="kent de buren") == "W-FAR"
    assert home_after(actions.lock_pair, "W-FARTHER") == "W-FARTHER"
    assert home_after(actions.take_back_word, "W-FARTHER") == "W-FAR"
    assert home_after(actions.take_back_word, "W-NEAR") == "W-NEAR"


def test_the_table_shows_who_locked_and_forbade_and_why(waiting):
    case = waiting.family("ben")
    waiting.home("W-1")
    waiting.home("W-2")
    say(waiting, actions.lock_pair, case, "W-1")
    say(waiting, actions.forbid_pair, case, "W-2", reason="kent de buren")
    [row] = waiting.table().pages.rows

    assert (row.lock.place, row.lock.by) == ("W-1", "Marieke de Wit")
    assert [(word.place, word.reason) for word in row.forbids] == [("W-2", "kent de buren")]


def test_a_locked_home_is_taken_for_everybody_else(waiting):
    first, second = waiting.family("ben"), waiting.family("cem")
    waiting.home("W-1")
    say(waiting, actions.lock_pair, first, "W-1")

    with pytest.raises(Conflict, match="unit_locked_for_other"):
        say(waiting, actions.lock_pair, second, "W-1")
    with pytest.raises(Conflict, match="unit_taken"):
        decide(waiting, second, "W-1", reason="x")
    decide(waiting, first, "W-1", reason="x")


def test_a_household_is_locked_once_and_only_where_it_fits(amal):
    case = amal.families["amal"]
    amal.home("W-OTHER", bedrooms=3)
    say(amal, actions.lock_pair, case, "W-LEVEL")

    with pytest.raises(RuleBroken, match="case_locked_elsewhere"):
        say(amal, actions.lock_pair, case, "W-OTHER")
    with pytest.raises(RuleBroken, match="reason_needed"):
        say(amal, actions.forbid_pair, case, "W-OTHER", reason=" ")
    say(amal, actions.take_back_word, case, "W-LEVEL")
    with pytest.raises(RuleBroken, match="rules_broken"):
        say(amal, actions.lock_pair, case, "W-STAIRS")


def test_a_lock_that_does_not_fit_any_more_is_named_and_never_dropped(amal):
    case = amal.families["amal"]
    say(amal, actions.lock_pair, case, "W-LEVEL")
    amal.home("W-LEVEL", bedrooms=3, has_stairs_inside=True)
    amal.run()
    run = amal.table().run

    assert (run.state, run.problem) == (RunState.FAILED, RunProblem.LOCK_DOES_NOT_FIT)
    assert run.problem_params == {"case": case, "home": "W-LEVEL#1"}


def test_a_forbidden_pair_cannot_be_decided_until_it_is_taken_back(amal):
    case = amal.families["amal"]
    say(amal, actions.forbid_pair, case, "W-LEVEL", reason="x")

    with pytest.raises(RuleBroken, match="pair_forbidden"):
        decide(amal, case, "W-LEVEL", reason="toch")
    say(amal, actions.take_back_word, case, "W-LEVEL")
    decide(amal, case, "W-LEVEL", reason="toch")


def test_deciding_elsewhere_frees_the_locked_home(amal):
    case = amal.families["amal"]
    amal.home("W-OTHER", bedrooms=3)
    say(amal, actions.lock_pair, case, "W-LEVEL")
    decide(amal, case, "W-OTHER", reason="x")

    assert not PairWord.rows.filter(is_active=True).exists()


def test_only_who_excluded_a_home_ends_that_and_its_reason_is_shown_nowhere(amal):
    case = amal.families["amal"]
    say(amal, actions.block_home, case, "W-LEVEL", reason="geheim-adres-kanarie")

    with pytest.raises(RuleBroken) as refused:
        decide(amal, case, "W-LEVEL", by="lena", reason="x")
    assert refused.value.params["rules"] == (HardRule.BLOCKED,)
    with pytest.raises(NotFound):
        say(amal, actions.end_block, case, "W-LEVEL", by="lena")
    assert "kanarie" not in repr(home_of(amal, case))
    assert "kanarie" not in str(list(AuditRow.rows.values_list("detail", flat=True)))
    say(amal, actions.end_block, case, "W-LEVEL")
    decide(amal, case, "W-LEVEL", reason="x")
    assert not Block.rows.get().is_active


def test_rooms_of_a_shared_house_wait_for_the_persons_own_yes(waiting):
    case = waiting.family("ben")
    waiting.home("W-ROOMS", kind=DwellingKind.SHARED, n_units=3, bedrooms=3)
    page = pair_page(waiting.world.actor("marieke"), case, waiting.units["W-ROOMS"], today=waiting.world.today)

    assert [line.code for line in page.view.said.broken] == ["splits_family", "shared_unfit"]
    with pytest.raises(RuleBroken, match="rules_broken"):
        decide(waiting, case, "W-ROOMS", reason="x")


def test_what_waits_for_a_decision_is_shown_to_who_may_decide(proposed):
    world, case = proposed.world, proposed.families["amal"]

    assert [(row.code, row.dwelling) for row in waiting_for_decision(world.actor("lena"), world.today)] == [
        (case, "W-LEVEL")
    ]
    for person in ("joris", "sander", "ruben", "hatice"):
        assert waiting_for_decision(world.actor(person), world.today) == ()
    decide(proposed, case, "W-LEVEL")
    assert waiting_for_decision(world.actor("lena"), world.today) == ()


def test_what_has_to_be_found_out_first_waits_for_nobodys_decision(amal):
    world, case = amal.world, amal.families["amal"]
    amal.home("W-LEVEL", bedrooms=3, door_width_cm=None)
    amal.run()
    lena = world.actor("lena")

    assert amal.table().pages.rows[0].home.place == "W-LEVEL"
    assert waiting_for_decision(lena, world.today) == ()
    amal.home("W-LEVEL", bedrooms=3, door_width_cm=90)
    assert [row.code for row in waiting_for_decision(lena, world.today)] == [case]
    say(amal, actions.forbid_pair, case, "W-LEVEL", reason="te ver")
    assert waiting_for_decision(lena, world.today) == ()
    assert not amal.table("lena").pages.rows[0].may_decide


def test_what_cannot_be_decided_takes_no_place_of_what_can(amal):
    world = amal.world
    amal.home("W-LEVEL", bedrooms=3, door_width_cm=None)
    other = amal.family("ben", n_children=2)
    amal.home("W-BEN", bedrooms=3, floor=1)
    amal.run()

    assert [row.code for row in waiting_for_decision(world.actor("lena"), world.today, limit=1)] == [other]


def test_a_run_does_not_propose_what_was_decided_while_it_worked(amal, monkeypatch):
    case, real = amal.families["amal"], jobs.result_of

    def and_somebody_decides(*arguments, **words):
        found = real(*arguments, **words)
        decide(amal, case, "W-LEVEL", reason="intussen")
        return found

    monkeypatch.setattr(jobs, "result_of", and_somebody_decides)
    amal.run()

    assert [row.state for row in Proposal.rows.filter(case__code=case)] == [ProposalState.OUTDATED]


def test_acts_are_audited_without_needs_or_reasons(proposed):
    case = proposed.families["amal"]
    decide(proposed, case, "W-LEVEL", reason="kanarie-reden")
    undo(proposed, case)
    verbs = set(AuditRow.rows.values_list("verb", flat=True))

    assert {"run.started", "run.done", "home.decided", "home.undone"} <= verbs
    assert "kanarie" not in str(list(AuditRow.rows.values_list("detail", flat=True)))
