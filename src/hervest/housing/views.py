"""Pages of the dwellings."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in
from hervest.accounts.route import route
from hervest.core.web import done, page, tried
from hervest.housing import queries
from hervest.housing.actions import NOT_THERE, save_dwelling
from hervest.housing.forms import DwellingForm, start_of


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
