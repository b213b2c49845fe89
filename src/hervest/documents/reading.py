"""Looks at a file that somebody sent: what it is by its bytes, and what of it is kept.

Only a process of its own may call this (`reading_apart`): time and memory are not held here.
"""

from hervest.documents.reading_office import OfficeRefused, remade_office
from hervest.documents.reading_pdf import HEAD as PDF
from hervest.documents.reading_pdf import problem_in
from hervest.documents.reading_picture import PictureBroken, PictureTooLarge, remade
from hervest.documents.rules import kept_name, kind_by_name
from hervest.documents.settings import FileLimits
from hervest.documents.vocabulary import CheckedFile, FileKind, FileProblem

JPEG, PNG, ARCHIVE, OLD_OFFICE = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
)
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"})
BRAND = slice(4, 8), slice(8, 12)
"""Where such a file says that it says what it is, and what it says."""


def checked(name: str, content: bytes, limits: FileLimits) -> CheckedFile | FileProblem:
    """The file as it may be kept; why it may not. Its bytes say what it is, and its name must say the same."""
    if not content:
        return FileProblem.EMPTY
    if len(content) > limits.file_size:
        return FileProblem.TOO_LARGE
    found = _looked_at(content, limits)
    if isinstance(found, FileProblem):
        return found
    kind, kept = found
    if kind_by_name(name) is not kind:
        return FileProblem.OTHER_NAME
    return FileProblem.TOO_LARGE if len(kept) > limits.file_size else CheckedFile(kept_name(name, kind), kind, kept)


def _looked_at(content: bytes, limits: FileLimits) -> tuple[FileKind, bytes] | FileProblem:
    if content.startswith(PDF):
        return problem_in(content, limits) or (FileKind.PDF, content)
    if content.startswith((JPEG, PNG)):
        return _picture(content, FileKind.JPEG if content.startswith(JPEG) else FileKind.PNG, limits)
    if content.startswith(ARCHIVE):
        try:
            return remade_office(content, limits)
        except OfficeRefused as refused:
            return refused.problem
    if content.startswith(OLD_OFFICE):
        return FileProblem.OLD_OFFICE
    says, brand = (content[place] for place in BRAND)
    return FileProblem.HEIC if says == b"ftyp" and brand in HEIC_BRANDS else FileProblem.UNKNOWN


def _picture(content: bytes, kind: FileKind, limits: FileLimits) -> tuple[FileKind, bytes] | FileProblem:
    try:
        return kind, remade(content, kind, limits)
    except PictureTooLarge:
        return FileProblem.TOO_MANY_DOTS
    except PictureBroken:
        return FileProblem.BROKEN
