"""Pages on which a household is offered to another municipality, and answered for."""

from functools import partial

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import NotFound
from hervest.core.paging import page_number
from hervest.core.vocabulary import MemberNo
from hervest.core.web import done, page, tried
from hervest.households.talk_queries import languages_of
from hervest.placement import (
    transfer_actions,
    transfer_going_queries,
    transfer_queries,
    transfer_say_actions,
    transfer_say_queries,
)
from hervest.placement.transfer_forms import DayOfMoveForm, OfferForm, OwnSayForm, SayForm, forms_of
from hervest.placement.transfer_vocabulary import Deed


@route("cases/<str:code>/transfer/", permission=Permission.CASE_TRANSFER, grave=True)
def transfer_case(request: HttpRequest, code: str) -> HttpResponse:
    """First what would go along and what stays, then offering the household to another municipality."""
    actor, now, today, made = actor_in(request), now_in(request), today_in(request), list[int]()
    shown = transfer_queries.offer_page(actor, code, today=today)
    form = OfferForm(request.POST or None, shown=shown, languages=languages_of(code))
    offer = partial(transfer_actions.offer_transfer, by=actor, now=now, case=code)
    if tried(form, lambda: made.append(offer(**form.cleaned_data))):
        text = _("Offered. Nothing moves until the other municipality accepts.")
        return done(request, text, reverse("transfer", args=made))
    return page(request, "placement/transfer_case.html", shown=shown, form=form, code=code, today=today)


@route("transfers/", permission=Permission.CASE_TRANSFER)
def transfers(request: HttpRequest) -> HttpResponse:
    """What was offered to and by the municipality, and what waits for an answer."""
    today = today_in(request)
    pages = transfer_queries.transfers(actor_in(request), number=page_number(request.GET.get("page")), today=today)
    return page(request, "placement/transfers.html", pages=pages, today=today)


@route("transfers/<int:transfer>/", permission=Permission.CASE_TRANSFER, grave=True)
def transfer(request: HttpRequest, transfer: int) -> HttpResponse:
    """One transfer, with what the reader's side may do about it now."""
    shown = transfer_queries.transfer_page(actor_in(request), transfer, today=today_in(request))
    found, led = forms_of(shown, request.POST if request.method == "POST" else None), list[str]()
    asked = next((deed for deed in found if deed == request.POST.get("does")), None)
    if asked and tried(found[asked], lambda: led.append(_do(request, asked, transfer, found[asked]))):
        return done(request, _said(asked), led[0])
    return page(request, "placement/transfer.html", shown=shown, forms=found, today=today_in(request))


@route("transfers/<int:transfer>/day/", permission=Permission.CASE_TRANSFER, grave=True)
def day_of_move(request: HttpRequest, transfer: int) -> HttpResponse:
    """The household moves sooner or later than was said when it was accepted."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = transfer_queries.transfer_page(actor, transfer, today=today)
    if shown.row.moves_on is None or not shown.may_move_day:
        raise NotFound("no_such_transfer")
    form = DayOfMoveForm(request.POST or None, moves_on=shown.row.moves_on)
    move = partial(transfer_actions.change_day_of_move, by=actor, now=now, transfer=transfer)
    if tried(form, lambda: move(**form.cleaned_data)):
        text = _(
            "Recorded. Until that day their case stays open here. Call the other municipality, if they do not know."
        )
        return done(request, text, reverse("transfer", args=[transfer]))
    return page(request, "placement/day_of_move.html", form=form, shown=shown)


@route("cases/<str:code>/moving/", permission=Permission.WISH_RECORD)
def moving(request: HttpRequest, code: str) -> HttpResponse:
    """What the household reads of an offer that waits: where to, what goes along, what stays, who says what.

    Once it was accepted: where they go and when, or whom they call from now on.
    """
    actor, today = actor_in(request), today_in(request)
    if gone := transfer_going_queries.going(actor, code, today=today):
        return page(request, "placement/going_page.html", going=gone, code=code, today=today)
    shown = transfer_say_queries.moving_page(actor, code, today=today)
    return page(request, "placement/moving.html", shown=shown, code=code, today=today)


@route("cases/<str:code>/moving/<int:member>/", permission=Permission.WISH_RECORD)
def say_of_transfer(request: HttpRequest, code: str, member: MemberNo) -> HttpResponse:
    """One person says what they think of the transfer, or somebody records it."""
    by, now, today = actor_in(request), now_in(request), today_in(request)
    shown = transfer_say_queries.moving_page(by, code, today=today)
    row = next((each for each in shown.people if each.no == member), None)
    if row is None:
        raise NotFound("no_such_member", member=member)
    kind = OwnSayForm if row.is_self else SayForm
    form = kind(request.POST or None, languages=languages_of(code), today=today)
    form.begin_at(row)
    say = partial(transfer_say_actions.say_of_transfer, by=by, now=now, case=code, member=member)
    if tried(form, lambda: say(**form.said())):
        text = _("Recorded. It can be said otherwise at any time while the offer waits.")
        return done(request, text, reverse("moving", args=[code]))
    return page(request, "placement/say_of_transfer.html", form=form, row=row, shown=shown, code=code)


def _do(request: HttpRequest, deed: Deed, transfer: int, form: forms.Form) -> str:
    """Do it; gives the page it leads to."""
    given = {"by": actor_in(request), "now": now_in(request), "transfer": transfer, **form.cleaned_data}
    if deed is Deed.ACCEPT:
        return reverse("case", args=[transfer_actions.accept_transfer(**given)])
    if deed is Deed.REFUSE:
        transfer_actions.refuse_transfer(**given)
    else:
        transfer_actions.withdraw_transfer(**given)
    return reverse("transfers")


def _said(deed: Deed) -> str:
    return {
        Deed.ACCEPT: _("Accepted. The household has a case here, with a plan of its own."),
        Deed.REFUSE: _("Refused. The household stays where it is; nothing of it is kept here."),
        Deed.WITHDRAW: _("Withdrawn. The other municipality sees nothing of it any more."),
    }[deed]
