"""How allauth behaves here: nobody signs up by themselves, people are invited; who comes and goes stands in the log."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hervest.accounts import visit
from hervest.accounts.actor import Actor
from hervest.accounts.login_actions import (
    choose_password,
    record_failed_factor,
    record_failed_login,
    record_lock_out,
    record_login,
    record_logout,
    record_unknown_logins,
)
from hervest.accounts.models import Person
from hervest.accounts.queries import Taken, actor_of, known_login, taken_from
from hervest.accounts.request import actor_in, is_proven, now_in, today_in
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.texts import full_day, label

A_DAY = 24 * 60 * 60

SAID = {
    "account/messages/logged_in.txt": gettext_lazy("You are logged in as %(name)s."),
    "account/messages/logged_out.txt": gettext_lazy("You are logged out."),
    "account/messages/password_changed.txt": gettext_lazy("Your password has been changed."),
    "account/messages/password_set.txt": gettext_lazy("Your password has been set."),
}
"""What allauth would say in words of its own, which address everybody otherwise than this house does."""


def chosen_language(request: HttpRequest) -> str:
    """The language that somebody asked for before they logged in (`views.speak`); empty if they asked for none."""
    wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wanted if wanted in dict(settings.LANGUAGES) else ""


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Login only. The methods are allauth's; their signatures too."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "The e-mail address or the password is not right. Type both once more."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """No."""
        return False

    def pre_login(self, request: HttpRequest, user: Person, **given: object) -> HttpResponseBase | None:
        """Whoever has no role today is as little let in as whose account is closed, whatever they log in with."""
        if user.is_active and not actor_of(user, today=today_in(request)).grants:
            clear_login(request)
            return self.respond_user_inactive(request, user)
        answer: HttpResponseBase | None = super().pre_login(request, user, **given)
        return answer

    def login(self, request: HttpRequest, user: Person) -> None:
        """Let in, with a row in the log, or not at all."""
        by, now = actor_of(user, today=today_in(request)), now_in(request)
        with transaction.atomic():
            super().login(request, user)
            shown = [step for step in get_authentication_records(request, user) if step.get("method") == "mfa"]
            visit.begin(request.session, now=now, by_factor=bool(shown))
            visit.speak(request.session, chosen_language(request))
            UserSession.objects.create_from_request(request)
            record_login(by, now=now)
        told = taken_from(PersonId(user.pk))
        if told is not None:
            messages.warning(request, told_in_words(told))

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
        note_unknown_login(request)

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponseBase:
        """The right password of somebody who may not log in any more is a failed log-in."""
        record_failed_login(actor_of(user, today=today_in(request)), now=now_in(request))
        answer: HttpResponseBase = super().respond_user_inactive(request, user)
        return answer

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Whether this is the person's password. allauth looks for the address in a table that we do not fill."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **given: object) -> bool:  # noqa: ARG002  # allauth's signature
        """By the same minutes as everywhere here."""
        return not is_proven(self.request)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str = "", *args: object, **given: object
    ) -> None:
        """What allauth says, in the words of this house; of the second step our own pages do."""
        if text := SAID.get(message_template):
            messages.add_message(request, level, text % {"name": request.user})
        elif not message_template.startswith("mfa/"):
            super().add_message(request, level, message_template, *args, **given)

    def set_password(self, user: Person, password: str) -> None:
        """Change the own password through the action that has it logged."""
        by = actor_in(self.request)
        choose_password(by=by, now=now_in(self.request), person=PersonId(user.pk), password=password)
        user.refresh_from_db(fields=["password"])


def note_failed_factor(request: HttpRequest, user: object, form: BaseForm) -> None:
    """One row for each try that failed; once it is locked, one for the whole lock-out."""
    assert isinstance(user, Person)  # the first step was taken
    by = actor_of(user, today=today_in(request))
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    if "too_many_login_attempts" not in codes:
        record_failed_factor(by, now=now_in(request))
    elif cache.add(f"factor-locked:{user.pk}", 1, settings.LOCK_OUT_SECONDS):
        record_lock_out(by, now=now_in(request))


def note_unknown_login(request: HttpRequest) -> None:
    """A row for the 1st, 10th, 100th log-in of the day that failed and of which nobody knows whose it was."""
    n_today = _counted(f"login-unknown:{today_in(request).isoformat()}")
    if str(n_today).strip("0") == "1":
        record_unknown_logins(n_today, now=now_in(request))


def told_in_words(told: Taken) -> str:
    """That somebody took the second step away, and why."""
    return _("%(who)s took away your second step on %(day)s. Reason: %(why)s. Set up a new one.") % {
        "who": told.by,
        "day": full_day(clock.day_of(told.at)),
        "why": label(told.why),
    }


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
