"""Pages of explaining again: all topics of a case at a glance, planning one, recording it, and the household's own."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.accounts.vocabulary import PersonId
from hervest.core.vocabulary import MemberNo
from hervest.core.web import back_to, done, page, see_other, tried
from hervest.core.written import LARGEST_KEY, whole_in
from hervest.guidance import explaining_actions, explaining_queries
from hervest.guidance.explaining_forms import ExplainingForm, GivenForm, PlanForm, ShowForm, as_stands, as_told
from hervest.guidance.explaining_queries import Beginning, Stored
from hervest.guidance.explaining_rules import ALL_OF_THEM, Given
from hervest.households.queries import names
from hervest.households.talk_queries import first_language, languages_of

FormT = TypeVar("FormT", bound=ExplainingForm)
WORKED_OUT = ("topic", "moment")
"""What an address says of an explanation as the form asks it."""


@route("cases/<str:code>/explanations/", permission=Permission.CONTACT_LOG)
def explanations(request: HttpRequest, code: str) -> HttpResponse:
    """Every topic, when it was and will be explained to whom; what never was stands first."""
    actor, today, form = actor_in(request), today_in(request), ShowForm(request.GET)
    shown = explaining_queries.explaining(actor, code, form.shows(), today=today)
    return page(request, "guidance/explanations.html", shown=shown, form=form, code=code, today=today)


@route("cases/<str:code>/explanations/plan/", permission=Permission.CONTACT_LOG)
def plan_explanation(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a time at which a topic is explained."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    start = explaining_queries.beginning(actor, code, today=today)
    form = _form(request, PlanForm, start, _asked(request) | _as_before(request, start, today))
    kept: list[int] = []
    if tried(
        form,
        lambda: kept.append(
            explaining_actions.plan_explanation(
                by=actor, now=now, case=code, planned=form.planned(), moment=form.cleaned_data["moment"]
            )
        ),
    ):
        return _back(request, code, _("The explanation stands in the plan."), _undo(code, kept[0], 0))
    return page(request, "guidance/plan.html", form=form, code=code, today=today, row=None)


@route("cases/<str:code>/explanations/record/", permission=Permission.CONTACT_LOG)
def record_explanation(request: HttpRequest, code: str) -> HttpResponse:
    """Record what was understood of something that was not planned, or that was said in a contact."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    start = explaining_queries.beginning(actor, code, today=today)
    if known := _recorded_before(request, start):
        return see_other(reverse("tell_explanation", args=[code, known]))
    form = _form(request, GivenForm, start, {"given_on": today} | _asked(request) | _as_said(request, start, today))
    kept: list[int] = []
    if tried(
        form,
        lambda: kept.append(
            explaining_actions.record_explanation(
                by=actor,
                now=now,
                case=code,
                planned=form.planned(),
                given=form.given(),
                moment=form.cleaned_data["moment"],
                contact=form.cleaned_data["contact"],
            )
        ),
    ):
        return _after(request, code, kept[0], form.given(), _undo(code, kept[0], 0))
    return page(request, "guidance/record.html", form=form, code=code, today=today, row=None)


@route("cases/<str:code>/explanations/<int:entry>/", permission=Permission.CONTACT_LOG)
def change_explanation(request: HttpRequest, code: str, entry: int) -> HttpResponse:
    """Change what was planned, or give the plan up."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    start = explaining_queries.beginning(actor, code, today=today)
    row = explaining_queries.stored_explanation(actor, start.case, entry)
    if row.given is not None:
        return see_other(reverse("tell_explanation", args=[code, entry]))
    form = _form(request, PlanForm, start, as_stands(row.planned, row.n_changed), row)
    if tried(
        form,
        lambda: explaining_actions.change_explanation(
            by=actor,
            now=now,
            case=code,
            entry=entry,
            planned=form.planned(row.planned),
            seen=form.cleaned_data["seen"],
        ),
    ):
        return done(request, _("The plan has changed."), reverse("explanations", args=[code]))
    return page(request, "guidance/plan.html", form=form, code=code, today=today, row=row)


@route("cases/<str:code>/explanations/<int:entry>/record/", permission=Permission.CONTACT_LOG)
def tell_explanation(request: HttpRequest, code: str, entry: int) -> HttpResponse:
    """Record what became of what was planned, or correct it."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    start = explaining_queries.beginning(actor, code, today=today)
    row = explaining_queries.stored_explanation(actor, start.case, entry)
    begin = as_stands(row.planned, row.n_changed) | (as_told(row.given) if row.given else {"given_on": today})
    form = _form(request, GivenForm, start, begin, row)
    if tried(
        form,
        lambda: explaining_actions.tell_explanation(
            by=actor, now=now, case=code, entry=entry, given=form.given(), seen=form.cleaned_data["seen"]
        ),
    ):
        # a correction is not taken back in one go: what stood before it, maybe of somebody else, would be gone with it
        undo = _undo(code, entry, row.n_changed + 1) if row.given is None else ""
        return _after(request, code, entry, form.given(), undo)
    return page(request, "guidance/record.html", form=form, code=code, today=today, row=row)


@route("cases/<str:code>/explanations/<int:entry>/undo/<int:seen>/", permission=Permission.CONTACT_LOG)
def undo_explanation(request: HttpRequest, code: str, entry: int, seen: int) -> HttpResponse:
    """Take back what was just planned or recorded."""
    there = back_to(request, reverse("explanations", args=[code]))
    if request.method != "POST":
        return see_other(there)
    actor, now = actor_in(request), now_in(request)
    if explaining_actions.take_explanation_back(by=actor, now=now, case=code, entry=entry, seen=seen):
        return done(request, _("Taken back."), reverse("explanations", args=[code]))
    messages.warning(request, _("Somebody changed this meanwhile: nothing was taken back."))
    return see_other(there)


@route("cases/<str:code>/explained/", permission=Permission.CONTACT_LOG)
def own_explanations(request: HttpRequest, code: str) -> HttpResponse:
    """What was explained to the household, and what comes, for the household itself."""
    today = today_in(request)
    rows = explaining_queries.own_explanations(actor_in(request), code, today=today)
    return page(request, "guidance/explained.html", rows=rows, code=code, today=today)


def _after(request: HttpRequest, code: str, entry: int, given: Given, undo: str) -> HttpResponse:
    """To planning a next time where not all was understood; else back to the topics."""
    if explaining_queries.next_time_for(given) is None:
        return _back(request, code, _("Recorded: explained and understood."), undo)
    there = f"{reverse('plan_explanation', args=[code])}?{urlencode({'after': entry})}"
    return done(request, _("Recorded. Not all of it was understood yet: plan a next time."), there, undo=undo)


def _back(request: HttpRequest, code: str, told: str, undo: str) -> HttpResponse:
    return done(request, told, reverse("explanations", args=[code]), undo=undo)


def _undo(code: str, entry: int, seen: int) -> str:
    return reverse("undo_explanation", args=[code, entry, seen])


def _asked(request: HttpRequest) -> dict[str, object]:
    """What the address says: topic, listeners and moment of the line from which somebody came."""
    asked: dict[str, object] = {name: request.GET[name] for name in WORKED_OUT if request.GET.get(name)}
    if "who" in request.GET:
        asked["people"] = [no for no in request.GET["who"].split(",") if no] or [str(ALL_OF_THEM)]
    return asked


def _number(request: HttpRequest, name: str) -> int | None:
    number = whole_in(request.GET.get(name, ""))
    return number if number is not None and number <= LARGEST_KEY else None


def _as_before(request: HttpRequest, start: Beginning, today: date) -> dict[str, object]:
    """For a next time: the same people, colleague, language and interpreter as the time before, on a proposed day."""
    entry = _number(request, "after")
    if entry is None:
        return {}
    row = explaining_queries.stored_explanation(actor_in(request), start.case, entry)
    day = explaining_queries.next_time_for(row.given) if row.given else None
    begin = as_stands(row.planned, 0)
    return begin | {"note": "", "is_needless": False, "planned_on": max(day, today) if day else None}


def _as_said(request: HttpRequest, start: Beginning, today: date) -> dict[str, object]:
    """Of a contact in which it was said: its day, people, language and interpreter."""
    contact = _number(request, "contact")
    if contact is None:
        return {}
    said = explaining_queries.said_in_contact(actor_in(request), start.case, contact, today=today)
    return {**said, "contact": contact} | {"people": said["people"] or [str(ALL_OF_THEM)]}


def _recorded_before(request: HttpRequest, start: Beginning) -> int | None:
    """What was recorded already of the topic and the contact from which somebody comes to look."""
    contact = _number(request, "contact")
    if contact is None or request.method == "POST" or request.GET.get("who"):
        return None
    return explaining_queries.recorded_in_contact(actor_in(request), start.case, contact, request.GET.get("topic", ""))


def _form(
    request: HttpRequest, form: type[FormT], start: Beginning, begin: Mapping[str, object], row: Stored | None = None
) -> FormT:
    """Begins with the household's own language and the person themselves, where nothing else was said."""
    actor, code = actor_in(request), start.case.code
    known, languages = names(actor, [code], today=today_in(request)), languages_of(code)
    people = {MemberNo(int(key.rpartition("/")[2])): name for key, name in known.people.items()}
    me = actor.person if actor.person in start.explainers else ""
    return form(
        request.POST or None,
        initial={"language": first_language(languages), "explainer": me, **begin},
        people=people,
        languages=languages,
        explainers=start.explainers | _who_left(row),
        is_stored=row is not None,
    )


def _who_left(row: Stored | None) -> dict[PersonId, str]:
    """Who explains it, also where they work on the case no more."""
    return {row.planned.explainer: row.explainer} if row and row.planned.explainer else {}
