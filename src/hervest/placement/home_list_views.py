"""The list of dwellings with what was decided of them: whose home one is, it does not say."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipalities_of
from hervest.accounts.request import actor_in, today_in
from hervest.accounts.route import route
from hervest.accounts.view_queries import views_of
from hervest.accounts.vocabulary import SavedPage
from hervest.core.paging import page_number
from hervest.core.web import page, see_other
from hervest.housing import queries
from hervest.placement.home_list_forms import DwellingFilterForm
from hervest.placement.home_list_queries import home_list


@route("dwellings/", permission=Permission.DWELLING_LIST)
def dwellings(request: HttpRequest) -> HttpResponse:
    """The dwellings the actor may see, and until when each is taken."""
    actor = actor_in(request)
    if queries.sees_counts_only(actor):
        return see_other(reverse("region_homes"))
    form = DwellingFilterForm(request.GET, neighbourhoods=queries.neighbourhoods(actor))
    found = home_list(actor, form.filters(), today=today_in(request), number=page_number(request.GET.get("page")))
    return page(
        request,
        "housing/dwellings.html",
        pages=found.pages,
        taken=found.taken,
        form=form,
        places=municipalities_of(actor),
        today=today_in(request),
        views=views_of(actor, SavedPage.DWELLINGS, request.GET.urlencode()),
    )
