"""Pages of concerns about safety, for who is named on them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.accounts.vocabulary import PersonId
from hervest.core.vocabulary import MemberNo
from hervest.core.web import done, page, see_other, tried
from hervest.guidance import safety_actions, safety_named_queries, safety_queries
from hervest.guidance.safety_forms import (
    ChangeConcernForm,
    CloseConcernForm,
    NewConcernForm,
    OneReaderForm,
    PlanForm,
    ReadersForm,
    ToldForm,
)
from hervest.guidance.safety_queries import PlanView
from hervest.households.queries import names


@route("cases/<str:code>/protection/", permission=Permission.PROTECTION_WRITE, acts=True)
def protection(request: HttpRequest, code: str) -> HttpResponse:
    """The concerns of a case that the reader is named on; that they were read stands in the log."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = safety_queries.protection(actor, code, today=today)
    if shown.rows:
        seen = [row.id for row in shown.rows]
        safety_actions.note_read(by=actor, now=now, municipality=shown.case.municipality, concerns=seen)
    routes = safety_queries.first_routes(today=today)
    return page(request, "guidance/protection.html", shown=shown, routes=routes, code=code, today=today)


@route("cases/<str:code>/protection/new/", permission=Permission.PROTECTION_WRITE)
def note_concern(request: HttpRequest, code: str) -> HttpResponse:
    """Note a concern and name who reads it."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    start = safety_queries.beginning_of_concern(actor, code, today=today)
    form = NewConcernForm(request.POST or None, start=start, people=_people(request, code))
    kept: list[int] = []
    if tried(form, lambda: kept.append(safety_actions.note_concern(by=actor, now=now, case=code, **form.values()))):
        undo = reverse("undo_concern", args=[code, kept[0]])
        there = reverse("concern", args=[code, kept[0]])
        return done(request, _("The concern is noted. Only who is named reads it."), there, undo=undo)
    routes = safety_queries.first_routes(today=today)
    return page(request, "guidance/note_concern.html", form=form, start=start, routes=routes, code=code)


@route("cases/<str:code>/protection/<int:concern>/", permission=Permission.PROTECTION_READ, acts=True)
def concern(request: HttpRequest, code: str, concern: int) -> HttpResponse:
    """One concern with its plan, who was told and who reads it; that it was read stands in the log."""
    actor, now = actor_in(request), now_in(request)
    shown = safety_queries.concern_view(actor, code, concern, now=now)
    safety_actions.note_read(by=actor, now=now, municipality=shown.case.municipality, concerns=[concern])
    return page(request, "guidance/concern.html", shown=shown, code=code, today=today_in(request))


@route("cases/<str:code>/protection/<int:concern>/change/", permission=Permission.PROTECTION_WRITE)
def change_concern(request: HttpRequest, code: str, concern: int) -> HttpResponse:
    """Change what a concern says."""
    start = safety_queries.changing_concern(actor_in(request), code, concern, today=today_in(request))
    row = start.stored
    assert row is not None  # the address names one
    begin = {"theme": row.theme, "text": row.text, "member": row.member_no, "seen": row.n_changed}
    form = ChangeConcernForm(request.POST or None, initial=begin, start=start, people=_people(request, code))
    said = _by(request, code, concern)
    if tried(form, lambda: safety_actions.change_concern(**said, **form.values())):
        return done(request, _("Saved."), _there(code, concern))
    return page(request, "guidance/change_concern.html", form=form, code=code, concern=concern)


@route("cases/<str:code>/protection/<int:concern>/plan/", permission=Permission.PROTECTION_WRITE)
def safety_plan(request: HttpRequest, code: str, concern: int) -> HttpResponse:
    """Agree a plan for somebody's safety, or change it."""
    today = today_in(request)
    start = safety_queries.changing_concern(actor_in(request), code, concern, today=today)
    form = PlanForm(request.POST or None, initial=_as_typed(start.plan))
    said = _by(request, code, concern)
    if tried(form, lambda: safety_actions.agree_plan(**said, plan=form.planned(), seen=form.cleaned_data["seen"])):
        return done(request, _("The safety plan is kept."), _there(code, concern))
    routes = safety_queries.first_routes(today=today)
    return page(request, "guidance/safety_plan.html", form=form, routes=routes, code=code, concern=concern)


@route("cases/<str:code>/protection/<int:concern>/told/", permission=Permission.PROTECTION_WRITE)
def record_told(request: HttpRequest, code: str, concern: int) -> HttpResponse:
    """Record who outside was told."""
    today = today_in(request)
    start = safety_queries.changing_concern(actor_in(request), code, concern, today=today)
    form = ToldForm(request.POST or None, initial={"told_on": today}, start=start)
    kept: list[int] = []
    said = _by(request, code, concern)
    if tried(form, lambda: kept.append(safety_actions.record_told(**said, report=form.report()))):
        undo = reverse("undo_told", args=[code, concern, kept[0]])
        return done(request, _("Recorded who was told."), _there(code, concern), undo=undo)
    return page(request, "guidance/told.html", form=form, start=start, code=code, concern=concern)


@route("cases/<str:code>/protection/<int:concern>/told/<int:entry>/undo/", permission=Permission.PROTECTION_READ)
def undo_told(request: HttpRequest, code: str, concern: int, entry: int) -> HttpResponse:
    """Take back that somebody was told."""
    there = _there(code, concern)
    if request.method != "POST":
        return see_other(there)
    if safety_actions.take_told_back(**_by(request, code, concern), entry=entry):
        return done(request, _("Taken back."), there)
    messages.warning(request, _("It was noted more than a day ago: it stays."))
    return see_other(there)


@route("cases/<str:code>/protection/<int:concern>/readers/", permission=Permission.PROTECTION_WRITE)
def concern_readers(request: HttpRequest, code: str, concern: int) -> HttpResponse:
    """Name who else reads a concern."""
    today = today_in(request)
    start = safety_queries.changing_concern(actor_in(request), code, concern, today=today)
    form = ReadersForm(request.POST or None, people=start.readers)
    said = _by(request, code, concern)
    if tried(form, lambda: safety_actions.name_readers(**said, readers=form.cleaned_data["readers"])):
        return done(request, _("They read it from now on, and are told so."), _there(code, concern))
    return page(request, "guidance/concern_readers.html", form=form, start=start, code=code, concern=concern)


@route("cases/<str:code>/protection/<int:concern>/readers/<int:person>/end/", permission=Permission.PROTECTION_READ)
def end_reader(request: HttpRequest, code: str, concern: int, person: int) -> HttpResponse:
    """Let somebody read a concern no more."""
    if request.method != "POST":
        return see_other(_there(code, concern))
    actor = actor_in(request)
    safety_actions.end_reader(**_by(request, code, concern), person=PersonId(person))
    there = reverse("protection", args=[code]) if person == actor.person else _there(code, concern)
    return done(request, _("From now on this person does not read it."), there)


@route("cases/<str:code>/protection/<int:concern>/close/", permission=Permission.PROTECTION_WRITE)
def close_concern(request: HttpRequest, code: str, concern: int) -> HttpResponse:
    """Say that a concern is over, and why."""
    start = safety_queries.changing_concern(actor_in(request), code, concern, today=today_in(request))
    assert start.stored is not None  # the address names one
    form = CloseConcernForm(request.POST or None, initial={"seen": start.stored.n_changed})
    said = _by(request, code, concern)
    if tried(form, lambda: safety_actions.close_concern(**said, **form.cleaned_data)):
        undo = reverse("reopen_concern", args=[code, concern])
        return done(request, _("The concern is over. Its readers can still read it."), _there(code, concern), undo=undo)
    return page(request, "guidance/close_concern.html", form=form, code=code, concern=concern)


@route("cases/<str:code>/protection/<int:concern>/again/", permission=Permission.PROTECTION_READ)
def reopen_concern(request: HttpRequest, code: str, concern: int) -> HttpResponse:
    """Let a concern that was over be there again."""
    if request.method == "POST":
        safety_actions.open_concern_again(**_by(request, code, concern))
        return done(request, _("The concern is there again."), _there(code, concern))
    return see_other(_there(code, concern))


@route("cases/<str:code>/protection/<int:concern>/undo/", permission=Permission.PROTECTION_READ)
def undo_concern(request: HttpRequest, code: str, concern: int) -> HttpResponse:
    """Take back a concern that was noted by mistake."""
    if request.method != "POST":
        return see_other(_there(code, concern))
    if safety_actions.take_concern_back(**_by(request, code, concern)):
        return done(request, _("Taken back: nothing of it is left."), reverse("protection", args=[code]))
    messages.warning(request, _("There is a plan, somebody was told, or a day has passed: it stays. You can close it."))
    return see_other(_there(code, concern))


@route("protection/without-reader/<int:concern>/", permission=Permission.TEAM_MANAGE)
def give_reader(request: HttpRequest, concern: int) -> HttpResponse:
    """Name somebody who reads a concern that nobody reads any more, without reading it."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    row = safety_named_queries.orphan(actor, concern, today=today)
    form = OneReaderForm(request.POST or None, people=row.can_be_named)
    give = safety_actions.give_reader
    if tried(form, lambda: give(by=actor, now=now, concern=concern, reader=form.cleaned_data["reader"])):
        return done(request, _("This person reads it from now on, and is told so."), reverse("signals"))
    return page(request, "guidance/give_reader.html", form=form, row=row)


def _by(request: HttpRequest, code: str, concern: int) -> dict[str, Any]:
    return {"by": actor_in(request), "now": now_in(request), "case": code, "concern": concern}


def _there(code: str, concern: int) -> str:
    return reverse("concern", args=[code, concern])


def _people(request: HttpRequest, code: str) -> dict[MemberNo, str]:
    """Who is in the household, by number, as far as the actor reads names."""
    known = names(actor_in(request), [code], today=today_in(request)).people
    return {MemberNo(int(key.rpartition("/")[2])): name for key, name in known.items()}


def _as_typed(plan: PlanView | None) -> dict[str, Any]:
    """A plan as its form begins with it."""
    if plan is None:
        return {"seen": 0}
    said = ("danger", "agreed", "whom_to_call", "reached_by", "is_made_together", "look_again_on")
    return {name: getattr(plan, name) for name in said} | {"seen": plan.n_changed}
