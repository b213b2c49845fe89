"""Holds an archive to its own directory before it is read: how many parts, how large, and whether it lies."""

import struct
import zipfile
import zlib
from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol

CHUNK = 64 * 1024
HEAD = struct.Struct("<4s22xHH")
HEAD_MARK = b"PK\x03\x04"
RAW_DEFLATE = -15


class ArchiveLimits(Protocol):
    """How many parts an archive may have, bytes it may unpack to, and how many times its own size from which bytes."""

    @property
    def n_parts(self) -> int:
        """Parts at most."""

    @property
    def unpacked(self) -> int:
        """Bytes of all of them together."""

    @property
    def unpacked_times(self) -> int:
        """How many times as large as it is packed."""

    @property
    def times_from(self) -> int:
        """Bytes up to which that is not asked."""


class ArchiveProblem(StrEnum):
    """Why an archive is not opened."""

    UNREADABLE = "unreadable"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_LARGE = "too_large"
    SIZES_LIE = "sizes_lie"


class ArchiveRefused(Exception):
    """The archive is broken, lies, or is larger than may be; `params` say more for who reads of it."""

    def __init__(self, problem: ArchiveProblem, *params: tuple[str, str | int]) -> None:
        super().__init__(problem, params)
        self.problem = problem
        self.params = params


def check_archive(archive: zipfile.ZipFile, content: bytes, limits: ArchiveLimits) -> None:
    """Returns when every part unpacks to the size that the directory states, and all of them to no more than may be.

    The sizes are those that come out of the bytes: another reader may go by them and not by the directory.

    Raises: ArchiveRefused.
    """
    parts = archive.infolist()
    if is_repeated(part.filename.casefold() for part in parts) or any(_leads_out(part.filename) for part in parts):
        raise ArchiveRefused(ArchiveProblem.UNREADABLE)
    if len(parts) > limits.n_parts:
        raise ArchiveRefused(ArchiveProblem.TOO_MANY_PARTS, ("n", len(parts)), ("most", limits.n_parts))
    stated = sum(part.file_size for part in parts)
    if stated > limits.unpacked or stated > max(limits.times_from, limits.unpacked_times * len(content)):
        raise ArchiveRefused(ArchiveProblem.TOO_LARGE)
    for part in parts:
        if _true_size(content, part) != part.file_size:
            raise ArchiveRefused(ArchiveProblem.SIZES_LIE, ("value", part.filename))


def _leads_out(name: str) -> bool:
    """Whether a part would stand outside the archive where somebody unpacks it."""
    places = name.replace("\\", "/").split("/")
    return places[0] == "" or ".." in places


def is_repeated(names: Iterable[str]) -> bool:
    """Whether one name stands for two things: then two readers may look at different ones."""
    known = list(names)
    return len(set(known)) < len(known)


def _true_size(content: bytes, part: zipfile.ZipInfo) -> int:
    """Bytes that `part` unpacks to; it stops as soon as they are more than is stated."""
    head = content[part.header_offset : part.header_offset + HEAD.size]
    if len(head) < HEAD.size or not head.startswith(HEAD_MARK):
        raise ArchiveRefused(ArchiveProblem.UNREADABLE)
    _mark, name_length, extra_length = HEAD.unpack(head)
    start = part.header_offset + HEAD.size + name_length + extra_length
    packed = content[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        return len(packed)
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise ArchiveRefused(ArchiveProblem.UNREADABLE)
    return _inflated(packed, part.file_size)


def _inflated(packed: bytes, most: int) -> int:
    unpacker, size = zlib.decompressobj(RAW_DEFLATE), 0
    try:
        while size <= most and not unpacker.eof:
            piece = unpacker.decompress(packed, CHUNK)
            size, packed = size + len(piece), unpacker.unconsumed_tail
            if not piece and not packed:
                break
    except zlib.error:
        raise ArchiveRefused(ArchiveProblem.UNREADABLE) from None
    return size
