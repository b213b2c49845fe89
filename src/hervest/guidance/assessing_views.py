"""Pages on which an instrument is gone through, and on which one assessment stands."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.vocabulary import MemberNo
from hervest.core.web import done, page, see_other, tried
from hervest.guidance import assessing_actions, assessing_queries
from hervest.guidance.assessing_forms import AssessForm
from hervest.guidance.assessing_queries import AssessBeginning


@route("cases/<str:code>/support/assess/<str:instrument>/<int:member>/", permission=Permission.ASSESSMENT_DO)
def assess(request: HttpRequest, code: str, instrument: str, member: int) -> HttpResponse:
    """Go through an instrument about the household (member 0) or one adult."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    version = request.POST.get("version", "")
    start = assessing_queries.beginning(actor, code, instrument, MemberNo(member), version=version, today=today)
    begin = {"assessed_on": today, "version": start.instrument.version, "seen": start.seen}
    form = AssessForm(request.POST or None, initial=begin, start=start)
    kept: list[int] = []
    if tried(form, lambda: kept.append(_keep(form, start, by=actor, now=now))):
        undo = reverse("undo_assessment", args=[code, kept[0]])
        return done(request, _("The answers are kept."), reverse("support", args=[code]), undo=undo)
    return page(request, "guidance/assess.html", form=form, start=start, code=code, today=today)


def _keep(form: AssessForm, start: AssessBeginning, *, by: Actor, now: datetime) -> int:
    return assessing_actions.record_assessment(
        by=by,
        now=now,
        case=start.case.code,
        instrument=start.instrument.key,
        version=form.cleaned_data["version"],
        member=start.member,
        asked=form.asked(),
        seen=form.cleaned_data["seen"],
    )


@route("cases/<str:code>/support/assessments/<int:entry>/", permission=Permission.NEED_READ)
def assessment(request: HttpRequest, code: str, entry: int) -> HttpResponse:
    """One assessment with its answers, who said them and when."""
    today = today_in(request)
    shown = assessing_queries.assessment_view(actor_in(request), code, entry, today=today)
    return page(request, "guidance/assessment.html", shown=shown, code=code, today=today)


@route("cases/<str:code>/support/assessments/<int:entry>/undo/", permission=Permission.ASSESSMENT_DO)
def undo_assessment(request: HttpRequest, code: str, entry: int) -> HttpResponse:
    """Take back the assessment that was just made."""
    there = reverse("support", args=[code])
    if request.method != "POST":
        return see_other(there)
    actor, now = actor_in(request), now_in(request)
    if assessing_actions.take_assessment_back(by=actor, now=now, case=code, entry=entry):
        return done(request, _("Taken back."), there)
    messages.warning(request, _("Somebody assessed after you: nothing was taken back."))
    return see_other(there)
