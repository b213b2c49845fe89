"""Practising on a family that is made up: one for each organisation, for who asks for it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts import policy
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_actions import take_part
from hervest.accounts.practice_queries import place_to_practise, practice_places
from hervest.accounts.request import actor_in, now_in, person_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import NotFound
from hervest.core.web import done, page, see_other
from hervest.households import practice_actions
from hervest.journey.practice_queries import PracticeCases, cases_to_practise


@route("practice/", permission=Permission.PAGE_PUBLIC, signed_in=True)
def practice(request: HttpRequest) -> HttpResponse:
    """Where one may practise, with whom, and what can be done with it."""
    actor, today = actor_in(request), today_in(request)
    places = practice_places(actor, today=today)
    if not places:
        raise NotFound("no_such_page")
    rows = [
        (place, cases_to_practise(actor, place.code, today=today) if place.takes_part else PracticeCases())
        for place in places
    ]
    return page(request, "portal/practice.html", rows=rows)


@route("practice/<int:organisation>/join/", permission=Permission.PAGE_PUBLIC, signed_in=True)
def join_practice(request: HttpRequest, organisation: int) -> HttpResponse:
    """Take part in the practice of one's organisation."""
    text = _("You take part. Open the practice family whenever you like.")
    return _answered(request, organisation, take_part, text)


@route("practice/<int:organisation>/open/", permission=Permission.PAGE_PUBLIC, signed_in=True)
def open_practice(request: HttpRequest, organisation: int) -> HttpResponse:
    """Go to the practice family; it is put in place if it is not there."""
    return _answered(request, organisation, practice_actions.open_practice)


@route("practice/<int:organisation>/anew/", permission=Permission.PAGE_PUBLIC, signed_in=True)
def begin_practice_anew(request: HttpRequest, organisation: int) -> HttpResponse:
    """The practice family as on its first day."""
    text = _("The practice family stands as on its first day.")
    return _answered(request, organisation, practice_actions.begin_practice_anew, text)


@route("practice/<int:organisation>/leave/", permission=Permission.PAGE_PUBLIC, signed_in=True)
def leave_practice(request: HttpRequest, organisation: int) -> HttpResponse:
    """Take part no more."""
    return _answered(request, organisation, practice_actions.leave_practice, _("You do not take part any more."))


@route("practice/<int:organisation>/remove/", permission=Permission.PAGE_PUBLIC, signed_in=True)
def remove_practice(request: HttpRequest, organisation: int) -> HttpResponse:
    """The practice family is gone for everybody."""
    return _answered(request, organisation, practice_actions.remove_practice, _("The practice family is gone."))


def _answered(request: HttpRequest, organisation: int, act: Callable[..., str | None], text: str = "") -> HttpResponse:
    """Do it for a form, and go where it leads. Raises: NotFound for who has no role there to practise in."""
    actor = actor_in(request)
    place = place_to_practise(actor, organisation, today=today_in(request))
    if request.method != "POST":
        return see_other(reverse("practice"))
    code = act(by=actor, now=now_in(request), person=person_in(request), organisation=place.organisation)
    first_page = "case" if policy.holds(actor, Permission.CASE_READ) else "case_home"
    address = reverse(first_page, args=[code]) if code else reverse("practice")
    return done(request, text, address) if text else see_other(address)
