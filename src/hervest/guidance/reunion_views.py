"""Pages of reunification: until when, what was done, who may come; and the household's own."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import Conflict
from hervest.core.vocabulary import MemberNo
from hervest.core.web import back_to, done, page, see_other, tried
from hervest.guidance import reunion_actions, reunion_joining_actions, reunion_queries
from hervest.guidance.reunion_forms import (
    ApplicationForm,
    ArrivedForm,
    DecisionForm,
    NotWantedForm,
    PapersForm,
    as_applied,
    as_decided,
    as_papers,
)
from hervest.households.queries import names
from hervest.journey.queries import may


@route("cases/<str:code>/reunification/", permission=Permission.HOUSEHOLD_READ)
def reunification(request: HttpRequest, code: str) -> HttpResponse:
    """Until when everybody can apply, what was done, who may come and what is missing."""
    shown = reunion_queries.reunion(actor_in(request), code, today=today_in(request))
    return page(request, "guidance/reunification.html", shown=shown, code=code, today=today_in(request))


@route("cases/<str:code>/reunification/<int:member>/application/", permission=Permission.MILESTONE_RECORD)
def record_application(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """Record that somebody applied, or correct it."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    row = reunion_queries.holder_to_record(actor, code, member, Permission.MILESTONE_RECORD, today=today)
    form = ApplicationForm(request.POST or None, initial=as_applied(row))
    if tried(
        form,
        lambda: reunion_actions.record_application(
            by=actor,
            now=now,
            case=code,
            member=MemberNo(member),
            because=_("The application for reunification was filed."),
            **form.values(),
        ),
    ):
        undo = _undo(code, member, row.n_changed + 1) if row.application is None else ""
        return _back(request, code, _("Recorded: the application was filed. Nobody is warned any more."), undo)
    return page(request, "guidance/record_application.html", form=form, code=code, today=today, row=row)


@route("cases/<str:code>/reunification/<int:member>/decision/", permission=Permission.MILESTONE_RECORD)
def record_decision(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """Record what was decided on an application, or correct it."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    row = reunion_queries.holder_to_record(actor, code, member, Permission.MILESTONE_RECORD, today=today)
    if row.application is None:
        raise Conflict("nobody_applied_yet")
    form = DecisionForm(
        request.POST or None, initial=as_decided(row, reunion_queries.decided_elsewhere(actor, code, today=today))
    )
    if tried(
        form,
        lambda: reunion_actions.record_decision(
            by=actor,
            now=now,
            case=code,
            member=MemberNo(member),
            decided=form.decided(row),
            because=_("Decision on the application for reunification"),
            seen=form.cleaned_data["seen"],
        ),
    ):
        undo = _undo(code, member, row.n_changed + 1) if not row.is_decided else ""
        return _back(request, code, _("The decision is recorded; the plan followed."), undo)
    return page(request, "guidance/record_decision.html", form=form, code=code, today=today, row=row)


@route("cases/<str:code>/reunification/<int:member>/undo/<int:seen>/", permission=Permission.MILESTONE_RECORD)
def undo_reunification(request: HttpRequest, code: str, member: int, seen: int) -> HttpResponse:
    """Take back the decision, else the application, of somebody."""
    there = back_to(request, reverse("reunification", args=[code]))
    if request.method != "POST":
        return see_other(there)
    actor, now = actor_in(request), now_in(request)
    because = _("Taken back: what stood before holds again.")
    if reunion_actions.take_reunification_back(
        by=actor, now=now, case=code, member=MemberNo(member), because=because, seen=seen
    ):
        return _back(request, code, _("Taken back."))
    messages.warning(request, _("Somebody changed this meanwhile: nothing was taken back."))
    return see_other(there)


@route("cases/<str:code>/reunification/<int:member>/not-wanted/", permission=Permission.WISH_RECORD)
def say_not_wanted(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """Somebody applies for nobody: for themselves, or recorded for them."""
    actor, now, home = actor_in(request), now_in(request), _home(request, code)
    row = reunion_queries.holder_to_say(actor, code, member, today=today_in(request))
    if row.application is not None:
        raise Conflict("applied_already")
    form = NotWantedForm(request.POST or None, initial={"own_words": row.own_words, "seen": row.n_changed})
    because = _("By their own word nobody here applies for reunification.")
    if tried(
        form,
        lambda: reunion_actions.say_not_wanted(
            by=actor, now=now, case=code, member=MemberNo(member), because=because, **form.cleaned_data
        ),
    ):
        undo = reverse("say_wanted_again", args=[code, member, row.n_changed + 1])
        return done(request, _("Recorded: no application. Nobody is warned any more."), home, undo=undo)
    shown: dict[str, Any] = {"form": form, "code": code, "today": today_in(request), "row": row, "home": home}
    return page(request, "guidance/not_wanted.html", is_own=actor.is_newcomer, **shown)


@route("cases/<str:code>/reunification/<int:member>/wanted/<int:seen>/", permission=Permission.WISH_RECORD)
def say_wanted_again(request: HttpRequest, code: str, member: int, seen: int) -> HttpResponse:
    """Somebody may apply after all."""
    there = _home(request, code)
    if request.method != "POST":
        return see_other(there)
    actor, now = actor_in(request), now_in(request)
    if reunion_actions.say_wanted_again(by=actor, now=now, case=code, member=MemberNo(member), seen=seen):
        return done(request, _("Taken back: the last day holds again."), there)
    messages.warning(request, _("Somebody changed this meanwhile: nothing was taken back."))
    return see_other(there)


@route("cases/<str:code>/reunification/relatives/<int:relative>/", permission=Permission.HOUSEHOLD_EDIT)
def joining_papers(request: HttpRequest, code: str, relative: int) -> HttpResponse:
    """What there is of the papers of one relative, and who applies for them."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    row, shown = reunion_queries.relative_to_edit(actor, code, relative, today=today)
    called = _called(request, code, (each.line.member for each in shown.rows))
    form = PapersForm(request.POST or None, initial=as_papers(row), papers=row.papers, holders=called)
    if tried(
        form,
        lambda: reunion_joining_actions.note_papers(
            by=actor,
            now=now,
            case=code,
            relative=relative,
            papers=form.papers(),
            holder=form.chosen(),
            seen=form.cleaned_data["seen"],
        ),
    ):
        return _back(request, code, _("The papers are noted."))
    return page(request, "guidance/joining_papers.html", form=form, code=code, today=today, row=row)


@route("cases/<str:code>/reunification/relatives/<int:relative>/arrived/", permission=Permission.HOUSEHOLD_EDIT)
def settle_arrival(request: HttpRequest, code: str, relative: int) -> HttpResponse:
    """Say as whom of the household a relative is here."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    row, shown = reunion_queries.relative_to_edit(actor, code, relative, today=today)
    newcomers = reunion_queries.newcomers_of(actor, shown.case, today=today)
    form = ArrivedForm(request.POST or None, people=_called(request, code, newcomers))
    if tried(
        form,
        lambda: reunion_joining_actions.settle_arrival(
            by=actor,
            now=now,
            case=code,
            relative=relative,
            member=MemberNo(int(form.cleaned_data["member"])),
            because=_("They are here: they joined the household."),
        ),
    ):
        return _back(request, code, _("They are of the household now, and no longer family elsewhere."))
    return page(
        request, "guidance/joining_arrived.html", form=form, code=code, today=today, row=row, newcomers=newcomers
    )


@route("cases/<str:code>/reunification/own/", permission=Permission.HOUSEHOLD_READ)
def own_reunification(request: HttpRequest, code: str) -> HttpResponse:
    """The same for the household itself."""
    shown = reunion_queries.own_reunion(actor_in(request), code, today=today_in(request))
    return page(request, "guidance/own_reunification.html", shown=shown, code=code, today=today_in(request))


def _back(request: HttpRequest, code: str, told: str, undo: str = "") -> HttpResponse:
    return done(request, told, reverse("reunification", args=[code]), undo=undo)


def _undo(code: str, member: int, seen: int) -> str:
    return reverse("undo_reunification", args=[code, member, seen])


def _home(request: HttpRequest, code: str) -> str:
    """The page on which the reader reads of it: their own, or that of who works on the case."""
    actor, today = actor_in(request), today_in(request)
    if reunion_queries.reads_reunion(actor, code, today=today):
        return reverse("reunification", args=[code])
    if may(actor, code, Permission.HOUSEHOLD_READ, today=today):
        return reverse("own_reunification", args=[code])
    return reverse("case", args=[code])


def _called(request: HttpRequest, code: str, members: Iterable[MemberNo]) -> dict[MemberNo, str]:
    """How these of the household are called."""
    people = names(actor_in(request), [code], today=today_in(request)).people
    return {no: people.get(f"{code}/{no}", str(no)) for no in members}
