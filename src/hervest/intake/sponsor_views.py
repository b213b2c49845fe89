"""Pages of an import of sponsors and their groups: choose a file, look at what it would do, apply it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.web import done, page, see_other, tried
from hervest.intake import file_queries, forms, mapping_queries, mend_queries, queries, sponsor_actions, sponsor_queries
from hervest.intake.report_rules import ImportReport
from hervest.intake.vocabulary import ImportKind
from hervest.intake.writing_xlsx import sponsor_template_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@route("sponsors/import/", permission=Permission.GROUP_EDIT)
def import_sponsors(request: HttpRequest) -> HttpResponse:
    """Choose a file with sponsors and their groups."""
    actor, now = actor_in(request), now_in(request)
    programmes = [(row.id, row.name) for row in sponsor_queries.import_programmes(actor)]
    form = forms.SponsorUploadForm(request.POST or None, request.FILES or None, programmes=programmes)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        source = file_queries.opened_file(file.name or "", file.read(), ImportKind.SPONSORS)
        number = sponsor_actions.preview_sponsors(
            by=actor,
            now=now,
            programme=form.cleaned_data["programme"],
            file_name=file.name or "",
            source=source,
        )
        ask = mapping_queries.needs_columns(actor, number, ImportKind.SPONSORS)
        return see_other(reverse("sponsor_import_columns" if ask else "sponsor_import_preview", args=[number]))
    beside = {
        "recent": queries.recent_imports(actor, ImportKind.SPONSORS),
        "layouts": mapping_queries.saved_mappings(actor, ImportKind.SPONSORS),
    }
    return page(request, "intake/import_sponsors.html", form=form, beside=beside)


@route("sponsors/import/template/", permission=Permission.GROUP_EDIT)
def sponsor_template(request: HttpRequest) -> HttpResponse:
    """An empty workbook for sponsors, for who may read a list in."""
    sponsor_queries.import_programmes(actor_in(request))
    answer = HttpResponse(sponsor_template_workbook(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="sponsors.xlsx"'
    return answer


@route("sponsors/import/<int:number>/check/", permission=Permission.GROUP_EDIT)
def sponsor_import_preview(request: HttpRequest, number: int) -> HttpResponse:
    """Look at everything a file would add, then apply it in one go."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = sponsor_queries.sponsor_import_page(actor, number, today=today)
    if shown is None:
        row = sponsor_queries.applied_sponsor_import(actor, number)
        mend = mend_queries.kept_rows(actor, number, ImportKind.SPONSORS)
        return page(request, "intake/applied.html", row=row, mend=mend)
    if "stop" in request.POST:
        sponsor_actions.forget_sponsor_import(by=actor, now=now, number=number)
        return done(request, _("The file is forgotten. Nothing was saved."), reverse("import_sponsors"))
    form = forms.SponsorApplyForm(request.POST or None, initial={"seen": shown.digest})
    reports: list[ImportReport] = []
    if tried(
        form,
        lambda: reports.append(
            sponsor_actions.apply_sponsor_import(by=actor, now=now, number=number, **form.cleaned_data)
        ),
    ):
        return done(request, _said(reports[0]), reverse("sponsor_groups"))
    return page(request, "intake/preview_sponsors.html", shown=shown, form=form, read_by=actor.name)


def _said(report: ImportReport) -> str:
    added, changed = len(report.accepted), len(report.changed)
    parts = [
        ngettext("%(n)d person added", "%(n)d people added", added) % {"n": added},
        ngettext("%(n)d person filled in", "%(n)d people filled in", changed) % {"n": changed},
    ]
    return _("Import applied: %(what)s.") % {"what": ", ".join(parts)}
