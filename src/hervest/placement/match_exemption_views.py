"""Pages on which two persons agree that a hard rule of a match gives way: one asks, another answers."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import NotFound
from hervest.core.texts import label
from hervest.core.web import back_to, done, page, tried
from hervest.placement import match_exemption_actions
from hervest.placement.agreed_forms import AnswerForm
from hervest.placement.match_exemption_queries import exception_page
from hervest.placement.match_forms import AskMatchForm
from hervest.placement.match_pair_queries import match_pair_page
from hervest.sponsorship.vocabulary import GroupId


@route("cases/<str:code>/groups/<int:group>/exception/<str:rule>/", permission=Permission.MATCH_PROPOSE)
def ask_match_exemption(request: HttpRequest, code: str, group: GroupId, rule: str) -> HttpResponse:
    """Ask for an exception to a rule that is broken; of one that never gives way a form says so."""
    by, now, today = actor_in(request), now_in(request), today_in(request)
    shown = match_pair_page(by, code, group, today=today)
    line = next((each for each in shown.explained.rules if each.rule == rule), None)
    if line is None or (request.method != "POST" and line.rule not in shown.exceptions.may_ask):
        raise NotFound("no_such_rule")
    form, ask = AskMatchForm(request.POST or None), match_exemption_actions.ask_match_exemption
    of: dict[str, Any] = {"case": code, "group": group, "rule": line.rule}
    if tried(form, lambda: ask(by=by, now=now, **of, **form.cleaned_data)):
        return done(request, _("Asked. The exception waits for a second person."), pair_address(code, group))
    words: dict[str, Any] = {
        "heading": f"{_('Ask for an exception')}: {label(line.rule)}",
        "lead": _("Two persons decide: you ask, a colleague confirms. Until then the rule counts."),
        "back": pair_address(code, group),
    }
    return page(request, "placement/match_ask.html", shown=shown, line=line, form=form, code=code, today=today, **words)


def pair_address(code: str, group: GroupId) -> str:
    """The page of the pair, where its exceptions stand."""
    return reverse("match_pair", args=[code, group])


@route("cases/<str:code>/groups/<int:group>/exceptions/<int:exemption>/", permission=Permission.MATCH_CHECK, grave=True)
def answer_match_exemption(request: HttpRequest, code: str, group: GroupId, exemption: int) -> HttpResponse:
    """Confirm or decline an exception, or withdraw it."""
    by, now, today = actor_in(request), now_in(request), today_in(request)
    shown = exception_page(by, code, group, exemption, today=today)
    form = AnswerForm(request.POST or None)
    does, answer = form.data.get("does", ""), form.data.get("answer", "")
    call: Callable[..., None] = match_exemption_actions.answer_match_exemption
    values: dict[str, Any] = {"confirms": does == "confirm", "answer": answer}
    if does == "withdraw":
        call, values = match_exemption_actions.end_match_exemption, {}
    back = pair_address(code, group) if shown.may_match else reverse("this_week")
    if tried(form, lambda: call(by=by, now=now, exemption=exemption, **values)):
        return done(request, ANSWERED[does](), back_to(request, back))
    of: dict[str, Any] = {"shown": shown, "row": shown.row, "code": code, "back": back}
    return page(request, "placement/match_exception.html", form=form, today=today, **of)


ANSWERED: Mapping[str, Callable[[], str]] = {
    "confirm": lambda: _("Confirmed: the group can be proposed by exception."),
    "decline": lambda: _("Declined: the rule counts."),
    "withdraw": lambda: _("Withdrawn: the rule counts again."),
}


@route("cases/<str:code>/groups/<int:group>/exceptions/<int:exemption>/take-back/", permission=Permission.MATCH_PROPOSE)
def take_match_exemption_back(request: HttpRequest, code: str, group: GroupId, exemption: int) -> HttpResponse:
    """An exception counts no more; there is nothing to look at."""
    by, now = actor_in(request), now_in(request)
    shown = match_pair_page(by, code, group, today=today_in(request))
    if request.method != "POST" or exemption not in {row.id for row in shown.exceptions.rows}:
        raise NotFound("no_such_exemption")
    match_exemption_actions.take_match_exemption_back(by=by, now=now, exemption=exemption)
    return done(request, _("Withdrawn: the rule counts again."), pair_address(code, group))
