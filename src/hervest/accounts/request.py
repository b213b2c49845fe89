"""What a request knows of its actor and its instant: set once by the middleware, asked for with a type."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from hervest.accounts import visit_rules
from hervest.accounts.actor import Actor, anonymous, in_emergency
from hervest.accounts.factor_queries import has_factor, must_have_factor
from hervest.accounts.login_actions import record_closed
from hervest.accounts.models import Person
from hervest.accounts.queries import actor_of
from hervest.accounts.settings import access_settings
from hervest.accounts.visit import has_emergency, language_in, seen_again, take_emergency, visit_in
from hervest.accounts.vocabulary import Closed, PersonId, Tour
from hervest.core import clock, wall

NULL = "\x00"


class ActorMiddleware:
    """Reads the clock once, finds the actor, and speaks the actor's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request as its actor."""
        now = clock.now()
        request.now = now  # type: ignore[attr-defined]
        actor = _visitor(request, now)
        request.actor = actor  # type: ignore[attr-defined]
        refuse_unstorable(request)
        language = actor.language if actor.person else translation.get_language_from_request(request)
        with wall.only(actor.municipalities), translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            if actor.person and settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
                response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")  # the visit has it: for no other
            return response


def _visitor(request: HttpRequest, now: datetime) -> Actor:
    """Who asks. A visit that is over, or of somebody without a role, ends here, whatever was asked."""
    user, session = request.user, request.session
    if not isinstance(user, Person):
        if SESSION_KEY in session:  # of somebody who may no longer log in, or whose password is another now
            session.flush()
        return anonymous()
    actor = actor_of(user, today=clock.day_of(now), submission=submission_in(request))
    actor = replace(actor, language=language_in(session, actor.language))
    visit = visit_in(session)
    if not actor.grants:
        return _closed(request, actor, Closed.NO_ROLE)
    if visit is None or visit_rules.is_over(visit, now=now, limits=access_settings().visit):
        return _closed(request, actor, Closed.TOO_LONG)
    if visit_rules.is_to_note(visit, now=now, limits=access_settings().visit):
        seen_again(session, visit, now=now)
    if visit.by_factor or not must_have_factor(actor):
        return in_emergency(actor, now=now) if has_emergency(session, now=now) else actor
    return _without_factor(request, actor)


def _without_factor(request: HttpRequest, actor: Actor) -> Actor:
    """Nobody's roles count before their second factor: the actor holds none, so that every page and action is shut."""
    if actor.person is not None and has_factor(actor.person):  # set up in another browser: this one never showed it
        return _closed(request, actor, Closed.NO_FACTOR)
    return replace(actor, grants=(), withheld=actor.grants)


def _closed(request: HttpRequest, actor: Actor, why: Closed) -> Actor:
    with translation.override(actor.language):
        text = {
            Closed.NO_ROLE: _("You have no role here any more. That is why you were logged out."),
            Closed.TOO_LONG: _("You were logged out because you had been logged in for long. Log in again."),
            Closed.NO_FACTOR: _("You now log in with a second step. That is why you were logged out here."),
        }[why]
    record_closed(actor, why=why, now=now_in(request))
    logout(request)
    messages.info(request, text)
    return anonymous()


def waits_for_factor(request: HttpRequest) -> bool:
    """Whether somebody is in who must set up a second factor before anything else."""
    return bool(actor_in(request).withheld)


def is_proven(request: HttpRequest) -> bool:
    """Whether the person has proven of late who they are."""
    visit = visit_in(request.session)
    return visit is not None and visit_rules.is_proven(visit, now=now_in(request), limits=access_settings().visit)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Within, the answer is made for this actor and no other, whoever's browser asks: their reach, their language."""
    with wall.only(actor.municipalities), translation.override(actor.language):
        yield


def is_too_often(request: HttpRequest, what: str, *, rate: str, key: str | None = None) -> bool:
    """Whether this was looked at more often than `rate` allows, as `10/m/key` or `60/m/ip` say; it counts this time."""
    return ratelimit.consume(request, app="hervest", action=what, config={what: rate}, key=key, limit_get=True) is None


def keep_emergency(request: HttpRequest, *, until: datetime) -> None:
    """From the next click on the visit has the emergency access that was just taken."""
    take_emergency(request.session, until=until)


def refuse_unstorable(request: HttpRequest) -> None:
    """Go on only with text that every database can hold. Raises: BadRequest for a null character in address or form."""
    values = (value for given in (request.GET, request.POST) for __, many in given.lists() for value in many)
    if any(NULL in text for text in (request.path, *values)):
        raise BadRequest("null character")


def submission_in(request: HttpRequest) -> str:
    """The key of the form that was sent, or nothing."""
    return request.POST.get("submission", "")[:64] if request.method == "POST" else ""


def actor_in(request: HttpRequest) -> Actor:
    """Who asks."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def person_in(request: HttpRequest) -> PersonId:
    """Who asks, on a page that only opens to who is logged in."""
    found = actor_in(request).person
    assert found is not None  # the route asks for a log-in
    return found


def tour_in(request: HttpRequest) -> Tour:
    """How far who asks is with the cards of the first login; no query: the login was read already."""
    user = getattr(request, "user", None)
    return Tour(frozenset(user.tour_seen), user.tour_is_over) if isinstance(user, Person) else Tour(is_over=True)


def now_in(request: HttpRequest) -> datetime:
    """The one instant of this request."""
    found: datetime = request.now  # type: ignore[attr-defined]
    return found


def today_in(request: HttpRequest) -> date:
    """The Dutch day of this request."""
    return clock.day_of(now_in(request))
