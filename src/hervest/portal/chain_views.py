"""The page of what waits for what in a case: what holds a milestone up, what can be done, and what a delay would do."""

from django.http import HttpRequest, HttpResponse

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, today_in
from hervest.accounts.route import route
from hervest.core.web import page, tried
from hervest.households import queries as households
from hervest.journey.chain_delay_queries import Delay, delay
from hervest.journey.chain_queries import chain_view
from hervest.portal.chain_forms import ChooseMilestoneForm, DelayForm


@route("cases/<str:code>/chain/", permission=Permission.CASE_READ)
def case_chain(request: HttpRequest, code: str) -> HttpResponse:
    """What waits for a milestone, what brings it nearer, what can start now, and what a later day would do."""
    actor, today, found = actor_in(request), today_in(request), list[Delay | None]()
    view = chain_view(actor, code, request.GET.get("milestone", ""), today=today)
    form, wanted = DelayForm(request.GET), view.code
    if wanted is not None:
        tried(form, lambda: found.append(delay(actor, code, wanted, form.cleaned_data["later"], today=today)))
    return page(
        request,
        "portal/chain.html",
        view=view,
        choose=ChooseMilestoneForm(view.choices, wanted),
        form=form,
        delay=next(iter(found), None),
        names=households.names(actor, [code], today=today),
        code=code,
        today=today,
    )
