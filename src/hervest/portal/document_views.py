"""Pages of the documents of a case: the list, adding one, having one, taking it back, and what goes with a message."""

from collections.abc import Mapping
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.paging import page_number
from hervest.core.texts import label
from hervest.core.vocabulary import MemberNo
from hervest.core.web import back_to, done, page, see_other, tried
from hervest.documents.queries import checked_file
from hervest.documents.rules import TYPE_OF
from hervest.documents.vocabulary import PICTURES, CheckedFile, FileProblem
from hervest.households.queries import names
from hervest.journey import document_actions, document_queries, schedule_queries
from hervest.portal.document_forms import DocumentChangeForm, DocumentFilterForm, DocumentForm
from hervest.portal.schedule_views import after_documents

NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; sandbox"
"""What a browser lets a file do that it shows: nothing."""


@route("cases/<str:code>/documents/", permission=Permission.DOCUMENT_READ)
def documents(request: HttpRequest, code: str) -> HttpResponse:
    """Every document of the case that the reader may have, the latest first."""
    actor, today, form = actor_in(request), today_in(request), DocumentFilterForm(request.GET)
    number = page_number(request.GET.get("page"))
    found = document_queries.case_documents(actor, code, form.filters(), today=today, number=number)
    form.offer(found.kinds)
    return page(request, "portal/documents.html", found=found, pages=found.page, form=form, code=code, today=today)


@route("cases/<str:code>/documents/new/", permission=Permission.DOCUMENT_ADD)
def add_document(request: HttpRequest, code: str) -> HttpResponse:
    """Add a document to the case, and to the message that the address names."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    adding, ref = document_queries.adding(actor, code, today=today), request.GET.get("message", "")
    message = schedule_queries.message(actor, code, ref, today=today).message if ref else None
    there = reverse("record_message", args=[code, ref]) if ref else reverse("documents", args=[code])
    form = DocumentForm(request.POST or None, request.FILES or None, adding=adding, people=_people(request, code))
    file = _file_in(form)
    if file and tried(
        form,
        lambda: document_actions.add_document(
            by=actor, now=now, case=code, file=file, filed=form.filed(), message=message.ref if message else ""
        ),
    ):
        return done(request, _("The document has been added."), there)
    form.tell_of_lost_file()
    return page(request, "portal/add_document.html", form=form, adding=adding, code=code, message=message, there=there)


@route("cases/<str:code>/documents/<int:number>/", permission=Permission.DOCUMENT_READ, acts=True)
def open_document(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The file itself, as a download; a picture may be shown. That it was handed out stands in the log."""
    found = document_actions.hand_out(by=actor_in(request), now=now_in(request), case=code, number=number)
    answer = HttpResponse(found.content, content_type=TYPE_OF[found.kind])
    how = content_disposition_header(found.kind not in PICTURES, found.name) or "attachment"
    answer["Content-Disposition"], answer["Content-Security-Policy"] = how, NOTHING_RUNS
    return answer


@route("cases/<str:code>/documents/<int:number>/change/", permission=Permission.DOCUMENT_ADD)
def change_document(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Say anew what a document is and who reads it."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    adding, row = document_queries.changing(actor, code, number, today=today)
    form = DocumentChangeForm(request.POST or None, row=row, adding=adding, people=_people(request, code))
    change = partial(document_actions.change_document, by=actor, now=now, case=code, number=number)
    if tried(form, lambda: change(becomes=form.filed(), seen=form.cleaned_data["seen"])):
        return done(request, _("The document has been changed."), reverse("documents", args=[code]))
    return page(request, "portal/change_document.html", form=form, adding=adding, code=code, row=row, today=today)


@route("cases/<str:code>/documents/<int:number>/take-back/", permission=Permission.DOCUMENT_ADD)
def take_document_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Nobody has it any more; for a day it can be put back."""
    there = back_to(request, reverse("documents", args=[code]))
    if request.method != "POST":
        return see_other(there)
    document_actions.take_document_back(by=actor_in(request), now=now_in(request), case=code, number=number)
    undo = reverse("put_document_back", args=[code, number])
    return done(request, _("Taken back: nobody has it any more, and in a day nothing is left of it."), there, undo=undo)


@route("cases/<str:code>/documents/<int:number>/put-back/", permission=Permission.DOCUMENT_ADD)
def put_document_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """It is there again, for whom it was."""
    there = back_to(request, reverse("documents", args=[code]))
    if request.method == "POST":
        document_actions.put_document_back(by=actor_in(request), now=now_in(request), case=code, number=number)
        return done(request, _("The document is there again."), there)
    return see_other(there)


@route("cases/<str:code>/messages/<slug:ref>/documents/", permission=Permission.DOCUMENT_ADD)
def attach_documents(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Documents of the case go along with a message too."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    there = reverse("record_message", args=[code, ref])
    if request.method != "POST":
        return see_other(there)
    along = document_queries.along_with(actor, code, ref, today=today)
    ticked = {int(number) for number in request.POST.getlist("documents") if number.isdecimal()}
    wanted = ticked & {row.id for row in (*along.others, *along.attached)}
    n_new = document_actions.attach_documents(by=actor, now=now, case=code, ref=ref, numbers=wanted)
    told = _told_of_ticks(n_new, n_ticked=len(ticked), n_gone=len(ticked - wanted))
    return after_documents(request, code, ref, told)


@route("cases/<str:code>/messages/<slug:ref>/documents/<int:number>/off/", permission=Permission.DOCUMENT_ADD)
def detach_document(request: HttpRequest, code: str, ref: str, number: int) -> HttpResponse:
    """A document goes along with a message no more; it stays with the case."""
    actor, now, there = actor_in(request), now_in(request), reverse("record_message", args=[code, ref])
    if request.method != "POST":
        return see_other(there)
    document_queries.along_with(actor, code, ref, today=today_in(request))
    document_actions.detach_document(by=actor, now=now, case=code, ref=ref, number=number)
    told = _("It does not go along any more; it is still among the documents of this case.")
    return after_documents(request, code, ref, told)


def _told_of_ticks(n_new: int, *, n_ticked: int, n_gone: int) -> str:
    """What became of the documents that were ticked: in the meantime somebody else may have taken one back."""
    if not n_ticked:
        return _("Nothing has been ticked yet: tick the documents that go along.")
    told = ngettext("%(n)d document goes along.", "%(n)d documents go along.", n_new) % {"n": n_new}
    if n_gone:
        gone = ngettext("%(n)d is not here any more.", "%(n)d are not here any more.", n_gone) % {"n": n_gone}
        return f"{told} {gone}"
    return told if n_new else _("What you ticked went along already.")


def _file_in(form: DocumentForm) -> CheckedFile | None:
    """The file of a valid form, looked at before any action begins; what is not taken ends at its field."""
    if not form.is_valid():
        return None
    sent = form.cleaned_data["file"]
    found = checked_file(sent.name, sent.read())
    if isinstance(found, FileProblem):
        form.add_error("file", label(found))
        return None
    return found


def _people(request: HttpRequest, code: str) -> Mapping[MemberNo, str]:
    known = names(actor_in(request), [code], today=today_in(request))
    return {MemberNo(int(key.rpartition("/")[2])): name for key, name in known.people.items()}
