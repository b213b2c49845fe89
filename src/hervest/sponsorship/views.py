"""Pages of programmes and groups."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import NotFound
from hervest.core.paging import page_number
from hervest.core.web import done, page, tried
from hervest.sponsorship import actions, forms, page_queries, queries
from hervest.sponsorship.sponsor_actions import join_group
from hervest.sponsorship.vocabulary import GroupId


@route("sponsors/", permission=Permission.GROUP_LIST)
def sponsor_groups(request: HttpRequest) -> HttpResponse:
    """The groups the actor may see."""
    actor = actor_in(request)
    form = forms.GroupFilterForm(request.GET, programmes=queries.programmes_for(actor, Permission.GROUP_LIST))
    number = page_number(request.GET.get("page"))
    return page(
        request,
        "sponsorship/groups.html",
        pages=queries.group_list(actor, form.filters(), today=today_in(request), number=number),
        form=form,
        programmes=queries.programmes_for(actor, Permission.GROUP_EDIT),
        places=queries.places_for_programmes(actor),
        changeable=queries.programmes_to_change(actor),
        today=today_in(request),
    )


@route("sponsors/programmes/<str:municipality>/new/", permission=Permission.SETTINGS_EDIT, grave=True)
def add_programme(request: HttpRequest, municipality: str) -> HttpResponse:
    """A new programme of an organisation in the municipality."""
    actor = actor_in(request)
    organisations = queries.organisations_to_run(actor, municipality)
    if not organisations:
        raise NotFound("no_such_municipality", municipality=municipality)
    form = forms.ProgrammeForm(
        request.POST or None, organisations=organisations, initial=page_queries.programme_start(actor)
    )
    if tried(
        form,
        lambda: actions.create_programme(by=actor, now=now_in(request), municipality=municipality, **form.described()),
    ):
        return done(request, _("The programme is there. Add its first group now."), reverse("sponsor_groups"))
    return page(
        request, "sponsorship/edit.html", form=form, heading=_("Add a programme"), back=reverse("sponsor_groups")
    )


@route("sponsors/programmes/<int:programme>/edit/", permission=Permission.SETTINGS_EDIT, grave=True)
def edit_programme(request: HttpRequest, programme: int) -> HttpResponse:
    """Another name, another organisation that runs it, other sizes and days."""
    actor = actor_in(request)
    shown = page_queries.programme_to_change(actor, programme)
    form = forms.ProgrammeForm(request.POST or None, organisations=shown.organisations, initial=dict(shown.stands))
    if tried(
        form,
        lambda: actions.change_programme(by=actor, now=now_in(request), programme=programme, **form.cleaned_data),
    ):
        return done(request, _("The programme is changed."), reverse("sponsor_groups"))
    heading = _("Change the programme %(name)s") % {"name": shown.name}
    return page(request, "sponsorship/edit.html", form=form, heading=heading, back=reverse("sponsor_groups"))


@route("sponsors/programmes/<int:programme>/groups/new/", permission=Permission.GROUP_EDIT)
def add_sponsor_group(request: HttpRequest, programme: int) -> HttpResponse:
    """A new group of the programme."""
    actor = actor_in(request)
    found = queries.programme_for(actor, programme, Permission.GROUP_EDIT)
    form = forms.GroupForm(request.POST or None)
    made: list[GroupId] = []
    if tried(
        form,
        lambda: made.append(
            actions.save_group(by=actor, now=now_in(request), programme=programme, fields=form.values()["fields"])
        ),
    ):
        return done(request, _("The group is there. Add who is in it."), reverse("sponsor_group", args=made))
    heading = _("Add a group to %(name)s") % {"name": found.name}
    return page(request, "sponsorship/edit.html", form=form, heading=heading, back=reverse("sponsor_groups"))


@route("sponsors/groups/<int:group>/", permission=Permission.GROUP_LIST)
def sponsor_group(request: HttpRequest, group: GroupId) -> HttpResponse:
    """One group: who is in it, what it takes on, what is missing before it is ready."""
    found = page_queries.group_page(actor_in(request), group, today=today_in(request))
    return page(request, "sponsorship/group.html", group=found, today=today_in(request))


@route("sponsors/groups/<int:group>/edit/", permission=Permission.GROUP_EDIT)
def edit_sponsor_group(request: HttpRequest, group: GroupId) -> HttpResponse:
    """Change what describes a group."""
    actor = actor_in(request)
    description, version = page_queries.description_of(actor, group, today=today_in(request))
    programme = page_queries.programme_of(actor, group, today=today_in(request))
    form = forms.GroupForm(request.POST or None, initial=forms.start_of_group(description, version))
    back = reverse("sponsor_group", args=[group])
    if tried(
        form,
        lambda: actions.save_group(by=actor, now=now_in(request), programme=programme, group=group, **form.values()),
    ):
        return done(request, _("The group has been changed."), back)
    heading = _("Change %(name)s") % {"name": description["name"]}
    return page(request, "sponsorship/edit.html", form=form, heading=heading, back=back)


@route("sponsors/groups/<int:group>/stage/", permission=Permission.GROUP_EDIT)
def set_group_stage(request: HttpRequest, group: GroupId) -> HttpResponse:
    """How far the group is; what stands between it and being ready is said first."""
    actor = actor_in(request)
    description, _version = page_queries.description_of(actor, group, today=today_in(request))
    found = page_queries.group_page(actor, group, today=today_in(request))
    form = forms.StageForm(request.POST or None, initial=forms.start_of_stage(found))
    back = reverse("sponsor_group", args=[group])
    if tried(form, lambda: actions.set_stage(by=actor, now=now_in(request), group=group, **form.values())):
        return done(request, _("The stage has been changed."), back)
    heading = _("Stage of %(name)s") % {"name": description["name"]}
    return page(request, "sponsorship/stage.html", form=form, heading=heading, back=back, group=found)


@route("sponsors/groups/<int:group>/roles/add/", permission=Permission.GROUP_EDIT)
def give_group_role(request: HttpRequest, group: GroupId) -> HttpResponse:
    """A role in the group for somebody who is a sponsor of the programme already."""
    actor = actor_in(request)
    people = page_queries.sponsors_of(actor, group, today=today_in(request))
    form = forms.RoleForm(request.POST or None, people=people)
    back = reverse("sponsor_group", args=[group])
    if tried(form, lambda: join_group(by=actor, now=now_in(request), group=group, **form.values())):
        return done(request, _("The role has been given."), back)
    return page(request, "sponsorship/edit.html", form=form, heading=_("Give a role in the group"), back=back)
