"""Pages on which running cases go over to the newest way of working, after a look at what that does."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.paging import PER_PAGE, page_number
from hervest.core.web import done, page, tried
from hervest.journey.workflow_forms import MoveCasesForm
from hervest.journey.workflow_moving_actions import move_cases
from hervest.journey.workflow_moving_queries import cases_behind, going_over
from hervest.journey.workflow_page_queries import workflow_head


@route("settings/workflow/<str:municipality>/cases/", permission=Permission.TEMPLATE_EDIT)
def workflow_cases(request: HttpRequest, municipality: str) -> HttpResponse:
    """The running cases that work by an older version, to be ticked."""
    actor = actor_in(request)
    pages = cases_behind(actor, municipality, number=page_number(request.GET.get("page")))
    head = workflow_head(actor, municipality)
    return page(request, "journey/workflow_cases.html", head=head, pages=pages)


@route("settings/workflow/<str:municipality>/cases/move/", permission=Permission.TEMPLATE_EDIT, grave=True)
def move_workflow_cases(request: HttpRequest, municipality: str) -> HttpResponse:
    """First show what the newest version does to each ticked case, then do it in one go."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    going = going_over(actor, municipality, request.GET.getlist("case")[:PER_PAGE], today=today)
    form = MoveCasesForm(request.POST or None, number=going.number, cases=going.cases)
    if tried(form, lambda: move_cases(by=actor, now=now, municipality=municipality, **form.values())):
        n_cases = len(form.cleaned_data["seen"])
        text = ngettext("%(n)s case works by it now.", "%(n)s cases work by it now.", n_cases) % {"n": n_cases}
        return done(request, text, reverse("workflow_cases", args=[municipality]))
    form.has_shown()
    head = workflow_head(actor, municipality)
    return page(request, "journey/workflow_move.html", head=head, going=going, form=form, today=today)
