"""The refused rows of an import, to be mended and imported again."""

from django.http import HttpRequest, HttpResponse

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in
from hervest.accounts.route import route
from hervest.core.errors import NotFound
from hervest.intake import mend_actions
from hervest.intake.mend_queries import ToMend
from hervest.intake.vocabulary import Carrier
from hervest.intake.writing_mend import mend_file

TYPES = {
    Carrier.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Carrier.CSV: "text/csv; charset=utf-8",
}


@route("import/<int:number>/refused.<slug:carrier>", permission=Permission.DOSSIER_IMPORT)
def refused_dossiers(request: HttpRequest, number: int, carrier: str) -> HttpResponse:
    """The refused rows of a file with dossiers."""
    found = mend_actions.take_refused_dossiers(by=actor_in(request), now=now_in(request), number=number)
    return _file(found, carrier, f"overdrachtsdossiers-{number}")


@route("dwellings/import/<int:number>/refused.<slug:carrier>", permission=Permission.DWELLING_EDIT)
def refused_dwellings(request: HttpRequest, number: int, carrier: str) -> HttpResponse:
    """The refused rows of a list of homes."""
    found = mend_actions.take_refused_dwellings(by=actor_in(request), now=now_in(request), number=number)
    return _file(found, carrier, f"woningen-{number}")


def _file(found: ToMend, carrier: str, name: str) -> HttpResponse:
    if carrier not in found.carriers:
        raise NotFound("nothing_to_mend", carrier=carrier)
    kind = Carrier(carrier)
    answer = HttpResponse(mend_file(found, kind), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer
