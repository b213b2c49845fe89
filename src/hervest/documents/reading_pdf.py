"""Looks into a PDF for what acts by itself or hides: scripts, programs, other files. It is not made anew."""

import re
import zlib
from collections.abc import Iterator

from hervest.documents.settings import FileLimits
from hervest.documents.vocabulary import FileProblem

HEAD = b"%PDF-"
END = b"%%EOF"
STREAM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
STREAM_END = b"endstream"
LIST_OF_OBJECTS = b"/ObjStm"
DRAWN_AS_DOTS = b"/Predictor"
"""By which each letter of a stream may be the difference from the one before. Source: ISO 32000-2, 7.4.4.4."""

BEGIN_OF_LIST = re.compile(rb"\s*(?:%[^\r\n]*[\r\n]\s*)*[+-]?\d+\s+[+-]?\d+\s")
"""How every list of objects begins: with the number of an object and where it stands. Source: ISO 32000-2, 7.5.7."""

BEGIN = 256
"""Bytes of a stream by which it is told whether it can be such a list."""

PACKED_HEAD, RAW_DEFLATE, DEFLATED = 2, -15, 8
"""A packed stream has a head of two bytes, whose low half says how it is packed. Source: RFC 1950, 2.2."""

WRITTEN_OUT = re.compile(rb"#([0-9A-Fa-f]{2})")
LOOKED_FOR = {
    rb"/Encrypt\b": FileProblem.PROTECTED,
    rb"/(?:JavaScript|Launch|RichMedia|XFA|SubmitForm|ImportData)\b": FileProblem.RUNS,
    rb"/EmbeddedFiles?\b": FileProblem.HOLDS_FILES,
}
"""Names by which a PDF says that it does such a thing. Source: ISO 32000-2, 7.6, 7.11.4, 12.6.4, 12.7.6, 13.7."""


class _NotUnpacked(ValueError):
    """A list of objects that cannot be looked into."""


def problem_in(content: bytes, limits: FileLimits) -> FileProblem | None:
    """Why the PDF is not taken; None if nothing of it acts by itself or hides, as far as it can be looked into.

    Looked into is what stands in plain, and every packed stream that can be a list of objects, whatever it says of
    itself, up to `unpacked` bytes in all. One that says it is such a list and does not unpack is refused.
    """
    if END not in content:
        return FileProblem.BROKEN
    try:
        return _named_in(content) or _problem_in_lists(content, limits.unpacked)
    except _NotUnpacked:
        return FileProblem.BROKEN


def _problem_in_lists(content: bytes, left: int) -> FileProblem | None:
    for packed, said in _streams(content):
        says_it_is = LIST_OF_OBJECTS in said
        if says_it_is and DRAWN_AS_DOTS in said:
            raise _NotUnpacked
        plain = _unpacked(packed, left, says_it_is=says_it_is)
        left -= len(plain)
        found = _named_in(plain)
        if found:
            return found
        if left < 0:
            return FileProblem.UNFOLDS
    return None


def _streams(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What every stream holds, and what stands between it and the one before: there it says what it is."""
    before = 0
    for found in STREAM.finditer(content):
        end = content.find(STREAM_END, found.end())
        end = len(content) if end < 0 else end
        yield content[found.end() : end], _read_out(content[before : found.start()])
        before = max(before, end)


def _unpacked(packed: bytes, most: int, *, says_it_is: bool) -> bytes:
    """What a stream holds, no further than `most` and a byte; nothing of what cannot be a list of objects.

    Sums at the end are not asked: readers of a PDF go on without. Raises: _NotUnpacked.
    """
    head = int.from_bytes(packed[:PACKED_HEAD])
    is_packed = packed[:1] and packed[0] & 0x0F == DEFLATED and head % 31 == 0
    unpacker, begin = zlib.decompressobj(RAW_DEFLATE), b""
    try:
        if is_packed:
            begin = unpacker.decompress(packed[PACKED_HEAD:], BEGIN)
            if says_it_is or BEGIN_OF_LIST.match(begin):
                return begin + unpacker.decompress(unpacker.unconsumed_tail, max(1, most + 1 - len(begin)))
    except zlib.error as problem:
        if says_it_is or BEGIN_OF_LIST.match(begin):
            raise _NotUnpacked from problem
    if says_it_is:
        raise _NotUnpacked
    return b""


def _named_in(piece: bytes) -> FileProblem | None:
    plain = _read_out(piece)
    return next((problem for name, problem in LOOKED_FOR.items() if re.search(name, plain)), None)


def _read_out(piece: bytes) -> bytes:
    """With names as they are read: a PDF may write any letter of one as `#` and its number."""
    return WRITTEN_OUT.sub(lambda found: bytes([int(found[1], 16)]), piece) if b"#" in piece else piece
