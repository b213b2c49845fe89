"""Pages for letting people in and out, and for who leads the cases that arrive."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts import actions, coordinator_queries, factor_actions, forms, people_actions, people_queries
from hervest.accounts.factor_forms import TakeFactorsForm
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import all_municipalities
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.accounts.settings import membership_term
from hervest.accounts.vocabulary import PersonId
from hervest.core.errors import NotFound
from hervest.core.paging import page_number
from hervest.core.vocabulary import Route
from hervest.core.web import done, page, see_other, tried

LINK = "password_link"
"""Where a session keeps a link until it was shown, once."""


@route("people/", permission=Permission.PEOPLE_MANAGE)
def people(request: HttpRequest) -> HttpResponse:
    """Who may log in, with which role, until when."""
    actor, today = actor_in(request), today_in(request)
    form = forms.PeopleFilterForm(request.GET, roles=people_queries.roles_in_list(actor))
    number = page_number(request.GET.get("page"))
    pages = people_queries.people_page(actor, form.filters(), now=now_in(request), number=number)
    return page(
        request,
        "accounts/people.html",
        pages=pages,
        n_people=people_queries.n_people(actor, form.filters(), now=now_in(request)),
        form=form,
        today=today,
        is_everywhere=people_queries.is_everywhere(actor),
        may_set_coordinators=bool(coordinator_queries.places_to_set(actor)),
    )


@route("people/add/", permission=Permission.PEOPLE_MANAGE, grave=True)
def invite(request: HttpRequest) -> HttpResponse:
    """Somebody new, without a password; the next page shows the link to set one."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    places = people_queries.workplaces(actor)
    first = {"until_on": membership_term().proposed(today), "organisation": places[0].id if places else None}
    form = forms.InviteForm(request.POST or None, places=places, initial=first)
    invited: list[people_actions.Invited] = []
    if tried(form, lambda: invited.append(people_actions.invite_person(by=actor, now=now, **form.cleaned_data))):
        return _to_link(request, invited[0].person, invited[0].link)
    return page(
        request, "accounts/change.html", form=form, heading=_("Add somebody"), action=_("Add"), back=reverse("people")
    )


@route("people/<int:person>/", permission=Permission.PEOPLE_MANAGE)
def person(request: HttpRequest, person: PersonId) -> HttpResponse:
    """One person with every membership the actor sees, and what can be done."""
    actor, today = actor_in(request), today_in(request)
    found = people_queries.managed_person(actor, person, now=now_in(request))
    return page(request, "accounts/person.html", person=found, today=today)


@route("people/<int:person>/roles/add/", permission=Permission.PEOPLE_MANAGE, grave=True)
def give_role(request: HttpRequest, person: PersonId) -> HttpResponse:
    """Another role for somebody."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    found = people_queries.managed_person(actor, person, now=now_in(request))
    if not found.may_have_role:
        raise NotFound("no_such_person")
    places = people_queries.workplaces(actor)
    first = {"until_on": membership_term().proposed(today), "organisation": places[0].id if places else None}
    form = forms.GiveRoleForm(request.POST or None, places=places, initial=first)
    back = reverse("person", args=[person])
    if tried(form, lambda: people_actions.give_role(by=actor, now=now, person=person, **form.cleaned_data)):
        return done(request, _role_given(found), back)
    heading = _("Give %(name)s another role") % {"name": found.name}
    return page(request, "accounts/change.html", form=form, heading=heading, action=_("Give this role"), back=back)


def _role_given(person: people_queries.ManagedPerson) -> str:
    if person.has_password:
        return _("The role has been given.")
    return _("The role has been given. A link given before no longer works: make a new one.")


@route("people/<int:person>/link/give/", permission=Permission.PEOPLE_MANAGE, grave=True)
def give_link(request: HttpRequest, person: PersonId) -> HttpResponse:
    """Ask first: a new link makes the old one, and the old password, worthless."""
    actor = actor_in(request)
    found = people_queries.managed_person(actor, person, now=now_in(request))
    if not found.may_have_link:
        raise NotFound("no_such_person")
    if request.method != "POST":
        return page(request, "accounts/give_link.html", person=found, hours=people_queries.link_hours())
    return _to_link(request, person, people_actions.give_link(by=actor, now=now_in(request), person=person))


@route("people/<int:person>/link/withdraw/", permission=Permission.PEOPLE_MANAGE, grave=True)
def withdraw_link(request: HttpRequest, person: PersonId) -> HttpResponse:
    """Ask first: whoever holds the link stands before a closed door."""
    actor, now = actor_in(request), now_in(request)
    found = people_queries.managed_person(actor, person, now=now)
    if not found.may_have_link or found.invitation is None or found.invitation.until is None:
        raise NotFound("no_such_person")
    form = Form(request.POST or None)
    back = reverse("person", args=[person])
    if tried(form, lambda: people_actions.withdraw_link(by=actor, now=now, person=person)):
        return done(request, _("The link no longer works."), back)
    heading = _("Withdraw the link of %(name)s?") % {"name": found.name}
    return page(request, "accounts/change.html", form=form, heading=heading, action=_("Withdraw the link"), back=back)


@route("people/<int:person>/second-step/take/", permission=Permission.PEOPLE_MANAGE, grave=True)
def take_factors(request: HttpRequest, person: PersonId) -> HttpResponse:
    """Take somebody's second step away, who then gets a link and sets up another."""
    actor, now = actor_in(request), now_in(request)
    found = people_queries.managed_person(actor, person, now=now)
    if not (found.may_have_link and found.has_factor):
        raise NotFound("no_such_person")
    form = TakeFactorsForm(request.POST or None)
    links: list[str] = []
    if tried(
        form,
        lambda: links.append(factor_actions.take_factors(by=actor, now=now, person=person, **form.cleaned_data)),
    ):
        return _to_link(request, person, links[0])
    return page(request, "accounts/take_factors.html", form=form, person=found)


@route("people/<int:person>/link/", permission=Permission.PEOPLE_MANAGE)
def show_link(request: HttpRequest, person: PersonId) -> HttpResponse:
    """The link to set a password, shown once."""
    found = people_queries.managed_person(actor_in(request), person, now=now_in(request))
    kept, link = request.session.pop(LINK, (0, ""))
    address = request.build_absolute_uri(link) if link and kept == person else ""
    hours = people_queries.link_hours()
    return page(request, "accounts/link.html", person=found, address=address, hours=hours)


def _to_link(request: HttpRequest, person: PersonId, link: str) -> HttpResponse:
    request.session[LINK] = (person, link)
    return see_other(reverse("show_link", args=[person]))


@route("people/memberships/<int:membership>/", permission=Permission.PEOPLE_MANAGE, grave=True)
def change_last_day(request: HttpRequest, membership: int) -> HttpResponse:
    """Until when a role lasts."""
    actor, now = actor_in(request), now_in(request)
    row = people_queries.managed_membership(actor, membership, now=now)
    form = forms.LastDayForm(request.POST or None, until_on=row.until_on)
    back = reverse("person", args=[row.person])
    if tried(
        form, lambda: people_actions.change_last_day(by=actor, now=now, membership=membership, **form.cleaned_data)
    ):
        return done(request, _("The role lasts until the day you chose."), back)
    return page(
        request, "accounts/change.html", form=form, row=row, heading=_("Until when?"), action=_("Save"), back=back
    )


@route("people/organisations/add/", permission=Permission.PEOPLE_MANAGE, grave=True)
def add_organisation(request: HttpRequest) -> HttpResponse:
    """A partner; only for who manages the people of the whole installation."""
    actor, now = actor_in(request), now_in(request)
    if not people_queries.is_everywhere(actor):
        raise NotFound("no_such_page")
    form = forms.OrganisationForm(request.POST or None, places=all_municipalities())
    back = reverse("people")
    if tried(form, lambda: actions.create_organisation(by=actor, now=now, **form.cleaned_data)):
        return done(request, _("The organisation stands in the list. Now add its people."), reverse("invite"))
    heading = _("Add an organisation")
    return page(request, "accounts/change.html", form=form, heading=heading, action=_("Add"), back=back)


@route("settings/coordinators/", permission=Permission.SETTINGS_EDIT)
def default_coordinators(request: HttpRequest) -> HttpResponse:
    """On to the municipality whose settings the actor edits; the first of them by name."""
    places = coordinator_queries.places_to_set(actor_in(request))
    if not places:
        raise NotFound("no_such_page")
    return see_other(reverse("coordinators_of", args=[places[0].code]))


@route(
    "settings/coordinators/<str:municipality>/", permission=Permission.SETTINGS_EDIT, name="coordinators_of", grave=True
)
def coordinators(request: HttpRequest, municipality: str) -> HttpResponse:
    """Who leads the cases that arrive by import, per route."""
    actor, now = actor_in(request), now_in(request)
    found = coordinator_queries.coordinator_page(actor, municipality, today=today_in(request))
    first = {route.value: found.chosen.get(route) for route in Route} | {"seen": found.seen}
    form = forms.CoordinatorsForm(request.POST or None, caseworkers=found.caseworkers, initial=first)
    if request.method == "POST" and tried(
        form,
        lambda: actions.set_default_coordinators(by=actor, now=now, municipality=municipality, **form.values()),
    ):
        here = reverse("coordinators_of", args=[municipality])
        return done(request, _("New cases go to whom you chose."), here)
    return page(request, "accounts/coordinators.html", found=found, form=form)
