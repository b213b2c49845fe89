"""As a week begins everybody who has work in it is told how much: in numbers, once, and as they chose."""

from datetime import timedelta

import pytest

from hervest.accounts.models import Person
from hervest.accounts.people_actions import end_role
from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import Route
from hervest.journey import actions
from hervest.journey.digest_queries import WeekCounts, people_with_work, week_of
from hervest.journey.jobs import tell_of_weeks
from hervest.journey.models import Task
from hervest.journey.night_actions import SomeFailedError
from hervest.journey.task_actions import add_task, finish_task
from hervest.journey.vocabulary import DeadlineKind, TeamRole
from hervest.notices.actions import choose_notices
from hervest.notices.jobs import send_due
from hervest.notices.models import NoticeChoice, OutboxMessage
from hervest.notices.queries import choices_of
from hervest.notices.vocabulary import NoticeKind, Timing
from people import HERE, NOW, TODAY

AT_EIGHT = NOW + timedelta(days=1)
DAYS = [TODAY, TODAY + timedelta(days=2), TODAY + timedelta(days=40)]


@pytest.fixture
def case(begin):
    return begin(with_work)


def with_work(world):
    """Sander leads a household and has three tasks of his own, of which two fall in this week; Anouk has one."""
    code = actions.open_case(by=world.actor("sander"), now=NOW, municipality=HERE, route=Route.RESETTLEMENT).code
    world.joins(code, "anouk", TeamRole.GUIDE_COORDINATOR, by="sander")
    by = {"by": world.actor("sander"), "now": NOW, "case": code}
    for day in DAYS:
        add_task(**by, title="Bel de school", due_on=day, person=world.ids["sander"])
    add_task(**by, title="Haal een fiets", due_on=TODAY, person=world.ids["anouk"])
    return code


def told(world, key):
    return [row.details for row in OutboxMessage.rows.filter(person=world.ids[key]).order_by("pk")]


def test_this_monday_is_one():
    assert TODAY.isoweekday() == 1


def test_a_week_counts_ones_own_work_that_is_late_or_due_in_it(world, case):
    Task.rows.filter(case__code=case, assigned_to=world.ids["sander"], due_on=TODAY).update(
        due_on=TODAY - timedelta(days=1)
    )

    assert week_of(world.actor("sander"), today=TODAY) == {HERE: WeekCounts(due=2, late=1, cases=1)}
    assert week_of(world.actor("anouk"), today=TODAY) == {HERE: WeekCounts(due=1, late=0, cases=1)}
    assert week_of(world.actor("lotte"), today=TODAY) == {}
    assert {who.person for who in people_with_work(today=TODAY)} == {world.ids["sander"], world.ids["anouk"]}


def test_the_mail_says_numbers_and_nobody(world, case, post):
    assert tell_of_weeks(NOW) == 2
    assert send_due(AT_EIGHT) == 2

    text = {address: text for address, _, text, _ in post.took}[world.email("sander")]
    assert "Deze week in Molenveen: taken te doen 2, waarvan te laat 0, dossiers 1." in text
    assert "https://hervest.example" in text
    assert case not in text
    assert "school" not in text
    assert not {name for full in Person.rows.values_list("name", flat=True) for name in full.split()} & set(
        text.split()
    )


def test_a_week_is_told_once_however_often_the_night_comes_and_not_when_it_is_half_over(world, case, post):
    tell_of_weeks(NOW)
    tell_of_weeks(NOW + timedelta(days=1))
    assert len(told(world, "sander")) == 1

    tell_of_weeks(NOW + timedelta(days=7))
    assert len(told(world, "sander")) == 2
    OutboxMessage.rows.all().delete()
    tell_of_weeks(NOW + timedelta(days=3))
    assert told(world, "sander") == []


def test_who_chose_never_is_told_nothing_and_the_choice_is_weekly_or_never(world, case, post):
    anouk = {"by": world.actor("anouk"), "now": NOW, "person": world.ids["anouk"]}
    assert choices_of(world.actor("anouk"))[NoticeKind.WEEK_AHEAD] is Timing.WEEKLY
    choose_notices(**anouk, chosen={NoticeKind.WEEK_AHEAD: Timing.NEVER})

    tell_of_weeks(NOW)

    assert told(world, "anouk") == []
    assert len(told(world, "sander")) == 1


def test_a_time_at_which_nothing_of_its_kind_is_told_cannot_be_chosen(world, case):
    anouk = {"by": world.actor("anouk"), "now": NOW, "person": world.ids["anouk"]}
    for kind, timing in ((NoticeKind.WEEK_AHEAD, Timing.AT_ONCE), (NoticeKind.WORK_HANDED_OVER, Timing.WEEKLY)):
        with pytest.raises(RuleBroken, match="never_told_then"):
            choose_notices(**anouk, chosen={kind: timing})
    choose_notices(**anouk, chosen={NoticeKind.WORK_HANDED_OVER: Timing.AT_ONCE})
    assert choices_of(world.actor("anouk"))[NoticeKind.WORK_HANDED_OVER] is Timing.AT_ONCE


def test_a_term_that_has_passed_is_late_also_where_its_day_is_later(world, case):
    mine = Task.rows.filter(assigned_to=world.ids["sander"], due_on=DAYS[2])
    mine.update(kind=DeadlineKind.HARD, limit_on=TODAY - timedelta(days=1))

    assert week_of(world.actor("sander"), today=TODAY)[HERE] == WeekCounts(due=3, late=1, cases=1)


def test_one_who_cannot_be_told_keeps_nobody_else_from_being_told(world, case, post):
    """Of one of them a choice is stored that there is no more."""
    NoticeChoice.rows.create(person_id=world.ids["anouk"], kind=NoticeKind.WEEK_AHEAD, timing="broken")

    with pytest.raises(SomeFailedError):
        tell_of_weeks(NOW)
    assert len(told(world, "sander")) == 1


def test_who_has_nothing_to_do_this_week_is_told_nothing(world, case, post):
    for task in Task.rows.filter(assigned_to=world.ids["anouk"]):
        finish_task(by=world.actor("anouk"), now=NOW, case=case, task=task.pk, done_on=TODAY)
    tell_of_weeks(NOW)

    assert told(world, "anouk") == []
    assert len(told(world, "sander")) == 1


def test_who_left_is_told_of_no_week(world, case, post):
    end_role(by=world.actor("marieke"), now=NOW, membership=world.person("sander").memberships.get().pk)
    tell_of_weeks(NOW)
    send_due(AT_EIGHT)

    assert {address for address, *_ in post.took} == {world.email("anouk")}


def test_where_no_mail_is_sent_no_week_is_told(world, case, settings):
    settings.SENDS_MAIL = False

    assert tell_of_weeks(NOW) == 0
    assert not OutboxMessage.rows.exists()
