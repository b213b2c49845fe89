"""Answering a browser: pages, redirects after a form, and problems in the person's own words."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from hervest.core.errors import Conflict, HervestError, RuleBroken
from hervest.core.texts import error_text

R = TypeVar("R")


def page(request: HttpRequest, template: str, *, status: int = 200, **context: object) -> HttpResponse:
    """A page from a template."""
    return render(request, template, context, status=status)


def see_other(address: str) -> HttpResponse:
    """Go on to `address` with GET (303): a page that is loaded again sends no form again."""
    return HttpResponseRedirect(address, status=303)


def done(request: HttpRequest, text: str, address: str) -> HttpResponse:
    """Say what was done, on the page it leads to."""
    messages.success(request, text)
    return see_other(address)


def tried(form: BaseForm, call: Callable[[], R]) -> R | None:
    """Run an action for a valid form. What the person can mend ends at its field, and nothing typed is lost."""
    try:
        return call()
    except (RuleBroken, Conflict) as problem:
        field = problem.params.get("field")
        form.add_error(str(field) if field in form.fields else None, error_text(problem))
        return None


def not_found_page(request: HttpRequest) -> HttpResponse:
    """One page for what does not exist and what is not this person's: it never tells which."""
    return render(request, "404.html", status=404)


def problem_page(request: HttpRequest, problem: HervestError) -> HttpResponse:
    """A problem no form could show: what happened and what to do."""
    status = 409 if isinstance(problem, Conflict) else 400
    return render(request, "problem.html", {"text": error_text(problem), "code": problem.code}, status=status)
