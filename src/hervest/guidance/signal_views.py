"""Pages of signals: raising one, looking at it for who is named, and who a municipality asks to look."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.paging import page_number
from hervest.core.texts import in_language
from hervest.core.web import done, page, see_other, tried
from hervest.guidance import peer_queries, safety_named_queries, signal_actions, signal_queries
from hervest.guidance.safety_settings import themes_on
from hervest.guidance.signal_forms import CloseSignalForm, RaiseForm, SignalFilterForm, StepForm, TriagerForm
from hervest.households.queries import names


@route("cases/<str:code>/signals/new/", permission=Permission.SIGNAL_RAISE)
def raise_signal(request: HttpRequest, code: str) -> HttpResponse:
    """Say that one is worried, or that something happened; what is to be called first stands above it."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    start = signal_queries.raising(actor, code, today=today)
    form = RaiseForm(request.POST or None, start=start)
    if tried(form, lambda: signal_actions.raise_signal(by=actor, now=now, case=code, raised=form.raised())):
        return done(request, _("Received. Only who is named for it reads what you wrote."), reverse("my_signals"))
    return page(request, "guidance/raise_signal.html", form=form, start=start, code=code)


@route("signals/mine/", permission=Permission.SIGNAL_RAISE)
def my_signals(request: HttpRequest) -> HttpResponse:
    """What the actor raised: how far it is, and not a word of it."""
    pages = signal_queries.my_signals(actor_in(request), number=page_number(request.GET.get("page")))
    return page(request, "guidance/my_signals.html", pages=pages, today=today_in(request))


@route("signals/", permission=Permission.SIGNAL_TRIAGE)
def signals(request: HttpRequest) -> HttpResponse:
    """The signals and wishes that wait for the actor, and where they are named."""
    actor, today = actor_in(request), today_in(request)
    form = SignalFilterForm(request.GET, themes=[(one.key, in_language(*one.title)) for one in themes_on(today)])
    number = page_number(request.GET.get("page"))
    pages = signal_queries.signals(actor, form.filters(), today=today, number=number)
    beside: dict[str, Any] = {
        "peers": peer_queries.peers_to_answer(actor, today=today),
        "named": safety_named_queries.named_on_any(actor, today=today),
        "orphans": safety_named_queries.orphans(actor, today=today),
        "places": signal_queries.triager_places(actor),
    }
    return page(request, "guidance/signals.html", pages=pages, form=form, today=today, **beside)


@route("signals/<int:signal>/", permission=Permission.SIGNAL_TRIAGE, acts=True)
def signal(request: HttpRequest, signal: int) -> HttpResponse:
    """One signal, for who is named for it; that it was read stands in the log."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = signal_queries.signal_view(actor, signal, today=today)
    signal_actions.note_signal_read(by=actor, now=now, signal=signal)
    people = names(actor, [shown.case_code], today=today).people
    again = signal_queries.can_be_opened_again(shown, now=now)
    return page(request, "guidance/signal.html", shown=shown, people=people, may_open_again=again, today=today)


@route("signals/<int:signal>/take/<int:seen>/", permission=Permission.SIGNAL_TRIAGE)
def take_signal(request: HttpRequest, signal: int, seen: int) -> HttpResponse:
    """Begin to look at a signal."""
    there = reverse("signal", args=[signal])
    if request.method != "POST":
        return see_other(there)
    signal_actions.take_signal(**_by(request, signal), seen=seen)
    return done(request, _("You look at it now."), there)


@route("signals/<int:signal>/step/", permission=Permission.SIGNAL_TRIAGE)
def note_step(request: HttpRequest, signal: int) -> HttpResponse:
    """Note what was done about a signal."""
    shown = signal_queries.signal_view(actor_in(request), signal, today=today_in(request))
    form, said = StepForm(request.POST or None), _by(request, signal)
    if tried(form, lambda: signal_actions.note_step(**said, **form.cleaned_data)):
        return done(request, _("Noted."), reverse("signal", args=[signal]))
    return page(request, "guidance/signal_step.html", form=form, shown=shown)


@route("signals/<int:signal>/close/", permission=Permission.SIGNAL_TRIAGE)
def close_signal(request: HttpRequest, signal: int) -> HttpResponse:
    """Close a signal with what came of it."""
    shown = signal_queries.signal_view(actor_in(request), signal, today=today_in(request))
    form = CloseSignalForm(request.POST or None, initial={"seen": shown.n_changed})
    said = _by(request, signal)
    if tried(form, lambda: signal_actions.close_signal(**said, **form.values())):
        undo = reverse("reopen_signal", args=[signal])
        return done(request, _("The signal is closed."), reverse("signal", args=[signal]), undo=undo)
    return page(request, "guidance/close_signal.html", form=form, shown=shown)


@route("signals/<int:signal>/again/", permission=Permission.SIGNAL_TRIAGE)
def reopen_signal(request: HttpRequest, signal: int) -> HttpResponse:
    """Open a signal again that was just closed."""
    there = reverse("signal", args=[signal])
    if request.method != "POST":
        return see_other(there)
    if signal_actions.open_signal_again(**_by(request, signal)):
        return done(request, _("It is open again."), there)
    messages.warning(request, _("It was closed more than a day ago: it stays closed."))
    return see_other(there)


@route("signals/people/<str:municipality>/", permission=Permission.SETTINGS_EDIT, grave=True)
def signal_people(request: HttpRequest, municipality: str) -> HttpResponse:
    """Who looks at signals of a municipality, by theme; and naming somebody."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = signal_queries.triagers_page(actor, municipality, today=today)
    form = TriagerForm(request.POST or None, start=shown)
    add = signal_actions.add_triager
    if tried(form, lambda: add(by=actor, now=now, municipality=municipality, **form.cleaned_data)):
        return done(request, _("Named from now on."), reverse("signal_people", args=[municipality]))
    return page(request, "guidance/signal_people.html", form=form, shown=shown)


@route("signals/people/<str:municipality>/<int:entry>/remove/", permission=Permission.SETTINGS_EDIT, grave=True)
def remove_triager(request: HttpRequest, municipality: str, entry: int) -> HttpResponse:
    """Ask somebody no more to look at signals."""
    there = reverse("signal_people", args=[municipality])
    if request.method != "POST":
        return see_other(there)
    how: dict[str, Any] = {"by": actor_in(request), "now": now_in(request), "municipality": municipality}
    signal_actions.remove_triager(**how, entry=entry)
    return done(request, _("No longer named."), there)


def _by(request: HttpRequest, signal: int) -> dict[str, Any]:
    return {"by": actor_in(request), "now": now_in(request), "signal": signal}
