"""Pages of finding a home: the matching table, the homes of one household, one pair, deciding, and how we choose."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.paging import page_number
from hervest.core.web import back_to, done, page, tried
from hervest.journey.closing_queries import closed_view
from hervest.journey.queries import case_for
from hervest.placement import actions, closing_actions, jobs, run_actions
from hervest.placement.closing_queries import closing_page
from hervest.placement.fit_queries import fit_page, pair_page
from hervest.placement.forms import (
    CloseForm,
    DecideForm,
    FitFilterForm,
    ReopenForm,
    RunForm,
    TableOrderForm,
    UndoForm,
    WordForm,
)
from hervest.placement.proposal_queries import TableFilters, table_of
from hervest.placement.queries import criteria_page


@route("matching/", permission=Permission.PLACEMENT_PROPOSE)
def matching_table(request: HttpRequest) -> HttpResponse:
    """Who waits for a home, and what the last run proposes."""
    return show_table(request, RunForm())


@route("matching/<str:municipality>/run/", permission=Permission.PLACEMENT_PROPOSE)
def run_matching(request: HttpRequest, municipality: str) -> HttpResponse:
    """Start a run, or stop the one that works and use the best it has."""
    form = RunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, now, stop = actor_in(request), now_in(request), form.cleaned_data["stop"]
        there = f"{reverse('matching_table')}?municipality={municipality}"
        if stop:
            if tried(form, lambda: run_actions.stop_run(by=by, now=now, run=stop)):
                return done(request, _("The run stops, and keeps the best it has."), there)
        elif tried(
            form,
            lambda: run_actions.start_run(by=by, now=now, municipality=municipality, hand_over=jobs.hand_over),
        ):
            return done(request, _("The run has started."), there)
    return show_table(request, form, municipality)


def show_table(request: HttpRequest, form: RunForm, municipality: str = "") -> HttpResponse:
    """The page of the table."""
    order = TableOrderForm(request.GET)
    filters = TableFilters(
        municipality=municipality or request.GET.get("municipality", ""),
        home=request.GET.get("home", ""),
        order=order.data.get("order", ""),
        number=page_number(request.GET.get("page")),
    )
    table = table_of(actor_in(request), filters, today=today_in(request), now=now_in(request))
    return page(
        request, "placement/table.html", table=table, filters=filters, form=form, order=order, today=today_in(request)
    )


@route("cases/<str:code>/home/", permission=Permission.DWELLING_FIT)
def case_home(request: HttpRequest, code: str) -> HttpResponse:
    """Which home suits this household."""
    actor, today, form = actor_in(request), today_in(request), FitFilterForm(request.GET)
    filters, number = form.filters(), page_number(request.GET.get("page"))
    shown = fit_page(actor, code, filters, today=today, number=number)
    form = form.with_places(shown.neighbourhoods)
    return page(request, "placement/homes.html", shown=shown, filters=filters, form=form, code=code, today=today)


@route("cases/<str:code>/home/<int:unit>/", permission=Permission.DWELLING_FIT)
def why_not(request: HttpRequest, code: str, unit: int) -> HttpResponse:
    """One home for one household, to the last reason."""
    return show_pair(request, code, unit, WordForm())


def show_pair(request: HttpRequest, code: str, unit: int, form: WordForm) -> HttpResponse:
    """The page of the pair."""
    today = today_in(request)
    shown = pair_page(actor_in(request), code, unit, today=today)
    form = form if shown.may_exclude else form.without_exclusion()
    return page(request, "placement/pair.html", shown=shown, form=form, code=code, today=today)


@route("cases/<str:code>/home/<int:unit>/word/", permission=Permission.PLACEMENT_PROPOSE)
def say_of_pair(request: HttpRequest, code: str, unit: int) -> HttpResponse:
    """Lock or forbid the pair, exclude the home, or take that back."""
    form = WordForm(request.POST or None)
    if form.is_valid():
        does, reason = form.cleaned_data["does"], form.cleaned_data["reason"]
        said = {"by": actor_in(request), "now": now_in(request), "case": code, "unit": unit}
        if tried(form, lambda: WORDS[does][0](**said | ({"reason": reason} if does in WITH_REASON else {}))):
            return done(request, WORDS[does][1](), back_to(request, reverse("why_not", args=[code, unit])))
    return show_pair(request, code, unit, form)


@route("cases/<str:code>/home/<int:unit>/decide/", permission=Permission.PLACEMENT_DECIDE)
def decide_home(request: HttpRequest, code: str, unit: int) -> HttpResponse:
    """Decide that this household gets this home."""
    actor, today = actor_in(request), today_in(request)
    shown = pair_page(actor, code, unit, today=today)
    form = DecideForm(request.POST or None, initial={"seen": shown.view.seen}, is_proposed=shown.is_proposed)
    if tried(form, lambda: actions.decide(by=actor, now=now_in(request), case=code, unit=unit, **form.cleaned_data)):
        text = _("The home has been decided and the plan follows.")
        return done(request, text, reverse("case_home", args=[code]), undo=reverse("undo_home", args=[code]))
    return page(request, "placement/decide.html", shown=shown, form=form, code=code, today=today)


@route("cases/<str:code>/home/undo/", permission=Permission.PLACEMENT_DECIDE)
def undo_home(request: HttpRequest, code: str) -> HttpResponse:
    """Take the decision back, as long as nothing builds on it."""
    form = UndoForm(request.POST if "reason" in request.POST else None)  # the button beside "decided" asks for it here
    actor, now = actor_in(request), now_in(request)
    if tried(form, lambda: actions.undo_decision(by=actor, now=now, case=code, **form.cleaned_data)):
        return done(
            request, _("The decision has been undone; the home is free again."), reverse("case_home", args=[code])
        )
    shown = fit_page(actor_in(request), code, FitFilterForm(request.GET).filters(), today=today_in(request))
    return page(request, "placement/undo.html", shown=shown, form=form, code=code, today=today_in(request))


@route("cases/<str:code>/close/", permission=Permission.CASE_CLOSE, grave=True)
def close_case(request: HttpRequest, code: str) -> HttpResponse:
    """First say what closing the case does, then do it."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = closing_page(actor, code, today=today)
    form = CloseForm(request.POST or None, shown=shown)
    if tried(form, lambda: closing_actions.close(by=actor, now=now, case=code, **form.cleaned_data)):
        return done(request, _("The case is closed."), reverse("case", args=[code]))
    return page(request, "placement/close.html", shown=shown, form=form, code=code, today=today)


@route("cases/<str:code>/reopen/", permission=Permission.CASE_CLOSE, grave=True)
def reopen_case(request: HttpRequest, code: str) -> HttpResponse:
    """Open a closed case again, as it was."""
    actor, now, lost = actor_in(request), now_in(request), list[bool]()
    form = ReopenForm(request.POST or None)
    case_for(actor, code, Permission.CASE_CLOSE, today=today_in(request))  # who only reads it is shown no form
    closed = closed_view(actor, code, today=today_in(request))
    if tried(form, lambda: lost.append(closing_actions.reopen(by=actor, now=now, case=code, **form.cleaned_data))):
        return done(request, REOPENED[any(lost)](), reverse("case", args=[code]))
    return page(request, "placement/reopen.html", form=form, closed=closed, code=code, today=today_in(request))


@route("how-we-choose/", permission=Permission.DWELLING_FIT)
def how_we_choose(request: HttpRequest) -> HttpResponse:
    """The table that decides in a municipality, as it decides, and what was set over time."""
    shown = criteria_page(actor_in(request), request.GET.get("municipality", ""), today=today_in(request))
    return page(request, "placement/criteria.html", shown=shown, today=today_in(request))


REOPENED: Mapping[bool, Callable[[], str]] = {
    False: lambda: _("The case is open again, as it was."),
    True: lambda: _("The case is open again. Its home went to somebody else meanwhile; a home has to be found anew."),
}
WITH_REASON = frozenset({"lock", "forbid", "block"})
WORDS: Mapping[str, tuple[Callable[..., object], Callable[[], str]]] = {
    "lock": (actions.lock_pair, lambda: _("Locked: every further run keeps this household in this home.")),
    "forbid": (actions.forbid_pair, lambda: _("Forbidden: no further run proposes this home for this household.")),
    "take_back": (actions.take_back_word, lambda: _("Taken back: a run may choose again.")),
    "block": (actions.block_home, lambda: _("The home has been excluded for this household.")),
    "end_block": (actions.end_block, lambda: _("The home is no longer excluded by you.")),
}
