"""When a mail is due, tried again and given up."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.notices.rules import first_due, next_try, problem_of, timing_of
from hervest.notices.settings import notice_settings
from hervest.notices.vocabulary import ALWAYS, NEVER_SILENT, WEEKLY_KINDS, MailProblem, NoticeKind, Timing, timings_of

HERE = ZoneInfo("Europe/Amsterdam")
EIGHT = time(8)
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # given UTC


@pytest.mark.parametrize("chosen", [None, *Timing])
def test_the_gravest_is_told_at_once_whatever_somebody_chose(chosen):
    for kind in ALWAYS:
        assert timing_of(kind, chosen) is Timing.AT_ONCE
    assert timing_of(NoticeKind.WORK_HANDED_OVER, chosen) is (chosen or Timing.DAILY)


@pytest.mark.parametrize("kind", NoticeKind)
def test_who_chose_nothing_is_told_at_the_first_of_the_times_that_can_be_chosen(kind):
    assert timing_of(kind, None) is (Timing.AT_ONCE if kind in ALWAYS else timings_of(kind)[0])
    assert (Timing.WEEKLY in timings_of(kind)) == (kind in WEEKLY_KINDS)
    assert (Timing.NEVER in timings_of(kind)) == (kind not in NEVER_SILENT)


@given(INSTANTS)
def test_once_a_day_is_the_next_eight_o_clock_in_the_netherlands(now):
    due = first_due(Timing.DAILY, now, daily_at=EIGHT, zone=HERE)

    assert due.astimezone(HERE).time() == EIGHT
    assert now < due <= now + timedelta(hours=25)  # a night on which the clock goes back is longer
    assert first_due(Timing.AT_ONCE, now, daily_at=EIGHT, zone=HERE) == now
    assert first_due(Timing.WEEKLY, now, daily_at=EIGHT, zone=HERE) == due
    assert first_due(Timing.NEVER, now, daily_at=EIGHT, zone=HERE) is None


@given(INSTANTS, st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=1)), max_size=6))
def test_a_mail_is_tried_once_more_for_each_wait_and_then_given_up(now, waits):
    tries = [next_try(n, now, waits) for n in range(1, len(waits) + 2)]

    assert tries == [*(now + wait for wait in waits), None]


def test_the_waits_grow_and_end_after_some_days():
    waits = notice_settings().waits

    assert list(waits) == sorted(waits)
    assert timedelta(days=4) <= sum(waits, timedelta()) <= timedelta(days=6)


def test_whoever_takes_letters_can_send_them_all_before_another_may(settings):
    known = notice_settings()

    assert known.most_at_once * timedelta(seconds=settings.EMAIL_TIMEOUT) < known.lease


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (None, MailProblem.NO_SERVER),
        (421, MailProblem.TEMPORARY),
        (451, MailProblem.TEMPORARY),
        (550, MailProblem.REFUSED),
        (554, MailProblem.REFUSED),
    ],
)
def test_what_a_mail_server_answers_is_for_now_or_for_good(code, problem):
    assert problem_of(code) is problem
