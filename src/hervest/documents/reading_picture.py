"""Makes a picture anew from its dots: whatever else the file held does not come along."""

import io
import warnings
from contextlib import suppress

from PIL import Image, ImageCms

from hervest.documents.settings import FileLimits
from hervest.documents.vocabulary import FileKind

ORIENTATION = 0x0112
TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
"""What has to be done to a picture so that it stands upright (EXIF 2.32, tag 274)."""

STRIP = 64
"""Rows of a picture that is kept which are made at a time."""

FORMATS = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG"}
PROBLEMS = (OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError, OverflowError, EOFError)
"""What a decoder raises at what it cannot read."""


class PictureBroken(ValueError):
    """Nobody can read these dots."""


class PictureTooLarge(ValueError):
    """More dots than are read."""


def remade(content: bytes, kind: FileKind, limits: FileLimits) -> bytes:
    """The picture upright, in sRGB, its longest side no longer than is kept, and nothing of the file beside its dots.

    No EXIF, XMP, profile, comment, text or thumbnail, and none of the bytes that came: what was also a page or a
    program is a picture only. Of several pictures in one file the first is kept.

    Raises: PictureTooLarge before a dot is read; PictureBroken.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a decoder about what it skips; how many dots there are is asked here
            return _written(_read(content, kind, limits), kind, limits)
    except Image.DecompressionBombError as problem:
        raise PictureTooLarge from problem
    except PROBLEMS as problem:
        if isinstance(problem, PictureBroken | PictureTooLarge):
            raise
        raise PictureBroken from problem


def _read(content: bytes, kind: FileKind, limits: FileLimits) -> Image.Image:
    picture = Image.open(io.BytesIO(content), formats=[FORMATS[kind]])
    if picture.width * picture.height > limits.n_dots:
        raise PictureTooLarge
    side = (limits.longest_side, limits.longest_side)
    turns = TURNS.get(_orientation(picture), ())
    profile = picture.info.get("icc_profile")
    picture.draft("RGB", side)  # a JPEG is unfolded no larger than is needed
    dots = _in_srgb(_smaller(picture, _kept_mode(picture, kind), limits), profile)
    dots.thumbnail(side)
    for turn in turns:
        dots = dots.transpose(turn)
    return dots


def _kept_mode(picture: Image.Image, kind: FileKind) -> str:
    """What its dots are made of: what can be seen through stays so, where its kind can say it."""
    if kind is FileKind.PNG and (picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info):
        return "RGBA"
    return picture.mode if picture.mode in {"RGB", "L", "CMYK"} else "RGB"


def _smaller(picture: Image.Image, mode: str, limits: FileLimits) -> Image.Image:
    """The picture in `mode`, made smaller by a whole number of times where it is that much too large.

    Strip by strip: a copy of all of its dots would not fit in the memory beside them.
    """
    times = max(1, max(picture.size) // limits.longest_side)
    small = Image.new(mode, (-(-picture.width // times), -(-picture.height // times)))
    for top in range(0, picture.height, STRIP * times):
        strip = picture.crop((0, top, picture.width, min(top + STRIP * times, picture.height))).convert(mode)
        small.paste(strip.reduce(times) if times > 1 else strip, (0, top // times))
    return small


def _orientation(picture: Image.Image) -> int:
    """How the picture lies, as the camera says; upright where it says nothing that can be read."""
    with suppress(Exception):  # whatever stands there: it is not kept, and the picture is
        return int(picture.getexif().get(ORIENTATION, 1))
    return 1


def _in_srgb(dots: Image.Image, profile: bytes | None) -> Image.Image:
    """In the colours that every screen takes a picture without a profile for."""
    if profile and dots.mode in {"RGB", "CMYK"}:
        with suppress(ImageCms.PyCMSError, *PROBLEMS):
            own, ours = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(dots, own, ours, outputMode="RGB")
            if converted is not None:
                return converted
    return dots if dots.mode == "RGBA" else dots.convert("RGB")


def _written(dots: Image.Image, kind: FileKind, limits: FileLimits) -> bytes:
    clean, made = Image.new(dots.mode, dots.size), io.BytesIO()
    clean.paste(dots)
    clean.save(made, FORMATS[kind], quality=limits.quality, optimize=True)
    return made.getvalue()
