"""Second factors and open visits: what is taken away, spent and ended."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.crypto import salted_hmac

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.models import Person
from hervest.accounts.people_actions import give_link
from hervest.accounts.people_queries import chains_of_person, seen_person_subject
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import installation_subject, person_subject
from hervest.accounts.vocabulary import PersonId, SecondFactorKind, TakenWhy
from hervest.core.errors import RuleBroken

REMEMBERED = timedelta(minutes=5)
"""How long a code that was used is remembered: longer than any code is valid."""


@action(Permission.PEOPLE_MANAGE, on=seen_person_subject, runs=(give_link,))
def take_factors(*, by: Actor, now: datetime, person: PersonId, why: TakenWhy) -> str:
    """The person has no second factor and no password any more; gives the path that sets a new password.

    What they set up no longer lets anybody in, nor do their open visits. At their next log-in they are told who took
    it away and why, and set up a new one. Raises: RuleBroken for the own account, or if the person may do more than
    `by` can give.
    """
    link = give_link(by=by, now=now, person=person)
    Authenticator.objects.filter(user=person).delete()
    Person.rows.filter(pk=person).update(factors_taken_at=now, factors_taken_why=why, factors_taken_by=by.person)
    for place in chains_of_person(person):
        note("second_factors.taken", municipality=place, person=person, why=why)
    return link


@action(Permission.PAGE_PUBLIC, on=person_subject)
def end_other_visits(*, by: Actor, now: datetime, person: PersonId, but: str) -> int:
    """The person is logged in nowhere but in the session `but`; gives how many others there were.

    Raises: RuleBroken for anyone else's visits.
    """
    if by.person != person:
        raise RuleBroken("own_profile_only")
    others = list(UserSession.objects.filter(user=person).exclude(session_key=but))
    for visit in others:
        visit.end()
    if others:
        for place in by.chains:
            note("visits.ended", municipality=place, person=person)
    return len(others)


@action(Permission.PEOPLE_MANAGE, on=installation_subject)
def forget_visits(*, by: Actor, now: datetime) -> int:
    """Nothing is kept of visits whose session is gone or has expired, nor from where they were; how many it were."""
    Session.objects.filter(expire_date__lte=now).delete()
    gone = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    n_gone: int = gone.delete()[0]
    return n_gone


def move_visit(*, was: str, becomes: str) -> None:
    """The visit of session `was` goes on under another key."""
    UserSession.objects.filter(session_key=was).update(session_key=becomes)


def told_of_taking(person: PersonId) -> None:
    """The person has a second factor again: that the last one was taken away need not be told any more."""
    Person.rows.filter(pk=person, factors_taken_at__isnull=False).update(
        factors_taken_at=None, factors_taken_why="", factors_taken_by=None
    )


@transaction.atomic
def spend_code(person: PersonId, code: str, *, now: datetime) -> bool:
    """Whether this code of the person's app is used for the first time; from now on it is not.

    Kept beside the app itself and under its row lock: so it holds for every process of the server.
    Source: RFC 6238, 5.2: a code is accepted once.
    """
    row = Authenticator.objects.select_for_update().get(user=person, type=SecondFactorKind.TOTP)
    mark = salted_hmac("hervest.spent", code.strip(), algorithm="sha256").hexdigest()
    since = (now - REMEMBERED).timestamp()
    spent = {known: at for known, at in row.data.get("spent", {}).items() if at > since}
    if mark in spent:
        return False
    row.data["spent"] = spent | {mark: now.timestamp()}
    row.save(update_fields=["data"])
    return True
