"""Words of the screens for the documentation, from routes, templates and catalogues."""

import inspect
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

import django
from babel.messages.pofile import read_po
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "hervest"
TEMPLATES = PACKAGE / "templates"
TITLE = re.compile(r"\{% block title %\}(.*?)\{% endblock %\}", re.DOTALL)
TRANSLATED = re.compile(r'\{% translate "([^"]+)" %\}')
RENDERED = re.compile(r'"([a-z_]+(?:/[a-z_]+)+\.html)"')
HEADING = re.compile(r'(?:heading ?= ?|form_page\([^"]*?)_\("([^"]+)"\)', re.DOTALL)
NAMED = re.compile(r"\b(\w+)\(")

CALLED = {
    "case": "Overview",
    "case_plan": "Tasks",
    "case_home": "Dwelling",
    "why_not": "How well it fits",
    "match_pair": "The whole comparison",
    "match": "To the proposal",
    "person": "People",
    "import_preview": "Check the dossiers",
    "dwelling_import_preview": "Check the homes",
    "sponsor_import_preview": "Check the sponsors",
    "add_money_line": "Add a cost",
    "change_money_line": "It was paid",
    "add_loan": "Add a loan",
    "change_loan": "Still to pay back",
    "add_guarantee": "Add a guarantee",
    "change_guarantee": "Guarantees",
    "give_mandate": "Give a mandate",
    "note_integration": "Note something",
    "write_goal": "Write a goal down",
    "change_goal": "Change the goal",
    "add_step": "A step towards it",
    "change_step": "Change the step",
    "note_activity": "Work, school or something else",
    "change_activity": "Change, or say what came of it",
    "goals": "Goals and taking part",
    "own_goals": "My goals",
    "service": "About this service",
    "change_service": "Change",
    "change_booking": "Change the booking",
    "account_login": "Log in",
    "mfa_authenticate": "Log in: second step",
    "mfa_activate_totp": "Set up an app",
    "mfa_add_webauthn": "Add a passkey",
    "mfa_view_recovery_codes": "Reserve codes",
    "account_change_password": "Change password",
    "set_password": "Choose your password",
}
"""Pages whose title is a code or a name, or stands with a third party: what leads there, as a text of a catalogue."""


class NoSuchWord(LookupError):
    """The documentation names a screen or a word that the product does not have."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One page of the product: where it stands, what it asks for, and what it is called in both languages."""

    name: str
    room: str
    pattern: str
    permission: str
    nl: str
    en: str

    def called(self, language: str) -> str:
        """Its name in `language`."""
        return self.nl if language == "nl" else self.en


@cache
def catalogue(language: str) -> dict[tuple[str, str], str]:
    """(context, text) -> translation, over all rooms; no context is an empty one."""
    found: dict[tuple[str, str], str] = {}
    for path in sorted(PACKAGE.glob(f"*/locale/{language}/LC_MESSAGES/django.po")):
        with path.open("rb") as po:
            for entry in read_po(po):
                key = entry.id if isinstance(entry.id, str) else entry.id[0]
                text = entry.string if isinstance(entry.string, str) else (entry.string or ("",))[0]
                found[entry.context or "", key] = text
    return found


def word(text: str, language: str) -> str:
    """What the screens say for `text`, or for `Context|code`. Raises: NoSuchWord if no catalogue has it."""
    context, _, code = text.rpartition("|")
    try:
        return catalogue(language)[context, code].replace("%%", "%")
    except KeyError:
        raise NoSuchWord(text) from None


def label(member: Enum, language: str) -> str:
    """The word for a member of a vocabulary; its own code where the screens never show it."""
    return catalogue(language).get((type(member).__name__, str(member.value)), str(member.value))


@cache
def screens() -> dict[str, Screen]:
    """Every page whose name is known, by the name of its route."""
    return {screen.name: screen for screen in _screens()}


def screen(name: str) -> Screen:
    """The page of a route. Raises: NoSuchWord if there is no such route, or nothing says what its page is called."""
    try:
        return screens()[name]
    except KeyError:
        raise NoSuchWord(name) from None


def wake() -> None:
    """Rooms can be imported afterwards; no database is opened and nothing is written."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hervest.config.settings")
    django.setup()


def _screens() -> Iterator[Screen]:
    wake()
    from django.urls import get_resolver  # noqa: PLC0415  # after django.setup()

    from hervest.accounts.route import ROUTES  # noqa: PLC0415  # after django.setup()
    from hervest.portal.frame import PLACES  # noqa: PLC0415  # after django.setup()

    assert get_resolver().url_patterns  # looking at them fills ROUTES
    with translation.override(None):  # the texts as they were written
        menu = {name: str(title) for title, name, _, _ in PLACES}
    for name, found in ROUTES.items():
        text = menu.get(name) or CALLED.get(name) or _title(found.view)
        if text and ("", text) in catalogue("nl"):
            room = "accounts" if found.room == "allauth" else found.room
            called = {language: _without_gaps(word(text, language)) for language in ("nl", "en")}
            yield Screen(name, room, f"/{found.pattern}", found.permission.value, called["nl"], called["en"])


def _without_gaps(text: str) -> str:
    return re.sub(r"%\(\w+\)[sd]", "…", text)


def _title(view: object) -> str:
    """The text that the view's own template, or the view itself, puts above the page; empty if neither does."""
    for source in _sources(view):
        for template in RENDERED.findall(source):
            title = TITLE.search((TEMPLATES / template).read_text("utf-8"))
            written = TRANSLATED.search(title[1]) if title else None
            if written:
                return written[1]
        heading = HEADING.search(source)
        if heading:
            return heading[1]
    return ""


def _sources(view: object) -> Iterator[str]:
    """The source of a view, then that of the functions of its own file that it calls."""
    function = inspect.unwrap(view)  # type: ignore[arg-type]  # a view is a function
    if not inspect.isfunction(function):
        return
    own = inspect.getsource(function)
    yield own
    for name in NAMED.findall(own):
        called = function.__globals__.get(name)
        if inspect.isfunction(called) and called.__module__ == function.__module__ and called is not function:
            yield inspect.getsource(called)
