"""Pages of arriving: the first 48 hours and the hand-over, the sheet of the day, its copy for a telephone, a round."""

from functools import cache
from importlib import resources

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core import clock
from hervest.core.errors import NotFound, RuleBroken
from hervest.core.web import back_to, done, page, see_other, tried
from hervest.guidance import arriving_actions, arriving_queries, hand_over_queries
from hervest.guidance.arriving_forms import HandOverForm, RunLineForm, TickForm, as_stands
from hervest.guidance.arriving_vocabulary import Sheet
from hervest.journey.team_queries import who_explains


@route("cases/<str:code>/arrival/", permission=Permission.CASE_READ)
def arrival(request: HttpRequest, code: str) -> HttpResponse:
    """All of the arrival: the first 48 hours, the day itself, and whom the household is introduced to."""
    actor, today = actor_in(request), today_in(request)
    sheets = [arriving_queries.run_sheet(actor, code, sheet, today=today) for sheet in Sheet]
    hours = hand_over_queries.first_hours(actor, code, today=today)
    return page(request, "guidance/arrival.html", sheets=sheets, hours=hours, code=code, today=today)


@route("on-the-day/<str:code>/", permission=Permission.CASE_READ)
def on_the_day(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet of the day of arrival for a telephone, which keeps a copy of it, and for one sheet of paper."""
    actor, today = actor_in(request), today_in(request)
    sheet = arriving_queries.run_sheet(actor, code, Sheet.ARRIVAL, today=today)
    keeper = salted_hmac("run-sheet", str(actor.person)).hexdigest()[:16]
    answer = page(
        request, "guidance/on_the_day.html", sheet=sheet, code=code, keeper=keeper, at=now_in(request), today=today
    )
    if sheet.kept_until is not None:
        answer["X-Kept-Until"] = clock.bounds_of(sheet.kept_until)[1].isoformat()
    return answer


@route("on-the-day/worker.js", permission=Permission.PAGE_PUBLIC)
def run_sheet_worker(_request: HttpRequest) -> HttpResponse:
    """The program by which a telephone keeps its copy: it must stand beside the pages that it keeps."""
    return HttpResponse(_worker(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@cache
def _worker() -> str:
    return resources.files("hervest").joinpath("static", "hervest", "run_sheet_worker.js").read_text(encoding="utf-8")


@route("cases/<str:code>/arrival/lines/add/<slug:sheet>/", permission=Permission.TASK_ASSIGN)
def add_run_line(request: HttpRequest, code: str, sheet: str) -> HttpResponse:
    """Put a line of one's own on a sheet."""
    wanted = _sheet(sheet)
    arriving_queries.sheet_to_plan(actor_in(request), code, wanted, today=today_in(request))
    form = RunLineForm(request.POST or None, sheet=wanted, is_own=True, is_stored=False)
    if tried(
        form,
        lambda: arriving_actions.add_run_line(
            by=actor_in(request), now=now_in(request), case=code, sheet=wanted, plan=form.plan()
        ),
    ):
        return done(request, _("The line stands on the sheet."), reverse("arrival", args=[code]))
    return page(request, "guidance/run_line.html", form=form, code=code, line=None, today=today_in(request))


@route("cases/<str:code>/arrival/lines/<slug:slot>/", permission=Permission.TASK_ASSIGN)
def plan_run_line(request: HttpRequest, code: str, slot: str) -> HttpResponse:
    """Say when, where and by whom a line is done, or leave it out."""
    actor, today = actor_in(request), today_in(request)
    of, line = arriving_queries.line_for(actor, code, slot, today=today)
    begin = as_stands(line.plan, line.n_changed)
    form = RunLineForm(request.POST or None, initial=begin, sheet=of.sheet, is_own=line.is_own, is_stored=True)
    if tried(
        form,
        lambda: arriving_actions.plan_run_line(
            by=actor, now=now_in(request), case=code, slot=slot, plan=form.plan(), seen=form.cleaned_data["seen"]
        ),
    ):
        return done(request, _("The sheet has changed."), reverse("arrival", args=[code]))
    return page(request, "guidance/run_line.html", form=form, code=code, line=line, today=today)


@route("cases/<str:code>/arrival/lines/<slug:slot>/tick/", permission=Permission.TASK_DO)
def tick_run_line(request: HttpRequest, code: str, slot: str) -> HttpResponse:
    """Tick a line, or take the tick away; also from a telephone that was out of reach for a while."""
    there = back_to(request, reverse("arrival", args=[code]))
    if request.method != "POST":
        return see_other(there)
    form = TickForm(request.POST)
    if not form.is_valid():
        arriving_queries.line_to_tick(actor_in(request), code, slot, today=today_in(request))
        raise RuleBroken("tick_not_understood")
    arriving_actions.tick_run_line(
        by=actor_in(request),
        now=now_in(request),
        case=code,
        slot=slot,
        is_done=form.cleaned_data["done"],
        at=form.cleaned_data["at"],
    )
    if form.cleaned_data["at"] is None:  # somebody who looks at the page, and not a telephone that sends what waited
        return done(request, _("Ticked.") if form.cleaned_data["done"] else _("The tick is gone."), there)
    return see_other(there)


@route("cases/<str:code>/hand-over/", permission=Permission.MILESTONE_RECORD)
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """Record that COA handed the household over; what was not completed is shown first, with what follows."""
    actor, today = actor_in(request), today_in(request)
    hours, workers = hand_over_queries.to_hand_over(actor, code, today=today), who_explains(actor, code, today=today)
    me = actor.person if actor.person in workers else ""
    form = HandOverForm(request.POST or None, workers=workers, initial={"on": today, "taken_by": me})
    found: list[int] = []
    if tried(
        form,
        lambda: found.append(
            arriving_actions.record_hand_over(by=actor, now=now_in(request), case=code, said=form.said())
        ),
    ):
        undo = reverse("undo_hand_over", args=[code])
        return done(request, _told(found[0]), reverse("arrival", args=[code]), undo=undo)
    return page(request, "guidance/hand_over.html", form=form, hours=hours, code=code, today=today)


@route("cases/<str:code>/hand-over/undo/", permission=Permission.MILESTONE_RECORD)
def undo_hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """Take the hand-over back that was recorded."""
    there = reverse("arrival", args=[code])
    if request.method != "POST":
        return see_other(there)
    if arriving_actions.take_hand_over_back(by=actor_in(request), now=now_in(request), case=code):
        return done(request, _("Taken back: no hand-over is recorded."), there)
    return see_other(there)


def _told(n: int) -> str:
    if not n:
        return _("The hand-over is recorded. Everything of the first 48 hours was completed.")
    text = ngettext(
        "The hand-over is recorded. %(n)s thing was missing and is a task now.",
        "The hand-over is recorded. %(n)s things were missing and are tasks now.",
        n,
    )
    return text % {"n": n}


def _sheet(word: str) -> Sheet:
    if word not in list(Sheet):
        raise NotFound("no_such_page")
    return Sheet(word)
