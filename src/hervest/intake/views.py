"""Pages of an import of dossiers or of homes: choose a file, look at what it would do, apply it."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.web import done, page
from hervest.households.queries import places_for
from hervest.intake import actions, dwelling_actions, dwelling_page_queries, forms, queries
from hervest.intake.flow_views import applied, applied_page, beside, forgotten, looked_at, uploaded, workbook
from hervest.intake.report_rules import ImportReport
from hervest.intake.vocabulary import ImportKind
from hervest.intake.writing_xlsx import dwelling_template_workbook, template_workbook

DOSSIERS, DWELLINGS = ImportKind.DOSSIERS, ImportKind.DWELLINGS


@route("import/", permission=Permission.DOSSIER_IMPORT)
def import_dossiers(request: HttpRequest) -> HttpResponse:
    """Choose a file with transfer dossiers."""
    actor = actor_in(request)
    places = [(row.code, row.name) for row in places_for(actor, Permission.DOSSIER_IMPORT)]
    form = forms.UploadForm(request.POST or None, request.FILES or None, municipalities=places)
    answer = uploaded(request, form, DOSSIERS, actions.preview_import)
    return answer or page(request, "intake/import.html", form=form, beside=beside(actor, DOSSIERS))


@route("import/template/", permission=Permission.DOSSIER_IMPORT)
def dossier_template(_request: HttpRequest) -> HttpResponse:
    """An empty workbook to fill in."""
    return workbook(template_workbook(), "overdrachtsdossier")


@route("import/<int:number>/", permission=Permission.DOSSIER_IMPORT)
def import_preview(request: HttpRequest, number: int) -> HttpResponse:
    """Look at everything a file would do, then apply it in one go."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = queries.import_page(actor, number, today=today)
    if shown is None:
        return applied_page(request, number, DOSSIERS, cases=queries.applied_cases(actor, number, today=today))
    if "stop" in request.POST:
        return forgotten(request, number, DOSSIERS, actions.forget_import)
    form = forms.ApplyForm(request.POST or None, page=shown)
    apply = partial(actions.apply_import, by=actor, now=now, number=number)
    report = None if "look" in request.POST else applied(form, lambda: apply(**form.values()))
    if report:
        return done(request, _said(report), reverse("import_preview", args=[number]))
    return looked_at(request, "intake/preview.html", shown, form, today=today, read_by=actor.name)


@route("dwellings/import/", permission=Permission.DWELLING_EDIT)
def import_dwellings(request: HttpRequest) -> HttpResponse:
    """Choose a file with homes."""
    actor = actor_in(request)
    places = [(row.code, row.name) for row in dwelling_page_queries.dwelling_places(actor)]
    form = forms.DwellingUploadForm(request.POST or None, request.FILES or None, municipalities=places)
    answer = uploaded(request, form, DWELLINGS, dwelling_actions.preview_dwellings)
    return answer or page(request, "intake/import_dwellings.html", form=form, beside=beside(actor, DWELLINGS))


# dwellings/<one>/<two>/ is the home of a municipality: what follows an import stands elsewhere or one part deeper
@route("import/dwellings/template/", permission=Permission.DWELLING_EDIT)
def dwelling_template(_request: HttpRequest) -> HttpResponse:
    """An empty workbook for homes."""
    return workbook(dwelling_template_workbook(), "woningen")


@route("dwellings/import/<int:number>/check/", permission=Permission.DWELLING_EDIT)
def dwelling_import_preview(request: HttpRequest, number: int) -> HttpResponse:
    """Look at everything a file would do to the register of homes, then apply it in one go."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = dwelling_page_queries.dwelling_import_page(actor, number)
    if shown is None:
        return applied_page(request, number, DWELLINGS)
    if "stop" in request.POST:
        return forgotten(request, number, DWELLINGS, dwelling_actions.forget_dwelling_import)
    form = forms.DwellingApplyForm(request.POST or None, page=shown)
    apply = partial(dwelling_actions.apply_dwelling_import, by=actor, now=now, number=number)
    report = None if "look" in request.POST else applied(form, lambda: apply(**form.values()))
    if report:
        return done(request, _said_of_homes(report), reverse("dwellings"))
    return looked_at(request, "intake/preview_dwellings.html", shown, form, today=today, read_by=actor.name)


def _said_of_homes(report: ImportReport) -> str:
    added, changed = len(report.accepted), len(report.changed)
    parts = [
        ngettext("%(n)d home added", "%(n)d homes added", added) % {"n": added},
        ngettext("%(n)d home updated", "%(n)d homes updated", changed) % {"n": changed},
    ]
    return _("Import applied: %(what)s.") % {"what": ", ".join(parts)}


def _said(report: ImportReport) -> str:
    added, changed = len(report.accepted), len(report.changed)
    parts = [
        ngettext("%(n)d dossier added", "%(n)d dossiers added", added) % {"n": added},
        ngettext("%(n)d dossier updated", "%(n)d dossiers updated", changed) % {"n": changed},
    ]
    return _("Import applied: %(what)s.") % {"what": ", ".join(parts)}
