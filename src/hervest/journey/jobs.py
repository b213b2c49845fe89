"""What a new day does to cases: plans are worked out again, old drafts go, and a week is told as it begins."""

from datetime import datetime

from django.conf import settings

from hervest.accounts.actor import Actor, system
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.journey.actions import work_out_again
from hervest.journey.contact_actions import forget_drafts
from hervest.journey.contact_queries import cases_with_old_drafts
from hervest.journey.digest_actions import tell_of_week
from hervest.journey.digest_queries import people_with_work, week_of
from hervest.journey.document_actions import forget_taken_back
from hervest.journey.document_queries import cases_with_old_taken_back
from hervest.journey.night_actions import each_case, each_one
from hervest.journey.night_queries import cases_to_plan
from hervest.journey.settings import journey_settings


def new_day(now: datetime) -> int:
    """Every open plan is that of today; how many changed. Raises: CasesFailedError once all the others are done."""
    by = system("new-day")
    return each_case(cases_to_plan(), lambda code: work_out_again(by=by, now=now, case=code), by=by, now=now)


def tell_of_weeks(now: datetime) -> int:
    """Who has work that is late or due this week is told so as it begins; of how many weeks there is something to tell.

    A server that stood still on the first day tells it on one of the next ones, and nobody is told twice.
    Raises: SomeFailedError once all the others are told.
    """
    today = clock.day_of(now)
    if not settings.SENDS_MAIL or today.isoweekday() > journey_settings().last_day_of_digest:
        return 0
    by = system("week-ahead")

    def told(person: Actor) -> int:
        weeks = week_of(person, today=today)
        for place, counts in weeks.items():
            tell_of_week(by=by, now=now, person=PersonId(person.person or 0), place=place, counts=counts)
        return len(weeks)

    return each_one(people_with_work(today=today), told, by=by)


def forget_old_drafts(now: datetime) -> int:
    """No contact stands here that somebody began to note too long ago and never kept; how many drafts went.

    Raises: SomeFailedError once all the others are gone.
    """
    by = system("forget-drafts")
    return each_one(cases_with_old_drafts(now), lambda code: forget_drafts(by=by, now=now, case=code), by=by)


def forget_documents_taken_back(now: datetime) -> int:
    """Nothing is left of documents that somebody took back a while ago; how many went.

    Raises: SomeFailedError once all the others are gone.
    """
    by = system("forget-documents")
    codes = cases_with_old_taken_back(now)
    return each_one(codes, lambda code: forget_taken_back(by=by, now=now, case=code), by=by)
