"""Files as somebody sent them, opened in a process of their own; for pages and the command line, before any action.

No transaction is open meanwhile: a file that takes long to read keeps nobody from writing.
"""

from hervest.intake.dwelling_rules import DWELLING_HEADERS
from hervest.intake.reading_apart import read_apart
from hervest.intake.reading_csv import KNOWN_HEADERS
from hervest.intake.settings import intake_settings
from hervest.intake.vocabulary import ImportKind, SourceFile

HEADERS = {ImportKind.DOSSIERS: KNOWN_HEADERS, ImportKind.DWELLINGS: DWELLING_HEADERS}


def opened_file(name: str, content: bytes, kind: ImportKind) -> SourceFile:
    """What the file holds before anybody asks what it means. What cannot be read is a finding, never an error."""
    return read_apart(name, content, known_headers=HEADERS[kind])


def largest_file() -> int:
    """Bytes of the largest file that is opened."""
    return intake_settings().reading.file_size
