"""The refused rows of an import, to be mended and imported again."""

from django.http import HttpRequest, HttpResponse

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in
from hervest.accounts.route import route
from hervest.intake import mend_actions
from hervest.intake.flow_views import XLSX
from hervest.intake.flow_vocabulary import FLOWS
from hervest.intake.mend_queries import ToMend
from hervest.intake.vocabulary import Carrier
from hervest.intake.writing_mend import mend_file

TYPES = {Carrier.XLSX: XLSX, Carrier.CSV: "text/csv; charset=utf-8"}


@route("import/<int:number>/refused.<slug:carrier>", permission=Permission.DOSSIER_IMPORT, acts=True)
def refused_dossiers(request: HttpRequest, number: int, carrier: str) -> HttpResponse:
    """The refused rows of a file with dossiers."""
    by, now = actor_in(request), now_in(request)
    found = mend_actions.take_refused_dossiers(by=by, now=now, number=number, carrier=carrier)
    return _file(found, Carrier(carrier), number)


@route("dwellings/import/<int:number>/refused.<slug:carrier>", permission=Permission.DWELLING_EDIT, acts=True)
def refused_dwellings(request: HttpRequest, number: int, carrier: str) -> HttpResponse:
    """The refused rows of a list of homes."""
    by, now = actor_in(request), now_in(request)
    found = mend_actions.take_refused_dwellings(by=by, now=now, number=number, carrier=carrier)
    return _file(found, Carrier(carrier), number)


@route("sponsors/import/<int:number>/refused.<slug:carrier>", permission=Permission.GROUP_EDIT, acts=True)
def refused_sponsors(request: HttpRequest, number: int, carrier: str) -> HttpResponse:
    """The refused rows of a list of sponsors."""
    by, now = actor_in(request), now_in(request)
    found = mend_actions.take_refused_sponsors(by=by, now=now, number=number, carrier=carrier)
    return _file(found, Carrier(carrier), number)


@route("import/running/<int:number>/refused.<slug:carrier>", permission=Permission.DOSSIER_IMPORT, acts=True)
def refused_running(request: HttpRequest, number: int, carrier: str) -> HttpResponse:
    """The refused rows of a list of running cases."""
    by, now = actor_in(request), now_in(request)
    found = mend_actions.take_refused_running(by=by, now=now, number=number, carrier=carrier)
    return _file(found, Carrier(carrier), number)


@route("people/import/<int:number>/refused.<slug:carrier>", permission=Permission.PEOPLE_MANAGE, acts=True)
def refused_staff(request: HttpRequest, number: int, carrier: str) -> HttpResponse:
    """The refused rows of a list of staff."""
    by, now = actor_in(request), now_in(request)
    found = mend_actions.take_refused_staff(by=by, now=now, number=number, carrier=carrier)
    return _file(found, Carrier(carrier), number)


def _file(found: ToMend, kind: Carrier, number: int) -> HttpResponse:
    answer = HttpResponse(mend_file(found, kind), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{FLOWS[found.kind].file}-{number}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer
