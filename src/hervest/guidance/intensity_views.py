"""Pages of support: everything at a glance, deciding how much of it, noting hours, and the household's own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.vocabulary import MemberNo
from hervest.core.web import done, page, see_other, tried
from hervest.core.written import LARGEST_KEY, whole_in
from hervest.guidance import intensity_actions, intensity_queries
from hervest.guidance.assessing_queries import assessing_case
from hervest.guidance.intensity_forms import DecideForm, SpentForm, as_decided


@route("cases/<str:code>/support/", permission=Permission.NEED_READ)
def support(request: HttpRequest, code: str) -> HttpResponse:
    """How much support the household gets and why, which reviews wait, its history and its hours."""
    today = today_in(request)
    shown = intensity_queries.support(actor_in(request), code, today=today)
    return page(request, "guidance/support.html", shown=shown, code=code, today=today)


@route("cases/<str:code>/support/decide/<int:member>/", permission=Permission.ASSESSMENT_DO)
def decide_intensity(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """Decide how much support the household (member 0) or one adult gets, or that it stays as it is."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    start = intensity_queries.deciding(actor, code, MemberNo(member), today=today)
    form = DecideForm(request.POST or None, initial={"decided_on": today} | as_decided(start.current, start.seen))
    kept: list[int] = []
    if tried(
        form,
        lambda: kept.append(
            intensity_actions.decide_intensity(
                by=actor,
                now=now,
                case=code,
                member=start.member,
                decision=form.decision(),
                reason=form.cleaned_data["reason"],
                hours_reason=form.cleaned_data["hours_reason"],
                seen=form.cleaned_data["seen"],
            )
        ),
    ):
        undo = reverse("undo_intensity", args=[code, kept[0]])
        return done(request, _("Decided, with your reason."), reverse("support", args=[code]), undo=undo)
    return page(request, "guidance/decide.html", form=form, start=start, code=code, today=today)


@route("cases/<str:code>/support/decisions/<int:entry>/undo/", permission=Permission.ASSESSMENT_DO)
def undo_intensity(request: HttpRequest, code: str, entry: int) -> HttpResponse:
    """Take back what was just decided."""
    there = reverse("support", args=[code])
    if request.method != "POST":
        return see_other(there)
    actor, now = actor_in(request), now_in(request)
    if intensity_actions.take_intensity_back(by=actor, now=now, case=code, entry=entry):
        return done(request, _("Taken back."), there)
    messages.warning(request, _("Somebody decided after you: nothing was taken back."))
    return see_other(there)


@route("cases/<str:code>/support/hours/", permission=Permission.ASSESSMENT_DO)
def note_hours(request: HttpRequest, code: str) -> HttpResponse:
    """Note hours that one spent on the household."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    case, contact = assessing_case(actor, code, today=today), _contact(request)
    day = intensity_queries.day_of_contact(actor, case, contact) if contact else today
    form = SpentForm(request.POST or None, initial={"on": day, "contact": contact})
    kept: list[int] = []
    if tried(
        form,
        lambda: kept.append(intensity_actions.note_hours(by=actor, now=now, case=code, spent=form.spent())),
    ):
        undo = reverse("undo_hours", args=[code, kept[0]])
        return done(request, _("The hours are noted."), reverse("support", args=[code]), undo=undo)
    return page(request, "guidance/note_hours.html", form=form, code=code, today=today)


@route("cases/<str:code>/support/hours/<int:entry>/undo/", permission=Permission.ASSESSMENT_DO)
def undo_hours(request: HttpRequest, code: str, entry: int) -> HttpResponse:
    """Take back hours that one noted."""
    there = reverse("support", args=[code])
    if request.method == "POST":
        intensity_actions.take_hours_back(by=actor_in(request), now=now_in(request), case=code, entry=entry)
        return done(request, _("Taken back."), there)
    return see_other(there)


@route("cases/<str:code>/own-support/", permission=Permission.NEED_READ)
def own_support(request: HttpRequest, code: str) -> HttpResponse:
    """What a household reads of its own support."""
    today = today_in(request)
    shown = intensity_queries.own_support(actor_in(request), code, today=today)
    return page(request, "guidance/own_support.html", shown=shown, code=code, today=today)


def _contact(request: HttpRequest) -> int | None:
    """The contact in which the hours were spent, as the address says."""
    number = whole_in(request.GET.get("contact", ""))
    return number if number is not None and 0 < number <= LARGEST_KEY else None
