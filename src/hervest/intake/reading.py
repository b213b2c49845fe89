"""Opens a file, whatever its carrier, and hands back its tables; what cannot be opened is a finding."""

from pathlib import PurePath

from hervest.intake import reading_csv, reading_json, reading_xlsx
from hervest.intake.settings import ReadLimits, intake_settings
from hervest.intake.vocabulary import Finding, FindingCode, SourceFile

ZIP_MARK = b"PK\x03\x04"
OLD_OFFICE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_file(
    name: str,
    content: bytes,
    *,
    known_headers: frozenset[str] = reading_csv.KNOWN_HEADERS,
    limits: ReadLimits | None = None,
) -> SourceFile:
    """The tables in `content`; its beginning tells the carrier, `name` only CSV from JSON.

    `known_headers`: folded headers of the layout that is expected, by which a CSV file's separator is found.
    A file that is too large is refused unread. An Office file behind a password is named as such. Only a process of its
    own may call this on a file that somebody sent (`reading_apart`): time and memory are not held here.
    """
    within = limits or intake_settings().reading
    if len(content) > within.file_size:
        return too_large(len(content), within)
    if content.startswith(ZIP_MARK):
        return reading_xlsx.read(content, within)
    if content.startswith(OLD_OFFICE_MARK):
        return SourceFile(None, findings=(Finding(FindingCode.PROTECTED_FILE),))
    suffix = PurePath(name).suffix.casefold()
    if suffix == ".json":
        return reading_json.read(content, within)
    if suffix in (".csv", ".txt"):
        return reading_csv.read(content, known_headers, within)
    code = FindingCode.NOT_A_WORKBOOK if suffix == ".xlsx" else FindingCode.UNKNOWN_FILE_KIND
    return SourceFile(None, findings=(Finding(code, params=(("value", suffix),)),))


def too_large(size: int, limits: ReadLimits) -> SourceFile:
    """What is said of a file of `size` bytes that nobody opens."""
    params = (("most", limits.file_size), ("n", size))
    return SourceFile(None, findings=(Finding(FindingCode.FILE_TOO_LARGE, params=params),))
