"""Pages of the contact schedule of a case: all messages at a glance, one of them, and one more."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.web import back_to, done, page, see_other, send_on, tried
from hervest.journey import document_queries, schedule_actions, schedule_queries
from hervest.journey.queries import CaseRef
from hervest.journey.schedule_queries import MessageRow
from hervest.journey.schedule_vocabulary import MessageParty
from hervest.portal.document_forms import AttachForm
from hervest.portal.schedule_forms import AddMessageForm, MessageForm, OpenFilterForm, form_of, still_typed


@route("cases/<str:code>/messages/", permission=Permission.CONTACT_LOG)
def contact_schedule(request: HttpRequest, code: str) -> HttpResponse:
    """Every message from link to arrival: from whom, to whom, by which day, and what became of it."""
    today, form = today_in(request), OpenFilterForm(request.GET)
    schedule = schedule_queries.schedule(actor_in(request), code, today=today, open_only=form.is_open_only())
    return page(request, "portal/schedule.html", schedule=schedule, form=form, code=code, today=today)


@route("cases/<str:code>/messages/new/", permission=Permission.CONTACT_LOG)
def add_message(request: HttpRequest, code: str) -> HttpResponse:
    """Expect a message that this case alone has."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    case = schedule_queries.schedule_to_change(actor, code, today=today)
    begin = {"sender": MessageParty.MUNICIPALITY, "receiver": MessageParty.COA}
    form = AddMessageForm(request.POST or None, initial=begin)
    if tried(form, lambda: schedule_actions.add_message(by=actor, now=now, case=case.code, added=form.added())):
        return done(request, _("The message stands in the schedule."), reverse("contact_schedule", args=[code]))
    readers = schedule_queries.readers(actor, case, today=today)
    return page(request, "portal/add_message.html", form=form, code=code, readers=readers)


@route("cases/<str:code>/messages/<slug:ref>/", permission=Permission.CONTACT_LOG)
def record_message(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """One message, and what became of it."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    case = schedule_queries.schedule_to_change(actor, code, today=today)
    row = schedule_queries.message(actor, code, ref, today=today)
    if "typed" in request.GET and request.method == "POST":
        messages.warning(request, _("What you typed of the message has not been saved yet."))
        return _message_page(request, case, row, still_typed(row, request.POST) or form_of(row, None))
    form = form_of(row, request.POST or None)
    record = partial(schedule_actions.record_message, by=actor, now=now, case=case.code, ref=ref)
    if tried(form, lambda: record(said=form.said(), added=form.added(), seen=form.cleaned_data["seen"])):
        return done(request, _("Recorded."), reverse("contact_schedule", args=[code]))
    return _message_page(request, case, row, form)


@route("cases/<str:code>/messages/<slug:ref>/today/", permission=Permission.CONTACT_LOG)
def mark_message(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Record in one go that a message went out or came in today."""
    there = back_to(request, reverse("contact_schedule", args=[code]))
    if request.method != "POST":
        return see_other(there)
    marked = schedule_actions.mark_message(by=actor_in(request), now=now_in(request), case=code, ref=ref)
    if marked is None:
        return done(request, _("This was recorded already."), there)
    told = _("Received today: %(title)s") if marked.came_in else _("Sent today: %(title)s")
    undo = reverse("unmark_message", args=[code, ref, marked.n_changed])
    return done(request, told % {"title": marked.title}, there, undo=undo)


@route("cases/<str:code>/messages/<slug:ref>/undo/<int:seen>/", permission=Permission.CONTACT_LOG)
def unmark_message(request: HttpRequest, code: str, ref: str, seen: int) -> HttpResponse:
    """Take back what was just recorded in one go."""
    there = back_to(request, reverse("contact_schedule", args=[code]))
    if request.method != "POST":
        return see_other(there)
    if schedule_actions.unmark_message(by=actor_in(request), now=now_in(request), case=code, ref=ref, seen=seen):
        return done(request, _("Taken back."), there)
    messages.warning(request, _("Somebody else recorded something of this message meanwhile: nothing was taken back."))
    return see_other(there)


def after_documents(request: HttpRequest, code: str, ref: str, told: str) -> HttpResponse:
    """Says what was done with the documents of a message; what was typed of the message itself goes along."""
    there = reverse("record_message", args=[code, ref])
    row = schedule_queries.message(actor_in(request), code, ref, today=today_in(request))
    if still_typed(row, request.POST) is None:
        return done(request, told, there)
    messages.success(request, told)
    return send_on(f"{there}?typed")


def _message_page(request: HttpRequest, case: CaseRef, row: MessageRow, form: MessageForm) -> HttpResponse:
    actor, today = actor_in(request), today_in(request)
    along = document_queries.documents_of_message(actor, case.code, row.message.ref, today=today)
    return page(
        request,
        "portal/message.html",
        form=form,
        row=row,
        code=case.code,
        today=today,
        readers=schedule_queries.readers(actor, case, today=today),
        documents=along,
        attach=AttachForm(rows=along.others),
    )
