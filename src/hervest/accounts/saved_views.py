"""Pages that keep how somebody likes to look at a list, and let it go."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts import view_actions
from hervest.accounts.forms import SaveViewForm
from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, person_in
from hervest.accounts.route import route
from hervest.accounts.view_queries import own_view
from hervest.accounts.vocabulary import SavedPage
from hervest.core.errors import NotFound
from hervest.core.web import done, page, see_other, tried


@route("views/<str:of>/save/", permission=Permission.PAGE_PUBLIC, signed_in=True)
def save_view(request: HttpRequest, of: str) -> HttpResponse:
    """Keep the filters of a list under a name; what the address says is offered again, for undoing a removal."""
    if of not in list(SavedPage):
        raise NotFound("no_such_page")
    given = request.POST if "name" in request.POST else request.GET
    form = SaveViewForm(given if request.method == "POST" else None, initial=request.GET.dict())
    actor, now, kept = actor_in(request), now_in(request), SavedPage(of)
    if tried(
        form,
        lambda: view_actions.save_view(by=actor, now=now, person=person_in(request), page=kept, **form.cleaned_data),
    ):
        text = _("Kept as a view: %(name)s.") % {"name": form.cleaned_data["name"]}
        return done(request, text, list_at(kept, form.cleaned_data["query"]))
    heading, back = _("Keep this view of the list"), list_at(kept, str(form["query"].value() or ""))
    return page(request, "accounts/change.html", form=form, heading=heading, action=_("Save"), back=back)


@route("views/<int:view>/remove/", permission=Permission.PAGE_PUBLIC, signed_in=True)
def remove_view(request: HttpRequest, view: int) -> HttpResponse:
    """Let a view go; it can be taken back at once."""
    row = own_view(actor_in(request), view)
    if request.method != "POST":
        return see_other(list_at(SavedPage(row.page), row.query))
    kept = view_actions.remove_view(by=actor_in(request), now=now_in(request), person=person_in(request), view=view)
    again = f"{reverse('save_view', args=[kept.value])}?{urlencode({'name': row.name, 'query': row.query})}"
    text = _("The view %(name)s is no longer kept.") % {"name": row.name}
    return done(request, text, list_at(kept, row.query), undo=again)


def list_at(of: SavedPage, query: str) -> str:
    """The address of the list with these filters."""
    return reverse(of.value) + (f"?{query}" if query else "")
