"""What was typed in a form that could not be taken: given back, so that it can be sent again."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MOST_CHARACTERS = 200_000
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  # the name of a field
PASSWORD = "password"  # noqa: S105  # what names of fields are looked at for


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a form as they were sent, and the names of the files that must be chosen again."""

    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]

    @property
    def has_key(self) -> bool:
        """Whether the form had a key of its own, by which it is done once however often it is sent."""
        return any(name == "submission" and value for name, value in self.fields)


def typed_in(request: HttpRequest) -> Typed | None:
    """What was typed, without passwords and files; None if a page of ours did not send it, or it is too much.

    Another site may send a form in somebody's name: were its fields given back with a fresh token, one click of
    that person would do what the token is there to prevent.
    """
    fields = tuple((name, value) for name, values in request.POST.lists() if _is_kept(name) for value in values)
    if not _is_from_ours(request) or sum(len(name) + len(value) for name, value in fields) > MOST_CHARACTERS:
        return None
    return Typed(fields, tuple(file.name or "" for _, files in request.FILES.lists() for file in files))


def unsent_page(
    request: HttpRequest, typed: Typed | None, *, is_logged_in: bool, asks_for_proof: bool = False
) -> HttpResponse:
    """Says that nothing was saved and how to go on, with what was typed in it (403); the same for every address."""
    context = {
        "typed": typed,
        "is_logged_in": is_logged_in,
        "asks_for_proof": asks_for_proof,
        "address": request.get_full_path(),
    }
    response = render(request, "unsent.html", context, status=403)
    if "HX-Request" in request.headers:  # whatever part was asked for: this page takes the place of all of it
        response["HX-Retarget"] = response["HX-Reselect"] = "#main"
        response["HX-Reswap"] = "outerHTML"
        response["HX-Push-Url"] = "false"
    return response


def _is_kept(name: str) -> bool:
    return name != TOKEN and PASSWORD not in name.lower()


def _is_from_ours(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    if origin is None:
        referer = urlsplit(request.headers.get("Referer", ""))
        origin = f"{referer.scheme}://{referer.netloc}"
    return origin == f"{request.scheme}://{request.get_host()}"
