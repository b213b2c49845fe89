"""Pages of a household's money: what is paid by whom, the rows that say so, and who of a partner reads it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import NotFound
from hervest.core.web import back_to, done, page, see_other, tried
from hervest.guidance import money_actions, money_queries
from hervest.guidance.money_forms import GuaranteeForm, LineForm, LoanForm, MandateForm, as_typed
from hervest.guidance.money_plan_queries import last_day
from hervest.guidance.money_queries import AmountRow, Stored
from hervest.guidance.money_rules import Line
from hervest.guidance.money_vocabulary import MoneyKind, MoneyPart, Nature, Payer, PayRhythm
from hervest.households.queries import names
from hervest.journey.mandate_actions import end_mandate as end_the_mandate
from hervest.journey.mandate_actions import give_mandate as give_the_mandate
from hervest.journey.mandate_queries import mandate_of, mandates_of

ADDED: Mapping[MoneyPart, Callable[[], str]] = {
    MoneyPart.LINE: lambda: _("The amount is noted."),
    MoneyPart.LOAN: lambda: _("The loan is noted."),
    MoneyPart.GUARANTEE: lambda: _("The guarantee is noted."),
}


@route("cases/<str:code>/money/", permission=Permission.MONEY_READ)
def money(request: HttpRequest, code: str) -> HttpResponse:
    """All that is to be paid and was paid, by whom and on what terms; loans, guarantees, and what law asks."""
    actor, today = actor_in(request), today_in(request)
    if money_queries.reads_own_money(actor, code, today=today):
        return see_other(reverse("money_sheet", args=[code]))
    last = last_day(actor, code, today=today)
    shown = money_queries.money_page(actor, code, last=last, today=today)
    return page(request, "guidance/money.html", shown=shown, code=code, today=today)


@route("cases/<str:code>/money/begin/", permission=Permission.MONEY_EDIT)
def begin_money(request: HttpRequest, code: str) -> HttpResponse:
    """Note the usual lines of such a household at once."""
    there = reverse("money", args=[code])
    if request.method != "POST":
        return see_other(there)
    n = money_actions.begin_money(by=actor_in(request), now=now_in(request), case=code)
    told = _("%(n)d usual lines are noted. Fill in the amounts, and remove what is not there.") % {"n": n}
    return done(request, told, there)


@route("cases/<str:code>/money/lines/new/", permission=Permission.MONEY_EDIT)
def add_money_line(request: HttpRequest, code: str) -> HttpResponse:
    """Note what the household receives, or what has to be paid."""
    amounts = _amounts(request, code)
    begin = {"nature": Nature.OWN.value, "rhythm": PayRhythm.ONCE.value} | _known(request, amounts)
    is_income = request.GET.get("what") == "income"
    form = LineForm(request.POST or None, initial=begin, is_income=is_income, **_asked(request, code))
    return _noted(request, code, form, MoneyPart.LINE, is_income=is_income, amounts=amounts)


@route("cases/<str:code>/money/loans/new/", permission=Permission.MONEY_EDIT)
def add_loan(request: HttpRequest, code: str) -> HttpResponse:
    """Note money that is to be paid back."""
    form = LoanForm(request.POST or None, **_asked(request, code))
    return _noted(request, code, form, MoneyPart.LOAN)


@route("cases/<str:code>/money/guarantees/new/", permission=Permission.MONEY_EDIT)
def add_guarantee(request: HttpRequest, code: str) -> HttpResponse:
    """Note that somebody stands surety."""
    form = GuaranteeForm(request.POST or None, initial={"from_on": today_in(request)}, **_asked(request, code))
    return _noted(request, code, form, MoneyPart.GUARANTEE)


@route("cases/<str:code>/money/lines/<int:entry>/", permission=Permission.MONEY_EDIT)
def change_money_line(request: HttpRequest, code: str, entry: int) -> HttpResponse:
    """Change a line, or note that it was paid."""
    row, asked = _stored(request, code, MoneyPart.LINE, entry), _asked(request, code, is_stored=True)
    is_income = isinstance(row.facts, Line) and row.facts.is_income
    begin = as_typed(row.facts, row.kept.n_changed)
    if "paid" in request.GET:
        begin |= {"paid_on": today_in(request)}
    form = LineForm(request.POST or None, initial=begin, is_income=is_income, **asked)
    return _changed(request, code, form, MoneyPart.LINE, row, is_income=is_income)


@route("cases/<str:code>/money/loans/<int:entry>/", permission=Permission.MONEY_EDIT)
def change_loan(request: HttpRequest, code: str, entry: int) -> HttpResponse:
    """Change a loan, or note how much of it was paid back."""
    row, asked = _stored(request, code, MoneyPart.LOAN, entry), _asked(request, code, is_stored=True)
    form = LoanForm(request.POST or None, initial=as_typed(row.facts, row.kept.n_changed), **asked)
    return _changed(request, code, form, MoneyPart.LOAN, row)


@route("cases/<str:code>/money/guarantees/<int:entry>/", permission=Permission.MONEY_EDIT)
def change_guarantee(request: HttpRequest, code: str, entry: int) -> HttpResponse:
    """Change a guarantee, or note that it is no longer needed, or has ended."""
    row, asked = _stored(request, code, MoneyPart.GUARANTEE, entry), _asked(request, code, is_stored=True)
    begin = as_typed(row.facts, row.kept.n_changed)
    if "ended" in request.GET:
        begin |= {"released_on": today_in(request)}
    form = GuaranteeForm(request.POST or None, initial=begin, **asked)
    return _changed(request, code, form, MoneyPart.GUARANTEE, row)


@route("cases/<str:code>/money/<str:part>/<int:entry>/remove/<int:seen>/", permission=Permission.MONEY_EDIT)
def remove_money(request: HttpRequest, code: str, part: str, entry: int, seen: int) -> HttpResponse:
    """Let a row count no more; it can be put back."""
    there, which = reverse("money", args=[code]), _part(part)
    if request.method != "POST":
        return see_other(there)
    said = _by(request, code) | {"part": which, "entry": entry}
    if money_actions.remove_money(**said, seen=seen):
        undo = reverse("put_money_back", args=[code, which.value, entry])
        return done(request, _("Removed: it counts in no sum and in no plan."), there, undo=undo)
    messages.warning(request, _("Somebody changed this meanwhile: nothing was removed."))
    return see_other(there)


@route("cases/<str:code>/money/<str:part>/<int:entry>/back/", permission=Permission.MONEY_EDIT)
def put_money_back(request: HttpRequest, code: str, part: str, entry: int) -> HttpResponse:
    """Let a row count again that was removed."""
    there, which = back_to(request, reverse("money", args=[code])), _part(part)
    if request.method != "POST":
        return see_other(there)
    said = _by(request, code) | {"part": which, "entry": entry}
    money_actions.put_money_back(**said)
    return done(request, _("Put back as it stood."), there)


@route("cases/<str:code>/money/mandates/", permission=Permission.MONEY_EDIT)
def money_mandates(request: HttpRequest, code: str) -> HttpResponse:
    """Who of a partner works on the case, and who of them reads the household's money."""
    rows = mandates_of(actor_in(request), code, today=today_in(request))
    return page(request, "guidance/mandates.html", rows=rows, code=code, today=today_in(request))


@route("cases/<str:code>/money/mandates/<int:seat>/", permission=Permission.MONEY_EDIT)
def give_mandate(request: HttpRequest, code: str, seat: int) -> HttpResponse:
    """Let somebody of a partner read the household's money until a day, and say why."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    row = mandate_of(actor, code, seat, today=today)
    begin = {"until_on": row.until_on or row.latest_on, "why": row.why, "seen": row.seen}
    form = MandateForm(request.POST or None, initial=begin)
    if tried(form, lambda: give_the_mandate(by=actor, now=now, case=code, seat=seat, **form.cleaned_data)):
        told = _("%(name)s reads the money of this household from now on.") % {"name": row.name}
        return done(request, told, reverse("money_mandates", args=[code]))
    return page(request, "guidance/mandate.html", form=form, row=row, code=code, today=today)


@route("cases/<str:code>/money/mandates/<int:seat>/end/", permission=Permission.MONEY_EDIT)
def end_mandate(request: HttpRequest, code: str, seat: int) -> HttpResponse:
    """Let somebody of a partner read the money no more."""
    there = reverse("money_mandates", args=[code])
    if request.method != "POST":
        return see_other(there)
    end_the_mandate(by=actor_in(request), now=now_in(request), case=code, seat=seat)
    return done(request, _("From now on this person reads nothing of the money."), there)


def _part(word: str) -> MoneyPart:
    if word not in set(MoneyPart):
        raise NotFound("no_such_money")
    return MoneyPart(word)


def _by(request: HttpRequest, code: str) -> dict[str, Any]:
    """Who does it to which case, at this instant."""
    return {"by": actor_in(request), "now": now_in(request), "case": code}


def _amounts(request: HttpRequest, code: str) -> tuple[AmountRow, ...]:
    case = money_queries.edited_case(actor_in(request), code, today=today_in(request))
    return money_queries.amounts_for(case, today=today_in(request))


def _known(request: HttpRequest, amounts: tuple[AmountRow, ...]) -> dict[str, Any]:
    """What a form begins with that uses an amount the municipality knows."""
    found = next((row for row in amounts if str(row.id) == request.GET.get("amount")), None)
    if found is None:
        return {}
    payer = Payer.MUNICIPALITY.value if found.kind in {MoneyKind.BENEFIT, MoneyKind.ADVANCE} else ""
    begin = {"kind": found.kind.value, "amount": found.amount.euros, "rhythm": found.rhythm.value, "payer": payer}
    return begin | {"what": found.for_whom}


def _asked(request: HttpRequest, code: str, *, is_stored: bool = False) -> dict[str, Any]:
    """The adults about whom something may be noted apart. Raises: NotFound; Conflict in a closed case."""
    actor, today = actor_in(request), today_in(request)
    case = money_queries.edited_case(actor, code, today=today)
    known = names(actor, [code], today=today).people
    adults = money_queries.adults_in(case, today=today)
    return {"people": {no: known.get(f"{code}/{no}", str(no)) for no in adults}, "is_stored": is_stored}


def _stored(request: HttpRequest, code: str, part: MoneyPart, entry: int) -> Stored:
    actor, today = actor_in(request), today_in(request)
    case = money_queries.edited_case(actor, code, today=today)
    return money_queries.stored_money(actor, case, part, entry)


def _noted(request: HttpRequest, code: str, form: Any, part: MoneyPart, **more: Any) -> HttpResponse:
    said = _by(request, code)
    if tried(form, lambda: money_actions.add_money(**said, facts=form.facts())):
        return done(request, ADDED[part](), reverse("money", args=[code]))
    return page(request, "guidance/money_row.html", form=form, part=part, code=code, row=None, **more)


def _changed(request: HttpRequest, code: str, form: Any, part: MoneyPart, row: Stored, **more: Any) -> HttpResponse:
    said = _by(request, code) | {"entry": row.kept.id}
    if tried(form, lambda: money_actions.change_money(**said, facts=form.facts(), seen=form.cleaned_data["seen"])):
        return done(request, _("Saved."), reverse("money", args=[code]))
    return page(request, "guidance/money_row.html", form=form, part=part, code=code, row=row, **more)
