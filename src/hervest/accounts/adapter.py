"""How allauth behaves here: nobody signs up by themselves, people are invited; who comes and goes stands in the log."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from hervest.accounts.actor import Actor
from hervest.accounts.login_actions import (
    choose_password,
    record_failed_login,
    record_lock_out,
    record_login,
    record_logout,
    record_unknown_logins,
)
from hervest.accounts.models import Person
from hervest.accounts.queries import actor_of, known_login
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.vocabulary import PersonId

A_DAY = 24 * 60 * 60


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Login only. The methods are allauth's; their signatures too."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """No."""
        return False

    def login(self, request: HttpRequest, user: Person) -> None:
        """Let in, with a row in the log, or not at all."""
        with transaction.atomic():
            super().login(request, user)
            record_login(actor_of(user, today=today_in(request)), now=now_in(request))

    def logout(self, request: HttpRequest) -> None:
        """Let out, with a row in the log."""
        record_logout(actor_in(request), now=now_in(request))
        super().logout(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """Refuse while locked out; the log says so once per lock-out, however often it is tried."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            person = _known(request, credentials)
            if cache.add(f"login-locked:{person.person if person else ''}", 1, settings.LOCK_OUT_SECONDS):
                record_lock_out(person, now=now_in(request))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        """Of a known address one row; of unknown ones a row for the 1st, 10th, 100th of the day."""
        person = _known(request, credentials)
        if person is not None:
            record_failed_login(person, now=now_in(request))
            return
        n_today = _counted(f"login-unknown:{today_in(request).isoformat()}")
        if str(n_today).strip("0") == "1":
            record_unknown_logins(n_today, now=now_in(request))

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponseBase:
        """The right password of somebody who may not log in any more is a failed log-in."""
        record_failed_login(actor_of(user, today=today_in(request)), now=now_in(request))
        answer: HttpResponseBase = super().respond_user_inactive(request, user)
        return answer

    def set_password(self, user: Person, password: str) -> None:
        """Change the own password through the action that has it logged."""
        by = actor_in(self.request)
        choose_password(by=by, now=now_in(self.request), person=PersonId(user.pk), password=password)
        user.refresh_from_db(fields=["password"])


def _known(request: HttpRequest, credentials: dict[str, str]) -> Actor | None:
    person = known_login(credentials.get("email", ""))
    return actor_of(person, today=today_in(request)) if person else None


def _counted(key: str) -> int:
    """How often this was asked in a day; a cache that had to forget it begins anew."""
    cache.add(key, 0, A_DAY)
    try:
        return cache.incr(key)
    except ValueError:  # thrown out to make room, after it was added
        cache.set(key, 1, A_DAY)
        return 1
