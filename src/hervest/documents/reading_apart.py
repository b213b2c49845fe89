"""Has a file looked at in a process of its own, before any action begins: whatever it holds, an answer in time."""

import json
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict

from hervest.core.apart import ApartProblem, asked_apart
from hervest.core.turns import given_up
from hervest.documents.settings import FileLimits, file_limits
from hervest.documents.vocabulary import CheckedFile, FileKind, FileProblem

READER = (sys.executable, "-P", "-m", "hervest.documents.reading_child")
SAID_OF = {
    ApartProblem.FAILED: FileProblem.FAILED,
    ApartProblem.TOO_LONG: FileProblem.TOO_LONG,
    ApartProblem.TOO_LARGE: FileProblem.UNFOLDS,
}

_free = threading.BoundedSemaphore(file_limits().at_once)


def checked_apart(name: str, content: bytes, *, limits: FileLimits | None = None) -> CheckedFile | FileProblem:
    """The file as it may be kept, or why it may not. Of what is too large not a byte is opened."""
    within = limits or file_limits()
    if len(content) > within.file_size:
        return FileProblem.TOO_LARGE
    with given_up():
        if not _free.acquire(timeout=within.wait_s):
            return FileProblem.BUSY
        try:
            return answer_of(READER, name, content, within)
        finally:
            _free.release()


def answer_of(command: Sequence[str], name: str, content: bytes, limits: FileLimits) -> CheckedFile | FileProblem:
    """What the reader that `command` starts makes of `content`; what it says is checked: it may be taken over.

    Holds: no more comes back than a file that may be kept.
    """
    asked = json.dumps({"name": name, "limits": asdict(limits)}).encode()
    written = asked_apart(command, asked + b"\n" + content, limits)
    if isinstance(written, ApartProblem):
        return SAID_OF[written]
    head, _, kept = written.partition(b"\n")
    try:
        said = json.loads(head)
        if "problem" in said:
            return FileProblem(said["problem"])
        return CheckedFile(str(said["name"]), FileKind(said["kind"]), kept) if kept else FileProblem.FAILED
    except (ValueError, KeyError, TypeError, RecursionError):
        return FileProblem.FAILED
