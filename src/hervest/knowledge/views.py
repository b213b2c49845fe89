"""Pages of the social map: searching it, one service, and keeping it right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipalities_of
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.paging import page_number
from hervest.core.web import done, page, see_other, tried
from hervest.knowledge import actions, queries
from hervest.knowledge.forms import MapForm, ServiceForm, start_of
from hervest.knowledge.vocabulary import MapFilters
from hervest.knowledge.writing_map import map_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@route("services/", permission=Permission.KNOWLEDGE_READ, signed_in=True)
def services(request: HttpRequest) -> HttpResponse:
    """The social map, searched and narrowed."""
    actor, today = actor_in(request), today_in(request)
    known = queries.social_map(actor, MapFilters(), today=today)
    form = MapForm(request.GET, known=known)
    filters, number = form.filters(), page_number(request.GET.get("page"))
    shown = queries.social_map(actor, filters, today=today, number=number)
    places = [row for row in municipalities_of(actor) if row.code in queries.places_to_edit(actor)]
    return page(
        request,
        "knowledge/services.html",
        shown=shown,
        pages=shown.pages,
        form=form,
        filters=filters,
        places=places,
        today=today,
        query=request.GET.urlencode(),
    )


@route("services/file/", permission=Permission.KNOWLEDGE_READ, signed_in=True)
def services_file(request: HttpRequest) -> HttpResponse:
    """The services that were looked for, as a table for a spreadsheet."""
    actor, today = actor_in(request), today_in(request)
    known = queries.social_map(actor, MapFilters(), today=today)
    rows = queries.services_to_write(actor, MapForm(request.GET, known=known).filters(), today=today)
    name = f"sociale-kaart-{today:%Y-%m-%d}.xlsx"
    return HttpResponse(
        map_file(rows), content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@route("services/<int:service>/", permission=Permission.KNOWLEDGE_READ, signed_in=True)
def service(request: HttpRequest, service: int) -> HttpResponse:
    """All that is known of one service."""
    shown = queries.service_for(actor_in(request), service, today=today_in(request))
    return page(request, "knowledge/service.html", shown=shown, today=today_in(request))


@route("services/<str:municipality>/new/", permission=Permission.KNOWLEDGE_EDIT)
def add_service(request: HttpRequest, municipality: str) -> HttpResponse:
    """Put a service in the map."""
    actor, made = actor_in(request), list[int]()
    owners = queries.must_add_there(actor, municipality)
    form = ServiceForm(request.POST or None, initial=start_of(None), owners=owners)
    if tried(
        form,
        lambda: made.append(
            actions.add_service(
                by=actor,
                now=now_in(request),
                municipality=municipality,
                facts=form.facts(),
                is_checked=form.cleaned_data["is_checked"],
            )
        ),
    ):
        return done(request, _("The service stands in the map."), reverse("service", args=made))
    return page(request, "knowledge/edit.html", form=form, heading=_("Add a service"), home=reverse("services"))


@route("services/<int:service>/change/", permission=Permission.KNOWLEDGE_EDIT)
def change_service(request: HttpRequest, service: int) -> HttpResponse:
    """Change what is known of a service."""
    actor, home = actor_in(request), reverse("service", args=[service])
    row = queries.service_to_edit(actor, service, today=today_in(request))
    owners = queries.owners_for(actor, row.municipality)
    form = ServiceForm(request.POST or None, initial=start_of(row), owners=owners)
    if tried(
        form,
        lambda: actions.change_service(
            by=actor,
            now=now_in(request),
            service=service,
            facts=form.facts(),
            is_checked=form.cleaned_data["is_checked"],
            seen=form.cleaned_data["seen"] or 0,
        ),
    ):
        return done(request, _("The service was changed."), home)
    return page(request, "knowledge/edit.html", form=form, heading=row.facts.name, home=home)


@route("services/<int:service>/check/<int:seen>/", permission=Permission.KNOWLEDGE_EDIT)
def check_service(request: HttpRequest, service: int, seen: int) -> HttpResponse:
    """Say that all of it is right today."""
    home = reverse("service", args=[service])
    if request.method != "POST":
        return see_other(home)
    actions.check_service(by=actor_in(request), now=now_in(request), service=service, seen=seen)
    undo = reverse("undo_check", args=[service, seen + 1])
    return done(request, _("Noted: all of it is right today."), home, undo=undo)


@route("services/<int:service>/undo-check/<int:seen>/", permission=Permission.KNOWLEDGE_EDIT)
def undo_check(request: HttpRequest, service: int, seen: int) -> HttpResponse:
    """Take back that it was checked."""
    home = reverse("service", args=[service])
    if request.method != "POST":
        return see_other(home)
    is_done = actions.undo_check(by=actor_in(request), now=now_in(request), service=service, seen=seen)
    return _taken_back(request, home, is_done=is_done)


@route("services/<int:service>/end/<int:seen>/", permission=Permission.KNOWLEDGE_EDIT)
def end_service(request: HttpRequest, service: int, seen: int) -> HttpResponse:
    """Say that it is not offered any more."""
    home = reverse("service", args=[service])
    if request.method != "POST":
        return see_other(home)
    actions.end_service(by=actor_in(request), now=now_in(request), service=service, seen=seen)
    undo = reverse("put_service_back", args=[service, seen + 1])
    return done(request, _("It is out of the map: nobody is referred there any more."), home, undo=undo)


@route("services/<int:service>/back/<int:seen>/", permission=Permission.KNOWLEDGE_EDIT)
def put_service_back(request: HttpRequest, service: int, seen: int) -> HttpResponse:
    """Say that it is offered after all."""
    home = reverse("service", args=[service])
    if request.method != "POST":
        return see_other(home)
    is_done = actions.put_service_back(by=actor_in(request), now=now_in(request), service=service, seen=seen)
    return _taken_back(request, home, is_done=is_done)


def _taken_back(request: HttpRequest, home: str, *, is_done: bool) -> HttpResponse:
    if is_done:
        return done(request, _("Taken back."), home)
    messages.warning(request, _("Somebody changed this meanwhile: nothing was taken back."))
    return see_other(home)
