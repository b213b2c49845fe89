"""Pages of caseload: who carries how much now and in the weeks to come, and how many hours somebody has."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.accounts.vocabulary import PersonId
from hervest.core.web import done, page, tried
from hervest.guidance import caseload_actions, caseload_queries
from hervest.guidance.caseload_forms import WorkingHoursForm
from hervest.guidance.intensity_defaults import intensity_settings
from hervest.guidance.intensity_forms import minutes_in
from hervest.guidance.intensity_queries import band_norms
from hervest.guidance.intensity_vocabulary import MINUTES


@route("caseload/", permission=Permission.TASK_ASSIGN)
def caseload(request: HttpRequest) -> HttpResponse:
    """Who carries how many hours: of everybody for who leads, else of oneself."""
    today = today_in(request)
    return page(
        request,
        "guidance/caseload.html",
        places=caseload_queries.caseload(actor_in(request), today=today),
        norms=band_norms(),
        settings=intensity_settings(),
        today=today,
    )


@route("caseload/<str:municipality>/<int:person>/", permission=Permission.TASK_ASSIGN)
def set_working_hours(request: HttpRequest, municipality: str, person: int) -> HttpResponse:
    """Say how many hours a week a worker has for households."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    start = caseload_queries.setting_hours(actor, municipality, PersonId(person), today=today)
    hours = None if start.minutes is None else Decimal(start.minutes) / MINUTES
    form = WorkingHoursForm(request.POST or None, initial={"hours": hours, "seen": start.seen})
    if tried(
        form,
        lambda: caseload_actions.set_working_hours(
            by=actor,
            now=now,
            municipality=municipality,
            person=PersonId(person),
            minutes=minutes_in(form.cleaned_data["hours"]),
            seen=form.cleaned_data["seen"],
        ),
    ):
        return done(request, _("The hours are set."), reverse("caseload"))
    return page(request, "guidance/working_hours.html", form=form, start=start, today=today)
