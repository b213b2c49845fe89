"""How a municipality looks: its style sheet, its logo, and the page on which a lead sets them."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts import look_queries
from hervest.accounts.coordinator_queries import place_to_set
from hervest.accounts.forms import LookForm
from hervest.accounts.look_actions import set_look
from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in
from hervest.accounts.route import route
from hervest.accounts.theme_rules import is_colour, look_of
from hervest.accounts.vocabulary import HeaderStyle
from hervest.core.errors import NotFound
from hervest.core.web import done, page, tried

KEPT = "public, max-age=31536000, immutable"
"""What stands at the address never changes: another colour or logo has another address."""


@route("look/<str:colour>-<str:header>.css", permission=Permission.PAGE_PUBLIC)
def look_css(_request: HttpRequest, colour: str, header: str) -> HttpResponse:
    """The style sheet of a colour; it tells nothing of whose colour it is."""
    if not is_colour(f"#{colour}") or header not in list(HeaderStyle):
        raise NotFound("no_such_page")
    look = look_of(f"#{colour}", HeaderStyle(header))
    steps = "".join(f"--hv-brand-{step}:{value};" for step, value in look.ramp.items())
    bar = f"--hv-header-bg:{look.header};--hv-header-ink:{look.header_ink};--hv-header-line:{look.header_line};"
    return HttpResponse(f".hv-brand-own{{{steps}{bar}}}\n", content_type="text/css", headers={"Cache-Control": KEPT})


@route("logo/<str:municipality>/<slug:version>.png", permission=Permission.PAGE_PUBLIC, signed_in=True)
def logo(request: HttpRequest, municipality: str, version: str) -> HttpResponse:
    """The logo of a municipality one works in or lives in."""
    png = look_queries.logo_of(actor_in(request), municipality, version)
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": KEPT.replace("public", "private")})


@route("settings/look/<str:municipality>/", permission=Permission.SETTINGS_EDIT, name="look_of", grave=True)
def look_page(request: HttpRequest, municipality: str) -> HttpResponse:
    """Name, telephone number, colour and logo; looking comes before saving."""
    actor, now = actor_in(request), now_in(request)
    place = place_to_set(actor, municipality)
    form, looks_only = LookForm(request.POST or None, request.FILES or None, place=place), "look" in request.POST
    worn = [place]
    if looks_only:
        tried(form, lambda: worn.append(look_queries.look_asked_for(actor, municipality, **form.colours())))
    elif tried(form, lambda: set_look(by=actor, now=now, municipality=municipality, **form.values())):
        return done(request, _("Everybody of the municipality sees it so from now on."), reverse("profile"))
    return page(request, "accounts/look.html", form=form, place=place, worn=worn[-1], looks_only=looks_only)
