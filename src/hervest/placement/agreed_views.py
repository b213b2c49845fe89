"""Pages on which persons agree or record something for one household and one home, and set how homes are chosen."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import Conflict, NotFound
from hervest.core.texts import coded
from hervest.core.web import back_to, done, page, tried
from hervest.households.talk_queries import languages_of
from hervest.placement import agreed_actions, agreement_queries, exemption_actions
from hervest.placement.agreed_forms import (
    AdaptationForm,
    AdviceForm,
    AnswerForm,
    AskForm,
    FollowUpForm,
    NetworkForm,
    SaidForm,
    SettingForm,
    StayForm,
)
from hervest.placement.criteria import home_criteria
from hervest.placement.fit_queries import PairPage, pair_page
from hervest.placement.queries import criteria_page
from hervest.placement.settings_actions import set_criteria
from hervest.placement.settings_queries import start_of_setting
from hervest.placement.vocabulary import EXEMPT_BY_TWO, HardRule


def kept(
    request: HttpRequest, form: forms.Form, call: Callable[..., object], values: Callable[[], dict[str, Any]], **of: Any
) -> bool:
    """Whether the form was whole and the action did what it asks."""
    return tried(form, lambda: call(by=actor_in(request), now=now_in(request), **of, **values()))


def ended(request: HttpRequest, call: Callable[..., object], **of: Any) -> bool:
    """Whether it was taken back: not if somebody recorded something else than the person saw, so that they see it."""
    try:
        call(by=actor_in(request), now=now_in(request), seen=request.POST.get("seen", ""), **of)
    except Conflict as problem:
        if problem.code != "agreed_changed_meanwhile":
            raise
        return False
    return True


def form_page(
    request: HttpRequest, form: forms.Form, of: tuple[str, int], words: tuple[str, str], *, ends: str = ""
) -> HttpResponse:
    """A form of its own about the pair `of` case and unit, with its heading and lead; `ends`: what it may take back.

    Of what was not taken back, because it changed since it was seen, it says so above what stands now.
    """
    code, unit = of
    shown = pair_page(actor_in(request), code, unit, today=today_in(request))
    return page(
        request,
        "placement/agree.html",
        form=form,
        code=code,
        unit=unit,
        heading=words[0],
        lead=words[1],
        back=pair_address(code, unit),
        shown=shown,
        is_not_ended=bool(ends) and "end" in request.POST,
        can_end=bool(ends) and getattr(shown.agreements, ends) is not None and not is_under_home(shown, ends),
        today=today_in(request),
    )


def is_under_home(shown: PairPage, what: str) -> bool:
    """Whether what was recorded stays while the decision for a home does."""
    return {"adaptation": shown.is_placed_here, "stay": shown.is_placed}.get(what, False)


def pair_address(code: str, unit: int) -> str:
    """The page of the pair, where what was agreed stands."""
    return reverse("why_not", args=[code, unit])


@route("cases/<str:code>/home/<int:unit>/exception/<str:rule>/", permission=Permission.PLACEMENT_DECIDE)
def ask_exemption(request: HttpRequest, code: str, unit: int, rule: str) -> HttpResponse:
    """Ask for an exception to a rule; only for rules that may give way."""
    if rule not in {each.value for each in EXEMPT_BY_TWO}:
        raise NotFound("no_such_rule")
    shown = pair_page(actor_in(request), code, unit, today=today_in(request))
    may_ask = HardRule(rule) in shown.agreements.may_ask
    if not (shown.case.is_case_lead if request.method == "POST" else may_ask):
        raise NotFound("rule_not_broken", rule=rule)
    form = AskForm(request.POST or None, languages=languages_of(code))
    of = {"case": code, "unit": unit, "rule": HardRule(rule)}
    if kept(request, form, exemption_actions.ask_exemption, lambda: form.cleaned_data, **of):
        return done(request, _("Asked. The exception waits for the lead."), pair_address(code, unit))
    lead = _("Two persons decide: you ask, the lead confirms. Until then the rule counts.")
    return form_page(request, form, (code, unit), (f"{_('Ask for an exception')}: {coded('HardRule', rule)}", lead))


@route(
    "cases/<str:code>/home/<int:unit>/exceptions/<int:exemption>/", permission=Permission.PLACEMENT_DECIDE, grave=True
)
def answer_exemption(request: HttpRequest, code: str, unit: int, exemption: int) -> HttpResponse:
    """Confirm or decline an exception, or withdraw it."""
    shown = pair_page(actor_in(request), code, unit, today=today_in(request))
    row = next((each for each in shown.agreements.exemptions if each.id == exemption), None)
    if row is None:
        raise NotFound("no_such_exemption")
    form = AnswerForm(request.POST or None)
    does, answer = form.data.get("does", ""), form.data.get("answer", "")
    withdraws = does == "withdraw"
    call = exemption_actions.withdraw_exemption if withdraws else exemption_actions.answer_exemption
    values = {"exemption": exemption} | ({} if withdraws else {"confirms": does == "confirm", "answer": answer})
    if kept(request, form, call, lambda: values):
        texts = {"confirm": _("Confirmed: the home fits by exception."), "decline": _("Declined: the rule counts.")}
        text = texts.get(does, _("Withdrawn: the rule counts again."))
        return done(request, text, back_to(request, pair_address(code, unit)))
    return page(
        request,
        "placement/exception.html",
        shown=shown,
        row=row,
        form=form,
        code=code,
        back=pair_address(code, unit),
        today=today_in(request),
    )


@route("cases/<str:code>/home/<int:unit>/adaptation/", permission=Permission.DWELLING_EDIT)
def adaptation(request: HttpRequest, code: str, unit: int) -> HttpResponse:
    """Record that the home is adapted for the household, or that it is not after all."""
    actor, today = actor_in(request), today_in(request)
    _case, gathered = agreement_queries.pair_for(actor, code, unit, Permission.DWELLING_FIT, today=today)
    rules = agreement_queries.rules_to_adapt(gathered, code, unit)
    start = agreement_queries.adaptation_recorded(gathered, code, unit)
    ends = "end" in request.POST
    form = AdaptationForm(None if ends else request.POST or None, rules=rules, initial=start)
    if ends and ended(request, agreed_actions.end_adaptation, case=code, unit=unit):
        return done(request, _("The adaptation counts no more."), pair_address(code, unit))
    if kept(request, form, agreed_actions.record_adaptation, form.values, case=code, unit=unit):
        return done(request, _("The adaptation has been recorded."), pair_address(code, unit))
    lead = _("The rule holds while the adaptation is ready before the arrival.")
    return form_page(request, form, (code, unit), (_("Adapt the home"), lead), ends="adaptation")


@route("cases/<str:code>/home/<int:unit>/advice/", permission=Permission.PLACEMENT_DECIDE)
def advice(request: HttpRequest, code: str, unit: int) -> HttpResponse:
    """Record a health partner's advice about the way to a hospital."""
    start = agreement_queries.advice_recorded(actor_in(request), code, unit, today=today_in(request))
    form, of = AdviceForm(request.POST or None, initial=start), {"case": code, "unit": unit}
    if kept(request, form, agreed_actions.record_advice, lambda: form.cleaned_data, **of):
        return done(request, _("The advice has been recorded."), pair_address(code, unit))
    lead = _("Nothing medical is kept: what was advised, by which function, and when.")
    return form_page(request, form, (code, unit), (_("Advice about the hospital"), lead))


@route("cases/<str:code>/home/<int:unit>/follow-up/", permission=Permission.PLACEMENT_DECIDE)
def follow_up(request: HttpRequest, code: str, unit: int) -> HttpResponse:
    """Name the home that follows when the tenancy ends."""
    today, of = today_in(request), {"case": code, "unit": unit}
    _case, gathered = agreement_queries.pair_for(
        actor_in(request), code, unit, Permission.PLACEMENT_DECIDE, today=today
    )
    start = agreement_queries.follow_up_recorded(actor_in(request), code, unit, today=today)
    homes = agreement_queries.homes_that_follow(gathered, unit)
    form = FollowUpForm(request.POST or None, homes=homes, initial=start)
    if kept(request, form, agreed_actions.name_follow_up, lambda: form.cleaned_data, **of):
        return done(request, _("The home that follows has been named."), pair_address(code, unit))
    lead = _("A home that ends soon fits only when it is known where the household goes on.")
    return form_page(request, form, (code, unit), (_("The home that follows"), lead))


@route("cases/<str:code>/home/<int:unit>/stay/", permission=Permission.PLACEMENT_DECIDE)
def stay(request: HttpRequest, code: str, unit: int) -> HttpResponse:
    """Record where the household stays between its arrival and its home."""
    start = agreement_queries.stay_recorded(actor_in(request), code, today=today_in(request))
    ends = "end" in request.POST
    form = StayForm(None if ends else request.POST or None, initial=start)
    if ends and ended(request, agreed_actions.end_stay, case=code):
        return done(request, _("Nothing lies between arrival and home any more."), pair_address(code, unit))
    if kept(request, form, agreed_actions.record_stay, lambda: form.cleaned_data, case=code):
        return done(request, _("Recorded. Homes are now needed from that day."), pair_address(code, unit))
    lead = _("For every home: the household needs it from the day on which this stay ends.")
    return form_page(request, form, (code, unit), (_("A stay between arrival and home"), lead), ends="stay")


@route("cases/<str:code>/home/<int:unit>/network/", permission=Permission.PLACEMENT_DECIDE)
def network(request: HttpRequest, code: str, unit: int) -> HttpResponse:
    """Record how far the home is from what the household wishes to be near."""
    wishes = agreement_queries.wishes_measured(actor_in(request), code, unit, today=today_in(request))
    form = NetworkForm(request.POST or None, wishes=wishes)
    if kept(request, form, agreed_actions.record_network, form.values, case=code, unit=unit):
        return done(request, _("The minutes have been recorded."), pair_address(code, unit))
    lead = _("By bus, bicycle or on foot, as the household would go.")
    return form_page(request, form, (code, unit), (_("How far from what they wish to be near"), lead))


@route("cases/<str:code>/home/<int:unit>/mixed/", permission=Permission.WISH_RECORD)
def mixed(request: HttpRequest, code: str, unit: int) -> HttpResponse:
    """Record that the person says yes to a mixed house, or takes that back."""
    by, now = actor_in(request), now_in(request)
    agreement_queries.pair_for(by, code, unit, Permission.WISH_RECORD, today=today_in(request))
    form = SaidForm(request.POST or None, languages=languages_of(code))
    if "end" in request.POST:
        agreed_actions.withdraw_mixed(by=by, now=now, case=code, unit=unit)
        return done(request, _("Taken back: the house is for one sex again."), pair_address(code, unit))
    if kept(request, form, agreed_actions.agree_to_mixed, lambda: form.cleaned_data, case=code, unit=unit):
        return done(request, _("Recorded. Everybody who lives there must say the same."), pair_address(code, unit))
    lead = _("Women and men share a house only when each of them says that this is well.")
    return form_page(request, form, (code, unit), (_("Yes to a mixed house"), lead), ends="mixed_since")


@route("cases/<str:code>/home/<int:unit>/take-back/", permission=Permission.PLACEMENT_DECIDE)
def take_agreed_back(request: HttpRequest, code: str, unit: int) -> HttpResponse:
    """An advice, a home that follows or minutes count no more; there is nothing to look at."""
    if request.method != "POST":
        raise NotFound("no_such_word")
    what, by, now = request.POST.get("what", ""), actor_in(request), now_in(request)
    agreed_actions.take_back(by=by, now=now, case=code, unit=unit, what=what)
    return done(request, _("Taken back."), pair_address(code, unit))


@route("how-we-choose/<str:municipality>/", permission=Permission.SETTINGS_EDIT, grave=True)
def set_how_we_choose(request: HttpRequest, municipality: str) -> HttpResponse:
    """The lead sets by what the municipality chooses homes; every change is a new version."""
    actor, today = actor_in(request), today_in(request)
    start = start_of_setting(actor, municipality, today=today)
    shown = criteria_page(actor, municipality, today=today)
    start = dict(start) | {"seen": len(shown.history)}
    months = home_criteria().limits.near_birth_months
    form = SettingForm(request.POST or None, initial=start, near_birth_months=months)
    if kept(request, form, set_criteria, form.values, municipality=municipality):
        address = f"{reverse('how_we_choose')}?municipality={municipality}"
        return done(request, _("Recorded. Another run of the matching looks at it."), address)
    return page(request, "placement/settings.html", shown=shown, form=form, today=today)
