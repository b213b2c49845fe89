"""Renew the last part of GLOSSARY.md: every vocabulary of the code with its words and their Dutch; the rest is kept."""

import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path

import django
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "hervest"
GLOSSARY = ROOT / "GLOSSARY.md"
HEADING = "## Vocabularies"
INTRODUCTION = (
    "Each class below is a closed list of words that the code stores and compares. Behind a word stands what the\n"
    "Dutch screens call it, where that is a word and not a sentence. `scripts/glossary.py` writes this part."
)
LONGEST_WORD = 40


def dutch() -> dict[tuple[str, str], str]:
    """(class, word) -> what the screens call it, over all rooms."""
    found = {}
    for path in sorted(PACKAGE.glob("*/locale/nl/LC_MESSAGES/django.po")):
        with path.open("rb") as po:
            found.update({(entry.context, str(entry.id)): str(entry.string) for entry in read_po(po) if entry.context})
    return found


def vocabularies(room: str) -> Iterator[type[StrEnum]]:
    """The classes of words that the room itself defines, in all its vocabularies."""
    for path in sorted((PACKAGE / room).glob("*vocabulary.py"), key=lambda path: (path.stem != "vocabulary", path)):
        module = import_module(f"hervest.{room}.{path.stem}")
        for found in vars(module).values():
            if isinstance(found, type) and issubclass(found, StrEnum) and found.__module__ == module.__name__:
                yield found


def line(vocabulary: type[StrEnum], words: dict[tuple[str, str], str]) -> str:
    """One vocabulary: its name, what it is for, its words."""
    meaning = " ".join((vocabulary.__doc__ or "").split("\n\n")[0].split()).split(" Source:")[0]
    members = []
    for member in vocabulary:
        shown = words.get((vocabulary.__name__, member.value), "")
        is_word = 0 < len(shown) <= LONGEST_WORD and "%" not in shown and not shown.endswith(".")
        members.append(f"`{member.value}` {shown}" if is_word else f"`{member.value}`")
    return f"- `{vocabulary.__name__}`: {meaning} {' · '.join(members)}"


def section() -> str:
    """The whole part, room by room from the ground up."""
    words, parts = dutch(), [HEADING, INTRODUCTION]
    for path in sorted(PACKAGE.glob("*/vocabulary.py")):
        room = path.parent.name
        lines = [line(vocabulary, words) for vocabulary in vocabularies(room)]
        if lines:
            parts.append(f"### {room}\n\n" + "\n".join(lines))
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Write the part anew."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hervest.config.settings")
    django.setup()
    kept = GLOSSARY.read_text("utf-8").split(HEADING)[0]
    GLOSSARY.write_text(kept + section(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
