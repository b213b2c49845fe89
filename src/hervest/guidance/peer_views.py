"""Pages of the wish to meet people who went through the same: of who has it, and of who was asked."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.web import done, page, see_other, tried
from hervest.guidance import peer_actions, peer_queries
from hervest.guidance.signal_forms import AnswerPeerForm, PeerForm


@route("cases/<str:code>/peers/", permission=Permission.SIGNAL_RAISE)
def peers(request: HttpRequest, code: str) -> HttpResponse:
    """Ask to meet people who went through the same, and read how far that is: for one person of the household alone."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = peer_queries.own_peers(actor, code, today=today)
    form = PeerForm(request.POST or None, start=shown)
    if tried(form, lambda: peer_actions.ask_for_peers(by=actor, now=now, case=code, **form.cleaned_data)):
        return done(request, _("Asked. You can take it back whenever you want."), reverse("peers", args=[code]))
    return page(request, "guidance/peers.html", form=form, shown=shown, code=code, today=today)


@route("cases/<str:code>/peers/<int:number>/back/", permission=Permission.SIGNAL_RAISE)
def take_peers_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take back the wish; nothing of it is left."""
    there = reverse("peers", args=[code])
    if request.method != "POST":
        return see_other(there)
    peer_actions.take_peers_back(by=actor_in(request), now=now_in(request), case=code, wish=number)
    return done(request, _("Taken back: nothing of it is left."), there)


@route("signals/peers/<int:number>/", permission=Permission.SIGNAL_TRIAGE, acts=True)
def answer_peers(request: HttpRequest, number: int) -> HttpResponse:
    """Read a wish that was sent to the actor, and answer it; that it was read stands in the log."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = peer_queries.peer_view(actor, number, today=today)
    begin = {"state": shown.row.state.value, "answer": shown.answer, "seen": shown.n_changed}
    form = AnswerPeerForm(request.POST or None, initial=begin)
    answer = peer_actions.answer_peers
    if tried(form, lambda: answer(by=actor, now=now, wish=number, **form.values())):
        return done(request, _("Saved: they read it on their own page."), reverse("signals"))
    peer_actions.note_peer_read(by=actor, now=now, wish=number)
    return page(request, "guidance/peer.html", form=form, shown=shown, today=today)
