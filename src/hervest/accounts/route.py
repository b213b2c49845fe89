"""Routes that cannot exist without a permission: the only way a view gets an address."""

import functools
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from hervest.accounts import policy
from hervest.accounts.action import AlreadyDone, person_key
from hervest.accounts.actions import keep_answer, record_reads
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import answer_of
from hervest.accounts.request import actor_in, is_proven, now_in, waits_for_factor
from hervest.core import wall
from hervest.core.errors import Conflict, NotAllowed, NotFound, OutsideWorld, RuleBroken
from hervest.core.unsent import Typed, typed_in, unsent_page
from hervest.core.web import not_found_page, problem_page, see_other
from hervest.core.written import LARGEST_KEY

View = Callable[..., HttpResponseBase]
REDIRECTS_FROM = 300
LOOKING = ("GET", "HEAD")
METHODS = (*LOOKING, "POST")
"""How a page is asked for; nothing here answers to another method."""

SET_UP = "mfa_index"
"""The route on which somebody sets up a second factor, under the name that allauth leads to."""


@dataclass(frozen=True, slots=True)
class Route:
    """One address, the permission it asks for, and the room it belongs to.

    `signed_in`: it also asks for a log-in, of whatever role. `grave`: who asks must have proven of late who they are.
    `acts`: an action runs also when it is only looked at, such as one that notes a download.
    """

    room: str
    pattern: str
    name: str
    permission: Permission
    view: View
    signed_in: bool
    grave: bool
    acts: bool = False


ROUTES: dict[str, Route] = {}
"""Every route by name: own ones by `route`, those of third parties by `mounted`."""


def route(
    pattern: str,
    *,
    permission: Permission,
    name: str | None = None,
    signed_in: bool = False,
    grave: bool = False,
    acts: bool = False,
) -> Callable[[View], View]:
    """Give the view an address. Whoever has the permission in no role gets the page of what does not exist."""

    def decorate(view: View) -> View:
        room = view.__module__.split(".")[1]
        found = Route(room, pattern, name or view.__name__, permission, view, signed_in, grave, acts)
        return _register(found).view

    return decorate


def mounted(
    pattern: str,
    view: View,
    *,
    permission: Permission,
    name: str,
    room: str,
    signed_in: bool = False,
    grave: bool = False,
) -> URLPattern:
    """A third party's view under a permission of ours. The list of them is frozen in a test."""
    found = _register(Route(room, pattern, name, permission, view, signed_in, grave))
    return path(pattern, found.view, name=name)


def urlpatterns_of(room: str) -> list[URLPattern]:
    """The addresses of one room, for its `urls.py`."""
    return [path(r.pattern, r.view, name=r.name) for r in ROUTES.values() if r.room == room]


def ask_to_log_in(request: HttpRequest) -> HttpResponse:
    """Who is not logged in goes to the login; who sent a form is told that nothing was saved, and keeps it."""
    if request.method == "POST":
        return unsent_page(request, typed_for_again(request), is_logged_in=False)
    return _first_to(request, "account_login")


def ask_for_proof(request: HttpRequest) -> HttpResponse:
    """Who proved long ago who they are does so again; who sent a form keeps it until then."""
    if request.method == "POST":
        return unsent_page(request, typed_for_again(request), is_logged_in=True, asks_for_proof=True)
    return _first_to(request, "account_reauthenticate")


def _first_to(request: HttpRequest, name: str) -> HttpResponse:
    """To another page, and from there back to this one. A part of a page is no place for it: the whole page goes."""
    address = f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()}, safe='/')}"
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def typed_for_again(request: HttpRequest) -> Typed | None:
    """What was typed, to be sent again; never what was typed in a form for logging in or for a password."""
    return None if is_about_login(request) else typed_in(request)


def is_about_login(request: HttpRequest) -> bool:
    """Whether the address is one that logs in or out or sets a password: open to everybody, or allauth's."""
    match = request.resolver_match
    known = ROUTES.get(match.url_name or "") if match else None
    is_open = known is not None and known.permission is Permission.PAGE_PUBLIC and not known.signed_in
    return known is not None and (known.room == "allauth" or is_open)


def _register(new: Route) -> Route:
    if new.name in ROUTES:
        raise ValueError(f"two routes are called {new.name}")
    ROUTES[new.name] = replace(new, view=_guarded(new))
    return ROUTES[new.name]


def _guarded(asked: Route) -> View:
    @functools.wraps(asked.view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        refused = _refusal(request, asked)
        if refused is not None:
            return refused
        if any(isinstance(value, int) and value > LARGEST_KEY for value in kwargs.values()):
            return not_found_page(request)  # no database has a row of that number, or can be asked for one
        actor = actor_in(request)
        try:
            with wall.told_once() if _only_looks(request, asked) else nullcontext():
                response = asked.view(request, *args, **kwargs)
        except AlreadyDone:
            return see_other(answer_of(actor.submission, person_key(actor)) or "/")
        except (NotFound, NotAllowed):
            return not_found_page(request)
        except (RuleBroken, Conflict, OutsideWorld) as problem:
            return problem_page(request, problem)
        _after(request, response, asked.permission)
        return response

    return guarded


def _only_looks(request: HttpRequest, asked: Route) -> bool:
    """Whether somebody looks at a page of theirs; what everybody may see asks nothing, and needs no database."""
    return request.method in LOOKING and not asked.acts and not actor_in(request).is_anonymous


def _refusal(request: HttpRequest, asked: Route) -> HttpResponse | None:
    """What comes in the place of the page, for who may not have it, or not yet."""
    actor = actor_in(request)
    is_held = policy.holds(actor, asked.permission)
    if actor.is_anonymous and (asked.signed_in or not is_held):
        return ask_to_log_in(request)
    if not is_held:
        return see_other(reverse(SET_UP)) if waits_for_factor(request) else not_found_page(request)
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    return ask_for_proof(request) if asked.grave and not is_proven(request) else None


def _after(request: HttpRequest, response: HttpResponseBase, permission: Permission) -> None:
    """What was read is in the log before the answer leaves; where a form led is kept for its second sending."""
    actor = actor_in(request)
    if response.status_code < REDIRECTS_FROM:  # a redirect shows nothing; the page it leads to has a row of its own
        record_reads(actor, now=now_in(request), purpose=permission.value)
    if actor.submission and isinstance(response, HttpResponse) and response.status_code in {302, 303, 307}:
        keep_answer(actor, response["Location"])
