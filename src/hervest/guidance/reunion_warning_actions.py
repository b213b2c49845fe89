"""Telling who works on a case until when somebody in it can apply for reunification: each warning once."""

from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.guidance.reunion_line_queries import Due, due_warnings
from hervest.guidance.reunion_models import ReunificationWarning
from hervest.guidance.reunion_rules import told_as
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.queries import CaseRef, case_of
from hervest.journey.team_queries import whom_to_tell
from hervest.notices.outbox_actions import tell
from hervest.notices.vocabulary import NoticeKind


@action(Permission.MILESTONE_RECORD, on=case_subject)
def warn_of_last_days(*, by: Actor, now: datetime, case: str) -> bool:
    """Whoever records what happens in the case is told of each last day that comes near, or has passed.

    That it was told is kept with it: one that was told is not told again, whatever broke off, and one that was not is
    told by the next day's work. True if something was to be told.
    """
    locked_case(case)
    today, row = clock.day_of(now), case_of(case)
    due = due_warnings([row.id], today=today)
    for each in due:
        _warn(row, each, now, today)
        note("reunification.warned", case_code=case, municipality=row.municipality, member=each.member)
    return bool(due)


@action(Permission.MILESTONE_RECORD, on=case_subject)
def note_not_warned(*, by: Actor, now: datetime, case: str, problem: str) -> None:
    """The log says that nobody could be told of the case's last days, and the kind of error; it is tried again."""
    row = case_of(case)
    note("reunification.not_warned", case_code=case, municipality=row.municipality, problem=problem)


def _warn(row: CaseRef, due: Due, now: datetime, today: date) -> None:
    last_on = due.last.safe_on
    ReunificationWarning.rows.create(
        case_id=row.id, member_no=due.member, last_on=last_on, warned_on=due.warned_on, given_at=now
    )
    days = (due.last.limit_on - today).days
    tell(
        whom_to_tell(row.id, Permission.MILESTONE_RECORD, today=today),
        NoticeKind.REUNIFICATION_PASSED if days < 0 else NoticeKind.REUNIFICATION_TERM,
        now=now,
        municipality=row.municipality,
        once=f"{told_as(row.code, due.member)}{last_on} {due.warned_on}",
        case=row.code,
        details={"days": max(due.last.days_left(today), 0)},
    )
