"""Pages of emergency access: taking it, ending it, and a lead's word afterwards."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, keep_emergency, now_in
from hervest.accounts.route import route
from hervest.core.clock import AMSTERDAM
from hervest.core.errors import NotAllowed, NotFound, RuleBroken
from hervest.core.paging import page_number
from hervest.core.web import done, page, see_other, tried
from hervest.journey import emergency_actions, emergency_queries
from hervest.journey.emergency_actions import Taken
from hervest.journey.emergency_forms import EmergencyForm, VerdictForm
from hervest.journey.settings import journey_settings


@route("emergency/", permission=Permission.ACCESS_BREAK_GLASS, grave=True)
def emergency(request: HttpRequest) -> HttpResponse:
    """Take access to a case for a few hours; below it what was taken before."""
    form = EmergencyForm(request.POST or None, initial={"case": request.GET.get("case", "")[:20]})
    taken: list[Taken] = []
    if tried(form, lambda: taken.append(_take(request, form))):
        keep_emergency(request, until=taken[0].until_at)
        until = f"{taken[0].until_at.astimezone(AMSTERDAM):%H:%M}"
        text = _("You see %(case)s until %(until)s. The leads have been told.")
        return done(request, text % {"case": taken[0].case, "until": until}, reverse("case", args=[taken[0].case]))
    return _page(request, form)


def _page(request: HttpRequest, form: EmergencyForm) -> HttpResponse:
    """The form, and what was taken: first where something waits for a word."""
    actor, number = actor_in(request), page_number(request.GET.get("page"))
    return page(
        request,
        "journey/emergency.html",
        form=form,
        hours=journey_settings().emergency // timedelta(hours=1),
        waits=request.method == "GET" and emergency_queries.n_to_judge(actor) > 0,
        pages=emergency_queries.emergencies(actor, number=number, now=now_in(request)),
    )


def _take(request: HttpRequest, form: EmergencyForm) -> Taken:
    """Another municipality's case is answered as one that never was. Raises: RuleBroken at the field."""
    try:
        return emergency_actions.take_emergency_access(by=actor_in(request), now=now_in(request), **form.cleaned_data)
    except (NotFound, NotAllowed) as nothing:
        raise RuleBroken("no_case_here", field="case") from nothing


@route("emergency/<int:row>/end/", permission=Permission.ACCESS_BREAK_GLASS)
def end_emergency(request: HttpRequest, row: int) -> HttpResponse:
    """End one's own, before its time."""
    if request.method == "POST":
        emergency_actions.end_emergency_access(by=actor_in(request), now=now_in(request), emergency=row)
        return done(request, _("Ended: you see no more of this case than before."), reverse("emergency"))
    return see_other(reverse("emergency"))


@route("emergency/<int:row>/judge/", permission=Permission.ACCESS_JUDGE_EMERGENCY)
def judge_emergency(request: HttpRequest, row: int) -> HttpResponse:
    """Say whether it was right."""
    actor, now = actor_in(request), now_in(request)
    shown = emergency_queries.emergency_to_judge(actor, row, now=now)
    form = VerdictForm(request.POST or None)
    if tried(
        form,
        lambda: emergency_actions.judge_emergency_access(by=actor, now=now, emergency=row, **form.cleaned_data),
    ):
        return done(request, _("Your word stands with it."), reverse("emergency"))
    return page(request, "journey/judge.html", form=form, row=shown)
