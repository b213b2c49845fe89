"""The cards of a first login: following one, putting them away, having them back."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts import tour_actions
from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, person_in
from hervest.accounts.route import route
from hervest.core.web import done, see_other
from hervest.portal.forms import CardForm


@route("tour/follow/", permission=Permission.PAGE_PUBLIC, signed_in=True)
def follow_card(request: HttpRequest) -> HttpResponse:
    """Go where a card leads; it stands as done from then on."""
    form = CardForm(request.POST or None)
    if not form.is_valid():  # nothing of ours leads there
        return see_other(reverse("start"))
    card, to = form.cleaned_data["card"], form.cleaned_data["to"]
    tour_actions.see_card(by=actor_in(request), now=now_in(request), person=person_in(request), card=card)
    return see_other(to)


@route("tour/end/", permission=Permission.PAGE_PUBLIC, signed_in=True)
def end_tour(request: HttpRequest) -> HttpResponse:
    """Put the cards away; they can be had back at once, and later from the profile."""
    if request.method != "POST":
        return see_other(reverse("start"))
    tour_actions.end_tour(by=actor_in(request), now=now_in(request), person=person_in(request))
    text = _("The first steps are put away. You find them again under My settings.")
    return done(request, text, reverse("start"), undo=reverse("begin_tour"))


@route("tour/begin/", permission=Permission.PAGE_PUBLIC, signed_in=True)
def begin_tour(request: HttpRequest) -> HttpResponse:
    """Have the cards again."""
    if request.method == "POST":
        tour_actions.begin_tour(by=actor_in(request), now=now_in(request), person=person_in(request))
    return see_other(reverse("start"))
