"""Pages of notices: what one is told, and what did not arrive."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, person_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import NotFound
from hervest.core.paging import page_number
from hervest.core.web import done, page, see_other, tried
from hervest.notices import actions, queries
from hervest.notices.forms import NoticesForm


@route("profile/notices/", permission=Permission.PAGE_PUBLIC, signed_in=True)
def choose_notices(request: HttpRequest) -> HttpResponse:
    """What one is told by mail, and when."""
    actor, now = actor_in(request), now_in(request)
    form = NoticesForm(request.POST or None, chosen=queries.choices_of(actor))
    if tried(form, lambda: actions.choose_notices(by=actor, now=now, person=person_in(request), chosen=form.values())):
        return done(request, _("From now on you are told so."), reverse("profile"))
    return page(request, "notices/choose.html", form=form)


@route("settings/mail/", permission=Permission.SETTINGS_EDIT)
def mails(request: HttpRequest) -> HttpResponse:
    """The mails of the municipality that did not arrive."""
    actor = actor_in(request)
    if not queries.reads_some_mails(actor):
        raise NotFound("no_such_page")
    pages = queries.not_arrived(actor, number=page_number(request.GET.get("page")))
    return page(request, "notices/mails.html", pages=pages, today=today_in(request))


@route("settings/mail/<int:message>/again/", permission=Permission.SETTINGS_EDIT)
def send_again(request: HttpRequest, message: int) -> HttpResponse:
    """Try a mail anew."""
    if request.method != "POST":
        return see_other(reverse("mails"))
    actions.try_again(by=actor_in(request), now=now_in(request), message=message)
    return done(request, _("It is tried again within a minute."), reverse("mails"))
