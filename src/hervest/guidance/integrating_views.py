"""Pages of civic integration: how far everybody is, one person's whole way, and one's own."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import NotFound
from hervest.core.paging import page_number
from hervest.core.vocabulary import MemberNo
from hervest.core.web import done, page, see_other, tried
from hervest.guidance import integrating_actions, integrating_form_queries, integrating_queries
from hervest.guidance.integrating_forms import CompanyForm, NoteForm, PlanForm, as_planned, as_wished
from hervest.guidance.integrating_vocabulary import IntegrationEventKind


@route("cases/<str:code>/integration/", permission=Permission.HOUSEHOLD_READ)
def integration(request: HttpRequest, code: str) -> HttpResponse:
    """How far everybody of the household is who has to integrate."""
    shown = integrating_queries.integration(actor_in(request), code, today=today_in(request))
    return page(request, "guidance/integration.html", shown=shown, code=code, today=today_in(request))


@route("cases/<str:code>/integration/<int:member>/", permission=Permission.HOUSEHOLD_READ)
def integration_of(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """One person's whole way: terms, plan, parts, talks, and what is next."""
    today, number = today_in(request), page_number(request.GET.get("page"))
    shown = integrating_queries.person_page(
        actor_in(request), code, member, today=today, now=now_in(request), number=number
    )
    return page(request, "guidance/integration_of.html", shown=shown, code=code, today=today)


@route("cases/<str:code>/integration/own/", permission=Permission.HOUSEHOLD_READ)
def own_integration(request: HttpRequest, code: str) -> HttpResponse:
    """The same for the household itself: each reads their own."""
    today = today_in(request)
    found = integrating_queries.own_integration(actor_in(request), code, today=today, now=now_in(request))
    return page(request, "guidance/own_integration.html", found=found, code=code, today=today)


@route("cases/<str:code>/integration/<int:member>/note/<str:kind>/", permission=Permission.MILESTONE_RECORD)
def note_integration(request: HttpRequest, code: str, member: int, kind: str) -> HttpResponse:
    """Note that something happened, or that the person is invited."""
    actor, now, today, word = actor_in(request), now_in(request), today_in(request), _kind(kind)
    start = integrating_form_queries.noting(actor, code, member, word, today=today)
    asked: dict[str, Any] = {"kind": word, "wished": start.wished, "reads_words": start.reads_words}
    form = NoteForm(request.POST or None, initial=start.begin, **asked)
    kept: list[int] = []
    if tried(
        form,
        lambda: kept.append(
            integrating_actions.note_event(
                by=actor,
                now=now,
                case=code,
                member=MemberNo(member),
                happened=form.happened(),
                interpreting=form.interpreter(),
                words=form.cleaned_data.get("words", ""),
                because=_("Noted on the page about civic integration."),
            )
        ),
    ):
        undo = reverse("undo_integration", args=[code, member, kept[0]])
        return done(request, _("Noted."), _person(code, member), undo=undo)
    return page(request, "guidance/note_integration.html", form=form, code=code, today=today, start=start)


@route("cases/<str:code>/integration/<int:member>/undo/<int:entry>/", permission=Permission.MILESTONE_RECORD)
def undo_integration(request: HttpRequest, code: str, member: int, entry: int) -> HttpResponse:
    """Take back what was noted by mistake."""
    there = _person(code, member)
    if request.method != "POST":
        return see_other(there)
    actor, now, because = actor_in(request), now_in(request), _("Taken back: what stood before holds again.")
    if integrating_actions.take_event_back(by=actor, now=now, case=code, entry=entry, because=because):
        return done(request, _("Taken back."), there)
    messages.warning(request, _("Something rests on this, or it is over a day old: it stays. Note what is so now."))
    return see_other(there)


@route("cases/<str:code>/integration/<int:member>/plan/", permission=Permission.MILESTONE_RECORD)
def settle_pip(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """Settle the plan (PIP) of one person, or change it."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    start = integrating_form_queries.planning(actor, code, member, today=today, now=now)
    form = PlanForm(request.POST or None, initial=as_planned(start.plan, start.begin), is_change=start.is_change)
    kept: list[int] = []
    if tried(
        form,
        lambda: kept.append(
            integrating_actions.settle_plan(
                by=actor,
                now=now,
                case=code,
                member=MemberNo(member),
                settled=form.settled(),
                because=_("Settled on the page about civic integration."),
                **form.words(),
            )
        ),
    ):
        undo = reverse("undo_pip", args=[code, member, kept[0]])
        return done(request, _("The plan is settled; the terms follow."), _person(code, member), undo=undo)
    return page(request, "guidance/settle_pip.html", form=form, code=code, today=today, start=start)


@route("cases/<str:code>/integration/<int:member>/plan/undo/<int:entry>/", permission=Permission.MILESTONE_RECORD)
def undo_pip(request: HttpRequest, code: str, member: int, entry: int) -> HttpResponse:
    """Take back a plan that was settled by mistake."""
    there = _person(code, member)
    if request.method != "POST":
        return see_other(there)
    actor, now, because = actor_in(request), now_in(request), _("Taken back: what stood before holds again.")
    if integrating_actions.take_plan_back(by=actor, now=now, case=code, entry=entry, because=because):
        return done(request, _("Taken back."), there)
    messages.warning(request, _("Something rests on this plan, or it is more than a day old: it stays."))
    return see_other(there)


@route("cases/<str:code>/integration/<int:member>/company/", permission=Permission.WISH_RECORD)
def say_company(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """Whom somebody wants with them at talks: said by themselves, or recorded for them."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    _case, wish = integrating_form_queries.person_to_speak(actor, code, member, today=today)
    form = CompanyForm(request.POST or None, initial=as_wished(wish), is_self=actor.is_newcomer)
    home = reverse("own_integration", args=[code]) if actor.is_newcomer else _person(code, member)
    if tried(
        form,
        lambda: integrating_actions.say_company(by=actor, now=now, case=code, member=MemberNo(member), **form.values()),
    ):
        return done(request, _("Kept. It holds from now on, and can change at any time."), home)
    shown: dict[str, Any] = {"form": form, "code": code, "today": today, "home": home, "key": f"{code}/{member}"}
    return page(request, "guidance/say_company.html", is_own=actor.is_newcomer, **shown)


def _person(code: str, member: int) -> str:
    return reverse("integration_of", args=[code, member])


def _kind(written: str) -> IntegrationEventKind:
    try:
        return IntegrationEventKind(written)
    except ValueError as unknown:
        raise NotFound("no_such_event") from unknown
