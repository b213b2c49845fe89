"""Pages of the people in a group: who they are, what was seen of their screening, what they followed."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import NotFound
from hervest.core.paging import page_number
from hervest.core.web import done, page, see_other, tried
from hervest.sponsorship import forms, page_queries, queries, sponsor_actions
from hervest.sponsorship.page_queries import SponsorPage, sponsor_page
from hervest.sponsorship.vocabulary import GroupId
from hervest.sponsorship.waiting_queries import waiting_page


def _back(found: SponsorPage) -> str:
    return reverse("sponsor_group", args=[found.group]) if found.group else reverse("sponsor_groups")


@route("sponsors/groups/<int:group>/members/new/", permission=Permission.GROUP_EDIT)
def add_sponsor(request: HttpRequest, group: GroupId) -> HttpResponse:
    """Somebody new in the group."""
    actor = actor_in(request)
    description, _version = page_queries.description_of(actor, group, today=today_in(request))
    form = forms.NewSponsorForm(request.POST or None)
    back = reverse("sponsor_group", args=[group])
    if tried(
        form,
        lambda: sponsor_actions.add_sponsor(by=actor, now=now_in(request), group=group, **form.values()),
    ):
        return done(request, _("%(name)s is in the group.") % {"name": form.cleaned_data["name"]}, back)
    heading = _("Add somebody to %(name)s") % {"name": description["name"]}
    return page(request, "sponsorship/sponsor.html", form=form, heading=heading, back=back)


@route("sponsors/people/<int:sponsor>/", permission=Permission.GROUP_EDIT)
def edit_sponsor(request: HttpRequest, sponsor: int) -> HttpResponse:
    """Change what a sponsor says of themselves: by who coordinates the programme, or by the sponsor."""
    actor = actor_in(request)
    found = sponsor_page(actor, sponsor, Permission.GROUP_EDIT, today=today_in(request))
    form = forms.SponsorForm(request.POST or None, initial=forms.start_of_sponsor(found.fields, found.version))
    programme = page_queries.programme_of_sponsor(actor, sponsor)
    if tried(
        form,
        lambda: sponsor_actions.save_sponsor(
            by=actor, now=now_in(request), programme=programme, sponsor=sponsor, **form.values()
        ),
    ):
        return done(request, _("What you changed has been kept."), _back(found))
    heading = _("My data in the group") if found.is_own else found.name
    return page(
        request,
        "sponsorship/sponsor.html",
        form=form,
        heading=heading,
        back=_back(found),
        sponsor=found,
        today=today_in(request),
    )


@route("sponsors/me/", permission=Permission.GROUP_EDIT)
def own_group_data(request: HttpRequest) -> HttpResponse:
    """Leads to what the actor says of themselves as a sponsor."""
    return see_other(reverse("edit_sponsor", args=[queries.own_sponsor(actor_in(request), today=today_in(request))]))


@route("sponsors/people/<int:sponsor>/login/", permission=Permission.GROUP_EDIT, grave=True)
def link_sponsor_login(request: HttpRequest, sponsor: int) -> HttpResponse:
    """Who logs in as this sponsor."""
    actor, today = actor_in(request), today_in(request)
    found = sponsor_page(actor, sponsor, Permission.GROUP_EDIT, today=today)
    if not found.may_link:
        raise NotFound("no_such_sponsor")
    people = page_queries.logins_for(actor, sponsor, today=today)
    form = forms.LoginForm(request.POST or None, people=people, initial=forms.start_of_login(found))
    if tried(
        form,
        lambda: sponsor_actions.link_login(by=actor, now=now_in(request), sponsor=sponsor, **form.cleaned_data),
    ):
        return done(request, _("The login has been set."), _back(found))
    heading = _("Login of %(name)s") % {"name": found.name}
    return page(
        request, "sponsorship/edit.html", form=form, heading=heading, title=_("Login of a sponsor"), back=_back(found)
    )


@route("screenings/", permission=Permission.SCREENING_RECORD)
def screenings(request: HttpRequest) -> HttpResponse:
    """Whose screening waits to be looked at."""
    form, number = forms.WaitingForm(request.GET), page_number(request.GET.get("page"))
    found = waiting_page(actor_in(request), form.only(), today=today_in(request), number=number)
    return page(
        request,
        "sponsorship/waiting.html",
        found=found,
        pages=found.page,
        only=form.only(),
        today=today_in(request),
    )


@route("sponsors/people/<int:sponsor>/screening/", permission=Permission.SCREENING_RECORD)
def record_screening(request: HttpRequest, sponsor: int) -> HttpResponse:
    """What was seen of a sponsor's screening."""
    actor = actor_in(request)
    found = sponsor_page(actor, sponsor, Permission.SCREENING_RECORD, today=today_in(request))
    form = forms.ScreeningForm(request.POST or None, rows=found.screenings or ())
    if tried(
        form,
        lambda: sponsor_actions.record_screening(by=actor, now=now_in(request), sponsor=sponsor, **form.values()),
    ):
        return done(request, _("The screening has been recorded."), reverse("record_screening", args=[sponsor]))
    return page(
        request, "sponsorship/screening.html", form=form, sponsor=found, back=_back(found), today=today_in(request)
    )


@route("sponsors/people/<int:sponsor>/modules/", permission=Permission.TRAINING_MANAGE)
def record_modules(request: HttpRequest, sponsor: int) -> HttpResponse:
    """Which modules of the training somebody followed."""
    actor = actor_in(request)
    found = sponsor_page(actor, sponsor, Permission.TRAINING_MANAGE, today=today_in(request))
    form = forms.ModulesForm(request.POST or None, initial=forms.start_of_modules(found))
    if tried(
        form,
        lambda: sponsor_actions.record_modules(by=actor, now=now_in(request), sponsor=sponsor, **form.values()),
    ):
        return done(request, _("The modules have been recorded."), _back(found))
    heading = _("Training of %(name)s") % {"name": found.name}
    return page(
        request,
        "sponsorship/edit.html",
        form=form,
        heading=heading,
        title=_("Training of a sponsor"),
        back=_back(found),
    )


@route("sponsors/memberships/<int:membership>/end/", permission=Permission.GROUP_EDIT)
def end_sponsor_membership(request: HttpRequest, membership: int) -> HttpResponse:
    """Ask first: whoever leaves the group sees nothing of it any more."""
    actor = actor_in(request)
    found = page_queries.ending(actor, membership, today=today_in(request))
    form = Form(request.POST or None)
    back = reverse("sponsor_group", args=[found.group])
    if tried(
        form,
        lambda: sponsor_actions.end_membership(by=actor, now=now_in(request), membership=membership),
    ):
        return done(request, _("%(name)s no longer has this role.") % {"name": found.name}, back)
    return page(request, "sponsorship/end.html", form=form, row=found, back=back)
