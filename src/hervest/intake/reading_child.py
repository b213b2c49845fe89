"""The process in which a file is opened that nobody trusts yet: little time, little memory, no secrets, no database.

`python -P -m hervest.intake.reading_child` reads one line of JSON (name, headers, limits) and the file from standard
input, and writes one frame of JSON (`frame_rules`) to standard output. It imports no Django.
"""

import json
import sys
from typing import Any

from hervest.core.held_process import hold_to, peak_memory
from hervest.intake.frame_rules import framed
from hervest.intake.reading import read_file
from hervest.intake.settings import ReadLimits
from hervest.intake.vocabulary import Finding, FindingCode, SourceFile


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


if __name__ == "__main__":
    sys.exit(main())
