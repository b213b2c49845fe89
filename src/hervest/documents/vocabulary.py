"""The words of files: which kinds are taken, and why one is not."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_NAME = 120
"""Characters of the name of a file, its ending included."""


class FileKind(StrEnum):
    """The kinds of files that are taken. Source: security.md, THREAT-T12."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    DOCX = "docx"
    XLSX = "xlsx"


PICTURES = frozenset({FileKind.JPEG, FileKind.PNG})
"""Kinds that are made anew, dot by dot, so that a browser may show them."""


class FileProblem(StrEnum):
    """Why a file is not taken: each with a text that says what to do."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"
    HEIC = "heic"
    OLD_OFFICE = "old_office"
    OTHER_NAME = "other_name"
    BROKEN = "broken"
    TOO_MANY_DOTS = "too_many_dots"
    UNFOLDS = "unfolds"
    MACROS = "macros"
    FETCHES = "fetches"
    HOLDS_FILES = "holds_files"
    PICTURE_WITHIN = "picture_within"
    RUNS = "runs"
    PROTECTED = "protected"
    TOO_LONG = "too_long"
    BUSY = "busy"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept: what it is by its bytes, under a name that says so and hides nothing."""

    name: str
    kind: FileKind
    content: bytes
