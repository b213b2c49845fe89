"""Pages of another layout: say which column is which for a file, and look after what was saved."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in
from hervest.accounts.route import route
from hervest.core.web import done, page, see_other, tried
from hervest.intake import mapping_actions, mapping_queries
from hervest.intake.flow_vocabulary import FLOWS
from hervest.intake.mapping_forms import ColumnsForm, sections_asked
from hervest.intake.vocabulary import ImportKind


@dataclass(frozen=True, slots=True)
class Mapper:
    """The actions by which the columns of one kind of import are said."""

    kind: ImportKind
    use: Callable[..., None]
    change: Callable[..., None]
    remove: Callable[..., None]


DOSSIERS = Mapper(
    ImportKind.DOSSIERS,
    mapping_actions.map_dossier_columns,
    mapping_actions.change_dossier_mapping,
    mapping_actions.remove_dossier_mapping,
)
DWELLINGS = Mapper(
    ImportKind.DWELLINGS,
    mapping_actions.map_dwelling_columns,
    mapping_actions.change_dwelling_mapping,
    mapping_actions.remove_dwelling_mapping,
)
SPONSORS = Mapper(
    ImportKind.SPONSORS,
    mapping_actions.map_sponsor_columns,
    mapping_actions.change_sponsor_mapping,
    mapping_actions.remove_sponsor_mapping,
)
RUNNING = Mapper(
    ImportKind.RUNNING,
    mapping_actions.map_running_columns,
    mapping_actions.change_running_mapping,
    mapping_actions.remove_running_mapping,
)
STAFF = Mapper(
    ImportKind.STAFF,
    mapping_actions.map_staff_columns,
    mapping_actions.change_staff_mapping,
    mapping_actions.remove_staff_mapping,
)


@route("import/<int:number>/columns/", permission=Permission.DOSSIER_IMPORT)
def import_columns(request: HttpRequest, number: int) -> HttpResponse:
    """Say which column of a file with dossiers is which."""
    return _columns(request, number, DOSSIERS)


@route("dwellings/import/<int:number>/columns/", permission=Permission.DWELLING_EDIT)
def dwelling_import_columns(request: HttpRequest, number: int) -> HttpResponse:
    """Say which column of a list of homes is which."""
    return _columns(request, number, DWELLINGS)


@route("sponsors/import/<int:number>/columns/", permission=Permission.GROUP_EDIT)
def sponsor_import_columns(request: HttpRequest, number: int) -> HttpResponse:
    """Say which column of a list of sponsors is which."""
    return _columns(request, number, SPONSORS)


@route("import/running/<int:number>/columns/", permission=Permission.DOSSIER_IMPORT)
def running_import_columns(request: HttpRequest, number: int) -> HttpResponse:
    """Say which column of a list of running cases is which."""
    return _columns(request, number, RUNNING)


@route("people/import/<int:number>/columns/", permission=Permission.PEOPLE_MANAGE)
def staff_import_columns(request: HttpRequest, number: int) -> HttpResponse:
    """Say which column of a list of staff is which."""
    return _columns(request, number, STAFF)


@route("import/layouts/<int:mapping>/", permission=Permission.DOSSIER_IMPORT)
def dossier_layout(request: HttpRequest, mapping: int) -> HttpResponse:
    """Look at a saved layout of dossiers, change it or throw it away."""
    return _layout(request, mapping, DOSSIERS)


@route("import/dwellings/layouts/<int:mapping>/", permission=Permission.DWELLING_EDIT)
def dwelling_layout(request: HttpRequest, mapping: int) -> HttpResponse:
    """Look at a saved layout of homes, change it or throw it away."""
    return _layout(request, mapping, DWELLINGS)


@route("sponsors/import/layouts/<int:mapping>/", permission=Permission.GROUP_EDIT)
def sponsor_layout(request: HttpRequest, mapping: int) -> HttpResponse:
    """Look at a saved layout of sponsors, change it or throw it away."""
    return _layout(request, mapping, SPONSORS)


@route("import/running/layouts/<int:mapping>/", permission=Permission.DOSSIER_IMPORT)
def running_layout(request: HttpRequest, mapping: int) -> HttpResponse:
    """Look at a saved layout of running cases, change it or throw it away."""
    return _layout(request, mapping, RUNNING)


@route("people/import/layouts/<int:mapping>/", permission=Permission.PEOPLE_MANAGE)
def staff_layout(request: HttpRequest, mapping: int) -> HttpResponse:
    """Look at a saved layout of staff, change it or throw it away."""
    return _layout(request, mapping, STAFF)


def _columns(request: HttpRequest, number: int, mapper: Mapper) -> HttpResponse:
    actor, now = actor_in(request), now_in(request)
    asked = sections_asked(request.POST.dict()) if request.method == "POST" else None
    shown = mapping_queries.columns_page(actor, number, mapper.kind, sections=asked)
    if shown is None:
        return see_other(reverse(FLOWS[mapper.kind].preview, args=[number]))
    typed = None if asked is not None else request.POST or None
    form = ColumnsForm(typed, page=shown)
    if tried(form, lambda: mapper.use(by=actor, now=now, number=number, **form.values())):
        return see_other(reverse(FLOWS[mapper.kind].preview, args=[number]))
    back = reverse(FLOWS[mapper.kind].preview, args=[number])
    return page(request, "intake/columns.html", shown=shown, form=form, back=back)


def _layout(request: HttpRequest, mapping: int, mapper: Mapper) -> HttpResponse:
    actor, now, back = actor_in(request), now_in(request), reverse(FLOWS[mapper.kind].upload)
    shown = mapping_queries.mapping_page(actor, mapping, mapper.kind)
    if "remove" in request.POST:
        mapper.remove(by=actor, now=now, mapping=mapping)
        return done(request, _("The layout is thrown away. What was read with it stays."), back)
    form = ColumnsForm(request.POST or None, page=shown, is_kept=True)
    if tried(
        form, lambda: mapper.change(by=actor, now=now, mapping=mapping, **form.values(), seen=form.cleaned_data["seen"])
    ):
        return done(request, _("The layout is saved."), back)
    return page(request, "intake/layout.html", shown=shown, form=form, back=back)
