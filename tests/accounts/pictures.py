"""Small pictures for tests, made and not stored."""

import io
import struct
from zlib import crc32

from PIL import Image


def picture(width: int, height: int, *, kind: str = "PNG", comment: str = "") -> bytes:
    """A picture of one colour; `comment` stands in it beside its dots."""
    made, words = io.BytesIO(), {"comment": comment.encode()} if comment and kind == "JPEG" else {}
    Image.new("RGB", (width, height), (200, 30, 60)).save(made, kind, **words)
    return made.getvalue()


def says_it_is(width: int, height: int) -> bytes:
    """A small PNG whose first lines say that it is this large."""
    small = picture(8, 8)
    head = b"IHDR" + struct.pack(">II", width, height) + small[24:29]
    return small[:12] + head + struct.pack(">I", crc32(head)) + small[33:]
