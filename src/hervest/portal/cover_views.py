"""Pages for covering for a colleague: what waits for them, and giving it to somebody else in one act."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hervest.accounts.permissions import Permission
from hervest.accounts.queries import colleagues_of
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.texts import label
from hervest.core.web import done, page, see_other, tried
from hervest.households.queries import HouseholdNames, names
from hervest.journey.cover_actions import cover_work
from hervest.journey.cover_actions import undo_cover as take_cover_back
from hervest.journey.cover_queries import ColleagueWork, Stayed, Undone, covers_by, left_with_work, work_of_colleague
from hervest.journey.cover_taker_queries import Takers, takers_of
from hervest.journey.vocabulary import WhyNotBack
from hervest.portal.cover_forms import Asked, CoverForm, WhoseWorkForm, asked_to_tick


@route("week/cover/", permission=Permission.TASK_ASSIGN)
def cover(request: HttpRequest) -> HttpResponse:
    """The open work of a colleague, ticked, and who does it meanwhile."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    people = colleagues_of(actor, today=today)
    whose = WhoseWorkForm(request.GET, people=people, left=left_with_work(actor, today=today), auto_id="whose_%s")
    asked = whose.asked(today)
    work = work_of_colleague(actor, asked.colleague, asked.until_on, today=today)
    takers = takers_of(actor, asked.colleague, work.rows, today=today)
    begin = {"until_on": work.seat_until} | asked_to_tick(request.POST)
    sent = None if "tick" in request.POST else request.POST or None
    form = CoverForm(sent, takers=takers, rows=work.rows, for_good=asked.has_left, initial=begin)
    made: list[int] = []
    if tried(form, lambda: made.append(cover_work(by=actor, now=now, colleague=asked.colleague, **form.cleaned_data))):
        n_tasks = len(form.cleaned_data["work"])
        text = ngettext("%(n)s task has been handed over.", "%(n)s tasks have been handed over.", n_tasks)
        return done(request, text % {"n": n_tasks}, reverse("cover"), undo=reverse("undo_cover", args=made))
    known = names(actor, {row.case_code for row in work.rows}, today=today)
    shown = Shown(whose, asked, work, takers, form, known)
    return page(request, "portal/cover.html", shown=shown, covers=covers_by(actor), today=today)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows of the colleague's work, and about whom each task is for who reads names there."""

    whose: WhoseWorkForm
    asked: Asked
    work: ColleagueWork
    takers: Takers
    form: CoverForm
    names: HouseholdNames


@route("week/cover/<int:row>/undo/", permission=Permission.TASK_ASSIGN)
def undo_cover(request: HttpRequest, row: int) -> HttpResponse:
    """Give back what can go back, and tell what stayed and why."""
    if request.method == "POST":
        undone = take_cover_back(by=actor_in(request), now=now_in(request), cover=row)
        return done(request, _told(undone), reverse("cover"))
    return see_other(reverse("cover"))


def _told(undone: Undone) -> str:
    """What went back; what stayed and why; and where whoever covered keeps a seat because of it."""
    if undone.n_back and not undone.stayed and not undone.seats:
        return _("Everything is back with whom it was.")
    back = ngettext("%(n)s task is back with whom it was.", "%(n)s tasks are back with whom they were.", undone.n_back)
    told = [back % {"n": undone.n_back} if undone.n_back else _("No task went back.")]
    one_by_one = [row for row in undone.stayed if row.why is not WhyNotBack.NOBODY]
    if one_by_one:
        told.append(_("What stayed where it is: %(tasks)s.") % {"tasks": "; ".join(map(_why, one_by_one))})
    if n_nobodys := len(undone.stayed) - len(one_by_one):
        stays = ngettext(
            "%(n)s task stays with %(name)s: nobody in the team does this work any more for whom it is about.",
            "%(n)s tasks stay with %(name)s: nobody in the team does this work any more for whom it is about.",
            n_nobodys,
        )
        told.append(stays % {"n": n_nobodys, "name": undone.person})
    if undone.seats:
        seats = {"name": undone.person, "cases": ", ".join(undone.seats)}
        told.append(_("%(name)s keeps the seat in the team of %(cases)s, because of work that stayed.") % seats)
    return " ".join(told)


def _why(row: Stayed) -> str:
    why = f"{row.before}: {label(row.why)}" if row.why is WhyNotBack.CANNOT_HAVE else label(row.why)
    return f"{row.case_code} {row.title or _('Appointment')} ({why})"
