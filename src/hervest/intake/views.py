"""Pages of an import: choose a file, look at what it would do, apply it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.web import done, page, see_other, tried
from hervest.households.queries import places_for
from hervest.intake import actions, forms, queries
from hervest.intake.report_rules import ImportReport
from hervest.intake.writing_xlsx import template_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@route("import/", permission=Permission.DOSSIER_IMPORT)
def import_dossiers(request: HttpRequest) -> HttpResponse:
    """Choose a file with transfer dossiers."""
    actor, now = actor_in(request), now_in(request)
    places = [(row.code, row.name) for row in places_for(actor, Permission.DOSSIER_IMPORT)]
    form = forms.UploadForm(request.POST or None, request.FILES or None, municipalities=places)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        number = actions.preview_import(
            by=actor,
            now=now,
            municipality=form.cleaned_data["municipality"],
            file_name=file.name or "",
            content=file.read(),
        )
        return see_other(reverse("import_preview", args=[number]))
    return page(request, "intake/import.html", form=form, recent=queries.recent_imports(actor), today=today_in(request))


@route("import/template/", permission=Permission.DOSSIER_IMPORT)
def dossier_template(_request: HttpRequest) -> HttpResponse:
    """An empty workbook to fill in."""
    answer = HttpResponse(template_workbook(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="overdrachtsdossier.xlsx"'
    return answer


@route("import/<int:number>/", permission=Permission.DOSSIER_IMPORT)
def import_preview(request: HttpRequest, number: int) -> HttpResponse:
    """Look at everything a file would do, then apply it in one go."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = queries.import_page(actor, number, today=today)
    if shown is None:
        row = queries.applied_import(actor, number)
        return page(request, "intake/applied.html", row=row, today=today)
    if "stop" in request.POST:
        actions.forget_import(by=actor, now=now, number=number)
        return done(request, _("The file is forgotten. Nothing was saved."), reverse("import_dossiers"))
    form = forms.ApplyForm(request.POST or None, page=shown)
    reports: list[ImportReport] = []
    if form.is_valid() and tried(
        form, lambda: reports.append(actions.apply_import(by=actor, now=now, number=number, **form.values()))
    ):
        return done(request, _said(reports[0]), reverse("cases"))
    return page(request, "intake/preview.html", shown=shown, form=form, today=today, read_by=actor.name)


def _said(report: ImportReport) -> str:
    added, changed = len(report.accepted), len(report.changed)
    parts = [
        ngettext("%(n)d dossier added", "%(n)d dossiers added", added) % {"n": added},
        ngettext("%(n)d dossier updated", "%(n)d dossiers updated", changed) % {"n": changed},
    ]
    return _("Import applied: %(what)s.") % {"what": ", ".join(parts)}
