"""Answering a browser: pages, redirects after a form, and problems in the person's own words."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from hervest.core.edits import EditForm
from hervest.core.errors import Conflict, HervestError, RuleBroken
from hervest.core.texts import error_text


def page(request: HttpRequest, template: str, *, status: int = 200, **context: object) -> HttpResponse:
    """A page from a template."""
    return render(request, template, context, status=status)


def see_other(address: str) -> HttpResponse:
    """Go on to `address` with GET (303): a page that is loaded again sends no form again."""
    return HttpResponseRedirect(address, status=303)


def send_on(address: str) -> HttpResponse:
    """Send the form that came on to `address` (307): what was typed goes along, and is looked at there."""
    return HttpResponseRedirect(address, preserve_request=True)


def done(request: HttpRequest, text: str, address: str, *, undo: str = "") -> HttpResponse:
    """Say what was done, on the page it leads to; `undo` is the address that takes it back, if there is one."""
    messages.success(request, text, extra_tags=undo)
    return see_other(address)


def tried(form: BaseForm, call: Callable[[], object]) -> bool:
    """Run an action if the form is valid; whether it was done. A form that was not sent yet runs nothing.

    What the person can mend ends at its field, and nothing typed is lost. Where somebody else was first, a form that
    edits shows both.
    """
    if not form.is_valid():
        return False
    try:
        call()
    except (RuleBroken, Conflict) as problem:
        field = problem.params.get("field")
        if isinstance(problem, Conflict) and isinstance(form, EditForm):
            form.show_both()
        form.add_error(str(field) if field in form.fields else None, error_text(problem))
        return False
    return True


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The page of ours the form stood on, as the form says in `next`; else `otherwise`."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if is_ours else otherwise


def not_found_page(request: HttpRequest) -> HttpResponse:
    """One page for what does not exist and what is not this person's: it never tells which."""
    return render(request, "404.html", status=404)


def problem_page(request: HttpRequest, problem: HervestError) -> HttpResponse:
    """A problem no form could show: what happened and what to do."""
    status = 409 if isinstance(problem, Conflict) else 400
    return render(request, "problem.html", {"text": error_text(problem), "code": problem.code}, status=status)
