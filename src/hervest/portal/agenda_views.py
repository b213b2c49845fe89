"""The own agenda in one's own calendar: the page about it, and what the calendar itself fetches."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hervest.accounts.actions import record_reads
from hervest.accounts.bearer_queries import bearer
from hervest.accounts.permissions import Permission
from hervest.accounts.request import acting, actor_in, is_too_often, now_in, person_in, today_in
from hervest.accounts.route import LOOKING, route
from hervest.core.errors import NotFound
from hervest.core.marks import mark
from hervest.core.web import done, page, see_other, tried
from hervest.journey.queries import has_appointments_only
from hervest.notices.agenda_actions import make_agenda, tell_agenda, withdraw_agenda
from hervest.notices.agenda_queries import how_agendas_are_told, opened_by, own_agenda
from hervest.portal.agenda_forms import AgendaForm, called
from hervest.portal.agenda_queries import agenda_of, has_agenda
from hervest.portal.writing_calendar import Row, mark_of, rows_of, written

ADDRESS = "agenda_address"
"""Where a visit keeps the secret of an address until it was shown, once."""

A_MINUTE_S = 60


@route("profile/agenda/", permission=Permission.PAGE_PUBLIC, signed_in=True)
def agenda(request: HttpRequest) -> HttpResponse:
    """How one's own agenda comes into one's own calendar, and the address of it, shown once."""
    actor = actor_in(request)
    _must_have_agenda(request)
    token = request.session.pop(ADDRESS, "")
    own = own_agenda(actor)
    address = request.build_absolute_uri(reverse("agenda_file", args=[token])) if token else ""
    return page(
        request,
        "portal/agenda.html",
        own=own,
        level_called=called(own.level, has_appointments_only=has_appointments_only(actor)) if own else "",
        address=address,
        subscribe=f"webcal:{address.partition(':')[2]}",
        today=today_in(request),
    )


@route("profile/agenda/make/", permission=Permission.PAGE_PUBLIC, name="make_agenda", signed_in=True, grave=True)
def make_address(request: HttpRequest) -> HttpResponse:
    """Make the address, or another one in the place of it."""
    actor, made = actor_in(request), list[str]()
    _must_have_agenda(request)
    own = own_agenda(actor)
    start = {"level": own.level.value} if own else None
    form = AgendaForm(request.POST or None, initial=start, has_appointments_only=has_appointments_only(actor))
    now, person = now_in(request), person_in(request)
    if tried(form, lambda: made.append(make_agenda(by=actor, now=now, person=person, **form.cleaned_data))):
        request.session[ADDRESS] = made[0]
        return done(request, _("Your agenda address is ready."), reverse("agenda"))
    return page(request, "portal/make_agenda.html", form=form, own=own)


@route("profile/agenda/withdraw/", permission=Permission.PAGE_PUBLIC, name="withdraw_agenda", signed_in=True)
def withdraw_address(request: HttpRequest) -> HttpResponse:
    """Have the address open nothing any more."""
    actor = actor_in(request)
    _must_have_agenda(request)
    if own_agenda(actor) is None:
        return see_other(reverse("agenda"))
    if request.method == "POST":
        withdraw_agenda(by=actor, now=now_in(request), person=person_in(request))
        return done(
            request, _("The address was withdrawn. Nobody reads your agenda by it any more."), reverse("agenda")
        )
    return page(request, "portal/withdraw_agenda.html")


def _must_have_agenda(request: HttpRequest) -> None:
    if not has_agenda(actor_in(request)):
        raise NotFound("no_such_page")


@route("agenda/<slug:token>.ics", permission=Permission.PAGE_PUBLIC, acts=True)
def agenda_file(request: HttpRequest, token: str) -> HttpResponse:
    """The agenda of whoever made this address, as they could read it now: for a calendar, which does not log in."""
    if request.method not in LOOKING:
        return HttpResponseNotAllowed(LOOKING)
    now, limits = now_in(request), how_agendas_are_told()
    opened = opened_by(token)
    owner = bearer(opened.person, today=today_in(request)) if opened else None
    if opened is None or owner is None or not has_agenda(owner):
        if is_too_often(request, "agenda_unknown", rate=f"{limits.most_unknown_a_minute}/m/ip"):
            return _too_often()
        raise NotFound("no_such_page")
    if is_too_often(request, "agenda", rate=f"{limits.most_a_minute}/m/key", key=token):
        return _too_often()
    with acting(owner):
        entries = agenda_of(owner, opened.level, today=today_in(request))
        told = tell_agenda(by=owner, now=now, person=opened.person, token=token, entries=entries)
        answer = _answer(request, rows_of(entries, told, now=now))
        if answer.status_code == HTTPStatus.OK and opened.names_cases:
            record_reads(owner, now=now, purpose=Permission.TASK_READ.value)
        return answer


def _answer(request: HttpRequest, rows: tuple[Row, ...]) -> HttpResponse:
    """The calendar, or that it has this one already, which is not written then (RFC 9110, section 13)."""
    answer = HttpResponse(content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="hervest.ics"'
    answer["Content-Language"] = get_language() or "nl"
    answer["Cache-Control"] = "private, no-cache"
    answer["Referrer-Policy"] = "no-referrer"
    answer["ETag"] = quote_etag(mark((request.get_host(), mark_of(rows))))
    found = get_conditional_response(request, etag=answer["ETag"], response=answer)
    if isinstance(found, HttpResponse) and found is not answer:
        return found
    answer.content = written(rows, address_of=request.build_absolute_uri)
    return answer


def _too_often() -> HttpResponse:
    return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(A_MINUTE_S)})
