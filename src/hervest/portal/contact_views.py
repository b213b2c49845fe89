"""Pages of the contact log of a case: reading it, noting a contact, correcting what one noted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.paging import page_number
from hervest.core.texts import full_day
from hervest.core.vocabulary import MemberNo
from hervest.core.web import done, page, see_other, tried
from hervest.households.queries import HouseholdNames, names
from hervest.households.talk_queries import first_language, languages_of
from hervest.journey import contact_actions, contact_queries
from hervest.journey.contact_queries import Writing
from hervest.portal.contact_forms import ContactFilterForm, ContactForm, as_noted, typed_before

NOT_TYPED = {"csrfmiddlewaretoken", "submission", "seen", "discard"}
"""What a form carries that nobody typed."""


@route("cases/<str:code>/contacts/", permission=Permission.CONTACT_LOG)
def contacts(request: HttpRequest, code: str) -> HttpResponse:
    """Every contact of the case that the reader may know of, the latest first."""
    actor, today, form = actor_in(request), today_in(request), ContactFilterForm(request.GET)
    number = page_number(request.GET.get("page"))
    log = contact_queries.contact_log(actor, code, form.filters(), today=today, number=number)
    return page(request, "portal/contacts.html", log=log, pages=log.page, form=form, code=code, today=today)


@route("cases/<str:code>/contacts/new/", permission=Permission.CONTACT_LOG)
def log_contact(request: HttpRequest, code: str) -> HttpResponse:
    """Note a contact; what was typed before and not kept stands there again."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    writing = contact_queries.writing(actor, code, today=today)
    form = _form(request, writing, {"happened_on": today, **typed_before(writing.draft)})
    if tried(
        form,
        lambda: contact_actions.log_contact(
            by=actor, now=now, case=code, contact=form.contact(), follow_up=form.task()
        ),
    ):
        return done(request, _("The contact stands in the log. Thank you."), reverse("contacts", args=[code]))
    return page(request, "portal/contact.html", form=form, writing=writing, code=code, today=today, row=None)


@route("cases/<str:code>/contacts/draft/", permission=Permission.CONTACT_LOG)
def keep_contact_draft(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what is being typed, or let go of it; whoever has script hears nothing of it."""
    there = reverse("log_contact", args=[code])
    if request.method != "POST":
        return see_other(there)
    is_dropped = "discard" in request.POST
    typed = {} if is_dropped else {name: request.POST.getlist(name) for name in request.POST if name not in NOT_TYPED}
    contact_actions.keep_draft(by=actor_in(request), now=now_in(request), case=code, content=typed)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    told = _("The draft is gone.") if is_dropped else _told_kept(now_in(request))
    return done(request, told, there if is_dropped else reverse("contacts", args=[code]))


@route("cases/<str:code>/contacts/<int:entry>/", permission=Permission.CONTACT_LOG)
def correct_contact(request: HttpRequest, code: str, entry: int) -> HttpResponse:
    """Correct what one noted, or take it back."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    writing = replace(contact_queries.writing(actor, code, today=today), may_add_task=False)
    row, n_corrected = contact_queries.own_contact(actor, writing.case, entry)
    if request.method == "POST" and "take_back" in request.POST:
        contact_actions.take_contact_back(by=actor, now=now, case=code, entry=entry)
        return done(request, _("Taken back: nobody reads it any more."), reverse("contacts", args=[code]))
    form = _form(request, writing, as_noted(row, n_corrected))
    correct = partial(contact_actions.correct_contact, by=actor, now=now, case=code, entry=entry)
    if tried(form, lambda: correct(contact=form.contact(), seen=form.cleaned_data["seen"])):
        return done(request, _("The contact has been corrected."), reverse("contacts", args=[code]))
    return page(request, "portal/contact.html", form=form, writing=writing, code=code, today=today, row=row)


def _told_kept(now: datetime) -> str:
    on = full_day(contact_queries.draft_kept_until(now))
    return _("Kept as a draft until %(on)s: only you see it.") % {"on": on}


def _form(request: HttpRequest, writing: Writing, begin: Mapping[str, object]) -> ContactForm:
    """Begins with the household's own language, where it is known and nothing else was said."""
    code = writing.case.code
    known, languages = names(actor_in(request), [code], today=today_in(request)), languages_of(code)
    return ContactForm(
        request.POST or None,
        initial={"language": first_language(languages), **begin},
        people=_people(known),
        languages=languages,
        audience=writing.audience,
        may_add_task=writing.may_add_task,
        is_household=writing.case.is_household,
    )


def _people(known: HouseholdNames) -> dict[MemberNo, str]:
    return {MemberNo(int(key.rpartition("/")[2])): name for key, name in known.people.items()}
