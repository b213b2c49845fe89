"""Pages of the match with sponsor groups for who makes it: the table, the groups for one household, one pair."""

from collections.abc import Callable, Mapping
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.paging import page_number
from hervest.core.web import back_to, done, page, see_other, tried
from hervest.households.talk_queries import languages_of
from hervest.placement import match_actions, match_run_actions
from hervest.placement.agreed_forms import MatchWeightsForm
from hervest.placement.match_criteria_queries import match_table_page, weights_to_set
from hervest.placement.match_forms import EnquiryForm, MatchWordForm, ProposeForm, RunMatchForm
from hervest.placement.match_pair_queries import MatchPairPage, case_groups, has_no_programme, match_pair_page
from hervest.placement.match_table_queries import match_programmes, match_table, programme_to_open
from hervest.placement.match_vocabulary import MatchRule
from hervest.placement.match_weight_actions import set_match_weights
from hervest.placement.vocabulary import PersonsWord
from hervest.sponsorship.vocabulary import GroupId


@route("matching/groups/", permission=Permission.MATCH_PROPOSE)
def group_table(request: HttpRequest) -> HttpResponse:
    """Who waits for a sponsor group, and what three rules propose; of several programmes the address says which."""
    n_programmes = len(match_programmes(actor_in(request), today=today_in(request)))
    if not n_programmes:
        return page(request, "placement/match_none.html")
    if n_programmes > 1 and "programme" not in request.GET:
        opens = programme_to_open(actor_in(request), today=today_in(request))
        asked = request.GET.copy()
        asked["programme"] = str(opens.id) if opens else ""
        return see_other(f"{reverse('group_table')}?{asked.urlencode()}")
    return show_table(request, RunMatchForm(), programme_asked(request))


@route("matching/groups/<int:programme>/run/", permission=Permission.MATCH_PROPOSE)
def run_groups(request: HttpRequest, programme: int) -> HttpResponse:
    """Work the pairs out, and show them."""
    form = RunMatchForm(request.POST if request.method == "POST" else None)
    if tried(form, lambda: match_run_actions.run_match(by=actor_in(request), now=now_in(request), programme=programme)):
        there = f"{reverse('group_table')}?programme={programme}"
        return done(request, _("Worked out, and checked by a second program."), there)
    return show_table(request, form, programme)


def programme_asked(request: HttpRequest) -> int:
    """The programme that the address names; 0: none."""
    return page_number(request.GET["programme"]) if "programme" in request.GET else 0


def show_table(request: HttpRequest, form: RunMatchForm, programme: int) -> HttpResponse:
    """The page of the table."""
    actor, today, now = actor_in(request), today_in(request), now_in(request)
    number = page_number(request.GET.get("page"))
    part = request.GET.get("part", "")
    table = match_table(actor, programme, today=today, now=now, number=number, part=part)
    return page(request, "placement/match_table.html", table=table, form=form, today=today)


@route("cases/<str:code>/groups/", permission=Permission.MATCH_PROPOSE)
def groups_for_case(request: HttpRequest, code: str) -> HttpResponse:
    """Which sponsor group suits this household, and what was asked of whom."""
    actor, today = actor_in(request), today_in(request)
    if has_no_programme(actor, code, today=today):
        return page(request, "placement/match_nowhere.html", code=code)
    shown = case_groups(actor, code, today=today)
    return page(request, "placement/match_case.html", shown=shown, code=code, today=today)


@route("cases/<str:code>/groups/<int:group>/", permission=Permission.MATCH_PROPOSE)
def match_pair(request: HttpRequest, code: str, group: GroupId) -> HttpResponse:
    """One group for one household: what the matcher sees, and what each side would be told."""
    return show_pair(request, code, group)


def show_pair(
    request: HttpRequest,
    code: str,
    group: GroupId,
    *,
    word: MatchWordForm | None = None,
    propose: ProposeForm | None = None,
    enquiry: Callable[[MatchPairPage], EnquiryForm] | None = None,
) -> HttpResponse:
    """The page of the pair, with the form that was sent as it was typed."""
    shown = match_pair_page(actor_in(request), code, group, today=today_in(request))
    return page(
        request,
        "placement/match_pair.html",
        shown=shown,
        code=code,
        word=word or MatchWordForm(),
        propose=propose or ProposeForm(),
        enquiry=enquiry(shown) if enquiry else enquiry_form(None, shown),
        today=today_in(request),
    )


def enquiry_form(data: Mapping[str, object] | None, shown: MatchPairPage) -> EnquiryForm:
    """What is still to be found out of the pair."""
    languages, reads_wishes = languages_of(shown.code), shown.wishes is not None
    return EnquiryForm(
        data,
        before=shown.enquiry,
        seen=shown.enquiry.mark_for(reads_needs=shown.reads_needs, reads_wishes=reads_wishes),
        asks_wishes=bool(shown.wishes),
        asks_needs=shown.reads_needs,
        languages=languages,
    )


@route("cases/<str:code>/groups/<int:group>/found/", permission=Permission.MATCH_PROPOSE)
def find_out(request: HttpRequest, code: str, group: GroupId) -> HttpResponse:
    """Record what somebody found out about the pair."""
    by, now, today = actor_in(request), now_in(request), today_in(request)
    form = enquiry_form(request.POST or None, match_pair_page(by, code, group, today=today))
    record = partial(match_run_actions.record_enquiry, by=by, now=now, case=code, group=group)
    if tried(form, lambda: record(found=form.found(), seen=form.cleaned_data["seen"])):
        return done(request, _("Recorded; the rules are judged with it."), reverse("match_pair", args=[code, group]))
    return show_pair(request, code, group, enquiry=lambda _shown: form)


@route("cases/<str:code>/groups/<int:group>/word/", permission=Permission.MATCH_PROPOSE)
def say_of_group(request: HttpRequest, code: str, group: GroupId) -> HttpResponse:
    """Lock or forbid the pair, or take that back."""
    form = MatchWordForm(request.POST or None)
    by, now = actor_in(request), now_in(request)

    def say() -> None:
        does, reason = form.cleaned_data["does"], form.cleaned_data["reason"]
        if does == "take_back":
            match_run_actions.take_back_match_word(by=by, now=now, case=code, group=group)
        else:
            match_run_actions.say_of_match(
                by=by,
                now=now,
                case=code,
                group=group,
                word=PersonsWord(does),
                reason=reason,
            )

    if tried(form, say):
        text = SAID[form.cleaned_data["does"]]()
        return done(request, text, back_to(request, reverse("match_pair", args=[code, group])))
    return show_pair(request, code, group, word=form)


@route("cases/<str:code>/groups/<int:group>/propose/", permission=Permission.MATCH_PROPOSE)
def propose_group(request: HttpRequest, code: str, group: GroupId) -> HttpResponse:
    """Propose the group for the household; a second person looks at it first."""
    form, made = ProposeForm(request.POST if request.method == "POST" else None), list[int]()
    by, now = actor_in(request), now_in(request)
    if tried(
        form,
        lambda: made.append(match_actions.propose_match(by=by, now=now, case=code, group=group, **form.cleaned_data)),
    ):
        return done(request, _("Proposed. A colleague looks at it first."), reverse("match", args=made))
    return show_pair(request, code, group, propose=form)


@route("how-we-match/", permission=Permission.MATCH_PROPOSE)
def how_we_match(request: HttpRequest) -> HttpResponse:
    """The rules and weights by which groups are proposed, as they decide."""
    actor, today = actor_in(request), today_in(request)
    shown = match_table_page(actor, programme_asked(request), today=today)
    return page(request, "placement/match_criteria.html", shown=shown, rules=tuple(MatchRule), today=today)


@route("how-we-match/<int:programme>/", permission=Permission.SETTINGS_EDIT, grave=True)
def set_how_we_match(request: HttpRequest, programme: int) -> HttpResponse:
    """Who changes a programme sets by which weights it proposes groups; every change is a new version."""
    by, now = actor_in(request), now_in(request)
    shown = weights_to_set(by, programme)
    start = {f"weight_{one.value}": points for one, points in shown.criteria.weights.items()}
    form = MatchWeightsForm(request.POST or None, initial=start | {"seen": len(shown.history)})
    if tried(form, lambda: set_match_weights(by=by, now=now, programme=programme, **form.values())):
        return done(request, _("Recorded. Another run of the matching looks at it."), reverse("sponsor_groups"))
    return page(request, "placement/match_weights.html", shown=shown, form=form, today=today_in(request))


SAID: Mapping[str, Callable[[], str]] = {
    "lock": lambda: _("Locked: every further run keeps this household with this group."),
    "forbid": lambda: _("Forbidden: no further run proposes this group for this household."),
    "take_back": lambda: _("Taken back: a run may choose again."),
}
