"""Looks into a PDF for what acts by itself or hides: scripts, programs, other files. It is not made anew."""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress

from hervest.documents.settings import FileLimits
from hervest.documents.vocabulary import FileProblem

HEAD = b"%PDF-"
END = b"%%EOF"
STREAM = re.compile(rb"stream\r?\n")
STREAM_END = b"endstream"
LIST_OF_OBJECTS = b"/ObjStm"
SAID_BEFORE = 400
"""Bytes before a stream in which it says what it is."""

WRITTEN_OUT = re.compile(rb"#([0-9A-Fa-f]{2})")
LOOKED_FOR = {
    rb"/Encrypt\b": FileProblem.PROTECTED,
    rb"/(?:JavaScript|Launch|RichMedia)\b": FileProblem.RUNS,
    rb"/EmbeddedFiles?\b": FileProblem.HOLDS_FILES,
}
"""Names by which a PDF says that it does such a thing. Source: ISO 32000-2, 7.6, 12.6.4, 13.7 and 7.11.4."""


def problem_in(content: bytes, limits: FileLimits) -> FileProblem | None:
    """Why the PDF is not taken; None if nothing of it acts by itself or hides, as far as it can be looked into.

    Looked into is what stands in plain and what stands in packed lists of objects, up to `unpacked` bytes in all.
    """
    if END not in content:
        return FileProblem.BROKEN
    left = limits.unpacked
    for piece in (content, *_packed_lists(content, limits.unpacked)):
        left -= len(piece)
        plain = _read_out(piece)
        for name, problem in LOOKED_FOR.items():
            if re.search(name, plain):
                return problem
        if left < 0:
            return FileProblem.UNFOLDS
    return None


def _packed_lists(content: bytes, most: int) -> Iterator[bytes]:
    """Every list of objects that unpacks, each no further than `most` and a byte."""
    for found in STREAM.finditer(content):
        said_of_it = _read_out(content[max(0, found.start() - SAID_BEFORE) : found.start()])
        if LIST_OF_OBJECTS not in said_of_it:
            continue
        end = content.find(STREAM_END, found.end())
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(content[found.end() : max(end, found.end())], most + 1)


def _read_out(piece: bytes) -> bytes:
    """With names as they are read: a PDF may write any letter of one as `#` and its number."""
    return WRITTEN_OUT.sub(lambda found: bytes([int(found[1], 16)]), piece) if b"#" in piece else piece
