"""Collect every text of every room into its catalogues (nl, en), or with --check say what is missing."""

import ast
import os
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from importlib import import_module
from io import BytesIO
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "hervest"
LANGUAGES = ("nl", "en")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
ERRORS = {"RuleBroken", "Conflict", "NotAllowed", "NotFound", "OutsideWorld", "Refusal"}
NOTES = {"note", "_noted"}
FOLDERS = {"components": "core", "account": "accounts", "mfa": "accounts", ".": "portal"}
NEVER_SHOWN = {"Relation", "Scope", "Tier"}
Message = tuple[str | None, str | tuple[str, str]]


def python_messages(room: str) -> Iterator[Message]:
    """Texts in calls of gettext and its family, the codes of errors, and the verbs of the log."""
    for source in sorted((PACKAGE / room).rglob("*.py")):
        if "migrations" in source.parts:
            continue
        for _, message, _, context in extract_from_file("python", source, keywords=KEYWORDS):
            yield context, message if isinstance(message, str) else (message[0], message[1])
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield "error", code.value
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in NOTES and node.args:
                verb = node.args[0]
                if isinstance(verb, ast.Constant) and isinstance(verb.value, str) and "." in verb.value:
                    yield "verb", verb.value


def vocabulary_messages(room: str) -> Iterator[Message]:
    """The word for every member of the room's vocabularies; its context is the class's name."""
    for path in sorted((PACKAGE / room).glob("*vocabulary.py")):
        module = import_module(f"hervest.{room}.{path.stem}")
        for found in vars(module).values():
            is_own = isinstance(found, type) and issubclass(found, StrEnum) and found.__module__ == module.__name__
            if is_own and found.__name__ not in NEVER_SHOWN:
                for member in found:
                    yield found.__name__, member.value
        for context, codes in vars(module).get("SHOWN_CODES", {}).items():
            for code in codes:
                yield context, code


def template_messages(room: str) -> Iterator[Message]:
    """Texts in the room's templates, as Django itself reads them."""
    from django.template import engines  # noqa: PLC0415  # after django.setup()
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode  # noqa: PLC0415

    templates = PACKAGE / "templates"
    for source in sorted(templates.rglob("*.html")):
        folder = str(source.relative_to(templates).parent).split("/")[0]
        if FOLDERS.get(folder, folder) != room:
            continue
        template = engines["django"].engine.from_string(source.read_text("utf-8"))
        for node in template.nodelist.get_nodes_by_type((TranslateNode, BlockTranslateNode)):
            if isinstance(node, TranslateNode):
                yield None, node.filter_expression.var.literal
            else:
                singular = node.render_token_list(node.singular)[0]
                singular = " ".join(singular.split()) if node.trimmed else singular
                plural = node.render_token_list(node.plural)[0] if node.plural else None
                yield None, (singular, plural) if plural else singular


def messages_of(room: str) -> dict[tuple[str | None, str], str | tuple[str, str]]:
    """Every text of the room, once."""
    found: dict[tuple[str | None, str], str | tuple[str, str]] = {}
    for source in (python_messages, vocabulary_messages, template_messages):
        for context, message in source(room):
            key = message if isinstance(message, str) else message[0]
            if isinstance(message, tuple) or (context, key) not in found:
                found[context, key] = message
    return found


def path_of(room: str, language: str) -> Path:
    """Where the catalogue stands."""
    return PACKAGE / room / "locale" / language / "LC_MESSAGES" / "django.po"


def stored(room: str, language: str) -> Catalog:
    """The catalogue as it is."""
    path = path_of(room, language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as po:
        return read_po(po, locale=language)


def renewed(room: str, language: str) -> Catalog:
    """The catalogue with exactly today's texts; translations that exist are kept, plain English fills itself."""
    old, new = stored(room, language), Catalog(locale=language, project="Hervest", charset="utf-8")
    for (context, key), message in sorted(messages_of(room).items(), key=lambda item: (item[0][0] or "", item[0][1])):
        known = old.get(key, context=context)
        text = known.string if known is not None else ""
        if not is_full(text) and language == "en" and context is None:
            text = message
        new.add(message, text if is_full(text) else "", context=context)
    return new


def is_full(text: str | tuple[str, ...] | list[str]) -> bool:
    """Whether every form is filled in."""
    return bool(text) and (isinstance(text, str) or all(text))


def written(catalogue: Catalog) -> bytes:
    """The catalogue as a file, the same for the same content."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=110, no_location=True, omit_header=True, sort_output=True)
    forms = "nplurals=2; plural=(n != 1);"
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Language: {catalogue.locale}\\n"\n"Plural-Forms: {forms}\\n"\n\n'
    )
    return header.encode() + buffer.getvalue()


def check(room: str, language: str) -> list[str]:
    """What is missing or out of date in one catalogue."""
    wanted, there = messages_of(room), stored(room, language)
    problems = []
    for context, key in wanted:
        entry = there.get(key, context=context)
        if entry is None or not is_full(entry.string):
            problems.append(f"{room}/{language}: no text for {context or ''}|{key}")
    problems += [
        f"{room}/{language}: not used any more: {entry.context or ''}|{entry.id}"
        for entry in there
        if entry.id and (entry.context, entry.id if isinstance(entry.id, str) else entry.id[0]) not in wanted
    ]
    return problems


def told_twice(rooms: Iterable[str], language: str) -> list[str]:
    """Texts of a room that nobody ever reads: another room, which comes first, says the same key in other words."""
    first: dict[tuple[str | None, str], tuple[str, object]] = {}
    problems = []
    for room in rooms:
        for entry in stored(room, language):
            if not entry.id:
                continue
            key = (entry.context, entry.id if isinstance(entry.id, str) else entry.id[0])
            before, text = first.setdefault(key, (room, entry.string))
            if text != entry.string:
                problems.append(f"{room}/{language}: {key[0] or ''}|{key[1]} is told in the words of {before}")
    return problems


def main() -> int:
    """Write the catalogues, or check them; 1 if anything is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hervest.config.settings")
    django.setup()
    from django.conf import settings  # noqa: PLC0415  # after django.setup()

    rooms = [room.split(".")[1] for room in settings.ROOMS]
    if "--check" not in sys.argv:
        for room in rooms:
            for language in LANGUAGES:
                path = path_of(room, language)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(written(renewed(room, language)))
    problems = [problem for room in rooms for language in LANGUAGES for problem in check(room, language)]
    problems += [problem for language in LANGUAGES for problem in told_twice(rooms, language)]
    print("\n".join(problems) or "catalogues complete: nl, en")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
