"""Pages made from several rooms."""

from datetime import timedelta

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts import people_actions, people_queries, policy
from hervest.accounts.actor import Actor
from hervest.accounts.coordinator_queries import place_to_set
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import MunicipalityRow, colleagues_of, municipalities_of
from hervest.accounts.request import actor_in, now_in, today_in, tour_in, waits_for_factor
from hervest.accounts.route import SET_UP, route
from hervest.accounts.view_queries import views_of
from hervest.accounts.vocabulary import SavedPage
from hervest.core.paging import page_number
from hervest.core.texts import spelled
from hervest.core.web import done, page, see_other, tried
from hervest.households import queries as households
from hervest.journey import outline_queries, own_case_actions, worklist_queries
from hervest.journey import queries as journey
from hervest.journey.vocabulary import Phase
from hervest.portal import queries
from hervest.portal.find_queries import found_elsewhere
from hervest.portal.forms import CaseFilterForm, ProgrammeForm, WorkFilterForm
from hervest.portal.frame import landing_of, pages_beside, places_of
from hervest.portal.people_queries import ending as ending_of
from hervest.portal.tour_queries import tour_of_week

SECURITY_TXT_DAYS = 180
LONGEST_SEARCH = 100
"""Characters; nothing that is looked for here is longer."""


@route("", permission=Permission.PAGE_PUBLIC, name="start")
def start(request: HttpRequest) -> HttpResponse:
    """The first place this person's work is; the login for whom we do not know."""
    if waits_for_factor(request):
        return see_other(reverse(SET_UP))
    places = places_of(actor_in(request), request.path)
    return see_other(landing_of(places) if actor_in(request).person else reverse("account_login"))


@route(".well-known/security.txt", permission=Permission.PAGE_PUBLIC, name="security_txt")
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a hole (RFC 9116)."""
    expires = (now_in(request) + timedelta(days=SECURITY_TXT_DAYS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = (f"Contact: {settings.SECURITY_CONTACT}", f"Expires: {expires}", "Preferred-Languages: nl, en")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@route("week/", permission=Permission.TASK_READ)
def this_week(request: HttpRequest) -> HttpResponse:
    """What must happen this week."""
    actor, today = actor_in(request), today_in(request)
    form = WorkFilterForm(request.GET, auto_id="f-%s")
    filters = form.filters(queries.usual_scope(actor, today=today))
    number = page_number(request.GET.get("page"))
    week = queries.week_page(actor, today=today, filters=filters, number=number)
    people = colleagues_of(actor, today=today)
    beside = pages_beside(places_of(actor, request.path))
    tour = () if request.GET or week.moved_to else tour_of_week(actor, tour_in(request), week, beside, today=today)
    return page(
        request,
        "portal/week.html",
        week=week,
        tour=tour,
        form=form,
        filters=filters,
        today=today,
        colleagues=people,
        phases=list(Phase),
        most=worklist_queries.MOST,
        may_cover=policy.holds(actor, Permission.TASK_ASSIGN),
        is_own=actor.is_newcomer,
        views=views_of(actor, SavedPage.THIS_WEEK, request.GET.urlencode()),
    )


@route("cases/", permission=Permission.CASE_LIST)
def cases(request: HttpRequest) -> HttpResponse:
    """The cases the actor may know of."""
    actor, today = actor_in(request), today_in(request)
    sees_arrivals = journey.may_sort_by_arrival(actor)
    form = CaseFilterForm(request.GET, sees_arrivals=sees_arrivals, reads_cases=journey.reads_beyond_codes(actor))
    number = page_number(request.GET.get("page"))
    if journey.has_appointments_only(actor):
        return _appointments(request, number)
    filters = form.filters()
    pages = journey.case_list(actor, filters, today=today, number=number)
    return page(
        request,
        "portal/cases.html",
        pages=pages,
        form=form,
        filters=filters,
        names=households.names(actor, [row.ref.code for row in pages.rows], today=today),
        booked=households.booked(actor, [row.ref.code for row in pages.rows], today=today),
        own=queries.own_cases(actor, today=today),
        today=today,
        sees_arrivals=sees_arrivals,
        sees_coordinators=not all(row.is_code_only for row in pages.rows),
        views=views_of(actor, SavedPage.CASES, request.GET.urlencode()),
    )


def _appointments(request: HttpRequest, number: int) -> HttpResponse:
    """The same for who knows of cases by appointments alone."""
    actor, today = actor_in(request), today_in(request)
    return page(
        request,
        "portal/appointments.html",
        pages=queries.appointments(actor, today=today, number=number),
        places={row.code: row.name for row in municipalities_of(actor)},
        today=today,
    )


@route("cases/<str:code>/log/", permission=Permission.AUDIT_READ, name="case_log")
def own_log(request: HttpRequest, code: str) -> HttpResponse:
    """Who looked at one's own household."""
    number = page_number(request.GET.get("page"))
    pages = queries.own_log(actor_in(request), code, today=today_in(request), number=number)
    return page(request, "portal/own_log.html", pages=pages, code=code)


@route("settings/programme/<str:municipality>/", permission=Permission.SETTINGS_EDIT, name="programme_of", grave=True)
def sponsor_programme(request: HttpRequest, municipality: str) -> HttpResponse:
    """Say whether the municipality works with sponsor groups."""
    actor, now = actor_in(request), now_in(request)
    place = place_to_set(actor, municipality)
    form = ProgrammeForm(request.POST or None, has_programme=place.sponsor_programme)
    if tried(
        form,
        lambda: own_case_actions.choose_sponsor_programme(
            by=actor, now=now, municipality=municipality, **form.cleaned_data
        ),
    ):
        return done(request, _("Saved. The plans follow."), reverse("profile"))
    heading = _("Sponsor programme in %(name)s") % {"name": place.name}
    return page(request, "accounts/change.html", form=form, heading=heading, action=_("Save"), back=reverse("profile"))


@route("cases/own/<str:municipality>/open/", permission=Permission.SETTINGS_EDIT)
def open_own_case(request: HttpRequest, municipality: str) -> HttpResponse:
    """Open the case that a municipality has for itself."""
    if request.method != "POST":
        return see_other(reverse("cases"))
    case = own_case_actions.open_own_case(by=actor_in(request), now=now_in(request), municipality=municipality)
    return done(request, _("The municipality has a case of its own now."), reverse("case", args=[case.code]))


@route("cases/<str:code>/", permission=Permission.CASE_READ)
def case(request: HttpRequest, code: str) -> HttpResponse:
    """One case at a glance."""
    today = today_in(request)
    shown = queries.case_page(actor_in(request), code, today=today)
    may_plan = journey.may(actor_in(request), code, Permission.MILESTONE_RECORD, today=today)
    may_close = journey.may(actor_in(request), code, Permission.CASE_CLOSE, today=today)
    may_transfer = journey.may(actor_in(request), code, Permission.CASE_TRANSFER, today=today)
    return page(
        request,
        "portal/case.html",
        shown=shown,
        code=code,
        today=today,
        may_plan=may_plan,
        may_close=may_close,
        may_reopen=may_close and not shown.was_handed_over,
        may_transfer=may_transfer,
        calls=_whom_to_call(actor_in(request), shown.case.municipality),
    )


def _whom_to_call(actor: Actor, code: str) -> MunicipalityRow | None:
    """The municipality of a case, for who works with several: at the foot of a page stands only that of who has one."""
    theirs = municipalities_of(actor)
    return None if len(theirs) == 1 else next((row for row in theirs if row.code == code), None)


@route("cases/<str:code>/plan/", permission=Permission.CASE_READ)
def case_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Every task of a case, by phase."""
    actor, today = actor_in(request), today_in(request)
    rows = worklist_queries.plan_of(actor, code, today=today)
    names = households.names(actor, [code], today=today)
    found = outline_queries.phase_rows(actor, code, today=today)
    phases = [(row, [task for task in rows if task.phase is row.phase]) for row in found]
    may_add = journey.may(actor, code, Permission.TASK_ASSIGN, today=today)
    return page(
        request, "portal/plan.html", phases=phases, names=names, code=code, today=today, may_add=may_add, n=len(rows)
    )


@route("search/", permission=Permission.CASE_LIST)
def search(request: HttpRequest) -> HttpResponse:
    """Find a case by its code or by somebody's name, and pages, homes, groups and people by theirs."""
    words, actor = request.GET.get("q", "").strip()[:LONGEST_SEARCH], actor_in(request)
    found = queries.search(actor, words, today=today_in(request)) if words else None
    places = places_of(actor, request.path)
    elsewhere = found_elsewhere(actor, words, places=places, now=now_in(request)) if words else None
    return page(request, "portal/search.html", words=words, found=found, elsewhere=elsewhere, most=queries.SEARCH_SHOWN)


@route("people/memberships/<int:membership>/end/", permission=Permission.PEOPLE_MANAGE, grave=True)
def end_role(request: HttpRequest, membership: int) -> HttpResponse:
    """Show what ending a role closes; the same form ends it."""
    actor, today = actor_in(request), today_in(request)
    row = people_queries.managed_membership(actor, membership, now=now_in(request))
    form = Form(request.POST or None)
    if tried(form, lambda: people_actions.end_role(by=actor, now=now_in(request), membership=membership)):
        back = people_queries.is_seen(actor, row.person)
        return done(request, _("The role has ended."), reverse("person", args=[row.person]) if back else "/")
    ending = ending_of(actor, row, today=today)
    return page(
        request,
        "portal/end_role.html",
        row=row,
        form=form,
        work=ending.work,
        today=today,
        may_cover=policy.holds(actor, Permission.TASK_ASSIGN),
        roles=spelled(ending.roles) if ending.roles else "",
        routes=spelled(ending.routes) if ending.routes else "",
    )
