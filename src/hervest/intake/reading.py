"""Opens a file, whatever its carrier, and hands back its tables; what cannot be opened is a finding."""

import re
from dataclasses import replace
from pathlib import PurePath

from hervest.intake import reading_csv, reading_json, reading_xlsx
from hervest.intake.settings import ReadLimits, intake_settings
from hervest.intake.vocabulary import Finding, FindingCode, SourceFile

ZIP_MARK = b"PK\x03\x04"
WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xltx", ".xltm")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""Name of the part in which Office keeps a workbook that is behind a password."""

JSON_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{|\[\s*[\[{])")
"""No list of ours begins with a brace."""

LONGEST_NAME = 60
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
    suffix = PurePath(name).suffix.casefold()
    if content.startswith(ZIP_MARK):
        return _called(suffix, reading_xlsx.read(content, within))
    if content.startswith(OLD_OFFICE_MARK):
        code = FindingCode.PROTECTED_FILE if ENCRYPTED in content else FindingCode.OLD_WORKBOOK
        return SourceFile(None, findings=(Finding(code),))
    return _text_file(name, content, known_headers, within)


def _text_file(name: str, content: bytes, known_headers: frozenset[str], limits: ReadLimits) -> SourceFile:
    """What is no workbook goes by its name; JSON under the name of a list is said to be that, and not taken apart."""
    suffix = PurePath(name).suffix.casefold()
    if suffix == ".json":
        return reading_json.read(content, limits)
    is_list = suffix in (".csv", ".txt")
    if is_list and not JSON_BEGINS.match(content):
        return reading_csv.read(content, known_headers, limits)
    code = FindingCode.JSON_NAMED_OTHERWISE if is_list else FindingCode.UNKNOWN_FILE_KIND
    if suffix == ".xlsx":
        code = FindingCode.NOT_A_WORKBOOK
    shown = suffix or PurePath(name).name[:LONGEST_NAME]
    return SourceFile(None, findings=(Finding(code, params=(("value", shown),)),))


def _called(suffix: str, source: SourceFile) -> SourceFile:
    """A workbook under another name is read as what it is, and that is said."""
    if suffix in WORKBOOK_NAMES or not source.tables:
        return source
    return replace(
        source, findings=(Finding(FindingCode.NAMED_OTHERWISE, params=(("value", suffix),)), *source.findings)
    )


def too_large(size: int, limits: ReadLimits) -> SourceFile:
    """What is said of a file of `size` bytes that nobody opens."""
    params = (("most", limits.file_size), ("n", size))
    return SourceFile(None, findings=(Finding(FindingCode.FILE_TOO_LARGE, params=params),))
