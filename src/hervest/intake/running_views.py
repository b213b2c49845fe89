"""Pages of an import of running cases: choose a file, look at what it would do, apply it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.web import done, page, see_other, tried
from hervest.intake import (
    file_queries,
    forms,
    mapping_queries,
    mend_queries,
    queries,
    running_actions,
    running_queries,
)
from hervest.intake.report_rules import ImportReport
from hervest.intake.vocabulary import ImportKind
from hervest.intake.writing_xlsx import running_template_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@route("import/running/", permission=Permission.DOSSIER_IMPORT)
def import_running(request: HttpRequest) -> HttpResponse:
    """Choose a file with cases that run already."""
    actor, now = actor_in(request), now_in(request)
    places = [(row.code, row.name) for row in running_queries.running_places(actor)]
    form = forms.RunningUploadForm(request.POST or None, request.FILES or None, municipalities=places)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name, place = file.name or "", form.cleaned_data["municipality"]
        source = file_queries.opened_file(name, file.read(), ImportKind.RUNNING)
        number = running_actions.preview_running(by=actor, now=now, municipality=place, file_name=name, source=source)
        ask = mapping_queries.needs_columns(actor, number, ImportKind.RUNNING)
        return see_other(reverse("running_import_columns" if ask else "running_import_preview", args=[number]))
    beside = {
        "recent": queries.recent_imports(actor, ImportKind.RUNNING),
        "layouts": mapping_queries.saved_mappings(actor, ImportKind.RUNNING),
    }
    return page(request, "intake/import_running.html", form=form, beside=beside)


@route("import/running/template/", permission=Permission.DOSSIER_IMPORT)
def running_template(_request: HttpRequest) -> HttpResponse:
    """An empty workbook for running cases, with the tasks there are to choose from."""
    return _workbook(running_template_workbook(), "lopende-dossiers.xlsx")


@route("import/running/<int:number>/terms.xlsx", permission=Permission.DOSSIER_IMPORT)
def running_terms(request: HttpRequest, number: int) -> HttpResponse:
    """The terms that passed, as rows to fill in and import."""
    rows = running_queries.rows_to_answer(actor_in(request), number, today=today_in(request))
    return _workbook(running_template_workbook(rows), f"termijnen-{number}.xlsx")


@route("import/running/<int:number>/", permission=Permission.DOSSIER_IMPORT)
def running_import_preview(request: HttpRequest, number: int) -> HttpResponse:
    """Look at everything a file would add to the cases, then apply it in one go."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = running_queries.running_import_page(actor, number, today=today)
    if shown is None:
        row = queries.applied_import(actor, number, ImportKind.RUNNING)
        mend = mend_queries.kept_rows(actor, number, ImportKind.RUNNING)
        return page(request, "intake/applied.html", row=row, mend=mend)
    if "stop" in request.POST:
        running_actions.forget_running_import(by=actor, now=now, number=number)
        return done(request, _("The file is forgotten. Nothing was saved."), reverse("import_running"))
    form = forms.RunningApplyForm(request.POST or None, initial={"seen": shown.digest})
    reports: list[ImportReport] = []
    if tried(
        form,
        lambda: reports.append(
            running_actions.apply_running_import(by=actor, now=now, number=number, **form.cleaned_data)
        ),
    ):
        return done(request, _said(reports[0]), reverse("running_import_preview", args=[number]))
    return page(request, "intake/preview_running.html", shown=shown, form=form, today=today, read_by=actor.name)


def _workbook(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _said(report: ImportReport) -> str:
    n = len(report.changed)
    return ngettext("%(n)d case stands as it ran.", "%(n)d cases stand as they ran.", n) % {"n": n}
