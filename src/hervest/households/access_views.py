"""Pages that let somebody in on one person of a household, and out again."""

from datetime import date
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.accounts.vocabulary import PersonId
from hervest.core.texts import full_day
from hervest.core.web import done, page, see_other, tried
from hervest.households import access_actions
from hervest.households.access_forms import LoginForm, StandByForm
from hervest.households.access_queries import AccessPage, access_page


@route("cases/<str:code>/household/members/<int:member>/access/", permission=Permission.TEAM_MANAGE)
def member_access(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """Who sees this person of the household, and letting a partner in on them."""
    actor, now, today, days = actor_in(request), now_in(request), today_in(request), list[tuple[date, date]]()
    shown = access_page(actor, code, member, today=today)
    form = StandByForm(request.POST or None, shown=shown, today=today)
    stand_by = partial(access_actions.stand_by, by=actor, now=now, case=code, member=shown.member)
    if tried(form, lambda: days.append(stand_by(**form.cleaned_data))):
        return done(request, _sees(*days[0], today), request.path)
    return _page(request, code, shown, form=form, login=LoginForm(initial={"until_on": shown.until_on}))


@route("cases/<str:code>/household/members/<int:member>/login/", permission=Permission.PEOPLE_MANAGE, grave=True)
def let_newcomer_in(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """A login for the person themselves."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = access_page(actor, code, member, today=today)
    login, made = LoginForm(request.POST or None), list[PersonId]()
    if request.method == "POST" and tried(
        login,
        lambda: made.append(
            access_actions.let_newcomer_in(by=actor, now=now, case=code, member=shown.member, **login.cleaned_data)
        ),
    ):
        return done(request, _("The login is there. Now make a link for it."), reverse("person", args=[made[0]]))
    form = StandByForm(shown=shown, today=today)
    return _page(request, code, shown, form=form, login=login)


@route("cases/<str:code>/household/members/<int:member>/access/<int:row>/end/", permission=Permission.TEAM_MANAGE)
def stand_back(request: HttpRequest, code: str, member: int, row: int) -> HttpResponse:
    """Let somebody in no longer."""
    there = reverse("member_access", args=[code, member])
    if request.method != "POST":
        return see_other(there)
    access_actions.stand_back(by=actor_in(request), now=now_in(request), case=code, member=row)
    return done(request, _("Ended: from now on they see nothing of this person."), there)


def _sees(from_on: date, until_on: date, today: date) -> str:
    """On which days a partner who was let in sees the person."""
    if from_on <= today:
        text = _("They see this person until %(until)s inclusive, and nobody else of the household.")
    else:
        text = _("They see this person from %(from)s until %(until)s inclusive, and nobody else of the household.")
    return text % {"from": full_day(from_on), "until": full_day(until_on)}


def _page(request: HttpRequest, code: str, shown: AccessPage, *, form: StandByForm, login: LoginForm) -> HttpResponse:
    return page(
        request,
        "households/access.html",
        code=code,
        shown=shown,
        form=form,
        login=login,
        today=today_in(request),
    )
