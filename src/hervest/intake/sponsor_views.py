"""Pages of an import of sponsors and their groups: choose a file, look at what it would do, apply it."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.web import done, page
from hervest.intake import forms, sponsor_actions, sponsor_queries
from hervest.intake.flow_views import applied, applied_page, beside, forgotten, looked_at, uploaded, workbook
from hervest.intake.report_rules import ImportReport
from hervest.intake.vocabulary import ImportKind
from hervest.intake.writing_xlsx import sponsor_template_workbook

SPONSORS = ImportKind.SPONSORS


@route("sponsors/import/", permission=Permission.GROUP_EDIT)
def import_sponsors(request: HttpRequest) -> HttpResponse:
    """Choose a file with sponsors and their groups."""
    actor = actor_in(request)
    programmes = [(row.id, row.name) for row in sponsor_queries.import_programmes(actor)]
    form = forms.SponsorUploadForm(request.POST or None, request.FILES or None, programmes=programmes)
    answer = uploaded(request, form, SPONSORS, sponsor_actions.preview_sponsors)
    return answer or page(request, "intake/import_sponsors.html", form=form, beside=beside(actor, SPONSORS))


@route("sponsors/import/template/", permission=Permission.GROUP_EDIT)
def sponsor_template(request: HttpRequest) -> HttpResponse:
    """An empty workbook for sponsors, for who may read a list in."""
    sponsor_queries.import_programmes(actor_in(request))
    return workbook(sponsor_template_workbook(), "sponsors")


@route("sponsors/import/<int:number>/check/", permission=Permission.GROUP_EDIT)
def sponsor_import_preview(request: HttpRequest, number: int) -> HttpResponse:
    """Look at everything a file would add, then apply it in one go."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = sponsor_queries.sponsor_import_page(actor, number, today=today)
    if shown is None:
        return applied_page(request, number, SPONSORS)
    if "stop" in request.POST:
        return forgotten(request, number, SPONSORS, sponsor_actions.forget_sponsor_import)
    form = forms.SponsorApplyForm(request.POST or None, initial={"seen": shown.digest})
    apply = partial(sponsor_actions.apply_sponsor_import, by=actor, now=now, number=number)
    report = applied(form, lambda: apply(**form.cleaned_data))
    if report:
        return done(request, _said(report), reverse("sponsor_groups"))
    return looked_at(request, "intake/preview_sponsors.html", shown, form, read_by=actor.name)


def _said(report: ImportReport) -> str:
    added, changed = len(report.accepted), len(report.changed)
    parts = [
        ngettext("%(n)d person added", "%(n)d people added", added) % {"n": added},
        ngettext("%(n)d person filled in", "%(n)d people filled in", changed) % {"n": changed},
    ]
    return _("Import applied: %(what)s.") % {"what": ", ".join(parts)}
