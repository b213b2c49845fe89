"""Pages for what happened in a household after it came: first what follows from it, then recording it."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import NotFound
from hervest.core.texts import label
from hervest.core.web import done, page, tried
from hervest.households.change_actions import record_change
from hervest.households.change_queries import Changing, changing
from hervest.households.vocabulary import ChangeKind
from hervest.portal import change_queries
from hervest.portal.change_forms import FORMS, ChangeForm
from hervest.portal.change_queries import ChangePreview


@route("cases/<str:code>/household/changes/", permission=Permission.HOUSEHOLD_EDIT)
def household_changes(request: HttpRequest, code: str) -> HttpResponse:
    """What can have happened in the household, and who comes of age soon."""
    now = changing(actor_in(request), code, today=today_in(request))
    return page(request, "portal/changes.html", now=now, kinds=list(FORMS), code=code, today=today_in(request))


@route("cases/<str:code>/household/changes/<slug:kind>/", permission=Permission.HOUSEHOLD_EDIT)
def change_household(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """First show what the change does, then record it in one go."""
    actor, now = actor_in(request), changing(actor_in(request), code, today=today_in(request))
    asked = next((each for each in FORMS if each == kind), None)
    if asked is None:
        raise NotFound("no_such_page")
    begin = change_queries.joining_relative(actor, now, request.GET.get("relative", ""), today=today_in(request))
    form, own = FORMS[asked](request.POST or None, now=now, initial=begin), list[str]()
    preview, record = _preview(request, form, now), partial(record_change, by=actor, now=now_in(request), case=code)
    if preview is not None and form.confirms() and tried(form, lambda: own.append(record(**form.values()))):
        return _done(request, asked, code, own[0])
    if preview is not None:
        form.has_shown(now.case.plan_version)
    return page(
        request,
        "portal/change.html",
        form=form,
        kind=asked,
        now=now,
        preview=preview,
        code=code,
        today=today_in(request),
    )


@route("cases/<str:code>/household/changes/of-age/<int:member>/", permission=Permission.HOUSEHOLD_EDIT)
def coming_of_age(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """What follows by itself on the day that somebody comes of age."""
    actor, today = actor_in(request), today_in(request)
    now = changing(actor, code, today=today)
    who, day, preview = change_queries.coming_of_age(actor, now, member, today=today)
    return page(request, "portal/of_age.html", who=who, day=day, preview=preview, now=now, code=code, today=today)


def _preview(request: HttpRequest, form: ChangeForm, now: Changing) -> ChangePreview | None:
    """What the form would do; None if it cannot be done, which then stands in the form."""
    found: list[ChangePreview] = []
    if form.is_valid():
        actor, today = actor_in(request), today_in(request)
        tried(form, lambda: found.append(change_queries.change_preview(actor, now, form.change(), today=today)))
    return next(iter(found), None)


def _done(request: HttpRequest, kind: ChangeKind, code: str, own: str) -> HttpResponse:
    if own:
        text = _("Recorded. They go on in case %(own)s; the plan followed.") % {"own": own}
        return done(request, text, reverse("case", args=[own]))
    text = _("Recorded: %(kind)s. The plan followed.") % {"kind": label(kind)}
    return done(request, text, reverse("household", args=[code]))
