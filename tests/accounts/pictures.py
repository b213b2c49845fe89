"""Small pictures for tests, made and not stored."""

import io

from PIL import Image


def picture(width: int, height: int, *, kind: str = "PNG", comment: str = "") -> bytes:
    """A picture of one colour; `comment` stands in it beside its dots."""
    made, words = io.BytesIO(), {"comment": comment.encode()} if comment and kind == "JPEG" else {}
    Image.new("RGB", (width, height), (200, 30, 60)).save(made, kind, **words)
    return made.getvalue()
