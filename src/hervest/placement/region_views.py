"""The page of homes in a region: numbers, and no home."""

from django.http import HttpRequest, HttpResponse

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, today_in
from hervest.accounts.route import route
from hervest.core.web import page
from hervest.housing.vocabulary import UnitOpening, UnitSize
from hervest.placement.forms import RegionFilterForm
from hervest.placement.region_queries import region_page


@route("region/homes/", permission=Permission.DWELLING_LIST)
def region_homes(request: HttpRequest) -> HttpResponse:
    """How many homes can be given in each municipality of the region."""
    form, today = RegionFilterForm(request.GET), today_in(request)
    shown = region_page(actor_in(request), form.filters(), today=today)
    return page(
        request,
        "placement/region.html",
        shown=shown,
        form=form,
        filters=form.filters(),
        openings=tuple(UnitOpening),
        sizes=tuple(size for size in UnitSize if size is not UnitSize.NOT_KNOWN or shown.total.by_size[size]),
        today=today,
    )
