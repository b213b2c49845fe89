"""Pages of referrals: what goes on, finding a service, referring, and how it goes; and the household's own."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.paging import page_number
from hervest.core.vocabulary import MemberNo
from hervest.core.web import done, page, see_other, tried
from hervest.guidance import interpreting_queries, referring_actions, referring_queries
from hervest.guidance.help_queries import reads_help
from hervest.guidance.referring_forms import AnswerForm, FindForm, FollowForm, ReferForm, as_answered
from hervest.guidance.referring_vocabulary import FollowUp, ServiceAnswer
from hervest.households.queries import names
from hervest.knowledge.vocabulary import MapFilters


@route("cases/<str:code>/help/", permission=Permission.HOUSEHOLD_READ)
def referrals(request: HttpRequest, code: str) -> HttpResponse:
    """To whom somebody of the household was referred, how it goes, and which interpreters are booked."""
    actor, today = actor_in(request), today_in(request)
    shown = referring_queries.referrals(actor, code, today=today)
    booked = None
    if not shown.is_let_in:
        booked = interpreting_queries.household_bookings(actor, code, today=today, now=now_in(request))
    return page(request, "guidance/help.html", shown=shown, booked=booked, code=code, today=today)


@route("cases/<str:code>/help/own/", permission=Permission.HOUSEHOLD_READ)
def own_help(request: HttpRequest, code: str) -> HttpResponse:
    """The same for the household itself, with the reader's list of whom they do not wish as interpreter."""
    actor, today = actor_in(request), today_in(request)
    return page(
        request,
        "guidance/own_help.html",
        shown=referring_queries.own_referrals(actor, code, today=today),
        booked=interpreting_queries.own_bookings(actor, code, today=today, now=now_in(request)),
        excluded=interpreting_queries.own_exclusions(actor, code, today=today),
        code=code,
        today=today,
    )


@route("cases/<str:code>/help/find/", permission=Permission.REFERRAL_MAKE)
def find_service(request: HttpRequest, code: str) -> HttpResponse:
    """Search the social map for somebody of the household."""
    actor, today = actor_in(request), today_in(request)
    _pages, languages = referring_queries.services_to_refer(actor, code, MapFilters(), today=today)
    form = FindForm(request.GET, languages=languages)
    number = page_number(request.GET.get("page"))
    pages, _languages = referring_queries.services_to_refer(actor, code, form.filters(), today=today, number=number)
    return page(request, "guidance/find_service.html", form=form, pages=pages, code=code, today=today)


@route("cases/<str:code>/help/refer/<int:service>/", permission=Permission.REFERRAL_MAKE)
def refer(request: HttpRequest, code: str, service: int) -> HttpResponse:
    """Refer somebody of the household to a service."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = referring_queries.referring(actor, code, service, today=today)
    people = called(request, code, shown.consenting)
    begin = {"follow_up_on": shown.follow_up_on, "consented_on": today}
    form = ReferForm(request.POST or None, initial=begin, shown=shown, people=people)
    made: list[int] = []
    if tried(
        form,
        lambda: made.append(
            referring_actions.make_referral(
                by=actor, now=now, case=code, referred=form.referred(service), to_do=_("Ask how a referral goes")
            )
        ),
    ):
        undo = reverse("take_referral_back", args=[code, *made, 1])
        return _back(request, code, _("The referral is recorded; on the day of asking it is in your week."), undo)
    return page(request, "guidance/refer.html", form=form, code=code, shown=shown, today=today)


@route("cases/<str:code>/help/referrals/<int:referral>/answer/", permission=Permission.REFERRAL_MAKE)
def record_answer(request: HttpRequest, code: str, referral: int) -> HttpResponse:
    """Record what the service said."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    row = referring_queries.referral_to_follow(actor, code, referral, today=today)
    form = AnswerForm(request.POST or None, initial=as_answered(row, today))
    if tried(
        form,
        lambda: referring_actions.record_answer(
            by=actor,
            now=now,
            case=code,
            referral=referral,
            because=_("The service said no to the referral."),
            **form.cleaned_data | {"answer": ServiceAnswer(form.cleaned_data["answer"])},
        ),
    ):
        if form.cleaned_data["answer"] != ServiceAnswer.REFUSED:
            return _back(request, code, _("The answer is recorded."))
        undo = reverse("reopen_referral", args=[code, referral, row.n_changed + 1])
        return _back(
            request, code, _("The answer is recorded, and the referral ended. Look for another service."), undo
        )
    return page(request, "guidance/referral_answer.html", form=form, code=code, row=row, today=today)


@route("cases/<str:code>/help/referrals/<int:referral>/follow-up/", permission=Permission.REFERRAL_MAKE)
def follow_up_referral(request: HttpRequest, code: str, referral: int) -> HttpResponse:
    """Record how it goes."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    row = referring_queries.referral_to_follow(actor, code, referral, today=today)
    form = FollowForm(request.POST or None, initial={"note_of_it": row.note, "seen": row.n_changed})
    if tried(
        form,
        lambda: referring_actions.follow_up_referral(
            by=actor,
            now=now,
            case=code,
            referral=referral,
            because=_("It was asked how the referral goes."),
            to_do=_("Ask how a referral goes"),
            **form.cleaned_data | {"heard": FollowUp(form.cleaned_data["heard"])},
        ),
    ):
        if form.cleaned_data["heard"] == FollowUp.AGAIN:
            return _back(request, code, _("Recorded: it is asked again on the day you chose."))
        undo = reverse("reopen_referral", args=[code, referral, row.n_changed + 1])
        return _back(request, code, _("The referral ended."), undo)
    return page(request, "guidance/referral_follow.html", form=form, code=code, row=row, today=today)


@route("cases/<str:code>/help/referrals/<int:referral>/withdraw/<int:seen>/", permission=Permission.WISH_RECORD)
def withdraw_referral(request: HttpRequest, code: str, referral: int, seen: int) -> HttpResponse:
    """Somebody does not want the referral any more: by themselves, or recorded for them."""
    there = home_of_help(request, code)
    if request.method != "POST":
        return see_other(there)
    is_done = referring_actions.withdraw_referral(
        by=actor_in(request),
        now=now_in(request),
        case=code,
        referral=referral,
        because=_("They did not want the referral any more."),
        seen=seen,
    )
    return _told(request, there, _("The referral has stopped. Nothing else changes."), is_done=is_done)


@route("cases/<str:code>/help/referrals/<int:referral>/reopen/<int:seen>/", permission=Permission.REFERRAL_MAKE)
def reopen_referral(request: HttpRequest, code: str, referral: int, seen: int) -> HttpResponse:
    """That it ended was a mistake."""
    there = reverse("referrals", args=[code])
    if request.method != "POST":
        return see_other(there)
    is_done = referring_actions.reopen_referral(
        by=actor_in(request),
        now=now_in(request),
        case=code,
        referral=referral,
        to_do=_("Ask how a referral goes"),
        seen=seen,
    )
    return _told(request, there, _("Taken back: the referral goes on."), is_done=is_done)


@route("cases/<str:code>/help/referrals/<int:referral>/take-back/<int:seen>/", permission=Permission.REFERRAL_MAKE)
def take_referral_back(request: HttpRequest, code: str, referral: int, seen: int) -> HttpResponse:
    """It never was."""
    there = reverse("referrals", args=[code])
    if request.method != "POST":
        return see_other(there)
    is_done = referring_actions.take_referral_back(
        by=actor_in(request),
        now=now_in(request),
        case=code,
        referral=referral,
        because=_("The referral was a mistake."),
        seen=seen,
    )
    return _told(request, there, _("Taken back: it was never recorded."), is_done=is_done)


def home_of_help(request: HttpRequest, code: str) -> str:
    """The page on which the reader reads of it: that of who works on the case, or their own."""
    works = reads_help(actor_in(request), code, today=today_in(request))
    return reverse("referrals" if works else "own_help", args=[code])


def called(request: HttpRequest, code: str, members: Iterable[MemberNo]) -> dict[MemberNo, str]:
    """How these of the household are called."""
    people = names(actor_in(request), [code], today=today_in(request)).people
    return {no: people.get(f"{code}/{no}", str(no)) for no in members}


def _back(request: HttpRequest, code: str, told: str, undo: str = "") -> HttpResponse:
    return done(request, told, reverse("referrals", args=[code]), undo=undo)


def _told(request: HttpRequest, there: str, told: str, *, is_done: bool) -> HttpResponse:
    if is_done:
        return done(request, told, there)
    messages.warning(request, _("Somebody changed this meanwhile: nothing was changed now."))
    return see_other(there)
