"""The process in which a file is opened that nobody trusts yet: little time, little memory, no secrets, no database.

`python -P -m hervest.intake.reading_child` reads one line of JSON (name, headers, limits) and the file from standard
input, and writes one frame of JSON (`frame_rules`) to standard output. It imports no Django.
"""

import json
import sys
from contextlib import suppress
from typing import Any

from hervest.intake.frame_rules import framed
from hervest.intake.reading import read_file
from hervest.intake.settings import ReadLimits
from hervest.intake.vocabulary import Finding, FindingCode, SourceFile

try:
    import resource
except ImportError:  # Windows has no such limits: there the parent's clock and the reader's own counts hold
    resource = None  # type: ignore[assignment]


def main() -> int:
    """The frame of the file is written, or of one finding that says why not; who is killed writes nothing."""
    asked: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    limits = ReadLimits(**asked["limits"])
    is_held = hold_to(limits)
    source = _opened(str(asked["name"]), content, frozenset(asked["headers"]), limits)
    if not is_held and peak_memory() > limits.memory:
        source = SourceFile(None, findings=(Finding(FindingCode.READING_TOO_LARGE),))
    sys.stdout.buffer.write(json.dumps(framed(source), separators=(",", ":")).encode())
    return 0


def _opened(name: str, content: bytes, headers: frozenset[str], limits: ReadLimits) -> SourceFile:
    try:
        return read_file(name, content, known_headers=headers, limits=limits)
    except MemoryError:
        return SourceFile(None, findings=(Finding(FindingCode.READING_TOO_LARGE),))


def hold_to(limits: ReadLimits) -> bool:
    """This process is ended when it uses more time; it gets no more memory and leaves nothing on a disk.

    Whether the system holds it to its memory: Linux does. macOS knows the limit and does not keep it, Windows has none.
    """
    if resource is None:
        return False
    _limit(resource.RLIMIT_CPU, limits.cpu_s, limits.cpu_s + 1)
    _limit(resource.RLIMIT_CORE, 0, 0)
    _limit(resource.RLIMIT_FSIZE, 0, 0)
    return _limit(resource.RLIMIT_AS, limits.memory, limits.memory) and sys.platform.startswith("linux")


def _limit(what: int, soft: int, hard: int) -> bool:
    with suppress(ValueError, OSError):
        _, highest = resource.getrlimit(what)
        most = hard if highest == resource.RLIM_INFINITY else min(hard, highest)
        resource.setrlimit(what, (min(soft, most), most))
        return True
    return False


def peak_memory() -> int:
    """Bytes this process used at most, as far as the system tells; else 0."""
    if resource is None:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    sys.exit(main())
