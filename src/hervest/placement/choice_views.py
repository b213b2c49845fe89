"""Pages on which a household chooses about a sponsor group, and tells what it would like of one."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import Conflict, NotFound
from hervest.core.vocabulary import MemberNo
from hervest.core.web import done, page, tried
from hervest.households import choice_actions
from hervest.households.choice_rules import choice_mark
from hervest.households.talk_queries import languages_of
from hervest.journey.queries import case_for
from hervest.placement import match_actions, talk_actions
from hervest.placement.match_forms import (
    ChooseForm,
    HealthForm,
    OwnChooseForm,
    OwnHealthForm,
    OwnTalkForm,
    TalkForm,
    start_of_health,
)
from hervest.placement.match_side_queries import asked_of_household
from hervest.placement.talk_queries import ChoiceRow, choices_page, match_talk, may_tell_experience


@route("cases/<str:code>/choices/", permission=Permission.WISH_RECORD)
def group_choices(request: HttpRequest, code: str) -> HttpResponse:
    """What everybody of the household chose about a sponsor group, and what was told in the match conversation."""
    actor, today = actor_in(request), today_in(request)
    shown, talk = choices_page(actor, code, today=today), match_talk(actor, code, today=today)
    asked = asked_of_household(actor, code, today=today)
    return page(request, "placement/choices.html", shown=shown, talk=talk, asked=asked, code=code, today=today)


@route("cases/<str:code>/choices/<int:member>/", permission=Permission.WISH_RECORD)
def choose_about_group(request: HttpRequest, code: str, member: MemberNo) -> HttpResponse:
    """One person chooses for themselves."""
    by, now, today = actor_in(request), now_in(request), today_in(request)
    row = _row(request, code, member)
    asked = OwnChooseForm if row.is_self else ChooseForm
    shares = dict(row.shares)
    first = {"seen": choice_mark(row.answer, shares)}
    form = asked(request.POST or None, languages=languages_of(code), today=today, initial=first, shares=shares)

    def choose() -> None:
        if not match_actions.choose_about_group(by=by, now=now, case=code, member=member, **form.choices()):
            stands = _row(request, code, member)
            form.begin_at(stands.answer, dict(stands.shares))
            raise Conflict("choice_changed_meanwhile")

    if tried(form, choose):
        return done(request, _("Recorded. A choice can be changed at any time."), reverse("group_choices", args=[code]))
    return page(request, "placement/choose.html", form=form, row=row, code=code, today=today)


@route("cases/<str:code>/choices/<int:member>/health/", permission=Permission.WISH_RECORD)
def tick_health_help(request: HttpRequest, code: str, member: MemberNo) -> HttpResponse:
    """One person ticks which help around health a group may know of."""
    by, now, today = actor_in(request), now_in(request), today_in(request)
    row, sent = _row(request, code, member), request.POST if request.method == "POST" else None  # empty: no tick left
    if row.health is None:
        raise NotFound("no_such_member", member=member)
    asked = OwnHealthForm if row.is_self else HealthForm
    form = asked(sent, languages=languages_of(code), today=today, initial=start_of_health(row.health))

    def tick() -> None:
        if not choice_actions.tick_health_help(by=by, now=now, case=code, member=member, **form.chosen()):
            form.begin_at(_row(request, code, member).health or ())
            raise Conflict("choice_changed_meanwhile")

    if tried(form, tick):
        return done(request, _("Recorded. A choice can be changed at any time."), reverse("group_choices", args=[code]))
    return page(request, "placement/health_help.html", form=form, row=row, code=code, today=today)


def _row(request: HttpRequest, code: str, member: MemberNo) -> ChoiceRow:
    """What stands of one person who chooses alone."""
    rows = choices_page(actor_in(request), code, today=today_in(request)).rows
    row = next((each for each in rows if each.no == member), None)
    if row is None:
        raise NotFound("no_such_member", member=member)
    return row


@route("cases/<str:code>/talk/", permission=Permission.WISH_RECORD)
def record_talk(request: HttpRequest, code: str) -> HttpResponse:
    """What the household tells in a match conversation; every question may be skipped."""
    by, now, today = actor_in(request), now_in(request), today_in(request)
    talk, is_own = match_talk(by, code, today=today), case_for(by, code, Permission.WISH_RECORD, today=today).is_own
    asked = OwnTalkForm if is_own else TalkForm
    form = asked(
        request.POST or None,
        told=talk.told if talk else None,
        hides_experience=not may_tell_experience(by, code, today=today),
        languages=languages_of(code),
        today=today,
    )
    record = partial(talk_actions.record_match_talk, by=by, now=now, case=code)
    if tried(form, lambda: record(told=form.told(), given=form.given(), seen=form.cleaned_data["seen"])):
        return done(request, _("Recorded."), reverse("group_choices", args=[code]))
    return page(request, "placement/talk.html", form=form, code=code, today=today, is_own=is_own)
