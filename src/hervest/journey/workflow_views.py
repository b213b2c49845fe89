"""Pages of a municipality's own way of working: what is in force, the draft of the next version, and publishing it."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.paging import page_number
from hervest.core.web import done, page, tried
from hervest.journey import workflow_actions as actions
from hervest.journey import workflow_page_queries as queries
from hervest.journey.workflow_forms import (
    OwnTaskForm,
    PublishForm,
    TaskForm,
    TermForm,
    TextForm,
    WorkflowFilterForm,
)
from hervest.journey.workflow_page_queries import Editing, WorkflowFilters


@route("settings/workflow/", permission=Permission.TEMPLATE_EDIT)
def workflow(request: HttpRequest) -> HttpResponse:
    """The tasks, terms or texts of the municipality's way of working, as its draft has them."""
    actor, today = actor_in(request), today_in(request)
    head = queries.workflow_head(actor, request.GET.get("municipality", ""))
    form = WorkflowFilterForm(request.GET)
    show = form.part()
    filters, number = WorkflowFilters(**form.chosen()), page_number(request.GET.get("page"))
    found: object
    if show == "terms":
        found = queries.workflow_terms(actor, head.place.code, today=today)
    elif show == "texts":
        found = queries.workflow_texts(actor, head.place.code)
    else:
        found = queries.workflow_rows(actor, head.place.code, filters, number=number)
    return page(request, "journey/workflow.html", head=head, form=form, show=show, found=found)


@route("settings/workflow/<str:municipality>/tasks/add/", permission=Permission.TEMPLATE_EDIT)
def add_own_task(request: HttpRequest, municipality: str) -> HttpResponse:
    """Put a task of the municipality's own into the draft."""
    actor, now = actor_in(request), now_in(request)
    editing = Editing(queries.workflow_head(actor, municipality), "", "-", None)
    form = OwnTaskForm(request.POST or None, editing=editing)
    if tried(form, lambda: actions.add_own_task(by=actor, now=now, municipality=municipality, task=form.task())):
        return _kept(request, editing, "tasks")
    return page(request, "journey/workflow_task.html", form=form, editing=editing)


@route("settings/workflow/<str:municipality>/tasks/<str:key>/", permission=Permission.TEMPLATE_EDIT)
def change_template_task(request: HttpRequest, municipality: str, key: str) -> HttpResponse:
    """Change a task of the draft: of the package its days and words, of one's own all that is not published."""
    actor, now = actor_in(request), now_in(request)
    editing = queries.task_to_change(actor, municipality, key)
    of_it = partial(_of_it, by=actor, now=now, municipality=municipality, key=key)
    if "remove" in request.POST and editing.spec is None:
        of_it(actions.change_own_task)(task=None, seen=request.POST.get("seen", ""))
        return _kept(request, editing, "tasks")
    form = (OwnTaskForm if editing.spec is None else TaskForm)(request.POST or None, editing=editing)
    if tried(form, lambda: _keep(form, of_it)):
        return _kept(request, editing, "tasks")
    return page(request, "journey/workflow_task.html", form=form, editing=editing)


@route("settings/workflow/<str:municipality>/terms/<str:key>/", permission=Permission.TEMPLATE_EDIT)
def change_template_term(request: HttpRequest, municipality: str, key: str) -> HttpResponse:
    """Make a term of the draft shorter, or as the register has it again."""
    actor, now = actor_in(request), now_in(request)
    editing = queries.term_to_change(actor, municipality, key, today=today_in(request))
    form = TermForm(request.POST or None, editing=editing)
    change = partial(actions.change_term, by=actor, now=now, municipality=municipality, key=key)
    if tried(form, lambda: change(length=form.length(), seen=form.cleaned_data["seen"])):
        return _kept(request, editing, "terms")
    return page(request, "journey/workflow_term.html", form=form, editing=editing)


@route("settings/workflow/<str:municipality>/texts/<str:key>/", permission=Permission.TEMPLATE_EDIT)
def change_template_text(request: HttpRequest, municipality: str, key: str) -> HttpResponse:
    """Say a text of a page in the municipality's own words."""
    actor, now = actor_in(request), now_in(request)
    editing = queries.text_to_change(actor, municipality, key)
    form = TextForm(request.POST or None, editing=editing)
    change = partial(actions.change_text, by=actor, now=now, municipality=municipality, key=key)
    if tried(form, lambda: change(words=form.said(), seen=form.cleaned_data["seen"])):
        return _kept(request, editing, "texts")
    return page(request, "journey/workflow_text.html", form=form, editing=editing)


@route("settings/workflow/<str:municipality>/publish/", permission=Permission.TEMPLATE_EDIT, grave=True)
def publish_workflow(request: HttpRequest, municipality: str) -> HttpResponse:
    """First show what differs from the version in force, then make the draft a version."""
    actor, now = actor_in(request), now_in(request)
    head, lines, mark = queries.draft_differences(actor, municipality)
    form = PublishForm(request.POST or None, initial={"seen": mark})
    publish = partial(actions.publish_workflow, by=actor, now=now, municipality=municipality)
    if tried(form, lambda: publish(**form.cleaned_data)):
        text = _("Published. New cases are planned by it; running cases keep theirs until you move them.")
        return done(request, text, reverse("workflow_cases", args=[municipality]))
    form.has_shown(mark)
    return page(request, "journey/workflow_publish.html", form=form, head=head, lines=lines)


@route("settings/workflow/<str:municipality>/versions/", permission=Permission.TEMPLATE_EDIT)
def workflow_versions(request: HttpRequest, municipality: str) -> HttpResponse:
    """Every version that was published, with what it changed, who published it and why."""
    head, versions = queries.versions_of(actor_in(request), municipality)
    return page(request, "journey/workflow_versions.html", head=head, versions=versions)


def _of_it(action: Callable[..., None], **known: object) -> Callable[..., None]:
    return partial(action, **known)


def _keep(form: TaskForm, of_it: Callable[..., Callable[..., None]]) -> None:
    seen = form.cleaned_data["seen"]
    if isinstance(form, OwnTaskForm):
        of_it(actions.change_own_task)(task=form.task(), seen=seen)
    else:
        of_it(actions.change_row)(change=form.change(), seen=seen)


def _kept(request: HttpRequest, editing: Editing, show: str) -> HttpResponse:
    address = f"{reverse('workflow')}?municipality={editing.head.place.code}&show={show}"
    return done(request, _("It stands in the draft. Nothing changes for anybody until you publish it."), address)
