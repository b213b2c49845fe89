"""Pages for a person's own word on relatives elsewhere and wishes: add, correct, take away."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import NotFound
from hervest.core.web import done, tried
from hervest.households import forms, own_word_actions, own_word_forms, own_word_queries
from hervest.households.views import corrected_page, form_page


@route("cases/<str:code>/household/relatives/add/", permission=Permission.HOUSEHOLD_EDIT)
def add_relative(request: HttpRequest, code: str) -> HttpResponse:
    """Note a relative who lives elsewhere."""
    actor, now = actor_in(request), now_in(request)
    own_word_queries.relatives_to_correct(actor, code, today=today_in(request))
    form = own_word_forms.RelativeForm(request.POST or None)
    if tried(
        form,
        lambda: own_word_actions.add_relative(
            by=actor, now=now, case=code, relative=form.record(), reason=form.cleaned_data["reason"]
        ),
    ):
        return corrected_page(request, code)
    return form_page(request, form, code, _("Add a relative elsewhere"))


@route("cases/<str:code>/household/relatives/<int:relative>/", permission=Permission.HOUSEHOLD_EDIT)
def correct_relative(request: HttpRequest, code: str, relative: int) -> HttpResponse:
    """Correct what is known of a relative elsewhere."""
    actor, now = actor_in(request), now_in(request)
    line = _relative(request, code, relative)
    form = own_word_forms.RelativeForm(request.POST or None, initial=own_word_forms.relative_start(line.record))
    if tried(
        form,
        lambda: own_word_actions.correct_relative(
            by=actor,
            now=now,
            case=code,
            relative=line.id,
            becomes=form.record(),
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
        ),
    ):
        return corrected_page(request, code)
    return form_page(request, form, code, _("Correct a relative elsewhere"))


@route("cases/<str:code>/household/relatives/<int:relative>/remove/", permission=Permission.HOUSEHOLD_EDIT)
def remove_relative(request: HttpRequest, code: str, relative: int) -> HttpResponse:
    """There is no such relative."""
    actor, now = actor_in(request), now_in(request)
    line = _relative(request, code, relative)
    form = forms.ReasonForm(request.POST or None)
    if tried(
        form,
        lambda: own_word_actions.remove_relative(by=actor, now=now, case=code, relative=line.id, **form.cleaned_data),
    ):
        return corrected_page(request, code)
    who = ": ".join(word for word in (line.record.relation, line.record.first_name) if word)
    return form_page(request, form, code, _("This relative is not there"), help_text=who)


@route("cases/<str:code>/household/wishes/add/", permission=Permission.WISH_RECORD)
def add_wish(request: HttpRequest, code: str) -> HttpResponse:
    """Note a wish of the household or of one of them."""
    actor, now = actor_in(request), now_in(request)
    known = own_word_queries.wishes_to_correct(actor, code, today=today_in(request))
    form = own_word_forms.WishForm(request.POST or None, topics=known.topics, people=known.people, is_own=known.is_own)
    if tried(
        form,
        lambda: own_word_actions.add_wish(
            by=actor, now=now, case=code, wish=form.record(), reason=form.cleaned_data["reason"]
        ),
    ):
        return _wished(request, code)
    return form_page(request, form, code, _("Add a wish"))


@route("cases/<str:code>/household/wishes/<str:wish>/", permission=Permission.WISH_RECORD)
def correct_wish(request: HttpRequest, code: str, wish: str) -> HttpResponse:
    """Correct a wish, what it is about or whose it is."""
    actor, now = actor_in(request), now_in(request)
    known = own_word_queries.wishes_to_correct(actor, code, today=today_in(request))
    line = _wish(known, wish)
    start = own_word_forms.wish_start(line.record)
    form = own_word_forms.WishForm(
        request.POST or None, topics=known.topics, people=known.people, is_own=known.is_own, initial=start
    )
    if tried(
        form,
        lambda: own_word_actions.correct_wish(
            by=actor, now=now, case=code, wish=wish, becomes=form.record(), **form.why()
        ),
    ):
        return _wished(request, code)
    return form_page(request, form, code, _("Correct a wish"))


@route("cases/<str:code>/household/wishes/<str:wish>/remove/", permission=Permission.WISH_RECORD)
def remove_wish(request: HttpRequest, code: str, wish: str) -> HttpResponse:
    """They do not wish this."""
    actor, now = actor_in(request), now_in(request)
    line = _wish(own_word_queries.wishes_to_correct(actor, code, today=today_in(request)), wish)
    form = forms.ReasonForm(request.POST or None)
    if tried(form, lambda: own_word_actions.remove_wish(by=actor, now=now, case=code, wish=wish, **form.cleaned_data)):
        return _wished(request, code)
    return form_page(request, form, code, _("They do not wish this"), help_text=line.record.text)


def _wish(known: own_word_queries.WishesToCorrect, wish: str) -> own_word_queries.WishLine:
    found = next((line for line in known.lines if line.key == wish), None)
    if found is None:
        raise NotFound("no_such_wish", wish=wish)
    return found


def _wished(request: HttpRequest, code: str) -> HttpResponse:
    return done(request, _("The wishes are noted."), reverse("household", args=[code]))


def _relative(request: HttpRequest, code: str, relative: int) -> own_word_queries.RelativeLine:
    lines = own_word_queries.relatives_to_correct(actor_in(request), code, today=today_in(request))
    found = next((line for line in lines if line.id == relative), None)
    if found is None:
        raise NotFound("no_such_relative", relative=relative)
    return found
