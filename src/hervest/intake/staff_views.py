"""Pages of an import of staff: choose a file, look at whom it lets in, apply it, hand out the links."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hervest.accounts import people_queries
from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.web import done, page
from hervest.intake import forms, staff_actions, staff_page_queries, staff_queries
from hervest.intake.flow_views import applied, applied_page, beside, forgotten, looked_at, uploaded, workbook
from hervest.intake.staff_actions import StaffApplied
from hervest.intake.vocabulary import ImportKind
from hervest.intake.writing_xlsx import staff_template_workbook

STAFF = ImportKind.STAFF
LINKS = "staff_links"
"""Where a session keeps the links until they were shown, once."""


@route("people/import/", permission=Permission.PEOPLE_MANAGE)
def import_staff(request: HttpRequest) -> HttpResponse:
    """Choose a file with people and their roles."""
    actor = actor_in(request)
    form = forms.StaffUploadForm(
        request.POST or None, request.FILES or None, municipalities=staff_queries.staff_places(actor)
    )
    answer = uploaded(request, form, STAFF, staff_actions.preview_staff)
    places = people_queries.workplaces(actor)
    return answer or page(request, "intake/import_staff.html", form=form, beside=beside(actor, STAFF), places=places)


@route("people/import/template/", permission=Permission.PEOPLE_MANAGE)
def staff_template(request: HttpRequest) -> HttpResponse:
    """An empty workbook for staff, with the organisations and roles that the actor gives."""
    return workbook(staff_template_workbook(people_queries.workplaces(actor_in(request))), "medewerkers")


@route("people/import/<int:number>/", permission=Permission.PEOPLE_MANAGE, grave=True)
def staff_import_preview(request: HttpRequest, number: int) -> HttpResponse:
    """Look at everybody whom a file would let in, then let them in in one go; after it their links, once."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = staff_page_queries.staff_import_page(actor, number, today=today)
    if shown is None:
        kept, links = request.session.pop(LINKS, (0, []))
        hours = people_queries.link_hours()
        return applied_page(request, number, STAFF, links=links if kept == number else [], hours=hours)
    if "stop" in request.POST:
        return forgotten(request, number, STAFF, staff_actions.forget_staff_import)
    form = forms.StaffApplyForm(request.POST or None, initial={"seen": shown.digest})
    apply = partial(staff_actions.apply_staff_import, by=actor, now=now, number=number)
    found = applied(form, lambda: apply(**form.cleaned_data))
    if found:
        addresses = [(one.name, one.email, request.build_absolute_uri(one.link)) for one in found.links]
        request.session[LINKS] = (number, addresses)
        return done(request, _said(found), reverse("staff_import_preview", args=[number]))
    return looked_at(request, "intake/preview_staff.html", shown, form, today=today, read_by=actor.name)


def _said(found: StaffApplied) -> str:
    added, changed = len(found.report.accepted), len(found.report.changed)
    parts = [
        ngettext("%(n)d person let in", "%(n)d people let in", added) % {"n": added},
        ngettext("%(n)d person has more roles", "%(n)d people have more roles", changed) % {"n": changed},
    ]
    return _("Import applied: %(what)s.") % {"what": ", ".join(parts)}
