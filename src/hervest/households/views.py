"""Pages of a household: who is in it, what it needs, and the forms that correct it."""

from django.forms import BaseFormSet, Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.vocabulary import MemberNo, Tier
from hervest.core.web import done, page, tried
from hervest.households import actions, entry_actions, forms, own_word_forms, queries
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.templatetags.household import called
from hervest.households.vocabulary import LeftWhy
from hervest.journey.actions import say_trait
from hervest.journey.queries import case_for, may


@route("cases/<str:code>/household/", permission=Permission.HOUSEHOLD_READ)
def household(request: HttpRequest, code: str) -> HttpResponse:
    """Who is in the household, what it needs and wishes, and what follows from that."""
    actor, today = actor_in(request), today_in(request)
    shown = queries.household_page(actor, code, today=today)
    may_edit = may(actor, code, Permission.HOUSEHOLD_EDIT, today=today)
    may_wish = may(actor, code, Permission.WISH_RECORD, today=today)
    may_let_in = may(actor, code, Permission.TEAM_MANAGE, today=today)
    rights = {"may_edit": may_edit, "may_wish": may_wish, "may_let_in": may_let_in}
    return page(request, "households/household.html", shown=shown, code=code, today=today, **rights)


@route("cases/<str:code>/household/correct/", permission=Permission.HOUSEHOLD_EDIT)
def correct_household(request: HttpRequest, code: str) -> HttpResponse:
    """Correct what is known of the household as a whole."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    record = _household(request, code, (Shown.HOUSEHOLD, Shown.REMARKS))
    tiers = case_for(actor, code, Permission.HOUSEHOLD_EDIT, today=today).tiers
    reads_remarks = Tier.P3 in tiers
    start = forms.household_start(record, reads_remarks=reads_remarks)
    form = forms.CorrectHouseholdForm(request.POST or None, initial=start, reads_remarks=reads_remarks)
    if tried(form, lambda: actions.correct_household(by=actor, now=now, case=code, **form.correction())):
        return corrected_page(request, code)
    return form_page(request, form, code, _("Correct the household"))


@route("cases/<str:code>/household/plan/", permission=Permission.HOUSEHOLD_EDIT)
def say_of_plan(request: HttpRequest, code: str) -> HttpResponse:
    """A person's own word on what the plan looks at: it wins over the dossier and survives re-import."""
    actor, now = actor_in(request), now_in(request)
    record = _household(request, code, (Shown.NAMES,))
    words = queries.words_on_plan(actor, code, today=today_in(request))
    form = own_word_forms.TraitForm(request.POST or None, record=record, words=words)
    if tried(form, lambda: say_trait(by=actor, now=now, case=code, **form.values())):
        return corrected_page(request, code)
    return form_page(request, form, code, _("Set or clear what the plan looks at"))


@route("cases/<str:code>/household/members/<int:member>/", permission=Permission.HOUSEHOLD_EDIT)
def correct_member(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """Correct what is known of somebody."""
    actor, now = actor_in(request), now_in(request)
    known = _member(request, code, member)
    form = forms.CorrectMemberForm(
        request.POST or None, initial=forms.member_start(known), n_languages=forms.languages_asked(known)
    )
    if tried(
        form,
        lambda: actions.correct_member(by=actor, now=now, case=code, member=known.no, **form.correction()),
    ):
        return corrected_page(request, code)
    return form_page(request, form, code, _("Correct %(name)s") % {"name": called(known)})


@route("cases/<str:code>/household/members/add/", permission=Permission.HOUSEHOLD_EDIT)
def add_member(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody joined the household."""
    actor, now = actor_in(request), now_in(request)
    _household(request, code, ())
    form = forms.AddMemberForm(request.POST or None)
    if tried(
        form,
        lambda: actions.add_member(
            by=actor, now=now, case=code, member=form.record(), reason=form.cleaned_data["reason"]
        ),
    ):
        return corrected_page(request, code)
    return form_page(request, form, code, _("Add somebody to the household"))


@route("cases/<str:code>/household/members/<int:member>/left/", permission=Permission.HOUSEHOLD_EDIT)
def member_left(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """Somebody left the household, or is back."""
    actor, now = actor_in(request), now_in(request)
    known = _member(request, code, member)
    form = forms.LeaveForm(request.POST or None, known=known, today=today_in(request))
    if tried(
        form, lambda: actions.let_member_leave(by=actor, now=now, case=code, member=known.no, **form.cleaned_data)
    ):
        return corrected_page(request, code)
    return form_page(request, form, code, _gone(known.left_why) % {"name": called(known)})


def _gone(why: LeftWhy | None) -> str:
    match why:
        case LeftWhy.DIED:
            return _("%(name)s died")
        case LeftWhy.MISTAKE:
            return _("%(name)s was recorded by mistake")
        case _:
            return _("%(name)s left the household")


@route("cases/<str:code>/household/living/", permission=Permission.WISH_RECORD)
def living_wishes(request: HttpRequest, code: str) -> HttpResponse:
    """Record what the household itself wishes about living: sharing a house, the place, who sleeps in one room."""
    actor, now = actor_in(request), now_in(request)
    record = queries.living_wishes_of(actor, code, today=today_in(request))
    if record is None:
        raise NotFound("no_such_household", case=code)
    is_own = case_for(actor, code, Permission.WISH_RECORD, today=today_in(request)).is_own
    form = own_word_forms.LivingForm(request.POST or None, record=record, is_own=is_own)
    if tried(form, lambda: actions.record_living_wishes(by=actor, now=now, case=code, **form.wishes())):
        return done(
            request, _("Recorded. The next run of the matching looks at it."), reverse("household", args=[code])
        )
    heading = _("What you wish about living") if is_own else _("What they wish about living")
    return form_page(request, form, code, heading)


@route("cases/<str:code>/household/needs/add/", permission=Permission.HOUSEHOLD_EDIT)
def add_need(request: HttpRequest, code: str) -> HttpResponse:
    """Note a functional need."""
    actor, now = actor_in(request), now_in(request)
    form = forms.NeedForm(request.POST or None, people=_household(request, code, (Shown.NAMES,)).present)
    if tried(form, lambda: actions.add_need(by=actor, now=now, case=code, **form.need())):
        return corrected_page(request, code)
    return form_page(request, form, code, _("Add a need"), help_text=_("What is needed, never why: no diagnosis."))


@route("cases/<str:code>/household/needs/<int:need>/", permission=Permission.HOUSEHOLD_EDIT)
def correct_need(request: HttpRequest, code: str, need: int) -> HttpResponse:
    """The need is another one, or somebody else's."""
    actor, now = actor_in(request), now_in(request)
    line = _need(request, code, need)
    people = _household(request, code, (Shown.NAMES,)).present
    form = forms.NeedForm(request.POST or None, people=people, initial=forms.need_start(line))
    if tried(form, lambda: actions.correct_need(by=actor, now=now, case=code, need=need, **form.cleaned_data)):
        return corrected_page(request, code)
    return form_page(request, form, code, _("Correct a need"), help_text=_("What is needed, never why: no diagnosis."))


@route("cases/<str:code>/household/needs/<int:need>/remove/", permission=Permission.HOUSEHOLD_EDIT)
def remove_need(request: HttpRequest, code: str, need: int) -> HttpResponse:
    """The need is not there."""
    actor, now = actor_in(request), now_in(request)
    _need(request, code, need)
    form = forms.ReasonForm(request.POST or None)
    if tried(form, lambda: actions.remove_need(by=actor, now=now, case=code, need=need, **form.cleaned_data)):
        return corrected_page(request, code)
    return form_page(request, form, code, _("This need is not there"))


@route("cases/<str:code>/household/needs/<int:need>/judge/", permission=Permission.HOUSEHOLD_EDIT)
def judge_aid(request: HttpRequest, code: str, need: int) -> HttpResponse:
    """Say what an aid of the dossier turned out to be."""
    actor, now = actor_in(request), now_in(request)
    _need(request, code, need)
    form = forms.AidForm(request.POST or None)
    if tried(form, lambda: actions.judge_aid(by=actor, now=now, case=code, need=need, **form.cleaned_data)):
        return corrected_page(request, code)
    return form_page(request, form, code, _("Which aid is it?"))


@route("households/new/", permission=Permission.CASE_CREATE)
def enter_household(request: HttpRequest) -> HttpResponse:
    """Enter a household by hand; first how many people it has."""
    asked = forms.PeopleForm(request.GET or None)
    if request.method != "POST" and not asked.is_valid():
        return page(request, "households/how_many.html", form=forms.PeopleForm())
    places = queries.places_for(actor_in(request), Permission.CASE_CREATE)
    form = forms.EntryForm(request.POST or None, municipalities=[(row.code, row.name) for row in places])
    n_people = asked.cleaned_data["people"] if asked.is_valid() else 1
    people = forms.member_forms(n_people)(request.POST or None, form_kwargs={"today": today_in(request)})
    codes: list[str] = []
    if _is_whole(form, people) and tried(form, lambda: codes.append(_enter(request, form, people))):
        return done(request, _("The household has a case and a plan."), reverse("household", args=codes))
    return page(request, "households/enter.html", form=form, people=people)


def _is_whole(form: forms.EntryForm, people: BaseFormSet[forms.EntryMemberForm]) -> bool:
    """Both are looked at, so that every error shows at once."""
    return all([form.is_valid(), people.is_valid()])


def _enter(request: HttpRequest, form: forms.EntryForm, people: BaseFormSet[forms.EntryMemberForm]) -> str:
    given = form.cleaned_data
    return entry_actions.enter_household(
        by=actor_in(request),
        now=now_in(request),
        municipality=given["municipality"],
        route=given["route"],
        allocated_on=given["allocated_on"],
        arrival_on=given["arrival_on"],
        record=forms.entered(form, people),
    )


def _household(
    request: HttpRequest, code: str, shows: tuple[Shown, ...] = (Shown.MEMBERS, Shown.BIRTHS)
) -> HouseholdRecord:
    found = queries.household_for(actor_in(request), code, today=today_in(request), shows=shows)
    if found is None:
        raise NotFound("no_such_household", case=code)
    return found


def _member(request: HttpRequest, code: str, member: int) -> MemberRecord:
    found = _household(request, code).member(MemberNo(member))
    if found is None:
        raise NotFound("no_such_member", member=member)
    return found


def _need(request: HttpRequest, code: str, need: int) -> queries.NeedLine:
    found = queries.need_for(actor_in(request), code, need, today=today_in(request))
    if found is None:
        raise NotFound("no_such_need", need=need)
    return found


def corrected_page(request: HttpRequest, code: str) -> HttpResponse:
    """On to the household, which says that the plan followed."""
    return done(request, _("Corrected. The plan followed."), reverse("household", args=[code]))


def form_page(request: HttpRequest, form: Form, code: str, heading: str, help_text: str = "") -> HttpResponse:
    """A form about the household, whether new or with what must be mended."""
    return page(request, "households/change.html", form=form, code=code, heading=heading, help_text=help_text)
