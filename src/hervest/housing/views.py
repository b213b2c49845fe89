"""Pages of the dwellings."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipalities_of
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.accounts.view_queries import views_of
from hervest.accounts.vocabulary import SavedPage
from hervest.core.paging import page_number
from hervest.core.web import done, page, see_other, tried
from hervest.housing import queries
from hervest.housing.actions import NOT_THERE, save_dwelling
from hervest.housing.forms import DwellingFilterForm, DwellingForm, start_of


@route("dwellings/", permission=Permission.DWELLING_LIST)
def dwellings(request: HttpRequest) -> HttpResponse:
    """The dwellings the actor may see."""
    actor = actor_in(request)
    if queries.sees_counts_only(actor):
        return see_other(reverse("region_homes"))
    form = DwellingFilterForm(request.GET, neighbourhoods=queries.neighbourhoods(actor))
    pages = queries.dwelling_list(actor, form.filters(), number=page_number(request.GET.get("page")))
    return page(
        request,
        "housing/dwellings.html",
        pages=pages,
        form=form,
        places=municipalities_of(actor),
        today=today_in(request),
        views=views_of(actor, SavedPage.DWELLINGS, request.GET.urlencode()),
    )


@route("dwellings/<str:municipality>/new/", permission=Permission.DWELLING_EDIT)
def add_dwelling(request: HttpRequest, municipality: str) -> HttpResponse:
    """Record a dwelling by hand."""
    actor = actor_in(request)
    queries.must_add_there(actor, municipality)
    form = DwellingForm(request.POST or None)
    if tried(
        form,
        lambda: save_dwelling(
            by=actor, now=now_in(request), municipality=municipality, **form.values() | {"seen": NOT_THERE}
        ),
    ):
        return done(request, _("The dwelling has been recorded."), reverse("dwellings"))
    taken = queries.home_with_code(actor, municipality, form.data.get("code", "")) if "code" in form.errors else None
    return page(request, "housing/edit.html", form=form, heading=_("Add a dwelling"), taken=taken)


@route("dwellings/<str:municipality>/<str:code>/", permission=Permission.DWELLING_EDIT)
def edit_dwelling(request: HttpRequest, municipality: str, code: str) -> HttpResponse:
    """Change what is known of a dwelling."""
    actor = actor_in(request)
    description, version = queries.description_of(actor, municipality, code)
    form = DwellingForm(request.POST or None, initial=start_of(description, version))
    if tried(
        form,
        lambda: save_dwelling(
            by=actor, now=now_in(request), municipality=municipality, **form.values() | {"code": code}
        ),
    ):
        return done(request, _("The dwelling has been changed."), reverse("dwellings"))
    return page(request, "housing/edit.html", form=form, heading=_("Dwelling %(code)s") % {"code": code})
