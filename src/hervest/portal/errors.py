"""What a person sees when a request cannot be answered: never a stack trace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hervest.core.web import not_found_page


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """What does not exist looks the same as what is not this person's."""
    return not_found_page(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """A request nobody can read."""
    text = _("Your browser sent something we cannot read. Go back and try again.")
    return render(request, "problem.html", {"text": text, "code": ""}, status=400)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Our own mistake: a page that needs no database."""
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """The form was open too long, or came from elsewhere."""
    text = _("This form had been open too long. Go back, load the page again and send it once more.")
    return render(request, "problem.html", {"text": text, "code": "csrf"}, status=403)
