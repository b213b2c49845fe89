"""Making a logo from a picture that somebody gives: small, without anything that stood beside its dots."""

import io
import warnings
from hashlib import sha256

from PIL import Image, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 500_000
MOST_DOTS = 8_000_000
LARGEST = (480, 96)
"""Width and height in dots: twice what the bar shows, for sharp screens."""


class NoPicture(ValueError):
    """The file is no picture that can be made a logo."""


class PictureTooLarge(NoPicture):
    """The file, or what it unfolds to, is larger than a logo needs to be."""


def logo_from(content: bytes) -> bytes:
    """The picture as PNG, no larger than `LARGEST`, its proportions and transparency kept, metadata left out.

    Raises: PictureTooLarge; NoPicture.
    """
    if len(content) > MOST_BYTES:
        raise PictureTooLarge
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > MOST_DOTS:
                raise PictureTooLarge
            dots = picture.convert("RGBA")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as problem:
        raise PictureTooLarge from problem
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        if isinstance(problem, NoPicture):
            raise
        raise NoPicture from problem
    dots.thumbnail(LARGEST)
    clean, made = Image.new("RGBA", dots.size), io.BytesIO()
    clean.paste(dots)
    clean.save(made, "PNG", optimize=True)
    return made.getvalue()


def version_of(png: bytes) -> str:
    """A short fingerprint: another logo has another address, so that no browser shows the old one."""
    return sha256(png).hexdigest()[:12]
