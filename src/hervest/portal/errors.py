"""What a person sees when a request cannot be answered: never a stack trace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hervest.accounts.request import actor_in
from hervest.accounts.route import ask_to_log_in, is_about_login, typed_for_again
from hervest.core.unsent import unsent_page
from hervest.core.web import not_found_page


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """What does not exist looks the same as what is not this person's; a form, as one for what does exist."""
    if request.method == "POST" and actor_in(request).is_anonymous:
        return ask_to_log_in(request)
    return not_found_page(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """A request nobody can read."""
    text = _("Your browser sent something we cannot read. Go back and try again.")
    return render(request, "problem.html", {"text": text, "code": ""}, status=400)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Our own mistake: a page that needs no database."""
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """The form was open too long, or came from elsewhere: nothing is done, and what was typed on our page is kept."""
    if is_about_login(request):
        text = _("This form had been open too long. Go back, load the page again and send it once more.")
        return render(request, "problem.html", {"text": text, "code": "csrf"}, status=403)
    is_logged_in = not actor_in(request).is_anonymous
    return unsent_page(request, typed_for_again(request), is_logged_in=is_logged_in)
