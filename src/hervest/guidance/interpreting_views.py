"""Pages of interpreters: booking one, what became of it, and whom somebody does not wish."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.texts import in_language
from hervest.core.web import done, page, see_other, tried
from hervest.guidance import interpreting_actions, interpreting_queries
from hervest.guidance.help_queries import own_case
from hervest.guidance.help_settings import interpreter_payers
from hervest.guidance.help_views import called
from hervest.guidance.interpreting_forms import BookingForm, ExcludeForm, as_booked
from hervest.guidance.interpreting_queries import Booking
from hervest.guidance.interpreting_vocabulary import BookingState


@route("cases/<str:code>/help/interpreter/", permission=Permission.REFERRAL_MAKE)
def book_interpreter(request: HttpRequest, code: str) -> HttpResponse:
    """Book an interpreter for the household."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = interpreting_queries.booking_of(actor, code, today=today, now=now)
    form = BookingForm(
        request.POST or None, initial=as_booked(shown), shown=shown, people=called(request, code, shown.people)
    )
    made: list[int] = []
    if tried(
        form,
        lambda: made.append(interpreting_actions.book_interpreter(by=actor, now=now, case=code, booked=form.booked())),
    ):
        undo = reverse("cancel_booking", args=[code, *made, 1])
        return _back(request, code, _("The interpreter is booked."), undo)
    return _form_page(request, code, form, shown)


@route("cases/<str:code>/help/interpreter/<int:booking>/", permission=Permission.REFERRAL_MAKE)
def change_booking(request: HttpRequest, code: str, booking: int) -> HttpResponse:
    """Change a booking."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    shown = interpreting_queries.booking_of(actor, code, today=today, now=now, booking=booking)
    form = BookingForm(
        request.POST or None, initial=as_booked(shown), shown=shown, people=called(request, code, shown.people)
    )
    if tried(
        form,
        lambda: interpreting_actions.change_booking(
            by=actor,
            now=now,
            case=code,
            booking=booking,
            booked=form.booked(),
            seen=form.cleaned_data["seen"] or 0,
        ),
    ):
        return _back(request, code, _("The booking was changed."))
    return _form_page(request, code, form, shown)


@route("cases/<str:code>/help/interpreter/<int:booking>/cancel/<int:seen>/", permission=Permission.REFERRAL_MAKE)
def cancel_booking(request: HttpRequest, code: str, booking: int, seen: int) -> HttpResponse:
    """The appointment does not take place."""
    if request.method != "POST":
        return see_other(reverse("referrals", args=[code]))
    actor, now = actor_in(request), now_in(request)
    interpreting_actions.cancel_booking(by=actor, now=now, case=code, booking=booking, seen=seen)
    undo = reverse("undo_booking_end", args=[code, booking, seen + 1])
    return _back(request, code, _("Cancelled here. Call who sends the interpreter too."), undo)


@route("cases/<str:code>/help/interpreter/<int:booking>/held/<int:seen>/", permission=Permission.REFERRAL_MAKE)
def interpreter_was_there(request: HttpRequest, code: str, booking: int, seen: int) -> HttpResponse:
    """The interpreter was there."""
    return _tell(request, code, booking, seen, BookingState.HELD)


@route("cases/<str:code>/help/interpreter/<int:booking>/missed/<int:seen>/", permission=Permission.REFERRAL_MAKE)
def interpreter_did_not_come(request: HttpRequest, code: str, booking: int, seen: int) -> HttpResponse:
    """The interpreter did not come."""
    return _tell(request, code, booking, seen, BookingState.NOT_COME)


@route("cases/<str:code>/help/interpreter/<int:booking>/undo/<int:seen>/", permission=Permission.REFERRAL_MAKE)
def undo_booking_end(request: HttpRequest, code: str, booking: int, seen: int) -> HttpResponse:
    """Take back that it was cancelled, or how it went."""
    there = reverse("referrals", args=[code])
    if request.method != "POST":
        return see_other(there)
    actor, now = actor_in(request), now_in(request)
    if interpreting_actions.undo_booking_end(by=actor, now=now, case=code, booking=booking, seen=seen):
        return _back(request, code, _("Taken back: it is booked as before."))
    messages.warning(request, _("Somebody changed this meanwhile: nothing was changed now."))
    return see_other(there)


@route("cases/<str:code>/help/own/interpreters/", permission=Permission.WISH_RECORD)
def exclude_interpreter(request: HttpRequest, code: str) -> HttpResponse:
    """Put an interpreter on the reader's own list."""
    actor, now = actor_in(request), now_in(request)
    own_case(actor, code, Permission.WISH_RECORD, today=today_in(request))
    form = ExcludeForm(request.POST or None)
    if tried(
        form,
        lambda: interpreting_actions.exclude_interpreter(by=actor, now=now, case=code, **form.cleaned_data),
    ):
        return done(request, _("It stands on your list. Nobody sees why."), reverse("own_help", args=[code]))
    return page(request, "guidance/exclude_interpreter.html", form=form, code=code)


@route("cases/<str:code>/help/own/interpreters/<int:entry>/remove/", permission=Permission.WISH_RECORD)
def drop_exclusion(request: HttpRequest, code: str, entry: int) -> HttpResponse:
    """Take an interpreter off the reader's own list."""
    there = reverse("own_help", args=[code])
    if request.method == "POST":
        interpreting_actions.drop_exclusion(by=actor_in(request), now=now_in(request), case=code, entry=entry)
        return done(request, _("It is off your list."), there)
    return see_other(there)


def _tell(request: HttpRequest, code: str, booking: int, seen: int, state: BookingState) -> HttpResponse:
    if request.method != "POST":
        return see_other(reverse("referrals", args=[code]))
    actor, now = actor_in(request), now_in(request)
    interpreting_actions.tell_how_it_went(by=actor, now=now, case=code, booking=booking, state=state, seen=seen)
    return _back(request, code, _("Noted."), reverse("undo_booking_end", args=[code, booking, seen + 1]))


def _form_page(request: HttpRequest, code: str, form: BookingForm, shown: Booking) -> HttpResponse:
    payers = [
        (in_language(row.title_nl, row.title_en), in_language(row.about_nl, row.about_en), row.source)
        for row in interpreter_payers()
    ]
    return page(request, "guidance/book_interpreter.html", form=form, code=code, shown=shown, payers=payers)


def _back(request: HttpRequest, code: str, told: str, undo: str = "") -> HttpResponse:
    return done(request, told, reverse("referrals", args=[code]), undo=undo)
