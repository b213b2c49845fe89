"""Pages about people and the log, and the demo's login with one click."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hervest.accounts import queries, visit
from hervest.accounts.actions import choose_language
from hervest.accounts.coordinator_queries import places_to_set
from hervest.accounts.factor_actions import end_other_visits
from hervest.accounts.factor_queries import own_factors, own_visits
from hervest.accounts.forms import LanguageForm, LogFilterForm, PersonaForm
from hervest.accounts.log_queries import checks, log_page, people_in_log, reads_some_log
from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, person_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import NotFound
from hervest.core.paging import page_number
from hervest.core.web import done, page, see_other


@route("profile/", permission=Permission.PAGE_PUBLIC, signed_in=True)
def profile(request: HttpRequest) -> HttpResponse:
    """The own account: language, memberships, how and where one is logged in, and the settings one looks after."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    own = queries.profile(actor, today=today)
    form = LanguageForm(request.POST or None, initial={"language": own.language})
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        choose_language(by=actor, now=now, person=person_in(request), language=language)
        visit.speak(request.session, "")
        with translation.override(language):
            return done(request, _("From now on you read Hervest in this language."), "/profile/")
    return page(
        request,
        "accounts/profile.html",
        profile=own,
        factors=own_factors(actor),
        places_to_set=places_to_set(actor),
        visits=own_visits(actor, here=request.session.session_key or "", now=now),
        form=form,
        today=today,
    )


@route("profile/elsewhere/end/", permission=Permission.PAGE_PUBLIC, signed_in=True)
def end_elsewhere(request: HttpRequest) -> HttpResponse:
    """Log out everywhere but here."""
    if request.method != "POST":
        return see_other(reverse("profile"))
    here = request.session.session_key or ""
    n = end_other_visits(by=actor_in(request), now=now_in(request), person=person_in(request), but=here)
    text = ngettext("You were logged out in %(n)d other place.", "You were logged out in %(n)d other places.", n)
    return done(request, text % {"n": n}, reverse("profile"))


@route("log/", permission=Permission.AUDIT_READ)
def log(request: HttpRequest) -> HttpResponse:
    """Who read or changed what."""
    actor = actor_in(request)
    if not reads_some_log(actor):
        raise NotFound("no_such_page")
    form = LogFilterForm(request.GET, people=people_in_log(actor))
    filters = form.filters()
    pages = log_page(actor, filters, number=page_number(request.GET.get("page")))
    return page(request, "accounts/log.html", pages=pages, checks=checks(actor), form=form, filters=filters)


@route("speak/<slug:language>/", permission=Permission.PAGE_PUBLIC)
def speak(_request: HttpRequest, language: str) -> HttpResponse:
    """Read the pages before login in another language, and go on in it after."""
    if language not in dict(settings.LANGUAGES):
        raise NotFound("no_such_language")
    response = see_other("/accounts/login/")
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", httponly=True)
    return response


@route("demo/login/", permission=Permission.PAGE_PUBLIC)
def persona_login(request: HttpRequest) -> HttpResponse:
    """Log in as somebody of the demo with one click; outside the demo this page does not exist."""
    form = PersonaForm(request.POST)
    if not settings.DEMO or request.method != "POST" or not form.is_valid():
        raise NotFound("no_such_page")
    get_adapter().login(request, queries.demo_login(form.cleaned_data["person"]))
    return see_other("/")
