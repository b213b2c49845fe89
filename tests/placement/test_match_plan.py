"""What the plan of a household hears of its match: the group began, ended, stopped early, or another one began."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.households.vocabulary import Participation
from hervest.journey.actions import record_milestones, say_trait
from hervest.journey.arrival_queries import household_milestones
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Milestone, Task
from hervest.journey.queries import plan_version
from hervest.journey.task_actions import finish_task, set_task_state
from hervest.journey.vocabulary import DoerRole, MilestoneCode, TaskState, WhyGone
from hervest.journey.worklist_queries import plan_of
from hervest.placement import closing_actions
from hervest.placement import match_actions as matches
from hervest.placement.match_models import Match, MatchProposal
from hervest.placement.match_plan_rules import GroupDays, PlanHears, plan_hears
from hervest.placement.match_state_rules import Progress
from hervest.placement.match_state_vocabulary import MatchEnd, MatchEvent, MatchStage, MatchState
from hervest.sponsorship.sponsor_actions import link_login
from people import TODAY
from placement.matchmaking import SAID, family_and_group

DAY = timedelta(days=1)
HELPS = Progress(1, MatchState.CONFIRMED, stage=MatchStage.REGULAR)
NEW = Progress(1, MatchState.INTRO_HELD)
REVIEWS = [("I05", 1), ("I05", 2), ("I05", 3)]


def ended(how=MatchEnd.ENDED_EARLY_NEUTRAL):
    return Progress(1, MatchState.CONFIRMED, stage=MatchStage.ENDED, end=how)


def hears(before, after, began_on=TODAY, ended_on=None, *, has_arrived=True, other_ended_on=None):
    return plan_hears(
        before,
        after,
        GroupDays(began_on, ended_on),
        confirmed_on=TODAY,
        has_arrived=has_arrived,
        other_ended_on=other_ended_on,
    )


@pytest.mark.parametrize("how", [end for end in MatchEnd if end is not MatchEnd.ENDED_PLANNED])
def test_every_end_before_its_time_is_told_as_such_and_a_planned_one_as_an_end(how):
    assert hears(HELPS, ended(how)) is PlanHears.STOPPED_EARLY
    assert hears(HELPS, ended(MatchEnd.ENDED_PLANNED)) is PlanHears.ENDED


def test_what_never_began_does_not_end_and_an_end_of_another_group_is_not_this_ones():
    assert hears(HELPS, ended(MatchEnd.ENDED_PLANNED), began_on=None) is None
    assert hears(HELPS, ended(), ended_on=TODAY - DAY) is None
    assert hears(HELPS, ended()) is PlanHears.STOPPED_EARLY


def test_a_group_that_stops_early_is_told_also_when_somebody_recorded_its_end_before():
    assert hears(HELPS, ended(), ended_on=TODAY) is PlanHears.STOPPED_EARLY
    assert hears(HELPS, ended(MatchEnd.ENDED_PLANNED), ended_on=TODAY) is None
    assert hears(HELPS, ended(MatchEnd.ENDED_PLANNED)) is PlanHears.ENDED


def test_a_group_begins_anew_after_one_whose_end_only_its_match_knows():
    weeks = 21 * DAY
    assert hears(NEW, HELPS, began_on=TODAY - weeks, other_ended_on=TODAY - DAY) is PlanHears.BEGAN_ANEW
    assert hears(NEW, HELPS, began_on=TODAY - weeks) is None
    assert hears(NEW, HELPS, began_on=TODAY - weeks, other_ended_on=TODAY - weeks - DAY) is None  # it began after that
    assert hears(HELPS, HELPS, other_ended_on=TODAY) is None  # this one began, on the day on which the other ended


def test_a_group_begins_once_the_household_is_here_and_begins_anew_only_after_another_one():
    assert hears(NEW, HELPS, began_on=None, has_arrived=False) is None
    assert hears(NEW, HELPS, began_on=None) is PlanHears.BEGAN
    assert hears(HELPS, HELPS) is None
    assert hears(NEW, HELPS, began_on=TODAY - 9 * DAY, ended_on=TODAY) is PlanHears.BEGAN_ANEW
    assert hears(HELPS, HELPS, ended_on=TODAY + DAY) is None  # closed in the plan while the match still ends


@pytest.fixture
def helped(between, begin):
    """A family that wished for a group, is here, and has one that helps it."""
    code = between.begun(*begin(family_and_group))
    between.goes_to(MatchEvent.CONFIRM, code)
    on = {"by": between.world.actor("marieke"), "now": between.world.now, "case": code}
    say_trait(**on, member=MemberNo(0), trait="sponsor_wanted", holds=True, reason="Zo gevraagd.")
    arrive(between, code)
    between.happens(MatchEvent.ARRIVE)
    return code


def arrive(between, code):
    """The family is here."""
    here = [MilestoneRecord(each, actual_on=TODAY) for each in (MilestoneCode.LANDED, MilestoneCode.ARRIVED)]
    by, now = between.world.actor("marieke"), between.world.now
    record_milestones(by=by, now=now, case=code, records=here, source="person")


def day(code, milestone):
    return Milestone.rows.filter(case__code=code, code=milestone).values_list("actual_on", flat=True).first()


def group_tasks(code, earlier=0):
    """What the plan asks about the group of now, or an earlier one: state and why it is gone, by row and time."""
    rows = Task.rows.filter(case__code=code, template__in=["I05", "I06", "I14"], earlier_group=earlier)
    return {(row.template, row.repeat_no): (row.state, (row.gone or {}).get("why")) for row in rows}


def stop(between, code):
    between.happens(MatchEvent.NEWCOMER_NO)


def stop_by_the_coordinator(between, code):
    between.happens(MatchEvent.END, end=MatchEnd.ENDED_EARLY_NEUTRAL)


def want_no_group_any_more(between, code):
    by, now = between.world.actor("marieke"), between.world.now
    matches.choose_about_group(by=by, now=now, case=code, member=MemberNo(1), answer=Participation.NO, given=SAID)


@pytest.mark.parametrize("how", [stop, stop_by_the_coordinator, want_no_group_any_more])
def test_a_group_that_stops_early_ends_in_the_plan_and_the_guide_speaks_with_both_within_a_working_day(
    between, helped, how
):
    assert day(helped, "SPONSOR_STARTED") == TODAY
    assert ("I14", 1) not in group_tasks(helped)

    how(between, helped)

    assert day(helped, "SPONSOR_ENDED") == TODAY
    found = group_tasks(helped)
    assert {found[key][0] for key in REVIEWS} == {TaskState.NOT_NEEDED}
    assert found["I06", 1] == (TaskState.WAITING_START, None)  # the closing talk is still to be had
    talk = Task.rows.get(case__code=helped, template="I14")
    assert (talk.state, talk.doer, talk.start_on) == (TaskState.TO_DO, DoerRole.GUIDE, TODAY)
    assert (talk.due_on, talk.because["term"]) == (TODAY + DAY, "sponsor_stopped_1wd")


def test_why_a_task_about_the_group_is_not_needed_is_told_on_its_page(between, helped, log_in):
    task = Task.rows.get(case__code=helped, template="I05", repeat_no=3)
    page = f"/cases/{helped}/tasks/{task.pk}/"
    assert "de begeleiding door de sponsorgroep is geëindigd" not in log_in("marieke").get(page).content.decode()

    stop(between, helped)

    assert group_tasks(helped)["I05", 3] == (TaskState.NOT_NEEDED, WhyGone.GROUP_ENDED)
    assert "de begeleiding door de sponsorgroep is geëindigd" in log_in("marieke").get(page).content.decode()


def test_after_a_planned_end_nobody_is_asked_to_take_over(between, helped):
    between.happens(MatchEvent.BEGIN_ENDING)
    between.happens(MatchEvent.END, end=MatchEnd.ENDED_PLANNED, had_final_review=True)

    assert day(helped, "SPONSOR_ENDED") == TODAY
    assert group_tasks(helped)["I05", 3] == (TaskState.NOT_NEEDED, WhyGone.GROUP_ENDED)
    assert group_tasks(helped)["I06", 1] == (TaskState.WAITING_START, None)  # nobody handed over to the own network yet
    assert ("I14", 1) not in group_tasks(helped)


def test_the_term_counts_from_the_day_on_which_it_was_said_and_in_working_days(between, helped, log_in):
    friday, monday = TODAY + 4 * DAY, between.world.now + 7 * DAY
    between.happens(MatchEvent.NEWCOMER_NO, now=monday, given=replace(SAID, said_on=friday))

    talk = Task.rows.get(case__code=helped, template="I14")
    assert day(helped, "SPONSOR_ENDED") == Match.rows.get().ended_on == friday
    assert talk.due_on == talk.limit_on == friday + 3 * DAY
    page = log_in("marieke").get(f"/cases/{helped}/tasks/{talk.pk}/").content.decode()
    assert "de termijn telt in werkdagen: maandag 30 november 2026" in page


def test_what_was_done_with_the_group_stays_done(between, helped):
    by, now = between.world.actor("marieke"), between.world.now
    review = Task.rows.get(case__code=helped, template="I05", repeat_no=1)
    finish_task(by=by, now=now, case=helped, task=review.pk, done_on=TODAY)

    stop(between, helped)

    assert [group_tasks(helped)[key][0] for key in REVIEWS] == [
        TaskState.DONE,
        TaskState.NOT_NEEDED,
        TaskState.NOT_NEEDED,
    ]


def test_a_group_that_stops_before_it_began_is_told_as_such_and_the_next_one_comes_after_it():
    assert hears(HELPS, ended(), began_on=None) is PlanHears.STOPPED_BEFORE
    assert hears(NEW, HELPS, began_on=None, ended_on=TODAY, has_arrived=False) is PlanHears.ANOTHER_COMES
    assert hears(HELPS, HELPS, began_on=None, ended_on=TODAY, has_arrived=False) is None
    assert hears(NEW, HELPS, began_on=None, ended_on=TODAY) is PlanHears.BEGAN_ANEW


def expected(code):
    """The days of the group that the plan counts with."""
    found = household_milestones([code], today=TODAY)[code]
    return {each for each in (STARTED, ENDED) if (at := found.at(each)) and not at.is_actual}


STARTED, ENDED = MilestoneCode.SPONSOR_STARTED, MilestoneCode.SPONSOR_ENDED


@pytest.fixture
def expecting(between, begin):
    """A family that wished for a group, is on its way, and has one that waits for it; a day is planned with it."""
    code = between.begun(*begin(family_and_group))
    on = {"by": between.world.actor("marieke"), "now": between.world.now, "case": code}
    say_trait(**on, member=MemberNo(0), trait="sponsor_wanted", holds=True, reason="Zo gevraagd.")
    later = [
        MilestoneRecord(MilestoneCode.LANDED, planned_on=TODAY + 60 * DAY),
        MilestoneRecord(MilestoneCode.SPONSOR_STARTED, planned_on=TODAY + 70 * DAY),
    ]
    record_milestones(**on, records=later, source="person")
    between.goes_to(MatchEvent.CONFIRM, code)
    return code


def test_after_a_match_that_ends_before_arrival_somebody_speaks_with_both_and_no_day_of_the_group_is_expected(
    between, expecting
):
    assert expected(expecting) == {STARTED, ENDED}
    assert ("I14", 1) not in group_tasks(expecting)

    stop(between, expecting)

    assert (day(expecting, STARTED), day(expecting, ENDED), expected(expecting)) == (None, TODAY, set())
    talk = Task.rows.get(case__code=expecting, template="I14")
    assert (talk.state, talk.due_on, talk.because["term"]) == (TaskState.TO_DO, TODAY + DAY, "sponsor_stopped_1wd")
    assert {group_tasks(expecting)[key] for key in REVIEWS} == {(TaskState.NOT_NEEDED, WhyGone.GROUP_ENDED)}


def test_another_group_that_is_confirmed_before_arrival_is_expected_and_begins_with_it(between, expecting):
    between.group("Het Plein")
    stop(between, expecting)

    between.goes_to(MatchEvent.CONFIRM, expecting, "Het Plein")

    assert (day(expecting, ENDED), expected(expecting)) == (None, {STARTED, ENDED})
    assert group_tasks(expecting, earlier=1) == {("I14", 1): (TaskState.TO_DO, None)}
    assert {group_tasks(expecting)[key][0] for key in REVIEWS} == {TaskState.WAITING_START}
    arrive(between, expecting)
    between.happens(MatchEvent.ARRIVE, "Het Plein")
    assert (day(expecting, STARTED), day(expecting, ENDED)) == (TODAY, None)


def test_another_group_that_is_confirmed_after_arrival_begins_anew(between, expecting):
    between.group("Het Plein")
    stop(between, expecting)
    arrive(between, expecting)
    assert expected(expecting) == set()

    between.goes_to(MatchEvent.CONFIRM, expecting, "Het Plein")

    assert (day(expecting, STARTED), day(expecting, ENDED)) == (TODAY, None)
    assert group_tasks(expecting, earlier=1) == {("I14", 1): (TaskState.TO_DO, None)}


@pytest.mark.parametrize(
    ("is_here", "said"), [(False, "in het plan staat tot wanneer"), (True, "wie overneemt wat de groep deed")]
)
def test_who_ends_a_match_reads_before_it_what_the_plan_hears(between, expecting, log_in, is_here, said):
    if is_here:
        arrive(between, expecting)
        between.happens(MatchEvent.ARRIVE)
    typed = {"event": "end", "end": "ended_early_neutral"}

    page = log_in("marieke").post(f"/matches/{MatchProposal.rows.get().pk}/go-on/", typed).content.decode()

    assert said in page
    assert ("vallen de dagen waarop deze groep zou beginnen" in page) is not is_here
    assert "werkdag" not in page  # how many is data of the plan
    assert day(expecting, ENDED) is None


@pytest.fixture
def another(between, helped):
    """What lets another group begin after the one that stopped."""
    between.group("Het Plein")

    def begins():
        stop(between, helped)
        between.goes_to(MatchEvent.CONFIRM, helped, "Het Plein")

    return begins


def finish(between, code, template, **how):
    """The task of the group of now is done."""
    task = Task.rows.get(case__code=code, template=template, repeat_no=1, earlier_group=0)
    by, now = between.world.actor("marieke"), between.world.now
    finish_task(by=by, now=now, case=code, task=task.pk, done_on=TODAY, **how)
    return task.pk


def test_another_group_begins_anew_and_the_talk_about_the_one_before_is_still_to_be_had(helped, another):
    another()

    assert (day(helped, "SPONSOR_STARTED"), day(helped, "SPONSOR_ENDED")) == (TODAY, None)
    assert group_tasks(helped, earlier=1) == {("I14", 1): (TaskState.TO_DO, None)}
    found = group_tasks(helped)
    assert ("I14", 1) not in found
    assert {found[key][0] for key in (*REVIEWS, ("I06", 1))} == {TaskState.WAITING_START}


def test_a_group_that_comes_after_another_has_reviews_of_its_own(between, helped, another):
    finish(between, helped, "I05")

    another()

    assert group_tasks(helped, earlier=1)["I05", 1] == (TaskState.DONE, None)
    assert {group_tasks(helped)[key][0] for key in REVIEWS} == {TaskState.WAITING_START}


def test_every_group_that_stops_early_is_spoken_with_also_when_the_one_before_was(between, helped, another):
    another()
    talk = Task.rows.get(case__code=helped, template="I14")
    by, now = between.world.actor("marieke"), between.world.now
    finish_task(by=by, now=now, case=helped, task=talk.pk, done_on=TODAY)

    between.happens(MatchEvent.NEWCOMER_NO, "Het Plein")

    assert group_tasks(helped)["I14", 1][0] == TaskState.TO_DO
    assert group_tasks(helped, earlier=1)["I14", 1][0] == TaskState.DONE


def test_closing_with_an_earlier_group_says_nothing_of_the_end_of_the_one_of_now(between, helped, another):
    closing = Task.rows.get(case__code=helped, template="I06")
    on = {"by": between.world.actor("marieke"), "now": between.world.now, "case": helped, "task": closing.pk}
    set_task_state(**on, state=TaskState.BUSY)
    another()
    assert group_tasks(helped, earlier=1)["I06", 1][0] == TaskState.BUSY

    finish_task(**on, done_on=TODAY)

    assert (day(helped, "SPONSOR_STARTED"), day(helped, "SPONSOR_ENDED")) == (TODAY, None)
    with pytest.raises(RuleBroken, match="milestone_date_needed"):
        finish(between, helped, "I06", reason="Klaar.")


def test_closing_with_a_group_does_not_ask_the_day_that_stands_by_the_end_of_its_match(between, helped, log_in):
    stop(between, helped)
    closing = Task.rows.get(case__code=helped, template="I06")
    address = f"/cases/{helped}/tasks/{closing.pk}/finish/"
    page = log_in("marieke").get(address).content.decode()
    assert "Die dag staat vast" in page
    assert "SPONSOR_ENDED" not in page
    with pytest.raises(RuleBroken, match="milestone_stands"):
        finish(between, helped, "I06", dates={MilestoneCode.SPONSOR_ENDED: TODAY - DAY}, reason="Klaar.")
    typed = {"done_on": TODAY, "reason": "Klaar.", "SPONSOR_ENDED": TODAY - DAY}  # on a page opened before the end
    assert "is intussen vastgelegd met de match" in log_in("marieke").post(address, typed).content.decode()
    assert group_tasks(helped)["I06", 1][0] != TaskState.DONE

    finish(between, helped, "I06", reason="Klaar.")

    assert day(helped, "SPONSOR_ENDED") == TODAY
    assert group_tasks(helped)["I06", 1][0] == TaskState.DONE


def test_a_day_that_somebody_recorded_is_shown_and_need_not_be_given_again(between, helped, log_in):
    closing = Task.rows.get(case__code=helped, template="I06")
    address = f"/cases/{helped}/tasks/{closing.pk}/finish/"
    assert "Al vastgelegd" not in log_in("marieke").get(address).content.decode()
    records = [MilestoneRecord(MilestoneCode.SPONSOR_ENDED, actual_on=TODAY)]
    on = {"by": between.world.actor("marieke"), "now": between.world.now, "case": helped}
    record_milestones(**on, records=records, source="person")
    assert "Al vastgelegd" in log_in("marieke").get(address).content.decode()

    log_in("marieke").post(address, {"done_on": TODAY, "reason": "Klaar.", "SPONSOR_ENDED": ""})

    assert day(helped, "SPONSOR_ENDED") == TODAY
    assert group_tasks(helped)["I06", 1][0] == TaskState.DONE


def test_a_group_that_comes_after_another_is_told_nothing_of_that_one(between, helped, another):
    finish(between, helped, "I05")
    by, now, first = between.world.actor("fenna"), between.world.now, between.groups["De Brug"].sponsors["saskia"]
    link_login(by=by, now=now, sponsor=first, person=None)
    between.groups["Het Plein"].log_in_as("saskia", "saskia")

    another()

    def groups_reviewed(key):
        rows = plan_of(between.world.actor(key), helped, today=TODAY)
        return {row.key.earlier_group for row in rows if row.key.template == "I05"}

    assert groups_reviewed("saskia") == {0}
    assert groups_reviewed("marieke") == {0, 1}


def test_a_task_about_an_earlier_group_says_so(helped, another, log_in):
    another()
    talk = Task.rows.get(case__code=helped, template="I14")

    page = log_in("marieke").get(f"/cases/{helped}/tasks/{talk.pk}/").content.decode()

    assert "regel wie overneemt wat de groep deed (eerdere sponsorgroep)" in page


def test_a_group_begins_anew_also_after_one_whose_end_the_plan_never_heard_of(between, helped):
    between.group("Het Plein")
    finish(between, helped, "I05")
    stop(between, helped)
    Milestone.rows.filter(case__code=helped, code=MilestoneCode.SPONSOR_ENDED).delete()
    Milestone.rows.filter(case__code=helped, code=MilestoneCode.SPONSOR_STARTED).update(actual_on=TODAY - 9 * DAY)

    between.goes_to(MatchEvent.CONFIRM, helped, "Het Plein")

    assert day(helped, "SPONSOR_STARTED") == TODAY
    assert group_tasks(helped)["I05", 1][0] == TaskState.WAITING_START


def test_an_end_that_somebody_recorded_stands_and_the_early_stop_is_spoken_about(between, helped):
    records = [MilestoneRecord(MilestoneCode.SPONSOR_ENDED, actual_on=TODAY)]
    on = {"by": between.world.actor("marieke"), "now": between.world.now, "case": helped}
    record_milestones(**on, records=records, source="person")
    assert ("I14", 1) not in group_tasks(helped)

    between.happens(MatchEvent.NEWCOMER_NO, now=between.world.now + 2 * DAY, given=replace(SAID, said_on=TODAY + DAY))

    assert day(helped, "SPONSOR_ENDED") == TODAY
    assert group_tasks(helped)["I14", 1][0] == TaskState.TO_DO


def test_closing_the_case_records_the_end_of_its_group(between, helped):
    closing_actions.close(
        by=between.world.actor("marieke"),
        now=between.world.now,
        case=helped,
        reason="moved_away",
        knows_of_terms=True,
        seen=plan_version(helped),
    )

    assert day(helped, "SPONSOR_ENDED") == TODAY
    assert not Task.rows.filter(case__code=helped, is_open=True).exists()
