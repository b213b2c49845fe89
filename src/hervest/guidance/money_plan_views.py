"""Pages of the bridging plan, of the sheet that tells a family about its money, and of the amounts that are known."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.vocabulary import MemberNo
from hervest.core.web import done, page, see_other, tried
from hervest.guidance import money_plan_queries, money_queries
from hervest.guidance.money_actions import set_budget
from hervest.guidance.money_amount_actions import add_amount, remove_amount
from hervest.guidance.money_forms import AmountForm, BudgetForm, LaterForm, SheetForm
from hervest.households.queries import names
from hervest.households.talk_queries import SPOKEN_ANYWAY, languages_of


@route("cases/<str:code>/money/plan/", permission=Permission.MONEY_READ)
def money_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Week by week what comes in and goes out; and what is needed when if the residence card comes later."""
    actor, today, form = actor_in(request), today_in(request), LaterForm(request.GET)
    shown = money_plan_queries.plan_page(actor, code, form.weeks(), today=today)
    return page(request, "guidance/money_plan.html", shown=shown, form=form, code=code, today=today)


@route("cases/<str:code>/money/plan/change/", permission=Permission.MONEY_EDIT)
def change_budget(request: HttpRequest, code: str) -> HttpResponse:
    """Say how far the plan looks, and what the sheet says to the household."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    budget = money_plan_queries.budget_of(money_queries.edited_case(actor, code, today=today))
    begin = {"n_weeks": budget.n_weeks, "message": budget.message, "seen": budget.n_changed}
    form = BudgetForm(request.POST or None, initial=begin)
    if tried(form, lambda: set_budget(by=actor, now=now, case=code, **form.cleaned_data)):
        return done(request, _("Saved."), reverse("money_plan", args=[code]))
    return page(request, "guidance/budget.html", form=form, code=code)


@route("cases/<str:code>/money/sheet/", permission=Permission.MONEY_READ)
def money_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One page about its money that a family can understand, to read and to print."""
    actor, today = actor_in(request), today_in(request)
    is_own = money_queries.reads_own_money(actor, code, today=today)
    people = {} if is_own else _adults(request, code)
    begin = {"language": own_language(languages_of(code))} if not is_own else {}
    form = SheetForm(begin | request.GET.dict(), people=people)
    shown = money_plan_queries.sheet(actor, code, form.member(), today=today)
    with override(form.speaks()):
        return page(request, "guidance/money_sheet.html", shown=shown, form=form, is_own=is_own, code=code, today=today)


@route("money/amounts/<str:municipality>/", permission=Permission.SETTINGS_EDIT, grave=True)
def own_amounts(request: HttpRequest, municipality: str) -> HttpResponse:
    """The amounts a municipality knows, with their source; and noting another one."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = money_queries.amounts_page(actor, municipality, today=today)
    form = AmountForm(request.POST or None, initial={"checked_on": today})
    if tried(form, lambda: add_amount(by=actor, now=now, municipality=municipality, **form.values())):
        return done(request, _("The amount is known from now on."), reverse("own_amounts", args=[municipality]))
    return page(request, "guidance/amounts.html", shown=shown, form=form, today=today)


@route("money/amounts/<str:municipality>/<int:amount>/remove/", permission=Permission.SETTINGS_EDIT, grave=True)
def remove_own_amount(request: HttpRequest, municipality: str, amount: int) -> HttpResponse:
    """Let a municipality know an amount no more."""
    there = reverse("own_amounts", args=[municipality])
    if request.method != "POST":
        return see_other(there)
    remove_amount(by=actor_in(request), now=now_in(request), municipality=municipality, amount=amount)
    return done(request, _("Removed. What is noted in cases has not changed."), there)


def own_language(spoken: tuple[str, ...]) -> str:
    """The language of ours in which a sheet begins for who speaks these: their first one that we have, else the page's.

    What everybody can be told in with an interpreter is nobody's own.
    """
    ours = {code for code, _name in settings.LANGUAGES}
    first = spoken[0]
    return first if first in ours and spoken != SPOKEN_ANYWAY else ""


def _adults(request: HttpRequest, code: str) -> dict[MemberNo, str]:
    """Who can be asked for apart. Raises: NotFound."""
    actor, today = actor_in(request), today_in(request)
    case = money_queries.money_case(actor, code, today=today)
    known = names(actor, [code], today=today).people
    return {no: known.get(f"{code}/{no}", str(no)) for no in money_queries.adults_in(case, today=today)}
