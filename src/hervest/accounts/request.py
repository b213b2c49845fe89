"""What a request knows of its actor and its instant: set once by the middleware, asked for with a type."""

from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from hervest.accounts.actor import Actor, anonymous
from hervest.accounts.models import Person
from hervest.accounts.queries import actor_of
from hervest.core import clock

NULL = "\x00"


class ActorMiddleware:
    """Reads the clock once, finds the actor, and speaks the actor's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request as its actor."""
        now = clock.now()
        user = request.user
        actor = anonymous()
        if isinstance(user, Person):
            actor = actor_of(user, today=clock.day_of(now), submission=submission_in(request))
        request.now = now  # type: ignore[attr-defined]
        request.actor = actor  # type: ignore[attr-defined]
        refuse_unstorable(request)
        language = actor.language if actor.person else translation.get_language_from_request(request)
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


def refuse_unstorable(request: HttpRequest) -> None:
    """Go on only with text that every database can hold. Raises: BadRequest for a null character in address or form."""
    values = (value for given in (request.GET, request.POST) for _, many in given.lists() for value in many)
    if any(NULL in text for text in (request.path, *values)):
        raise BadRequest("null character")


def submission_in(request: HttpRequest) -> str:
    """The key of the form that was sent, or nothing."""
    return request.POST.get("submission", "")[:64] if request.method == "POST" else ""


def actor_in(request: HttpRequest) -> Actor:
    """Who asks."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def now_in(request: HttpRequest) -> datetime:
    """The one instant of this request."""
    found: datetime = request.now  # type: ignore[attr-defined]
    return found


def today_in(request: HttpRequest) -> date:
    """The Dutch day of this request."""
    return clock.day_of(now_in(request))
