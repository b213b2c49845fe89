"""Has a file opened in a process of its own, so that no file can stop the server: it is ended when it asks too much."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

from hervest.intake.frame_rules import FrameBrokenError, unframed
from hervest.intake.reading import too_large
from hervest.intake.reading_csv import KNOWN_HEADERS
from hervest.intake.settings import ReadLimits, intake_settings
from hervest.intake.vocabulary import Finding, FindingCode, SourceFile

READER = (sys.executable, "-P", "-m", "hervest.intake.reading_child")
KEPT = ("PATH", "PYTHONPATH", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What the reader sees of this process's environment: where Python is, and none of its secrets."""

NAMES_A_SIGNAL = os.name == "posix"

_free = threading.BoundedSemaphore(intake_settings().reading.at_once)


@dataclass(frozen=True, slots=True)
class Ended:
    """How the reader came to its end: what it wrote, its exit status, whether it was ended for taking too long."""

    written: bytes
    status: int
    is_late: bool


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
    ended = _run(command, json.dumps(asked).encode() + b"\n" + content, limits)
    if ended is None:
        return _refused(FindingCode.READING_FAILED)
    if ended.is_late or _was_ended_by(ended, "SIGXCPU"):
        return _refused(FindingCode.READING_TOO_LONG, ("most", limits.cpu_s))
    if _was_ended_by(ended, "SIGABRT") or len(ended.written) > limits.answer_size:
        return _refused(FindingCode.READING_TOO_LARGE)  # a library that gets no memory aborts
    try:
        return unframed(json.loads(ended.written)) if ended.status == 0 else _refused(FindingCode.READING_FAILED)
    except (FrameBrokenError, ValueError, RecursionError):
        return _refused(FindingCode.READING_FAILED)


def _run(command: Sequence[str], sent: bytes, limits: ReadLimits) -> Ended | None:
    """The reader, from start to end; None if it could not be started."""
    try:
        reader = subprocess.Popen(  # noqa: S603  # our own module and nothing a person typed
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(os.environ),
        )
    except OSError:
        return None
    late = threading.Event()
    alarm = threading.Timer(limits.wall_s, _end, (reader, late))
    alarm.daemon = True
    alarm.start()
    try:
        written = _talk(reader, sent, limits.answer_size)
        status = reader.wait()
    finally:
        alarm.cancel()
        reader.kill()
        reader.wait()
    return Ended(written, status, late.is_set())


def _talk(reader: "subprocess.Popen[bytes]", sent: bytes, most: int) -> bytes:
    """What the reader writes once it has read everything, one byte over `most` at the most; then it is ended."""
    assert reader.stdin is not None
    assert reader.stdout is not None
    with suppress(OSError):  # it ended before it had read everything
        reader.stdin.write(sent)
    with suppress(OSError):
        reader.stdin.close()
    with reader.stdout as output:
        written = output.read(most + 1)
        if len(written) > most:
            reader.kill()
    return written


def _end(reader: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    reader.kill()


def _was_ended_by(ended: Ended, name: str) -> bool:
    return NAMES_A_SIGNAL and ended.status == -signal.Signals[name].value


def _environment(whole: Mapping[str, str]) -> dict[str, str]:
    return {name: whole[name] for name in KEPT if name in whole}


def _refused(code: FindingCode, *params: tuple[str, str | int]) -> SourceFile:
    return SourceFile(None, findings=(Finding(code, params=params),))
