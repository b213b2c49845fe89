"""Pages of an import of running cases: choose a file, look at what it would do, apply it."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.web import done, page
from hervest.intake import forms, running_actions, running_queries
from hervest.intake.flow_views import applied, applied_page, beside, forgotten, looked_at, uploaded, workbook
from hervest.intake.report_rules import ImportReport
from hervest.intake.vocabulary import ImportKind
from hervest.intake.writing_xlsx import running_template_workbook

RUNNING = ImportKind.RUNNING


@route("import/running/", permission=Permission.DOSSIER_IMPORT)
def import_running(request: HttpRequest) -> HttpResponse:
    """Choose a file with cases that run already."""
    actor = actor_in(request)
    places = [(row.code, row.name) for row in running_queries.running_places(actor)]
    form = forms.RunningUploadForm(request.POST or None, request.FILES or None, municipalities=places)
    answer = uploaded(request, form, RUNNING, running_actions.preview_running)
    return answer or page(request, "intake/import_running.html", form=form, beside=beside(actor, RUNNING))


@route("import/running/template/", permission=Permission.DOSSIER_IMPORT)
def running_template(request: HttpRequest) -> HttpResponse:
    """An empty workbook for running cases, with the tasks there are to choose from."""
    tasks = running_queries.tasks_to_name(actor_in(request))
    return workbook(running_template_workbook(tasks), "lopende-dossiers")


@route("import/running/<int:number>/terms.xlsx", permission=Permission.DOSSIER_IMPORT)
def running_terms(request: HttpRequest, number: int) -> HttpResponse:
    """The terms that passed, as rows to fill in and import."""
    actor = actor_in(request)
    rows = running_queries.rows_to_answer(actor, number, today=today_in(request))
    tasks = running_queries.tasks_to_name(actor, number)
    return workbook(running_template_workbook(tasks, rows), f"termijnen-{number}")


@route("import/running/<int:number>/", permission=Permission.DOSSIER_IMPORT)
def running_import_preview(request: HttpRequest, number: int) -> HttpResponse:
    """Look at everything a file would add to the cases, then apply it in one go."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = running_queries.running_import_page(actor, number, today=today)
    if shown is None:
        return applied_page(request, number, RUNNING)
    if "stop" in request.POST:
        return forgotten(request, number, RUNNING, running_actions.forget_running_import)
    form = forms.RunningApplyForm(request.POST or None, initial={"seen": shown.digest})
    apply = partial(running_actions.apply_running_import, by=actor, now=now, number=number)
    report = applied(form, lambda: apply(**form.cleaned_data))
    if report:
        return done(request, _said(report), reverse("running_import_preview", args=[number]))
    template = "intake/preview_running.html"
    return looked_at(request, template, shown, form, passed=shown.passed, today=today, read_by=actor.name)


def _said(report: ImportReport) -> str:
    n = len(report.changed)
    return ngettext("%(n)d case stands as it ran.", "%(n)d cases stand as they ran.", n) % {"n": n}
