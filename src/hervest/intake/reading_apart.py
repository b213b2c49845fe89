"""Has a file opened in a process of its own, so that no file can stop the server: it is ended when it asks too much."""

import json
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict

from hervest.core.apart import ApartProblem, asked_apart
from hervest.core.turns import given_up
from hervest.intake.frame_rules import FrameBrokenError, unframed
from hervest.intake.reading import too_large
from hervest.intake.reading_csv import KNOWN_HEADERS
from hervest.intake.settings import ReadLimits, intake_settings
from hervest.intake.vocabulary import Finding, FindingCode, SourceFile

READER = (sys.executable, "-P", "-m", "hervest.intake.reading_child")

_free = threading.BoundedSemaphore(intake_settings().reading.at_once)


def read_apart(
    name: str,
    content: bytes,
    *,
    known_headers: frozenset[str] = KNOWN_HEADERS,
    limits: ReadLimits | None = None,
) -> SourceFile:
    """The tables in `content` as `read_file` has them; what cannot be read within `limits` is one finding.

    A file that takes too long, asks too much memory or breaks the reader ends the reader and nothing else.
    """
    within = limits or intake_settings().reading
    if len(content) > within.file_size:
        return too_large(len(content), within)
    with given_up():
        if not _free.acquire(timeout=within.wait_s):
            return _refused(FindingCode.READER_BUSY)
        try:
            return answer_of(READER, name, content, known_headers=known_headers, limits=within)
        finally:
            _free.release()


def answer_of(
    command: Sequence[str], name: str, content: bytes, *, known_headers: frozenset[str], limits: ReadLimits
) -> SourceFile:
    """What the reader that `command` starts makes of `content`; whatever it does, an answer within the time."""
    asked = {"name": name, "headers": sorted(known_headers), "limits": asdict(limits)}
    written = asked_apart(command, json.dumps(asked).encode() + b"\n" + content, limits)
    if isinstance(written, ApartProblem):
        return _not_answered(written, limits)
    try:
        return unframed(json.loads(written))
    except (FrameBrokenError, ValueError, RecursionError):
        return _refused(FindingCode.READING_FAILED)


def _not_answered(problem: ApartProblem, limits: ReadLimits) -> SourceFile:
    match problem:
        case ApartProblem.TOO_LONG:
            return _refused(FindingCode.READING_TOO_LONG, ("most", limits.cpu_s))
        case ApartProblem.TOO_LARGE:
            return _refused(FindingCode.READING_TOO_LARGE)
        case ApartProblem.FAILED:
            return _refused(FindingCode.READING_FAILED)


def _refused(code: FindingCode, *params: tuple[str, str | int]) -> SourceFile:
    return SourceFile(None, findings=(Finding(code, params=params),))
