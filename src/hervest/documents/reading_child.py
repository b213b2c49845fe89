"""The process in which a file is opened that nobody trusts yet: little time, little memory, no secrets, no database.

`python -P -m hervest.documents.reading_child` reads one line of JSON (name, limits) and the file from standard input,
and writes one line of JSON (name and kind, or the problem) and the file as it may be kept. It imports no Django.
"""

import json
import sys
from typing import Any

from hervest.core.held_process import hold_to, peak_memory
from hervest.documents.reading import checked
from hervest.documents.settings import FileLimits
from hervest.documents.vocabulary import CheckedFile, FileProblem


def main() -> int:
    """The file is written, or why it is not taken; who is killed writes nothing."""
    asked: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    limits = FileLimits(**asked["limits"])
    is_held = hold_to(limits)
    found = _checked(str(asked["name"]), content, limits)
    if not is_held and peak_memory() > limits.memory:
        found = FileProblem.UNFOLDS
    if isinstance(found, FileProblem):
        sys.stdout.buffer.write(json.dumps({"problem": found}).encode() + b"\n")
    else:
        sys.stdout.buffer.write(json.dumps({"name": found.name, "kind": found.kind}).encode() + b"\n" + found.content)
    return 0


def _checked(name: str, content: bytes, limits: FileLimits) -> CheckedFile | FileProblem:
    try:
        return checked(name, content, limits)
    except MemoryError:
        return FileProblem.UNFOLDS


if __name__ == "__main__":
    sys.exit(main())
