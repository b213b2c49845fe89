"""Pages of an import: choose a file, look at what it would do, apply it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.web import done, page, see_other, tried
from hervest.households.queries import places_for
from hervest.intake import (
    actions,
    dwelling_actions,
    dwelling_page_queries,
    file_queries,
    forms,
    mapping_queries,
    mend_queries,
    queries,
)
from hervest.intake.report_rules import ImportReport
from hervest.intake.vocabulary import ImportKind
from hervest.intake.writing_xlsx import dwelling_template_workbook, template_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@route("import/", permission=Permission.DOSSIER_IMPORT)
def import_dossiers(request: HttpRequest) -> HttpResponse:
    """Choose a file with transfer dossiers."""
    actor, now = actor_in(request), now_in(request)
    places = [(row.code, row.name) for row in places_for(actor, Permission.DOSSIER_IMPORT)]
    form = forms.UploadForm(request.POST or None, request.FILES or None, municipalities=places)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name, place = file.name or "", form.cleaned_data["municipality"]
        source = file_queries.opened_file(name, file.read(), ImportKind.DOSSIERS)
        number = actions.preview_import(by=actor, now=now, municipality=place, file_name=name, source=source)
        ask = mapping_queries.needs_columns(actor, number, ImportKind.DOSSIERS)
        return see_other(reverse("import_columns" if ask else "import_preview", args=[number]))
    return page(request, "intake/import.html", form=form, beside=_beside(actor, ImportKind.DOSSIERS))


@route("import/template/", permission=Permission.DOSSIER_IMPORT)
def dossier_template(_request: HttpRequest) -> HttpResponse:
    """An empty workbook to fill in."""
    return _workbook(template_workbook(), "overdrachtsdossier.xlsx")


@route("import/<int:number>/", permission=Permission.DOSSIER_IMPORT)
def import_preview(request: HttpRequest, number: int) -> HttpResponse:
    """Look at everything a file would do, then apply it in one go."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = queries.import_page(actor, number, today=today)
    if shown is None:
        row = queries.applied_import(actor, number, ImportKind.DOSSIERS)
        cases = queries.applied_cases(actor, number, today=today)
        mend = mend_queries.kept_rows(actor, number, ImportKind.DOSSIERS)
        return page(request, "intake/applied.html", row=row, cases=cases, mend=mend)
    if "stop" in request.POST:
        actions.forget_import(by=actor, now=now, number=number)
        return done(request, _("The file is forgotten. Nothing was saved."), reverse("import_dossiers"))
    form = forms.ApplyForm(request.POST or None, page=shown)
    reports: list[ImportReport] = []
    if tried(form, lambda: reports.append(actions.apply_import(by=actor, now=now, number=number, **form.values()))):
        return done(request, _said(reports[0]), reverse("import_preview", args=[number]))
    return page(request, "intake/preview.html", shown=shown, form=form, today=today, read_by=actor.name)


@route("dwellings/import/", permission=Permission.DWELLING_EDIT)
def import_dwellings(request: HttpRequest) -> HttpResponse:
    """Choose a file with homes."""
    actor, now = actor_in(request), now_in(request)
    places = [(row.code, row.name) for row in dwelling_page_queries.dwelling_places(actor)]
    form = forms.DwellingUploadForm(request.POST or None, request.FILES or None, municipalities=places)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name, place = file.name or "", form.cleaned_data["municipality"]
        source = file_queries.opened_file(name, file.read(), ImportKind.DWELLINGS)
        number = dwelling_actions.preview_dwellings(
            by=actor, now=now, municipality=place, file_name=name, source=source
        )
        ask = mapping_queries.needs_columns(actor, number, ImportKind.DWELLINGS)
        return see_other(reverse("dwelling_import_columns" if ask else "dwelling_import_preview", args=[number]))
    return page(request, "intake/import_dwellings.html", form=form, beside=_beside(actor, ImportKind.DWELLINGS))


# dwellings/<one>/<two>/ is the home of a municipality: what follows an import stands elsewhere or one part deeper
@route("import/dwellings/template/", permission=Permission.DWELLING_EDIT)
def dwelling_template(_request: HttpRequest) -> HttpResponse:
    """An empty workbook for homes."""
    return _workbook(dwelling_template_workbook(), "woningen.xlsx")


@route("dwellings/import/<int:number>/check/", permission=Permission.DWELLING_EDIT)
def dwelling_import_preview(request: HttpRequest, number: int) -> HttpResponse:
    """Look at everything a file would do to the register of homes, then apply it in one go."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = dwelling_page_queries.dwelling_import_page(actor, number)
    if shown is None:
        row = dwelling_page_queries.applied_dwelling_import(actor, number)
        mend = mend_queries.kept_rows(actor, number, ImportKind.DWELLINGS)
        return page(request, "intake/applied.html", row=row, mend=mend)
    if "stop" in request.POST:
        dwelling_actions.forget_dwelling_import(by=actor, now=now, number=number)
        return done(request, _("The file is forgotten. Nothing was saved."), reverse("import_dwellings"))
    form = forms.DwellingApplyForm(request.POST or None, page=shown)
    reports: list[ImportReport] = []
    if tried(
        form,
        lambda: reports.append(
            dwelling_actions.apply_dwelling_import(by=actor, now=now, number=number, **form.values())
        ),
    ):
        return done(request, _said_of_homes(reports[0]), reverse("dwellings"))
    return page(request, "intake/preview_dwellings.html", shown=shown, form=form, today=today, read_by=actor.name)


def _beside(actor: Actor, kind: ImportKind) -> dict[str, object]:
    """What stands beside the form: one's last imports, and the layouts that were saved."""
    layouts = mapping_queries.saved_mappings(actor, kind)
    return {"recent": queries.recent_imports(actor, kind), "layouts": layouts}


def _workbook(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


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
