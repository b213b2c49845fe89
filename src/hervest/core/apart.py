"""Has something done in a process of its own: no file stops the server, and what asks too much is ended."""

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

KEPT = ("PATH", "PYTHONPATH", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What the process sees of the environment of this one: where Python is, and none of its secrets."""

NAMES_A_SIGNAL = os.name == "posix"


class ApartLimits(Protocol):
    """What the process may cost: seconds of the processor and of the clock, and bytes that it may answer."""

    @property
    def cpu_s(self) -> int:
        """Seconds of the processor: the process holds itself to them (`held_process`)."""

    @property
    def wall_s(self) -> float:
        """Seconds of the clock after which it is ended."""

    @property
    def answer_size(self) -> int:
        """Bytes after which it is ended."""


class ApartProblem(StrEnum):
    """Why a process of its own gave no answer."""

    FAILED = "failed"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Ended:
    """How the process came to its end: what it wrote, its exit status, whether it was ended for taking too long."""

    written: bytes
    status: int
    is_late: bool


def asked_apart(command: Sequence[str], sent: bytes, limits: ApartLimits) -> bytes | ApartProblem:
    """What the process that `command` starts writes once it was sent this; whatever it does, an answer within the time.

    A process that takes too long, asks too much memory or breaks ends, and nothing else does.
    """
    ended = _run(command, sent, limits)
    if ended is None:
        return ApartProblem.FAILED
    if ended.is_late or _was_ended_by(ended, "SIGXCPU"):
        return ApartProblem.TOO_LONG
    if _was_ended_by(ended, "SIGABRT") or len(ended.written) > limits.answer_size:
        return ApartProblem.TOO_LARGE  # a library that gets no memory aborts
    return ended.written if ended.status == 0 else ApartProblem.FAILED


def _run(command: Sequence[str], sent: bytes, limits: ApartLimits) -> Ended | None:
    """The process, from start to end; None if it could not be started."""
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
    """What the process writes once it has read everything, one byte over `most` at the most; then it is ended."""
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
