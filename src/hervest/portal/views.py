"""Pages made from several rooms."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in
from hervest.accounts.route import route
from hervest.core.web import see_other
from hervest.portal.frame import places_of

SECURITY_TXT_DAYS = 180


@route("", permission=Permission.PAGE_PUBLIC, name="start")
def start(request: HttpRequest) -> HttpResponse:
    """The first place this person's work is; the login for whom we do not know."""
    places = places_of(actor_in(request), request.path)
    return see_other(places[0].href if places else reverse("profile" if actor_in(request).person else "account_login"))


@route(".well-known/security.txt", permission=Permission.PAGE_PUBLIC, name="security_txt")
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a hole (RFC 9116)."""
    expires = (now_in(request) + timedelta(days=SECURITY_TXT_DAYS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = (f"Contact: {settings.SECURITY_CONTACT}", f"Expires: {expires}", "Preferred-Languages: nl, en")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
