"""Routes that cannot exist without a permission: the only way a view gets an address."""

import functools
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path

from hervest.accounts import policy
from hervest.accounts.action import AlreadyDone, person_key
from hervest.accounts.actions import keep_answer, record_reads
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import answer_of
from hervest.accounts.request import actor_in, now_in
from hervest.core.errors import Conflict, NotAllowed, NotFound, OutsideWorld, RuleBroken
from hervest.core.unsent import Typed, typed_in, unsent_page
from hervest.core.web import not_found_page, problem_page, see_other

View = Callable[..., HttpResponseBase]
REDIRECTS_FROM = 300


@dataclass(frozen=True, slots=True)
class Route:
    """One address, the permission it asks for, and the room it belongs to."""

    room: str
    pattern: str
    name: str
    permission: Permission
    view: View


ROUTES: dict[str, Route] = {}
"""Every route by name: own ones by `route`, those of third parties by `mounted`."""


def route(pattern: str, *, permission: Permission, name: str | None = None) -> Callable[[View], View]:
    """Give the view an address. Whoever has the permission in no role gets the page of what does not exist."""

    def decorate(view: View) -> View:
        room = view.__module__.split(".")[1]
        guarded = _guarded(view, permission)
        _register(Route(room, pattern, name or view.__name__, permission, guarded))
        return guarded

    return decorate


def mounted(pattern: str, view: View, *, permission: Permission, name: str, room: str) -> URLPattern:
    """A third party's view under a permission of ours. The list of them is frozen in a test."""
    guarded = _guarded(view, permission)
    _register(Route(room, pattern, name, permission, guarded))
    return path(pattern, guarded, name=name)


def urlpatterns_of(room: str) -> list[URLPattern]:
    """The addresses of one room, for its `urls.py`."""
    return [path(r.pattern, r.view, name=r.name) for r in ROUTES.values() if r.room == room]


def ask_to_log_in(request: HttpRequest) -> HttpResponse:
    """Who is not logged in goes to the login; who sent a form is told that nothing was saved, and keeps it."""
    if request.method == "POST":
        return unsent_page(request, typed_for_again(request), is_logged_in=False)
    return redirect_to_login(request.get_full_path())


def typed_for_again(request: HttpRequest) -> Typed | None:
    """What was typed, to be sent again; never what was typed in a form for logging in or for a password."""
    return None if is_about_login(request) else typed_in(request)


def is_about_login(request: HttpRequest) -> bool:
    """Whether the address is one that logs in or out or sets a password: open to everybody, or allauth's."""
    match = request.resolver_match
    known = ROUTES.get(match.url_name or "") if match else None
    return known is not None and (known.room == "allauth" or known.permission is Permission.PAGE_PUBLIC)


def _register(new: Route) -> None:
    if new.name in ROUTES:
        raise ValueError(f"two routes are called {new.name}")
    ROUTES[new.name] = new


def _guarded(view: View, permission: Permission) -> View:
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        actor = actor_in(request)
        if not policy.holds(actor, permission):
            return ask_to_log_in(request) if actor.is_anonymous else not_found_page(request)
        try:
            response = view(request, *args, **kwargs)
        except AlreadyDone:
            return see_other(answer_of(actor.submission, person_key(actor)) or "/")
        except (NotFound, NotAllowed):
            return not_found_page(request)
        except (RuleBroken, Conflict, OutsideWorld) as problem:
            return problem_page(request, problem)
        _after(request, response, permission)
        return response

    return guarded


def _after(request: HttpRequest, response: HttpResponseBase, permission: Permission) -> None:
    """What was read is in the log before the answer leaves; where a form led is kept for its second sending."""
    actor = actor_in(request)
    if response.status_code < REDIRECTS_FROM:  # a redirect shows nothing; the page it leads to has a row of its own
        record_reads(actor, now=now_in(request), purpose=permission.value)
    if actor.submission and isinstance(response, HttpResponse) and response.status_code in {302, 303}:
        keep_answer(actor, response["Location"])
