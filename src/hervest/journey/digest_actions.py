"""Telling somebody once a week what it holds for them: numbers, and nobody by name or code."""

from datetime import datetime

from hervest.accounts.action import action
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality, person_subject
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.journey.digest_queries import WeekCounts
from hervest.notices.outbox_actions import tell
from hervest.notices.vocabulary import NoticeKind


@action(Permission.PAGE_PUBLIC, on=person_subject)
def tell_of_week(*, by: Actor, now: datetime, person: PersonId, place: str, counts: WeekCounts) -> None:
    """The person is told, once in this week, how much of their work in a municipality it holds, if they want to be."""
    year, week, _day = clock.day_of(now).isocalendar()
    details: dict[str, int | str] = {
        "due": counts.due,
        "late": counts.late,
        "cases": counts.cases,
        "place": municipality(place).name,
    }
    once = f"week {year}-{week:02} {place}"
    tell([person], NoticeKind.WEEK_AHEAD, now=now, municipality=place, once=once, details=details)
