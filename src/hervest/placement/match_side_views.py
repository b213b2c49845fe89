"""Pages of one proposed match, each for one side: who makes it, who looks twice, the household, the group."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import RuleBroken
from hervest.core.texts import error_text
from hervest.core.web import done, page, tried
from hervest.households.talk_queries import languages_of
from hervest.journey.workflow_text_queries import own_text
from hervest.placement import match_actions
from hervest.placement.match_answer_forms import (
    CheckForm,
    EventForm,
    GoOnForm,
    GroupAnswerForm,
    GroupReplyForm,
    HouseholdAnswerForm,
    IntroForm,
    OwnAnswerForm,
    ReplyForm,
)
from hervest.placement.match_closed_queries import closed_match
from hervest.placement.match_ending_queries import Ending, ending
from hervest.placement.match_over_queries import group_news
from hervest.placement.match_question_queries import group_question_page, question_page
from hervest.placement.match_side_queries import card_told, group_side, is_in_a_group, newcomer_side, our_matches
from hervest.placement.match_state_vocabulary import NEWCOMER_SAYS, MatchEvent
from hervest.placement.match_view_queries import intro_page, match_view


@route("matches/<int:proposal>/", permission=Permission.MATCH_PROPOSE)
def match(request: HttpRequest, proposal: int) -> HttpResponse:
    """A proposed match for who makes it: how far it is, what happened, and what can be asked next.

    Taking back what somebody was asked first says what follows, and is done as that was read.
    """
    by, now, today = actor_in(request), now_in(request), today_in(request)
    if closed := closed_match(by, proposal, Permission.MATCH_PROPOSE, today=today, now=now):
        return page(request, "placement/match_closed.html", shown=closed, today=today)
    shown = match_view(by, proposal, Permission.MATCH_PROPOSE, today=today, now=now)
    form = EventForm(request.POST or None, events=shown.can_happen & match_actions.ASKING)
    takes_back = shown.was_asked and request.POST.get("event") == MatchEvent.WITHDRAW
    seen = request.POST.get("confirm") if takes_back else None
    ask = partial(match_actions.ask_on, by=by, now=now, proposal=proposal, seen=seen)
    if (seen is not None or not takes_back) and tried(form, lambda: ask(**form.cleaned_data)):
        return done(request, _("Recorded."), reverse("match", args=[proposal]))
    if takes_back:
        is_to_meet, there = shown.meets_still(today), "placement/match_withdraw.html"
        return page(request, there, shown=shown, form=form, is_to_meet=is_to_meet, today=today)
    return page(request, "placement/match.html", shown=shown, form=form, today=today)


@route("matches/<int:proposal>/check/", permission=Permission.MATCH_CHECK)
def check_match(request: HttpRequest, proposal: int) -> HttpResponse:
    """The second pair of eyes: what would be asked, and why."""
    by, now, today = actor_in(request), now_in(request), today_in(request)
    if closed := closed_match(by, proposal, Permission.MATCH_CHECK, today=today, now=now):
        return page(request, "placement/match_closed.html", shown=closed, today=today)
    shown = match_view(by, proposal, Permission.MATCH_CHECK, today=today, now=now)
    form = CheckForm(request.POST or None)
    if tried(form, lambda: match_actions.check_match(by=by, now=now, proposal=proposal, **form.cleaned_data)):
        return done(request, _("Recorded."), reverse("check_match", args=[proposal]))
    return page(request, "placement/match_check.html", shown=shown, form=form, today=today)


@route("matches/<int:proposal>/household/", permission=Permission.MATCH_ANSWER_NEWCOMER)
def answer_for_household(request: HttpRequest, proposal: int) -> HttpResponse:
    """What the household is asked, and its answer: its own, or recorded with language and interpreter."""
    by, now, today = actor_in(request), now_in(request), today_in(request)
    shown = newcomer_side(by, proposal, today=today, now=now)
    events = shown.can_happen & NEWCOMER_SAYS
    asked = OwnAnswerForm if shown.is_self else HouseholdAnswerForm
    form = asked(request.POST or None, events=events, languages=languages_of(shown.code), today=today)

    def answer() -> None:
        event, text = form.cleaned_data["event"], form.cleaned_data["text"]
        match_actions.answer_for_newcomer(by=by, now=now, proposal=proposal, event=event, given=form.given(), text=text)

    if tried(form, answer):
        return done(request, _("Recorded."), reverse("answer_for_household", args=[proposal]))
    return page(request, "placement/match_household.html", shown=shown, form=form, events=events, today=today)


@route("matches/<int:proposal>/reply/", permission=Permission.MATCH_PROPOSE)
def reply_to_household(request: HttpRequest, proposal: int) -> HttpResponse:
    """What the household asked before it answers, and what it is told."""
    by, now, today = actor_in(request), now_in(request), today_in(request)
    shown = question_page(by, proposal, now=now)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if tried(form, lambda: match_actions.reply_to_household(by=by, now=now, proposal=proposal, **form.cleaned_data)):
        text = _("Sent. The household reads it, and has its days to answer again.")
        return done(request, text, reverse("reply_to_household", args=[proposal]))
    return page(request, "placement/match_reply.html", shown=shown, form=form, code=shown.code, today=today)


@route("matches/<int:proposal>/group/reply/", permission=Permission.MATCH_PROPOSE)
def reply_to_group(request: HttpRequest, proposal: int) -> HttpResponse:
    """What the group asked before it answers, and what it is told."""
    by, now, today = actor_in(request), now_in(request), today_in(request)
    shown = group_question_page(by, proposal, now=now)
    form = GroupReplyForm(request.POST if request.method == "POST" else None)
    if tried(form, lambda: match_actions.reply_to_group(by=by, now=now, proposal=proposal, **form.cleaned_data)):
        text = _("Sent. The group reads it, and has its days to answer again.")
        return done(request, text, reverse("reply_to_group", args=[proposal]))
    side = card_told(by, proposal, today=today, now=now)
    there = "placement/match_reply_group.html"
    return page(request, there, shown=shown, side=side, form=form, code=shown.code, today=today)


@route("matches/<int:proposal>/group/", permission=Permission.MATCH_ANSWER_GROUP)
def answer_for_group(request: HttpRequest, proposal: int) -> HttpResponse:
    """What the group is shown of the household, and its answer."""
    by, now, today = actor_in(request), now_in(request), today_in(request)
    shown = group_side(by, proposal, today=today, now=now)
    events = shown.can_happen & match_actions.GROUP_SAYS
    form = GroupAnswerForm(request.POST or None, events=events, is_ours=shown.is_ours)
    if tried(form, lambda: match_actions.answer_for_group(by=by, now=now, proposal=proposal, **form.cleaned_data)):
        is_over = form.cleaned_data["event"] is MatchEvent.GROUP_NO
        there = reverse("this_week") if is_over else reverse("answer_for_group", args=[proposal])
        return done(request, _("Recorded. Thank you."), there)
    return page(request, "placement/match_group.html", side=shown, form=form, events=events, today=today)


@route("matches/<int:proposal>/introduction/", permission=Permission.MATCH_CONFIRM)
def plan_introduction(request: HttpRequest, proposal: int) -> HttpResponse:
    """When, where and with whom household and group meet."""
    by, now, today = actor_in(request), now_in(request), today_in(request)
    shown = intro_page(by, proposal, today=today, now=now)
    planned, seen = shown.planned
    form = IntroForm(
        request.POST or None, planned=planned, seen=seen, people=shown.people, languages=languages_of(shown.view.code)
    )

    def plan() -> None:
        seen = form.cleaned_data["seen"]
        match_actions.plan_introduction(by=by, now=now, proposal=proposal, plan=form.plan(), seen=seen)

    if tried(form, plan):
        text = _("Planned. Both sides read when and where.")
        return done(request, text, reverse("go_on_with_match", args=[proposal]))
    return page(request, "placement/match_intro.html", shown=shown.view, form=form, today=today)


TOLD_FIRST = frozenset({MatchEvent.END, MatchEvent.PUT_ON_HOLD})
"""What is recorded only after a page that says what follows."""


@route("matches/<int:proposal>/go-on/", permission=Permission.MATCH_CONFIRM, grave=True)
def go_on_with_match(request: HttpRequest, proposal: int) -> HttpResponse:
    """Introduction, confirming, holding, going on and ending.

    An end, and what puts it on hold, says what follows, and is done as that was read.
    """
    by, now, today = actor_in(request), now_in(request), today_in(request)
    if closed := closed_match(by, proposal, Permission.MATCH_CONFIRM, today=today, now=now):
        return page(request, "placement/match_closed.html", shown=closed, today=today)
    shown = match_view(by, proposal, Permission.MATCH_CONFIRM, today=today, now=now)
    events = shown.can_be_recorded(today) & match_actions.GOING_ON
    form = GoOnForm(request.POST or None, events=events)
    event = form.cleaned_data["event"] if form.is_valid() else None
    seen = request.POST.get("confirm") if event in TOLD_FIRST else None
    go_on = partial(match_actions.go_on_with_match, by=by, now=now, proposal=proposal, seen=seen)
    if (seen is not None or event not in TOLD_FIRST) and tried(form, lambda: go_on(**form.cleaned_data)):
        return done(request, _("Recorded."), reverse("go_on_with_match", args=[proposal]))
    if event is MatchEvent.PUT_ON_HOLD:
        return page(request, "placement/match_hold.html", shown=shown, form=form, today=today)
    follows = _ending(request, proposal, form) if event is MatchEvent.END else None
    if follows is not None:
        return page(request, "placement/match_end.html", shown=shown, form=form, follows=follows, today=today)
    return page(request, "placement/match_go_on.html", shown=shown, form=form, events=events, today=today)


def _ending(request: HttpRequest, proposal: int, form: GoOnForm) -> Ending | None:
    """What follows from the end that was chosen; None if it cannot end so, which then stands in the form."""
    how = {name: form.cleaned_data[name] for name in ("end", "had_final_review")}
    try:
        return ending(actor_in(request), proposal, today=today_in(request), now=now_in(request), **how)
    except RuleBroken as broken:
        form.add_error(None, error_text(broken))
        return None


@route("our-match/", permission=Permission.CASE_READ)
def our_match(request: HttpRequest) -> HttpResponse:
    """What the actor's own group is shown of a household today."""
    actor, today = actor_in(request), today_in(request)
    sides, intro = our_matches(actor, today=today, now=now_in(request)), own_text(actor, "our_match")
    return page(
        request,
        "placement/our_match.html",
        sides=sides,
        news=group_news(actor, today=today),
        is_in_a_group=is_in_a_group(actor, today=today),
        intro=intro,
        today=today,
    )
