"""What the pages of every kind of import do alike: take a file, look at it, stop or apply; and hand out workbooks."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Protocol, TypeVar

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.actor import Actor
from hervest.accounts.request import actor_in, now_in
from hervest.core.paging import page_number
from hervest.core.texts import coded
from hervest.core.web import done, page, see_other, tried
from hervest.intake import file_queries, mapping_queries, mend_queries, queries
from hervest.intake.finding_rules import finding_params
from hervest.intake.flow_vocabulary import FLOWS
from hervest.intake.parts_rules import parts
from hervest.intake.queries import ChangedLine
from hervest.intake.vocabulary import Finding, ImportKind

Told = TypeVar("Told")


class Previewed(Protocol):
    """What the preview of every kind of file has."""

    @property
    def refused(self) -> tuple[queries.RefusedLine, ...]:
        """What is refused, with every error."""

    @property
    def changed(self) -> tuple[ChangedLine, ...]:
        """What was known and differs."""

    @property
    def new(self) -> Sequence[object]:
        """What was not known."""

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What is worth knowing."""


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def uploaded(request: HttpRequest, form: Form, kind: ImportKind, preview: Callable[..., int]) -> HttpResponse | None:
    """On to the preview of the file that was sent, or first to its columns; None if none was sent that is in order.

    A file that can be no list is said to be that at its field, with what to do, and nothing of it is kept.
    `preview`: the action that keeps what was opened; what else the form asks goes to it by its name.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    actor, flow = actor_in(request), FLOWS[kind]
    given = dict(form.cleaned_data)
    file = given.pop("file")
    name = file.name or ""
    source = file_queries.opened_file(name, file.read(), kind)
    if problem := file_queries.no_list(source, kind):
        words = finding_params(problem)
        form.add_error("file", " ".join(coded(text, problem.code, words) for text in ("FindingCode", "FindingRemedy")))
        return None
    number = preview(by=actor, now=now_in(request), file_name=name, source=source, **given)
    ask = mapping_queries.needs_columns(actor, number, kind)
    return see_other(reverse(flow.columns if ask else flow.preview, args=[number]))


def beside(actor: Actor, kind: ImportKind) -> dict[str, object]:
    """What stands beside the form: one's last imports, and the layouts that were saved."""
    layouts = mapping_queries.saved_mappings(actor, kind)
    return {"recent": queries.recent_imports(actor, kind), "layouts": layouts}


def applied_page(
    request: HttpRequest,
    number: int,
    kind: ImportKind,
    *,
    cases: Collection[object] = (),
    links: Collection[object] = (),
    hours: int = 0,
) -> HttpResponse:
    """An import after it was applied: what was refused can still be had. `links`: shown once, good for `hours`."""
    actor = actor_in(request)
    row = queries.applied_import(actor, number, kind)
    mend = mend_queries.kept_rows(actor, number, kind)
    return page(request, "intake/applied.html", row=row, mend=mend, cases=cases, links=links, hours=hours)


def looked_at(
    request: HttpRequest, template: str, shown: Previewed, form: Form, *, passed: Sequence[object] = (), **more: Any
) -> HttpResponse:
    """One page of a preview. What was ticked on another page of it goes along, unseen.

    `passed`: terms that went by before a running case came in.
    """
    found = parts(
        page_number(request.GET.get("page")),
        passed=passed,
        refused=shown.refused,
        changed=shown.changed,
        new=shown.new,
        notes=shown.notes,
    )
    choices = _choices(shown.changed)
    ticked = set(form["overwrite"].value() or ()) if "overwrite" in form.fields else set()
    carried = [choice for choice in choices if choice in ticked - set(_choices(found.changed.rows))]
    return page(
        request, template, shown=shown, form=form, parts=found, carried=carried, has_choices=bool(choices), **more
    )


def _choices(lines: Sequence[ChangedLine]) -> list[str]:
    return [field.choice for line in lines for field in line.fields if field.may_choose]


def forgotten(request: HttpRequest, number: int, kind: ImportKind, forget: Callable[..., None]) -> HttpResponse:
    """Back to choosing a file, after the one that was looked at is forgotten."""
    forget(by=actor_in(request), now=now_in(request), number=number)
    return done(request, _("The file is forgotten. Nothing was saved."), reverse(FLOWS[kind].upload))


def applied(form: Form, apply: Callable[[], Told]) -> Told | None:
    """What happened, if the form is in order and the file could be applied; else None, and why stands at the form."""
    reports: list[Told] = []
    tried(form, lambda: reports.append(apply()))
    return reports[0] if reports else None


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook to keep."""
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    answer["Cache-Control"] = "no-store"
    return answer
