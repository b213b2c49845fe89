"""Why a date is what it is: shown to who may read the days it rests on, and to nobody else."""

from dataclasses import replace
from datetime import date

import pytest

from hervest.core.vocabulary import Tier
from hervest.journey.access_rules import Reader, reads_day, reason_for
from hervest.journey.models import Milestone, Task
from hervest.journey.preview_queries import Line
from hervest.journey.task_actions import finish_task
from hervest.journey.task_rules import Because, because_from_json
from hervest.journey.templatetags.plan import clash_words, why
from hervest.journey.vocabulary import ClashCode, DeadlineKind, MilestoneCode, PulledBy, TaskKey, TeamRole
from journey.test_actions import family, rows, task_of
from people import NOW, TODAY

__all__ = ["family"]

EVERYTHING = Reader(frozenset(Tier), reads_finance=True, is_case_lead=True)
HOUSING = Reader(frozenset({Tier.P0}), reads_finance=False, is_case_lead=False, reads_home_days=True)
CODES = Reader(frozenset({Tier.P0}), reads_finance=False, is_case_lead=False)
HOME_DAYS = {MilestoneCode.ARRIVED, MilestoneCode.KEYS_HANDED}


@pytest.mark.parametrize("code", MilestoneCode)
def test_housing_reads_the_days_a_home_is_needed_from_and_no_other(code):
    assert reads_day(HOUSING, code) is (code in HOME_DAYS)
    assert not reads_day(CODES, code)
    assert reads_day(EVERYTHING, code)


def reason(**told):
    said = {"is_actual": False, "expected_from": None, "expected_offset": "", "offset": "-14d", "every": "", "times": 0}
    said |= {"term": None, "term_version": "", "term_valid_from": None, "term_source": "", "source": "NB"}
    return Because(anchor_on=date(2026, 12, 1), is_provisional=False, **said | told)


def test_a_reason_is_for_who_reads_every_day_it_counts_from():
    arrival, allocation = reason(milestone=MilestoneCode.ARRIVED), reason(milestone=MilestoneCode.ALLOCATED)
    hurried = replace(allocation, pulled_by=PulledBy.ARRIVAL)

    assert reason_for(HOUSING, arrival) == arrival
    assert reason_for(HOUSING, allocation) is None
    assert reason_for(HOUSING, hurried) is None
    assert reason_for(CODES, arrival) is None
    assert [reason_for(EVERYTHING, told) for told in (arrival, allocation, hurried)] == [arrival, allocation, hurried]


def test_what_an_arrival_is_expected_from_is_left_out_for_who_may_not_read_it():
    expected = reason(milestone=MilestoneCode.ARRIVED)
    landing = replace(expected, expected_from=MilestoneCode.LANDED, expected_offset="+14d")

    assert reason_for(HOUSING, landing) == expected
    assert reason_for(EVERYTHING, landing) == landing


def test_a_housing_association_reads_why_of_what_counts_from_arrival_and_not_of_what_counts_from_allocation(
    world, family
):
    world.joins(family, "ruben", TeamRole.HOUSING_ASSOCIATION, by="marieke")
    mine = [row for row in rows(world, family, "ruben") if row.is_mine and row.title]
    stored = {row.pk: row.because for row in Task.rows.filter(pk__in=[row.id for row in mine])}
    shown = {stored[row.id]["milestone"] for row in mine if row.because}
    hidden = {stored[row.id]["milestone"] for row in mine if not row.because and stored[row.id]}

    assert shown == {MilestoneCode.ARRIVED}
    assert hidden
    assert hidden.isdisjoint(HOME_DAYS)


def test_the_page_says_that_a_day_is_not_for_the_role_rather_than_nothing(log_in, world, family):
    world.joins(family, "ruben", TeamRole.HOUSING_ASSOCIATION, by="marieke")
    silent = next(row for row in rows(world, family, "ruben") if row.is_reason_locked and row.due_on)
    client = log_in("ruben")
    page, plan = (client.get(f"/cases/{family}/{place}").content.decode() for place in (f"tasks/{silent.id}/", "plan/"))

    assert "uw rol ziet niet vanaf welke dag dit telt" in page
    assert silent.title in plan
    assert "uw rol ziet niet" not in plan  # said of each task on its own page, not on every row
    assert task_of(world, family, silent.key.template).because


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (0, "7 dagen na de aankomst"),
        (1, "7 dagen na de aankomst, en 1 week daarna"),
        (3, "7 dagen na de aankomst, en 3 keer 1 week daarna"),
    ],
)
def test_each_of_a_series_says_how_far_on_it_is(times, said):
    told = reason(milestone=MilestoneCode.ARRIVED, offset="+7d", times=times, every="1w" if times else "")
    assert why(told) == said


@pytest.mark.parametrize(
    ("offset", "said"),
    [
        ("-14d", "14 dagen voor de aankomst"),
        ("-21d", "3 weken voor de aankomst"),
        ("-41d", "41 dagen voor de aankomst"),
        ("+42d", "6 weken na de aankomst"),
        ("+6w", "6 weken na de aankomst"),
    ],
)
def test_days_that_are_whole_weeks_are_told_as_weeks(offset, said):
    assert why(reason(milestone=MilestoneCode.ARRIVED, offset=offset)) == said


def test_two_of_a_series_that_return_do_not_give_the_same_reason(world, family):
    said = {}
    for times in (1, 2):
        row = Task.rows.filter(case__code=family, template="F09").latest("repeat_no")
        finish_task(by=world.actor("marieke"), now=NOW, case=family, task=row.pk, done_on=TODAY, reason="Gedaan.")
        after = Task.rows.filter(case__code=family, template="F09").latest("repeat_no")
        said[after.repeat_no] = why(because_from_json(after.because))
        assert after.because["times"] == times
    assert len(set(said.values())) == len(said) == 2


def test_no_day_of_a_milestone_stands_in_a_column_below_its_tier():
    tiers = {name: Milestone._meta.get_field(name).classification.tier for name in ("planned_on", "actual_on")}
    reasons = {name: Task._meta.get_field(name).classification.tier for name in ("because", "waiting_for")}

    assert set(tiers.values()) | set(reasons.values()) == {Tier.P2}
    assert Task._meta.get_field("due_on").classification.tier is Tier.P0


@pytest.mark.parametrize("code", ClashCode)
def test_what_does_not_fit_is_told_with_its_days_and_what_to_do(code):
    key = TaskKey("C01", None, 1)
    line = Line(key, "Zoek", DeadlineKind.NORM, becomes_on=date(2026, 11, 13), bound=date(2027, 1, 4), clash=code)
    told, of_another = clash_words(line, TODAY), clash_words(replace(line, other_title="Bestudeer"), TODAY)

    assert "vr 13 nov" in told
    assert ("ma 4 jan 2027" in told) is (code is not ClashCode.DUE_IN_THE_PAST)
    assert ("“Bestudeer”" in of_another) is (code is ClashCode.DUE_BEFORE_PREDECESSOR)
    assert ("dat u niet mag lezen" in told) is (code is ClashCode.DUE_BEFORE_PREDECESSOR)
    assert len(told.split(". ")) > 1
