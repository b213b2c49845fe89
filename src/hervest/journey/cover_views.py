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
from hervest.core.web import done, page, see_other, tried
from hervest.journey.cover_actions import cover_work
from hervest.journey.cover_actions import undo_cover as take_cover_back
from hervest.journey.cover_forms import Asked, CoverForm, WhoseWorkForm
from hervest.journey.cover_queries import ColleagueWork, covers_by, left_with_work, work_of_colleague


@route("week/cover/", permission=Permission.TASK_ASSIGN)
def cover(request: HttpRequest) -> HttpResponse:
    """The open work of a colleague, ticked, and who does it meanwhile."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    people = colleagues_of(actor, today=today)
    whose = WhoseWorkForm(request.GET, people=people, left=left_with_work(actor, today=today), auto_id="whose_%s")
    asked = whose.asked(today)
    work = work_of_colleague(actor, asked.colleague, asked.until_on, today=today)
    others = [row for row in people if row.id != asked.colleague]
    begin = {"until_on": work.seat_until}
    form = CoverForm(request.POST or None, people=others, rows=work.rows, for_good=asked.has_left, initial=begin)
    made: list[int] = []
    if tried(form, lambda: made.append(cover_work(by=actor, now=now, colleague=asked.colleague, **form.cleaned_data))):
        n_tasks = len(form.cleaned_data["work"])
        text = ngettext("%(n)s task has been handed over.", "%(n)s tasks have been handed over.", n_tasks)
        return done(request, text % {"n": n_tasks}, reverse("cover"), undo=reverse("undo_cover", args=made))
    shown = Shown(whose, asked, work, form)
    return page(request, "journey/cover.html", shown=shown, covers=covers_by(actor), today=today)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows of the colleague's work."""

    whose: WhoseWorkForm
    asked: Asked
    work: ColleagueWork
    form: CoverForm


@route("week/cover/<int:row>/undo/", permission=Permission.TASK_ASSIGN)
def undo_cover(request: HttpRequest, row: int) -> HttpResponse:
    """Give everything back that nobody touched meanwhile."""
    if request.method == "POST":
        take_cover_back(by=actor_in(request), now=now_in(request), cover=row)
        return done(request, _("Everything is back with whom it was."), reverse("cover"))
    return see_other(reverse("cover"))
