"""A run: proven, explained, told from what changed since, and honest when it finds nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.households.vocabulary import Sex
from hervest.housing.queries import units_in
from hervest.housing.vocabulary import DwellingKind
from hervest.journey.queries import case_of
from hervest.matching.certificate import Proof
from hervest.placement import actions, jobs, run_actions, solve_queries
from hervest.placement.fit_queries import FitFilters, fit_page, pair_page
from hervest.placement.models import Decision, Placement, Proposal, Run
from hervest.placement.vocabulary import FitOutcome, ProposalState, RunProblem, RunState, SharedReason
from placement.waiting_families import WHEELCHAIR


def page_of(waiting, case, by="marieke", **filters):
    return fit_page(waiting.world.actor(by), case, FitFilters(**filters), today=waiting.world.today)


def pair_of(waiting, case, code, by="marieke"):
    return pair_page(waiting.world.actor(by), case, waiting.units[code], today=waiting.world.today)


def codes(lines):
    return [line.code for line in lines]


def test_a_wheelchair_excludes_a_home_with_stairs_and_says_why(amal):
    case = amal.families["amal"]
    found = {view.facts.code: view for group in page_of(amal, case).groups for view in group.rows}

    assert {"not_step_free", "stairs_inside"} <= set(codes(found["W-STAIRS"].said.broken))
    assert found["W-STAIRS"].outcome is FitOutcome.FITS_NOT
    assert found["W-LEVEL"].said.broken == ()
    assert found["W-LEVEL"].is_decidable


def test_without_the_need_the_home_with_stairs_fits(waiting):
    case = waiting.family("ben", n_children=2)
    waiting.home("W-STAIRS", bedrooms=4, floor=2, has_stairs_inside=True)

    assert pair_of(waiting, case, "W-STAIRS").view.said.broken == ()


@pytest.fixture
def three(waiting):
    """Ada comes first and is small, Bea is largest, Cor has no home that is large enough; all were judged by a run."""
    waiting.family("cor", n_children=8, days=90)
    waiting.family("bea", n_children=3, days=60)
    waiting.family("ada", days=30)
    waiting.home("W-LARGE", bedrooms=4)
    waiting.home("W-OTHER", bedrooms=4)
    waiting.run()
    return waiting


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("", ["ada", "bea", "cor"]),
        ("nonsense", ["ada", "bea", "cor"]),
        ("code", ["cor", "bea", "ada"]),
        ("size", ["cor", "bea", "ada"]),
    ],
)
def test_the_table_can_be_ordered_and_begins_with_who_arrives_first(three, order, expected):
    rows = three.table(order=order).pages.rows

    assert [row.case.code for row in rows] == [three.families[key] for key in expected]


def test_ordered_by_fit_the_table_begins_with_who_has_no_home_and_ends_with_the_best(three):
    points = [row.home.points if row.home else None for row in three.table(order="fit").pages.rows]

    assert points[0] is None
    assert 0 < points[1] < points[2]


def test_the_order_of_the_table_stands_in_the_address_beside_its_filter(log_in, three):
    page = log_in("marieke").get("/matching/?home=with&order=code").content.decode()

    assert '<option value="code" selected>' in page
    assert '<input type="hidden" name="home" value="with">' in page
    assert page.index(three.families["bea"]) < page.index(three.families["ada"])


def test_a_run_is_proven_and_proposes_the_home_that_fits(amal):
    amal.run()
    table = amal.table()

    assert (table.run.state, table.run.is_proven, table.run.percent_better) == (RunState.DONE, True, 0.0)
    assert (table.run.n_households, table.run.n_units, table.run.n_pairs, table.run.n_placed) == (1, 3, 1, 1)
    [row] = table.pages.rows
    assert row.home.facts.code == "W-LEVEL"
    assert row.home.said.speaks_for
    assert row.may_decide


def test_a_run_that_only_the_solver_believes_in_is_not_called_proven(amal, log_in, monkeypatch):
    judge = solve_queries.judge
    monkeypatch.setattr(solve_queries, "judge", lambda *given: replace(judge(*given), proof=Proof.NONE))
    amal.run()

    assert (amal.table().run.is_proven, amal.table().run.is_unchecked) == (False, True)
    text = log_in("marieke").get(reverse("matching_table")).content.decode()
    assert "Bewezen" not in text
    assert "het tweede programma heeft dat niet bewezen" in text
    assert "nagerekend door een tweede programma" in text


def test_a_run_serves_the_most_households_before_the_best_fit(waiting):
    """Brute force by hand: the small family could have either home, the large one only the large home."""
    waiting.family("small")
    large = waiting.family("large", n_children=3)
    waiting.home("W-SMALL", bedrooms=2, max_residents=2, minutes_gp=29, minutes_pharmacy=29, minutes_supermarket=29)
    waiting.home("W-LARGE", bedrooms=3)
    waiting.run()
    homes = {row.case.code: row.home.facts.code for row in waiting.table().pages.rows}

    assert homes == {waiting.families["small"]: "W-SMALL", large: "W-LARGE"}
    said = pair_of(waiting, waiting.families["small"], "W-LARGE").why_not
    assert said.code == "full"
    assert said.params["cases"] == (large,)


def test_an_empty_shared_house_is_proposed_to_people_of_one_sex(waiting):
    """Two women and a man wait for two rooms: any plan that mixes them would place as many, and is none."""
    women = {waiting.alone("ann", Sex.FEMALE, days=110), waiting.alone("bea", Sex.FEMALE, days=120)}
    waiting.alone("cor", Sex.MALE, days=100)
    waiting.home("W-ROOMS", kind=DwellingKind.SHARED, n_units=2, bedrooms=2)
    waiting.run()
    table = waiting.table()

    assert {row.case.code for row in table.pages.rows if row.home} == women
    assert table.run.is_proven


def test_a_room_is_not_for_another_sex_than_lives_there(waiting):
    first, second = waiting.alone("ann", Sex.FEMALE), waiting.alone("cor", Sex.MALE)
    waiting.home("W-ROOMS", kind=DwellingKind.SHARED, n_units=2, bedrooms=2)
    rooms = [unit.id for unit in units_in(["GM9001"])]
    Placement.rows.create(
        case_id=case_of(first).id,
        unit_id=rooms[0],
        from_on=waiting.world.today,
        decision=Decision.rows.create(
            case_id=case_of(first).id,
            unit_id=rooms[0],
            kind="departed",
            by_id=waiting.world.ids["marieke"],
            at=waiting.world.now,
        ),
    )
    third = waiting.alone("bea", Sex.FEMALE)

    def broken(case):
        shown = pair_page(waiting.world.actor("marieke"), case, rooms[1], today=waiting.world.today)
        return [(line.code, line.params.get("reason")) for line in shown.view.said.broken]

    assert broken(second) == [("shared_unfit", SharedReason.ONE_SEX)]
    assert broken(third) == []


def test_a_row_names_the_second_choice_and_the_difference(waiting):
    waiting.family("ben")
    waiting.home("W-NEAR")
    waiting.home("W-FAR", minutes_gp=30, minutes_pharmacy=30)
    waiting.run()
    [row] = waiting.table().pages.rows

    assert (row.home.facts.code, row.runner_up.facts.code) == ("W-NEAR", "W-FAR")
    assert row.difference == pytest.approx(row.home.points - row.runner_up.points, abs=1)
    assert not row.is_toss_up
    assert pair_of(waiting, row.case.code, "W-FAR").why_not.code == "possible"


def test_homes_that_differ_by_less_than_the_noise_are_a_close_call(waiting):
    waiting.family("ben")
    waiting.home("W-1")
    waiting.home("W-2", minutes_gp=11)
    waiting.run()

    assert [row.is_toss_up for row in waiting.table().pages.rows] == [True]
    assert len(waiting.table(home="close").pages.rows) == 1


def test_a_household_without_any_fitting_home_is_in_the_table_without_one(amal):
    alone = amal.family("seven", n_children=7)
    amal.run()
    rows = {row.case.code: row for row in amal.table().pages.rows}

    assert rows[alone].home is None
    assert rows[alone].n_fitting == 0
    assert rows[alone].has_proposal
    assert [row.case.code for row in amal.table(home="without").pages.rows] == [alone]


def test_the_table_says_that_facts_changed_since_the_run(amal):
    amal.run()
    before = amal.table().is_changed
    amal.home("W-NEW")

    assert (before, amal.table().is_changed) == (False, True)


def test_following_a_proposal_leaves_the_rest_of_the_plan_the_best(amal):
    amal.family("ben")
    amal.home("W-TWO")
    amal.run()
    case = amal.families["amal"]
    home = next(row.home for row in amal.table().pages.rows if row.case.code == case)
    actions.decide(by=amal.world.actor("marieke"), now=amal.world.now, case=case, unit=home.unit)
    table = amal.table()

    assert not table.is_changed
    assert [row.case.code for row in table.pages.rows] == [amal.families["ben"]]
    assert table.pages.rows[0].home is not None


def test_a_second_run_outdates_the_first(amal):
    first, second = amal.run(), amal.run()

    assert [row.state for row in Proposal.rows.filter(run=first)] == [ProposalState.OUTDATED]
    assert [row.state for row in Proposal.rows.filter(run=second)] == [ProposalState.OPEN]


def test_the_same_facts_give_the_same_plan(amal):
    amal.family("ben")
    amal.home("W-TWIN", bedrooms=3)
    units = [list(Proposal.rows.filter(run=amal.run()).order_by("case").values_list("unit", flat=True)) for _ in "12"]

    assert units[0] == units[1]


@pytest.mark.parametrize(
    ("family", "home", "problem"), [(False, True, RunProblem.NOBODY_WAITS), (True, False, RunProblem.NO_HOMES)]
)
def test_a_run_without_families_or_homes_says_so(waiting, family, home, problem):
    if family:
        waiting.family("ben")
    if home:
        waiting.home("W-1")
    waiting.run()
    run = waiting.table().run

    assert (run.state, run.problem) == (RunState.FAILED, problem)


def test_a_run_that_breaks_off_says_so_and_keeps_what_stood(amal, monkeypatch):
    amal.run()
    monkeypatch.setattr(jobs, "variants", lambda *_: 1 / 0)
    amal.run()
    table = amal.table()

    assert (table.run.state, table.run.problem) == (RunState.FAILED, RunProblem.BROKE_OFF)
    assert table.pages.rows[0].home is not None


def started(amal, now=None):
    world = amal.world
    return run_actions.start_run(
        by=world.actor("marieke"), now=now or world.now, municipality="GM9001", hand_over=lambda _run: None
    )


def test_one_run_at_a_time(amal):
    started(amal)

    with pytest.raises(Conflict) as refused:
        started(amal)
    assert refused.value.code == "run_busy"


def test_a_run_whose_process_was_killed_is_shown_as_failed_and_can_be_started_again(amal):
    started(amal)
    later = amal.world.now + timedelta(minutes=4)
    Run.rows.update(alive_at=amal.world.now - timedelta(minutes=4))
    shown = amal.table().run
    second = started(amal, later)

    assert (shown.state, shown.problem) == (RunState.FAILED, RunProblem.STOPPED_HALFWAY)
    assert Run.rows.get(pk=second).state == RunState.QUEUED
    assert Run.rows.exclude(pk=second).get().problem == RunProblem.STOPPED_HALFWAY


def test_a_run_hears_that_it_must_stop(amal):
    run, by = started(amal), amal.world.actor("marieke")
    heard = [run_actions.note_progress(by=by, now=amal.world.now, run=run, objective=150.0, bound=200.0)]
    run_actions.stop_run(by=by, now=amal.world.now, run=run)
    heard.append(run_actions.note_progress(by=by, now=amal.world.now, run=run))

    assert heard == [False, True]
    assert amal.table().run.percent_better == 25.0


def test_the_run_and_its_job_are_queued_together_or_not_at_all(amal):
    def broken(_run):
        raise RuleBroken("run_busy")

    with pytest.raises(RuleBroken):
        run_actions.start_run(
            by=amal.world.actor("marieke"), now=amal.world.now, municipality="GM9001", hand_over=broken
        )
    assert not Run.rows.exists()


def test_the_planner_and_the_lead_run_for_the_municipality_and_a_caseworker_does_not(amal):
    amal.run(by="joris")

    for person in ("sander", "ruben", "hatice"):
        with pytest.raises(NotAllowed):
            amal.run(by=person)


def test_a_caseworker_sees_the_households_of_the_own_team_only(amal):
    mine = amal.family("mine", by="sander")
    table = amal.table(by="sander")

    assert [row.case.code for row in table.pages.rows] == [mine]
    assert not table.may_run
    with pytest.raises(NotFound):
        pair_of(amal, amal.families["amal"], "W-LEVEL", by="sander")


def test_another_municipality_finds_nothing(amal):
    table = amal.table(by="hatice")

    assert table.municipality.code == "GM9002"
    assert table.pages.rows == []
    for ask in (
        lambda: amal.table(by="hatice", municipality="GM9001"),
        lambda: page_of(amal, amal.families["amal"], "hatice"),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_home_of_another_municipality_is_never_among_them(amal):
    amal.home("W-ELSEWHERE", municipality="GM9002", bedrooms=3)

    assert len([view for group in page_of(amal, amal.families["amal"]).groups for view in group.rows]) == 3
    with pytest.raises(NotFound):
        pair_of(amal, amal.families["amal"], "W-ELSEWHERE")


@pytest.mark.parametrize("read", ["table", "homes"])
def test_the_number_of_queries_does_not_grow_with_rows(amal, read):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            amal.table() if read == "table" else page_of(amal, amal.families["amal"])
        return len(seen)

    amal.run()
    few = count()
    for number in range(6):
        amal.family(f"more{number}", needs=WHEELCHAIR if number % 2 else ())
        amal.home(f"W-MORE{number}", bedrooms=3)
    amal.run()

    assert count() == few


def test_a_run_that_failed_names_its_cases_only_to_who_may_know_of_every_case(amal):
    case = amal.families["amal"]
    actions.lock_pair(by=amal.world.actor("marieke"), now=amal.world.now, case=case, unit=amal.units["W-LEVEL"])
    amal.home("W-LEVEL", floor=2, has_stairs_inside=True)
    amal.family("own", by="sander")
    amal.run()

    told, untold = amal.table(by="joris").run, amal.table(by="sander").run
    assert (told.problem, told.problem_params["case"]) == (RunProblem.LOCK_DOES_NOT_FIT, case)
    assert (untold.state, untold.problem, untold.problem_params) == (RunState.FAILED, None, {})


def test_a_failed_run_on_the_page_of_a_caseworker_names_no_case_of_others(amal, log_in):
    case = amal.families["amal"]
    actions.lock_pair(by=amal.world.actor("marieke"), now=amal.world.now, case=case, unit=amal.units["W-LEVEL"])
    amal.home("W-LEVEL", floor=2, has_stairs_inside=True)
    own = amal.family("own", by="sander")
    amal.run()

    page = log_in("sander").get("/matching/").content.decode()
    assert own in page
    assert case not in page
    assert "De laatste berekening gaf geen voorstellen." in page
    assert case in log_in("joris").get("/matching/").content.decode()
