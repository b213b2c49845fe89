"""A night in which the plan of one case cannot be worked out: the others go on, and somebody is told."""

from datetime import timedelta

import pytest

from hervest.audit.models import AuditRow
from hervest.core.vocabulary import MemberNo, Route
from hervest.journey import actions, jobs, week_queries
from hervest.journey.actions import Said
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, FactSet, Task
from hervest.journey.night_actions import CasesFailedError
from hervest.journey.vocabulary import MilestoneCode, TaskState, TraitSource

TOMORROW = timedelta(days=1)


@pytest.fixture
def families(begin):
    return begin(make_families)


def make_families(world):
    """Three families linked today; the second one's facts hold a word that nobody knows."""
    codes = []
    for _ in range(3):
        by = world.actor("marieke")
        code = actions.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
        said = {MemberNo(1): Said({"adult": True})}
        actions.post_facts(by=by, now=world.now, case=code, source=TraitSource.HOUSEHOLD, said=said)
        linked = MilestoneRecord(MilestoneCode.ALLOCATED, actual_on=world.today)
        actions.record_milestones(by=by, now=world.now, case=code, records=[linked], source="dossier")
        codes.append(code)
    FactSet.rows.filter(case__code=codes[1]).update(traits={"no_such_trait": True})
    return codes


def n_ready(code):
    """How many tasks of the case have come to their first day, as its plan says."""
    return Task.rows.filter(case__code=code, state=TaskState.TO_DO).count()


def test_one_broken_case_stops_no_other_and_the_job_says_at_the_end_that_it_failed(world, families):
    before = {code: n_ready(code) for code in families}

    with pytest.raises(CasesFailedError, match=families[1]) as failed:
        jobs.new_day(world.now + 3 * TOMORROW)

    assert failed.value.cases == (families[1],)
    assert n_ready(families[0]) > before[families[0]]
    assert n_ready(families[2]) > before[families[2]]
    assert n_ready(families[1]) == before[families[1]]


def test_a_night_without_a_broken_case_fails_nobody(world, families):
    FactSet.rows.filter(case__code=families[1]).update(traits={"adult": True})

    assert jobs.new_day(world.now + 3 * TOMORROW) == 3
    assert week_queries.failed_plans(world.actor("lena")) == ()


def test_the_lead_hears_of_it_and_nobody_elsewhere(world, families):
    with pytest.raises(CasesFailedError):
        jobs.new_day(world.now + TOMORROW)

    assert week_queries.failed_plans(world.actor("lena")) == (families[1],)
    assert week_queries.failed_plans(world.actor("hatice")) == ()
    assert week_queries.failed_plans(world.actor("sander")) == ()


def test_the_log_says_once_which_case_failed_and_how_but_not_what_it_held(world, families):
    for night in (1, 2):
        with pytest.raises(CasesFailedError):
            jobs.new_day(world.now + night * TOMORROW)

    told = AuditRow.rows.get(verb="plan.failed")
    assert (told.chain, told.case_code, told.by_name) == ("GM9001", families[1], "system:new-day")
    assert told.detail == {"problem": "ValueError"}


def test_a_case_that_was_mended_is_planned_again_and_no_longer_told_of(world, families):
    with pytest.raises(CasesFailedError):
        jobs.new_day(world.now + TOMORROW)
    FactSet.rows.filter(case__code=families[1]).update(traits={"adult": True})

    jobs.new_day(world.now + 2 * TOMORROW)

    assert Case.rows.get(code=families[1]).plan_failed_at is None
    assert week_queries.failed_plans(world.actor("lena")) == ()


def test_the_landing_page_of_the_lead_names_the_case(log_in, world, families):
    with pytest.raises(CasesFailedError):
        jobs.new_day(world.now + TOMORROW)

    assert "staan stil" in log_in("lena").get("/week/").content.decode()
    assert "staan stil" not in log_in("sander").get("/week/").content.decode()
